#include <gtest/gtest.h>

#include "store/sqlite/connection.h"
#include "store/sqlite/files.h"
#include "unit/store/sqlite_place.h"

namespace crier::store {
namespace {

SqliteOptions small_disk() {
  SqliteOptions options;
  options.max_pages = 120;
  return options;
}

/// Records until the store says that it is full; how many there were.
int fill(Store& store) {
  for (int i = 0; i < 1000; ++i) {
    const auto done = record(store, opening("db-" + std::to_string(i), "", 2000));
    if (done) continue;
    EXPECT_EQ(done.error().kind, ErrorKind::full) << done.error().text;
    return i;
  }
  ADD_FAILURE() << "the store never got full";
  return 0;
}

TEST(FullDisk, refuses_what_does_not_fit_and_keeps_all_that_was_accepted) {
  const Place place;
  int accepted = 0;
  {
    const auto store = take(place.open(small_disk()));
    accepted = fill(*store);
    ASSERT_GT(accepted, 10);
    EXPECT_FALSE(record(*store, opening("more", "", 20000)));
    ASSERT_TRUE(store->begin_group());
    EXPECT_TRUE(take(store->incident("db-" + std::to_string(accepted - 1), 0)));
    EXPECT_FALSE(take(store->incident("db-" + std::to_string(accepted), 0)));
    store->rollback_group();
  }
  const auto store = take(place.open());
  EXPECT_TRUE(record(*store, opening("more", "", 20000)));
}

TEST(FullDisk, takes_back_whole_what_failed_half_way) {
  const Place place;
  const auto store = take(place.open(small_disk()));
  take_in(*store, "customers", 3);
  static_cast<void>(fill(*store));
  const auto before = take(take(store->reader())->incidents(std::nullopt, 10000, "")).items.size();

  EXPECT_FALSE(record(*store, opening("big", "customers", 100000)));

  const auto ledger = take(store->reader());
  EXPECT_EQ(take(ledger->incidents(std::nullopt, 10000, "")).items.size(), before);
  EXPECT_TRUE(take(ledger->depths()).empty());
}

TEST(FullDisk, frees_the_ballast_once_and_takes_it_again_between_groups) {
  const Place place;
  const auto store = take(place.open());
  const auto size = [&] { return place.size(".ballast"); };
  ASSERT_EQ(size(), 8U << 20);
  ASSERT_TRUE(store->has_reserve());

  EXPECT_TRUE(store->free_reserve());
  EXPECT_EQ(size(), 0U);
  EXPECT_FALSE(store->has_reserve());
  EXPECT_FALSE(store->free_reserve());

  EXPECT_TRUE(store->between_groups(true));
  EXPECT_FALSE(store->has_reserve());
  EXPECT_TRUE(store->between_groups(false));
  EXPECT_TRUE(store->has_reserve());
  EXPECT_EQ(size(), 8U << 20);
}

TEST(Ballast, is_not_taken_where_it_would_fill_the_disk) {
  const Place place;
  sqlite::Ballast ballast(place.path(), std::int64_t{1} << 60);

  EXPECT_FALSE(ballast.take());
  EXPECT_FALSE(ballast.is_held());
  EXPECT_EQ(place.size(".ballast"), 0U);
}

TEST(Ballast, of_an_earlier_start_is_kept) {
  const Place place;
  {
    sqlite::Ballast first(place.path(), 4096);
    ASSERT_TRUE(first.take());
  }
  const sqlite::Ballast second(place.path(), 4096);

  EXPECT_TRUE(second.is_held());
}

TEST(SqliteErrors, have_the_kind_on_which_callers_decide) {
  const std::vector<std::pair<int, ErrorKind>> kinds{{SQLITE_FULL, ErrorKind::full},
                                                     {SQLITE_IOERR, ErrorKind::io},
                                                     {SQLITE_IOERR_FSYNC, ErrorKind::io},
                                                     {SQLITE_IOERR_WRITE, ErrorKind::io},
                                                     {SQLITE_CORRUPT, ErrorKind::io},
                                                     {SQLITE_CORRUPT_INDEX, ErrorKind::io},
                                                     {SQLITE_NOTADB, ErrorKind::io},
                                                     {SQLITE_READONLY, ErrorKind::io},
                                                     {SQLITE_READONLY_DBMOVED, ErrorKind::io},
                                                     {SQLITE_CANTOPEN, ErrorKind::io},
                                                     {SQLITE_PERM, ErrorKind::io},
                                                     {SQLITE_BUSY, ErrorKind::conflict},
                                                     {SQLITE_BUSY_SNAPSHOT, ErrorKind::conflict},
                                                     {SQLITE_INTERRUPT, ErrorKind::unavailable},
                                                     {SQLITE_CONSTRAINT_UNIQUE, ErrorKind::internal},
                                                     {SQLITE_ERROR, ErrorKind::internal}};
  for (const auto& [code, kind] : kinds) EXPECT_EQ(sqlite::error_of(code, "message", "doing").kind, kind) << code;
}

TEST(Database, does_nothing_after_a_failure_until_it_is_forgotten) {
  const Place place;
  const auto database = take(sqlite::connect_writer(place.path(), {}));
  sqlite::Query bad(*database, "INSERT INTO migration VALUES (1, 1, 'again')");
  sqlite::Query good(*database, "INSERT INTO meta VALUES ('x', 1)");

  EXPECT_EQ(bad.run(), 0);
  ASSERT_TRUE(database->failed());
  EXPECT_EQ(good.run(), 0);
  EXPECT_FALSE(database->outcome(1));
  database->forget_failure();
  EXPECT_EQ(good.run(), 1);
}

/// One connection with a log of its own.
struct Log {
  explicit Log(std::int64_t due = 40960, std::int64_t at_most = 409600) : checkpointer(*database, due, at_most) {
    checkpointer.run_whole();
  }
  /// So many frames at least: each is a page of 4 KiB.
  void write(int pages) {
    for (int i = 0; i < pages; ++i) insert.run(++name, sqlite::Blob{bytes});
  }
  Place place;
  std::unique_ptr<sqlite::Database> database = take(sqlite::connect_writer(place.path(), {}));
  std::string bytes = std::string(4000, 'x');
  int name = 0;
  sqlite::Query insert{*database, "INSERT INTO channel_state VALUES (?, ?)"};
  sqlite::Checkpointer checkpointer;
};

TEST(Checkpointer, waits_until_the_log_is_long_enough) {
  Log log;
  log.write(1);
  const auto pending = log.checkpointer.pending_frames();

  log.checkpointer.run_if_due(false);
  EXPECT_EQ(log.checkpointer.pending_frames(), pending);
  log.write(10);
  log.checkpointer.run_if_due(false);

  EXPECT_EQ(log.checkpointer.pending_frames(), 0);
}

TEST(Checkpointer, lets_urgent_work_go_first_but_not_for_ever) {
  Log log;
  log.write(20);
  log.checkpointer.run_if_due(true);
  EXPECT_GT(log.checkpointer.pending_frames(), 20);

  log.write(100);
  log.checkpointer.run_if_due(true);

  EXPECT_EQ(log.checkpointer.pending_frames(), 0);
}

TEST(Checkpointer, counts_from_where_it_stopped_when_the_log_begins_anew) {
  Log log;
  log.write(30);
  log.checkpointer.run_if_due(false);
  ASSERT_EQ(log.checkpointer.pending_frames(), 0);

  log.write(2);

  EXPECT_GT(log.checkpointer.pending_frames(), 0);
  EXPECT_LT(log.checkpointer.pending_frames(), 30);
}

TEST(Checkpointer, takes_what_a_reader_lets_it_and_the_rest_later) {
  Log log;
  log.write(5);
  const auto reader = take(sqlite::connect_reader(log.place.path(), {}));
  reader->execute("BEGIN");
  ASSERT_TRUE(sqlite::Query(*reader, "SELECT count(*) FROM channel_state").one());
  log.write(30);

  log.checkpointer.run_if_due(false);
  EXPECT_GT(log.checkpointer.pending_frames(), 0);
  EXPECT_FALSE(log.database->failed());
  reader->execute("ROLLBACK");
  log.checkpointer.run_if_due(false);

  EXPECT_EQ(log.checkpointer.pending_frames(), 0);
}

}  // namespace
}  // namespace crier::store
