#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "scenarios/replies.h"
#include "scenarios/story.h"

/// The emergency brake (rules D1): what of an update is not on the wire is not sent any more.
namespace crier::scenarios {
namespace {

using core::DeliveryState;
using std::chrono::minutes;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr int kMany = 7000;  // more than are expanded at once, so that there is a rest
constexpr int kConnections = 10;

std::vector<std::string> addresses(int count) {
  std::vector<std::string> all;
  for (int i = 0; i < count; ++i) all.push_back("https://one.example/hook/" + std::to_string(i));
  return all;
}

void hold_all(Story& story) {
  story.transport.holds = [](const channels::HttpRequest&) { return true; };
}

TEST(TheBrake, lets_end_what_is_on_the_wire_and_sends_nothing_more) {
  Story story;
  story.settings().connections = kConnections;
  story.customers(addresses(kMany)).begin();
  hold_all(story);
  const auto answer = story.open("db");
  ASSERT_TRUE(answer);
  const auto on_the_wire = static_cast<std::int64_t>(story.transport.held());
  ASSERT_GT(on_the_wire, 0);
  ASSERT_LE(on_the_wire, kConnections);
  const auto counts = story.stop(answer->front().accepted.update);
  ASSERT_TRUE(counts);
  EXPECT_EQ(counts->delivered, 0);
  EXPECT_EQ(counts->sending, on_the_wire);
  EXPECT_EQ(counts->cancelled, kMany - on_the_wire);
  story.transport.holds = [](const channels::HttpRequest&) { return false; };
  story.transport.release();
  story.wait(minutes{60});
  EXPECT_EQ(std::ssize(story.transport.requests), on_the_wire);
  EXPECT_EQ(story.count("db", DeliveryState::delivered), on_the_wire);
  EXPECT_EQ(story.count("db", DeliveryState::cancelled), kMany - on_the_wire);
  EXPECT_EQ(story.updates("db")[0].state, core::UpdateState::stopped);
}

TEST(TheBrake, freezes_what_waits_for_a_slot_until_it_is_thawed) {
  Story story;
  story.settings().connections = kConnections;
  story.customers(addresses(100)).begin();
  hold_all(story);
  const auto answer = story.open("db");
  const auto on_the_wire = static_cast<std::int64_t>(story.transport.held());
  story.driver->freeze(answer->front().accepted.update);
  story.transport.holds = [](const channels::HttpRequest&) { return false; };
  story.transport.release();
  story.loop.settle();
  EXPECT_EQ(std::ssize(story.transport.requests), on_the_wire);
  story.driver->thaw(answer->front().accepted.update);
  story.wait(minutes{1});
  EXPECT_EQ(story.count("db", DeliveryState::delivered), 100);
}

TEST(TheBrake, counts_the_same_when_it_is_pulled_again) {
  Story story;
  story.customers(addresses(3)).begin();
  const auto answer = story.open("db");
  const auto first = story.stop(answer->front().accepted.update);
  const auto again = story.stop(answer->front().accepted.update);
  ASSERT_TRUE(first && again);
  EXPECT_EQ(first->delivered, 3);
  EXPECT_EQ(again->delivered, 3);
  EXPECT_EQ(again->cancelled, 0);
  EXPECT_EQ(story.stop(UpdateId{4711}).error().kind, ErrorKind::not_found);
}

TEST(TheBrake, makes_of_a_failed_attempt_no_other) {
  Story story;
  story.customers(addresses(1)).begin();
  story.transport.on_http = [](const channels::HttpRequest&) { return status(503); };
  const auto answer = story.open("db");
  EXPECT_EQ(story.count("db", DeliveryState::waiting), 1);
  const auto waiting = story.stop(answer->front().accepted.update);
  ASSERT_TRUE(waiting);
  EXPECT_EQ(waiting->cancelled, 1);

  hold_all(story);
  const auto second = story.update("db", "Second.");
  ASSERT_EQ(story.transport.held(), 1U);
  const auto sending = story.stop(second->front().accepted.update);
  ASSERT_TRUE(sending);
  EXPECT_EQ(sending->sending, 1);
  story.transport.holds = [](const channels::HttpRequest&) { return false; };
  story.transport.release();
  story.wait(minutes{600});
  EXPECT_EQ(story.transport.requests.size(), 2U);
  EXPECT_EQ(story.count("db", DeliveryState::cancelled), 2);
}

TEST(TheBrake, lets_later_updates_of_the_incident_go_on) {
  Story story;
  story.customers(addresses(2)).begin();
  story.pause();
  const auto answer = story.open("db");
  ASSERT_TRUE(story.update("db", "Second."));
  ASSERT_TRUE(story.stop(answer->front().accepted.update));
  story.resume();
  EXPECT_THAT(story.received("https://one.example/hook/0"), ElementsAre(2));
  EXPECT_THAT(story.received("https://one.example/hook/1"), ElementsAre(2));
}

TEST(TheBrake, holds_over_a_crash_in_the_middle_of_sending) {
  auto memory = store::make_memory();
  {
    Story story(memory);
    story.customers(addresses(20)).begin();
    hold_all(story);
    const auto answer = story.open("db");
    ASSERT_GT(story.transport.held(), 0U);
    ASSERT_TRUE(story.stop(answer->front().accepted.update));
  }
  Story again(memory);
  again.customers(addresses(20)).begin();
  again.wait(minutes{600});
  EXPECT_THAT(again.transport.requests, IsEmpty());
  EXPECT_EQ(again.count("db", DeliveryState::cancelled), 20);
}

TEST(TheBrake, is_not_undone_by_a_retry_of_all) {
  Story story;
  story.customers(addresses(1)).begin();
  story.pause();
  const auto answer = story.open("db");
  ASSERT_TRUE(story.stop(answer->front().accepted.update));
  story.resume();
  EXPECT_THAT(story.transport.requests, IsEmpty());
  story.retry_all();
  EXPECT_THAT(story.received("https://one.example/hook/0"), IsEmpty());
}

TEST(ACorrection, takes_back_what_of_the_wrong_one_waits_for_a_slot) {
  Story story;
  story.settings().connections = kConnections;
  story.customers(addresses(100)).begin();
  hold_all(story);
  ASSERT_TRUE(story.open("db"));
  const auto on_the_wire = static_cast<std::int64_t>(story.transport.held());
  ASSERT_GT(on_the_wire, 0);
  core::Event right;
  right.action = core::Action::update;
  right.incident = "db";
  right.summary = "Only in Europe.";
  right.corrects = 1;
  ASSERT_TRUE(story.say(right));
  story.transport.holds = [](const channels::HttpRequest&) { return false; };
  story.transport.release();
  story.wait(minutes{60});
  EXPECT_EQ(story.count("db", DeliveryState::superseded), 100 - on_the_wire);
  EXPECT_THAT(story.received("https://one.example/hook/99"), ElementsAre(2));
  EXPECT_EQ(std::ssize(story.transport.requests), 100 + on_the_wire);
}

}  // namespace
}  // namespace crier::scenarios
