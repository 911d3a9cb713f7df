#include "channels/x/tokens.h"

#include <gtest/gtest.h>

#include "unit/channels/script.h"

namespace crier::channels::x {
namespace {

using tests::kNow;

Settings settings(const std::string& file_token = "from-file") {
  Settings made;
  made.client_id = "client";
  made.refresh_token = Secret(file_token);
  return made;
}

Tokens kept_pair() {
  auto tokens = Tokens::of(settings(), "");
  tokens.access_token = Secret("access-1");
  tokens.refresh_token = Secret("refresh-1");
  tokens.expires = kNow + std::chrono::hours(2);
  return tokens;
}

TEST(XTokens, come_from_the_file_until_there_is_a_pair) {
  for (const auto* state : {"", "{}", "rubbish", "[]", R"({"file_hash":7})"}) {
    const auto tokens = Tokens::of(settings(), state);
    EXPECT_EQ(tokens.refresh_token.reveal(), "from-file") << state;
    EXPECT_TRUE(tokens.access_token.empty()) << state;
    EXPECT_TRUE(tokens.needs_refresh(kNow)) << state;
  }
}

TEST(XTokens, come_back_from_the_store) {
  const auto tokens = Tokens::of(settings(), kept_pair().state());

  EXPECT_EQ(tokens.access_token.reveal(), "access-1");
  EXPECT_EQ(tokens.refresh_token.reveal(), "refresh-1");
  EXPECT_EQ(tokens.expires, kNow + std::chrono::hours(2));
}

TEST(XTokens, are_dropped_when_the_file_has_changed) {
  const auto tokens = Tokens::of(settings("a new one"), kept_pair().state());

  EXPECT_EQ(tokens.refresh_token.reveal(), "a new one");
  EXPECT_TRUE(tokens.access_token.empty());
}

TEST(XTokens, are_refreshed_five_minutes_before_they_expire) {
  const auto tokens = kept_pair();

  EXPECT_FALSE(tokens.needs_refresh(tokens.expires - std::chrono::minutes(5)));
  EXPECT_TRUE(tokens.needs_refresh(tokens.expires - std::chrono::minutes(5) + Millis(1)));
}

TEST(XTokens, keep_no_secret_of_the_file_in_the_open) {
  const auto state = kept_pair().state();

  EXPECT_EQ(state.find("from-file"), std::string::npos);
}

TEST(XTokens, are_asked_for_by_a_public_client_in_the_form) {
  const auto request = refresh_request(settings("a+b/c="), Tokens::of(settings("a+b/c="), ""));

  EXPECT_EQ(request.url, "https://api.x.com/2/oauth2/token");
  EXPECT_EQ(request.body, "grant_type=refresh_token&refresh_token=a%2Bb%2Fc%3D&client_id=client");
  EXPECT_EQ(tests::header_of(request, "content-type"), "application/x-www-form-urlencoded");
  EXPECT_EQ(tests::header_of(request, "authorization"), "");
}

TEST(XTokens, are_asked_for_by_a_confidential_client_with_its_secret) {
  auto confidential = settings();
  confidential.client_secret = Secret("secret");

  const auto request = refresh_request(confidential, Tokens::of(confidential, ""));

  EXPECT_EQ(request.body, "grant_type=refresh_token&refresh_token=from-file");
  EXPECT_EQ(tests::header_of(request, "authorization"), "Basic Y2xpZW50OnNlY3JldA==");
}

TEST(XTokens, are_read_from_the_answer) {
  const auto tokens = refreshed(
      kept_pair(), R"({"token_type":"bearer","expires_in":7200,"access_token":"access-2","scope":"x","refresh_token":"refresh-2"})", kNow);

  ASSERT_TRUE(tokens);
  EXPECT_EQ(tokens->access_token.reveal(), "access-2");
  EXPECT_EQ(tokens->refresh_token.reveal(), "refresh-2");
  EXPECT_EQ(tokens->expires, kNow + std::chrono::seconds(7200));
  EXPECT_EQ(tokens->file_hash, kept_pair().file_hash);
}

TEST(XTokens, keep_the_refresh_token_if_there_is_no_new_one) {
  const auto tokens = refreshed(kept_pair(), R"({"access_token":"access-2"})", kNow);

  ASSERT_TRUE(tokens);
  EXPECT_EQ(tokens->refresh_token.reveal(), "refresh-1");
  EXPECT_EQ(tokens->expires, kNow + std::chrono::seconds(7200));
}

TEST(XTokens, are_not_made_of_other_answers) {
  for (const auto* body : {"", "<html>", "{}", R"({"access_token":7})", R"({"access_token":""})"})
    EXPECT_FALSE(refreshed(kept_pair(), body, kNow)) << body;
}

TEST(XTokens, are_never_quoted_from_an_answer) {
  EXPECT_EQ(describe_refresh(tests::reply(503, R"({"access_token":"a","refresh_token":"b"})")), "HTTP 503");
  EXPECT_EQ(
      describe_refresh(tests::reply(400, R"({"error":"invalid_request","error_description":"Value passed for the token was invalid."})")),
      "HTTP 400: invalid_request, Value passed for the token was invalid.");
}

}  // namespace
}  // namespace crier::channels::x
