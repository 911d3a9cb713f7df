#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "scenarios/replies.h"
#include "scenarios/story.h"

/// What could stop dispatch, or lose something of it, between two threads or two commits.
namespace crier::scenarios {
namespace {

using core::DeliveryState;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;
using testing::ElementsAre;

const std::string kOne = "https://one.example/hook";
const std::string kTwo = "https://two.example/hook";

Error disk_full() { return {ErrorKind::full, "The disk is full."}; }

std::vector<std::string> addresses(const std::string& host, int count) {
  std::vector<std::string> all;
  for (int i = 0; i < count; ++i) all.push_back("https://" + host + "/" + std::to_string(i));
  return all;
}

bool is_at(const channels::HttpRequest& request, const std::string& host) { return request.url.find(host) != std::string::npos; }

TEST(Stall, what_a_group_starts_while_the_daemon_begins_to_drain_is_given_back) {
  Story story;
  story.settings().unsure = core::Unsure::drop;
  story.customers({kOne}).begin();
  bool draining = false;
  std::int64_t queued = 0;
  story.before_commit = [&] {
    if (!std::exchange(draining, true)) story.driver->drain([&] { queued = story.count("db", DeliveryState::queued); });
    return Result<void>();
  };
  ASSERT_TRUE(story.open("db"));
  EXPECT_EQ(queued, 1) << "an attempt that is left open would be taken for one that was cut off";
  EXPECT_TRUE(story.transport.requests.empty());
}

TEST(Stall, what_a_lost_group_had_started_starts_again) {
  Story story;
  story.customers({kOne, kTwo}).begin();
  ASSERT_TRUE(story.open("db"));
  // The end of the group is lost once, at the commit that accepts the update.
  int losses = 1;
  story.before_commit = [&] { return losses-- > 0 ? Result<void>(disk_full()) : Result<void>(); };
  EXPECT_FALSE(story.update("db", "Still down.")) << "503: what was not taken is said";
  losses = 0;
  ASSERT_TRUE(story.update("db", "Still down."));
  story.wait(seconds{1});
  EXPECT_THAT(story.received(kOne), ElementsAre(1, 2));
  EXPECT_THAT(story.received(kTwo), ElementsAre(1, 2));
  EXPECT_EQ(story.driver->channels().front().in_flight, 0);
}

TEST(Stall, a_lost_group_end_is_tried_again_by_itself) {
  Story story;
  story.customers({kOne}).begin();
  story.pause();
  ASSERT_TRUE(story.open("db"));
  int losses = 3;
  story.before_commit = [&] { return losses-- > 0 ? Result<void>(disk_full()) : Result<void>(); };
  story.resume();
  story.wait(seconds{2});
  EXPECT_THAT(story.received(kOne), ElementsAre(1)) << "without anything else that would commit a group";
}

TEST(Stall, a_class_made_in_a_lost_group_is_made_again) {
  Story story;
  auto all = addresses("down.example", 20);
  all.push_back(kTwo);
  story.customers(all).begin();
  bool down = true;
  int losses = 0;
  story.transport.on_http = [&](const channels::HttpRequest& request) {
    if (!down || !is_at(request, "down.example")) return status(200);
    losses = 1;  // the group that records this failure, and moves what is left out of the way, is lost
    return broken(channels::Broken::not_sent);
  };
  story.before_commit = [&] { return losses-- > 0 ? Result<void>(disk_full()) : Result<void>(); };
  ASSERT_TRUE(story.open("db"));
  story.wait(minutes{1});
  EXPECT_THAT(story.received(kTwo), ElementsAre(1));
  down = false;
  story.wait(minutes{3});
  EXPECT_EQ(story.count("db", DeliveryState::delivered), 21);
}

TEST(Stall, what_moved_out_of_the_way_goes_on_as_soon_as_its_destination_may) {
  Story story;
  story.settings().retry.initial = seconds{30};
  story.customers(addresses("down.example", 5)).begin();  // as many failures as it takes to be dead: nothing is left to move at once
  story.transport.on_http = [](const channels::HttpRequest&) { return broken(channels::Broken::not_sent); };
  ASSERT_TRUE(story.open("db"));
  ASSERT_EQ(story.transport.requests.size(), 5U);
  story.transport.on_http = [](const channels::HttpRequest&) { return status(200); };
  story.wait(seconds{6});
  EXPECT_EQ(story.transport.requests.size(), 6U) << "the first probe comes after 5 s, not at the next chance commit";
}

TEST(Stall, a_hold_that_an_expired_delivery_brought_ends_by_itself) {
  Story story;
  story.settings().retry = {seconds{10}, 2, minutes{1}, minutes{2}};
  story.settings().connections = 1;
  story.customers(addresses("one.example", 3)).begin();
  story.transport.on_http = [&](const channels::HttpRequest&) {
    if (story.transport.requests.size() > 1) return status(200);
    auto reply = status(429);
    reply.headers = {{"retry-after", "100"}};  // with its jitter past the age of what was refused
    return reply;
  };
  ASSERT_TRUE(story.open("db"));
  story.wait(seconds{99});
  EXPECT_EQ(story.transport.requests.size(), 1U);
  story.wait(seconds{120});
  EXPECT_EQ(story.count("db", DeliveryState::queued) + story.count("db", DeliveryState::waiting), 0);
}

TEST(Stall, others_do_not_wait_behind_a_destination_that_hangs) {
  Story story;
  auto all = addresses("slow.example", 200);
  all.push_back(kTwo);
  story.customers(all).begin();
  story.transport.holds = [](const channels::HttpRequest& request) { return is_at(request, "slow.example"); };
  ASSERT_TRUE(story.open("db"));
  story.wait(seconds{1});
  EXPECT_THAT(story.received(kTwo), ElementsAre(1));
}

TEST(Stall, a_pause_stops_age_also_for_what_fails_after_it) {
  Story story;
  story.settings().retry = {seconds{10}, 2, minutes{1}, hours{1}};
  story.customers({kOne}).begin();
  story.pause();
  ASSERT_TRUE(story.open("db"));
  story.wait(hours{5});
  story.transport.on_http = [&](const channels::HttpRequest&) { return status(story.transport.requests.size() == 1 ? 503 : 200); };
  story.resume();
  EXPECT_EQ(story.count("db", DeliveryState::waiting), 1);
  story.wait(minutes{1});
  EXPECT_THAT(story.received(kOne), ElementsAre(1));
}

TEST(Stall, age_ends_what_was_never_tried_behind_a_dead_destination) {
  Story story;
  story.settings().retry = {seconds{10}, 2, minutes{1}, minutes{5}};
  story.customers(addresses("down.example", 3000)).begin();
  story.transport.on_http = [](const channels::HttpRequest&) { return broken(channels::Broken::not_sent); };
  ASSERT_TRUE(story.open("db"));
  const auto tried = static_cast<std::int64_t>(story.transport.requests.size());
  EXPECT_LT(tried, 20);
  story.transport.holds = [](const channels::HttpRequest&) { return true; };  // the probe hangs, so nothing else is looked at
  story.wait(minutes{10});
  EXPECT_GE(story.count("db", DeliveryState::expired), 3000 - tried - 1);
}

TEST(Stall, a_retry_by_hand_of_a_destination_long_forgotten_goes_out) {
  Story story;
  story.settings().retry = {seconds{10}, 2, minutes{1}, minutes{5}};
  story.customers(addresses("down.example", 10)).begin();
  bool down = true;
  story.transport.on_http = [&](const channels::HttpRequest&) { return down ? broken(channels::Broken::not_sent) : status(200); };
  ASSERT_TRUE(story.open("db"));
  story.wait(minutes{20});
  ASSERT_EQ(story.count("db", DeliveryState::expired), 10);
  down = false;
  ASSERT_TRUE(story.update("db", "Still down."));
  story.wait(minutes{2});
  story.retry_all();
  story.wait(minutes{2});
  EXPECT_EQ(story.count("db", DeliveryState::delivered), 20);
}

TEST(Stall, an_operators_pause_stays_the_operators) {
  Story story;
  story.customers({kOne}).begin();
  story.transport.holds = [](const channels::HttpRequest&) { return true; };
  story.transport.on_http = [](const channels::HttpRequest&) { return status(410); };
  ASSERT_TRUE(story.open("db"));
  story.pause();
  story.transport.release();
  story.loop.settle();
  const auto shown = story.driver->channels().front();
  EXPECT_EQ(shown.condition, dispatch::ChannelCondition::paused);
  EXPECT_EQ(shown.reason, "paused by an operator");
}

}  // namespace
}  // namespace crier::scenarios
