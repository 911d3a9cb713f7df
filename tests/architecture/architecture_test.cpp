#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <sstream>
#include <string>
#include <vector>

namespace {

namespace fs = std::filesystem;

struct Source {
  std::string path;  ///< from the project's root
  std::string text;
};

std::string slurp(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

/// Every source of the program, tests left out.
std::vector<Source> sources() {
  std::vector<Source> all;
  for (const char* room : {"daemon", "channels", "config"}) {
    for (const auto& entry : fs::recursive_directory_iterator(fs::path(CRIER_SOURCE) / room)) {
      const auto extension = entry.path().extension();
      if (extension == ".cpp" || extension == ".h") all.push_back({fs::relative(entry.path(), CRIER_SOURCE).string(), slurp(entry.path())});
    }
  }
  return all;
}

std::vector<std::string> lines(const std::string& text) {
  std::vector<std::string> all;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) all.push_back(line);
  return all;
}

std::string room_of(const std::string& path) {
  if (path.starts_with("config/reader/")) return "reader";
  if (path.starts_with("config/")) return "config";
  if (path.starts_with("channels/")) return "channels";
  return path.substr(7, path.find('/', 7) - 7);
}

/// The places where a pattern stands, except in files that `allowed` names by the beginning of their path.
std::vector<std::string> places(const std::string& pattern, const std::vector<std::string>& allowed) {
  const std::regex expression(pattern);
  std::vector<std::string> found;
  for (const auto& source : sources()) {
    const bool excused =
        std::any_of(allowed.begin(), allowed.end(), [&](const std::string& start) { return source.path.starts_with(start); });
    if (excused) continue;
    int number = 0;
    for (const auto& line : lines(source.text)) {
      ++number;
      if (std::regex_search(line, expression)) found.push_back(source.path + ":" + std::to_string(number) + ": " + line);
    }
  }
  return found;
}

TEST(Architecture, there_are_sources_to_look_at) { EXPECT_GT(sources().size(), 100U); }

TEST(Architecture, rooms_include_only_what_stands_to_their_right) {
  // docs/architecture.md, "Rooms".
  const std::map<std::string, std::set<std::string>> sees{
      {"base", {}},
      {"reader", {"base"}},
      {"core", {"base"}},
      {"ingest", {"core", "base"}},
      {"wording", {"core", "base"}},
      {"render", {"core", "base"}},
      {"channels", {"render", "core", "reader", "base"}},
      {"config", {"channels", "render", "wording", "ingest", "core", "reader", "base"}},
      {"store", {"core", "base"}},
      {"intake", {"store", "config", "core", "base"}},
      {"announce", {"store", "config", "channels", "render", "wording", "core", "base"}},
      {"dispatch", {"store", "config", "channels", "render", "core", "base"}},
      {"operators", {"dispatch", "announce", "store", "config", "channels", "render", "core", "base"}},
      {"clock", {"operators", "dispatch", "announce", "store", "config", "channels", "render", "core", "base"}},
      {"net", {"channels", "core", "base"}},
      {"api", {"clock", "announce", "dispatch", "ingest", "store", "config", "channels", "render", "wording", "core", "base"}},
      {"app",
       {"api", "net", "clock", "operators", "announce", "dispatch", "intake", "ingest", "store", "config", "channels", "render", "core",
        "base"}},
      {"simulation",
       {"clock", "operators", "announce", "dispatch", "intake", "ingest", "store", "config", "channels", "render", "core", "base",
        "reader"}},
      {"client", {"simulation", "ingest", "config", "wording", "render", "core", "base"}},
  };
  const std::regex include("^#include \"([^\"]+)\"");
  for (const auto& source : sources()) {
    const std::string room = room_of(source.path);
    ASSERT_TRUE(sees.contains(room)) << source.path;
    for (const auto& line : lines(source.text)) {
      std::smatch match;
      if (!std::regex_search(line, match, include)) continue;
      const std::string name = match[1];
      const std::string other = name.starts_with("config/reader/") ? "reader" : name.substr(0, name.find('/'));
      const bool session = room == "api" && other == "net" &&
                           (source.path.find("/session") != std::string::npos || source.path.find("/server") != std::string::npos);
      EXPECT_TRUE(other == room || sees.at(room).contains(other) || session) << source.path << ": " << line;
    }
  }
}

TEST(Architecture, only_the_shell_asks_the_clock) {
  // The store's threads measure their own work (4 ms a group, 2 s a query); nothing that is decided depends on it.
  EXPECT_THAT(places("::now\\(", {"daemon/app/", "daemon/net/", "daemon/client/", "daemon/store/writer.cpp",
                                  "daemon/store/group_commit.cpp", "daemon/store/sqlite/reading.cpp"}),
              testing::IsEmpty());
}

TEST(Architecture, sockets_and_loops_stay_in_their_files) {
  EXPECT_THAT(places("#include <boost/(asio|beast)", {"daemon/net/", "daemon/api/session", "daemon/api/server"}), testing::IsEmpty());
  EXPECT_THAT(places("#include <curl/", {"daemon/net/", "daemon/client/connection", "daemon/client/main.cpp"}), testing::IsEmpty());
}

TEST(Architecture, only_the_sqlite_store_sees_sqlite) {
  EXPECT_THAT(places("sqlite3_|#include <sqlite3", {"daemon/store/sqlite/"}), testing::IsEmpty());
}

TEST(Architecture, only_the_reader_sees_yaml) { EXPECT_THAT(places("YAML::|#include <yaml-cpp", {"config/reader/"}), testing::IsEmpty()); }

TEST(Architecture, nothing_named_is_put_into_a_co_await_expression) {
  // g++ 12 destroys aggregates and closures in a co_await expression twice (docs/architecture.md).
  EXPECT_THAT(places("co_await [^;]*(\\{|\\[[&=a-z])", {}), testing::IsEmpty());
}

TEST(Architecture, no_header_lets_asio_in) {
  for (const auto& source : sources()) {
    if (!source.path.ends_with(".h") || source.path.ends_with("io_loop_context.h")) continue;
    EXPECT_EQ(source.text.find("#include <boost/asio.hpp>"), std::string::npos) << source.path;
    EXPECT_EQ(source.text.find("#include <boost/beast"), std::string::npos) << source.path;
  }
}

TEST(Architecture, every_log_message_has_a_line_for_operators) {
  const std::string page = slurp(fs::path(CRIER_SOURCE) / "docs/log-messages.md");
  ASSERT_FALSE(page.empty());
  const std::regex call("log_?(?:\\.|->)(error|warn|info)\\(\\s*\"([a-z0-9-]+)\"");
  int seen = 0;
  for (const auto& source : sources()) {
    for (std::sregex_iterator at(source.text.begin(), source.text.end(), call), end; at != end; ++at) {
      ++seen;
      EXPECT_NE(page.find("`" + (*at)[2].str() + "`"), std::string::npos) << source.path << " logs " << (*at)[2];
    }
  }
  EXPECT_GT(seen, 10);
}

TEST(Architecture, the_project_names_no_registry_and_no_path_of_a_machine) {
  EXPECT_THAT(places("/work/|/root/|npmjs\\.|registry\\.[a-z]+\\.|deb\\.debian", {}), testing::IsEmpty());
}

}  // namespace
