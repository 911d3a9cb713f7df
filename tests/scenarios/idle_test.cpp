#include <gtest/gtest.h>

#include "scenarios/replies.h"
#include "scenarios/story.h"

/// Between what is to be done, nothing wakes the daemon; and what is to be done is done when its time comes.
namespace crier::scenarios {
namespace {

using core::DeliveryState;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

const std::string kOne = "https://one.example/hook";
const std::string kTwo = "https://two.example/hook";
const std::string kDuty = "https://duty.example/hook";

std::size_t wakes_in(Story& story, Millis span) {
  const auto before = story.loop.wakes();
  story.wait(span);
  return story.loop.wakes() - before;
}

/// Falls back to the second address, on another channel, after 20 minutes.
void fall_back(config::Snapshot& snapshot) {
  snapshot.audiences.at("customers").recipients[0].fallback = core::Fallback{"pager", kTwo, minutes{20}};
}

TEST(Idle, with_an_open_incident_that_all_were_told_of_only_sweeping_wakes_once_an_hour) {
  Story story;
  story.customers({kOne}).operators("duty", "pager", {kDuty}).begin();
  ASSERT_TRUE(story.open("db"));
  story.wait(minutes{5});
  ASSERT_EQ(story.count("db", DeliveryState::delivered), 1);

  EXPECT_LE(wakes_in(story, hours{24}), 25U);
}

TEST(Idle, a_channel_that_an_operator_paused_wakes_nobody_once_that_was_told) {
  Story story;
  story.customers({kOne}).operators("duty", "pager", {kDuty}).begin();
  story.pause();
  ASSERT_TRUE(story.open("db"));
  story.wait(hours{1});

  EXPECT_LE(wakes_in(story, hours{24}), 25U);
}

TEST(Idle, a_fallback_is_made_when_its_time_has_come_and_nothing_wakes_before) {
  Story story;
  story.customers({kOne}).operators("duty", "pager", {kDuty}).configure(fall_back).begin();
  story.pause();
  ASSERT_TRUE(story.open("db"));
  story.wait(seconds{30});

  EXPECT_LE(wakes_in(story, minutes{19}), 1U);
  EXPECT_TRUE(story.received(kTwo).empty());
  story.wait(minutes{1});
  EXPECT_EQ(story.received(kTwo), std::vector<int>{1});
}

}  // namespace
}  // namespace crier::scenarios
