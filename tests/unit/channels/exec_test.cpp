// The table of interface.md section 5 and protocols.md 7, and the document that a program reads.
#include <gtest/gtest.h>

#include "base/text.h"
#include "channels/exec/exec_settings.h"
#include "channels/exec/judge.h"
#include "channels/registry.h"
#include "unit/channels/script.h"

namespace crier::channels {
namespace {

using core::Outcome;
using core::OutcomeKind;
using core::Scope;

CommandReply exited(int code, std::string output = "", std::string errors = "") {
  CommandReply reply;
  reply.end = CommandEnd::exited;
  reply.code = code;
  reply.output = std::move(output);
  reply.errors = std::move(errors);
  return reply;
}

CommandReply ended(CommandEnd how, std::string reason = "", bool broken = false) {
  CommandReply reply;
  reply.end = how;
  reply.reason = std::move(reason);
  reply.broken = broken;
  return reply;
}

core::Message message() {
  core::Message made;
  made.language = "de";
  made.subject = "Störung";
  made.text = "text\nof it";
  made.html = "<p>html";
  made.parts = {"short"};
  made.payload = R"({"incident":{"key":"db","title":"Down"},"update":{"number":2},"audience":"customers"})";
  return made;
}

std::shared_ptr<const Adapter> adapter() {
  exec::Settings settings;
  settings.command = {"/usr/lib/crier/pager", "--quiet", "a b"};
  settings.channel = "pager";
  settings.common.timeout = Millis(7000);
  return exec::make_adapter(settings);
}

CommandRun run_of(Job job) {
  auto exchange = adapter()->open(std::move(job), "");
  EXPECT_TRUE(exchange);
  return std::get<CommandRun>((*exchange)->start());
}

Outcome outcome_of(CommandReply reply) {
  auto exchange = adapter()->open(tests::job(message()), "");
  EXPECT_TRUE(exchange);
  static_cast<void>((*exchange)->start());
  return std::get<Outcome>((*exchange)->on_reply(std::move(reply)));
}

TEST(Exec, the_exit_code_is_the_outcome) {
  for (int code = 0; code <= 255; ++code) {
    SCOPED_TRACE(code);
    const auto outcome = outcome_of(exited(code, "id-1\n", "why\n"));
    const bool is_channels = code == 126 || code == 127;
    const bool is_refused = (code >= 65 && code <= 68) || code == 77;
    EXPECT_EQ(outcome.kind, code == 0 ? OutcomeKind::delivered : is_refused || is_channels ? OutcomeKind::rejected : OutcomeKind::retry);
    EXPECT_EQ(outcome.credentials, is_channels);
    EXPECT_EQ(outcome.scope == Scope::channel, is_channels);
    if (is_refused) {
      EXPECT_EQ(outcome.scope, Scope::recipient);
    }
    EXPECT_EQ(outcome.remote_id, code == 0 ? "id-1" : "");
    EXPECT_EQ(outcome.reply, "exit " + std::to_string(code) + (code == 0 ? "" : ": why"));
    EXPECT_FALSE(outcome.maybe_accepted);
    EXPECT_FALSE(outcome.suppress);
  }
}

TEST(Exec, a_program_that_was_killed_or_cut_may_have_said_it) {
  for (const auto how : {CommandEnd::killed, CommandEnd::cut}) {
    const auto outcome = outcome_of(ended(how, "It took too long."));
    EXPECT_EQ(outcome.kind, OutcomeKind::retry);
    EXPECT_TRUE(outcome.maybe_accepted);
    EXPECT_EQ(outcome.scope, Scope::destination);
    EXPECT_NE(outcome.reply, "");
  }
}

TEST(Exec, a_program_that_cannot_be_begun_pauses_the_channel_unless_the_want_is_passing) {
  const auto broken = outcome_of(ended(CommandEnd::not_started, "It is missing.", true));
  EXPECT_EQ(broken.kind, OutcomeKind::rejected);
  EXPECT_EQ(broken.scope, Scope::channel);
  EXPECT_TRUE(broken.credentials);
  EXPECT_EQ(broken.reply, "It is missing.");

  const auto passing = outcome_of(ended(CommandEnd::not_started, "No memory."));
  EXPECT_EQ(passing.kind, OutcomeKind::retry);
  EXPECT_FALSE(passing.maybe_accepted);
}

TEST(Exec, the_first_line_of_its_output_is_the_remote_id_as_far_as_it_is_text) {
  const std::pair<std::string, std::string> cases[] = {
      {"", ""},
      {"\nsecond\n", ""},
      {"  id 7 \r\nsecond", "id 7"},
      {"a\x1b[31m\tb\x7f", "a[31mb"},
      {"a\xff"
       "b",
       "a\uFFFDb"},
      {std::string("a\0b", 3), "ab"},
      {"no line end", "no line end"},
  };
  for (const auto& [output, id] : cases) EXPECT_EQ(outcome_of(exited(0, output)).remote_id, id) << output;
  const auto longest = outcome_of(exited(0, std::string(65536, 'x'))).remote_id;
  EXPECT_LE(longest.size(), 500U);
  EXPECT_TRUE(longest.starts_with("xxx"));
}

TEST(Exec, the_last_line_of_its_errors_that_is_not_blank_is_the_reason) {
  const std::pair<std::string, std::string> cases[] = {
      {"", "exit 75"},
      {"one\ntwo\n\n  \n", "exit 75: two"},
      {"one\r\ntwo\r\n", "exit 75: two"},
      {"\x1b[31mred", "exit 75: \\x1b[31mred"},
      {"\xc3", "exit 75: \uFFFD"},
  };
  for (const auto& [errors, reply] : cases) EXPECT_EQ(outcome_of(exited(75, "", errors)).reply, reply);
  const auto longest = outcome_of(exited(75, "", std::string(65536, 'x'))).reply;
  EXPECT_LE(longest.size(), 500U);
  EXPECT_FALSE(breaks_line(longest));
}

TEST(Exec, an_answer_out_of_turn_is_not_taken_for_acceptance) {
  auto exchange = adapter()->open(tests::job(message()), "");
  ASSERT_TRUE(exchange);
  static_cast<void>((*exchange)->start());
  const auto step = (*exchange)->on_reply(tests::reply(200));
  ASSERT_TRUE(std::holds_alternative<Outcome>(step));
  EXPECT_NE(std::get<Outcome>(step).kind, OutcomeKind::delivered);
}

TEST(Exec, the_program_is_begun_as_configured_and_nothing_of_the_event_is_among_its_arguments) {
  const auto run = run_of(tests::job(message(), "+49 30 1234"));
  EXPECT_EQ(run.argv, (std::vector<std::string>{"/usr/lib/crier/pager", "--quiet", "a b"}));
  EXPECT_EQ(run.timeout, Millis(7000));
}

TEST(Exec, it_reads_one_document) {
  auto job = tests::job(message(), "+49 30 1234");
  job.name = "Duty";
  job.attempt = 3;
  job.unsure = true;
  job.thread_root = "r1";
  job.thread_last = "r2";
  const auto read = boost::json::parse(run_of(job).input).as_object();
  EXPECT_EQ(read.at("protocol"), 1);
  EXPECT_EQ(read.at("delivery"), "d12-34");
  EXPECT_EQ(read.at("idempotency_key"), "msg_d12-34");
  EXPECT_EQ(read.at("attempt"), 3);
  EXPECT_EQ(read.at("unsure"), true);
  EXPECT_EQ(read.at("channel"), "pager");
  EXPECT_EQ(read.at("recipient"), "+49 30 1234");
  EXPECT_EQ(read.at("name"), "Duty");
  EXPECT_EQ(read.at("audience"), "customers");
  EXPECT_EQ(
      read.at("message"),
      (boost::json::value{{"subject", "Störung"}, {"text", "text\nof it"}, {"html", "<p>html"}, {"short", "short"}, {"language", "de"}}));
  EXPECT_EQ(read.at("incident"), (boost::json::value{{"key", "db"}, {"title", "Down"}}));
  EXPECT_EQ(read.at("update"), (boost::json::value{{"number", 2}}));
  EXPECT_EQ(read.at("thread"), (boost::json::value{{"root", "r1"}, {"last", "r2"}}));
}

TEST(Exec, without_address_thread_or_data_the_document_has_what_there_is) {
  core::Message bare;
  bare.subject = "s";
  bare.payload = "not json";
  const auto read = boost::json::parse(run_of(tests::job(bare)).input).as_object();
  EXPECT_EQ(read.at("recipient"), "");
  EXPECT_EQ(read.at("message").at("short"), "");
  EXPECT_EQ(read.at("thread"), boost::json::object{});
  for (const auto* key : {"name", "meant_for", "incident", "update", "audience"}) EXPECT_FALSE(read.contains(key)) << key;
}

TEST(Exec, an_address_that_is_a_url_is_not_shown_if_the_program_prints_it) {
  EXPECT_EQ(run_of(tests::job(message(), "tgram://123:key/456")).secrets, std::vector<std::string>{"tgram://123:key/456"});
  EXPECT_TRUE(run_of(tests::job(message(), "+49 30 1234")).secrets.empty());
}

TEST(Exec, an_address_is_any_line_of_text) {
  for (const auto* good : {"+49 30 1234", "ops", "mailto://user:pass@example.com", "Straße 1"}) {
    EXPECT_EQ(exec::address_fault(good), std::nullopt) << good;
  }
  for (const auto& bad :
       {std::string(), std::string("  "), std::string("a\nb"), std::string("a\0b", 3), std::string("\xff"), std::string(2001, 'x')}) {
    EXPECT_NE(exec::address_fault(bad), std::nullopt) << bad;
  }
  auto refused = adapter()->open(tests::job(message(), "a\nb"), "");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, ErrorKind::invalid);
}

}  // namespace
}  // namespace crier::channels
