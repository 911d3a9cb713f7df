#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "scenarios/replies.h"
#include "scenarios/story.h"

namespace crier::scenarios {
namespace {

using core::DeliveryState;
using std::chrono::minutes;
using std::chrono::seconds;
using testing::ElementsAre;

const std::string kOne = "https://one.example/hook";
const std::string kTwo = "https://two.example/hook";

std::string header(const channels::HttpRequest& request, const std::string& name) {
  for (const auto& [key, value] : request.headers) {
    if (key == name) return value;
  }
  return "";
}

TEST(Sending, an_event_reaches_every_recipient_once) {
  Story story;
  story.customers({kOne, kTwo}).begin();
  ASSERT_TRUE(story.open("db"));
  EXPECT_EQ(story.count("db", DeliveryState::delivered), 2);
  EXPECT_EQ(story.transport.requests.size(), 2U);
}

TEST(Sending, updates_of_one_incident_arrive_in_order_behind_one_that_is_retried) {
  Story story;
  story.customers({kOne}).begin();
  bool down = true;
  story.transport.on_http = [&](const channels::HttpRequest&) { return status(down ? 503 : 200); };
  ASSERT_TRUE(story.open("db"));
  ASSERT_TRUE(story.update("db", "Still down."));
  ASSERT_TRUE(story.resolve("db"));
  EXPECT_EQ(story.count("db", DeliveryState::waiting), 1);
  EXPECT_EQ(story.count("db", DeliveryState::queued), 2);
  down = false;
  story.wait(minutes{1});
  EXPECT_THAT(story.received(kOne), ElementsAre(1, 2, 3));
}

TEST(Sending, backlog_latest_skips_what_was_not_sent) {
  Story story;
  story.settings().backlog = core::Backlog::latest;
  story.customers({kOne}).begin();
  bool down = true;
  story.transport.on_http = [&](const channels::HttpRequest&) { return status(down ? 503 : 200); };
  ASSERT_TRUE(story.open("db"));
  ASSERT_TRUE(story.update("db", "Still down."));
  ASSERT_TRUE(story.resolve("db"));
  down = false;
  story.wait(minutes{1});
  EXPECT_THAT(story.received(kOne), ElementsAre(3));
  EXPECT_EQ(story.count("db", DeliveryState::superseded), 2);
}

TEST(Sending, retries_keep_the_idempotency_key_and_grow_apart) {
  Story story;
  story.customers({kOne}).begin();
  story.transport.on_http = [&](const channels::HttpRequest&) { return story.transport.requests.size() < 4 ? status(500) : status(200); };
  ASSERT_TRUE(story.open("db"));
  story.wait(seconds{4});
  EXPECT_EQ(story.transport.requests.size(), 1U) << "5 s is the first pause, jitter only adds";
  story.wait(seconds{3});
  EXPECT_EQ(story.transport.requests.size(), 2U);
  story.wait(minutes{2});
  ASSERT_EQ(story.transport.requests.size(), 4U);
  for (const auto& request : story.transport.requests)
    EXPECT_EQ(header(request, "webhook-id"), header(story.transport.requests[0], "webhook-id"));
  EXPECT_EQ(story.count("db", DeliveryState::delivered), 1);
}

TEST(Sending, retry_after_is_honoured) {
  Story story;
  story.customers({kOne}).begin();
  story.transport.on_http = [&](const channels::HttpRequest&) {
    auto reply = status(story.transport.requests.size() == 1 ? 429 : 200);
    reply.headers = {{"retry-after", "90"}};
    return reply;
  };
  ASSERT_TRUE(story.open("db"));
  story.wait(seconds{89});
  EXPECT_EQ(story.transport.requests.size(), 1U);
  story.wait(seconds{30});
  EXPECT_EQ(story.transport.requests.size(), 2U);
  EXPECT_EQ(story.count("db", DeliveryState::delivered), 1);
}

TEST(Sending, past_its_age_a_delivery_ends_expired) {
  Story story;
  story.settings().retry = {seconds{10}, 2, minutes{1}, minutes{5}};
  story.customers({kOne}).begin();
  story.transport.on_http = [](const channels::HttpRequest&) { return broken(channels::Broken::not_sent); };
  ASSERT_TRUE(story.open("db"));
  story.wait(minutes{10});
  EXPECT_EQ(story.count("db", DeliveryState::expired), 1);
  const auto tried = story.transport.requests.size();
  EXPECT_GT(tried, 3U);
  story.wait(minutes{60});
  EXPECT_EQ(story.transport.requests.size(), tried) << "nothing final is sent again";
}

TEST(Sending, a_dead_destination_is_probed_and_does_not_delay_another) {
  std::vector<std::string> addresses;
  for (int i = 0; i < 50; ++i) addresses.push_back("https://down.example/" + std::to_string(i));
  addresses.push_back(kTwo);
  Story story;
  story.customers(addresses).begin();
  bool down = true;
  story.transport.on_http = [&](const channels::HttpRequest& request) {
    return down && request.url.find("down.example") != std::string::npos ? broken(channels::Broken::not_sent) : status(200);
  };
  ASSERT_TRUE(story.open("db"));
  EXPECT_EQ(story.received(kTwo).size(), 1U);
  const auto first = story.transport.requests.size();
  EXPECT_LE(first, 12U) << "what is known to be dead is not hammered";
  story.wait(minutes{5});
  EXPECT_LE(story.transport.requests.size(), first + 12) << "a probe a minute, and the first ones closer";
  down = false;
  story.wait(minutes{2});
  EXPECT_EQ(story.count("db", DeliveryState::delivered), 51);
}

TEST(Sending, a_critical_event_passes_a_blast) {
  std::vector<std::string> addresses;
  for (int i = 0; i < 2000; ++i) addresses.push_back("https://one.example/" + std::to_string(i));
  Story story;
  story.customers(addresses).begin();
  story.transport.holds = [](const channels::HttpRequest&) { return true; };
  ASSERT_TRUE(story.open("blast", core::Impact::minor));
  const auto in_flight = story.transport.held();
  EXPECT_GT(in_flight, 0U);
  EXPECT_LE(in_flight, 10U);
  ASSERT_TRUE(story.open("fire", core::Impact::critical));
  // Everything that goes out next is urgent, as slots come free.
  for (int i = 0; i < 200; ++i) {
    story.transport.release();
    story.loop.settle();
  }
  const auto fire =
      std::find_if(story.attempts.begin(), story.attempts.end(), [](const auto& attempt) { return attempt.incident == "fire"; });
  ASSERT_NE(fire, story.attempts.end());
  EXPECT_LT(fire - story.attempts.begin(), 80) << "at most what was in flight or started before it comes first";
}

TEST(Sending, a_gone_address_is_suppressed_and_not_written_to_again) {
  Story story;
  story.customers({kOne}).begin();
  story.transport.on_http = [](const channels::HttpRequest&) { return status(410); };
  ASSERT_TRUE(story.open("db"));
  EXPECT_EQ(story.count("db", DeliveryState::failed), 1);
  ASSERT_TRUE(story.update("db", "Still down."));
  EXPECT_EQ(story.transport.requests.size(), 1U);
  EXPECT_EQ(story.count("db", DeliveryState::failed), 2);
  EXPECT_EQ(story.deliveries().front().reason, "suppressed");
}

TEST(Sending, a_paused_channel_keeps_its_deliveries_and_goes_on_when_resumed) {
  Story story;
  story.customers({kOne}).begin();
  story.pause();
  ASSERT_TRUE(story.open("db"));
  story.wait(minutes{60});
  EXPECT_TRUE(story.transport.requests.empty());
  EXPECT_EQ(story.count("db", DeliveryState::queued), 1);
  story.resume();
  EXPECT_EQ(story.count("db", DeliveryState::delivered), 1);
}

TEST(Sending, what_may_have_arrived_is_repeated_under_the_same_key) {
  Story story;
  story.customers({kOne}).begin();
  story.transport.on_http = [&](const channels::HttpRequest&) {
    return story.transport.requests.size() == 1 ? broken(channels::Broken::maybe_accepted) : status(200);
  };
  ASSERT_TRUE(story.open("db"));
  story.wait(minutes{1});
  const auto all = story.deliveries();
  ASSERT_EQ(all.size(), 1U);
  ASSERT_EQ(all[0].attempts.size(), 2U);
  EXPECT_EQ(all[0].attempts[0].result, core::AttemptResult::unknown);
  EXPECT_EQ(all[0].attempts[1].result, core::AttemptResult::delivered);
}

TEST(Sending, what_may_have_arrived_is_dropped_where_the_channel_says_so) {
  Story story;
  story.settings().unsure = core::Unsure::drop;
  story.customers({kOne}).begin();
  story.transport.on_http = [](const channels::HttpRequest&) { return broken(channels::Broken::maybe_accepted); };
  ASSERT_TRUE(story.open("db"));
  story.wait(minutes{60});
  EXPECT_EQ(story.transport.requests.size(), 1U);
  EXPECT_EQ(story.count("db", DeliveryState::failed), 1);
}

TEST(Sending, an_attempt_cut_off_by_the_end_is_unknown_and_repeated_after_the_restart) {
  const auto memory = store::make_memory();
  std::string key;
  {
    Story story(memory);
    story.customers({kOne}).begin();
    story.transport.holds = [](const channels::HttpRequest&) { return true; };
    ASSERT_TRUE(story.open("db"));
    ASSERT_EQ(story.transport.requests.size(), 1U);
    key = header(story.transport.requests[0], "webhook-id");
  }
  Story story(memory);
  story.customers({kOne}).begin();
  story.wait(minutes{1});
  ASSERT_EQ(story.transport.requests.size(), 1U);
  EXPECT_EQ(header(story.transport.requests[0], "webhook-id"), key);
  const auto all = story.deliveries();
  ASSERT_EQ(all[0].attempts.size(), 2U);
  EXPECT_EQ(all[0].attempts[0].result, core::AttemptResult::unknown);
  EXPECT_EQ(all[0].state, DeliveryState::delivered);
}

TEST(Sending, age_stands_still_while_a_channel_is_paused_also_over_a_restart) {
  const auto memory = store::make_memory();
  {
    Story story(memory);
    story.settings().retry = {seconds{10}, 2, minutes{1}, minutes{5}};
    story.customers({kOne}).begin();
    story.transport.on_http = [](const channels::HttpRequest&) { return status(503); };
    story.driver->pause("hooks", [](const Result<dispatch::ChannelStatus>& paused) { EXPECT_TRUE(paused); });
    story.loop.settle();
    ASSERT_TRUE(story.open("db"));
    story.wait(minutes{60});
    story.driver->resume("hooks", [](const Result<dispatch::ChannelStatus>& ready) { EXPECT_TRUE(ready); });
    story.loop.settle();
    ASSERT_EQ(story.count("db", DeliveryState::waiting), 1);
  }
  Story story(memory);
  story.settings().retry = {seconds{10}, 2, minutes{1}, minutes{5}};
  story.clock.advance(minutes{61});
  story.customers({kOne}).begin();
  story.wait(minutes{1});
  EXPECT_EQ(story.count("db", DeliveryState::delivered), 1);
}

TEST(Sending, draining_waits_for_what_is_under_way_and_gives_back_the_rest) {
  std::vector<std::string> addresses;
  for (int i = 0; i < 100; ++i) addresses.push_back("https://one.example/" + std::to_string(i));
  Story story;
  story.customers(addresses).begin();
  story.transport.holds = [](const channels::HttpRequest&) { return true; };
  ASSERT_TRUE(story.open("db"));
  const auto in_flight = static_cast<std::int64_t>(story.transport.held());
  bool drained = false;
  story.driver->drain([&] { drained = true; });
  story.loop.settle();
  EXPECT_FALSE(drained);
  EXPECT_EQ(story.count("db", DeliveryState::sending), in_flight);
  story.transport.release();
  story.loop.settle();
  EXPECT_TRUE(drained);
  EXPECT_EQ(story.count("db", DeliveryState::delivered), in_flight);
  EXPECT_EQ(story.count("db", DeliveryState::queued), 100 - in_flight);
}

}  // namespace
}  // namespace crier::scenarios
