#include "contract/store_contract.h"

/// Updates that are stored and announced later or never (rules C, D2).
namespace crier::store {
namespace {

using core::DeliveryState;
using core::Impact;
using core::UpdateState;
using std::chrono::minutes;
using std::chrono::seconds;

class StorePending : public StoreContract {
 protected:
  std::optional<Stored> stored(UpdateId update) {
    std::optional<Stored> found;
    w.in_group([&](Store& s) { found = s.stored(update).value(); });
    return found;
  }
  DuePending due(std::size_t limit = 100) {
    DuePending due;
    w.in_group([&](Store& s) { due = s.due_pending(w.now(), limit).value(); });
    return due;
  }
  bool end(UpdateId update, UpdateState as) {
    bool ended = false;
    w.in_group([&](Store& s) { ended = s.end_pending(update, as).value(); });
    return ended;
  }
  BroadcastCount reach(const Planned& planned) {
    BroadcastCount count;
    w.in_group([&](Store& s) { count = s.reach(broadcast_of(planned, core::Update{})).value(); });
    return count;
  }
};
INSTANTIATE_TEST_SUITE_P(Contract, StorePending, ::testing::ValuesIn(backends()),
                         [](const ::testing::TestParamInfo<BackendKind>& tested) { return tested.param.name; });

TEST_P(StorePending, tells_nobody_and_stands_in_its_incident) {
  w.take_in("customers", "mail", addresses(3));
  const UtcTime due_at = w.now() + seconds(60);

  const Accepted accepted = w.keep("db", UpdateState::held, due_at);

  EXPECT_EQ(accepted.state, UpdateState::held);
  EXPECT_EQ(accepted.number, 1);
  EXPECT_TRUE(accepted.broadcasts.empty());
  EXPECT_TRUE(w.drain("mail").empty());
  EXPECT_EQ(sum(w.counts("db")), 0);
  ASSERT_TRUE(w.incident("db"));
  EXPECT_EQ(w.incident("db")->pending, (std::vector<core::Pending>{{1, UpdateState::held, due_at}}));
}

TEST_P(StorePending, is_found_by_its_id_and_by_its_number) {
  w.announce("web", Impact::major, {});
  const Accepted accepted = w.keep("db", UpdateState::draft);
  w.restart();

  const auto found = stored(accepted.update);

  ASSERT_TRUE(found);
  EXPECT_EQ(found->incident.id, accepted.incident);
  EXPECT_EQ(found->incident.key, "db");
  EXPECT_EQ(found->incident.occurrence, 1);
  EXPECT_EQ(found->update.id, accepted.update);
  EXPECT_EQ(found->update.state, UpdateState::draft);
  EXPECT_EQ(found->update.event.summary, "Summary 1");
  EXPECT_EQ(found->update.at, w.now());
  w.in_group([&](Store& s) {
    const auto by_number = s.update(accepted.incident, 1).value();
    ASSERT_TRUE(by_number);
    EXPECT_EQ(by_number->id, accepted.update);
    EXPECT_FALSE(s.update(accepted.incident, 2).value());
    EXPECT_FALSE(s.stored(UpdateId{accepted.update.value + 1}).value());
  });
}

TEST_P(StorePending, comes_due_in_the_order_of_its_times) {
  const UpdateId later = w.keep("db", UpdateState::held, w.now() + seconds(60)).update;
  const UpdateId sooner = w.keep("web", UpdateState::waiting, w.now() + seconds(30)).update;
  w.keep("mail-relay", UpdateState::draft);
  EXPECT_TRUE(due().now.empty());
  EXPECT_EQ(due().next, w.now() + seconds(30));
  w.restart();

  w.pass(seconds(30));
  EXPECT_EQ(due().now, std::vector<UpdateId>{sooner}) << "due at that very moment";
  EXPECT_EQ(due().next, w.now() + seconds(30));

  w.pass(seconds(31));
  EXPECT_EQ(due().now, (std::vector<UpdateId>{sooner, later}));
  EXPECT_FALSE(due().next) << "a draft has no time";
}

TEST_P(StorePending, comes_due_a_few_at_a_time) {
  const UpdateId first = w.keep("db", UpdateState::held, w.now() + seconds(1)).update;
  w.keep("web", UpdateState::held, w.now() + seconds(2));
  w.pass(seconds(5));

  EXPECT_EQ(due(1).now, std::vector<UpdateId>{first});
  EXPECT_EQ(due(1).next, w.now() - seconds(3)) << "one that is due too is the next";
}

TEST_P(StorePending, becomes_what_is_announced_under_its_number) {
  w.take_in("customers", "mail", addresses(3));
  const Accepted kept = w.keep("db", UpdateState::held, w.now() + seconds(60));
  w.pass(seconds(60));

  Acceptance release = w.release_of(kept.update, {Planned{}});
  release.update.event.summary = "Other words";
  release.update.audiences = {"customers"};
  const Accepted released = w.record(release);

  EXPECT_EQ(released.update, kept.update);
  EXPECT_EQ(released.number, 1);
  EXPECT_EQ(released.state, UpdateState::announced);
  ASSERT_EQ(released.broadcasts.size(), 1U);
  EXPECT_EQ(released.broadcasts[0].recipients, 3);
  EXPECT_TRUE(due().now.empty());
  EXPECT_TRUE(w.incident("db")->pending.empty());
  EXPECT_EQ(w.drain("mail"), (std::vector<std::string>{"p0@example.com/1", "p1@example.com/1", "p2@example.com/1"}));
  EXPECT_EQ(in(w.counts("db"), DeliveryState::delivered), 3);

  const IncidentRecord record = w.ledger()->incident({"db", 0}).value();
  ASSERT_EQ(record.updates.size(), 1U);
  EXPECT_EQ(record.updates[0].state, UpdateState::announced);
  EXPECT_EQ(record.updates[0].at, w.now()) << "it counts from its announcement";
  EXPECT_EQ(record.updates[0].event.summary, "Other words");
  EXPECT_EQ(record.updates[0].audiences, std::vector<std::string>{"customers"});
}

TEST_P(StorePending, is_sent_after_what_was_announced_before_it_whatever_its_number) {
  w.take_in("customers", "mail", addresses(2));
  const Accepted kept = w.keep("db", UpdateState::draft);
  w.announce("db");
  w.record(w.release_of(kept.update, {Planned{}}));

  EXPECT_EQ(w.drain("mail"), (std::vector<std::string>{"p0@example.com/2", "p1@example.com/2", "p0@example.com/1", "p1@example.com/1"}));
}

TEST_P(StorePending, gives_way_only_to_what_is_announced_after_it) {
  w.take_in("customers", "slack", std::vector<std::string>{"#a"});
  const std::vector<Planned> planned{Planned{.channel = "slack", .backlog = core::Backlog::latest}};
  const Accepted kept = w.keep("db", UpdateState::draft);
  w.announce("db", Impact::major, planned);
  const Started second = w.start_some("slack").at(0);
  w.record(w.release_of(kept.update, planned));

  w.wait(second, minutes(1), core::Backlog::latest);

  EXPECT_EQ(w.delivery(second.claim.delivery).state, DeliveryState::superseded);
  EXPECT_EQ(w.drain("slack"), std::vector<std::string>{"#a/1"});
}

TEST_P(StorePending, is_settled_with_the_update_that_settles_it) {
  const Accepted first = w.keep("db", UpdateState::draft);
  const Accepted second = w.keep("db", UpdateState::draft);
  Acceptance release = w.release_of(second.update, {});
  release.settled = {{1, UpdateState::withdrawn, {}}};
  release.incident.pending.clear();

  w.record(release);

  EXPECT_EQ(stored(first.update)->update.state, UpdateState::withdrawn);
  EXPECT_EQ(stored(second.update)->update.state, UpdateState::announced);
}

TEST_P(StorePending, is_not_due_any_more_once_it_is_settled) {
  w.keep("db", UpdateState::waiting, w.now() + minutes(2));
  Acceptance merged = w.plan("db", Impact::major, {});
  merged.update.state = UpdateState::waiting;
  merged.settled = {{1, UpdateState::recorded, {}}};
  merged.incident.pending = {{2, UpdateState::waiting, w.now() + minutes(2)}};
  const Accepted second = w.record(merged);
  w.pass(minutes(2));

  EXPECT_EQ(due().now, std::vector<UpdateId>{second.update});
}

TEST_P(StorePending, goes_by_the_time_that_its_incident_says_last) {
  const Accepted kept = w.keep("db", UpdateState::held, w.now() + minutes(1));
  Acceptance next = w.plan("db", Impact::major, {});
  next.update.state = UpdateState::recorded;
  next.incident.pending = {{1, UpdateState::held, w.now() + minutes(5)}};
  w.record(next);
  w.pass(minutes(1));
  EXPECT_TRUE(due().now.empty());

  w.pass(minutes(4));

  EXPECT_EQ(due().now, std::vector<UpdateId>{kept.update});
}

TEST_P(StorePending, remembers_by_which_update_it_was_put_right) {
  const Accepted wrong = w.announce("db", Impact::major, {});
  Acceptance correction = w.plan("db", Impact::major, {});
  correction.update.event.corrects = 1;
  correction.settled = {{1, UpdateState::announced, 2}};

  w.record(correction);

  EXPECT_EQ(stored(wrong.update)->update.state, UpdateState::announced);
  EXPECT_EQ(stored(wrong.update)->update.corrected_by, 2);
  EXPECT_EQ(w.ledger()->incident({"db", 0}).value().updates.at(0).corrected_by, 2);
}

TEST_P(StorePending, ends_unsent_once) {
  const Accepted kept = w.keep("db", UpdateState::held, w.now() + seconds(60));
  w.keep("db", UpdateState::draft);

  EXPECT_TRUE(end(kept.update, UpdateState::stopped));

  EXPECT_FALSE(end(kept.update, UpdateState::withdrawn)) << "it is not pending any more";
  EXPECT_EQ(stored(kept.update)->update.state, UpdateState::stopped);
  EXPECT_EQ(w.incident("db")->pending, (std::vector<core::Pending>{{2, UpdateState::draft, {}}}));
  w.pass(minutes(2));
  EXPECT_TRUE(due().now.empty());
  EXPECT_FALSE(due().next);
}

TEST_P(StorePending, only_a_pending_update_can_end_so) {
  const Accepted told = w.announce("db", Impact::major, {});

  EXPECT_FALSE(end(told.update, UpdateState::withdrawn));
  EXPECT_FALSE(end(UpdateId{told.update.value + 7}, UpdateState::withdrawn));
  EXPECT_EQ(stored(told.update)->update.state, UpdateState::announced);
}

TEST_P(StorePending, is_answered_by_its_receipt_as_it_stands_now) {
  w.take_in("customers", "mail", addresses(2));
  Acceptance kept = w.plan("db", Impact::major, {});
  kept.update.state = UpdateState::held;
  kept.incident.pending = {{1, UpdateState::held, w.now() + seconds(60)}};
  kept.receipt = ReceiptKey{"alice", "deploy-1", Digest{}, w.now() + std::chrono::hours(168)};
  const Accepted accepted = w.record(kept);
  const auto answered = [&] {
    Accepted again;
    w.in_group([&](Store& s) { again = s.accepted(s.receipt("alice", "deploy-1").value().value().update).value(); });
    return again;
  };
  EXPECT_EQ(answered().state, UpdateState::held);
  EXPECT_TRUE(answered().broadcasts.empty());

  w.record(w.release_of(accepted.update, {Planned{}}));

  EXPECT_EQ(answered().state, UpdateState::announced);
  ASSERT_EQ(answered().broadcasts.size(), 1U);
  EXPECT_EQ(answered().broadcasts[0].recipients, 2);
}

TEST_P(StorePending, stays_pending_when_its_release_is_lost) {
  w.take_in("customers", "mail", addresses(2));
  const Accepted kept = w.keep("db", UpdateState::held, w.now());
  const Acceptance release = w.release_of(kept.update, {Planned{}});

  w.in_lost_group([&](Store& s) { EXPECT_TRUE(s.record(release, w.now())); });

  EXPECT_EQ(stored(kept.update)->update.state, UpdateState::held);
  EXPECT_EQ(due().now, std::vector<UpdateId>{kept.update});
  EXPECT_TRUE(w.drain("mail").empty());
  w.in_lost_group([&](Store& s) { EXPECT_TRUE(s.end_pending(kept.update, UpdateState::stopped).value()); });
  EXPECT_EQ(w.incident("db")->pending.size(), 1U);
  EXPECT_EQ(due().now, std::vector<UpdateId>{kept.update});
}

TEST_P(StorePending, is_listed_newest_first_with_the_time_it_goes_out) {
  w.announce("db", Impact::major, {});
  w.keep("db", UpdateState::held, w.now() + seconds(60));
  Acceptance secret = w.plan("hr", Impact::major, {});
  secret.incident.restricted = true;
  w.record(secret);

  const auto all = w.ledger()->updates({}, 10, "").value();

  ASSERT_EQ(all.items.size(), 3U);
  EXPECT_EQ(all.next, "");
  EXPECT_EQ(all.items[0].incident, "hr");
  EXPECT_TRUE(all.items[0].restricted);
  EXPECT_EQ(all.items[1].incident, "db");
  EXPECT_FALSE(all.items[1].restricted);
  EXPECT_EQ(all.items[1].update.number, 2);
  EXPECT_EQ(all.items[1].update.state, UpdateState::held);
  EXPECT_EQ(all.items[1].due, w.now() + seconds(60));
  EXPECT_EQ(all.items[2].update.number, 1);
  EXPECT_FALSE(all.items[2].due);
}

TEST_P(StorePending, is_listed_by_state_and_by_incident) {
  w.announce("db", Impact::major, {});
  w.resolve("db", {});
  w.announce("db", Impact::major, {});
  w.keep("db", UpdateState::draft);
  w.keep("web", UpdateState::draft);
  w.keep("web", UpdateState::held, w.now());
  const auto listed = [&](const UpdateFilter& filter) {
    std::vector<std::string> all;
    const auto page = w.ledger()->updates(filter, 10, "").value();
    for (const UpdateRecord& one : page.items) all.push_back(one.incident + "#" + std::to_string(one.update.number));
    return all;
  };

  EXPECT_EQ(listed({UpdateState::draft, ""}), (std::vector<std::string>{"web#1", "db~2#2"}));
  EXPECT_EQ(listed({UpdateState::held, ""}), std::vector<std::string>{"web#2"});
  EXPECT_EQ(listed({UpdateState::waiting, ""}), std::vector<std::string>{});
  EXPECT_EQ(listed({UpdateState::announced, ""}), (std::vector<std::string>{"db~2#1", "db#2", "db#1"}));
  EXPECT_EQ(listed({std::nullopt, "db"}), (std::vector<std::string>{"db~2#2", "db~2#1"})) << "the key is that of the newest";
  EXPECT_EQ(listed({std::nullopt, "db~1"}), (std::vector<std::string>{"db#2", "db#1"}));
  EXPECT_EQ(listed({UpdateState::draft, "db"}), std::vector<std::string>{"db~2#2"});
  EXPECT_EQ(listed({std::nullopt, "nothing"}), std::vector<std::string>{});
}

TEST_P(StorePending, is_listed_in_pages) {
  for (int i = 0; i < 5; ++i) w.announce("db", Impact::major, {});
  std::vector<int> numbers;
  std::string after;
  do {
    const auto page = w.ledger()->updates({}, 2, after).value();
    EXPECT_LE(page.items.size(), 2U);
    for (const UpdateRecord& one : page.items) numbers.push_back(one.update.number);
    after = page.next;
  } while (!after.empty());

  EXPECT_EQ(numbers, (std::vector<int>{5, 4, 3, 2, 1}));
  EXPECT_EQ(w.ledger()->updates({}, 2, "somewhere").error().kind, ErrorKind::invalid);
}

TEST_P(StorePending, reach_counts_as_the_announcement_will) {
  w.take_in("customers", "mail", addresses(3));
  w.take_in("partners", "mail", addresses(5));
  const Planned both{.audience = "partners", .earlier = {"customers"}};

  const BroadcastCount count = reach(both);

  EXPECT_EQ(count.audience, "partners");
  EXPECT_EQ(count.channel, "mail");
  EXPECT_EQ(count.recipients, 2);
  EXPECT_EQ(count.deduplicated, 3);
  EXPECT_EQ(reach(Planned{}).recipients, 3);
  EXPECT_EQ(reach(Planned{.for_fallbacks = true}).recipients, 0);
  EXPECT_EQ(reach(Planned{.audience = "nobody"}).recipients, 0);
  const Accepted accepted = w.announce("db", Impact::major, {Planned{}, both});
  EXPECT_EQ(accepted.broadcasts.at(1).recipients, count.recipients);
  EXPECT_EQ(accepted.broadcasts.at(1).deduplicated, count.deduplicated);
}

TEST_P(StorePending, reach_leaves_out_who_is_suppressed) {
  w.take_in("customers", "mail", addresses(3));
  w.announce("db");
  w.fail({w.start_some("mail").at(0)}, true);

  EXPECT_EQ(reach(Planned{}).recipients, 2);
}

TEST_P(StorePending, a_retracted_incident_is_among_those_that_have_ended) {
  w.announce("db", Impact::major, {});
  w.announce("web", Impact::major, {});
  Acceptance retraction = w.plan("db", Impact::major, {});
  retraction.incident.status = core::Status::retracted;
  retraction.incident.retracted = w.now();
  w.record(retraction);
  const auto listed = [&](bool open) {
    std::vector<std::string> keys;
    const auto page = w.ledger()->incidents(open, 10, "").value();
    for (const IncidentRecord& one : page.items) keys.push_back(one.incident.key);
    return keys;
  };

  EXPECT_EQ(listed(true), std::vector<std::string>{"web"});
  EXPECT_EQ(listed(false), std::vector<std::string>{"db"});
  EXPECT_EQ(w.incident("db")->retracted, w.now());

  w.pass(std::chrono::hours(24 * 450));
  w.announce("new", Impact::major, {});
  w.in_group([&](Store& s) { EXPECT_TRUE(s.sweep(w.now() - std::chrono::hours(24 * 400), w.now(), w.now(), 100)); });
  EXPECT_FALSE(w.incident("db")) << "its history is over from the retraction on";
  EXPECT_TRUE(w.incident("web"));
}

}  // namespace
}  // namespace crier::store
