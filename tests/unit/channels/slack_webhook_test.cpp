#include <gtest/gtest.h>

#include "channels/registry.h"
#include "unit/channels/script.h"

namespace crier::channels::slack {
namespace {

using core::OutcomeKind;
using core::Scope;
using tests::body_of;
using tests::play;
using tests::reply;

Settings settings() {
  Settings made;
  made.webhook = Secret("https://hooks.slack.test/services/T/B/x");
  return made;
}

Job job() {
  core::Message message;
  message.payload = R"({"text":"Orders delayed","blocks":[{"type":"divider"}],"header":{"text":"h","blocks":[{"type":"divider"}]}})";
  auto made = tests::job(message);
  made.thread_root = "C1:1.2";
  return made;
}

core::Outcome outcome_of(const HttpReply& answer) { return play(*make_adapter(settings()), job(), {answer}).outcome(); }

TEST(SlackWebhook, posts_text_and_blocks_without_a_thread) {
  const auto course = play(*make_adapter(settings()), job(), {reply(200, "ok")});

  const auto request = course.requests().at(0);
  EXPECT_EQ(request.url, "https://hooks.slack.test/services/T/B/x");
  EXPECT_EQ(body_of(request), boost::json::parse(R"({"text":"Orders delayed","blocks":[{"type":"divider"}]})").as_object());
  EXPECT_EQ(course.outcome().kind, OutcomeKind::delivered);
  EXPECT_EQ(course.outcome().remote_id, "");
}

struct Case {
  int status;
  const char* body;
  OutcomeKind kind;
  Scope scope;
};

TEST(SlackWebhook, decides_by_the_word_and_then_by_the_status) {
  const Case cases[] = {
      {400, "invalid_payload", OutcomeKind::rejected, Scope::message},
      {400, "user_not_found", OutcomeKind::rejected, Scope::message},
      {400, "no_text", OutcomeKind::rejected, Scope::message},
      {403, "action_prohibited", OutcomeKind::rejected, Scope::channel},
      {403, "invalid_token", OutcomeKind::rejected, Scope::channel},
      {404, "channel_not_found", OutcomeKind::rejected, Scope::channel},
      {404, "no_service", OutcomeKind::rejected, Scope::channel},
      {410, "channel_is_archived", OutcomeKind::rejected, Scope::channel},
      {429, "rate_limited", OutcomeKind::retry, Scope::destination},
      {500, "rollup_error", OutcomeKind::retry, Scope::destination},
      {503, "", OutcomeKind::retry, Scope::destination},
      {200, "no_service", OutcomeKind::rejected, Scope::channel},  // the word before the status
      {404, "invalid_payload", OutcomeKind::rejected, Scope::message},
      {403, "<html>", OutcomeKind::rejected, Scope::channel},
      {404, "", OutcomeKind::rejected, Scope::channel},
      {400, "something_new", OutcomeKind::rejected, Scope::message},
      {302, "", OutcomeKind::rejected, Scope::message},
      {500, "ok", OutcomeKind::retry, Scope::destination},
  };

  for (const auto& one : cases) {
    const auto outcome = outcome_of(reply(one.status, one.body));
    EXPECT_EQ(outcome.kind, one.kind) << one.status << " " << one.body;
    EXPECT_EQ(outcome.scope, one.scope) << one.status << " " << one.body;
    EXPECT_EQ(outcome.credentials, one.scope == Scope::channel) << one.status << " " << one.body;
    EXPECT_FALSE(outcome.suppress);
  }
}

TEST(SlackWebhook, waits_as_long_as_it_is_asked_to) {
  const auto outcome = outcome_of(reply(429, "rate_limited", {{"retry-after", "30"}}));

  EXPECT_EQ(outcome.after, Millis(30000));
  EXPECT_TRUE(outcome.congested);
}

TEST(SlackWebhook, does_not_repeat_what_something_else_took) {
  const auto outcome = outcome_of(reply(200, "<html>welcome</html>"));

  EXPECT_EQ(outcome.kind, OutcomeKind::rejected);
  EXPECT_TRUE(outcome.maybe_accepted);
}

TEST(SlackWebhook, knows_no_edit) {
  auto edit = job();
  edit.delivery.kind = DeliveryKind::edit;

  EXPECT_EQ(make_adapter(settings())->open(edit, "").error().kind, ErrorKind::invalid);
}

}  // namespace
}  // namespace crier::channels::slack
