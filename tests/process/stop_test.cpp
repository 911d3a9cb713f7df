#include <gtest/gtest.h>

#include <csignal>

#include "process/house.h"

namespace crier::process {
namespace {

TEST(AStop, lets_an_attempt_under_way_end_and_records_it) {
  Receiver receiver;
  receiver.hold();
  Sandbox sandbox;
  furnish(sandbox, {.targets = {receiver.url("/")}});
  Program daemon = sandbox.daemon();
  ASSERT_EQ(sandbox.request("POST", "/v1/events", opening("db")).status, 202);
  ASSERT_TRUE(receiver.wait_for(1));
  daemon.signal(SIGTERM);
  ASSERT_TRUE(eventually([&] { return daemon.errors().find(" stopping: ") != std::string::npos; }));
  EXPECT_EQ(sandbox.request("POST", "/v1/events", opening("late")).status, 0) << "no new connections";
  EXPECT_TRUE(daemon.is_running());
  receiver.release();
  EXPECT_EQ(daemon.wait(), 0);

  Program again = sandbox.daemon();
  EXPECT_EQ(deliveries(sandbox, "db", "delivered"), 1);
  EXPECT_EQ(receiver.received().size(), 1U) << "what was recorded is not sent again";
}

TEST(AStop, leaves_what_has_not_begun_for_the_next_start) {
  Receiver receiver;
  receiver.hold();
  Sandbox sandbox;
  furnish(sandbox,
          {.targets = {receiver.url("/a"), receiver.url("/b"), receiver.url("/c")}, .hooks = "allow_private: true, connections: 1"});
  Program daemon = sandbox.daemon();
  ASSERT_EQ(sandbox.request("POST", "/v1/events", opening("db")).status, 202);
  ASSERT_TRUE(receiver.wait_for(1));
  daemon.signal(SIGTERM);
  ASSERT_TRUE(eventually([&] { return daemon.errors().find(" stopping: ") != std::string::npos; }));
  receiver.release();
  EXPECT_EQ(daemon.wait(), 0);
  EXPECT_EQ(receiver.received().size(), 1U);
  Program again = sandbox.daemon();
  EXPECT_TRUE(eventually([&] { return deliveries(sandbox, "db", "delivered") == 3; }));
  EXPECT_EQ(receiver.received().size(), 3U);
}

TEST(AStop, told_twice_cuts_short_and_the_next_start_repeats_with_the_same_identity) {
  Receiver receiver;
  receiver.hold();
  Sandbox sandbox;
  furnish(sandbox, {.targets = {receiver.url("/")}});
  Program daemon = sandbox.daemon();
  ASSERT_EQ(sandbox.request("POST", "/v1/events", opening("db")).status, 202);
  ASSERT_TRUE(receiver.wait_for(1));
  daemon.signal(SIGTERM);
  ASSERT_TRUE(eventually([&] { return daemon.errors().find(" stopping: ") != std::string::npos; }));
  EXPECT_TRUE(daemon.is_running());
  daemon.signal(SIGTERM);
  EXPECT_EQ(daemon.wait(), 0) << daemon.errors();
  receiver.release();

  Program again = sandbox.daemon();
  ASSERT_TRUE(eventually([&] { return deliveries(sandbox, "db", "delivered") == 1; }));
  const auto all = receiver.received();
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[0].headers.at("webhook-id"), all[1].headers.at("webhook-id"));
  EXPECT_EQ(all[0].body, all[1].body);
}

TEST(AStop, by_interrupt_is_one_too) {
  const Receiver receiver;
  Sandbox sandbox;
  furnish(sandbox, {.targets = {receiver.url("/")}});
  Program daemon = sandbox.daemon();
  daemon.signal(SIGINT);
  EXPECT_EQ(daemon.wait(), 0);
}

TEST(AKill, in_the_middle_of_an_attempt_is_shown_as_unknown_and_repeated) {
  Receiver receiver;
  receiver.hold();
  Sandbox sandbox;
  furnish(sandbox, {.targets = {receiver.url("/")}});
  Program daemon = sandbox.daemon();
  ASSERT_EQ(sandbox.request("POST", "/v1/events", opening("db")).status, 202);
  ASSERT_TRUE(receiver.wait_for(1));
  daemon.kill();
  receiver.release();
  Program again = sandbox.daemon();
  ASSERT_TRUE(eventually([&] { return deliveries(sandbox, "db", "delivered") == 1; }));
  const auto list = sandbox.request("GET", "/v1/deliveries?incident=db").body;
  EXPECT_EQ(text_at(list, "/deliveries/0/attempts/0/outcome"), "unknown") << list;
  EXPECT_EQ(text_at(list, "/deliveries/0/attempts/1/outcome"), "delivered") << list;
  const auto all = receiver.received();
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[0].headers.at("webhook-id"), all[1].headers.at("webhook-id"));
}

TEST(AKill, in_the_middle_of_an_attempt_ends_the_delivery_where_the_channel_drops_the_unsure) {
  Receiver receiver;
  receiver.hold();
  Sandbox sandbox;
  furnish(sandbox, {.targets = {receiver.url("/")}, .hooks = "allow_private: true, unsure: drop"});
  Program daemon = sandbox.daemon();
  ASSERT_EQ(sandbox.request("POST", "/v1/events", opening("db")).status, 202);
  ASSERT_TRUE(receiver.wait_for(1));
  daemon.kill();
  receiver.release();
  Program again = sandbox.daemon();
  ASSERT_TRUE(eventually([&] { return deliveries(sandbox, "db", "failed") == 1; }));
  const auto list = sandbox.request("GET", "/v1/deliveries?incident=db").body;
  EXPECT_EQ(text_at(list, "/deliveries/0/attempts/0/outcome"), "unknown") << list;
  EXPECT_EQ(receiver.received().size(), 1U);
}

}  // namespace
}  // namespace crier::process
