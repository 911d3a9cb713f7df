#include "contract/store_contract.h"

namespace crier::store {
namespace {

using core::Backlog;
using core::DeliveryState;
using core::Impact;
using std::chrono::minutes;

CRIER_STORE_SUITE(StoreChains);

TEST_P(StoreChains, a_successor_waits_for_the_delivery_under_way) {
  w.take_in("customers", "mail", addresses(1));
  w.announce("db");
  const std::vector<Started> first = w.start_some("mail");
  w.announce("db");

  EXPECT_TRUE(w.start_some("mail").empty());
  EXPECT_FALSE(w.next_due(w.class_of("mail"))) << "work that waits for its chain is not due";
  EXPECT_EQ(in(w.counts("db"), DeliveryState::queued), 1) << "a blocked one is shown as queued";

  const FinishReport report = w.deliver(first);
  EXPECT_TRUE(wakes(report.work, w.class_of("mail")));
  EXPECT_EQ(names(w.start_some("mail")), std::vector<std::string>{"p0@example.com/2"});
}

TEST_P(StoreChains, a_successor_waits_for_one_that_is_retried) {
  w.take_in("customers", "mail", addresses(1));
  w.announce("db");
  const std::vector<Started> first = w.start_some("mail");
  w.announce("db");
  w.wait(first[0], minutes(5));

  EXPECT_TRUE(w.start_some("mail").empty());
  EXPECT_EQ(w.next_due(w.class_of("mail")), w.now() + minutes(5));
  w.pass(minutes(5));
  EXPECT_EQ(w.drain("mail"), (std::vector<std::string>{"p0@example.com/1", "p0@example.com/2"}));
}

TEST_P(StoreChains, every_end_lets_the_successor_go) {
  for (const DeliveryState end : {DeliveryState::delivered, DeliveryState::failed, DeliveryState::expired}) {
    const std::string key = "db" + std::to_string(static_cast<int>(end));
    w.take_in("customers", "mail", addresses(1));
    w.announce(key);
    const std::vector<Started> first = w.start_some("mail");
    w.announce(key);

    w.finish({finish_of(first[0], end)});

    EXPECT_EQ(w.drain("mail"), std::vector<std::string>{"p0@example.com/2"}) << core::to_text(end);
  }
}

TEST_P(StoreChains, three_in_a_row_go_one_after_the_other) {
  w.take_in("customers", "mail", addresses(2));
  for (int i = 0; i < 3; ++i) w.announce("db");

  std::vector<std::string> told;
  for (int round = 0; round < 3; ++round) {
    const std::vector<Started> started = w.start_some("mail");
    EXPECT_EQ(started.size(), 2U);
    for (const std::string& name : names(started)) told.push_back(name);
    w.deliver(started);
  }

  EXPECT_EQ(told, (std::vector<std::string>{"p0@example.com/1", "p1@example.com/1", "p0@example.com/2", "p1@example.com/2",
                                            "p0@example.com/3", "p1@example.com/3"}));
}

TEST_P(StoreChains, incidents_do_not_wait_for_each_other) {
  w.take_in("customers", "mail", addresses(1));
  w.announce("db");
  w.announce("web");

  EXPECT_EQ(w.start_some("mail").size(), 2U);
}

TEST_P(StoreChains, an_address_is_one_recipient_in_whatever_audience) {
  w.take_in("customers", "mail", addresses(1));
  w.take_in("partners", "mail", addresses(1));
  w.announce("db");
  const std::vector<Started> first = w.start_some("mail");
  w.announce("db", Impact::major, {Planned{.audience = "partners"}});

  EXPECT_TRUE(w.start_some("mail").empty()) << "one recipient gets the updates of one incident in order";
  w.wait(first[0], minutes(1));
  EXPECT_TRUE(w.start_some("mail").empty());
  w.pass(minutes(1));
  EXPECT_EQ(w.drain("mail"), (std::vector<std::string>{"p0@example.com/1", "p0@example.com/2"}));
}

TEST_P(StoreChains, latest_supersedes_what_is_not_sent) {
  w.take_in("customers", "mail", addresses(6));
  w.announce("db");
  const std::vector<Started> first = w.start_some("mail", 3);
  w.deliver({first[0]});
  w.wait(first[1], minutes(5));

  w.announce("db", Impact::major, {Planned{.backlog = Backlog::latest}});

  const StateCounts counts = w.counts("db");
  EXPECT_EQ(in(counts, DeliveryState::delivered), 1);
  EXPECT_EQ(in(counts, DeliveryState::sending), 1) << "what is under way is never superseded";
  EXPECT_EQ(in(counts, DeliveryState::superseded), 4) << "one waiting and three never expanded";
  EXPECT_EQ(in(counts, DeliveryState::queued), 6);
  EXPECT_EQ(in(counts, DeliveryState::waiting), 0);
  w.deliver({first[2]});
  EXPECT_EQ(w.drain("mail").size(), 6U);
  EXPECT_EQ(in(w.counts("db"), DeliveryState::delivered), 8);
}

TEST_P(StoreChains, latest_supersedes_blocked_successors_too) {
  w.take_in("customers", "mail", addresses(1));
  w.announce("db");
  const std::vector<Started> first = w.start_some("mail");
  w.announce("db");
  w.start_some("mail");

  w.announce("db", Impact::major, {Planned{.backlog = Backlog::latest}});
  w.deliver(first);

  EXPECT_EQ(w.drain("mail"), std::vector<std::string>{"p0@example.com/3"});
  EXPECT_EQ(in(w.counts("db"), DeliveryState::superseded), 1);
}

TEST_P(StoreChains, latest_leaves_other_incidents_channels_and_audiences_alone) {
  w.take_in("customers", "mail", addresses(1));
  w.take_in("customers", "slack", std::vector<std::string>{"#status"});
  w.take_in("partners", "mail", addresses(1, "q"));
  w.announce("web");
  w.announce("db", Impact::major, {Planned{}, Planned{.channel = "slack"}, Planned{.audience = "partners", .earlier = {"customers"}}});

  w.announce("db", Impact::major, {Planned{.backlog = Backlog::latest}});

  EXPECT_EQ(in(w.counts("web"), DeliveryState::superseded), 0);
  EXPECT_EQ(in(w.counts("db"), DeliveryState::superseded), 1);
}

TEST_P(StoreChains, all_keeps_every_update) {
  w.take_in("customers", "mail", addresses(3));
  w.announce("db");
  w.announce("db");

  EXPECT_EQ(in(w.counts("db"), DeliveryState::superseded), 0);
  EXPECT_EQ(w.drain("mail").size(), 6U);
}

TEST_P(StoreChains, a_retry_that_was_overtaken_is_superseded_where_only_the_latest_counts) {
  w.take_in("customers", "mail", addresses(1));
  w.announce("db");
  const std::vector<Started> first = w.start_some("mail");
  w.announce("db", Impact::major, {Planned{.backlog = Backlog::latest}});

  const FinishReport report = w.wait(first[0], minutes(5), Backlog::latest);

  EXPECT_TRUE(report.stale.empty());
  EXPECT_EQ(in(w.counts("db"), DeliveryState::superseded), 1) << "whether its successor is expanded yet must not matter";
  EXPECT_EQ(in(w.counts("db"), DeliveryState::waiting), 0);
  EXPECT_EQ(w.drain("mail"), std::vector<std::string>{"p0@example.com/2"});
}

TEST_P(StoreChains, a_retry_that_was_overtaken_goes_on_where_all_count) {
  w.take_in("customers", "mail", addresses(1));
  w.announce("db");
  const std::vector<Started> first = w.start_some("mail");
  w.announce("db");

  w.wait(first[0], minutes(5), Backlog::all);

  EXPECT_EQ(in(w.counts("db"), DeliveryState::waiting), 1);
}

TEST_P(StoreChains, latest_leaves_alone_what_is_posted_in_part) {
  w.take_in("customers", "x", addresses(2));
  w.announce("db", Impact::major, {Planned{.channel = "x"}});
  const std::vector<Started> first = w.start_some("x");
  w.in_group([&](Store& s) { ASSERT_TRUE(s.checkpoint(first[0].claim, "part 1")); });
  w.wait(first[0], minutes(5));
  w.wait(first[1], minutes(5));

  w.announce("db", Impact::major, {Planned{.channel = "x", .backlog = Backlog::latest}});

  EXPECT_EQ(w.delivery(first[0].claim.delivery).state, DeliveryState::waiting) << "who reads it waits for its end";
  EXPECT_EQ(w.delivery(first[1].claim.delivery).state, DeliveryState::superseded);
  EXPECT_EQ(w.drain("x"), std::vector<std::string>{"p1@example.com/2"});
  w.pass(minutes(5));
  EXPECT_EQ(w.drain("x"), (std::vector<std::string>{"p0@example.com/1", "p0@example.com/2"}));
}

TEST_P(StoreChains, latest_leaves_alone_what_is_posted_in_part_when_it_comes_by_another_audience) {
  w.take_in("customers", "x", addresses(2));
  w.take_in("partners", "x", addresses(2));
  w.announce("db", Impact::major, {Planned{.channel = "x"}});
  const std::vector<Started> first = w.start_some("x");
  w.in_group([&](Store& s) { ASSERT_TRUE(s.checkpoint(first[0].claim, "part 1")); });
  w.wait(first[0], minutes(5));
  w.wait(first[1], minutes(5));

  w.announce("db", Impact::major, {Planned{.audience = "partners", .channel = "x", .backlog = Backlog::latest}});

  EXPECT_EQ(w.drain("x"), std::vector<std::string>{"p1@example.com/2"});
  w.pass(minutes(5));
  EXPECT_EQ(w.drain("x"), (std::vector<std::string>{"p0@example.com/1", "p0@example.com/2"}));
}

TEST_P(StoreChains, a_retry_of_what_is_posted_in_part_goes_on_though_it_was_overtaken) {
  w.take_in("customers", "x", addresses(1));
  w.announce("db", Impact::major, {Planned{.channel = "x"}});
  const std::vector<Started> first = w.start_some("x");
  w.in_group([&](Store& s) { ASSERT_TRUE(s.checkpoint(first[0].claim, "part 1")); });
  w.announce("db", Impact::major, {Planned{.channel = "x", .backlog = Backlog::latest}});

  w.wait(first[0], minutes(5), Backlog::latest);

  EXPECT_EQ(in(w.counts("db"), DeliveryState::superseded), 0);
  w.pass(minutes(5));
  EXPECT_EQ(w.drain("x"), (std::vector<std::string>{"p0@example.com/1", "p0@example.com/2"}));
}

TEST_P(StoreChains, a_retry_without_successor_waits) {
  w.take_in("customers", "mail", addresses(1));
  w.announce("db");
  const std::vector<Started> first = w.start_some("mail");

  w.wait(first[0], minutes(5), Backlog::latest);

  EXPECT_EQ(in(w.counts("db"), DeliveryState::waiting), 1);
  EXPECT_EQ(in(w.counts("db"), DeliveryState::superseded), 0);
}

TEST_P(StoreChains, a_superseded_attempt_keeps_its_reply) {
  w.take_in("customers", "mail", addresses(1));
  w.announce("db");
  const std::vector<Started> first = w.start_some("mail");
  w.announce("db");
  w.wait(first[0], minutes(5), Backlog::latest);

  const DeliveryRecord record = w.delivery(first[0].claim.delivery);

  ASSERT_EQ(record.attempts.size(), 1U);
  EXPECT_EQ(record.attempts[0].result, core::AttemptResult::retry);
  EXPECT_EQ(record.attempts[0].reply, "250 or not");
}

TEST_P(StoreChains, order_holds_over_a_restart) {
  w.take_in("customers", "mail", addresses(1));
  w.announce("db");
  w.wait(w.start_some("mail")[0], minutes(5));
  w.announce("db");
  EXPECT_TRUE(w.start_some("mail").empty());

  w.restart();
  EXPECT_TRUE(w.start_some("mail").empty());
  w.pass(minutes(5));

  EXPECT_EQ(w.drain("mail"), (std::vector<std::string>{"p0@example.com/1", "p0@example.com/2"}));
}

}  // namespace
}  // namespace crier::store
