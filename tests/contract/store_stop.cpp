#include "contract/store_contract.h"

/// The emergency brake (rules D1).
namespace crier::store {
namespace {

using core::DeliveryState;
using core::Impact;
using core::UpdateState;
using std::chrono::minutes;

class StoreStop : public StoreContract {
 protected:
  Finish given_back(const Started& started) {
    Finish finish = finish_of(started, DeliveryState::queued);
    finish.result = core::AttemptResult::none;
    finish.count_attempt = false;
    finish.due = w.now();
    return finish;
  }
  void recover(const std::vector<std::string>& drop = {}) {
    w.restart();
    w.in_group([&](Store& s) { EXPECT_TRUE(s.recover(drop, w.now())); });
  }
  UpdateState state_of(UpdateId update) {
    UpdateState state{};
    w.in_group([&](Store& s) { state = s.stored(update).value().value().update.state; });
    return state;
  }
  std::int64_t retry(const DeliveryFilter& filter, bool closed_too) {
    std::int64_t count = 0;
    w.in_group([&](Store& s) { count = s.retry(filter, closed_too, UtcTime{}, w.now()).value().count; });
    return count;
  }
  void expect_nothing_more(const std::string& channel = "mail") {
    w.pass(minutes(60));
    w.in_group([&](Store& s) { EXPECT_TRUE(s.due_fallbacks(w.now(), 100)); });
    EXPECT_TRUE(w.drain(channel).empty());
    EXPECT_FALSE(w.next_due(w.class_of(channel)));
  }
  void take_in_slack(std::optional<Millis> after = std::nullopt) {
    w.take_in(
        "customers", "slack",
        std::vector<core::Recipient>{with_fallback(recipient("slack", "#a"), "mail", "a@example.com", after), recipient("slack", "#b")});
  }
  Accepted announce_slack() {
    return w.announce("db", Impact::major, {Planned{.channel = "slack"}, Planned{.channel = "mail", .for_fallbacks = true}});
  }
};
INSTANTIATE_TEST_SUITE_P(Contract, StoreStop, ::testing::ValuesIn(backends()),
                         [](const ::testing::TestParamInfo<BackendKind>& tested) { return tested.param.name; });

void expect_counts(const StopCounts& counts, std::int64_t delivered, std::int64_t sending, std::int64_t cancelled) {
  EXPECT_EQ(counts.delivered, delivered);
  EXPECT_EQ(counts.sending, sending);
  EXPECT_EQ(counts.cancelled, cancelled);
}

TEST_P(StoreStop, ends_the_rest_the_queued_and_the_waiting_and_counts_them_exactly) {
  w.take_in("customers", "mail", addresses(20));
  const Accepted accepted = w.announce("db");
  const std::vector<Started> started = w.start_some("mail", 7);
  w.deliver({started[0], started[1], started[2]});
  w.wait(started[3], minutes(1));
  w.wait(started[4], minutes(1));

  expect_counts(w.stop(accepted.update), 3, 2, 15);

  EXPECT_EQ(state_of(accepted.update), UpdateState::stopped);
  const StateCounts counts = w.counts("db");
  EXPECT_EQ(in(counts, DeliveryState::cancelled), 15);
  EXPECT_EQ(in(counts, DeliveryState::sending), 2);
  EXPECT_EQ(sum(counts), 20);
  EXPECT_EQ(w.delivery(started[3].claim.delivery).state, DeliveryState::cancelled);
  w.deliver({started[5], started[6]});
  expect_nothing_more();
  expect_counts(w.stop(accepted.update), 5, 0, 15);
}

TEST_P(StoreStop, of_what_nobody_was_sent_yet_ends_all_of_it_at_once) {
  w.take_in("customers", "mail", addresses(10));
  w.take_in("partners", "mail", addresses(12));
  w.take_in("customers", "slack", std::vector<std::string>{"#a", "#b"});
  const Accepted accepted =
      w.announce("db", Impact::major, {Planned{}, Planned{.audience = "partners", .earlier = {"customers"}}, Planned{.channel = "slack"}});

  expect_counts(w.stop(accepted.update), 0, 0, 14);

  EXPECT_TRUE(w.heads(w.class_of("mail"), core::Lane::normal).empty()) << "it does not stand in anybody's way";
  EXPECT_FALSE(w.next_due(w.class_of("mail")));
  expect_nothing_more();
  expect_nothing_more("slack");
}

TEST_P(StoreStop, a_retry_of_what_was_being_sent_is_not_made) {
  w.take_in("customers", "mail", addresses(2));
  const Accepted accepted = w.announce("db");
  const std::vector<Started> started = w.start_some("mail");
  w.stop(accepted.update);

  w.wait(started[0], minutes(1));
  w.finish({given_back(started[1])});

  EXPECT_EQ(w.delivery(started[0].claim.delivery).state, DeliveryState::cancelled);
  EXPECT_EQ(w.delivery(started[0].claim.delivery).attempts.size(), 1U);
  EXPECT_EQ(w.delivery(started[1].claim.delivery).state, DeliveryState::cancelled);
  EXPECT_TRUE(w.delivery(started[1].claim.delivery).attempts.empty()) << "it was not tried";
  expect_nothing_more();
  expect_counts(w.stop(accepted.update), 0, 0, 2);
}

TEST_P(StoreStop, ends_what_is_posted_in_part_where_it_is) {
  w.take_in("customers", "x", addresses(3));
  const UpdateId update = w.announce("db", Impact::major, {Planned{.channel = "x"}}).update;
  const std::vector<Started> started = w.start_some("x");
  w.in_group([&](Store& s) {
    for (const Started& one : started) ASSERT_TRUE(s.checkpoint(one.claim, "part 1"));
  });
  w.wait(started[0], minutes(5));

  const StopCounts counts = w.stop(update);
  w.wait(started[1], minutes(5));
  w.restart();
  w.in_group([&](Store& s) { EXPECT_TRUE(s.recover({}, w.now())); });

  EXPECT_EQ(counts.cancelled, 1);
  EXPECT_EQ(counts.sending, 2);
  EXPECT_EQ(in(w.counts("db"), DeliveryState::cancelled), 3);
}

TEST_P(StoreStop, what_was_being_sent_ends_as_its_receiver_says) {
  w.take_in("customers", "mail", addresses(2));
  const Accepted accepted = w.announce("db");
  const std::vector<Started> started = w.start_some("mail");
  w.stop(accepted.update);

  w.deliver({started[0]});
  w.fail({started[1]});

  EXPECT_EQ(w.delivery(started[0].claim.delivery).state, DeliveryState::delivered);
  EXPECT_EQ(w.delivery(started[1].claim.delivery).state, DeliveryState::failed);
  expect_counts(w.stop(accepted.update), 1, 0, 0);
}

TEST_P(StoreStop, an_attempt_that_a_crash_left_open_is_not_repeated) {
  w.take_in("customers", "mail", addresses(3));
  const Accepted accepted = w.announce("db");
  const std::vector<Started> started = w.start_some("mail", 1);
  w.stop(accepted.update);

  recover();

  const DeliveryRecord record = w.delivery(started[0].claim.delivery);
  EXPECT_EQ(record.state, DeliveryState::cancelled);
  ASSERT_EQ(record.attempts.size(), 1U);
  EXPECT_EQ(record.attempts[0].result, core::AttemptResult::unknown) << "nobody knows whether it arrived";
  expect_nothing_more();
  expect_counts(w.stop(accepted.update), 0, 0, 3);
}

TEST_P(StoreStop, a_crash_is_the_same_where_unsure_ones_are_dropped) {
  take_in_slack();
  const Accepted accepted = announce_slack();
  const std::vector<Started> started = w.start_some("slack");
  w.stop(accepted.update);

  recover({"slack"});

  EXPECT_EQ(w.delivery(started[0].claim.delivery).state, DeliveryState::cancelled);
  expect_nothing_more("slack");
  expect_nothing_more("mail");
}

TEST_P(StoreStop, holds_after_a_restart) {
  w.take_in("customers", "mail", addresses(5));
  const Accepted accepted = w.announce("db");
  w.stop(accepted.update);
  w.restart();

  expect_nothing_more();
  EXPECT_EQ(state_of(accepted.update), UpdateState::stopped);
}

TEST_P(StoreStop, happens_wholly_or_not_at_all) {
  w.take_in("customers", "mail", addresses(5));
  const Accepted accepted = w.announce("db");

  w.in_lost_group([&](Store& s) { EXPECT_EQ(s.stop(accepted.update, w.now()).value().cancelled, 5); });

  EXPECT_EQ(state_of(accepted.update), UpdateState::announced);
  const std::vector<Started> started = w.start_some("mail");
  EXPECT_EQ(started.size(), 5U);
  w.wait(started[0], minutes(1));
  EXPECT_EQ(w.delivery(started[0].claim.delivery).state, DeliveryState::waiting);
}

TEST_P(StoreStop, no_fallback_is_made_of_what_failed_after_it) {
  take_in_slack();
  const Accepted accepted = announce_slack();
  const std::vector<Started> started = w.start_some("slack");
  w.stop(accepted.update);

  w.fail(started);

  expect_nothing_more("mail");
  EXPECT_EQ(sum(w.counts("db")), 2);
}

TEST_P(StoreStop, no_fallback_is_made_when_its_time_comes) {
  take_in_slack(Millis{minutes(5)});
  const Accepted accepted = announce_slack();
  const std::vector<Started> started = w.start_some("slack", 1);
  ASSERT_EQ(started.size(), 1U);
  ASSERT_EQ(started[0].address, "#a");
  w.stop(accepted.update);

  expect_nothing_more("mail");
}

TEST_P(StoreStop, no_fallback_is_made_of_what_was_never_expanded) {
  take_in_slack(Millis{minutes(5)});
  const Accepted accepted = announce_slack();

  w.stop(accepted.update);

  expect_nothing_more("mail");
  EXPECT_EQ(sum(w.counts("db")), 2);
}

TEST_P(StoreStop, ends_fallbacks_that_are_not_sent_yet) {
  take_in_slack();
  const Accepted accepted = announce_slack();
  w.fail(w.start_some("slack"));

  expect_counts(w.stop(accepted.update), 0, 0, 1);

  expect_nothing_more("mail");
}

TEST_P(StoreStop, leaves_edits_of_what_was_delivered_alone) {
  w.take_in("customers", "slack", std::vector<std::string>{"#a"});
  w.announce("db", Impact::major, {Planned{.channel = "slack"}});
  w.deliver(w.start_some("slack"), "root");
  const Accepted second = w.announce("db", Impact::major, {Planned{.channel = "slack"}});
  Finish delivered = finish_of(w.start_some("slack").at(0), DeliveryState::delivered);
  delivered.remote_id = "second";
  delivered.keep_thread = delivered.edit_root = true;
  w.finish({delivered});

  expect_counts(w.stop(second.update), 1, 0, 0);

  const std::vector<Started> edit = w.start_some("slack");
  ASSERT_EQ(edit.size(), 1U);
  EXPECT_EQ(edit[0].claim.delivery.kind, DeliveryKind::edit);
  w.wait(edit[0], minutes(1));
  EXPECT_EQ(w.delivery(edit[0].claim.delivery).state, DeliveryState::waiting) << "it is tried again like any other";
}

TEST_P(StoreStop, lets_later_updates_go_that_waited_behind_it) {
  w.take_in("customers", "mail", addresses(2));
  const Accepted wrong = w.announce("db");
  w.wait(w.start_some("mail", 1).at(0), minutes(30));
  w.announce("db");

  const StopCounts counts = w.stop(wrong.update);

  EXPECT_EQ(counts.cancelled, 2);
  EXPECT_TRUE(wakes(counts.work, w.class_of("mail")));
  EXPECT_EQ(w.drain("mail"), (std::vector<std::string>{"p0@example.com/2", "p1@example.com/2"}));
}

TEST_P(StoreStop, touches_no_other_update) {
  w.take_in("customers", "mail", addresses(2));
  w.announce("web");
  w.announce("db");
  const Accepted second = w.announce("db");

  w.stop(second.update);

  EXPECT_EQ(w.drain("mail").size(), 4U);
  EXPECT_EQ(in(w.counts("db"), DeliveryState::delivered), 2);
}

TEST_P(StoreStop, ends_what_waits_for_its_file) {
  w.in_group([&](Store& s) {
    EXPECT_TRUE(s.begin("customers", "mail"));
    EXPECT_TRUE(s.add("customers", "mail", {recipient("mail", "a@example.com")}));
  });
  const Accepted accepted = w.announce("db");

  w.stop(accepted.update);

  w.in_group([&](Store& s) { EXPECT_TRUE(s.complete("customers", "mail", "f", 100).value()); });
  expect_nothing_more();
}

TEST_P(StoreStop, an_operators_retry_of_one_makes_it_like_any_other_again) {
  take_in_slack();
  const Accepted accepted = announce_slack();
  std::vector<Started> started = w.start_some("slack");
  w.stop(accepted.update);
  w.wait(started[0], minutes(1));
  const DeliveryId id = started[0].claim.delivery;
  ASSERT_EQ(w.delivery(id).state, DeliveryState::cancelled);

  w.in_group([&](Store& s) { EXPECT_EQ(s.retry(id, w.now()).value().count, 1); });

  started = w.start_some("slack");
  ASSERT_EQ(started.size(), 1U);
  w.wait(started[0], minutes(1));
  EXPECT_EQ(w.delivery(id).state, DeliveryState::waiting);
  EXPECT_EQ(w.stop(accepted.update).sending, 1) << "the other one is still on its way";
  EXPECT_EQ(w.delivery(id).state, DeliveryState::cancelled) << "stopping again ends what was retried since";
}

TEST_P(StoreStop, a_retry_of_all_that_failed_leaves_it_out_unless_the_update_is_named) {
  w.take_in("customers", "mail", addresses(2));
  const Accepted accepted = w.announce("db");
  const std::vector<Started> started = w.start_some("mail");
  w.fail({started[0]});
  w.stop(accepted.update);
  w.fail({started[1]});
  DeliveryFilter failed;
  failed.state = DeliveryState::failed;

  EXPECT_EQ(retry(failed, false), 0);
  EXPECT_EQ(retry(failed, true), 0);
  failed.incident = "db";
  EXPECT_EQ(retry(failed, true), 0);
  failed.update = 1;
  EXPECT_EQ(retry(failed, false), 2);
}

TEST_P(StoreStop, of_an_update_that_is_pending_or_only_recorded_changes_nothing) {
  const Accepted held = w.keep("db", UpdateState::held, w.now());

  expect_counts(w.stop(held.update), 0, 0, 0);

  EXPECT_EQ(state_of(held.update), UpdateState::held);
}

TEST_P(StoreStop, of_an_update_that_there_is_not_is_an_error) {
  w.in_group([&](Store& s) {
    const auto counts = s.stop(UpdateId{77}, w.now());
    ASSERT_FALSE(counts);
    EXPECT_EQ(counts.error().kind, ErrorKind::not_found);
  });
}

TEST_P(StoreStop, a_start_names_its_update) {
  w.take_in("customers", "mail", addresses(1));
  w.announce("web", Impact::major, {});
  const Accepted accepted = w.announce("db");

  EXPECT_EQ(w.start_some("mail").at(0).of, accepted.update);
}

}  // namespace
}  // namespace crier::store
