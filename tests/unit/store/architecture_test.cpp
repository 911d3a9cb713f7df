#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

// Debian's SQLite has a fault that corrupts the database when two connections write or checkpoint at once (the WAL-reset bug,
// sqlite.org/wal.html). One connection does both here, and this keeps it so.
namespace crier::store {
namespace {

std::string text_of(const std::filesystem::path& file) {
  std::ostringstream text;
  text << std::ifstream(file).rdbuf();
  return text.str();
}

/// The source files under daemon/, channels/ and config/ that have any of the words, relative to the source tree.
std::vector<std::string> files_with(const std::vector<std::string>& words) {
  const std::filesystem::path root = CRIER_SOURCE;
  std::vector<std::string> found;
  for (const char* folder : {"daemon", "channels", "config"}) {
    for (const auto& entry : std::filesystem::recursive_directory_iterator(root / folder)) {
      const auto extension = entry.path().extension();
      if (extension != ".cpp" && extension != ".h") continue;
      const std::string text = text_of(entry.path());
      for (const auto& word : words) {
        if (text.find(word) == std::string::npos) continue;
        found.push_back(std::filesystem::relative(entry.path(), root).string());
        break;
      }
    }
  }
  std::sort(found.begin(), found.end());
  return found;
}

TEST(OneWriter, sqlite_is_used_only_in_its_own_folder) {
  for (const std::string& file : files_with({"sqlite3_", "<sqlite3.h>"})) EXPECT_TRUE(file.starts_with("daemon/store/sqlite/")) << file;
}

TEST(OneWriter, connections_are_opened_in_one_file) {
  EXPECT_THAT(files_with({"sqlite3_open"}), ::testing::ElementsAre("daemon/store/sqlite/connection.cpp"));
}

TEST(OneWriter, only_the_store_itself_asks_for_the_writing_connection) {
  EXPECT_THAT(files_with({"connect_writer"}),
              ::testing::ElementsAre("daemon/store/sqlite/connection.cpp", "daemon/store/sqlite/connection.h",
                                     "daemon/store/sqlite/sqlite_store.cpp"));
}

TEST(OneWriter, checkpoints_are_made_in_one_file_and_only_by_the_store) {
  EXPECT_THAT(files_with({"sqlite3_wal_", "wal_checkpoint"}), ::testing::ElementsAre("daemon/store/sqlite/connection.cpp"));
  EXPECT_THAT(files_with({"Checkpointer"}), ::testing::ElementsAre("daemon/store/sqlite/connection.cpp", "daemon/store/sqlite/connection.h",
                                                                   "daemon/store/sqlite/sqlite_store.cpp"));
}

TEST(OneWriter, readers_open_read_only_and_do_not_checkpoint_when_closed) {
  const std::string text = text_of(std::filesystem::path(CRIER_SOURCE) / "daemon/store/sqlite/connection.cpp");
  const std::string reader = text.substr(text.find("> connect_reader("));

  EXPECT_NE(reader.find("SQLITE_OPEN_READONLY"), std::string::npos);
  EXPECT_NE(reader.find("SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1"), std::string::npos);
  EXPECT_NE(reader.find("query_only = ON"), std::string::npos);
}

}  // namespace
}  // namespace crier::store
