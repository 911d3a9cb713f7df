#include "contract/store_contract.h"

namespace crier::store {
namespace {

using core::DeliveryState;
using core::Impact;
using std::chrono::hours;
using std::chrono::minutes;

class StoreInterventions : public StoreContract {
 protected:
  Interventions::Count retry(const DeliveryFilter& filter, bool closed_too = false, UtcTime not_before = UtcTime{}) {
    Interventions::Count count;
    w.in_group([&](Store& s) { count = s.retry(filter, closed_too, not_before, w.now()).value(); });
    return count;
  }
  Interventions::Count retry(const DeliveryId& id) {
    Interventions::Count count;
    w.in_group([&](Store& s) { count = s.retry(id, w.now()).value(); });
    return count;
  }
  Interventions::Count cancel(const DeliveryFilter& filter) {
    Interventions::Count count;
    w.in_group([&](Store& s) { count = s.cancel(filter, w.now()).value(); });
    return count;
  }
  Interventions::Count cancel(const DeliveryId& id) {
    Interventions::Count count;
    w.in_group([&](Store& s) { count = s.cancel(id, w.now()).value(); });
    return count;
  }
  static DeliveryFilter of(const std::string& incident) {
    DeliveryFilter filter;
    filter.incident = incident;
    return filter;
  }
};
INSTANTIATE_TEST_SUITE_P(Contract, StoreInterventions, ::testing::ValuesIn(backends()),
                         [](const ::testing::TestParamInfo<BackendKind>& tested) { return tested.param.name; });

TEST_P(StoreInterventions, a_failed_one_is_tried_anew_under_its_old_id) {
  w.take_in("customers", "mail", addresses(1));
  w.announce("db");
  const std::vector<Started> started = w.start_some("mail");
  w.fail(started);
  w.pass(hours(3));

  const Interventions::Count count = retry(started[0].claim.delivery);

  EXPECT_EQ(count.count, 1);
  EXPECT_TRUE(wakes(count.work, w.class_of("mail")));
  EXPECT_EQ(in(w.counts("db"), DeliveryState::queued), 1);
  const std::vector<Started> again = w.start_some("mail");
  ASSERT_EQ(again.size(), 1U);
  EXPECT_EQ(again[0].claim.delivery, started[0].claim.delivery);
  EXPECT_EQ(again[0].attempt, 2);
  EXPECT_EQ(again[0].since, w.now()) << "its life begins anew for max_age";
  w.deliver(again);
  EXPECT_EQ(w.delivery(started[0].claim.delivery).attempts.size(), 2U);
}

TEST_P(StoreInterventions, every_end_but_delivered_and_superseded_can_be_retried) {
  w.take_in("customers", "mail", addresses(4));
  w.announce("db");
  const std::vector<Started> started = w.start_some("mail");
  w.fail({started[0]});
  w.finish({finish_of(started[1], DeliveryState::expired)});
  w.wait(started[2], minutes(5));
  cancel(started[2].claim.delivery);
  w.deliver({started[3]});

  EXPECT_EQ(retry(of("db")).count, 3);

  EXPECT_EQ(w.drain("mail").size(), 3U);
  EXPECT_EQ(in(w.counts("db"), DeliveryState::delivered), 4);
  EXPECT_EQ(retry(started[3].claim.delivery).count, 0);
}

TEST_P(StoreInterventions, a_waiting_one_becomes_due_now) {
  w.take_in("customers", "mail", addresses(1));
  w.announce("db");
  const std::vector<Started> started = w.start_some("mail");
  w.wait(started[0], hours(1));
  EXPECT_TRUE(w.start_some("mail").empty());

  EXPECT_EQ(retry(started[0].claim.delivery).count, 1);

  EXPECT_EQ(w.next_due(w.class_of("mail")), w.now());
  EXPECT_EQ(w.start_some("mail").size(), 1U);
}

TEST_P(StoreInterventions, one_under_way_cannot_be_retried_or_cancelled) {
  w.take_in("customers", "mail", addresses(1));
  w.announce("db");
  const std::vector<Started> started = w.start_some("mail");

  EXPECT_EQ(retry(started[0].claim.delivery).count, 0);
  EXPECT_EQ(cancel(started[0].claim.delivery).count, 0);
  EXPECT_EQ(cancel(of("db")).count, 0);
  EXPECT_TRUE(w.deliver(started).stale.empty());
}

TEST_P(StoreInterventions, bulk_retries_leave_out_closed_incidents_unless_told) {
  w.take_in("customers", "mail", addresses(1));
  w.announce("db");
  w.fail(w.start_some("mail"));
  w.resolve("db", {});
  w.announce("web");
  w.fail(w.start_some("mail"));

  EXPECT_EQ(retry(DeliveryFilter{}, false).count, 1);
  EXPECT_EQ(w.drain("mail").size(), 1U);
  EXPECT_EQ(in(w.counts("db"), DeliveryState::failed), 1);
  EXPECT_EQ(retry(DeliveryFilter{}, true).count, 1);
}

TEST_P(StoreInterventions, bulk_retries_leave_out_what_is_old_unless_told) {
  w.take_in("customers", "mail", addresses(1));
  w.announce("db");
  w.fail(w.start_some("mail"));
  w.pass(hours(30));
  w.announce("db");
  w.fail(w.start_some("mail"));

  EXPECT_EQ(retry(DeliveryFilter{}, false, w.now() - hours(24)).count, 1);
  EXPECT_EQ(w.drain("mail"), std::vector<std::string>{"p0@example.com/2"});
}

TEST_P(StoreInterventions, bulk_retries_leave_out_the_suppressed) {
  w.take_in("customers", "mail", addresses(2));
  w.announce("db");
  const std::vector<Started> started = w.start_some("mail");
  w.fail({started[0]}, true);
  w.fail({started[1]});
  w.announce("web");
  w.drain("mail");

  EXPECT_EQ(retry(DeliveryFilter{}, true).count, 1);
  EXPECT_EQ(w.drain("mail"), std::vector<std::string>{"p1@example.com/1"});
}

TEST_P(StoreInterventions, a_retry_keeps_the_order_of_its_chain) {
  w.take_in("customers", "mail", addresses(1));
  w.announce("db");
  const std::vector<Started> first = w.start_some("mail");
  w.fail(first);
  w.announce("db");
  w.announce("db");
  const std::vector<Started> second = w.start_some("mail");
  ASSERT_EQ(second.size(), 1U);

  retry(first[0].claim.delivery);

  EXPECT_TRUE(w.start_some("mail").empty()) << "one of a chain at a time";
  w.deliver(second);
  EXPECT_EQ(w.drain("mail"), (std::vector<std::string>{"p0@example.com/1", "p0@example.com/3"}));
}

TEST_P(StoreInterventions, filters_choose_what_is_retried) {
  w.take_in("customers", "mail", addresses(2));
  w.take_in("customers", "slack", std::vector<std::string>{"#a"});
  const std::vector<Planned> both{Planned{}, Planned{.channel = "slack"}};
  w.announce("db", Impact::major, both);
  w.fail(w.start_some("mail"));
  w.fail(w.start_some("slack"));
  w.pass(minutes(10));
  const UtcTime second = w.now();
  w.announce("db", Impact::major, both);
  w.fail(w.start_some("mail"));
  w.fail(w.start_some("slack"));

  struct Case {
    std::string what;
    DeliveryFilter filter;
    std::int64_t count;
  };
  DeliveryFilter by_channel;
  by_channel.channel = "slack";
  DeliveryFilter by_recipient;
  by_recipient.recipient = "p1@example.com";
  DeliveryFilter by_update;
  by_update.incident = "db";
  by_update.update = 2;
  DeliveryFilter by_time;
  by_time.since = second;
  DeliveryFilter by_state;
  by_state.state = DeliveryState::expired;
  DeliveryFilter nobody;
  nobody.incident = "db~7";
  for (const Case& tried : {Case{"channel", by_channel, 2}, Case{"recipient", by_recipient, 2}, Case{"update", by_update, 3},
                            Case{"since", by_time, 3}, Case{"state", by_state, 0}, Case{"unknown incident", nobody, 0}}) {
    w.in_lost_group(
        [&](Store& s) { EXPECT_EQ(s.retry(tried.filter, false, UtcTime{}, w.now()).value().count, tried.count) << tried.what; });
  }
}

TEST_P(StoreInterventions, a_cancel_ends_queued_and_waiting_the_rest_included) {
  w.take_in("customers", "mail", addresses(6));
  w.announce("db");
  const std::vector<Started> started = w.start_some("mail", 3);
  w.wait(started[0], minutes(5));
  w.deliver({started[1]});
  w.announce("web");

  EXPECT_EQ(cancel(of("db")).count, 4) << "one waiting, three never expanded";

  StateCounts counts = w.counts("db");
  EXPECT_EQ(in(counts, DeliveryState::cancelled), 4);
  EXPECT_EQ(in(counts, DeliveryState::sending), 1) << "what is under way goes on";
  EXPECT_EQ(sum(counts), 6);
  w.deliver({started[2]});
  w.pass(minutes(10));
  for (const Started& one : w.start_some("mail")) EXPECT_EQ(one.incident_name, "web");
  EXPECT_EQ(in(w.counts("db"), DeliveryState::delivered), 2);
}

TEST_P(StoreInterventions, a_cancel_by_id_lets_the_successor_go) {
  w.take_in("customers", "mail", addresses(1));
  w.announce("db");
  const std::vector<Started> started = w.start_some("mail");
  w.announce("db");
  w.start_some("mail");
  w.wait(started[0], hours(1));

  const Interventions::Count count = cancel(started[0].claim.delivery);

  EXPECT_EQ(count.count, 1);
  EXPECT_EQ(w.drain("mail"), std::vector<std::string>{"p0@example.com/2"});
  EXPECT_EQ(cancel(started[0].claim.delivery).count, 0);
}

TEST_P(StoreInterventions, a_cancel_of_one_recipient_reaches_it_unexpanded) {
  w.take_in("customers", "mail", addresses(4));
  w.announce("db");
  DeliveryFilter one;
  one.recipient = "p2@example.com";

  EXPECT_EQ(cancel(one).count, 1);

  EXPECT_EQ(sum(w.counts("db")), 4);
  EXPECT_EQ(in(w.counts("db"), DeliveryState::cancelled), 1);
  EXPECT_EQ(w.drain("mail"), (std::vector<std::string>{"p0@example.com/1", "p1@example.com/1", "p3@example.com/1"}));
  EXPECT_EQ(sum(w.counts("db")), 4);
}

TEST_P(StoreInterventions, a_cancel_by_state_leaves_the_others) {
  w.take_in("customers", "mail", addresses(3));
  w.announce("db");
  w.wait(w.start_some("mail", 1)[0], hours(1));
  DeliveryFilter waiting;
  waiting.state = DeliveryState::waiting;

  EXPECT_EQ(cancel(waiting).count, 1);

  EXPECT_EQ(in(w.counts("db"), DeliveryState::queued), 2);
}

TEST_P(StoreInterventions, a_cancelled_broadcast_holds_no_later_one_back) {
  w.take_in("customers", "mail", addresses(3));
  w.announce("db");
  cancel(of("db"));
  w.announce("db");

  EXPECT_EQ(w.drain("mail").size(), 3U);
}

TEST_P(StoreInterventions, nothing_is_nothing) {
  const DeliveryId nobody{BroadcastId{77}, RecipientId{88}};

  EXPECT_EQ(retry(DeliveryFilter{}).count, 0);
  EXPECT_EQ(cancel(DeliveryFilter{}).count, 0);
  w.in_group([&](Store& s) {
    const auto retried = s.retry(nobody, w.now());
    const auto cancelled = s.cancel(nobody, w.now());
    EXPECT_TRUE(!retried || retried->count == 0);
    EXPECT_TRUE(!cancelled || cancelled->count == 0);
  });
}

}  // namespace
}  // namespace crier::store
