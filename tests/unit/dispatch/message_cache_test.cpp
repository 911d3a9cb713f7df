#include "dispatch/message_cache.h"

#include <gtest/gtest.h>

namespace crier::dispatch {
namespace {

constexpr std::size_t kMost = 100'000;

std::shared_ptr<const core::Message> message_of(std::size_t bytes) {
  core::Message message;
  message.payload = std::string(bytes, 'x');
  return std::make_shared<const core::Message>(std::move(message));
}

TEST(MessageCache, remembers_what_it_was_given) {
  MessageCache cache(kMost);
  const auto message = message_of(10);
  cache.keep(MessageId{7}, message);

  EXPECT_EQ(cache.find(MessageId{7}), message);
  EXPECT_EQ(cache.find(MessageId{8}), nullptr);
}

TEST(MessageCache, of_many_large_messages_forgets_the_oldest) {
  MessageCache cache(kMost);
  for (std::int64_t i = 1; i <= 50; ++i) cache.keep(MessageId{i}, message_of(20'000));

  EXPECT_LE(cache.bytes(), kMost);
  EXPECT_GT(cache.bytes(), kMost / 2);
  EXPECT_EQ(cache.find(MessageId{1}), nullptr);
  EXPECT_NE(cache.find(MessageId{50}), nullptr);
}

TEST(MessageCache, keeps_one_that_is_larger_than_all_it_may_hold_until_the_next_comes) {
  MessageCache cache(kMost);
  cache.keep(MessageId{1}, message_of(10));
  cache.keep(MessageId{2}, message_of(kMost * 5));

  EXPECT_EQ(cache.find(MessageId{1}), nullptr);
  EXPECT_NE(cache.find(MessageId{2}), nullptr);
  cache.keep(MessageId{3}, message_of(10));
  EXPECT_EQ(cache.find(MessageId{2}), nullptr);
  EXPECT_LE(cache.bytes(), kMost);
}

TEST(MessageCache, given_one_twice_counts_it_once) {
  MessageCache cache(kMost);
  cache.keep(MessageId{1}, message_of(1000));
  const auto once = cache.bytes();
  cache.keep(MessageId{1}, message_of(1000));

  EXPECT_EQ(cache.bytes(), once);
}

TEST(MessageCache, forgets_everything_when_told_so) {
  MessageCache cache(kMost);
  cache.keep(MessageId{1}, message_of(1000));
  cache.clear();

  EXPECT_EQ(cache.find(MessageId{1}), nullptr);
  EXPECT_EQ(cache.bytes(), 0U);
}

}  // namespace
}  // namespace crier::dispatch
