// Chat services by their presets: what goes out, and what their answers mean (protocols.md 6).
#include <gtest/gtest.h>

#include "unit/channels/http_service.h"

namespace crier::channels {
namespace {

using boost::json::parse;
using tests::body_of;
using tests::first_post;
using tests::header_of;
using tests::outcome_of;
using tests::reply;
using tests::request_of;
using tests::service;
using tests::word_of;

const char* const kHook = "https://hooks.example/services/secret-of-ours?key=k";

TEST(HttpTeams, posts_an_adaptive_card_to_the_flow) {
  const auto request = request_of(service("teams", kHook), first_post());
  EXPECT_EQ(request.method, "POST");
  EXPECT_EQ(request.url, kHook);
  EXPECT_EQ(header_of(request, "content-type"), "application/json");
  EXPECT_EQ(body_of(request), parse(R"({"type": "message", "attachments": [{
    "contentType": "application/vnd.microsoft.card.adaptive", "contentUrl": null,
    "content": {"$schema": "http://adaptivecards.io/schemas/adaptive-card.json", "type": "AdaptiveCard", "version": "1.2", "body": [
      {"type": "TextBlock", "text": "Checkout unavailable", "weight": "Bolder", "size": "Medium", "wrap": true},
      {"type": "TextBlock", "text": "Customers in Europe cannot pay.\n\nNext update by 15:00 CET.", "wrap": true}]}}]})"));
}

TEST(HttpTeams, answers_mean_what_flows_and_connectors_say) {
  const auto teams = service("teams", kHook);
  EXPECT_EQ(word_of(outcome_of(teams, first_post(), reply(202))), "delivered");
  EXPECT_EQ(word_of(outcome_of(teams, first_post(), reply(200, "1"))), "delivered");
  EXPECT_EQ(word_of(outcome_of(teams, first_post(), reply(200, "Webhook message delivery failed with error: ... HTTP error 429"))),
            "retry");
  EXPECT_EQ(word_of(outcome_of(teams, first_post(), reply(200, "Webhook Bad Request - error"))), "rejected");
  EXPECT_EQ(word_of(outcome_of(teams, first_post(), reply(401, R"({"error":{"code":"x","message":"No."}})"))), "pause");
  EXPECT_EQ(word_of(outcome_of(teams, first_post(), reply(404, R"({"error":{"code":"WorkflowNotFound","message":"Gone."}})"))), "pause");
  const auto outcome = outcome_of(teams, first_post(), reply(400, R"({"error":{"code":"x","message":"Bad card."}})"));
  EXPECT_EQ(word_of(outcome), "rejected");
  EXPECT_EQ(outcome.reply, "HTTP 400: Bad card.");
}

TEST(HttpDiscord, waits_for_the_message_and_mentions_nobody) {
  const auto request = request_of(service("discord", "https://discord.com/api/webhooks/1/secret-of-ours"), first_post());
  EXPECT_EQ(request.url, "https://discord.com/api/webhooks/1/secret-of-ours?wait=true");
  EXPECT_EQ(body_of(request), parse(R"({"content": "**Checkout unavailable**\nCustomers in Europe cannot pay.\n\nNext update by 15:00 CET.",
                                        "allowed_mentions": {"parse": []}})"));
}

TEST(HttpDiscord, options_choose_a_name_and_a_thread) {
  auto discord = service("discord", "https://discord.com/api/webhooks/1/secret-of-ours");
  discord.options["username"] = "Status";
  discord.options["thread"] = "77";
  const auto request = request_of(discord, first_post());
  EXPECT_EQ(request.url, "https://discord.com/api/webhooks/1/secret-of-ours?wait=true&thread_id=77");
  EXPECT_EQ(tests::text_of(body_of(request), "username"), "Status");
}

TEST(HttpDiscord, answers_mean_what_its_codes_say) {
  const auto discord = service("discord", kHook);
  const auto posted = outcome_of(discord, first_post(), reply(200, R"({"id":"1045","content":"x"})"));
  EXPECT_EQ(word_of(posted), "delivered");
  EXPECT_EQ(posted.remote_id, "1045");
  EXPECT_EQ(word_of(outcome_of(discord, first_post(), reply(400, R"({"code":50035,"message":"Invalid Form Body"})"))), "rejected");
  EXPECT_EQ(word_of(outcome_of(discord, first_post(), reply(401, R"({"code":50027,"message":"Invalid Webhook Token"})"))), "pause");
  EXPECT_EQ(word_of(outcome_of(discord, first_post(), reply(403, R"({"code":50013,"message":"Missing"})"))), "rejected");
  // The channel's own webhook is gone: nobody's address is suppressed for it.
  EXPECT_EQ(word_of(outcome_of(discord, first_post(), reply(404, R"({"code":10015,"message":"Unknown Webhook"})"))), "pause");
  const auto limited = outcome_of(discord, first_post(), reply(429, R"({"message":"slow","retry_after":64.57,"global":false})"));
  EXPECT_EQ(word_of(limited), "retry");
  EXPECT_EQ(limited.after, Millis(64570));
  EXPECT_TRUE(limited.congested);
}

TEST(HttpDiscord, a_recipients_own_webhook_speaks_for_that_recipient_only) {
  const auto discord = service("discord");
  const auto to = first_post("https://discord.com/api/webhooks/2/of-a-customer");
  const auto request = request_of(discord, to);
  EXPECT_EQ(request.url, "https://discord.com/api/webhooks/2/of-a-customer?wait=true");
  EXPECT_TRUE(request.guarded);
  EXPECT_EQ(word_of(outcome_of(discord, to, reply(404, R"({"code":10015})"))), "gone");
  EXPECT_EQ(word_of(outcome_of(discord, to, reply(410))), "gone");
  for (const int status : {401, 403, 404}) EXPECT_EQ(word_of(outcome_of(discord, to, reply(status))), "rejected") << status;
  EXPECT_EQ(outcome_of(discord, to, reply(401)).scope, core::Scope::recipient);
  EXPECT_FALSE(request_of(service("discord", kHook), first_post()).guarded);
}

TEST(HttpTelegram, posts_html_to_a_chat_by_the_bots_token) {
  auto telegram = service("telegram");
  telegram.token = Secret("123:AB_c-d");
  const auto request = request_of(telegram, first_post("-1001234567890"));
  EXPECT_EQ(request.url, "https://api.telegram.org/bot123:AB_c-d/sendMessage");
  EXPECT_EQ(body_of(request), parse(R"({"chat_id": "-1001234567890", "parse_mode": "HTML", "link_preview_options": {"is_disabled": true},
    "text": "<b>Checkout unavailable</b>\nCustomers in Europe cannot pay.\n\nNext update by 15:00 CET."})"));
}

TEST(HttpTelegram, a_follow_up_replies_to_the_first_post_by_its_number) {
  auto later = first_post("-100");
  later.thread_root = "4242";
  const auto body = body_of(request_of(service("telegram"), later));
  EXPECT_EQ(body.at("reply_parameters"), parse(R"({"message_id": 4242, "allow_sending_without_reply": true})"));
}

TEST(HttpTelegram, answers_mean_what_the_bot_api_says) {
  const auto telegram = service("telegram");
  const auto to = first_post("-100");
  EXPECT_EQ(outcome_of(telegram, to, reply(200, R"({"ok":true,"result":{"message_id":9007199254740993}})")).remote_id, "9007199254740993");
  const auto refuse = [&](int code, const std::string& words, const std::string& more = "") {
    return outcome_of(
        telegram, to,
        reply(code, R"({"ok":false,"error_code":)" + std::to_string(code) + R"(,"description":")" + words + "\"" + more + "}"));
  };
  EXPECT_EQ(word_of(refuse(400, "Bad Request: chat not found")), "rejected");
  EXPECT_EQ(refuse(400, "Bad Request: chat not found").reply, "HTTP 400: Bad Request: chat not found");
  EXPECT_EQ(word_of(refuse(401, "Unauthorized")), "pause");
  EXPECT_EQ(word_of(refuse(404, "Not Found")), "pause");
  EXPECT_EQ(word_of(refuse(403, "Forbidden: bot was blocked by the user")), "gone");
  EXPECT_EQ(word_of(refuse(403, "Forbidden: not enough rights")), "rejected");
  const auto limited = refuse(429, "Too Many Requests: retry after 17", R"(,"parameters":{"retry_after":17})");
  EXPECT_EQ(word_of(limited), "retry");
  EXPECT_EQ(limited.after, Millis(17000));
  EXPECT_EQ(word_of(outcome_of(telegram, to, reply(200, R"({"ok":false})"))), "rejected");
}

TEST(HttpGoogleChat, threads_by_the_incidents_key) {
  const auto request = request_of(service("google-chat", "https://chat.googleapis.com/v1/spaces/S/messages?key=k&token=t"), first_post());
  EXPECT_EQ(request.url,
            "https://chat.googleapis.com/v1/spaces/S/messages?key=k&token=t&messageReplyOption=REPLY_MESSAGE_FALLBACK_TO_NEW_THREAD"
            "&requestId=d12-34-1700000000000");
  EXPECT_EQ(body_of(request), parse(R"({"text": "*Checkout unavailable*\nCustomers in Europe cannot pay.\n\nNext update by 15:00 CET.",
                                        "thread": {"threadKey": "crier-checkout-db"}})"));
}

TEST(HttpGoogleChat, answers_mean_what_its_status_says) {
  const auto chat = service("google-chat", kHook);
  EXPECT_EQ(word_of(outcome_of(chat, first_post(), reply(200, R"({"name":"spaces/S/messages/M","thread":{"name":"t"}})"))), "delivered");
  const auto refuse = [&](int code, const std::string& status) {
    return word_of(outcome_of(
        chat, first_post(), reply(code, R"({"error":{"code":)" + std::to_string(code) + R"(,"message":"m","status":")" + status + "\"}}")));
  };
  EXPECT_EQ(refuse(400, "INVALID_ARGUMENT"), "rejected");
  EXPECT_EQ(refuse(401, "UNAUTHENTICATED"), "pause");
  EXPECT_EQ(refuse(403, "PERMISSION_DENIED"), "pause");
  EXPECT_EQ(refuse(404, "NOT_FOUND"), "pause");
  EXPECT_EQ(refuse(429, "RESOURCE_EXHAUSTED"), "retry");
}

TEST(HttpMattermost, posts_markdown_that_pings_nobody) {
  auto message = tests::letter();
  message.text = "@channel look";
  const auto request = request_of(service("mattermost", "https://chat.example/hooks/secret-of-ours"), first_post("", message));
  EXPECT_EQ(request.url, "https://chat.example/hooks/secret-of-ours");
  EXPECT_EQ(body_of(request), parse("{\"text\": \"**Checkout unavailable**\\n@\u200Bchannel look\"}"));
}

TEST(HttpMattermost, only_ok_is_a_success) {
  const auto chat = service("mattermost", kHook);
  EXPECT_EQ(word_of(outcome_of(chat, first_post(), reply(200, "ok\n"))), "delivered");
  const auto other = outcome_of(chat, first_post(), reply(200, "<html>"));
  EXPECT_EQ(word_of(other), "rejected");
  EXPECT_TRUE(other.maybe_accepted);
  const char* const problem =
      R"({"id":"web.incoming_webhook.invalid.app_error","message":"Invalid webhook","detailed_error":"","status_code":400})";
  EXPECT_EQ(word_of(outcome_of(chat, first_post(), reply(400, problem))), "rejected");
  EXPECT_EQ(outcome_of(chat, first_post(), reply(400, problem)).reply, "HTTP 400: Invalid webhook");
  EXPECT_EQ(word_of(outcome_of(chat, first_post(), reply(403, problem))), "pause");
  EXPECT_EQ(word_of(outcome_of(chat, first_post(), reply(404, problem))), "pause");
  const auto limited = outcome_of(chat, first_post(), reply(429, "limit exceeded", {{"x-ratelimit-reset", "2"}}));
  EXPECT_EQ(limited.after, Millis(2000));
}

TEST(HttpRocketChat, says_success_in_its_body) {
  const auto chat = service("rocket-chat", kHook);
  EXPECT_EQ(body_of(request_of(chat, first_post())),
            parse(R"({"text": "*Checkout unavailable*\nCustomers in Europe cannot pay.\n\nNext update by 15:00 CET."})"));
  EXPECT_EQ(word_of(outcome_of(chat, first_post(), reply(200, R"({"success":true})"))), "delivered");
  EXPECT_EQ(word_of(outcome_of(chat, first_post(), reply(200, R"({"success":false,"error":"unknown-error"})"))), "rejected");
  for (const int status : {400, 404}) {
    const auto gone =
        outcome_of(chat, first_post(), reply(status, R"({"success":false,"error":"Invalid integration id or token provided."})"));
    EXPECT_EQ(word_of(gone), "pause");
    EXPECT_EQ(gone.reply, "HTTP " + std::to_string(status) + ": Invalid integration id or token provided.");
  }
}

TEST(HttpMatrix, puts_an_event_under_the_deliverys_transaction) {
  const auto matrix = service("matrix", "https://matrix.example");
  const auto request = request_of(matrix, first_post("!abc:example.org"));
  EXPECT_EQ(request.method, "PUT");
  EXPECT_EQ(request.url, "https://matrix.example/_matrix/client/v3/rooms/%21abc:example.org/send/m.room.message/d12-34-1700000000000");
  EXPECT_EQ(header_of(request, "authorization"), "Bearer secret-of-ours");
  EXPECT_EQ(body_of(request), parse(R"({"msgtype": "m.text", "format": "org.matrix.custom.html", "m.mentions": {},
    "body": "Checkout unavailable\n\nCustomers in Europe cannot pay.\n\nNext update by 15:00 CET.",
    "formatted_body": "<strong>Checkout unavailable</strong><br><br>Customers in Europe cannot pay.<br>\n<br>\nNext update by 15:00 CET."})"));
}

TEST(HttpMatrix, a_follow_up_stands_in_the_incidents_thread) {
  auto later = first_post("!abc:example.org");
  later.thread_root = "$root:example.org";
  later.thread_last = "$last:example.org";
  EXPECT_EQ(body_of(request_of(service("matrix", "https://matrix.example"), later)).at("m.relates_to"),
            parse(R"({"rel_type": "m.thread", "event_id": "$root:example.org", "is_falling_back": true,
                      "m.in_reply_to": {"event_id": "$last:example.org"}})"));
}

TEST(HttpMatrix, answers_mean_what_their_errcode_says) {
  const auto matrix = service("matrix", "https://matrix.example");
  const auto to = first_post("!abc:example.org");
  EXPECT_EQ(outcome_of(matrix, to, reply(200, R"({"event_id":"$e:example.org"})")).remote_id, "$e:example.org");
  EXPECT_EQ(word_of(outcome_of(matrix, to, reply(401, R"({"errcode":"M_UNKNOWN_TOKEN","error":"x"})"))), "pause");
  EXPECT_EQ(word_of(outcome_of(matrix, to, reply(403, R"({"errcode":"M_FORBIDDEN","error":"not in the room"})"))), "rejected");
  const auto limited = outcome_of(matrix, to, reply(429, R"({"errcode":"M_LIMIT_EXCEEDED","error":"x","retry_after_ms":2500})"));
  EXPECT_EQ(word_of(limited), "retry");
  EXPECT_EQ(limited.after, Millis(2500));
}

}  // namespace
}  // namespace crier::channels
