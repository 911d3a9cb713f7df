#include "contract/store_contract.h"

namespace crier::store {
namespace {

using core::DeliveryState;
using core::Impact;
using core::Lane;
using std::chrono::minutes;

class StoreChoice : public StoreContract {
 protected:
  StartOrder order(const Head& head, Lane lane, std::size_t most) {
    StartOrder made;
    made.from = mail();
    made.lane = lane;
    made.broadcast = head.broadcast;
    made.most = most;
    return made;
  }
  ClassId mail() { return w.class_of("mail"); }
};
INSTANTIATE_TEST_SUITE_P(Contract, StoreChoice, ::testing::ValuesIn(backends()),
                         [](const ::testing::TestParamInfo<BackendKind>& tested) { return tested.param.name; });

TEST_P(StoreChoice, a_class_is_one_and_keeps_its_id) {
  const ClassId whole = w.class_of("mail");
  const ClassId one = w.class_of("hooks", "https://a.example:443");

  EXPECT_TRUE(whole);
  EXPECT_NE(whole, one);
  EXPECT_NE(w.class_of("hooks"), one);
  EXPECT_EQ(w.class_of("hooks", "https://a.example:443"), one);
  w.restart();
  EXPECT_EQ(w.class_of("hooks", "https://a.example:443"), one);
  w.in_group([&](Store& s) {
    const DestinationClass named = s.destination_class("hooks", "https://a.example:443").value();
    EXPECT_EQ(named.channel, "hooks");
    EXPECT_EQ(named.destination, "https://a.example:443");
  });
}

TEST_P(StoreChoice, lanes_follow_the_impact) {
  w.take_in("customers", "mail", addresses(1));
  w.announce("a", Impact::critical, {Planned{}});
  w.announce("b", Impact::major, {Planned{}});
  w.announce("c", Impact::minor, {Planned{}});

  for (const Lane lane : {Lane::urgent, Lane::normal, Lane::bulk}) EXPECT_EQ(w.heads(mail(), lane).size(), 1U) << core::to_text(lane);
}

TEST_P(StoreChoice, a_worse_update_raises_what_of_the_incident_is_pending) {
  w.take_in("customers", "mail", addresses(2));
  w.announce("db", Impact::minor, {Planned{}});
  w.announce("web", Impact::minor, {Planned{}});
  EXPECT_EQ(w.heads(mail(), Lane::bulk).size(), 2U);
  w.wait(w.start_some("mail", 1)[0], minutes(1));

  w.announce("db", Impact::critical, {Planned{}});

  EXPECT_FALSE(w.heads(mail(), Lane::urgent).empty());
  EXPECT_EQ(w.heads(mail(), Lane::bulk).size(), 1U) << "the other incident stays";
  const std::vector<Started> started = w.start_some("mail", 1);
  ASSERT_EQ(started.size(), 1U);
  EXPECT_EQ(started[0].incident_name, "db");
  EXPECT_EQ(started[0].update, 1) << "the older update in the higher lane comes first";
  EXPECT_EQ(started[0].lane, Lane::urgent);
}

TEST_P(StoreChoice, a_milder_update_does_not_lower_what_is_pending) {
  w.take_in("customers", "mail", addresses(2));
  w.announce("db", Impact::critical, {Planned{}});
  w.announce("db", Impact::minor, {Planned{}});

  EXPECT_FALSE(w.heads(mail(), Lane::urgent).empty());
  EXPECT_TRUE(w.heads(mail(), Lane::bulk).empty()) << "an incident's lane is its highest pending one";
  EXPECT_EQ(w.drain("mail").size(), 4U);
}

TEST_P(StoreChoice, the_broadcast_served_longest_ago_comes_first) {
  w.take_in("customers", "mail", addresses(10));
  for (const char* key : {"a", "b", "c"}) w.announce(key);
  std::map<std::string, int> served;

  for (int turn = 0; turn < 9; ++turn) {
    const std::vector<Head> heads = w.heads(mail(), Lane::normal);
    ASSERT_EQ(heads.size(), 3U);
    const std::vector<Started> started = w.start(order(heads[0], Lane::normal, 1));
    ASSERT_EQ(started.size(), 1U);
    ++served[started[0].incident_name];
  }

  EXPECT_EQ(served, (std::map<std::string, int>{{"a", 3}, {"b", 3}, {"c", 3}}));
}

TEST_P(StoreChoice, one_that_comes_late_does_not_wait_for_the_others_to_end) {
  w.take_in("customers", "mail", addresses(10));
  w.announce("a");
  w.announce("b");
  for (int turn = 0; turn < 4; ++turn) w.start(order(w.heads(mail(), Lane::normal)[0], Lane::normal, 1));

  const Accepted late = w.announce("late");

  std::vector<IncidentId> next;
  for (int turn = 0; turn < 3; ++turn) {
    const std::vector<Head> heads = w.heads(mail(), Lane::normal);
    next.push_back(heads[0].incident);
    w.start(order(heads[0], Lane::normal, 1));
  }
  EXPECT_NE(std::find(next.begin(), next.end(), late.incident), next.end()) << "it has its turn within one round";
}

TEST_P(StoreChoice, heads_are_limited_and_say_of_which_incident) {
  w.take_in("customers", "mail", addresses(1));
  const Accepted a = w.announce("a");
  w.announce("b");

  const std::vector<Head> heads = w.heads(mail(), Lane::normal, 1);

  ASSERT_EQ(heads.size(), 1U);
  EXPECT_EQ(heads[0].incident, a.incident);
  EXPECT_LE(heads[0].due, w.now());
}

TEST_P(StoreChoice, work_due_later_is_no_head_until_then) {
  w.take_in("customers", "mail", addresses(1));
  w.announce("db");
  w.wait(w.start_some("mail")[0], minutes(5));

  EXPECT_TRUE(w.heads(mail(), Lane::normal).empty());
  EXPECT_EQ(w.next_due(mail()), w.now() + minutes(5));
  w.in_group([&](Store& s) { EXPECT_EQ(s.classes_with_work().value().size(), 1U) << "due or not"; });
  w.pass(minutes(5));
  EXPECT_EQ(w.heads(mail(), Lane::normal).size(), 1U);
}

TEST_P(StoreChoice, next_due_is_the_earliest_of_all_lanes) {
  w.take_in("customers", "mail", addresses(1));
  EXPECT_FALSE(w.next_due(mail()));
  w.announce("a", Impact::minor, {Planned{}});
  w.wait(w.start_some("mail")[0], minutes(3));
  w.announce("b", Impact::critical, {Planned{}});
  w.wait(w.start_some("mail")[0], minutes(7));

  EXPECT_EQ(w.next_due(mail()), w.now() + minutes(3));
}

TEST_P(StoreChoice, retries_go_in_the_order_in_which_they_are_due) {
  w.take_in("customers", "mail", addresses(3));
  w.announce("db");
  const std::vector<Started> started = w.start_some("mail");
  w.wait(started[0], minutes(3));
  w.wait(started[1], minutes(1));
  w.wait(started[2], minutes(2));
  w.pass(minutes(5));

  EXPECT_EQ(names(w.start_some("mail")), (std::vector<std::string>{"p1@example.com/1", "p2@example.com/1", "p0@example.com/1"}));
}

TEST_P(StoreChoice, a_probe_takes_the_first_even_if_it_is_due_later) {
  w.take_in("customers", "mail", addresses(2));
  w.announce("db");
  const std::vector<Started> started = w.start_some("mail");
  w.wait(started[0], minutes(9));
  w.wait(started[1], minutes(5));
  StartOrder probe = order(Head{started[0].claim.delivery.broadcast, {}, {}}, Lane::normal, 1);
  EXPECT_TRUE(w.start(probe).empty());

  probe.ignore_due = true;

  EXPECT_EQ(names(w.start(probe)), std::vector<std::string>{"p1@example.com/1"});
}

TEST_P(StoreChoice, the_judge_is_asked_about_each_before_it_starts) {
  w.take_in("customers", "mail", addresses(3));
  w.announce("db", Impact::critical, {Planned{}});
  w.wait(w.start_some("mail", 1)[0], minutes(1));
  w.pass(minutes(1));
  std::vector<std::string> asked;

  w.start(order(w.heads(mail(), Lane::urgent)[0], Lane::urgent, 10), [&](const Candidate& candidate) {
    asked.push_back(candidate.address + " " + std::to_string(candidate.attempts) + " " + std::string(core::to_text(candidate.lane)));
    return Verdict{};
  });

  EXPECT_EQ(asked, (std::vector<std::string>{"p0@example.com 1 urgent", "p1@example.com 0 urgent", "p2@example.com 0 urgent"}));
}

TEST_P(StoreChoice, a_stop_leaves_it_and_all_after_it_where_they_are) {
  w.take_in("customers", "mail", addresses(4));
  w.announce("db");
  const Judge stops_at_p2 = [](const Candidate& candidate) {
    return Verdict{candidate.address == "p2@example.com" ? Verdict::Kind::stop : Verdict::Kind::start, {}};
  };

  const std::vector<Started> started = w.start(order(w.heads(mail(), Lane::normal)[0], Lane::normal, 10), stops_at_p2);

  EXPECT_EQ(names(started), (std::vector<std::string>{"p0@example.com/1", "p1@example.com/1"}));
  EXPECT_EQ(in(w.counts("db"), DeliveryState::queued), 2);
  EXPECT_EQ(w.drain("mail"), (std::vector<std::string>{"p2@example.com/1", "p3@example.com/1"}));
}

TEST_P(StoreChoice, a_move_takes_it_out_of_the_others_way) {
  w.take_in("customers", "hooks", std::vector<std::string>{"https://dead.example/1", "https://good.example/1", "https://dead.example/2"});
  w.announce("db", Impact::major, {Planned{.channel = "hooks"}});
  const ClassId hooks = w.class_of("hooks");
  const ClassId dead = w.class_of("hooks", "https://dead.example:443");
  StartOrder from_hooks;
  from_hooks.from = hooks;
  from_hooks.lane = Lane::normal;
  from_hooks.broadcast = w.heads(hooks, Lane::normal)[0].broadcast;
  from_hooks.most = 10;

  const std::vector<Started> started = w.start(from_hooks, [&](const Candidate& candidate) {
    const bool is_dead = candidate.address.find("dead") != std::string::npos;
    return Verdict{is_dead ? Verdict::Kind::move : Verdict::Kind::start, is_dead ? dead : ClassId{}};
  });

  EXPECT_EQ(names(started), std::vector<std::string>{"https://good.example/1/1"});
  EXPECT_TRUE(w.heads(hooks, Lane::normal).empty());
  ASSERT_EQ(w.heads(dead, Lane::normal).size(), 1U);
  EXPECT_TRUE(w.next_due(dead));
  EXPECT_EQ(in(w.counts("db"), DeliveryState::queued), 2);
  const std::vector<Started> moved = w.start_some(dead, 1);
  ASSERT_EQ(moved.size(), 1U);
  EXPECT_EQ(moved[0].from, dead);
  EXPECT_EQ(moved[0].channel, "hooks");
}

TEST_P(StoreChoice, what_was_moved_may_be_moved_back) {
  w.take_in("customers", "hooks", std::vector<std::string>{"https://dead.example/1", "https://dead.example/2"});
  w.announce("db", Impact::major, {Planned{.channel = "hooks"}});
  const ClassId hooks = w.class_of("hooks");
  const ClassId dead = w.class_of("hooks", "https://dead.example:443");
  StartOrder at;
  at.from = hooks;
  at.lane = Lane::normal;
  at.broadcast = w.heads(hooks, Lane::normal)[0].broadcast;
  at.most = 10;
  w.start(at, [&](const Candidate&) { return Verdict{Verdict::Kind::move, dead}; });

  at.from = dead;
  EXPECT_TRUE(w.start(at, [&](const Candidate&) { return Verdict{Verdict::Kind::move, hooks}; }).empty());

  EXPECT_FALSE(w.next_due(dead));
  EXPECT_EQ(w.start_some(hooks).size(), 2U);
}

TEST_P(StoreChoice, a_retry_may_wait_in_another_class) {
  w.take_in("customers", "hooks", std::vector<std::string>{"https://dead.example/1"});
  w.announce("db", Impact::major, {Planned{.channel = "hooks"}});
  const ClassId dead = w.class_of("hooks", "https://dead.example:443");
  Finish finish = finish_of(w.start_some("hooks")[0], DeliveryState::waiting);
  finish.due = w.now() + minutes(5);
  finish.to = dead;

  const FinishReport report = w.finish({finish});

  EXPECT_TRUE(wakes(report.work, dead));
  EXPECT_FALSE(w.next_due(w.class_of("hooks")));
  EXPECT_EQ(w.next_due(dead), w.now() + minutes(5));
}

}  // namespace
}  // namespace crier::store
