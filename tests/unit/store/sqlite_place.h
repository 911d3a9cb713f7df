#pragma once
#include <gtest/gtest.h>
#include <sqlite3.h>

#include <filesystem>
#include <string>

#include "base/crypto.h"
#include "store/sqlite/sqlite_store.h"

namespace crier::store {

inline const UtcTime kNoon{std::chrono::sys_days{std::chrono::year{2026} / 11 / 22} + std::chrono::hours{12}};

/// A folder of its own that goes with it, and short words for what happens in it.
class Place {
 public:
  Place() : folder_(std::filesystem::temp_directory_path() / ("crier-store-" + to_hex(random_bytes(8)))) {
    std::filesystem::create_directory(folder_);
  }
  ~Place() {
    std::error_code ignored;
    std::filesystem::permissions(folder_, std::filesystem::perms::owner_all, ignored);
    std::filesystem::remove_all(folder_, ignored);
  }
  [[nodiscard]] std::filesystem::path folder() const { return folder_; }
  [[nodiscard]] std::string path() const { return (folder_ / "crier.db").string(); }
  [[nodiscard]] Result<std::unique_ptr<Store>> open(const SqliteOptions& options = {}) const { return open_sqlite(path(), options); }
  [[nodiscard]] std::uintmax_t size(const std::string& suffix) const {
    std::error_code error;
    const auto size = std::filesystem::file_size(path() + suffix, error);
    return error ? 0 : size;
  }
  /// What an operator with a tool of his own would do.
  void execute(const std::string& sql) const {
    sqlite3* connection = nullptr;
    ASSERT_EQ(sqlite3_open(path().c_str(), &connection), SQLITE_OK);
    EXPECT_EQ(sqlite3_exec(connection, sql.c_str(), nullptr, nullptr, nullptr), SQLITE_OK) << sqlite3_errmsg(connection);
    sqlite3_close(connection);
  }

 private:
  std::filesystem::path folder_;
};

template <class T>
T take(Result<T> result) {
  if (result) return std::move(result).value();
  throw std::runtime_error("the store refused: " + result.error().text);
}

/// Opens an incident of the key, told to `audience` on mail if one is named.
[[nodiscard]] inline Acceptance opening(const std::string& key, const std::string& audience = "", std::size_t bytes = 100) {
  Acceptance acceptance;
  acceptance.incident.key = key;
  acceptance.incident.title = "Title";
  acceptance.incident.updates = 1;
  acceptance.incident.opened = kNoon;
  acceptance.update.number = 1;
  acceptance.update.at = kNoon;
  acceptance.update.event.summary = std::string(bytes, 'x');
  if (audience.empty()) return acceptance;
  NewBroadcast broadcast;
  broadcast.audience = audience;
  broadcast.channel = "mail";
  broadcast.messages.push_back({});
  acceptance.broadcasts.push_back(broadcast);
  return acceptance;
}

/// Records it in a group of its own; false if the disk was full.
[[nodiscard]] inline Result<void> record(Store& store, const Acceptance& acceptance) {
  if (auto begun = store.begin_group(); !begun) return begun;
  const auto accepted = store.record(acceptance, kNoon);
  const Result<void> done = accepted ? store.commit_group() : Result<void>(accepted.error());
  if (!done) store.rollback_group();
  return done;
}

inline void take_in(Store& store, const std::string& audience, std::size_t count) {
  std::vector<core::Recipient> recipients;
  for (std::size_t i = 0; i < count; ++i) {
    core::Recipient recipient;
    recipient.channel = "mail";
    recipient.address = "p" + std::to_string(i) + "@example.com";
    recipients.push_back(recipient);
  }
  ASSERT_TRUE(store.begin_group());
  ASSERT_TRUE(store.begin(audience, "mail"));
  ASSERT_TRUE(store.add(audience, "mail", recipients));
  ASSERT_TRUE(take(store.complete(audience, "mail", "f", 1000)));
  ASSERT_TRUE(store.commit_group());
}

}  // namespace crier::store
