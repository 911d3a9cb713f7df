#include "operators/channel_watch.h"

#include <gtest/gtest.h>

/// What operators are told of a channel's states (rules A5).
namespace crier::operators {
namespace {

using core::Matter;
using dispatch::ChannelCondition;
using dispatch::ChannelStatus;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

const UtcTime kStart = *parse_rfc3339("2026-11-22T14:00:00Z");

class Watching : public testing::Test {
 protected:
  [[nodiscard]] std::optional<core::Happening> look(const ChannelStatus& status) {
    return watch.look(status, {kStart + passed, SteadyTime{hours{1}} + passed});
  }
  /// From now on.
  [[nodiscard]] std::optional<Millis> next() const {
    const SteadyTime now = SteadyTime{hours{1}} + passed;
    const auto at = watch.next(now);
    return at ? std::optional(std::chrono::ceil<Millis>(*at - now)) : std::nullopt;
  }
  static ChannelStatus ready() {
    ChannelStatus status;
    status.name = "mail";
    return status;
  }
  /// By an operator, or since the service refused our log-in.
  [[nodiscard]] ChannelStatus paused(bool by_operator, const std::string& reason = "535 no", Millis before = {}) const {
    ChannelStatus status = ready();
    status.condition = by_operator ? ChannelCondition::paused : ChannelCondition::blocked;
    status.reason = reason;
    status.paused_since = kStart + passed - before;
    return status;
  }
  static ChannelStatus silent() {
    ChannelStatus status = ready();
    status.condition = ChannelCondition::probing;
    status.reason = "the service does not answer";
    return status;
  }

  ChannelWatch watch;
  Millis passed{0};
};

TEST_F(Watching, a_channel_that_is_ready_is_not_told) { EXPECT_FALSE(look(ready())); }

TEST_F(Watching, a_refused_log_in_is_told_at_once_with_its_reason_and_only_once) {
  const auto status = paused(false);
  const auto told = look(status);
  ASSERT_TRUE(told);
  EXPECT_EQ(told->matter, Matter::blocked);
  EXPECT_EQ(told->channel, "mail");
  EXPECT_EQ(told->reason, "535 no");
  EXPECT_EQ(told->since, kStart);
  passed = minutes{29};
  EXPECT_FALSE(look(status));
}

TEST_F(Watching, another_reason_is_told_too) {
  ASSERT_TRUE(look(paused(false)));
  const auto told = look(paused(false, "too many addresses were refused"));
  ASSERT_TRUE(told);
  EXPECT_EQ(told->reason, "too many addresses were refused");
}

TEST_F(Watching, an_operators_own_pause_is_told_after_thirty_minutes_once) {
  const auto status = paused(true);
  EXPECT_FALSE(look(status));
  passed = minutes{30} - Millis{1};
  EXPECT_FALSE(look(status));
  passed = minutes{30};
  const auto told = look(status);
  ASSERT_TRUE(told);
  EXPECT_EQ(told->matter, Matter::closed_long);
  EXPECT_EQ(told->since, kStart);
  passed = hours{20};
  EXPECT_FALSE(look(status));
}

TEST_F(Watching, what_is_blocked_for_thirty_minutes_is_told_once_more) {
  const auto status = paused(false);
  ASSERT_TRUE(look(status));
  passed = minutes{30};
  const auto told = look(status);
  ASSERT_TRUE(told);
  EXPECT_EQ(told->matter, Matter::closed_long);
}

TEST_F(Watching, a_service_that_does_not_answer_is_told_once_that_has_lasted_a_minute) {
  EXPECT_FALSE(look(silent()));
  passed = seconds{59};
  EXPECT_FALSE(look(silent()));
  passed = seconds{60};
  const auto told = look(silent());
  ASSERT_TRUE(told);
  EXPECT_EQ(told->matter, Matter::silent);
  passed = seconds{90};
  EXPECT_FALSE(look(silent()));
}

TEST_F(Watching, a_service_that_answers_again_within_a_minute_is_not_told) {
  EXPECT_FALSE(look(silent()));
  passed = seconds{50};
  EXPECT_FALSE(look(ready()));
  passed = seconds{55};
  EXPECT_FALSE(look(silent())) << "the minute begins anew";
  passed = seconds{100};
  EXPECT_FALSE(look(silent()));
}

TEST_F(Watching, that_it_sends_again_is_told_if_its_standstill_was) {
  ASSERT_TRUE(look(paused(false)));
  passed = minutes{2};
  const auto told = look(ready());
  ASSERT_TRUE(told);
  EXPECT_EQ(told->matter, Matter::recovered);
  EXPECT_EQ(told->since, kStart);
  EXPECT_FALSE(look(ready()));
}

TEST_F(Watching, the_time_that_a_pause_lasted_before_the_start_counts) {
  const auto told = look(paused(true, "paused by an operator", minutes{45}));
  ASSERT_TRUE(told);
  EXPECT_EQ(told->matter, Matter::closed_long);
  EXPECT_EQ(told->since, kStart - minutes{45});
}

TEST_F(Watching, a_channel_that_the_configuration_has_no_more_is_not_told) {
  ASSERT_TRUE(look(paused(false)));
  auto gone = paused(false);
  gone.configured = false;
  EXPECT_FALSE(look(gone));
  EXPECT_FALSE(look(ready())) << "nor that it is back";
}

TEST_F(Watching, nothing_comes_of_time_alone_while_all_is_ready_and_once_all_is_told) {
  EXPECT_FALSE(next());
  static_cast<void>(look(ready()));
  EXPECT_FALSE(next());
  static_cast<void>(look(paused(true)));
  passed = minutes{30};
  ASSERT_TRUE(look(paused(true, "535 no", minutes{30})));
  EXPECT_FALSE(next());
}

TEST_F(Watching, a_pause_is_looked_at_again_when_it_has_lasted_long) {
  static_cast<void>(look(paused(true)));
  EXPECT_EQ(next(), minutes{30});
}

TEST_F(Watching, a_service_that_does_not_answer_is_looked_at_every_ten_seconds_until_it_does) {
  static_cast<void>(look(silent()));
  EXPECT_EQ(next(), seconds{10});
  passed = hours{1};
  static_cast<void>(look(silent()));
  EXPECT_EQ(next(), seconds{10});
  static_cast<void>(look(ready()));
  EXPECT_FALSE(next());
}

}  // namespace
}  // namespace crier::operators
