#pragma once
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <boost/json.hpp>
#include <filesystem>
#include <fstream>

#include "client/caller.h"
#include "terminal.h"

namespace crier::client {

inline constexpr const char* kIncident =
    R"({"incident":"db","title":"Orders delayed","impact":"major","status":"identified","services":["checkout"],"opened":"2026-11-22T11:00:00Z",)"
    R"("resolved":null,"promise":"2026-11-22T13:45:00Z","promises":{"kept":2,"broken":1},"updates":[)"
    R"({"number":1,"at":"2026-11-22T11:05:00Z","status":"investigating","state":"announced","summary":"Orders take longer.","occasion":"event",)"
    R"("told":[{"audience":"customers","channel":"mail","recipients":120,"delivered":119}],)"
    R"("event":{"summary":"Orders take longer.","contact":"help@example.com","overnight":"on-call"}},)"
    R"({"number":2,"at":"2026-11-22T12:05:00Z","status":"identified","state":"announced","summary":"A disk | is full.\nWe move it.","occasion":"event","told":[],)"
    R"("event":{"summary":"A disk | is full.\nWe move it.","consequences":{"now":"Orders wait."},"workaround":"Wait."}},)"
    R"({"number":3,"at":"2026-11-22T12:30:00Z","status":"identified","state":"draft","summary":"Unsent.","occasion":"event","told":[],"event":{}}]})";

inline json::value incident() { return json::parse(kIncident); }
inline UtcTime now() { return *parse_rfc3339("2026-11-22T13:05:00Z"); }

/// A person with an editor, and a crierd that knows the incident `db`.
struct Drafting : testing::Test, Terminal {
  std::filesystem::path folder;
  std::vector<std::string> findings;  ///< what /v1/check answers, in turn; then nothing
  std::vector<std::string> offered;   ///< what the editor was given
  std::vector<std::string> saves;     ///< what is saved, in turn; the last again and again
  std::size_t rounds = 0;
  std::string record = kIncident;             ///< what crierd has of the incident
  std::string hours = R"({"audiences":[]})";  ///< of the audiences

  Drafting() {
    folder = std::filesystem::temp_directory_path() / ("crier-drafting-" + std::to_string(getpid()));
    std::filesystem::create_directories(folder);
    variables["TMPDIR"] = folder.string();
    daemon.answer = [this](const Call& call) -> Result<Answer> {
      if (call.path == "/v1/incidents/db") return Answer{200, record, 0};
      if (call.path == "/v1/hours") return Answer{200, hours, 0};
      if (call.path != "/v1/check")
        return Answer{202, R"({"results":[{"update_id":"u9","incident":"db","update":4,"state":"recorded","broadcasts":[]}]})", 0};
      std::string found = checks < findings.size() ? findings[checks] : "";
      ++checks;
      return Answer{200, R"({"findings":[)" + found + "]}", 0};
    };
    editor = [this](const std::string&, const std::string& path) {
      std::ifstream file(path);
      offered.emplace_back(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
      if (saves.empty()) {
        std::filesystem::last_write_time(path, std::filesystem::file_time_type::clock::now());
      } else {
        std::ofstream(path) << saves[std::min(rounds, saves.size() - 1)];
      }
      ++rounds;
      return 0;
    };
  }
  ~Drafting() override { std::filesystem::remove_all(folder); }

  [[nodiscard]] std::vector<json::value> sent() const {
    std::vector<json::value> events;
    for (const auto& call : daemon.calls) {
      if (call.path == "/v1/events") events.push_back(json::parse(call.body));
    }
    return events;
  }
  std::size_t checks = 0;
};

}  // namespace crier::client
