#include <gmock/gmock.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>

#include "store/sqlite/connection.h"
#include "store/sqlite/migrations.h"
#include "unit/store/sqlite_place.h"

namespace crier::store {
namespace {

using sqlite::Database;
using sqlite::Migration;
using sqlite::Query;

std::string text_of(Database& database, const char* sql) {
  Query query(database, sql);
  sqlite::Rows row = query();
  return row.next() ? row.text() : "nothing";
}

TEST(SqliteOpen, makes_a_file_that_only_its_owner_may_read) {
  const Place place;
  const auto store = take(place.open());

  for (const std::string suffix : {"", "-wal", "-shm", ".lock"}) {
    struct stat found {};
    ASSERT_EQ(::stat((place.path() + suffix).c_str(), &found), 0) << suffix;
    EXPECT_EQ(found.st_mode & 0777, 0600U) << suffix;
  }
}

TEST(SqliteOpen, takes_the_rights_of_others_away_from_a_file_that_had_them) {
  const Place place;
  take(place.open()).reset();
  ASSERT_EQ(::chmod(place.path().c_str(), 0644), 0);

  const auto store = take(place.open());

  struct stat found {};
  ASSERT_EQ(::stat(place.path().c_str(), &found), 0);
  EXPECT_EQ(found.st_mode & 0777, 0600U);
}

TEST(SqliteOpen, refuses_a_second_daemon) {
  const Place place;
  const auto first = take(place.open());

  const auto second = place.open();

  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().kind, ErrorKind::conflict);
  EXPECT_EQ(second.error().text, "Another process uses the store " + place.path() + ": end it first, or name another store.");
}

TEST(SqliteOpen, lets_the_next_daemon_in_when_the_first_is_gone) {
  const Place place;
  take(place.open()).reset();

  EXPECT_TRUE(place.open());
}

TEST(SqliteOpen, says_which_folder_is_missing) {
  const Place place;

  const auto store = open_sqlite((place.folder() / "no" / "crier.db").string());

  ASSERT_FALSE(store);
  EXPECT_EQ(store.error().kind, ErrorKind::io);
  EXPECT_EQ(store.error().text, "Cannot make the lock file " + (place.folder() / "no" / "crier.db.lock").string() +
                                    ": No such file or directory; check that its folder exists and may be written.");
}

TEST(SqliteOpen, says_that_the_folder_may_not_be_written) {
  if (::geteuid() == 0) GTEST_SKIP() << "root may write everywhere";
  const Place place;
  std::filesystem::permissions(place.folder(), std::filesystem::perms::owner_read | std::filesystem::perms::owner_exec);

  const auto store = place.open();

  ASSERT_FALSE(store);
  EXPECT_EQ(store.error().kind, ErrorKind::io);
  EXPECT_THAT(store.error().text, ::testing::HasSubstr("Permission denied; check that its folder exists and may be written."));
}

TEST(SqliteOpen, refuses_a_file_that_is_no_database) {
  const Place place;
  std::ofstream(place.path()) << std::string(5000, 'x');

  const auto store = place.open();

  ASSERT_FALSE(store);
  EXPECT_EQ(store.error().kind, ErrorKind::io);
}

TEST(SqliteOpen, refuses_a_database_of_another_program) {
  const Place place;
  place.execute("CREATE TABLE other(x)");

  const auto store = place.open();

  ASSERT_FALSE(store);
  EXPECT_EQ(store.error().kind, ErrorKind::config);
  EXPECT_EQ(store.error().text, "The file " + place.path() + " is a database of another program: name another file as the store.");
}

TEST(SqliteOpen, refuses_a_store_of_a_newer_crier_that_needs_a_newer_program) {
  const Place place;
  take(place.open()).reset();
  place.execute("PRAGMA user_version = 7; INSERT INTO migration VALUES (7, 5, '')");

  const auto store = place.open();

  ASSERT_FALSE(store);
  EXPECT_EQ(store.error().kind, ErrorKind::config);
  EXPECT_EQ(store.error().text,
            "The store " + place.path() +
                " was made by a newer Crier (its schema 7 needs a program that knows schema 5, this one knows 4): install the newer "
                "version again or restore a backup made before it.");
}

TEST(SqliteOpen, works_on_a_store_of_a_newer_crier_that_this_program_can_still_read) {
  const Place place;
  take(place.open()).reset();
  place.execute("PRAGMA user_version = 7; INSERT INTO migration VALUES (7, 1, '')");

  const auto store = take(place.open());

  EXPECT_TRUE(record(*store, opening("db")));
}

TEST(SqliteOpen, writes_with_the_settings_that_durability_rests_on) {
  const Place place;
  const auto database = take(sqlite::connect_writer(place.path(), {}));

  const std::vector<std::pair<const char*, std::string>> settings{
      {"PRAGMA journal_mode", "wal"},     {"PRAGMA synchronous", "2"},
      {"PRAGMA wal_autocheckpoint", "0"}, {"PRAGMA mmap_size", "0"},
      {"PRAGMA page_size", "4096"},       {"PRAGMA trusted_schema", "0"},
      {"PRAGMA cell_size_check", "1"},    {"PRAGMA application_id", "1129466181"},
      {"PRAGMA user_version", "4"}};
  for (const auto& [pragma, value] : settings) EXPECT_EQ(text_of(*database, pragma), value) << pragma;
}

TEST(SqliteOpen, reads_on_a_connection_that_cannot_write) {
  const Place place;
  const auto store = take(place.open());
  const auto database = take(sqlite::connect_reader(place.path(), {}));

  Query(*database, "INSERT INTO meta VALUES ('x', 1)").run();

  ASSERT_TRUE(database->failed());
  EXPECT_EQ(database->error().kind, ErrorKind::io);
}

TEST(SqliteOpen, takes_the_whole_log_into_the_file_after_an_unclean_end) {
  const Place place;
  const Place copy;
  {
    const auto store = take(place.open());
    for (int i = 0; i < 20; ++i) ASSERT_TRUE(record(*store, opening("db-" + std::to_string(i))));
    for (const std::string suffix : {"", "-wal"})
      std::filesystem::copy_file(place.path() + suffix, copy.path() + suffix);  // as a crash leaves them
  }
  ASSERT_GT(copy.size("-wal"), 20000U);

  const auto store = take(copy.open());

  EXPECT_LT(copy.size("-wal"), 20000U);
  ASSERT_TRUE(store->begin_group());
  EXPECT_TRUE(take(store->incident("db-19", 0)));
}

TEST(SqliteOpen, leaves_no_log_behind_a_clean_end) {
  const Place place;
  {
    const auto store = take(place.open());
    ASSERT_TRUE(record(*store, opening("db")));
  }
  EXPECT_FALSE(std::filesystem::exists(place.path() + "-wal"));
}

TEST(Migrations, take_a_store_of_the_first_schema_with_all_that_is_in_it) {
  const Place place;
  {
    sqlite3* connection = nullptr;
    ASSERT_EQ(sqlite3_open(place.path().c_str(), &connection), SQLITE_OK);
    Database first(connection);
    ASSERT_TRUE(sqlite::migrate(first, sqlite::migrations().first(1), place.path()));
    ASSERT_EQ(text_of(first, "PRAGMA user_version"), "1");
    first.execute("INSERT INTO incident VALUES (1, 'db', 1, 2, NULL, '{\"title\":\"Down\",\"updates\":1}')");
    first.execute(
        "INSERT INTO updates VALUES (1, 1, 1, 0, 1000, 0, 0, NULL, NULL, NULL, NULL, '{\"action\":\"open\",\"author\":\"Ann\"}')");
    ASSERT_TRUE(first.outcome());
  }

  const auto store = take(place.open());

  EXPECT_EQ(text_of(*take(sqlite::connect_reader(place.path(), {})), "PRAGMA user_version"), "4");
  const auto ledger = take(store->reader());
  const auto listed = take(ledger->updates({}, 10, ""));
  ASSERT_EQ(listed.items.size(), 1U);
  EXPECT_EQ(listed.items[0].incident, "db");
  EXPECT_EQ(listed.items[0].update.action, core::Action::open);
  const auto log = take(ledger->log("", 10, ""));
  ASSERT_EQ(log.items.size(), 1U);
  EXPECT_EQ(log.items[0].peer, "Ann") << "nobody kept the peer then";
}

TEST(Migrations, run_each_step_once_in_a_transaction_of_its_own) {
  const Place place;
  const std::vector<Migration> steps{{1, 1, "CREATE TABLE a(x)"}, {2, 1, "CREATE TABLE b(x); INSERT INTO b VALUES (1)"}};
  sqlite3* connection = nullptr;
  ASSERT_EQ(sqlite3_open(place.path().c_str(), &connection), SQLITE_OK);
  Database writable(connection);

  ASSERT_TRUE(sqlite::migrate(writable, steps, place.path()));
  ASSERT_TRUE(sqlite::migrate(writable, steps, place.path()));

  EXPECT_EQ(text_of(writable, "SELECT count(*) FROM b"), "1");
  EXPECT_EQ(text_of(writable, "SELECT group_concat(number) FROM migration"), "1,2");
  EXPECT_EQ(text_of(writable, "PRAGMA user_version"), "2");
}

TEST(Migrations, leave_the_store_at_the_last_whole_step_when_one_fails) {
  const Place place;
  sqlite3* connection = nullptr;
  ASSERT_EQ(sqlite3_open(place.path().c_str(), &connection), SQLITE_OK);
  Database database(connection);
  const std::vector<Migration> steps{{1, 1, "CREATE TABLE a(x)"}, {2, 1, "CREATE TABLE b(x); INSERT INTO nowhere VALUES (1)"}};

  ASSERT_FALSE(sqlite::migrate(database, steps, place.path()));

  EXPECT_EQ(text_of(database, "PRAGMA user_version"), "1");
  EXPECT_EQ(text_of(database, "SELECT count(*) FROM sqlite_schema WHERE name = 'b'"), "0");
}

TEST(Migrations, of_this_program_ascend_one_by_one_and_ask_for_no_newer_reader_than_themselves) {
  int number = 0;
  for (const Migration& step : sqlite::migrations()) {
    EXPECT_EQ(step.number, ++number);
    EXPECT_LE(step.min_reader, step.number);
  }
}

}  // namespace
}  // namespace crier::store
