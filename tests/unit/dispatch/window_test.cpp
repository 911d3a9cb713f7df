#include "dispatch/window.h"

#include <gtest/gtest.h>

namespace crier::dispatch {
namespace {

TEST(Window, opens_at_five_and_grows_by_one_for_a_windows_worth_of_successes) {
  Window window(20);
  EXPECT_EQ(window.size(), 5);
  for (int i = 0; i < 6; ++i) window.succeeded(window.size());
  EXPECT_EQ(window.size(), 6);
  for (int i = 0; i < 1000; ++i) window.succeeded(window.size());
  EXPECT_EQ(window.size(), 20);
}

TEST(Window, does_not_grow_while_it_is_not_used) {
  Window window(20);
  for (int i = 0; i < 1000; ++i) window.succeeded(1);
  EXPECT_EQ(window.size(), 6);
}

TEST(Window, a_cohort_of_failures_without_a_success_is_death) {
  Window window(20);
  for (int i = 0; i < 4; ++i) window.failed();
  EXPECT_FALSE(window.is_dead());
  window.failed();
  EXPECT_TRUE(window.is_dead());
  EXPECT_EQ(window.size(), 0);
}

TEST(Window, a_success_in_between_forgives) {
  Window window(20);
  for (int i = 0; i < 100; ++i) {
    for (int k = 0; k < 3 && i == 0; ++k) window.failed();
    window.succeeded(window.size());
  }
  EXPECT_FALSE(window.is_dead());
}

TEST(Window, a_revived_destination_opens_slowly) {
  Window window(20);
  for (int i = 0; i < 1000; ++i) window.succeeded(window.size());
  while (!window.is_dead()) window.failed();
  window.revive();
  EXPECT_EQ(window.size(), 5);
}

TEST(Window, never_exceeds_its_limit) {
  EXPECT_EQ(Window(1).size(), 1);
  Window window(20);
  for (int i = 0; i < 1000; ++i) window.succeeded(window.size());
  window.limit_to(3);
  EXPECT_EQ(window.size(), 3);
}

}  // namespace
}  // namespace crier::dispatch
