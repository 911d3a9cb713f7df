#include "core/retry.h"

#include <gtest/gtest.h>

namespace crier::core {
namespace {

TEST(Backoff, doubles_up_to_the_cap_and_jitter_only_adds) {
  const RetryPolicy policy;  // 5s × 2 up to 15m
  const std::pair<int, int> cases[] = {{1, 5}, {2, 10}, {3, 20}, {7, 320}, {8, 640}, {9, 900}, {60, 900}};
  for (const auto& [attempts, seconds] : cases) {
    EXPECT_EQ(backoff(policy, attempts, std::nullopt, 0), Millis{seconds * 1000}) << attempts;
    EXPECT_LE(backoff(policy, attempts, std::nullopt, 0.999), Millis{seconds * 1200}) << attempts;
    EXPECT_GE(backoff(policy, attempts, std::nullopt, 0.999), Millis{seconds * 1000}) << attempts;
  }
}

TEST(Backoff, is_never_earlier_than_the_receiver_asked) {
  const RetryPolicy policy;
  EXPECT_EQ(backoff(policy, 1, Millis{120'000}, 0), Millis{120'000});
  EXPECT_EQ(backoff(policy, 8, Millis{1'000}, 0), Millis{640'000});
  EXPECT_EQ(backoff(policy, 1, Millis{1'000'000'000}, 0), policy.max_age);
}

TEST(Backoff, a_delivery_is_too_old_when_its_next_try_would_be) {
  const RetryPolicy policy{Millis{1000}, 2, Millis{1000}, Millis{10'000}};
  const UtcTime since{Millis{1'000'000}};
  EXPECT_FALSE(is_too_old(policy, since, since + Millis{10'000}));
  EXPECT_TRUE(is_too_old(policy, since, since + Millis{10'001}));
}

}  // namespace
}  // namespace crier::core
