#include "channels/smtp/classify.h"

#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <fstream>
#include <sstream>

#include "channels/smtp/reply.h"

namespace crier::channels::smtp {
namespace {

using core::OutcomeKind;
using core::Scope;

MailReply answered(MailStage stage, int code, std::string text) {
  MailReply reply;
  reply.stage = stage;
  reply.code = code;
  reply.text = std::move(text);
  return reply;
}

TEST(Classify, says_who_a_failure_is_about_by_the_stage) {
  struct Row {
    MailStage stage;
    int code;
    const char* text;
    OutcomeKind kind;
    Scope scope;
  };
  const Row rows[] = {
      {MailStage::greeting, 421, "busy", OutcomeKind::retry, Scope::destination},
      {MailStage::greeting, 450, "later", OutcomeKind::retry, Scope::destination},
      {MailStage::greeting, 554, "no service here", OutcomeKind::retry, Scope::destination},
      {MailStage::hello, 450, "later", OutcomeKind::retry, Scope::channel},
      {MailStage::hello, 550, "bad name", OutcomeKind::rejected, Scope::channel},
      {MailStage::starttls, 454, "4.7.0 not now", OutcomeKind::retry, Scope::channel},
      {MailStage::starttls, 502, "5.5.1 what", OutcomeKind::rejected, Scope::channel},
      {MailStage::auth, 454, "4.7.0 temporary", OutcomeKind::retry, Scope::channel},
      {MailStage::auth, 535, "5.7.8 wrong", OutcomeKind::rejected, Scope::channel},
      {MailStage::auth, 534, "5.7.9 too weak", OutcomeKind::rejected, Scope::channel},
      {MailStage::auth, 538, "5.7.11 needs TLS", OutcomeKind::rejected, Scope::channel},
      {MailStage::mail, 530, "5.7.0 authenticate first", OutcomeKind::rejected, Scope::channel},
      {MailStage::mail, 550, "5.7.1 not your sender", OutcomeKind::rejected, Scope::channel},
      {MailStage::mail, 450, "4.1.8 sender unknown", OutcomeKind::retry, Scope::channel},
      {MailStage::mail, 552, "5.3.4 too big", OutcomeKind::rejected, Scope::message},
      {MailStage::mail, 452, "4.3.1 disk full", OutcomeKind::retry, Scope::destination},
      {MailStage::rcpt, 450, "4.7.1 greylisted", OutcomeKind::retry, Scope::recipient},
      {MailStage::rcpt, 452, "4.5.3 too many recipients", OutcomeKind::retry, Scope::recipient},
      {MailStage::rcpt, 550, "5.1.1 unknown", OutcomeKind::rejected, Scope::recipient},
      {MailStage::data, 451, "4.3.0 later", OutcomeKind::retry, Scope::message},
      {MailStage::data, 554, "5.5.1 no", OutcomeKind::rejected, Scope::message},
      {MailStage::body, 451, "4.3.0 later", OutcomeKind::retry, Scope::message},
      {MailStage::body, 550, "5.7.1 spam", OutcomeKind::rejected, Scope::message},
      {MailStage::body, 250, "2.0.0 queued", OutcomeKind::delivered, Scope::recipient},
  };
  for (const Row& row : rows) {
    const core::Outcome outcome = classify(answered(row.stage, row.code, row.text));

    EXPECT_EQ(outcome.kind, row.kind) << row.code << ' ' << row.text;
    EXPECT_EQ(outcome.scope, row.scope) << row.code << ' ' << row.text;
    EXPECT_EQ(outcome.reply, std::to_string(row.code) + " " + row.text);
    EXPECT_FALSE(outcome.maybe_accepted);
  }
}

TEST(Classify, takes_421_at_any_stage_as_the_destination_asking_to_slow_down) {
  for (int stage = 0; stage <= static_cast<int>(MailStage::body); ++stage) {
    const core::Outcome outcome = classify(answered(static_cast<MailStage>(stage), 421, "4.7.0 slow down"));

    EXPECT_EQ(outcome.kind, OutcomeKind::retry);
    EXPECT_EQ(outcome.scope, Scope::destination);
    EXPECT_TRUE(outcome.congested);
  }
}

TEST(Classify, pauses_the_channel_when_our_credentials_are_refused) {
  EXPECT_TRUE(classify(answered(MailStage::auth, 535, "5.7.8 wrong")).credentials);
  EXPECT_TRUE(classify(answered(MailStage::rcpt, 530, "5.7.0 authenticate first")).credentials);
  EXPECT_FALSE(classify(answered(MailStage::auth, 454, "4.7.0 not now")).credentials);
  EXPECT_FALSE(classify(answered(MailStage::mail, 550, "5.7.1 no")).credentials);
}

TEST(Classify, suppresses_an_address_only_by_the_list) {
  struct Row {
    MailStage stage;
    int code;
    const char* text;
    bool suppress;
  };
  const Row rows[] = {
      {MailStage::rcpt, 550, "5.1.1 unknown", true},
      {MailStage::rcpt, 551, "5.1.6 moved", true},
      {MailStage::rcpt, 553, "5.1.3 syntax", true},
      {MailStage::rcpt, 556, "5.1.10 null mx", true},
      {MailStage::rcpt, 550, "5.1.2 bad domain", false},
      {MailStage::rcpt, 550, "5.2.1 disabled", false},
      {MailStage::rcpt, 552, "5.2.2 full", false},
      {MailStage::rcpt, 550, "5.7.1 policy", false},
      {MailStage::rcpt, 550, "5.4.4 no route", false},
      {MailStage::rcpt, 550, "no such user", false},
      {MailStage::rcpt, 450, "4.1.1 unknown", false},
      {MailStage::rcpt, 450, "5.1.1 contradicts itself", false},
      {MailStage::body, 550, "5.1.1 unknown", false},
      {MailStage::mail, 550, "5.1.1 unknown", false},
      {MailStage::rcpt, 550, "4.1.1 contradicts", false},
      {MailStage::rcpt, 550, "5.1.0 other", false},
      {MailStage::rcpt, 550, "5.1.1 you sent to too many recipients", false},
  };
  for (const Row& row : rows)
    EXPECT_EQ(classify(answered(row.stage, row.code, row.text)).suppress, row.suppress) << row.code << ' ' << row.text;
}

TEST(Classify, tells_a_lost_connection_from_one_lost_after_the_dot) {
  MailReply reply;
  reply.stage = MailStage::rcpt;
  reply.broken = Broken::not_sent;
  reply.error = "relay.example was lost";
  EXPECT_EQ(classify(reply).scope, Scope::destination);
  EXPECT_FALSE(classify(reply).maybe_accepted);

  reply.stage = MailStage::body;
  reply.broken = Broken::maybe_accepted;
  EXPECT_EQ(classify(reply).kind, OutcomeKind::retry);
  EXPECT_EQ(classify(reply).scope, Scope::message);
  EXPECT_TRUE(classify(reply).maybe_accepted);
}

TEST(Classify, keeps_foreign_text_on_one_short_line) {
  EXPECT_EQ(timeline_text("a\r\nb\x1b[31m"), "a\\r\\nb\\x1b[31m");
  EXPECT_EQ(timeline_text("caf\xE9"), "caf?");
  EXPECT_EQ(timeline_text(std::string(499, 'x') + "\xC3\xA9").size(), 499U) << "cut between characters";
  EXPECT_EQ(timeline_text(std::string(2000, 'x')).size(), 500U);
}

Reply parse(const std::string& text) {
  std::string bytes = text + "\r\n";
  // A multi-line reply that a bounce folded into one line has lost its line ends; the code in front is what it had.
  if (text.find('\n') == std::string::npos && bytes[3] == '-') bytes[3] = ' ';
  ReplyParser parser;
  for (std::string_view rest = bytes; !rest.empty() && !parser.is_broken() && !parser.is_complete();) rest.remove_prefix(parser.feed(rest));
  EXPECT_TRUE(parser.is_complete()) << text;
  return parser.is_complete() ? parser.take() : Reply{};
}

TEST(ReplyConformance, judges_every_collected_reply_by_its_reply_code) {
  std::ifstream file(CRIER_SHARED "/conformance/smtp-replies/replies.json");
  if (!file) GTEST_SKIP() << "no conformance samples at " << CRIER_SHARED;
  std::stringstream text;
  text << file.rdbuf();
  const boost::json::value samples = boost::json::parse(text.str());
  ASSERT_GT(samples.as_array().size(), 100U);

  for (const boost::json::value& sample : samples.as_array()) {
    const boost::json::object& row = sample.as_object();
    const std::string bytes(row.at("reply").as_string());
    const Reply reply = parse(bytes);
    const core::Outcome outcome = classify(answered(MailStage::rcpt, reply.code, reply.text()));

    EXPECT_EQ(reply.code, row.at("code").to_number<int>()) << bytes;
    const std::optional<EnhancedCode> code = enhanced_code(reply.text());
    const std::string enhanced =
        code ? std::to_string(code->type) + "." + std::to_string(code->subject) + "." + std::to_string(code->detail) : "";
    EXPECT_EQ(enhanced, row.at("enhanced").is_null() ? "" : std::string(row.at("enhanced").as_string())) << bytes;
    EXPECT_EQ(outcome.kind, row.at("expected").as_string() == "permanent" ? OutcomeKind::rejected : OutcomeKind::retry) << bytes;
    const boost::json::value* hard = row.if_contains("hard_bounce");
    if (hard != nullptr && !hard->as_bool()) {
      EXPECT_FALSE(outcome.suppress) << bytes;
    }
  }
}

}  // namespace
}  // namespace crier::channels::smtp
