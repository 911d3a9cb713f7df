// Sessions, corrections and refusals of channels of type http.
#include <gtest/gtest.h>

#include "channels/conceal.h"
#include "channels/http/answer.h"
#include "channels/http/http_exchange.h"
#include "channels/http/http_settings.h"
#include "unit/channels/http_service.h"

namespace crier::channels {
namespace {

using tests::body_of;
using tests::broken;
using tests::first_post;
using tests::header_of;
using tests::play;
using tests::reply;
using tests::service;
using tests::word_of;

const char* const kSession = R"({"accessJwt":"access-1","refreshJwt":"refresh-1","did":"did:plc:abc"})";
const char* const kRefreshed = R"({"accessJwt":"access-2","refreshJwt":"refresh-2","did":"did:plc:abc"})";
const char* const kExpired = R"({"error":"ExpiredToken","message":"Token has expired"})";
const char* const kPosted = R"({"uri":"at://x","cid":"c"})";

std::string kept_state() {
  const auto course = play(*http::make_adapter(service("bluesky")), first_post(), {reply(200, kSession), reply(200, kPosted)});
  return course.all<ChannelState>().at(0).state;
}

TEST(HttpSession, is_kept_and_used_again) {
  const auto course = play(*http::make_adapter(service("bluesky")), first_post(), {reply(200, kPosted)}, kept_state());
  ASSERT_EQ(course.requests().size(), 1U);
  EXPECT_EQ(header_of(course.requests()[0], "authorization"), "Bearer access-1");
}

TEST(HttpSession, is_another_ones_if_the_credentials_changed) {
  auto other = service("bluesky");
  other.password = Secret("another-secret");
  const auto course = play(*http::make_adapter(other), first_post(), {reply(200, kSession), reply(200, kPosted)}, kept_state());
  EXPECT_EQ(course.requests().size(), 2U);
}

TEST(HttpSession, an_expired_one_is_refreshed_once_and_kept_before_it_is_used) {
  const auto course = play(*http::make_adapter(service("bluesky")), first_post(),
                           {reply(400, kExpired), reply(200, kRefreshed), reply(200, kPosted)}, kept_state());
  const auto requests = course.requests();
  ASSERT_EQ(requests.size(), 3U);
  EXPECT_EQ(requests[1].url, "https://bsky.social/xrpc/com.atproto.server.refreshSession");
  EXPECT_EQ(header_of(requests[1], "authorization"), "Bearer refresh-1");
  EXPECT_EQ(requests[1].body, "");
  EXPECT_TRUE(std::holds_alternative<ChannelState>(course.steps[2]));
  EXPECT_EQ(header_of(requests[2], "authorization"), "Bearer access-2");
  EXPECT_EQ(course.outcome().kind, core::OutcomeKind::delivered);
}

TEST(HttpSession, a_refused_refresh_is_followed_by_a_login_and_no_more) {
  const auto course = play(*http::make_adapter(service("bluesky")), first_post(),
                           {reply(400, kExpired), reply(400, kExpired), reply(200, kSession), reply(400, kExpired)}, kept_state());
  EXPECT_EQ(course.requests().size(), 4U);
  EXPECT_EQ(word_of(course.outcome()), "pause");
}

TEST(HttpSession, a_refused_login_pauses_the_channel_and_quotes_no_token) {
  const auto course =
      play(*http::make_adapter(service("bluesky")), first_post(),
           {reply(401, R"({"error":"AuthenticationRequired","message":"Invalid identifier or password","accessJwt":"leak"})")});
  EXPECT_EQ(word_of(course.outcome()), "pause");
  EXPECT_NE(course.outcome().reply.find("Invalid identifier or password"), std::string::npos);
  EXPECT_EQ(course.outcome().reply.find("leak"), std::string::npos);
}

TEST(HttpSession, a_login_that_brings_none_is_tried_again_and_not_quoted) {
  const auto course = play(*http::make_adapter(service("bluesky")), first_post(), {reply(200, R"({"accessJwt":"leak"})")});
  EXPECT_EQ(word_of(course.outcome()), "retry");
  EXPECT_EQ(course.outcome().scope, core::Scope::channel);
  EXPECT_EQ(course.outcome().reply.find("leak"), std::string::npos);
}

Job correction() {
  auto made = first_post("-100");
  made.thread_root = "7";
  made.corrected_id = "8";
  return made;
}

HttpReply telegram_ok(const std::string& id) { return reply(200, R"({"ok":true,"result":{"message_id":)" + id + "}}"); }

TEST(HttpCorrection, is_posted_and_then_the_wrong_post_is_edited) {
  const auto course = play(*http::make_adapter(service("telegram")), correction(), {telegram_ok("9"), telegram_ok("8")});
  const auto requests = course.requests();
  ASSERT_EQ(requests.size(), 2U);
  EXPECT_TRUE(requests[1].url.ends_with("/editMessageText"));
  EXPECT_EQ(body_of(requests[1]).at("message_id"), 8);
  EXPECT_EQ(course.all<Checkpoint>().at(0).progress, "posted 1 9");
  EXPECT_EQ(course.outcome().kind, core::OutcomeKind::delivered);
  EXPECT_EQ(course.outcome().remote_id, "9");
}

TEST(HttpCorrection, each_service_edits_in_its_way) {
  const auto edit = [](const std::string& preset, const std::string& url, Job opened, const HttpReply& posted) {
    return play(*http::make_adapter(service(preset, url)), std::move(opened), {posted, reply(500)}).requests().at(1);
  };
  auto discord = correction();
  discord.to.clear();
  const auto patched =
      edit("discord", "https://discord.com/api/webhooks/1/secret-of-ours?thread_id=5", discord, reply(200, R"({"id":"9"})"));
  EXPECT_EQ(patched.method, "PATCH");
  EXPECT_EQ(patched.url, "https://discord.com/api/webhooks/1/secret-of-ours/messages/8?thread_id=5");
  const auto put = edit("mastodon", "https://social.example", discord, reply(200, R"({"id":"9"})"));
  EXPECT_EQ(put.method + " " + put.url, "PUT https://social.example/api/v1/statuses/8");
  auto matrix = correction();
  matrix.to = "!r:x";
  matrix.corrected_id = "$wrong";
  const auto replaced = edit("matrix", "https://matrix.example", matrix, reply(200, R"({"event_id":"$new"})"));
  EXPECT_EQ(body_of(replaced).at("m.relates_to"), boost::json::parse(R"({"rel_type": "m.replace", "event_id": "$wrong"})"));
  EXPECT_TRUE(body_of(replaced).contains("m.new_content"));
  EXPECT_TRUE(replaced.url.ends_with("/d12-34-1700000000000-edit"));
}

TEST(HttpCorrection, is_not_posted_again_when_the_edit_fails) {
  auto again = correction();
  const auto first = play(*http::make_adapter(service("telegram")), again, {telegram_ok("9"), reply(500)});
  EXPECT_EQ(word_of(first.outcome()), "retry");
  EXPECT_FALSE(first.outcome().maybe_accepted);
  again.progress = first.all<Checkpoint>().at(0).progress;
  for (again.attempt = 2; again.attempt <= 4; ++again.attempt) {
    const auto course = play(*http::make_adapter(service("telegram")), again, {reply(500)});
    ASSERT_EQ(course.requests().size(), 1U);
    EXPECT_TRUE(course.requests()[0].url.ends_with("/editMessageText"));
    EXPECT_EQ(word_of(course.outcome()), again.attempt < 4 ? "retry" : "delivered");
  }
}

TEST(HttpCorrection, an_edit_that_is_refused_leaves_it_delivered) {
  const auto course = play(*http::make_adapter(service("telegram")), correction(),
                           {telegram_ok("9"), reply(400, R"({"ok":false,"description":"Bad Request: message can't be edited"})")});
  EXPECT_EQ(word_of(course.outcome()), "delivered");
  EXPECT_EQ(course.outcome().remote_id, "9");
  EXPECT_NE(course.outcome().reply.find("message can't be edited"), std::string::npos);
}

TEST(HttpCorrection, without_an_edit_it_is_a_reply) {
  auto opened = correction();
  opened.to.clear();
  const auto course = play(*http::make_adapter(service("bluesky")), opened, {reply(200, kSession), reply(200, kPosted)});
  EXPECT_EQ(course.requests().size(), 2U);
  EXPECT_EQ(course.outcome().kind, core::OutcomeKind::delivered);
}

TEST(HttpSecrets, are_concealed_wherever_the_answer_quotes_the_request) {
  struct Row {
    http::Settings settings;
    std::string to;
  };
  const std::vector<Row> rows{{service("telegram"), "-1"},
                              {service("pushover"), "u"},
                              {service("pagerduty"), ""},
                              {service("gotify", "https://push.example"), ""},
                              {service("twilio"), "+49301234567"}};
  for (const auto& row : rows) {
    SCOPED_TRACE(row.settings.preset->name);
    const auto request = tests::request_of(row.settings, first_post(row.to));
    auto answer = reply(500, "you sent secret-of-ours and " + request.body + request.url + header_of(request, "authorization"));
    conceal(answer, secrets_of(request));
    EXPECT_EQ(answer.body.find("secret-of-ours"), std::string::npos) << answer.body;
    EXPECT_EQ(answer.body.find("c2VjcmV0LW9mLW91cnM"), std::string::npos) << answer.body;
  }
}

TEST(HttpAdapter, an_address_that_cannot_be_used_is_the_recipients_fault) {
  const auto open = [](const http::Settings& settings, const std::string& to) {
    return http::make_adapter(settings)->open(first_post(to), "").has_value();
  };
  EXPECT_FALSE(open(service("telegram"), ""));
  EXPECT_FALSE(open(service("matrix", "https://m.example"), ".."));
  EXPECT_FALSE(open(service("twilio"), "112"));
  EXPECT_FALSE(open(service("teams"), "https://user:pass@teams.example/x"));
  EXPECT_TRUE(open(service("teams"), "https://teams.example/x"));
}

TEST(HttpAdapter, an_address_stays_in_its_segment_of_the_path) {
  const auto request = tests::request_of(service("matrix", "https://m.example"), first_post("!a/../../x?y#z:e"));
  EXPECT_EQ(request.url, "https://m.example/_matrix/client/v3/rooms/%21a%2F..%2F..%2Fx%3Fy%23z:e/send/m.room.message/d12-34-1700000000000");
}

TEST(HttpAdapter, a_value_with_line_ends_makes_no_header) {
  auto opened = first_post();
  opened.idempotency_key = "a\r\nx-evil: 1";
  EXPECT_EQ(header_of(tests::request_of(service("mastodon", "https://m.example"), opened), "idempotency-key"), "a  x-evil: 1");
}

TEST(HttpTraits, say_what_dispatch_must_know_of_each_preset) {
  const auto of = [](const std::string& preset, const std::string& url = "") {
    const auto traits = http::traits(service(preset, url));
    return std::string(traits.threads ? "threads " : "") + (traits.own_recipient ? "own " : "") +
           (traits.destination_from_address ? "addressed" : "");
  };
  EXPECT_EQ(of("teams"), "addressed");
  EXPECT_EQ(of("teams", "https://t.example"), "own ");
  EXPECT_EQ(of("discord"), "threads addressed");
  EXPECT_EQ(of("telegram"), "threads ");
  EXPECT_EQ(of("bluesky"), "threads own ");
  EXPECT_EQ(of("pagerduty"), "own ");
  EXPECT_EQ(of("ntfy"), "");
}

TEST(HttpSimulation, each_preset_takes_its_good_answer_for_a_success) {
  for (const auto& name : http::shipped_preset_names()) {
    SCOPED_TRACE(name);
    const auto settings = service(name, "https://a.example");
    auto opened = first_post(settings.preset->to == http::Address::phone ? "+49301234567" : "x");
    const auto course = play(*http::make_adapter(settings), opened, {http::good_answer(*settings.preset, 7)});
    EXPECT_EQ(course.outcome().kind, core::OutcomeKind::delivered) << course.outcome().reply;
    EXPECT_EQ(course.outcome().remote_id.empty(), settings.preset->answer.id.empty());
  }
}

}  // namespace
}  // namespace crier::channels
