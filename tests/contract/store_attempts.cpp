#include "contract/store_contract.h"

namespace crier::store {
namespace {

using core::AttemptResult;
using core::DeliveryState;
using core::Impact;
using std::chrono::minutes;

CRIER_STORE_SUITE(StoreAttempts);

TEST_P(StoreAttempts, a_start_is_stored_before_the_send) {
  w.take_in("customers", "mail", addresses(1));
  w.announce("db");
  const std::vector<Started> started = w.start_some("mail");

  const DeliveryRecord record = w.delivery(started[0].claim.delivery);

  EXPECT_EQ(record.state, DeliveryState::sending);
  ASSERT_EQ(record.attempts.size(), 1U);
  EXPECT_EQ(record.attempts[0].at, w.now());
  EXPECT_EQ(record.attempts[0].result, AttemptResult::none);
}

TEST_P(StoreAttempts, every_try_is_kept_as_the_remote_side_put_it) {
  w.take_in("customers", "mail", addresses(1));
  w.announce("db");
  const UtcTime first_at = w.now();
  for (int attempt = 1; attempt <= 3; ++attempt) {
    const std::vector<Started> started = w.start_some("mail");
    ASSERT_EQ(started.size(), 1U);
    EXPECT_EQ(started[0].attempt, attempt);
    Finish finish = finish_of(started[0], attempt < 3 ? DeliveryState::waiting : DeliveryState::delivered);
    finish.reply = "reply " + std::to_string(attempt);
    finish.remote_id = attempt == 3 ? "remote-7" : "";
    finish.due = w.now() + minutes(1);
    w.finish({finish});
    w.pass(minutes(1));
  }

  const DeliveryRecord record = w.list()[0];

  EXPECT_EQ(record.state, DeliveryState::delivered);
  EXPECT_EQ(record.remote_id, "remote-7");
  EXPECT_EQ(record.reason, "");
  ASSERT_EQ(record.attempts.size(), 3U);
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_EQ(record.attempts[i].at, first_at + minutes(static_cast<int>(i)));
    EXPECT_EQ(record.attempts[i].reply, "reply " + std::to_string(i + 1));
    EXPECT_EQ(record.attempts[i].result, i < 2 ? AttemptResult::retry : AttemptResult::delivered);
  }
}

TEST_P(StoreAttempts, an_end_is_taken_once) {
  w.take_in("customers", "mail", addresses(2));
  w.announce("db");
  const std::vector<Started> started = w.start_some("mail");
  w.deliver({started[0]});

  const FinishReport report = w.finish({finish_of(started[0], DeliveryState::failed), finish_of(started[1], DeliveryState::delivered)});

  EXPECT_EQ(report.stale, std::vector<DeliveryId>{started[0].claim.delivery});
  EXPECT_EQ(in(w.counts("db"), DeliveryState::delivered), 2) << "nothing final changes, and the others are not held up";
}

TEST_P(StoreAttempts, a_claim_of_another_epoch_is_refused) {
  w.take_in("customers", "mail", addresses(1));
  w.announce("db");
  const std::vector<Started> started = w.start_some("mail");
  Finish wrong = finish_of(started[0], DeliveryState::delivered);
  ++wrong.claim.epoch;

  EXPECT_EQ(w.finish({wrong}).stale.size(), 1U);
  w.in_group([&](Store& s) {
    const Result<void> refused = s.checkpoint(wrong.claim, "x");
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, ErrorKind::stale);
  });
  EXPECT_EQ(in(w.counts("db"), DeliveryState::sending), 1);
}

TEST_P(StoreAttempts, claims_of_a_start_that_ended_are_refused) {
  w.take_in("customers", "mail", addresses(1));
  w.announce("db");
  const std::vector<Started> before = w.start_some("mail");
  w.restart();
  w.in_group([&](Store& s) { EXPECT_EQ(s.recover({}, w.now()).value(), 1); });
  const std::vector<Started> after = w.start_some("mail");
  ASSERT_EQ(after.size(), 1U);
  EXPECT_GT(after[0].claim.epoch, before[0].claim.epoch);

  EXPECT_EQ(w.deliver(before).stale.size(), 1U);
  EXPECT_TRUE(w.deliver(after).stale.empty());
}

TEST_P(StoreAttempts, an_unknown_delivery_is_stale) {
  Finish nobody;
  nobody.claim = {DeliveryId{BroadcastId{99}, RecipientId{99}}, 1};
  nobody.state = DeliveryState::delivered;

  EXPECT_EQ(w.finish({nobody}).stale.size(), 1U);
}

TEST_P(StoreAttempts, a_crash_leaves_them_unknown_and_they_are_repeated) {
  w.take_in("customers", "mail", addresses(3));
  w.announce("db");
  const std::vector<Started> started = w.start_some("mail", 2);
  w.deliver({started[0]});
  w.restart();
  w.pass(minutes(1));

  w.in_group([&](Store& s) { EXPECT_EQ(s.recover({"slack"}, w.now()).value(), 1); });

  const DeliveryRecord record = w.delivery(started[1].claim.delivery);
  EXPECT_EQ(record.state, DeliveryState::waiting);
  EXPECT_EQ(record.due, w.now());
  ASSERT_EQ(record.attempts.size(), 1U);
  EXPECT_EQ(record.attempts[0].result, AttemptResult::unknown);
  const std::vector<Started> again = w.start_some("mail");
  ASSERT_EQ(again.size(), 2U);
  const Started& repeated = again[0].address == started[1].address ? again[0] : again[1];
  EXPECT_EQ(repeated.claim.delivery, started[1].claim.delivery) << "the same delivery, so the same idempotency key";
  EXPECT_EQ(repeated.attempt, 2);
  EXPECT_TRUE(repeated.unsure);
  w.in_group([&](Store& s) { EXPECT_EQ(s.recover({}, w.now()).value(), 0) << "what this start has under way is its own"; });
}

TEST_P(StoreAttempts, a_crash_ends_them_where_a_repeat_is_worse_than_a_loss) {
  w.take_in("customers", "mail", addresses(1));
  w.take_in("customers", "slack", std::vector<std::string>{"#a"});
  w.announce("db", Impact::major, {Planned{}, Planned{.channel = "slack"}});
  const std::vector<Started> mail = w.start_some("mail");
  const std::vector<Started> slack = w.start_some("slack");
  w.announce("db", Impact::major, {Planned{.channel = "slack"}});
  w.restart();

  w.in_group([&](Store& s) { EXPECT_EQ(s.recover({"slack"}, w.now()).value(), 2); });

  const DeliveryRecord dropped = w.delivery(slack[0].claim.delivery);
  EXPECT_EQ(dropped.state, DeliveryState::failed);
  EXPECT_EQ(dropped.attempts[0].result, AttemptResult::unknown);
  EXPECT_EQ(w.delivery(mail[0].claim.delivery).state, DeliveryState::waiting);
  EXPECT_EQ(w.drain("slack"), std::vector<std::string>{"#a/2"}) << "its successor goes on";
}

TEST_P(StoreAttempts, a_try_that_does_not_count_leaves_no_trace) {
  w.take_in("customers", "mail", addresses(1));
  w.announce("db");
  Finish finish = finish_of(w.start_some("mail")[0], DeliveryState::queued);
  finish.count_attempt = false;
  finish.due = w.now();

  w.finish({finish});

  EXPECT_EQ(in(w.counts("db"), DeliveryState::queued), 1);
  EXPECT_TRUE(w.list()[0].attempts.empty());
  const std::vector<Started> again = w.start_some("mail");
  ASSERT_EQ(again.size(), 1U);
  EXPECT_EQ(again[0].attempt, 1);
}

TEST_P(StoreAttempts, a_second_try_that_does_not_count_leaves_the_first) {
  w.take_in("customers", "mail", addresses(1));
  w.announce("db");
  w.wait(w.start_some("mail")[0], minutes(1));
  w.pass(minutes(1));
  Finish finish = finish_of(w.start_some("mail")[0], DeliveryState::queued);
  finish.count_attempt = false;
  finish.due = w.now() + minutes(2);

  w.finish({finish});

  ASSERT_EQ(w.list()[0].attempts.size(), 1U);
  EXPECT_EQ(w.list()[0].attempts[0].result, AttemptResult::retry);
  EXPECT_EQ(w.next_due(w.class_of("mail")), w.now() + minutes(2));
  w.pass(minutes(2));
  EXPECT_EQ(w.start_some("mail")[0].attempt, 2);
}

TEST_P(StoreAttempts, whether_the_last_one_may_have_arrived_is_kept) {
  w.take_in("customers", "mail", addresses(1));
  w.announce("db");
  Finish finish = finish_of(w.start_some("mail")[0], DeliveryState::waiting);
  finish.unsure = true;
  finish.due = w.now();
  w.finish({finish});

  bool asked_unsure = false;
  StartOrder order;
  order.from = w.class_of("mail");
  order.lane = core::Lane::normal;
  order.broadcast = finish.claim.delivery.broadcast;
  order.most = 1;
  const std::vector<Started> again = w.start(order, [&](const Candidate& candidate) {
    asked_unsure = candidate.unsure;
    return Verdict{};
  });

  EXPECT_TRUE(asked_unsure);
  ASSERT_EQ(again.size(), 1U);
  EXPECT_TRUE(again[0].unsure);
}

TEST_P(StoreAttempts, progress_is_given_back_at_the_next_try) {
  w.take_in("public", "x", std::vector<std::string>{""});
  w.announce("db", Impact::major, {Planned{.audience = "public", .channel = "x"}});
  const std::vector<Started> started = w.start_some("x");
  const std::string progress("part\0 one", 9);
  w.in_group([&](Store& s) { ASSERT_TRUE(s.checkpoint(started[0].claim, "earlier")); });
  w.in_group([&](Store& s) { ASSERT_TRUE(s.checkpoint(started[0].claim, progress)); });

  w.restart();
  w.in_group([&](Store& s) { ASSERT_TRUE(s.recover({}, w.now())); });

  EXPECT_EQ(w.start_some("x")[0].progress, progress);
}

TEST_P(StoreAttempts, the_first_delivered_post_is_the_threads_root) {
  w.take_in("customers", "slack", std::vector<std::string>{"#a", "#b"});
  const std::vector<Planned> slack{Planned{.channel = "slack"}};
  w.announce("db", Impact::major, slack);
  std::vector<Started> started = w.start_some("slack");
  w.deliver({started[0]}, "ts-1");
  w.fail({started[1]});
  w.announce("db", Impact::major, slack);
  started = w.start_some("slack");
  EXPECT_EQ(started[0].thread_root, "ts-1");
  EXPECT_EQ(started[0].thread_last, "ts-1");
  EXPECT_EQ(started[1].thread_root, "") << "a post that failed is no root";
  w.deliver({started[0]}, "ts-2");
  w.deliver({started[1]}, "other-1");
  w.restart();
  w.announce("db", Impact::major, slack);
  w.announce("web", Impact::major, slack);

  for (const Started& one : w.start_some("slack")) {
    const bool is_db = one.incident_name == "db";
    const bool is_a = one.address == "#a";
    EXPECT_EQ(one.thread_root, !is_db ? "" : is_a ? "ts-1" : "other-1") << one.incident_name << one.address;
    EXPECT_EQ(one.thread_last, !is_db ? "" : is_a ? "ts-2" : "other-1") << one.incident_name << one.address;
  }
}

TEST_P(StoreAttempts, a_post_whose_id_is_unknown_is_no_root) {
  w.take_in("public", "x", std::vector<std::string>{""});
  const std::vector<Planned> x{Planned{.audience = "public", .channel = "x"}};
  w.announce("db", Impact::major, x);
  Finish finish = finish_of(w.start_some("x")[0], DeliveryState::delivered);
  finish.keep_thread = true;
  w.finish({finish});
  w.announce("db", Impact::major, x);
  const std::vector<Started> second = w.start_some("x");
  EXPECT_EQ(second[0].thread_root, "");
  w.deliver(second, "77");
  w.announce("db", Impact::major, x);

  EXPECT_EQ(w.start_some("x")[0].thread_root, "77");
}

class StoreEdits : public StoreContract {
 protected:
  FinishReport post(const std::string& remote_id) {
    Finish finish = finish_of(w.start_some("slack")[0], DeliveryState::delivered);
    finish.remote_id = remote_id;
    finish.keep_thread = true;
    finish.edit_root = true;
    return w.finish({finish});
  }
  void announce() { w.announce("db", Impact::major, {Planned{.channel = "slack"}}); }
};
INSTANTIATE_TEST_SUITE_P(Contract, StoreEdits, ::testing::ValuesIn(backends()),
                         [](const ::testing::TestParamInfo<BackendKind>& tested) { return tested.param.name; });

TEST_P(StoreEdits, follow_a_post_that_is_not_the_root) {
  w.take_in("customers", "slack", std::vector<std::string>{"#a"});
  announce();
  post("ts-1");
  EXPECT_TRUE(w.start_some("slack").empty()) << "the root itself needs no edit";
  announce();

  EXPECT_TRUE(wakes(post("ts-2").work, w.class_of("slack")));

  const std::vector<Started> edit = w.start_some("slack");
  ASSERT_EQ(edit.size(), 1U);
  EXPECT_EQ(edit[0].claim.delivery.kind, DeliveryKind::edit);
  EXPECT_EQ(edit[0].thread_root, "ts-1");
  EXPECT_EQ(edit[0].update, 2);
  EXPECT_EQ(edit[0].attempt, 1);
}

TEST_P(StoreEdits, are_in_no_count_and_no_list_unless_asked_for) {
  w.take_in("customers", "slack", std::vector<std::string>{"#a"});
  announce();
  post("ts-1");
  announce();
  post("ts-2");

  EXPECT_EQ(sum(w.counts("db")), 2);
  EXPECT_EQ(w.list().size(), 2U);
  DeliveryFilter edits;
  edits.edits = true;
  ASSERT_EQ(w.list(edits).size(), 1U);
  EXPECT_EQ(w.list(edits)[0].id.kind, DeliveryKind::edit);
  EXPECT_EQ(w.ledger()->depths().value()[0].counts[static_cast<std::size_t>(DeliveryState::queued)], 0);
  w.fail(w.start_some("slack"));
  EXPECT_EQ(in(w.counts("db"), DeliveryState::failed), 0);
  EXPECT_EQ(w.list(edits)[0].state, DeliveryState::failed);
}

TEST_P(StoreEdits, are_retried_and_hold_up_no_post) {
  w.take_in("customers", "slack", std::vector<std::string>{"#a"});
  announce();
  post("ts-1");
  announce();
  post("ts-2");
  w.wait(w.start_some("slack")[0], minutes(5));
  announce();

  const std::vector<Started> started = w.start_some("slack");

  ASSERT_EQ(started.size(), 1U);
  EXPECT_EQ(started[0].claim.delivery.kind, DeliveryKind::post);
  EXPECT_EQ(started[0].update, 3);
}

TEST_P(StoreEdits, never_put_an_older_state_over_a_newer_one) {
  w.take_in("customers", "slack", std::vector<std::string>{"#a"});
  announce();
  post("ts-1");
  announce();
  post("ts-2");
  w.wait(w.start_some("slack")[0], minutes(5));
  announce();
  post("ts-3");

  std::vector<int> edited;
  for (int i = 0; i < 3; ++i) {
    for (const Started& one : w.start_some("slack")) {
      edited.push_back(one.update);
      w.deliver({one});
    }
    w.pass(minutes(5));
  }

  ASSERT_FALSE(edited.empty());
  EXPECT_EQ(edited.back(), 3);
  EXPECT_TRUE(std::is_sorted(edited.begin(), edited.end()));
}

}  // namespace
}  // namespace crier::store
