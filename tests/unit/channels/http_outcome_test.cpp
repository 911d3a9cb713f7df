#include "channels/http_outcome.h"

#include <gtest/gtest.h>

#include "base/text.h"
#include "unit/channels/script.h"

namespace crier::channels {
namespace {

using core::OutcomeKind;
using core::Scope;
using tests::kNow;
using tests::reply;

TEST(RetryAfter, reads_seconds_decimals_and_dates) {
  struct Case {
    std::string value;
    std::optional<Millis> wait;
  };
  constexpr Millis second{1000};
  const Case cases[] = {
      {"120", 120 * second},
      {" 5 ", 5 * second},
      {"1.5", Millis(1500)},
      {"0", second},  // never below a second
      {"0.2", second},
      {"999999", 6 * 3600 * second},  // never beyond six hours
      {"99999999999999999999999999", 6 * 3600 * second},
      {"-5", std::nullopt},
      {"1e3", std::nullopt},
      {"1.2.3", std::nullopt},
      {"", std::nullopt},
      {"soon", std::nullopt},
      {"Sun, 22 Nov 2026 13:06:00 GMT", 60 * second},
      {"Sunday, 22-Nov-26 13:06:00 GMT", 60 * second},
      {"Sun Nov 22 13:06:00 2026", 60 * second},
      {"Sun, 22 Nov 2026 13:04:00 GMT", std::nullopt},  // in the past
      {"Mon, 22 Nov 2027 13:06:00 GMT", 6 * 3600 * second},
  };

  for (const auto& one : cases) EXPECT_EQ(retry_after(reply(503, "", {{"retry-after", one.value}}), kNow), one.wait) << one.value;
}

TEST(RetryAfter, counts_dates_by_the_servers_clock) {
  const auto ahead = reply(503, "", {{"date", "Sun, 22 Nov 2026 15:00:00 GMT"}, {"retry-after", "Sun, 22 Nov 2026 15:00:30 GMT"}});
  const auto unreadable = reply(503, "", {{"date", "now"}, {"retry-after", "Sun, 22 Nov 2026 13:05:30 GMT"}});

  EXPECT_EQ(retry_after(ahead, kNow), Millis(30000));
  EXPECT_EQ(retry_after(unreadable, kNow), Millis(30000));
}

TEST(RetryAfter, is_none_without_the_header) { EXPECT_EQ(retry_after(reply(503), kNow), std::nullopt); }

TEST(HttpOutcome, knows_which_statuses_may_pass_later) {
  for (const int status : {408, 425, 429, 500, 502, 503, 504, 507, 599}) EXPECT_TRUE(is_retryable(status)) << status;
  for (const int status : {0, 200, 301, 400, 401, 403, 404, 409, 410, 413, 422, 501, 505, 600})
    EXPECT_FALSE(is_retryable(status)) << status;
}

TEST(HttpOutcome, calls_congested_what_asks_to_slow_down) {
  EXPECT_TRUE(retry_by_status(reply(429), kNow).congested);
  EXPECT_FALSE(retry_by_status(reply(503), kNow).congested);
  EXPECT_TRUE(retry_by_status(reply(503, "", {{"retry-after", "7"}}), kNow).congested);
  EXPECT_FALSE(retry_by_status(reply(500, "", {{"retry-after", "7"}}), kNow).congested);
  EXPECT_EQ(retry_by_status(reply(500, "", {{"retry-after", "7"}}), kNow).after, Millis(7000));
}

TEST(HttpOutcome, says_what_was_answered_on_one_line) {
  EXPECT_EQ(describe(reply(503)), "HTTP 503");
  EXPECT_EQ(describe(reply(503, "\n\n  try later \nsecond line")), "HTTP 503: try later");
  EXPECT_EQ(describe(reply(400, "a\tb\x1b[31m")), "HTTP 400: a\\tb\\x1b[31m");
  EXPECT_EQ(describe(reply(400, "a\xFF\x80z")), "HTTP 400: a\uFFFD\uFFFDz");
  EXPECT_EQ(describe(reply(400, std::string(300, 'x'))), "HTTP 400: " + std::string(200, 'x') + "…");
}

TEST(HttpOutcome, keeps_within_the_bytes_of_a_reply) {
  std::string wide;
  for (int i = 0; i < 400; ++i) wide += "😀";

  const auto text = describe(reply(400, wide));

  EXPECT_LE(text.size(), 500U);
  EXPECT_TRUE(is_utf8(text));
}

TEST(HttpOutcome, tells_cut_connections_apart) {
  const auto unsent = unanswered(tests::broken(Broken::not_sent));
  const auto unsure = unanswered(tests::broken(Broken::maybe_accepted));
  const auto forbidden = unanswered(tests::broken(Broken::forbidden));

  EXPECT_EQ(unsent.kind, OutcomeKind::retry);
  EXPECT_FALSE(unsent.maybe_accepted);
  EXPECT_EQ(unsure.kind, OutcomeKind::retry);
  EXPECT_TRUE(unsure.maybe_accepted);
  EXPECT_EQ(forbidden.kind, OutcomeKind::rejected);
  EXPECT_EQ(forbidden.scope, Scope::recipient);
  EXPECT_NE(forbidden.reply.find("private network"), std::string::npos);
}

}  // namespace
}  // namespace crier::channels
