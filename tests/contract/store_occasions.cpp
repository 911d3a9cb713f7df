#include "contract/store_contract.h"

/// What the clock keeps in a store (rules I), so that each occasion happens once.
namespace crier::store {
namespace {

using core::DeliveryState;
using core::Impact;
using core::OccasionResult;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

class StoreOccasions : public StoreContract {
 protected:
  template <class T>
  T ask(const std::function<Result<T>(Store&)>& question) {
    std::optional<T> answer;
    w.in_group([&](Store& s) {
      auto found = question(s);
      ASSERT_TRUE(found) << found.error().text;
      answer = std::move(*found);
    });
    return std::move(*answer);
  }
  void settle(const SettledOccasion& settled) {
    w.in_group([&](Store& s) { ASSERT_TRUE(s.settle(settled)); });
  }
  std::vector<SettledOccasion> settled(const std::string& key) {
    return ask<std::vector<SettledOccasion>>([&](Store& s) { return s.settled(key); });
  }
  std::vector<std::string> watched(
      UtcTime ended_from, const Store::Wanted& wanted = [](const core::Incident&) { return true; }) {
    std::vector<std::string> names;
    for (const auto& incident : ask<std::vector<core::Incident>>([&](Store& s) { return s.watched(ended_from, wanted); }))
      names.push_back(incident.name());
    return names;
  }
  void change(const std::string& key, const std::function<void(core::Incident&)>& how) {
    w.in_group([&](Store& s) {
      auto incident = s.incident(key, 0).value();
      ASSERT_TRUE(incident);
      how(*incident);
      ASSERT_TRUE(s.keep_incident(*incident));
    });
  }
  static SettledOccasion of(const std::string& key, OccasionResult result, UtcTime at, std::vector<std::int64_t> ids) {
    SettledOccasion settled{key, result, at, {}};
    for (const auto id : ids) settled.incidents.push_back(IncidentId{id});
    return settled;
  }
};
INSTANTIATE_TEST_SUITE_P(Contract, StoreOccasions, ::testing::ValuesIn(backends()),
                         [](const ::testing::TestParamInfo<BackendKind>& tested) { return tested.param.name; });

TEST_P(StoreOccasions, are_remembered_by_key_and_result_over_a_restart) {
  settle(of("office-close/customers/2026-11-22", OccasionResult::done, w.now(), {3, 9}));
  settle(of("office-close/customers/2026-11-22", OccasionResult::needless, w.now(), {4}));
  settle(of("office-close/customers/2026-11-23", OccasionResult::done, w.now(), {3}));
  w.restart();

  EXPECT_EQ(settled("office-close/customers/2026-11-22"),
            (std::vector{of("office-close/customers/2026-11-22", OccasionResult::done, w.now(), {3, 9}),
                         of("office-close/customers/2026-11-22", OccasionResult::needless, w.now(), {4})}));
  EXPECT_TRUE(settled("office-open/customers/2026-11-22").empty());
}

TEST_P(StoreOccasions, gather_the_incidents_of_one_result) {
  settle(of("k", OccasionResult::done, w.now(), {5}));
  settle(of("k", OccasionResult::done, w.now() + seconds(1), {2, 5, 7}));

  EXPECT_EQ(settled("k"), std::vector{of("k", OccasionResult::done, w.now() + seconds(1), {2, 5, 7})});
}

TEST_P(StoreOccasions, that_were_missed_and_happen_after_all_are_missed_no_more) {
  settle(of("k", OccasionResult::missed, w.now(), {1, 2}));
  settle(of("k", OccasionResult::done, w.now(), {2}));
  EXPECT_EQ(settled("k"), (std::vector{of("k", OccasionResult::done, w.now(), {2}), of("k", OccasionResult::missed, w.now(), {1})}));
  settle(of("k", OccasionResult::skipped, w.now(), {1}));
  EXPECT_EQ(settled("k"), (std::vector{of("k", OccasionResult::done, w.now(), {2}), of("k", OccasionResult::skipped, w.now(), {1})}));
}

TEST_P(StoreOccasions, of_a_lost_group_never_happened) {
  w.in_lost_group([&](Store& s) {
    ASSERT_TRUE(s.settle(of("k", OccasionResult::done, w.now(), {1})));
    ASSERT_TRUE(s.set_looked_until(w.now()));
    ASSERT_TRUE(s.add_reminder({"r", std::chrono::local_seconds{}, "Europe/Berlin", {"a"}, "", "s", ""}).value());
  });

  EXPECT_TRUE(settled("k").empty());
  EXPECT_EQ(ask<std::optional<UtcTime>>([](Store& s) { return s.looked_until(); }), std::nullopt);
  EXPECT_TRUE(ask<std::vector<core::Reminder>>([](Store& s) { return s.reminders(); }).empty());
}

TEST_P(StoreOccasions, are_listed_from_a_time_on) {
  settle(of("b", OccasionResult::done, w.now(), {1}));
  settle(of("a", OccasionResult::skipped, w.now() + hours(1), {}));
  settle(of("c", OccasionResult::done, w.now() - hours(1), {1}));

  EXPECT_EQ(ask<std::vector<SettledOccasion>>([&](Store& s) { return s.settled_from(w.now()); }),
            (std::vector{of("b", OccasionResult::done, w.now(), {1}), of("a", OccasionResult::skipped, w.now() + hours(1), {})}));
}

TEST_P(StoreOccasions, until_when_was_looked_is_kept) {
  w.in_group([&](Store& s) { ASSERT_TRUE(s.set_looked_until(w.now())); });
  w.in_group([&](Store& s) { ASSERT_TRUE(s.set_looked_until(w.now() + minutes(5))); });
  w.restart();

  EXPECT_EQ(ask<std::optional<UtcTime>>([](Store& s) { return s.looked_until(); }), w.now() + minutes(5));
}

TEST_P(StoreOccasions, incidents_are_watched_while_they_are_open_or_ended_lately_or_something_waits) {
  w.announce("open");
  w.announce("late");
  w.resolve("late", {});
  w.announce("early");
  w.resolve("early", {});
  w.announce("waits");
  w.resolve("waits", {});
  change("early", [&](core::Incident& i) { i.resolved = w.now() - hours(2); });
  change("waits", [&](core::Incident& i) {
    i.resolved = w.now() - hours(2);
    i.deferred = {{"customers", 1}};
  });
  w.restart();

  EXPECT_EQ(watched(w.now() - hours(1)), (std::vector<std::string>{"open", "late", "waits"}));
  EXPECT_EQ(watched(w.now() - hours(1), [](const core::Incident& one) { return one.is_open(); }), (std::vector<std::string>{"open"}));
  change("waits", [](core::Incident& i) { i.deferred.clear(); });
  EXPECT_EQ(watched(w.now() - hours(1)), (std::vector<std::string>{"open", "late"}));
}

TEST_P(StoreOccasions, a_kept_incident_is_as_it_was_kept) {
  w.announce("db");
  change("db", [&](core::Incident& i) {
    i.promise = core::Promise{1, w.now(), w.now() + minutes(45), {"customers"}, true};
    i.promises = {2, 1};
    i.hushed = w.now() + hours(8);
    i.clock_said = {3, 4};
  });
  w.restart();

  const auto found = w.incident("db");
  ASSERT_TRUE(found);
  EXPECT_TRUE(found->promise->is_broken);
  EXPECT_EQ(found->promises, (core::PromiseCounts{2, 1}));
  EXPECT_EQ(found->hushed, w.now() + hours(8));
  EXPECT_EQ(ask<std::optional<core::Incident>>([&](Store& s) { return s.incident_of(found->id); }), *found);
  EXPECT_EQ(ask<std::optional<core::Incident>>([](Store& s) { return s.incident_of(IncidentId{999}); }), std::nullopt);
}

TEST_P(StoreOccasions, maintenance_is_found_until_it_is_over) {
  w.announce("db");
  w.announce("repair");
  change("repair", [&](core::Incident& i) {
    i.status = core::Status::scheduled;
    i.maintenance = core::MaintenanceWindow{w.now() + hours(1), w.now() + hours(2), 1};
  });
  const auto open = [&] {
    std::vector<std::string> names;
    for (const auto& one : ask<std::vector<core::Incident>>([](Store& s) { return s.open_maintenance(); })) names.push_back(one.name());
    return names;
  };
  EXPECT_EQ(open(), std::vector<std::string>{"repair"});
  change("repair", [&](core::Incident& i) {
    i.status = core::Status::completed;
    i.resolved = w.now();
  });
  EXPECT_TRUE(open().empty());
}

TEST_P(StoreOccasions, what_waits_for_the_end_of_a_maintenance_is_found_by_its_name) {
  const Accepted first = w.keep("db", core::UpdateState::waiting, w.now() + hours(1));
  w.keep("web", core::UpdateState::waiting, w.now() + hours(1));
  change("db", [](core::Incident& i) { i.pending[0].during = "repair"; });

  EXPECT_EQ(ask<std::vector<UpdateId>>([](Store& s) { return s.waiting_during("repair"); }), std::vector{first.update});
  EXPECT_TRUE(ask<std::vector<UpdateId>>([](Store& s) { return s.waiting_during("other"); }).empty());
}

TEST_P(StoreOccasions, updates_are_read_from_a_number_on) {
  for (int i = 0; i < 4; ++i) w.announce("db");
  const auto id = w.incident("db")->id;

  const auto found = ask<std::vector<core::Update>>([&](Store& s) { return s.updates_after(id, 1, 2); });

  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[0].number, 2);
  EXPECT_EQ(found[1].number, 3);
}

TEST_P(StoreOccasions, one_shot_reminders_have_names_of_their_own) {
  const core::Reminder reminder{
      "window", std::chrono::local_seconds{std::chrono::seconds{1'795'000'000}}, "Europe/Berlin", {"customers"}, "T", "S", "alice"};
  const auto add = [&](const core::Reminder& one) { return ask<bool>([&](Store& s) { return s.add_reminder(one); }); };
  EXPECT_TRUE(add(reminder));
  EXPECT_FALSE(add(reminder));
  w.restart();

  EXPECT_EQ(ask<std::vector<core::Reminder>>([](Store& s) { return s.reminders(); }), std::vector{reminder});
  EXPECT_TRUE(ask<bool>([](Store& s) { return s.remove_reminder("window"); }));
  EXPECT_FALSE(ask<bool>([](Store& s) { return s.remove_reminder("window"); }));
}

TEST_P(StoreOccasions, what_is_unsent_of_a_broadcast_that_expires_ends_expired) {
  w.take_in("customers", "mail", addresses(4));
  Acceptance acceptance = w.plan("db", Impact::major, {Planned{}});
  acceptance.broadcasts[0].expires = w.now() + minutes(30);
  w.record(acceptance);
  const auto started = w.start_some("mail", 2);
  ASSERT_EQ(started.size(), 2U);
  w.deliver({started[0]});
  w.wait(started[1], minutes(5));
  w.restart();
  w.pass(minutes(30));

  EXPECT_TRUE(w.start_some("mail").empty());
  EXPECT_EQ(in(w.counts("db"), DeliveryState::delivered), 1);
  EXPECT_EQ(in(w.counts("db"), DeliveryState::expired), 3);
}

TEST_P(StoreOccasions, a_broadcast_that_expires_is_sent_until_then) {
  w.take_in("customers", "mail", addresses(2));
  Acceptance acceptance = w.plan("db", Impact::major, {Planned{}});
  acceptance.broadcasts[0].expires = w.now() + minutes(30);
  w.record(acceptance);
  w.pass(minutes(30) - Millis(1));

  EXPECT_EQ(w.start_some("mail").size(), 2U);
}

TEST_P(StoreOccasions, tell_how_an_audience_was_reached_by_each_of_its_broadcasts) {
  w.take_in("ops", "mail", addresses(3));
  w.take_in("ops", "hooks", addresses(1, "h"));
  w.take_in("customers", "mail", addresses(2, "c"));
  w.announce("db", Impact::major, {Planned{"ops", "mail"}, Planned{"customers", "mail"}, Planned{"ops", "hooks"}});
  w.announce("db", Impact::major, {Planned{"ops", "hooks"}});
  const auto id = w.incident("db")->id;
  const auto ways = [&](int from, int until) { return ask<std::vector<Way>>([&](Store& s) { return s.ways(id, "ops", from, until); }); };
  EXPECT_EQ(ways(1, 1), (std::vector<Way>{{"mail", 3, 0, 3, ""}, {"hooks", 1, 0, 1, ""}}));
  EXPECT_EQ(ways(1, 2), (std::vector<Way>{{"mail", 3, 0, 3, ""}, {"hooks", 1, 0, 1, ""}, {"hooks", 1, 0, 1, ""}}));
  EXPECT_EQ(ways(2, 9), (std::vector<Way>{{"hooks", 1, 0, 1, ""}}));
  EXPECT_TRUE(ways(3, 9).empty());

  auto started = w.start_some("hooks", 1);
  ASSERT_EQ(started.size(), 1U);
  Finish refused = finish_of(started[0], DeliveryState::failed);
  refused.result = core::AttemptResult::rejected;
  refused.reply = "410 Gone";
  w.finish({refused});
  std::vector<Started> own;
  for (auto& one : w.start_some("mail")) {
    if (one.audience == "ops") own.push_back(std::move(one));
  }
  ASSERT_EQ(own.size(), 3U);
  w.deliver({own[0]});
  Finish later = finish_of(own[1], DeliveryState::waiting);
  later.result = core::AttemptResult::retry;
  later.reply = "451 4.3.0 try again later";
  later.due = w.now() + minutes(5);
  w.finish({later});
  EXPECT_EQ(ways(1, 1), (std::vector<Way>{{"mail", 3, 1, 2, "451 4.3.0 try again later"}, {"hooks", 1, 0, 0, "410 Gone"}}));
  w.restart();
  EXPECT_EQ(ways(1, 1), (std::vector<Way>{{"mail", 3, 1, 2, "451 4.3.0 try again later"}, {"hooks", 1, 0, 0, "410 Gone"}}));
}

TEST_P(StoreOccasions, are_swept_with_history) {
  settle(of("old", OccasionResult::done, w.now() - hours(48), {1}));
  settle(of("new", OccasionResult::done, w.now(), {1}));
  w.in_group([&](Store& s) { ASSERT_TRUE(s.sweep(w.now() - hours(24), w.now() - hours(24), w.now(), 100)); });

  EXPECT_TRUE(settled("old").empty());
  EXPECT_EQ(settled("new").size(), 1U);
}

}  // namespace
}  // namespace crier::store
