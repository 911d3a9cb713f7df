#include "channels/x/answer.h"

#include <gtest/gtest.h>

#include "unit/channels/script.h"

namespace crier::channels::x {
namespace {

using core::Outcome;
using core::OutcomeKind;
using core::Scope;
using tests::kNow;
using tests::reply;

Answer read(const HttpReply& answer, bool is_reply = false, int attempt = 1) {
  return read_answer(answer, {.is_reply = is_reply, .attempt = attempt, .now = kNow});
}

Outcome outcome(const Answer& answer) {
  const auto* found = std::get_if<Outcome>(&answer);
  if (found != nullptr) return *found;
  ADD_FAILURE() << "the answer is no outcome but alternative " << answer.index();
  return {};
}

// The bodies are those of protocols.md 2.1.
constexpr auto kDuplicate =
    R"({"detail":"You are not allowed to create a Tweet with duplicate content.","type":"about:blank","title":"Forbidden","status":403})";
constexpr auto kNotPermitted =
    R"({"detail":"You are not permitted to perform this action.","type":"about:blank","title":"Forbidden","status":403})";
constexpr auto kUnknown =
    R"({"title":"Unsupported Authentication","detail":"Authenticating with Unknown is forbidden for this endpoint.  Supported authentication types are [OAuth 1.0a User Context, OAuth 2.0 User Context].","type":"https://api.twitter.com/2/problems/unsupported-authentication","status":403})";

TEST(XAnswer, takes_the_id_as_text) {
  const auto answer = read(reply(201, R"({"data":{"id":"1445880548472328192","text":"Hello"}})"));

  ASSERT_TRUE(std::holds_alternative<Created>(answer));
  EXPECT_EQ(std::get<Created>(answer).id, "1445880548472328192");
}

TEST(XAnswer, believes_a_201_whose_id_it_cannot_read) {
  for (const auto* body :
       {"", "{}", "<html>", R"({"data":{"id":12}})", R"({"data":{"id":"12345678901234567890"}})", R"({"data":{"id":"1x"}})"}) {
    const auto answer = read(reply(201, body));
    ASSERT_TRUE(std::holds_alternative<Created>(answer)) << body;
    EXPECT_EQ(std::get<Created>(answer).id, "") << body;
  }
}

TEST(XAnswer, reads_a_partial_success_as_one) {
  const auto answer = read(reply(200, R"({"data":{"id":"7"},"errors":[{"message":"something else"}]})"));

  ASSERT_TRUE(std::holds_alternative<Created>(answer));
}

TEST(XAnswer, is_not_sure_of_a_200_that_says_nothing) {
  const auto unsure = outcome(read(reply(200, "<html>welcome</html>")));
  const auto refused = outcome(read(reply(200, R"({"errors":[{"message":"no"}]})")));

  EXPECT_EQ(unsure.kind, OutcomeKind::retry);
  EXPECT_TRUE(unsure.maybe_accepted);
  EXPECT_EQ(refused.kind, OutcomeKind::rejected);
}

TEST(XAnswer, knows_a_duplicate) {
  EXPECT_TRUE(std::holds_alternative<Duplicate>(read(reply(403, kDuplicate))));
  EXPECT_TRUE(std::holds_alternative<Duplicate>(read(reply(403, kDuplicate), true)));
  EXPECT_TRUE(std::holds_alternative<Duplicate>(read(reply(403, R"({"errors":[{"code":187,"message":"Status is a duplicate."}]})"))));
}

TEST(XAnswer, blames_the_reply_before_the_text) {
  EXPECT_TRUE(std::holds_alternative<ReplyRefused>(read(reply(403, kNotPermitted), true)));
  EXPECT_EQ(outcome(read(reply(403, kNotPermitted))).kind, OutcomeKind::rejected);
  EXPECT_EQ(outcome(read(reply(403, kNotPermitted))).scope, Scope::message);
  EXPECT_EQ(outcome(read(reply(403, kNotPermitted))).reply, "HTTP 403: You are not permitted to perform this action.");
}

TEST(XAnswer, takes_a_reply_to_a_post_that_is_gone_for_refused_as_one) {
  constexpr auto body =
      R"({"title":"Invalid Request","detail":"One or more parameters to your request was invalid.","type":"https://api.x.com/2/problems/invalid-request","errors":[{"message":"bad","parameters":{"reply.in_reply_to_tweet_id":["1"]}}]})";

  EXPECT_TRUE(std::holds_alternative<ReplyRefused>(read(reply(400, body), true)));
  EXPECT_EQ(outcome(read(reply(400, body))).kind, OutcomeKind::rejected);
  EXPECT_TRUE(std::holds_alternative<ReplyRefused>(read(reply(404, R"({"title":"Not Found Error"})"), true)));
  EXPECT_EQ(outcome(read(reply(404, "<html>"), true)).kind, OutcomeKind::rejected);
}

TEST(XAnswer, pauses_the_channel_for_refusals_of_our_own) {
  const char* bodies[] = {
      R"({"title":"Forbidden","status":403,"detail":"Your client app is not configured with the appropriate oauth1 app permissions for this endpoint.","type":"https://api.twitter.com/2/problems/oauth1-permissions"})",
      R"({"title":"Forbidden","status":403,"detail":"no","type":"https://api.x.com/2/problems/oauth1-permissions"})",
      R"({"client_id":"1","title":"Client Forbidden","reason":"client-not-enrolled","type":"https://api.twitter.com/2/problems/client-forbidden","detail":"no"})",
      R"({"detail":"Authenticating with OAuth 2.0 Application-Only is forbidden for this endpoint.","type":"https://api.twitter.com/2/problems/unsupported-authentication"})",
      R"({"errors":[{"message":"You currently have access to a subset of X API V2 endpoints","code":453}]})",
  };

  for (const auto* body : bodies) {
    for (const bool is_reply : {false, true}) {
      const auto answer = outcome(read(reply(403, body), is_reply));
      EXPECT_EQ(answer.kind, OutcomeKind::rejected) << body;
      EXPECT_EQ(answer.scope, Scope::channel) << body;
      EXPECT_TRUE(answer.credentials) << body;
    }
  }
}

TEST(XAnswer, tries_a_few_times_before_it_believes_in_a_broken_header) {
  EXPECT_EQ(outcome(read(reply(403, kUnknown), false, 1)).kind, OutcomeKind::retry);
  EXPECT_EQ(outcome(read(reply(403, kUnknown), false, 3)).kind, OutcomeKind::retry);
  EXPECT_EQ(outcome(read(reply(403, kUnknown), false, 4)).scope, Scope::channel);
  EXPECT_TRUE(outcome(read(reply(403, kUnknown), false, 4)).credentials);
}

TEST(XAnswer, takes_html_for_something_in_between) {
  const auto answer = outcome(read(reply(403, "<!DOCTYPE html><html>Attention Required! | Cloudflare")));

  EXPECT_EQ(answer.kind, OutcomeKind::retry);
  EXPECT_EQ(answer.scope, Scope::channel);
  EXPECT_FALSE(answer.maybe_accepted);
}

TEST(XAnswer, waits_for_the_latest_reset_of_the_limits_that_are_used_up) {
  const auto now = std::chrono::floor<std::chrono::seconds>(kNow).time_since_epoch().count();
  const auto answer =
      outcome(read(reply(429, R"({"title":"Too Many Requests","detail":"Too Many Requests","type":"about:blank","status":429})",
                         {{"x-rate-limit-limit", "100"},
                          {"x-rate-limit-remaining", "0"},
                          {"x-rate-limit-reset", std::to_string(now + 60)},
                          {"x-user-limit-24hour-remaining", "0"},
                          {"x-user-limit-24hour-reset", std::to_string(now + 7 * 3600)},
                          {"x-app-limit-24hour-remaining", "5"},
                          {"x-app-limit-24hour-reset", std::to_string(now + 20 * 3600)}})));

  EXPECT_EQ(answer.kind, OutcomeKind::retry);
  EXPECT_EQ(answer.scope, Scope::channel);
  EXPECT_TRUE(answer.congested);
  EXPECT_EQ(answer.after, Millis(7LL * 3600 * 1000));
}

TEST(XAnswer, counts_resets_by_xs_clock) {
  const auto server = *parse_http_date("Sun, 22 Nov 2026 14:00:00 GMT");
  const auto reset = std::chrono::floor<std::chrono::seconds>(server).time_since_epoch().count() + 30;

  const auto answer = outcome(read(
      reply(429, R"({"errors":[{"code":88,"message":"Rate limit exceeded"}]})",
            {{"date", "Sun, 22 Nov 2026 14:00:00 GMT"}, {"x-rate-limit-remaining", "0"}, {"x-rate-limit-reset", std::to_string(reset)}})));

  EXPECT_EQ(answer.after, Millis(30000));
  EXPECT_EQ(answer.reply, "HTTP 429: Rate limit exceeded");
}

TEST(XAnswer, falls_back_to_retry_after_and_survives_senseless_resets) {
  const auto wait = [](const char* reset) {
    return outcome(read(reply(429, "", {{"x-rate-limit-reset", reset}, {"retry-after", "9"}}))).after;
  };

  for (const auto* reset : {"", "soon", "-5", "0", "1", "99999999999999999999", "9223372036854775807"})
    EXPECT_EQ(wait(reset), Millis(9000)) << reset;
}

TEST(XAnswer, pauses_when_the_months_posts_are_used_up) {
  constexpr auto body =
      R"({"account_id":1,"product_name":"standard-basic","title":"UsageCapExceeded","period":"Monthly","scope":"Product","detail":"Usage cap exceeded: Monthly product cap","type":"https://api.twitter.com/2/problems/usage-capped"})";

  const auto answer = outcome(read(reply(429, body, {{"x-rate-limit-remaining", "99"}})));

  EXPECT_EQ(answer.kind, OutcomeKind::rejected);
  EXPECT_EQ(answer.scope, Scope::channel);
  EXPECT_TRUE(answer.credentials);
}

TEST(XAnswer, does_not_know_what_became_of_a_server_error) {
  for (const int status : {500, 502, 503, 504}) {
    const auto answer = outcome(read(reply(status, "<html>")));
    EXPECT_EQ(answer.kind, OutcomeKind::retry) << status;
    EXPECT_TRUE(answer.maybe_accepted) << status;
  }
  EXPECT_FALSE(outcome(read(reply(408))).maybe_accepted);
}

TEST(XAnswer, leaves_401_to_whoever_can_refresh) {
  EXPECT_TRUE(std::holds_alternative<Unauthorized>(read(reply(401, R"({"title":"Unauthorized"})"))));
}

TEST(XAnswer, pauses_when_the_account_must_pay) { EXPECT_TRUE(outcome(read(reply(402, "{}"))).credentials); }

TEST(XAnswer, gives_the_message_up_for_all_else) {
  for (const int status : {301, 400, 404, 405, 413, 422, 501, 505}) {
    EXPECT_EQ(outcome(read(reply(status, "{}"))).kind, OutcomeKind::rejected) << status;
    EXPECT_EQ(outcome(read(reply(status, "{}"))).scope, Scope::message) << status;
  }
}

}  // namespace
}  // namespace crier::channels::x
