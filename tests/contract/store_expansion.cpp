#include <set>

#include "base/text.h"
#include "contract/store_contract.h"

namespace crier::store {
namespace {

using core::DeliveryState;
using core::Impact;

CRIER_STORE_SUITE(StoreExpansion);

TEST_P(StoreExpansion, goes_through_recipients_in_the_order_they_came) {
  w.take_in("customers", "mail", addresses(5));
  w.announce("db");

  std::vector<std::string> told;
  for (int i = 0; i < 5; ++i) {
    const std::vector<Started> started = w.start_some("mail", 1);
    ASSERT_EQ(started.size(), 1U);
    told.push_back(started[0].address);
    w.deliver(started);
  }

  EXPECT_EQ(told, addresses(5));
  EXPECT_TRUE(w.start_some("mail").empty());
}

TEST_P(StoreExpansion, starts_no_more_than_asked) {
  w.take_in("customers", "mail", addresses(10));
  w.announce("db");

  EXPECT_EQ(w.start_some("mail", 3).size(), 3U);
  EXPECT_EQ(in(w.counts("db"), DeliveryState::sending), 3);
  EXPECT_EQ(in(w.counts("db"), DeliveryState::queued), 7) << "the unexpanded rest counts as queued";
}

TEST_P(StoreExpansion, resumes_at_the_cursor_after_a_restart) {
  w.take_in("customers", "mail", addresses(6));
  w.announce("db");
  w.deliver(w.start_some("mail", 2));

  w.restart();

  EXPECT_EQ(w.drain("mail"), (std::vector<std::string>{"p2@example.com/1", "p3@example.com/1", "p4@example.com/1", "p5@example.com/1"}));
}

TEST_P(StoreExpansion, tells_everything_an_attempt_needs) {
  core::Recipient one = recipient("mail", "ann@example.com");
  one.name = "Ann";
  w.take_in("customers", "mail", std::vector<core::Recipient>{one});
  w.announce("db", Impact::critical, {});
  const UtcTime accepted_at = w.now();
  const Accepted accepted = w.announce("db", Impact::critical, {Planned{}});
  w.pass(std::chrono::seconds(5));

  const std::vector<Started> started = w.start_some("mail");

  ASSERT_EQ(started.size(), 1U);
  const Started& s = started[0];
  EXPECT_EQ(s.from, w.class_of("mail"));
  EXPECT_EQ(s.lane, core::Lane::urgent);
  EXPECT_EQ(s.incident, accepted.incident);
  EXPECT_EQ(s.incident_name, "db");
  EXPECT_EQ(s.update, 2);
  EXPECT_EQ(s.previous_update, 1);
  EXPECT_EQ(s.channel, "mail");
  EXPECT_EQ(s.audience, "customers");
  EXPECT_EQ(s.address, "ann@example.com");
  EXPECT_EQ(s.name, "Ann");
  EXPECT_TRUE(s.message);
  EXPECT_EQ(s.attempt, 1);
  EXPECT_FALSE(s.unsure);
  EXPECT_EQ(s.thread_root, "");
  EXPECT_EQ(s.progress, "");
  EXPECT_EQ(s.accepted, accepted_at);
  EXPECT_EQ(s.since, accepted_at);
}

TEST_P(StoreExpansion, reaches_an_address_once_through_the_first_audience) {
  w.take_in("customers", "mail", std::vector<std::string>{"a@example.com", "Both@EXAMPLE.com"});
  w.take_in("partners", "mail", std::vector<std::string>{"Both@example.com", "c@example.com"});
  w.take_in("partners", "pager", std::vector<std::string>{"Both@example.com"});

  const Accepted accepted = w.announce("db", Impact::major,
                                       {Planned{}, Planned{.audience = "partners", .earlier = {"customers"}},
                                        Planned{.audience = "partners", .channel = "pager", .earlier = {}}});

  ASSERT_EQ(accepted.broadcasts.size(), 3U);
  EXPECT_EQ(accepted.broadcasts[1].recipients, 1);
  EXPECT_EQ(accepted.broadcasts[1].deduplicated, 1);
  std::vector<std::string> told = w.drain("mail");
  for (std::string& one : told) one = to_lower_ascii(one);
  EXPECT_EQ(std::set<std::string>(told.begin(), told.end()),
            (std::set<std::string>{"a@example.com/1", "both@example.com/1", "c@example.com/1"}));
  EXPECT_EQ(told.size(), 3U);
  EXPECT_EQ(w.drain("pager").size(), 1U) << "another channel is another matter";
  EXPECT_EQ(sum(w.counts("db")), 4);
}

TEST_P(StoreExpansion, gives_an_address_the_audience_it_was_reached_through) {
  w.take_in("customers", "mail", std::vector<std::string>{"both@example.com"});
  w.take_in("partners", "mail", std::vector<std::string>{"both@example.com"});
  w.announce("db", Impact::major, {Planned{.audience = "partners"}, Planned{.audience = "customers", .earlier = {"partners"}}});

  const std::vector<Started> started = w.start_some("mail");

  ASSERT_EQ(started.size(), 1U);
  EXPECT_EQ(started[0].audience, "partners");
}

TEST_P(StoreExpansion, never_passes_the_cursor_of_an_earlier_update_of_the_incident) {
  w.take_in("customers", "mail", addresses(4));
  w.announce("db");
  w.deliver(w.start_some("mail", 2));
  w.announce("db", Impact::critical, {Planned{}});
  const ClassId mail = w.class_of("mail");
  const std::vector<Head> all = w.heads(mail, core::Lane::urgent);
  ASSERT_EQ(all.size(), 2U) << "the later update may go where the earlier has been";
  const BroadcastId later = std::max(all[0].broadcast, all[1].broadcast);

  StartOrder order;
  order.from = mail;
  order.lane = core::Lane::urgent;
  order.broadcast = later;
  order.most = 10;
  const std::vector<Started> started = w.start(order);

  EXPECT_EQ(names(started), (std::vector<std::string>{"p0@example.com/2", "p1@example.com/2"}));
  w.deliver(started);
  EXPECT_TRUE(w.start(order).empty());
  const std::vector<Head> left = w.heads(mail, core::Lane::urgent);
  ASSERT_EQ(left.size(), 1U) << "only the earlier one has work";
  EXPECT_LT(left[0].broadcast, later);
  EXPECT_EQ(w.drain("mail").size(), 4U);
  EXPECT_EQ(in(w.counts("db"), DeliveryState::delivered), 8);
}

TEST_P(StoreExpansion, of_one_incident_does_not_wait_for_another) {
  w.take_in("customers", "mail", addresses(4));
  w.announce("db");
  w.announce("web");

  EXPECT_EQ(w.heads(w.class_of("mail"), core::Lane::normal).size(), 2U);
}

TEST_P(StoreExpansion, gives_everyone_the_updates_in_order_whatever_is_started_first) {
  w.take_in("customers", "mail", addresses(20));
  for (int i = 0; i < 3; ++i) w.announce("db");
  const ClassId mail = w.class_of("mail");
  std::map<std::string, int> last;

  for (int turn = 0; turn < 500; ++turn) {
    std::vector<Head> all = w.heads(mail, core::Lane::normal);
    if (all.empty()) break;
    StartOrder order;
    order.from = mail;
    order.lane = core::Lane::normal;
    order.broadcast =
        std::max_element(all.begin(), all.end(), [](const Head& a, const Head& b) { return a.broadcast < b.broadcast; })->broadcast;
    order.most = 3;
    const std::vector<Started> started = w.start(order);
    for (const Started& one : started) {
      EXPECT_EQ(one.update, last[one.address] + 1) << one.address;
      last[one.address] = one.update;
    }
    w.deliver(started);
  }

  EXPECT_EQ(in(w.counts("db"), DeliveryState::delivered), 60);
}

TEST_P(StoreExpansion, finishes_when_everyone_is_reached) {
  w.take_in("customers", "mail", addresses(3));
  w.announce("db");
  w.drain("mail");

  EXPECT_FALSE(w.next_due(w.class_of("mail")));
  w.in_group([&](Store& s) { EXPECT_TRUE(s.classes_with_work().value().empty()); });
}

TEST_P(StoreExpansion, ends_too_old_ones_expired_without_an_attempt) {
  w.take_in("customers", "mail", addresses(3));
  w.announce("db");
  w.max_age = std::chrono::hours(1);
  w.pass(std::chrono::hours(2));

  EXPECT_TRUE(w.start_some("mail").empty());

  EXPECT_EQ(in(w.counts("db"), DeliveryState::expired), 3);
  for (const DeliveryRecord& one : w.list()) EXPECT_TRUE(one.attempts.empty());
}

TEST_P(StoreExpansion, copes_with_an_audience_that_has_nobody_on_the_channel) {
  const Accepted accepted = w.announce("db");

  ASSERT_EQ(accepted.broadcasts.size(), 1U);
  EXPECT_EQ(accepted.broadcasts[0].recipients, 0);
  EXPECT_TRUE(w.drain("mail").empty());
  EXPECT_EQ(sum(w.counts("db")), 0);
}

}  // namespace
}  // namespace crier::store
