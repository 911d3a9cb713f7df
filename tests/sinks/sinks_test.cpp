#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <fstream>
#include <sstream>

#include "base/crypto.h"
#include "sinks/house.h"
#include "sinks/oauth1.h"
#include "sinks/webhook_service.h"

namespace crier::sinks {
namespace {

using boost::json::value;

const UtcTime kNow{std::chrono::seconds{1795000000}};

std::string text_of(const value& of) { return std::string(of.as_string()); }

value conformance(const std::string& file) {
  std::ifstream in(std::string(CRIER_SHARED) + "/conformance/" + file);
  if (!in) return nullptr;
  std::ostringstream text;
  text << in.rdbuf();
  return boost::json::parse(text.str());
}

Request post(const std::string& target, const std::string& body, Fields headers = {}) {
  headers.emplace_back("content-type", "application/json; charset=utf-8");
  return {"POST", target, std::move(headers), body, false};
}

std::vector<Fault> faults(const std::string& json) {
  Result<std::vector<Fault>> parsed = parse_faults(json);
  if (!parsed) ADD_FAILURE() << parsed.error().text;
  return parsed ? *parsed : std::vector<Fault>{};
}

TEST(SinkPlan, counts_a_fault_down_and_lets_some_pass_first) {
  Plan plan;
  plan.add(faults(R"([{"receiver": "slack", "status": 503, "times": 2, "after": 1}, {"receiver": "slack", "status": 500}])"));

  EXPECT_FALSE(plan.take("x", "request", ""));
  EXPECT_EQ(plan.take("slack", "request", "")->status, 500) << "the first one lets one pass";
  EXPECT_EQ(plan.take("slack", "request", "")->status, 503);
  EXPECT_EQ(plan.take("slack", "request", "")->status, 503);
  EXPECT_FALSE(plan.take("slack", "request", ""));
}

TEST(SinkPlan, keeps_what_has_no_end_until_it_is_cleared) {
  Plan plan;
  plan.add(faults(R"({"receiver": "webhook", "status": 410, "match": "/gone", "times": -1})"));
  for (int i = 0; i < 5; ++i) EXPECT_TRUE(plan.take("webhook", "request", "/gone\n{}"));
  EXPECT_FALSE(plan.take("webhook", "request", "/here\n{}"));

  plan.clear("webhook");

  EXPECT_FALSE(plan.take("webhook", "request", "/gone\n{}"));
}

TEST(SinkPlan, happens_at_its_place_only) {
  Plan plan;
  plan.add(faults(
      R"([{"receiver": "x", "cut": "connect"}, {"receiver": "x", "cut": "request"}, {"receiver": "smtp", "stage": "rcpt", "reply": "450 later"}])"));

  EXPECT_FALSE(plan.take("x", "request", ""));
  EXPECT_TRUE(plan.take("x", "connect", ""));
  EXPECT_TRUE(plan.take("x", "header", ""));
  EXPECT_FALSE(plan.take("smtp", "mail", ""));
  EXPECT_TRUE(plan.take("smtp", "rcpt", ""));
}

TEST(SinkPlan, refuses_what_it_does_not_know) {
  for (const char* wrong :
       {"{", "7", "{}", R"({"receiver": "fax"})", R"({"receiver": "x", "cut": "never"})", R"({"receiver": "x", "staus": 500})",
        R"({"receiver": "x", "status": "500"})", R"({"receiver": "x", "times": 0})", R"([{"receiver": "x"}, {}])"}) {
    EXPECT_FALSE(parse_faults(wrong)) << wrong;
  }
}

TEST(SinkOauth, agrees_with_the_published_vectors) {
  const value cases = conformance("oauth1/signatures.json");
  if (cases.is_null()) GTEST_SKIP() << "the conformance tables are not here";
  int tried = 0;
  for (const value& one : cases.as_array()) {
    if (text_of(one.at("signature_method")) != "HMAC-SHA1") continue;
    Fields parameters;
    for (const auto& field : one.at("oauth").as_object()) parameters.emplace_back(std::string(field.key()), text_of(field.value()));
    if (const value* form = one.as_object().if_contains("form"); form && form->is_array()) {
      for (const value& pair : form->as_array()) parameters.emplace_back(text_of(pair.at(0)), text_of(pair.at(1)));
    }
    const std::string base = oauth_base_string(text_of(one.at("method")), text_of(one.at("url")), parameters);
    EXPECT_EQ(base, text_of(one.at("base_string"))) << text_of(one.at("id"));
    EXPECT_EQ(oauth_hmac_sha1(base, text_of(one.at("consumer_secret")), text_of(one.at("token_secret"))), text_of(one.at("signature")));
    ++tried;
  }
  EXPECT_GT(tried, 0);
}

TEST(SinkWebhook, agrees_with_the_published_verifications) {
  const value cases = conformance("standard-webhooks/verify.json");
  if (cases.is_null()) GTEST_SKIP() << "the conformance tables are not here";
  for (const value& one : cases.as_array()) {
    const auto key = webhook_key(text_of(one.at("secret")));
    ASSERT_TRUE(key);
    Request request = post("/", text_of(one.at("body")));
    for (const auto& field : one.at("headers").as_object()) request.headers.emplace_back(std::string(field.key()), text_of(field.value()));
    const UtcTime now{std::chrono::seconds{one.at("now").as_int64()}};
    EXPECT_EQ(webhook_fault(request, {*key}, now).empty(), text_of(one.at("expect")) == "accept") << text_of(one.at("name"));
  }
}

Request signed_hook(const std::string& key, const std::string& id, const std::string& body) {
  const std::string stamp = std::to_string(kNow.time_since_epoch().count() / 1000);
  const Digest digest = hmac_sha256(key, id + "." + stamp + "." + body);
  const std::string signature = "v1," + base64_encode({reinterpret_cast<const char*>(digest.data()), digest.size()});
  return post("/hook", body, {{"webhook-id", id}, {"webhook-timestamp", stamp}, {"webhook-signature", signature}});
}

TEST(SinkWebhook, takes_either_secret_and_tells_repeats_apart) {
  WebhookService service({"old key", "new key"});

  EXPECT_EQ(service.handle(signed_hook("new key", "m1", "{}"), kNow).answer.status, 204);
  const Verdict again = service.handle(signed_hook("old key", "m1", "{}"), kNow);
  EXPECT_EQ(again.accepted->at("duplicate"), value(true));
  const Verdict wrong = service.handle(signed_hook("other", "m2", "{}"), kNow);
  EXPECT_EQ(wrong.answer.status, 401);
  EXPECT_FALSE(wrong.accepted);
}

class SinkSlack : public ::testing::Test {
 protected:
  value call(const std::string& method, const value& body, const std::string& token = "xoxb-1") {
    last = service.handle(post("/api/" + method, boost::json::serialize(body), {{"authorization", "Bearer " + token}}), kNow);
    return boost::json::parse(last.answer.body);
  }
  SlackService service{SlackSettings{"xoxb-1", 0}};
  Verdict last;
};

TEST_F(SinkSlack, keeps_threads_by_ts_and_edits_by_channel_id) {
  const value first = call("chat.postMessage", {{"channel", "#status"}, {"text", "down"}});
  ASSERT_EQ(first.at("ok"), value(true));
  const value second = call("chat.postMessage", {{"channel", "#status"}, {"text", "still"}, {"thread_ts", first.at("ts")}});
  EXPECT_EQ(second.at("ok"), value(true));
  EXPECT_NE(second.at("ts"), first.at("ts"));
  EXPECT_EQ(call("chat.update", {{"channel", first.at("channel")}, {"ts", first.at("ts")}, {"text", "up"}}).at("ok"), value(true));

  EXPECT_EQ(call("chat.update", {{"channel", "#status"}, {"ts", first.at("ts")}, {"text", "up"}}).at("error"), value("channel_not_found"));
  EXPECT_EQ(call("chat.update", {{"channel", first.at("channel")}, {"ts", "1.000001"}, {"text", "up"}}).at("error"),
            value("message_not_found"));
  EXPECT_EQ(call("chat.postMessage", {{"channel", "#status"}, {"text", "x"}, {"thread_ts", "1.0"}}).at("ok"), value(false));
}

TEST_F(SinkSlack, says_errors_with_status_200_and_limits_with_details) {
  EXPECT_EQ(call("chat.postMessage", {{"channel", "#a"}, {"text", "x"}}, "xoxb-2").at("error"), value("invalid_auth"));
  EXPECT_EQ(last.answer.status, 200);
  EXPECT_EQ(call("chat.postMessage", {{"channel", "#a"}}).at("error"), value("no_text"));
  const std::string long_text(3001, 'x');
  const value section{{"type", "section"}, {"text", {{"type", "mrkdwn"}, {"text", long_text}}}};
  const value refused = call("chat.postMessage", {{"channel", "#a"}, {"text", "x"}, {"blocks", {section}}});
  EXPECT_EQ(refused.at("error"), value("invalid_blocks"));
  EXPECT_EQ(refused.at("response_metadata").at("messages").at(0),
            value("[ERROR] must be less than 3001 characters [json-pointer:/blocks/0/text/text]"));
  const value cut = call("chat.postMessage", {{"channel", "#a"}, {"text", std::string(40001, 'x')}});
  EXPECT_EQ(cut.at("warning"), value("message_truncated"));
}

TEST_F(SinkSlack, records_markup_that_would_wake_people) {
  call("chat.postMessage", {{"channel", "#a"}, {"text", "a <!channel> b &lt;!here&gt;"}});

  EXPECT_EQ(last.accepted->at("mentions"), (value{"<!channel>"}));
}

TEST(SinkSlackRate, is_one_a_second_after_a_burst) {
  SlackService service{SlackSettings{"", 1}};
  const auto status = [&](UtcTime at) { return service.handle(post("/services/T/B/X", R"({"text": "x"})"), at).answer.status; };
  for (int i = 0; i < 5; ++i) EXPECT_EQ(status(kNow), 200);

  EXPECT_EQ(status(kNow), 429);
  EXPECT_EQ(status(kNow + std::chrono::seconds{1}), 200);
  EXPECT_EQ(status(kNow + std::chrono::seconds{1}), 429);
}

TEST(SinkSlackWebhook, answers_in_plain_words) {
  SlackService service{SlackSettings{}};

  EXPECT_EQ(service.handle(post("/services/T/B/X", R"({"text": "x"})"), kNow).answer.body, "ok");
  EXPECT_EQ(service.handle(post("/services/T/B/X", R"({"text": ""})"), kNow).answer.body, "no_text");
  EXPECT_EQ(service.handle(post("/services/T/B/X", "nonsense"), kNow).answer.status, 400);
  EXPECT_EQ(SlackService::error(post("/services/T/B/X", ""), "channel_is_archived").status, 410);
}

class SinkX : public ::testing::Test {
 protected:
  SinkX() {
    settings.consumer_key = "ck";
    settings.consumer_secret = "cs";
    settings.token = "tk";
    settings.token_secret = "ts";
    settings.limit = 4;
  }
  Verdict tweet(const value& body, const std::string& nonce, const std::string& secret = "ts", UtcTime at = kNow) {
    Fields oauth{{"oauth_consumer_key", "ck"},
                 {"oauth_nonce", nonce},
                 {"oauth_signature_method", "HMAC-SHA1"},
                 {"oauth_timestamp", std::to_string(at.time_since_epoch().count() / 1000)},
                 {"oauth_token", "tk"},
                 {"oauth_version", "1.0"}};
    const std::string base = oauth_base_string("POST", "http://127.0.0.1:8080/2/tweets", oauth);
    oauth.emplace_back("oauth_signature", "");
    std::string header = "OAuth ";
    for (auto& [name, content] : oauth) {
      if (name == "oauth_signature") content = oauth_hmac_sha1(base, "cs", secret);
      header += name + "=\"" + (name == "oauth_signature" ? encoded(content) : content) + "\", ";
    }
    header.resize(header.size() - 2);
    return x.handle(post("/2/tweets", boost::json::serialize(body), {{"authorization", header}, {"host", "127.0.0.1:8080"}}), kNow);
  }
  static std::string encoded(const std::string& text) {
    std::string out;
    for (const char c : text) out += c == '+' ? "%2B" : c == '/' ? "%2F" : c == '=' ? "%3D" : std::string(1, c);
    return out;
  }
  XSettings settings;
  XService x{[this] {
    settings.consumer_key = "ck";
    settings.consumer_secret = "cs";
    settings.token = "tk";
    settings.token_secret = "ts";
    settings.limit = 4;
    return settings;
  }()};
};

TEST_F(SinkX, checks_signature_nonce_and_time) {
  EXPECT_EQ(tweet({{"text", "one"}}, "n1").answer.status, 201);
  EXPECT_EQ(tweet({{"text", "two"}}, "n1").answer.status, 401) << "the same nonce again";
  EXPECT_EQ(tweet({{"text", "three"}}, "n2", "wrong").answer.status, 401);
  EXPECT_EQ(tweet({{"text", "four"}}, "n3", "ts", kNow - std::chrono::minutes{6}).answer.status, 401);
}

TEST_F(SinkX, refuses_duplicates_long_texts_and_replies_to_nothing) {
  const value first = boost::json::parse(tweet({{"text", "one"}}, "n1").answer.body);
  const std::string id = text_of(first.at("data").at("id"));
  EXPECT_GT(std::stoll(id), 1LL << 53) << "a reader that takes it for a double must fail";
  const Verdict reply = tweet({{"text", "two"}, {"reply", {{"in_reply_to_tweet_id", id}}}}, "n2");
  EXPECT_EQ(reply.answer.status, 201);
  EXPECT_EQ(reply.accepted->at("in_reply_to"), value(id));

  const Verdict again = tweet({{"text", "one"}}, "n3");
  EXPECT_EQ(again.answer.status, 403);
  EXPECT_NE(again.answer.body.find("duplicate"), std::string::npos);
  EXPECT_EQ(tweet({{"text", std::string(281, 'x')}}, "n4").answer.status, 403);
}

TEST_F(SinkX, refuses_unknown_fields_and_what_is_over_the_window) {
  EXPECT_EQ(tweet({{"text", "one"}, {"surprise", 1}}, "n1").answer.status, 400);
  EXPECT_EQ(tweet({{"text", "two"}, {"reply", {{"in_reply_to_tweet_id", "17"}}}}, "n2").answer.status, 403);
  EXPECT_EQ(tweet({{"text", "three"}}, "n3").answer.status, 201);
  EXPECT_EQ(tweet({{"text", "four"}}, "n4").answer.status, 201);

  const Verdict over = tweet({{"text", "five"}}, "n5");

  EXPECT_EQ(over.answer.status, 429);
  const Fields& headers = over.answer.headers;
  EXPECT_NE(std::find(headers.begin(), headers.end(), std::pair<std::string, std::string>("x-rate-limit-remaining", "0")), headers.end());
}

TEST(SinkXOauth2, rotates_and_revokes_the_family_when_an_old_token_comes_again) {
  XSettings settings;
  settings.client_id = "app";
  settings.refresh_token = "r0";
  XService x(settings);
  const auto refresh = [&](const std::string& token) {
    Request request{"POST", "/2/oauth2/token", {}, "grant_type=refresh_token&client_id=app&refresh_token=" + token, false};
    return x.handle(request, kNow).answer;
  };
  const auto tweet = [&](const std::string& token, const std::string& text) {
    return x.handle(post("/2/tweets", R"({"text": ")" + text + "\"}", {{"authorization", "Bearer " + token}}), kNow).answer.status;
  };
  const value pair = boost::json::parse(refresh("r0").body);
  EXPECT_EQ(tweet(text_of(pair.at("access_token")), "one"), 201);
  EXPECT_EQ(tweet("guessed", "two"), 401);

  EXPECT_EQ(refresh("r0").status, 400);

  EXPECT_EQ(tweet(text_of(pair.at("access_token")), "three"), 401);
  EXPECT_EQ(refresh(text_of(pair.at("refresh_token"))).status, 400);
}

TEST(SinkHouse, records_what_was_taken_before_the_answer_and_whatever_the_answer) {
  Options options;
  House house(options);
  house.plan().add(faults(R"([{"receiver": "webhook", "cut": "received"}, {"receiver": "webhook", "status": 503, "retry_after": 7},
                             {"receiver": "webhook", "status": 500, "received": true}])"));

  EXPECT_EQ(house.handle("webhook", signed_hook("k", "m1", "{}"), kNow).fault->cut, Fault::Cut::received);
  EXPECT_EQ(house.record().latest().size(), 1U);
  const Outgoing refused = house.handle("webhook", signed_hook("k", "m2", "{}"), kNow);
  EXPECT_EQ(refused.answer.status, 503);
  EXPECT_EQ(refused.answer.headers.at(0).second, "7");
  EXPECT_EQ(house.record().latest().size(), 1U);
  EXPECT_EQ(house.handle("webhook", signed_hook("k", "m3", "{}"), kNow).answer.status, 500);
  EXPECT_EQ(house.record().latest().size(), 2U);
  EXPECT_EQ(house.record().counts().at("webhook").at("faults"), value(3));
}

TEST(SinkHouse, tells_a_repeated_mail_by_its_message_id) {
  Options options;
  House house(options);
  const SmtpDialogue::World world = house.smtp_world([] { return kNow; });
  Mail mail;
  mail.data = "Message-Id: <1@example.com>\r\nSubject: s\r\n\r\nx\r\n";

  world.keep(mail, {});
  world.keep(mail, {});

  EXPECT_EQ(house.record().latest().at(0).at("duplicate"), value(false));
  EXPECT_EQ(house.record().latest().at(1).at("duplicate"), value(true));
  EXPECT_EQ(house.record().latest().at(1).at("message_id"), value("<1@example.com>"));
}

TEST(SinkHouse, is_controlled_over_http) {
  Options options;
  House house(options);
  std::string closed;
  const auto listen = [&](const std::string& receiver, bool open) {
    closed = open ? "" : receiver;
    return receiver == "x";
  };
  EXPECT_EQ(house.control(post("/plan", R"({"receiver": "slack", "error": "is_archived"})"), listen).status, 200);
  EXPECT_EQ(house.control(post("/plan", R"({"receiver": "fax"})"), listen).status, 400);
  const Outgoing archived = house.handle("slack", post("/api/chat.postMessage", "{}", {{"authorization", "Bearer t"}}), kNow);
  EXPECT_EQ(archived.answer.body, R"({"ok":false,"error":"is_archived"})");

  EXPECT_EQ(house.control(post("/refuse?x", ""), listen).status, 200);
  EXPECT_EQ(closed, "x");
  EXPECT_EQ(house.control(post("/listen?fax", ""), listen).status, 404);
  EXPECT_EQ(house.control(post("/smtp", R"({"starttls": false})"), listen).status, 200);
  EXPECT_FALSE(house.smtp().starttls);
  EXPECT_EQ(house.control(post("/smtp", R"({"fax": false})"), listen).status, 400);
  EXPECT_EQ(house.control(post("/nothing", ""), listen).status, 404);
}

}  // namespace
}  // namespace crier::sinks
