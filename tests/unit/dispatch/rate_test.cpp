#include "dispatch/rate.h"

#include <gtest/gtest.h>

namespace crier::dispatch {
namespace {

using std::chrono::milliseconds;
const SteadyTime kStart{std::chrono::hours{1}};

TEST(Rate, a_bucket_holds_one_seconds_worth) {
  RateLimit rate(200.0);
  EXPECT_EQ(rate.available(kStart, true), 200);
  rate.take(200);
  EXPECT_EQ(rate.available(kStart, true), 0);
  EXPECT_EQ(rate.available(kStart + milliseconds{100}, true), 20);
  EXPECT_EQ(rate.available(kStart + milliseconds{60'000}, true), 200);
}

TEST(Rate, some_is_kept_for_urgent_ones) {
  RateLimit rate(20.0);
  rate.take(19);
  EXPECT_EQ(rate.available(kStart, false), 0);
  EXPECT_EQ(rate.available(kStart, true), 1);
}

TEST(Rate, says_when_one_more_may_start) {
  RateLimit rate(1.0 / 6);  // 10 a minute
  EXPECT_EQ(rate.available(kStart, false), 1);
  rate.take(1);
  EXPECT_EQ(rate.available(kStart, false), 0);
  const auto next = rate.next(kStart);
  ASSERT_TRUE(next);
  EXPECT_EQ(*next, kStart + milliseconds{6'000});
  EXPECT_EQ(rate.available(*next, false), 1);
}

TEST(Rate, over_a_minute_no_more_goes_than_allowed) {
  RateLimit rate(10.0);
  int sent = 0;
  for (int ms = 0; ms < 60'000; ms += 7) {
    const int now = rate.available(kStart + milliseconds{ms}, true);
    rate.take(now);
    sent += now;
  }
  EXPECT_LE(sent, 10 + 600);
  EXPECT_GE(sent, 598);
}

TEST(Rate, none_means_no_limit) {
  RateLimit rate;
  EXPECT_GT(rate.available(kStart, false), 1'000'000);
  EXPECT_FALSE(rate.next(kStart));
}

}  // namespace
}  // namespace crier::dispatch
