#include <gtest/gtest.h>

#include "channels/registry.h"
#include "unit/channels/script.h"

namespace crier::channels::slack {
namespace {

using core::OutcomeKind;
using core::Scope;
using tests::body_of;
using tests::header_of;
using tests::play;
using tests::reply;

Settings settings() {
  Settings made;
  made.api = "https://slack.test/api";
  made.token = Secret("xoxb-1");
  return made;
}

constexpr auto kPayload = R"({"text":"Orders delayed","blocks":[{"type":"section","text":{"type":"mrkdwn","text":"*Orders delayed*"}}],)"
                          R"("header":{"text":"resolved","blocks":[{"type":"header","text":{"type":"plain_text","text":"Resolved"}}]}})";

Job job(const std::string& to = "#status-emea", const std::string& payload = kPayload) {
  core::Message message;
  message.payload = payload;
  return tests::job(message, to);
}

Job edit(const std::string& root = "C123ABC456:1503435956.000247") {
  auto made = job();
  made.delivery.kind = DeliveryKind::edit;
  made.thread_root = root;
  return made;
}

HttpReply posted() { return reply(200, R"({"ok":true,"channel":"C123ABC456","ts":"1503435956.000247","message":{"text":"…"}})"); }
HttpReply error(const std::string& code, int status = 200) { return reply(status, R"({"ok":false,"error":")" + code + R"("})"); }

TEST(Slack, posts_text_and_blocks_and_keeps_the_id) {
  const auto course = play(*make_adapter(settings()), job(), {posted()});

  const auto request = course.requests().at(0);
  EXPECT_EQ(request.url, "https://slack.test/api/chat.postMessage");
  EXPECT_EQ(header_of(request, "authorization"), "Bearer xoxb-1");
  EXPECT_EQ(header_of(request, "content-type"), "application/json; charset=utf-8");
  EXPECT_FALSE(request.guarded);
  const auto body = body_of(request);
  EXPECT_EQ(body.at("channel").as_string(), "#status-emea");
  EXPECT_EQ(body.at("text").as_string(), "Orders delayed");
  EXPECT_EQ(body.at("blocks").as_array().size(), 1U);
  EXPECT_FALSE(body.contains("thread_ts"));
  EXPECT_FALSE(body.contains("header"));
  EXPECT_EQ(course.outcome().kind, OutcomeKind::delivered);
  EXPECT_EQ(course.outcome().remote_id, "C123ABC456:1503435956.000247");
}

TEST(Slack, posts_follow_ups_in_the_thread_of_the_first_post) {
  auto follow_up = job();
  follow_up.thread_root = "C123ABC456:1503435956.000247";
  follow_up.thread_last = "C123ABC456:1503435999.000001";

  const auto body = body_of(play(*make_adapter(settings()), follow_up, {posted()}).requests().at(0));

  EXPECT_EQ(body.at("thread_ts").as_string(), "1503435956.000247");
}

TEST(Slack, is_content_with_warnings) {
  const auto course = play(
      *make_adapter(settings()), job(),
      {reply(
          200,
          R"({"ok":true,"channel":"C1","ts":"1.2","warning":"message_truncated","response_metadata":{"warnings":["message_truncated"]}})")});

  EXPECT_EQ(course.outcome().kind, OutcomeKind::delivered);
}

TEST(Slack, reads_the_id_from_an_answer_that_was_cut) {
  const auto whole =
      R"({"ok":true,"channel":"C123ABC456","ts":"1503435956.000247","message":{"ts":"9.9","text":")" + std::string(70000, 'x');

  const auto course = play(*make_adapter(settings()), job(), {reply(200, whole)});

  EXPECT_EQ(course.outcome().kind, OutcomeKind::delivered);
  EXPECT_EQ(course.outcome().remote_id, "C123ABC456:1503435956.000247");
}

struct Code {
  const char* code;
  OutcomeKind kind;
  Scope scope;
};

TEST(Slack, takes_no_id_that_is_none_from_an_answer_that_was_cut) {
  const auto cut = std::string(R"({"ok":true,"channel":"C1)") + '\xff' + R"(","ts":"1.2","message":{"text":")";

  const auto course = play(*make_adapter(settings()), job(), {reply(200, cut)});

  EXPECT_EQ(course.outcome().kind, OutcomeKind::delivered);
  EXPECT_EQ(course.outcome().remote_id, "");
  EXPECT_EQ(course.outcome().reply, "posted; its id is not known.");
}

TEST(Slack, knows_whom_each_error_is_about) {
  const Code codes[] = {
      {"ratelimited", OutcomeKind::retry, Scope::destination},
      {"internal_error", OutcomeKind::retry, Scope::destination},
      {"service_unavailable", OutcomeKind::retry, Scope::destination},
      {"team_added_to_org", OutcomeKind::retry, Scope::destination},
      {"invalid_auth", OutcomeKind::rejected, Scope::channel},
      {"missing_scope", OutcomeKind::rejected, Scope::channel},
      {"token_revoked", OutcomeKind::rejected, Scope::channel},
      {"access_denied", OutcomeKind::rejected, Scope::channel},
      {"channel_not_found", OutcomeKind::rejected, Scope::recipient},
      {"not_in_channel", OutcomeKind::rejected, Scope::recipient},
      {"is_archived", OutcomeKind::rejected, Scope::recipient},
      {"cannot_reply_to_message", OutcomeKind::rejected, Scope::recipient},
      {"invalid_blocks", OutcomeKind::rejected, Scope::message},
      {"invalid_arguments", OutcomeKind::rejected, Scope::message},
      {"no_text", OutcomeKind::rejected, Scope::message},
      {"message_not_found", OutcomeKind::rejected, Scope::message},
      {"something_new", OutcomeKind::rejected, Scope::message},
  };

  for (const auto& one : codes) {
    const auto outcome = play(*make_adapter(settings()), job(), {error(one.code)}).outcome();
    EXPECT_EQ(outcome.kind, one.kind) << one.code;
    EXPECT_EQ(outcome.scope, one.scope) << one.code;
    EXPECT_EQ(outcome.credentials, one.scope == Scope::channel) << one.code;
    EXPECT_FALSE(outcome.suppress) << one.code;
    EXPECT_NE(outcome.reply.find(one.code), std::string::npos) << one.code;
  }
}

TEST(Slack, waits_as_long_as_it_is_asked_to) {
  const auto outcome =
      play(*make_adapter(settings()), job(), {reply(429, R"({"ok":false,"error":"ratelimited"})", {{"retry-after", "30"}})}).outcome();

  EXPECT_EQ(outcome.kind, OutcomeKind::retry);
  EXPECT_EQ(outcome.after, Millis(30000));
  EXPECT_TRUE(outcome.congested);
  EXPECT_FALSE(outcome.maybe_accepted);
}

TEST(Slack, does_not_know_what_became_of_an_internal_error) {
  EXPECT_TRUE(play(*make_adapter(settings()), job(), {error("internal_error")}).outcome().maybe_accepted);
  EXPECT_TRUE(play(*make_adapter(settings()), job(), {error("fatal_error", 500)}).outcome().maybe_accepted);
  EXPECT_FALSE(play(*make_adapter(settings()), job(), {error("service_unavailable", 503)}).outcome().maybe_accepted);
}

TEST(Slack, leaves_out_a_thread_that_is_closed) {
  for (const auto* code : {"restricted_action_thread_locked", "restricted_action_non_threadable_channel", "cannot_reply_to_message",
                           "thread_not_found", "message_not_found"}) {
    auto follow_up = job();
    follow_up.thread_root = "C1:1.2";
    const auto course = play(*make_adapter(settings()), follow_up, {error(code), posted()});
    ASSERT_EQ(course.requests().size(), 2U) << code;
    EXPECT_TRUE(body_of(course.requests()[0]).contains("thread_ts"));
    EXPECT_FALSE(body_of(course.requests()[1]).contains("thread_ts"));
    EXPECT_EQ(course.outcome().kind, OutcomeKind::delivered);
  }
}

TEST(Slack, says_it_plainly_where_the_blocks_are_refused) {
  const auto course = play(*make_adapter(settings()), job(), {error("invalid_blocks"), posted()});
  const auto hopeless = play(*make_adapter(settings()), job(), {error("invalid_blocks")});

  ASSERT_EQ(course.requests().size(), 2U);
  EXPECT_FALSE(body_of(course.requests()[1]).contains("blocks"));
  EXPECT_EQ(body_of(course.requests()[1]).at("text").as_string(), "Orders delayed");
  EXPECT_EQ(course.outcome().kind, OutcomeKind::delivered);
  EXPECT_EQ(hopeless.requests().size(), 2U);
  EXPECT_EQ(hopeless.outcome().kind, OutcomeKind::rejected);
}

TEST(Slack, explains_what_a_refusal_names) {
  const auto scope =
      play(*make_adapter(settings()), job(), {reply(200, R"({"ok":false,"error":"missing_scope","needed":"chat:write","provided":"x"})")})
          .outcome();
  const auto pointer =
      play(
          *make_adapter(settings()), job("#a", R"({"text":"t"})"),
          {reply(
              200,
              R"({"ok":false,"error":"invalid_arguments","response_metadata":{"messages":["[ERROR] must be shorter [json-pointer:/text]"]}})")})
          .outcome();

  EXPECT_EQ(scope.reply, "HTTP 200: missing_scope (chat:write)");
  EXPECT_EQ(pointer.reply, "HTTP 200: invalid_arguments ([ERROR] must be shorter [json-pointer:/text])");
}

TEST(Slack, judges_answers_that_are_not_slacks_by_their_status) {
  const auto outcome = [](const HttpReply& answer) { return play(*make_adapter(settings()), job(), {answer}).outcome(); };

  EXPECT_EQ(outcome(reply(502, "<html>")).kind, OutcomeKind::retry);
  EXPECT_TRUE(outcome(reply(401, "<html>")).credentials);
  EXPECT_EQ(outcome(reply(404, "<html>")).kind, OutcomeKind::rejected);
  EXPECT_EQ(outcome(reply(302)).kind, OutcomeKind::rejected);
  EXPECT_EQ(outcome(reply(200, "<html>")).kind, OutcomeKind::retry);
  EXPECT_TRUE(outcome(reply(200, "<html>")).maybe_accepted);
  EXPECT_EQ(outcome(reply(200, R"({"ok":"yes"})")).kind, OutcomeKind::retry);
}

TEST(Slack, counts_a_post_without_an_id_as_delivered) {
  const auto course = play(*make_adapter(settings()), job(), {reply(200, R"({"ok":true})")});

  EXPECT_EQ(course.outcome().kind, OutcomeKind::delivered);
  EXPECT_EQ(course.outcome().remote_id, "");
}

TEST(SlackEdit, shows_the_state_in_the_first_posts_header) {
  const auto course =
      play(*make_adapter(settings()), edit(), {reply(200, R"({"ok":true,"channel":"C123ABC456","ts":"1503435956.000247","text":"…"})")});

  const auto request = course.requests().at(0);
  const auto body = body_of(request);
  EXPECT_EQ(request.url, "https://slack.test/api/chat.update");
  EXPECT_EQ(body.at("channel").as_string(), "C123ABC456");
  EXPECT_EQ(body.at("ts").as_string(), "1503435956.000247");
  EXPECT_EQ(body.at("text").as_string(), "resolved");
  EXPECT_EQ(body.at("blocks").at(0).at("text").at("text").as_string(), "Resolved");
  EXPECT_EQ(course.outcome().kind, OutcomeKind::delivered);
}

TEST(SlackEdit, is_given_up_where_the_post_cannot_be_edited) {
  for (const auto* code :
       {"message_not_found", "cant_update_message", "edit_window_closed", "cant_broadcast_message", "streaming_state_conflict"}) {
    const auto course = play(*make_adapter(settings()), edit(), {error(code)});
    EXPECT_EQ(course.requests().size(), 1U) << code;
    EXPECT_EQ(course.outcome().kind, OutcomeKind::rejected) << code;
    EXPECT_EQ(course.outcome().scope, Scope::message) << code;
  }
  EXPECT_EQ(play(*make_adapter(settings()), edit(), {error("update_failed")}).outcome().kind, OutcomeKind::retry);
}

TEST(SlackEdit, needs_a_post_and_a_header) {
  auto headless = edit();
  core::Message message;
  message.payload = R"({"text":"a"})";
  headless.message = std::make_shared<const core::Message>(message);

  for (const auto* root : {"", "C123", ":1.2", "C123:"})
    EXPECT_EQ(make_adapter(settings())->open(edit(root), "").error().kind, ErrorKind::invalid) << root;
  EXPECT_EQ(make_adapter(settings())->open(headless, "").error().kind, ErrorKind::invalid);
}

TEST(Slack, edits_roots_only_with_a_token) {
  Settings hook;
  hook.webhook = Secret("https://hooks.slack.test/services/T/B/x");

  EXPECT_TRUE(make_adapter(settings())->edits_root());
  EXPECT_FALSE(make_adapter(hook)->edits_root());
}

TEST(Slack, opens_nothing_that_it_could_not_post) {
  EXPECT_EQ(make_adapter(settings())->open(job(""), "").error().kind, ErrorKind::invalid);
  EXPECT_EQ(make_adapter(settings())->open(job("#a", "no json"), "").error().kind, ErrorKind::internal);
  EXPECT_EQ(make_adapter(settings())->open(job("#a", "{}"), "").error().kind, ErrorKind::internal);
  EXPECT_EQ(make_adapter(Settings{})->open(job(), "").error().kind, ErrorKind::config);
}

}  // namespace
}  // namespace crier::channels::slack
