#include "client/moments.h"

#include <gtest/gtest.h>

namespace crier::client {
namespace {

const UtcTime kNow = *parse_rfc3339("2026-11-22T13:05:00Z");

TEST(Moments, a_length_has_its_two_largest_units) {
  const std::pair<Millis, const char*> cases[] = {{Millis(-5000), "0s"},
                                                  {Millis(0), "0s"},
                                                  {Millis(999), "0s"},
                                                  {std::chrono::seconds(59), "59s"},
                                                  {std::chrono::seconds(60), "1m"},
                                                  {std::chrono::minutes(59), "59m"},
                                                  {std::chrono::minutes(60), "1h"},
                                                  {std::chrono::minutes(125), "2h 5m"},
                                                  {std::chrono::hours(24), "1d"},
                                                  {std::chrono::hours(76), "3d 4h"}};
  for (const auto& [length, text] : cases) EXPECT_EQ(length_of(length), text);
}

TEST(Moments, the_day_is_left_out_only_today) {
  EXPECT_EQ(clock_of("2026-11-22T23:59:59Z", kNow), "23:59 UTC");
  EXPECT_EQ(clock_of("2026-11-22T14:05:00+01:00", kNow), "13:05 UTC");
  EXPECT_EQ(clock_of("2026-11-23T00:00:00Z", kNow), "2026-11-23 00:00 UTC");
  EXPECT_EQ(clock_of("soon", kNow), "soon");
  EXPECT_EQ(clock_of("", kNow), "");
}

TEST(Moments, a_promise_says_how_it_stands) {
  EXPECT_EQ(promise_of("2026-11-22T13:45:00Z", kNow), "13:45 UTC, in 40m");
  EXPECT_EQ(promise_of("2026-11-22T13:05:00Z", kNow), "13:05 UTC, in 0s");
  EXPECT_EQ(promise_of("2026-11-22T12:45:00Z", kNow), "12:45 UTC, 20m overdue");
  EXPECT_FALSE(is_past("2026-11-22T13:05:00Z", kNow));
  EXPECT_TRUE(is_past("2026-11-22T13:04:59Z", kNow));
  EXPECT_FALSE(is_past("", kNow));
  EXPECT_EQ(age_of("2026-11-22T11:00:00Z", kNow), "2h 5m");
  EXPECT_EQ(age_of("", kNow), "");
}

}  // namespace
}  // namespace crier::client
