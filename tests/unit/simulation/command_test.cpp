#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "client/simulate.h"

/// `crier simulate` (interface.md section 4): what it prints, and its exit codes.
namespace crier::client {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

class Simulate : public testing::Test {
 protected:
  Simulate() {
    std::filesystem::create_directories(folder_);
    write("crier.yaml",
          "channels:\n  mail: {type: smtp, url: \"smtp://127.0.0.1:25\", starttls: never, from: status@example.com}\n"
          "audiences:\n  customers: {recipients: [{channel: mail, file: customers.csv}]}\nroutes: [{match: {}, audiences: [customers]}]\n");
    write("customers.csv", "one@customer.example\ntwo@customer.example,Two,de\n");
    write("s.yaml",
          "start: 2026-03-27T12:00:00Z\nend: 2026-03-27T18:00:00Z\nevents:\n"
          "  - {at: 2026-03-27T15:10:00Z, action: open, incident: db, title: Late, impact: major, summary: Orders are late.}\n");
  }
  ~Simulate() override { std::filesystem::remove_all(folder_); }

  void write(const std::string& name, const std::string& text) { std::ofstream(folder_ / name) << text; }
  int run(const std::string& scenario, const std::string& config, bool json = false) {
    World world{in_, out, err, false, "alice", [](const std::string&) { return std::nullopt; }, {}, {}, {}, {}, {}, false};
    return simulate(world, folder_ / scenario, config.empty() ? config : (folder_ / config).string(), json);
  }

  std::ostringstream out, err;

 private:
  std::filesystem::path folder_ = std::filesystem::path(testing::TempDir()) / ("simulate-" + std::to_string(::getpid()));
  std::istringstream in_;
};

TEST_F(Simulate, prints_a_line_for_each_recipient_of_a_file) {
  EXPECT_EQ(run("s.yaml", "crier.yaml"), 0) << err.str();
  EXPECT_THAT(out.str(), HasSubstr("one@customer.example"));
  EXPECT_THAT(out.str(), HasSubstr("two@customer.example"));
}

TEST_F(Simulate, prints_json_lines) {
  EXPECT_EQ(run("s.yaml", "crier.yaml", true), 0) << err.str();
  EXPECT_THAT(out.str(),
              StartsWith(R"({"at":"2026-03-27T15:10:00Z","local":"2026-03-27T15:10:00Z","audience":"customers","channel":"mail",)"));
}

TEST_F(Simulate, takes_the_scenarios_configuration_where_none_is_named) {
  write("own.yaml", "config: crier.yaml\nstart: 2026-03-27T12:00:00Z\nend: 2026-03-27T18:00:00Z\n");
  EXPECT_EQ(run("own.yaml", ""), 0) << err.str();
}

TEST_F(Simulate, knows_files_that_are_not_there) {
  EXPECT_EQ(run("none.yaml", "crier.yaml"), 66);
  EXPECT_EQ(run("s.yaml", "none.yaml"), 66);
}

TEST_F(Simulate, reports_a_scenario_that_is_wrong_with_its_place) {
  write("bad.yaml", "start: 2026-03-27T12:00:00Z\nend: 2026-03-27T18:00:00Z\nevnets: []\n");
  EXPECT_EQ(run("bad.yaml", "crier.yaml"), 65);
  EXPECT_THAT(err.str(), HasSubstr("bad.yaml:3:1: unknown key 'evnets', did you mean 'events'?"));
}

TEST_F(Simulate, reports_a_configuration_that_is_wrong) {
  write("bad.yaml", "channels: 3\n");
  EXPECT_EQ(run("s.yaml", "bad.yaml"), 78);
  EXPECT_THAT(err.str(), HasSubstr("bad.yaml:1:11:"));
}

TEST_F(Simulate, fails_where_an_expectation_is_not_met_and_prints_the_lines_all_the_same) {
  write("expect.yaml",
        "start: 2026-03-27T12:00:00Z\nend: 2026-03-27T18:00:00Z\nevents:\n"
        "  - {at: 2026-03-27T15:10:00Z, action: open, incident: db, title: Late, impact: major, summary: Orders are late.}\n"
        "expect:\n  - {incident: db, outcome: expired}\n");
  EXPECT_EQ(run("expect.yaml", "crier.yaml"), 65);
  EXPECT_THAT(err.str(), HasSubstr("expect.yaml:6:5: expected and did not come: incident 'db', outcome 'expired'"));
  EXPECT_THAT(out.str(), HasSubstr("one@customer.example"));
}

}  // namespace
}  // namespace crier::client
