#include <gtest/gtest.h>

#include <set>

#include "store/sqlite/connection.h"
#include "store/sqlite/reading.h"
#include "unit/store/sqlite_place.h"

namespace crier::store {
namespace {

constexpr UtcTime kLater = UtcTime(Millis(4000000000000));

Accepted accept(Store& store, const Acceptance& acceptance) {
  EXPECT_TRUE(store.begin_group());
  const Accepted accepted = take(store.record(acceptance, kNoon));
  EXPECT_TRUE(store.commit_group());
  return accepted;
}

std::vector<Started> start_all(Store& store, std::size_t most = 100000) {
  std::vector<Started> all;
  const ClassId from = take(store.destination_class("mail", "")).id;
  for (const core::Lane lane : {core::Lane::urgent, core::Lane::normal, core::Lane::bulk}) {
    for (const Head& head : take(store.heads(from, lane, kNoon, 1000))) {
      const StartOrder order{from, lane, head.broadcast, most, std::chrono::hours(48), false};
      for (Started& one : take(store.start(
               order, [](const Candidate&) { return Verdict{}; }, kNoon)))
        all.push_back(std::move(one));
    }
  }
  return all;
}

Finish delivered(const Started& started) {
  Finish finish;
  finish.claim = started.claim;
  finish.state = core::DeliveryState::delivered;
  finish.result = core::AttemptResult::delivered;
  return finish;
}

void deliver_all(Store& store) {
  ASSERT_TRUE(store.begin_group());
  std::vector<Finish> finishes;
  for (const Started& one : start_all(store)) finishes.push_back(delivered(one));
  ASSERT_TRUE(store.finish(finishes, kNoon));
  ASSERT_TRUE(store.commit_group());
}

std::int64_t sweep_once(Store& store, std::size_t limit) {
  EXPECT_TRUE(store.begin_group());
  const std::int64_t swept = take(store.sweep(kLater, kLater, kLater, limit));
  EXPECT_TRUE(store.commit_group());
  return swept;
}

Acceptance notice(int number) {
  Acceptance acceptance = opening("notice-" + std::to_string(number), "customers");
  acceptance.incident.is_notice = true;
  return acceptance;
}

TEST(Sweep, deletes_a_few_rows_a_call_until_nothing_is_left_that_may_go) {
  const Place place;
  const auto store = take(place.open());
  take_in(*store, "customers", 300);
  for (int i = 1; i <= 3; ++i) accept(*store, notice(i));
  deliver_all(*store);

  std::int64_t swept = 0;
  for (std::int64_t once = 1; once > 0;) {
    once = sweep_once(*store, 100);
    EXPECT_LE(once, 110);
    swept += once;
  }

  EXPECT_GE(swept, 900);
  const auto ledger = take(store->reader());
  EXPECT_TRUE(take(ledger->deliveries({}, 10, "")).items.empty());
  EXPECT_EQ(take(ledger->incidents(std::nullopt, 10, "")).items.size(), 1U);  // the newest, whose numbers must not be given again
}

TEST(Sweep, gives_no_number_twice_also_after_a_restart) {
  const Place place;
  std::set<std::int64_t> incidents, updates, messages, broadcasts;
  for (int run = 0; run < 3; ++run) {
    const auto store = take(place.open());
    take_in(*store, "customers", 2);
    for (int i = 1; i <= 2; ++i) {
      const Accepted accepted = accept(*store, notice(10 * run + i));
      EXPECT_TRUE(incidents.insert(accepted.incident.value).second);
      EXPECT_TRUE(updates.insert(accepted.update.value).second);
    }
    ASSERT_TRUE(store->begin_group());
    std::vector<Finish> finishes;
    std::set<std::int64_t> of_run;
    for (const Started& one : start_all(*store)) {
      if (one.claim.delivery.recipient.value == 1) {
        EXPECT_TRUE(messages.insert(one.message.value).second);
        EXPECT_TRUE(broadcasts.insert(one.claim.delivery.broadcast.value).second);
      }
      finishes.push_back(delivered(one));
    }
    ASSERT_EQ(finishes.size(), 4U);
    ASSERT_TRUE(store->finish(finishes, kNoon));
    ASSERT_TRUE(store->commit_group());
    while (sweep_once(*store, 100) > 0) {
    }
  }
}

TEST(Sweep, leaves_open_incidents_and_unfinished_deliveries_alone) {
  const Place place;
  const auto store = take(place.open());
  take_in(*store, "customers", 2);
  accept(*store, opening("open", "customers"));
  deliver_all(*store);
  accept(*store, notice(1));
  accept(*store, opening("last"));

  while (sweep_once(*store, 100) > 0) {
  }

  const auto ledger = take(store->reader());
  EXPECT_EQ(take(ledger->deliveries({}, 10, "")).items.size(), 2U);
  EXPECT_EQ(take(ledger->incidents(std::nullopt, 10, "")).items.size(), 3U);
}

TEST(LostGroups, leave_nothing_in_memory_either) {
  const Place place;
  const auto store = take(place.open());
  ASSERT_TRUE(store->begin_group());
  ASSERT_TRUE(store->destination_class("mail", "elsewhere"));
  ASSERT_TRUE(store->begin("customers", "mail"));
  ASSERT_TRUE(store->record(opening("lost", "customers"), kNoon));
  store->rollback_group();

  take_in(*store, "customers", 2);
  const Accepted kept = accept(*store, opening("kept", "customers"));

  EXPECT_EQ(kept.incident.value, 1);
  EXPECT_EQ(kept.update.value, 1);
  ASSERT_EQ(kept.broadcasts.size(), 1U);
  EXPECT_EQ(kept.broadcasts[0].recipients, 2);
  ASSERT_TRUE(store->begin_group());
  EXPECT_FALSE(take(store->incident("lost", 0)));
  EXPECT_EQ(start_all(*store).size(), 2U);
}

TEST(Claims, of_an_earlier_start_have_an_older_epoch_and_are_refused) {
  const Place place;
  std::vector<Started> before;
  {
    const auto store = take(place.open());
    take_in(*store, "customers", 1);
    accept(*store, opening("db", "customers"));
    ASSERT_TRUE(store->begin_group());
    before = start_all(*store);
    ASSERT_TRUE(store->commit_group());
  }
  ASSERT_EQ(before.size(), 1U);
  const auto store = take(place.open());
  ASSERT_TRUE(store->begin_group());
  EXPECT_EQ(take(store->recover({}, kNoon)), 1);
  const std::vector<Started> after = start_all(*store);
  const FinishReport report = take(store->finish({delivered(before[0])}, kNoon));

  ASSERT_EQ(after.size(), 1U);
  EXPECT_GT(after[0].claim.epoch, before[0].claim.epoch);
  EXPECT_TRUE(after[0].unsure);
  EXPECT_EQ(after[0].attempt, 2);
  EXPECT_EQ(report.stale, std::vector<DeliveryId>{before[0].claim.delivery});
}

TEST(Expansion, stops_at_a_cap_of_deliveries_never_attempted_and_goes_on_when_they_become_fewer) {
  const Place place;
  const auto store = take(place.open());
  take_in(*store, "customers", 6000);
  const Accepted accepted = accept(*store, opening("db", "customers"));
  ASSERT_TRUE(store->begin_group());
  const ClassId own = take(store->destination_class("mail", "")).id;
  const ClassId dead = take(store->destination_class("mail", "dead")).id;
  const Judge moves = [dead](const Candidate&) { return Verdict{Verdict::Kind::move, dead}; };
  const auto broadcast = take(store->heads(own, core::Lane::bulk, kNoon, 1)).at(0).broadcast;
  for (int i = 0; i < 20; ++i) {
    EXPECT_TRUE(take(store->start({own, core::Lane::bulk, broadcast, 500, std::chrono::hours(48), false}, moves, kNoon)).empty());
  }
  ASSERT_TRUE(store->commit_group());

  DeliveryFilter all;
  all.incident = accepted.incident_name;
  EXPECT_EQ(take(take(store->reader())->deliveries(all, 10000, "")).items.size(), 5000U);
  ASSERT_TRUE(store->begin_group());
  EXPECT_FALSE(take(store->next_due(own)));
  std::size_t started = 0;
  const Judge always = [](const Candidate&) { return Verdict{}; };
  while (!take(store->next_due(own)))
    started += take(store->start({dead, core::Lane::bulk, broadcast, 100, std::chrono::hours(48), false}, always, kNoon)).size();
  EXPECT_GT(started, 0U);
  EXPECT_EQ(take(store->start({own, core::Lane::bulk, broadcast, 100, std::chrono::hours(48), false}, always, kNoon)).size(), 100U);
}

TEST(Reading, ends_a_question_that_takes_too_long) {
  const Place place;
  const auto store = take(place.open());
  const auto database = take(sqlite::connect_reader(place.path(), {}));
  {
    const sqlite::Reading reading(*database, std::chrono::milliseconds(0));
    sqlite::Query endless(*database, "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n");

    EXPECT_FALSE(endless.one());

    ASSERT_TRUE(database->failed());
    EXPECT_EQ(database->error().kind, ErrorKind::unavailable);
    EXPECT_EQ(database->error().text, "The question took longer than 2 s: ask for less at once.");
  }
  const sqlite::Reading reading(*database);
  EXPECT_TRUE(sqlite::Query(*database, "SELECT count(*) FROM meta").one());
}

TEST(Reading, sees_one_state_while_the_writer_goes_on) {
  const Place place;
  const auto store = take(place.open());
  const auto database = take(sqlite::connect_reader(place.path(), {}));
  sqlite::Query count(*database, "SELECT count(*) FROM incident");
  const sqlite::Reading reading(*database);
  ASSERT_EQ(count.one(), 0);

  accept(*store, opening("db"));

  EXPECT_EQ(count.one(), 0);
}

}  // namespace
}  // namespace crier::store
