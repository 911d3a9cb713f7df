#include <gtest/gtest.h>

#include "channels/registry.h"
#include "unit/channels/script.h"

namespace crier::channels::webhook {
namespace {

using core::OutcomeKind;
using core::Scope;
using tests::kNow;
using tests::play;
using tests::reply;

constexpr auto kSecret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
constexpr auto kOther = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";

Settings settings(std::vector<Secret> secrets = {Secret(kSecret)}) {
  Settings made;
  made.secrets = std::move(secrets);
  return made;
}

Job job(const std::string& to = "https://customer.example/hooks/status") {
  core::Message message;
  message.payload = R"({"type":"incident.opened"})";
  return tests::job(message, to);
}

core::Outcome outcome_of(const HttpReply& answer) { return play(*make_adapter(settings()), job(), {answer}).outcome(); }

TEST(Webhook, signs_as_the_standard_has_it) {
  const auto file = tests::shared_json("conformance/standard-webhooks/sign.json");
  if (!file) GTEST_SKIP() << "the folder with the conformance data is absent: " << CRIER_SHARED;
  int tried = 0;

  for (const auto& one : file->as_array()) {
    if (tests::text_of(one, "scheme") != "v1") continue;
    auto opened = job();
    core::Message message;
    message.payload = tests::text_of(one, "body");
    opened.message = std::make_shared<const core::Message>(message);
    opened.idempotency_key = tests::text_of(one, "webhook_id");
    opened.now = UtcTime(std::chrono::seconds(one.at("webhook_timestamp").as_int64()));
    const auto request = play(*make_adapter(settings({Secret(tests::text_of(one, "secret"))})), opened, {reply(204)}).requests().at(0);
    EXPECT_EQ(tests::header_of(request, "webhook-signature"), tests::text_of(one, "signature"));
    EXPECT_EQ(request.body, tests::text_of(one, "body"));
    ++tried;
  }
  EXPECT_GE(tried, 2);
}

TEST(Webhook, posts_json_to_the_recipients_url) {
  const auto request = play(*make_adapter(settings()), job(), {reply(204)}).requests().at(0);

  EXPECT_EQ(request.method, "POST");
  EXPECT_EQ(request.url, "https://customer.example/hooks/status");
  EXPECT_EQ(request.body, R"({"type":"incident.opened"})");
  EXPECT_EQ(tests::header_of(request, "content-type"), "application/json");
  EXPECT_EQ(tests::header_of(request, "webhook-id"), "msg_d12-34");
  EXPECT_EQ(tests::header_of(request, "webhook-timestamp"), "1795352700");
  EXPECT_EQ(request.timeout, Millis(15000));
}

TEST(Webhook, has_the_same_id_and_a_new_timestamp_and_signature_in_every_attempt) {
  auto again = job();
  again.attempt = 2;
  again.now = kNow + std::chrono::seconds(5);

  const auto first = play(*make_adapter(settings()), job(), {reply(204)}).requests().at(0);
  const auto second = play(*make_adapter(settings()), again, {reply(204)}).requests().at(0);

  EXPECT_EQ(tests::header_of(first, "webhook-id"), tests::header_of(second, "webhook-id"));
  EXPECT_NE(tests::header_of(first, "webhook-timestamp"), tests::header_of(second, "webhook-timestamp"));
  EXPECT_NE(tests::header_of(first, "webhook-signature"), tests::header_of(second, "webhook-signature"));
}

TEST(Webhook, signs_with_every_secret_the_recipients_before_the_channels) {
  auto own = job();
  own.secrets = {Secret(kOther), Secret(kSecret)};

  const auto by_channel = play(*make_adapter(settings({Secret(kSecret)})), job(), {reply(204)}).requests().at(0);
  const auto by_both = play(*make_adapter(settings({Secret("whsec_AAAA")})), own, {reply(204)}).requests().at(0);

  const auto signature = tests::header_of(by_channel, "webhook-signature");
  const auto both = tests::header_of(by_both, "webhook-signature");
  EXPECT_EQ(signature.find(' '), std::string::npos);
  EXPECT_TRUE(both.ends_with(" " + signature)) << both;
  EXPECT_EQ(std::count(both.begin(), both.end(), ' '), 1);
}

TEST(Webhook, sends_unsigned_where_no_secret_is_configured) {
  const auto request = play(*make_adapter(settings({})), job(), {reply(204)}).requests().at(0);

  EXPECT_EQ(tests::header_of(request, "webhook-signature"), "");
  EXPECT_NE(tests::header_of(request, "webhook-id"), "");
}

TEST(Webhook, is_guarded_unless_private_networks_are_allowed) {
  auto open = settings();
  open.common.allow_private = true;

  EXPECT_TRUE(play(*make_adapter(settings()), job(), {reply(204)}).requests().at(0).guarded);
  EXPECT_FALSE(play(*make_adapter(open), job(), {reply(204)}).requests().at(0).guarded);
}

TEST(Webhook, judges_every_status) {
  const auto retried = {408, 425, 429, 500, 502, 503, 504};
  const auto refused = {301, 302, 307, 308, 304, 400, 401, 403, 404, 405, 409, 410, 413, 415, 422, 501, 505};

  for (const int status : {200, 201, 202, 204, 299}) EXPECT_EQ(outcome_of(reply(status)).kind, OutcomeKind::delivered) << status;
  for (const int status : retried) {
    EXPECT_EQ(outcome_of(reply(status)).kind, OutcomeKind::retry) << status;
    EXPECT_EQ(outcome_of(reply(status)).scope, Scope::destination) << status;
  }
  for (const int status : refused) {
    EXPECT_EQ(outcome_of(reply(status)).kind, OutcomeKind::rejected) << status;
    EXPECT_EQ(outcome_of(reply(status)).scope, Scope::recipient) << status;
    EXPECT_FALSE(outcome_of(reply(status)).credentials) << status;
    EXPECT_EQ(outcome_of(reply(status)).suppress, status == 410) << status;
  }
}

TEST(Webhook, waits_as_long_as_it_is_asked_to) {
  const auto outcome = outcome_of(reply(429, "slow down", {{"retry-after", "90"}}));

  EXPECT_EQ(outcome.after, Millis(90000));
  EXPECT_TRUE(outcome.congested);
  EXPECT_EQ(outcome.reply, "HTTP 429: slow down");
}

TEST(Webhook, knows_what_may_have_arrived) {
  EXPECT_FALSE(outcome_of(tests::broken(Broken::not_sent)).maybe_accepted);
  EXPECT_TRUE(outcome_of(tests::broken(Broken::maybe_accepted)).maybe_accepted);
  EXPECT_EQ(outcome_of(tests::broken(Broken::maybe_accepted)).kind, OutcomeKind::retry);
}

TEST(Webhook, gives_up_on_addresses_in_private_networks) {
  const auto outcome = outcome_of(tests::broken(Broken::forbidden));

  EXPECT_EQ(outcome.kind, OutcomeKind::rejected);
  EXPECT_EQ(outcome.scope, Scope::recipient);
  EXPECT_FALSE(outcome.suppress);
}

TEST(Webhook, opens_no_exchange_with_an_address_that_is_no_target) {
  const auto adapter = make_adapter(settings());
  for (const auto* address : {"", "customer.example", "ftp://customer.example/", "https://user:word@customer.example/", "https:///hook",
                              "https://a b/", "https://customer.example/\r\nx: y"}) {
    const auto exchange = adapter->open(job(address), "");
    ASSERT_FALSE(exchange) << address;
    EXPECT_EQ(exchange.error().kind, ErrorKind::invalid) << address;
  }
}

TEST(Webhook, blames_the_owner_of_a_bad_secret) {
  auto own = job();
  own.secrets = {Secret("not a secret!")};

  EXPECT_EQ(make_adapter(settings())->open(own, "").error().kind, ErrorKind::invalid);
  EXPECT_EQ(make_adapter(settings({Secret("not a secret!")}))->open(job(), "").error().kind, ErrorKind::config);
}

}  // namespace
}  // namespace crier::channels::webhook
