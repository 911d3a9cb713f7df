// Microblogs, push services, pagers and text messages by their presets (protocols.md 6).
#include <gtest/gtest.h>

#include "channels/http/http_settings.h"
#include "unit/channels/http_service.h"

namespace crier::channels {
namespace {

using boost::json::parse;
using tests::body_of;
using tests::first_post;
using tests::header_of;
using tests::outcome_of;
using tests::play;
using tests::reply;
using tests::request_of;
using tests::service;
using tests::word_of;

TEST(HttpMastodon, posts_a_status_once_whatever_is_repeated) {
  const auto request = request_of(service("mastodon", "https://social.example"), first_post());
  EXPECT_EQ(request.url, "https://social.example/api/v1/statuses");
  EXPECT_EQ(header_of(request, "authorization"), "Bearer secret-of-ours");
  EXPECT_EQ(header_of(request, "idempotency-key"), "d12-34-1700000000000");
  EXPECT_EQ(body_of(request),
            parse(R"({"status": "Checkout unavailable: customers cannot pay.", "visibility": "public", "language": "en"})"));
}

TEST(HttpMastodon, a_reply_whose_post_is_gone_is_posted_plainly) {
  auto later = first_post();
  later.thread_root = "111";
  const auto course = play(*http::make_adapter(service("mastodon", "https://social.example")), later,
                           {reply(404, R"({"error":"Record not found"})"), reply(200, R"({"id":"112","url":"u"})")});
  ASSERT_EQ(course.requests().size(), 2U);
  EXPECT_EQ(tests::text_of(body_of(course.requests()[0]), "in_reply_to_id"), "111");
  EXPECT_FALSE(body_of(course.requests()[1]).contains("in_reply_to_id"));
  EXPECT_EQ(course.outcome().remote_id, "112");
}

TEST(HttpMastodon, answers_mean_what_they_say) {
  const auto social = service("mastodon", "https://social.example");
  const auto invalid =
      outcome_of(social, first_post(), reply(422, R"({"error":"Validation failed: Text character limit of 500 exceeded"})"));
  EXPECT_EQ(word_of(invalid), "rejected");
  EXPECT_EQ(invalid.reply, "HTTP 422: Validation failed: Text character limit of 500 exceeded");
  EXPECT_EQ(word_of(outcome_of(social, first_post(), reply(401, R"({"error":"The access token is invalid"})"))), "pause");
  EXPECT_EQ(word_of(outcome_of(social, first_post(), reply(404, R"({"error":"Record not found"})"))), "rejected");
  const auto limited = outcome_of(
      social, first_post(), reply(429, "{}", {{"x-ratelimit-reset", "2026-11-22T13:06:30.5Z"}, {"date", "Sun, 22 Nov 2026 13:05:00 GMT"}}));
  EXPECT_EQ(limited.after, Millis(90500));
}

const char* const kSession = R"({"accessJwt":"access-of-ours","refreshJwt":"refresh-of-ours","did":"did:plc:abc","handle":"h"})";

TEST(HttpBluesky, logs_in_keeps_the_session_and_puts_the_record) {
  const auto course = play(*http::make_adapter(service("bluesky")), first_post(),
                           {reply(200, kSession), reply(200, R"({"uri":"at://did:plc:abc/app.bsky.feed.post/1","cid":"baf"})")});
  const auto requests = course.requests();
  ASSERT_EQ(requests.size(), 2U);
  EXPECT_EQ(requests[0].url, "https://bsky.social/xrpc/com.atproto.server.createSession");
  EXPECT_EQ(body_of(requests[0]), parse(R"({"identifier": "AC123", "password": "secret-of-ours"})"));
  EXPECT_EQ(course.all<ChannelState>().size(), 1U);
  EXPECT_EQ(requests[1].url, "https://bsky.social/xrpc/com.atproto.repo.putRecord");
  EXPECT_EQ(header_of(requests[1], "authorization"), "Bearer access-of-ours");
  auto body = body_of(requests[1]);
  const auto key = tests::text_of(body, "rkey");
  EXPECT_EQ(key.size(), 13U);
  EXPECT_EQ(key.find_first_not_of("234567abcdefghijklmnopqrstuvwxyz"), std::string::npos);
  body.erase("rkey");
  EXPECT_EQ(body, parse(R"({"repo": "did:plc:abc", "collection": "app.bsky.feed.post", "record": {"$type": "app.bsky.feed.post",
    "text": "Checkout unavailable: customers cannot pay.", "createdAt": "2026-11-22T13:05:00Z", "langs": ["en"]}})"));
  EXPECT_EQ(course.outcome().remote_id, "at://did:plc:abc/app.bsky.feed.post/1 baf");
}

TEST(HttpBluesky, the_records_key_is_the_same_in_every_attempt) {
  const auto key = [](int attempt, const std::string& delivery) {
    auto opened = first_post();
    opened.attempt = attempt;
    opened.idempotency_key = delivery;
    opened.now = tests::kNow + Millis(attempt * 60000);
    const auto course = play(*http::make_adapter(service("bluesky")), opened, {reply(200, kSession), reply(500)});
    return tests::text_of(body_of(course.requests()[1]), "rkey");
  };
  EXPECT_EQ(key(1, "d12-34-1700000000000"), key(2, "d12-34-1700000000000"));
  EXPECT_NE(key(1, "d12-34-1700000000000"), key(1, "d12-35-1700000000000"));
  EXPECT_LT(key(1, "d12-34-1700000000000"), key(1, "d1-3-1700000001000"));
}

TEST(HttpBluesky, links_have_facets_in_bytes) {
  auto message = tests::letter();
  message.parts = {"Störung: https://status.example.com/x now"};
  const auto course = play(*http::make_adapter(service("bluesky")), first_post("", message), {reply(200, kSession), reply(500)});
  EXPECT_EQ(body_of(course.requests()[1]).at("record").at("facets"), parse(R"([{"index": {"byteStart": 10, "byteEnd": 38},
    "features": [{"$type": "app.bsky.richtext.facet#link", "uri": "https://status.example.com/x"}]}])"));
}

TEST(HttpBluesky, a_follow_up_names_root_and_parent) {
  auto later = first_post();
  later.thread_root = "at://r 1";
  later.thread_last = "at://l 2";
  const auto course = play(*http::make_adapter(service("bluesky")), later, {reply(200, kSession), reply(500)});
  EXPECT_EQ(body_of(course.requests()[1]).at("record").at("reply"),
            parse(R"({"root": {"uri": "at://r", "cid": "1"}, "parent": {"uri": "at://l", "cid": "2"}})"));
}

TEST(HttpNtfy, posts_to_the_root_with_the_topic_in_it) {
  auto ntfy = service("ntfy");
  ntfy.link = "https://status.example.com";
  const auto request = request_of(ntfy, first_post("ops"));
  EXPECT_EQ(request.url, "https://ntfy.sh");
  EXPECT_EQ(header_of(request, "authorization"), "Bearer secret-of-ours");
  EXPECT_EQ(body_of(request),
            parse(R"({"topic": "ops", "title": "Checkout unavailable", "priority": 5, "click": "https://status.example.com",
    "message": "Customers in Europe cannot pay.\n\nNext update by 15:00 CET."})"));
}

TEST(HttpNtfy, without_a_token_it_gives_a_user_or_nothing) {
  auto ntfy = service("ntfy");
  ntfy.token = Secret();
  EXPECT_EQ(header_of(request_of(ntfy, first_post("ops")), "authorization"), "");
  ntfy.username = "phil";
  ntfy.password = Secret("mypass");
  EXPECT_EQ(header_of(request_of(ntfy, first_post("ops")), "authorization"), "Basic cGhpbDpteXBhc3M=");
}

TEST(HttpNtfy, answers_mean_what_they_say) {
  const auto ntfy = service("ntfy");
  const auto to = first_post("ops");
  EXPECT_EQ(outcome_of(ntfy, to, reply(200, R"({"id":"hwQ2YpKdmg","time":1,"event":"message","topic":"ops"})")).remote_id, "hwQ2YpKdmg");
  const auto refused = outcome_of(ntfy, to, reply(403, R"({"code":40301,"http":403,"error":"forbidden","link":"l"})"));
  EXPECT_EQ(word_of(refused), "pause");
  EXPECT_EQ(refused.reply, "HTTP 403: forbidden");
  EXPECT_EQ(word_of(outcome_of(ntfy, to, reply(429, R"({"code":42901,"http":429,"error":"limit reached: too many requests"})"))), "retry");
  EXPECT_EQ(word_of(outcome_of(ntfy, to, reply(507, R"({"code":50701,"http":507,"error":"x"})"))), "retry");
  EXPECT_EQ(word_of(outcome_of(ntfy, to, reply(413, R"({"code":41301,"http":413,"error":"x"})"))), "rejected");
}

TEST(HttpPagerDuty, triggers_acknowledges_and_resolves_one_alert_an_incident) {
  const auto pager = service("pagerduty");
  const auto request = request_of(pager, first_post());
  EXPECT_EQ(request.url, "https://events.pagerduty.com/v2/enqueue");
  EXPECT_EQ(body_of(request),
            parse(R"({"routing_key": "secret-of-ours", "event_action": "trigger", "dedup_key": "crier-checkout-db", "client": "Crier",
    "payload": {"summary": "Checkout unavailable", "source": "crier", "severity": "critical", "timestamp": "2026-11-22T13:05:00Z",
      "custom_details": {"text": "Customers in Europe cannot pay.\n\nNext update by 15:00 CET.", "status": "investigating",
        "impact": "critical", "services": "checkout, search"}}})"));
  const auto action = [&](const std::string& status, const std::string& impact, int previous) {
    auto later = first_post("", tests::letter_of(status, impact));
    later.previous_update = previous;
    const auto body = body_of(request_of(pager, later));
    return tests::text_of(body, "event_action") + " " + tests::text_of(body.at("payload"), "severity");
  };
  EXPECT_EQ(action("identified", "major", 1), "acknowledge error");
  EXPECT_EQ(action("monitoring", "minor", 1), "acknowledge warning");
  EXPECT_EQ(action("investigating", "none", 1), "trigger info");
  EXPECT_EQ(action("resolved", "major", 1), "resolve error");
  EXPECT_EQ(action("retracted", "major", 1), "resolve error");
  // An acknowledgement without an alert would be dropped unseen.
  EXPECT_EQ(action("identified", "major", 0), "trigger error");
}

TEST(HttpPagerDuty, answers_mean_what_they_say) {
  const auto pager = service("pagerduty");
  EXPECT_EQ(word_of(outcome_of(pager, first_post(), reply(202, R"({"status":"success","message":"Event processed","dedup_key":"x"})"))),
            "delivered");
  const auto invalid = outcome_of(
      pager, first_post(),
      reply(400, R"({"status":"invalid event","message":"Event object is invalid","errors":["Length of 'dedup_key' is incorrect"]})"));
  EXPECT_EQ(word_of(invalid), "rejected");
  EXPECT_EQ(invalid.reply, "HTTP 400: Length of 'dedup_key' is incorrect");
  const auto no_key = reply(400, R"({"status":"invalid event","errors":["Length of 'routing_key' is incorrect"]})");
  EXPECT_EQ(word_of(outcome_of(pager, first_post(), no_key)), "pause");
  EXPECT_EQ(word_of(outcome_of(pager, first_post(), reply(429))), "retry");
}

TEST(HttpTwilio, sends_a_form_to_a_number) {
  auto twilio = service("twilio");
  twilio.options["from"] = "+15550001";
  const auto request = request_of(twilio, first_post("+49301234567"));
  EXPECT_EQ(request.url, "https://api.twilio.com/2010-04-01/Accounts/AC123/Messages.json");
  EXPECT_EQ(header_of(request, "content-type"), "application/x-www-form-urlencoded");
  EXPECT_EQ(header_of(request, "authorization"), "Basic QUMxMjM6c2VjcmV0LW9mLW91cnM=");
  EXPECT_EQ(request.body, "To=%2B49301234567&From=%2B15550001&Body=Checkout%20unavailable%3A%20customers%20cannot%20pay.");
  twilio.options["from"] = "";
  twilio.options["service"] = "MG1";
  EXPECT_EQ(request_of(twilio, first_post("+49301234567")).body,
            "To=%2B49301234567&MessagingServiceSid=MG1&Body=Checkout%20unavailable%3A%20customers%20cannot%20pay.");
}

TEST(HttpTwilio, answers_mean_what_their_codes_say) {
  const auto twilio = service("twilio");
  const auto to = first_post("+49301234567");
  EXPECT_EQ(outcome_of(twilio, to, reply(201, R"({"sid":"SM1","status":"queued"})")).remote_id, "SM1");
  const auto refuse = [&](int status, int code) {
    return word_of(
        outcome_of(twilio, to, reply(status, R"({"code":)" + std::to_string(code) + R"(,"message":"m","more_info":"u","status":400})")));
  };
  EXPECT_EQ(refuse(400, 21211), "rejected");
  EXPECT_EQ(refuse(400, 21610), "gone");
  EXPECT_EQ(refuse(400, 21614), "rejected");
  EXPECT_EQ(refuse(400, 21611), "retry");
  EXPECT_EQ(refuse(401, 20003), "pause");
  EXPECT_EQ(refuse(429, 20429), "retry");
}

TEST(HttpTwilio, a_number_is_one_that_can_be_called_from_everywhere) {
  const auto twilio = service("twilio");
  EXPECT_FALSE(http::address_fault(*twilio.preset, "+49301234567"));
  for (const char* wrong : {"", "49301234567", "+0301234567", "+49 30 1234567", "+123", "+1234567890123456", "ops@example.com"})
    EXPECT_TRUE(http::address_fault(*twilio.preset, wrong)) << wrong;
}

TEST(HttpPushover, sends_a_form_with_token_and_user) {
  const auto pushover = service("pushover");
  const auto request = request_of(pushover, first_post("uQiR"));
  EXPECT_EQ(request.url, "https://api.pushover.net/1/messages.json");
  EXPECT_EQ(
      request.body,
      "token=secret-of-ours&user=uQiR&title=Checkout%20unavailable&message=Customers%20in%20Europe%20cannot%20pay.%0A%0ANext%20update%20by"
      "%2015%3A00%20CET.&priority=1");
  EXPECT_EQ(outcome_of(pushover, first_post("u"), reply(200, R"({"status":1,"request":"647d2300"})")).remote_id, "647d2300");
  EXPECT_EQ(word_of(outcome_of(pushover, first_post("u"),
                               reply(400, R"({"user":"invalid","errors":["user identifier is invalid"],"status":0})"))),
            "rejected");
  EXPECT_EQ(word_of(outcome_of(pushover, first_post("u"),
                               reply(400, R"({"token":"invalid","errors":["application token is invalid"],"status":0})"))),
            "pause");
  EXPECT_EQ(word_of(outcome_of(pushover, first_post("u"), reply(500))), "retry");
}

TEST(HttpGotify, sends_a_priority_and_keeps_the_token_out_of_the_url) {
  const auto gotify = service("gotify", "https://push.example/");
  const auto request = request_of(gotify, first_post("", tests::letter_of("investigating", "major")));
  EXPECT_EQ(request.url, "https://push.example/message");
  EXPECT_EQ(header_of(request, "x-gotify-key"), "secret-of-ours");
  EXPECT_EQ(body_of(request),
            parse(R"({"title": "Checkout unavailable", "message": "Customers in Europe cannot pay.\n\nNext update by 15:00 CET.",
    "priority": 8, "extras": {"client::display": {"contentType": "text/plain"}}})"));
  EXPECT_EQ(outcome_of(gotify, first_post(), reply(200, R"({"id":25,"appid":5,"message":"m"})")).remote_id, "25");
  const auto refused =
      outcome_of(gotify, first_post(),
                 reply(401, R"({"error":"Unauthorized","errorCode":401,"errorDescription":"you need to provide a valid access token"})"));
  EXPECT_EQ(word_of(refused), "pause");
  EXPECT_EQ(refused.reply, "HTTP 401: you need to provide a valid access token");
}

}  // namespace
}  // namespace crier::channels
