// A correction on Slack is a post and the edit of the post that was wrong: replayed with every step failing in turn.
#include "channels/slack/correction.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "channels/registry.h"
#include "unit/channels/script.h"

namespace crier::channels::slack {
namespace {

using core::OutcomeKind;
using testing::HasSubstr;
using tests::body_of;
using tests::broken;
using tests::play;
using tests::reply;

constexpr auto kRoot = "C123ABC456:1503435956.000247";
constexpr auto kWrong = "C123ABC456:1503436000.000100";
constexpr auto kPosted = "C123ABC456:1503437000.000200";
constexpr int kLastEdit = 4;  ///< an edit is given up in the fourth attempt after the post

Settings settings() {
  Settings made;
  made.api = "https://slack.test/api";
  made.token = Secret("xoxb-1");
  return made;
}

Job correction(const std::string& corrected_id = kWrong) {
  core::Message message;
  message.payload = R"({"text":"Correction","blocks":[{"type":"section","text":{"type":"mrkdwn","text":"right"}}],)"
                    R"("header":{"text":"state","blocks":[{"type":"divider"}]},)"
                    R"("corrected":{"text":"was wrong: right","blocks":[{"type":"section","text":{"type":"mrkdwn","text":"was wrong"}}]}})";
  auto made = tests::job(message, "#status-emea");
  made.thread_root = kRoot;
  made.corrected_id = corrected_id;
  return made;
}

Job again(int attempt, const std::string& progress) {
  auto made = correction();
  made.attempt = attempt;
  made.progress = progress;
  return made;
}

std::string method_of(const HttpRequest& request) { return request.url.substr(request.url.rfind('/') + 1); }

HttpReply posted() { return reply(200, R"({"ok":true,"channel":"C123ABC456","ts":"1503437000.000200"})"); }
HttpReply edited() { return reply(200, R"({"ok":true,"channel":"C123ABC456","ts":"1503436000.000100","text":"…"})"); }
HttpReply error(const std::string& code, int status = 200) { return reply(status, R"({"ok":false,"error":")" + code + R"("})"); }

TEST(SlackCorrection, is_posted_in_the_thread_kept_and_shown_in_the_wrong_post) {
  const auto course = play(*make_adapter(settings()), correction(), {posted(), edited()});

  ASSERT_EQ(course.steps.size(), 4U);
  const auto post = std::get<HttpRequest>(course.steps[0]);
  const auto edit = std::get<HttpRequest>(course.steps[2]);
  EXPECT_EQ(method_of(post), "chat.postMessage");
  EXPECT_EQ(body_of(post).at("thread_ts").as_string(), "1503435956.000247");
  EXPECT_EQ(body_of(post).at("text").as_string(), "Correction");
  EXPECT_FALSE(body_of(post).contains("corrected"));
  EXPECT_TRUE(std::holds_alternative<Checkpoint>(course.steps[1])) << "that it is posted is kept before anything else is tried";
  EXPECT_EQ(method_of(edit), "chat.update");
  EXPECT_EQ(body_of(edit).at("channel").as_string(), "C123ABC456");
  EXPECT_EQ(body_of(edit).at("ts").as_string(), "1503436000.000100");
  EXPECT_EQ(body_of(edit).at("text").as_string(), "was wrong: right");
  EXPECT_EQ(body_of(edit).at("blocks").at(0).at("text").at("text").as_string(), "was wrong");
  EXPECT_EQ(course.outcome().kind, OutcomeKind::delivered);
  EXPECT_EQ(course.outcome().remote_id, kPosted) << "of the correction, so that it can be corrected itself";
}

TEST(SlackCorrection, of_which_the_post_fails_edits_nothing) {
  const HttpReply failures[] = {broken(Broken::not_sent),
                                broken(Broken::maybe_accepted),
                                reply(503, "<html>"),
                                error("ratelimited", 429),
                                error("channel_not_found"),
                                error("token_revoked"),
                                reply(307)};
  for (const auto& failure : failures) {
    const auto course = play(*make_adapter(settings()), correction(), {failure});
    EXPECT_EQ(course.requests().size(), 1U) << failure.status << failure.body;
    EXPECT_NE(course.outcome().kind, OutcomeKind::delivered) << failure.status << failure.body;
    EXPECT_TRUE(course.all<Checkpoint>().empty());
  }
  EXPECT_TRUE(play(*make_adapter(settings()), correction(), {broken(Broken::maybe_accepted)}).outcome().maybe_accepted);
}

TEST(SlackCorrection, that_is_posted_without_its_thread_or_blocks_still_edits) {
  for (const auto* code : {"thread_not_found", "invalid_blocks"}) {
    const auto course = play(*make_adapter(settings()), correction(), {error(code), posted(), edited()});
    ASSERT_EQ(course.requests().size(), 3U) << code;
    EXPECT_EQ(method_of(course.requests()[2]), "chat.update");
    EXPECT_EQ(course.outcome().kind, OutcomeKind::delivered);
  }
}

struct EditFailure {
  HttpReply answer;
  bool again;  ///< worth another attempt
};

std::vector<EditFailure> edit_failures() {
  return {
      {broken(Broken::not_sent), true},
      {broken(Broken::maybe_accepted), true},
      {reply(503, "<html>"), true},
      {error("ratelimited", 429), true},
      {error("update_failed"), true},
      {error("internal_error"), true},
      {reply(200, "<html>"), true},
      {error("message_not_found"), false},
      {error("cant_update_message"), false},
      {error("edit_window_closed"), false},
      {error("is_archived"), false},
      {error("token_revoked"), false},
      {error("missing_scope"), false},
      {error("invalid_blocks"), false},
      {error("something_new"), false},
      {reply(404, "<html>"), false},
      {reply(307), false},
      {reply(401), false},
  };
}

TEST(SlackCorrection, whose_edit_fails_is_never_failed_nor_posted_again) {
  for (const auto& failure : edit_failures()) {
    SCOPED_TRACE(std::to_string(failure.answer.status) + " " + failure.answer.body + failure.answer.error);
    const auto first = play(*make_adapter(settings()), correction(), {posted(), failure.answer});
    ASSERT_EQ(first.requests().size(), 2U);
    EXPECT_EQ(first.outcome().kind, failure.again ? OutcomeKind::retry : OutcomeKind::delivered);
    EXPECT_FALSE(first.outcome().maybe_accepted) << "or a channel that drops what is unsure would fail what is posted";
    EXPECT_FALSE(first.outcome().credentials);
    if (!failure.again) {
      EXPECT_EQ(first.outcome().remote_id, kPosted);
      EXPECT_THAT(first.outcome().reply, HasSubstr("could not be edited"));
      continue;
    }
    const auto progress = first.all<Checkpoint>().at(0).progress;
    const auto second = play(*make_adapter(settings()), again(2, progress), {edited()});
    ASSERT_EQ(second.requests().size(), 1U);
    EXPECT_EQ(method_of(second.requests()[0]), "chat.update");
    EXPECT_EQ(second.outcome().kind, OutcomeKind::delivered);
    EXPECT_EQ(second.outcome().remote_id, kPosted);
    const auto last = play(*make_adapter(settings()), again(kLastEdit, progress), {failure.answer});
    EXPECT_EQ(last.requests().size(), 1U);
    EXPECT_EQ(last.outcome().kind, OutcomeKind::delivered) << "later updates wait behind this delivery";
    EXPECT_EQ(last.outcome().remote_id, kPosted);
    EXPECT_THAT(last.outcome().reply, HasSubstr("could not be edited"));
  }
}

TEST(SlackCorrection, waits_for_the_edit_as_long_as_slack_asks) {
  const auto outcome = play(*make_adapter(settings()), correction(), {posted(), reply(429, "", {{"retry-after", "30"}})}).outcome();

  EXPECT_EQ(outcome.after, Millis(30000));
  EXPECT_TRUE(outcome.congested);
}

TEST(SlackCorrection, that_a_crash_cut_behind_the_post_is_not_posted_twice) {
  const auto before = play(*make_adapter(settings()), correction(), {posted(), edited()});
  auto after_crash = again(2, before.all<Checkpoint>().at(0).progress);
  after_crash.unsure = true;

  const auto course = play(*make_adapter(settings()), after_crash, {edited()});

  ASSERT_EQ(course.requests().size(), 1U);
  EXPECT_EQ(method_of(course.requests()[0]), "chat.update");
  EXPECT_EQ(course.outcome().remote_id, kPosted);
}

TEST(SlackCorrection, that_was_posted_long_ago_ends_delivered_without_a_request) {
  const auto course = play(*make_adapter(settings()), again(9, std::string("posted 3 ") + kPosted), {error("must not be asked")});

  EXPECT_TRUE(course.requests().empty());
  EXPECT_EQ(course.outcome().kind, OutcomeKind::delivered);
  EXPECT_EQ(course.outcome().remote_id, kPosted);
}

TEST(SlackCorrection, counts_attempts_from_the_one_that_posted) {
  auto late = correction();
  late.attempt = 7;

  const auto course = play(*make_adapter(settings()), late, {posted(), error("update_failed")});

  EXPECT_EQ(course.outcome().kind, OutcomeKind::retry);
  EXPECT_EQ(course.all<Checkpoint>().at(0).progress, std::string("posted 7 ") + kPosted);
}

TEST(SlackCorrection, whose_own_id_is_not_known_edits_all_the_same) {
  const auto course = play(*make_adapter(settings()), correction(), {reply(200, R"({"ok":true})"), error("update_failed")});
  const auto resumed = play(*make_adapter(settings()), again(2, course.all<Checkpoint>().at(0).progress), {edited()});

  ASSERT_EQ(resumed.requests().size(), 1U);
  EXPECT_EQ(method_of(resumed.requests()[0]), "chat.update");
  EXPECT_EQ(resumed.outcome().kind, OutcomeKind::delivered);
  EXPECT_EQ(resumed.outcome().remote_id, "");
}

TEST(SlackCorrection, begins_anew_with_a_progress_that_is_none) {
  for (const auto* progress : {"rubbish", "posted", "posted x C1:1.2", "posted 0 C1:1.2", "posted 1C1:1.2", "posted 1 C1", "1,2,"}) {
    const auto course = play(*make_adapter(settings()), again(2, progress), {posted(), edited()});
    EXPECT_EQ(method_of(course.requests().at(0)), "chat.postMessage") << progress;
  }
}

TEST(SlackCorrection, of_the_threads_first_post_leaves_it_to_the_edit_of_the_header) {
  const auto course = play(*make_adapter(settings()), correction(kRoot), {posted()});
  auto edit = correction(kRoot);
  edit.delivery.kind = DeliveryKind::edit;
  const auto header = play(*make_adapter(settings()), edit, {edited()});

  EXPECT_EQ(course.requests().size(), 1U);
  EXPECT_TRUE(course.all<Checkpoint>().empty());
  EXPECT_EQ(course.outcome().remote_id, kPosted);
  ASSERT_EQ(header.requests().size(), 1U);
  EXPECT_EQ(body_of(header.requests()[0]).at("text").as_string(), "state");
}

TEST(SlackCorrection, edits_nothing_where_the_wrong_post_is_not_known) {
  for (const auto* id : {"", "C123", "12345"}) {
    const auto course = play(*make_adapter(settings()), correction(id), {posted()});
    EXPECT_EQ(course.requests().size(), 1U) << id;
    EXPECT_EQ(course.outcome().kind, OutcomeKind::delivered);
  }
  auto update = correction();
  core::Message message;
  message.payload = R"({"text":"an update","blocks":[{"type":"divider"}]})";
  update.message = std::make_shared<const core::Message>(message);
  EXPECT_EQ(play(*make_adapter(settings()), update, {posted()}).requests().size(), 1U);
}

TEST(SlackCorrection, by_an_incoming_webhook_is_only_posted) {
  Settings hook;
  hook.webhook = Secret("https://hooks.slack.test/services/T/B/x");

  const auto course = play(*make_adapter(hook), correction(), {reply(200, "ok")});

  ASSERT_EQ(course.requests().size(), 1U);
  EXPECT_EQ(body_of(course.requests()[0]).size(), 2U) << "text and blocks";
  EXPECT_EQ(course.outcome().kind, OutcomeKind::delivered);
}

TEST(SlackCorrection, an_answer_out_of_turn_posts_nothing_twice) {
  auto exchange = make_adapter(settings())->open(correction(), "").value();
  (void)exchange->start();
  (void)exchange->on_reply(posted());

  const auto step = exchange->on_reply(posted());  // a checkpoint was asked for

  ASSERT_TRUE(std::holds_alternative<core::Outcome>(step));
  EXPECT_EQ(std::get<core::Outcome>(step).kind, OutcomeKind::delivered);
  EXPECT_EQ(std::get<core::Outcome>(step).remote_id, kPosted);
}

}  // namespace
}  // namespace crier::channels::slack
