#include <gtest/gtest.h>
#include <sqlite3.h>
#include <unistd.h>

#include <csignal>

#include "process/house.h"

namespace crier::process {
namespace {

constexpr int kExitUsage = 64;
constexpr int kExitTaken = 73;
constexpr int kExitIo = 74;
constexpr int kExitConfig = 78;

/// Starts the daemon where it cannot start, and how it ended.
Ended refused(const Sandbox& sandbox) { return sandbox.crierd({"--config", sandbox.path("crier.yaml").string()}); }

/// Changes a store from outside, while no daemon has it.
void change_store(const Sandbox& sandbox, const std::string& sql) {
  sqlite3* database = nullptr;
  ASSERT_EQ(sqlite3_open(sandbox.path("crier.db").c_str(), &database), SQLITE_OK);
  EXPECT_EQ(sqlite3_exec(database, sql.c_str(), nullptr, nullptr, nullptr), SQLITE_OK) << sqlite3_errmsg(database);
  sqlite3_close(database);
}

/// A store as this release makes it.
void make_store(const Sandbox& sandbox) {
  Program daemon = sandbox.daemon();
  daemon.signal(SIGTERM);
  ASSERT_EQ(daemon.wait(), 0);
}

TEST(ADoor, of_a_live_daemon_is_not_taken) {
  const Receiver receiver;
  Sandbox sandbox;
  furnish(sandbox, {.targets = {receiver.url("/")}});
  Program first = sandbox.daemon();
  sandbox.write("second.yaml", "listen:\n  - unix: " + sandbox.path("crier.sock").string() + "\nstore: sqlite://" +
                                   sandbox.path("other.db").string() + "\n");
  const Ended second = sandbox.crierd({"--config", sandbox.path("second.yaml").string()});
  EXPECT_EQ(second.code, kExitTaken);
  EXPECT_NE(second.err.find(sandbox.path("crier.sock").string()), std::string::npos) << second.err;
  EXPECT_EQ(sandbox.request("GET", "/readyz").status, 200);
  EXPECT_TRUE(first.is_running());
}

TEST(ADoor, of_a_dead_daemon_is_taken_over) {
  const Receiver receiver;
  Sandbox sandbox;
  furnish(sandbox, {.targets = {receiver.url("/")}});
  Program first = sandbox.daemon();
  first.kill();
  ASSERT_TRUE(std::filesystem::is_socket(sandbox.path("crier.sock")));
  Program second = sandbox.daemon();
  EXPECT_TRUE(second.is_running());
}

TEST(ADoor, is_removed_by_a_daemon_that_ends_in_order) {
  const Receiver receiver;
  Sandbox sandbox;
  furnish(sandbox, {.targets = {receiver.url("/")}});
  make_store(sandbox);
  EXPECT_FALSE(std::filesystem::exists(sandbox.path("crier.sock")));
}

TEST(ADoor, never_replaces_a_file_that_is_no_socket) {
  const Receiver receiver;
  Sandbox sandbox;
  furnish(sandbox, {.targets = {receiver.url("/")}});
  sandbox.write("crier.sock", "a letter");
  const Ended run = refused(sandbox);
  EXPECT_EQ(run.code, kExitTaken) << run.err;
  EXPECT_EQ(sandbox.read("crier.sock"), "a letter");
}

TEST(AStore, that_another_daemon_holds_is_not_taken) {
  const Receiver receiver;
  Sandbox sandbox;
  furnish(sandbox, {.targets = {receiver.url("/")}});
  Program first = sandbox.daemon();
  sandbox.write("second.yaml", "listen:\n  - unix: " + sandbox.path("other.sock").string() + "\nstore: sqlite://" +
                                   sandbox.path("crier.db").string() + "\n");
  const Ended second = sandbox.crierd({"--config", sandbox.path("second.yaml").string()});
  EXPECT_EQ(second.code, kExitTaken);
  EXPECT_NE(second.err.find(sandbox.path("crier.db").string()), std::string::npos) << second.err;
  EXPECT_EQ(sandbox.request("POST", "/v1/events", opening("still-here")).status, 202);
}

TEST(AStore, of_a_newer_release_is_refused_with_the_way_out) {
  const Receiver receiver;
  Sandbox sandbox;
  furnish(sandbox, {.targets = {receiver.url("/")}});
  make_store(sandbox);
  change_store(sandbox, "PRAGMA user_version = 999; INSERT INTO migration VALUES (999, 999, 'later');");
  const Ended run = refused(sandbox);
  EXPECT_EQ(run.code, kExitConfig);
  EXPECT_NE(run.err.find("was made by a newer Crier"), std::string::npos) << run.err;
  EXPECT_NE(run.err.find("install the newer version again or restore a backup"), std::string::npos) << run.err;
}

TEST(AStore, of_a_newer_release_that_lets_older_ones_read_it_is_taken) {
  const Receiver receiver;
  Sandbox sandbox;
  furnish(sandbox, {.targets = {receiver.url("/")}});
  make_store(sandbox);
  change_store(sandbox, "PRAGMA user_version = 999; INSERT INTO migration VALUES (999, 1, 'later');");
  Program daemon = sandbox.daemon();
  EXPECT_EQ(sandbox.request("POST", "/v1/events", opening("db")).status, 202);
}

TEST(AStore, that_is_another_programs_database_is_left_alone) {
  const Receiver receiver;
  Sandbox sandbox;
  furnish(sandbox, {.targets = {receiver.url("/")}});
  change_store(sandbox, "CREATE TABLE letters(text); INSERT INTO letters VALUES ('dear');");
  const Ended run = refused(sandbox);
  EXPECT_EQ(run.code, kExitConfig);
  EXPECT_NE(run.err.find("database of another program"), std::string::npos) << run.err;
  change_store(sandbox, "INSERT INTO letters SELECT text FROM letters;");
}

TEST(AStore, that_is_no_database_is_left_alone) {
  const Receiver receiver;
  Sandbox sandbox;
  furnish(sandbox, {.targets = {receiver.url("/")}});
  const std::string text(8192, 'x');
  sandbox.write("crier.db", text);
  const Ended run = refused(sandbox);
  EXPECT_EQ(run.code, kExitIo);
  EXPECT_NE(run.err.find("is no SQLite database"), std::string::npos) << run.err;
  EXPECT_NE(run.err.find(sandbox.path("crier.db").string()), std::string::npos) << run.err;
  EXPECT_EQ(sandbox.read("crier.db"), text);
}

struct Place {
  const char* name;
  const char* store;  ///< in the sandbox
};

class AStorePlace : public testing::TestWithParam<Place> {};

TEST_P(AStorePlace, that_cannot_hold_one_ends_with_an_error_of_input_and_output) {
  Sandbox sandbox;
  sandbox.write("file", "no folder");
  std::filesystem::create_directory(sandbox.path("folder"));
  sandbox.write("crier.yaml", "listen:\n  - unix: " + sandbox.path("crier.sock").string() + "\nstore: sqlite://" +
                                  sandbox.path(GetParam().store).string() + "\n");
  const Ended run = refused(sandbox);
  EXPECT_EQ(run.code, kExitIo);
  EXPECT_NE(run.err.find(sandbox.path(GetParam().store).string()), std::string::npos) << run.err;
}

INSTANTIATE_TEST_SUITE_P(Places, AStorePlace,
                         testing::Values(Place{"in_a_missing_folder", "missing/crier.db"}, Place{"under_a_file", "file/crier.db"},
                                         Place{"that_is_a_folder", "folder"}),
                         [](const auto& place) { return std::string(place.param.name); });

TEST(AStore, on_a_disk_that_is_read_only_ends_with_an_error_of_input_and_output) {
  Sandbox sandbox;
  std::filesystem::create_directory(sandbox.path("disk"));
  const std::string disk = sandbox.path("disk").string();
  const std::string mount = "mount --bind '" + disk + "' '" + disk + "' && mount -o remount,ro,bind '" + disk + "'";
  if (sandbox.run({"unshare", "--mount", "sh", "-c", mount}).code != 0)
    GTEST_SKIP() << "needs the right to mount a folder read-only (root with unshare)";
  sandbox.write("crier.yaml", "listen:\n  - unix: " + sandbox.path("crier.sock").string() + "\nstore: sqlite://" + disk + "/crier.db\n");
  const Ended run =
      sandbox.run({"unshare", "--mount", "sh", "-c",
                   mount + " && exec '" + Sandbox::program("crierd") + "' --config '" + sandbox.path("crier.yaml").string() + "'"});
  EXPECT_EQ(run.code, kExitIo);
  EXPECT_NE(run.err.find("Read-only"), std::string::npos) << run.err;
}

TEST(AConfiguration, that_is_broken_is_reported_whole_with_file_line_and_column) {
  Sandbox sandbox;
  sandbox.configure(
      "channels:\n  hooks: {type: webhook, secret_file: hook-secret, tiemout: 5s}\naudiences:\n  customers: {timezone: Europe/Berln}\n");
  const std::string file = sandbox.path("crier.yaml").string();
  const Ended started = refused(sandbox);
  EXPECT_EQ(started.code, kExitConfig);
  const Ended checked = sandbox.crierd({"--check-config", file});
  EXPECT_EQ(checked.code, kExitConfig);
  for (const Ended& run : {started, checked}) {
    for (const char* part : {":5:52: ", "tiemout", "timeout", ":7:25: ", "Europe/Berln", "hook-secret"}) {
      EXPECT_NE(run.err.find(part), std::string::npos) << part << " in\n" << run.err;
    }
    EXPECT_EQ(run.err.rfind(file + ":", 0), 0U) << run.err;
    EXPECT_NE(run.err.find('^'), std::string::npos) << run.err;
  }
}

TEST(AConfiguration, that_is_sound_is_checked_in_silence) {
  Sandbox sandbox;
  furnish(sandbox, {.targets = {"https://customer.example/hook"}});
  const Ended run = sandbox.crierd({"--check-config", sandbox.path("crier.yaml").string()});
  EXPECT_EQ(run.code, 0);
  EXPECT_EQ(run.out + run.err, "");
  const Ended client = sandbox.crier({"config", "check", sandbox.path("crier.yaml").string()});
  EXPECT_EQ(client.code, 0) << client.err;
}

TEST(AConfiguration, that_is_missing_is_said_to_be_missing) {
  Sandbox sandbox;
  const std::string file = sandbox.path("absent.yaml").string();
  for (const char* option : {"--config", "--check-config"}) {
    const Ended run = sandbox.crierd({option, file});
    EXPECT_EQ(run.code, kExitConfig);
    EXPECT_NE(run.err.find(file + ": the file is missing"), std::string::npos) << run.err;
  }
}

TEST(AConfiguration, of_all_defaults_is_one_that_can_be_read_again) {
  Sandbox sandbox;
  const Ended printed = sandbox.crierd({"--print-defaults"});
  ASSERT_EQ(printed.code, 0);
  sandbox.write("defaults.yaml", printed.out);
  for (const char* name :
       {"api-token", "smtp-password", "x-consumer-key", "x-consumer-secret", "x-access-token", "x-access-secret", "slack-token"}) {
    sandbox.write(name, "a-secret");
  }
  sandbox.write("hook-secret", kHookSecret);
  const Ended checked = sandbox.crierd({"--check-config", sandbox.path("defaults.yaml").string()});
  EXPECT_EQ(checked.code, 0) << checked.err;
}

TEST(ASecretFile, that_is_missing_or_open_to_all_keeps_the_daemon_from_starting) {
  Sandbox sandbox;
  furnish(sandbox, {.targets = {"https://customer.example/hook"}});
  std::filesystem::remove(sandbox.path("hook-secret"));
  const Ended missing = refused(sandbox);
  EXPECT_EQ(missing.code, kExitConfig);
  EXPECT_NE(missing.err.find("hook-secret is missing"), std::string::npos) << missing.err;
  sandbox.write("hook-secret", kHookSecret, 0644);
  const Ended open = refused(sandbox);
  EXPECT_EQ(open.code, kExitConfig);
  EXPECT_NE(open.err.find("hook-secret is open to every user: chmod o-rwx it"), std::string::npos) << open.err;
  EXPECT_EQ(open.err.find(kHookSecret), std::string::npos);
}

TEST(ASecretFile, of_the_credentials_folder_comes_before_the_one_beside_the_configuration) {
  const Receiver receiver;
  Sandbox sandbox;
  furnish(sandbox, {.targets = {receiver.url("/")}});
  std::filesystem::remove(sandbox.path("hook-secret"));
  std::filesystem::create_directory(sandbox.path("credentials"));
  sandbox.write("credentials/hook-secret", kHookSecret);
  Program daemon = sandbox.daemon({{{"CREDENTIALS_DIRECTORY", sandbox.path("credentials").string()}}});
  EXPECT_EQ(sandbox.request("POST", "/v1/events", opening("db")).status, 202);
  EXPECT_TRUE(receiver.wait_for(1));
}

TEST(AMistakeOnTheCommandLine, is_told_from_a_mistake_in_the_configuration) {
  Sandbox sandbox;
  EXPECT_EQ(sandbox.crierd({"--confg", "x"}).code, kExitUsage);
  EXPECT_EQ(sandbox.crierd({"--version"}).code, 0);
}

}  // namespace
}  // namespace crier::process
