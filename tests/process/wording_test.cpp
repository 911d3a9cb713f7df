#include <gtest/gtest.h>

#include <csignal>

#include "process/house.h"

/// The wording rules with the built programs: what an operator types, what readers get, what a reload changes (docs/wording.md).
namespace crier::process {
namespace {

constexpr const char* kGuess = "Payments by card fail in Europe, ETA 1h.";

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

std::string house_rule(const std::string& token) {
  return "extends: existence\nmessage: \"'%s' is not said to customers.\"\nlevel: error\ntokens:\n  - '" + token +
         "'\nadvice: Say what customers see.\n";
}

/// Has the configuration read again and waits for what the daemon says of it.
void reload(Program& daemon, const std::string& line) {
  const auto before = count_of(line, daemon.errors());
  daemon.signal(SIGHUP);
  ASSERT_TRUE(eventually([&] { return count_of(line, daemon.errors()) > before; })) << daemon.errors();
}

TEST(TheWordingOfAnUpdate, that_guesses_the_end_is_refused_and_reaches_nobody_unless_it_is_meant) {
  const Receiver receiver;
  Sandbox sandbox;
  furnish(sandbox, {.targets = {receiver.url("/a")}});
  Program daemon = sandbox.daemon();
  ASSERT_EQ(sandbox.request("POST", "/v1/events", opening("db")).status, 202);
  ASSERT_TRUE(receiver.wait_for(1));

  const auto refused = sandbox.crier({"update", "db", "--summary", kGuess});
  EXPECT_EQ(refused.code, 65) << refused.err;
  EXPECT_TRUE(has(refused.err, "eta-commitment")) << refused.err;
  EXPECT_TRUE(has(refused.err, "ETA 1h")) << refused.err;
  EXPECT_EQ(number_at(sandbox.request("GET", "/v1/incidents/db").body, "/updates/1/number"), -1) << "nothing is stored";

  const auto meant = sandbox.crier({"update", "db", "--summary", kGuess, "--anyway"});
  EXPECT_EQ(meant.code, 0) << meant.err;
  EXPECT_TRUE(has(meant.out + meant.err, "eta-commitment")) << "it is told all the same: " << meant.out << meant.err;
  ASSERT_TRUE(receiver.wait_for(2));
  const auto all = receiver.received();
  ASSERT_EQ(all.size(), 2U) << "what was refused would be before it";
  EXPECT_EQ(told(all[1]), "db#2");
  EXPECT_TRUE(has(all[1].body, "ETA 1h"));
}

TEST(TheWordingOfAnUpdate, is_found_offline_as_the_daemon_finds_it) {
  const Receiver receiver;
  Sandbox sandbox;
  furnish(sandbox, {.targets = {receiver.url("/a")}});
  sandbox.write("update.json", updating("db", kGuess));
  const std::string file = sandbox.path("update.json").string();
  const auto offline = sandbox.crier({"check", file, "--config", sandbox.path("crier.yaml").string()});
  EXPECT_EQ(offline.code, 65) << offline.err;
  EXPECT_TRUE(has(offline.out, "eta-commitment")) << offline.out;
  EXPECT_TRUE(has(offline.out, "/summary")) << offline.out;

  const auto json = sandbox.crier({"--json", "check", file, "--config", sandbox.path("crier.yaml").string()});
  Program daemon = sandbox.daemon();
  const auto online = sandbox.request("POST", "/v1/check", updating("db", kGuess));
  ASSERT_EQ(online.status, 200) << online.body;
  EXPECT_EQ(text_at(online.body, "/findings/0/rule"), "eta-commitment");
  EXPECT_EQ(parsed(online.body), parsed(json.out)) << "of an incident that nobody knows both know the same";
}

TEST(TheWordingOfAnUpdate, is_looked_at_again_when_a_draft_is_approved_in_other_words) {
  const Receiver receiver;
  Sandbox sandbox;
  furnish(sandbox, {.targets = {receiver.url("/a")}});
  Program daemon = sandbox.daemon();
  const auto opened = sandbox.request(
      "POST", "/v1/events",
      R"({"action":"open","incident":"db","title":"Checkout unavailable","impact":"major","source":"prometheus","summary":"Cards fail."})");
  ASSERT_EQ(opened.status, 202) << opened.body;
  const auto monitors = sandbox.request(
      "POST", "/v1/events",
      R"({"action":"update","incident":"db","impact":"critical","source":"prometheus","summary":"All cards fail, ETA 1h."})");
  ASSERT_EQ(text_at(monitors.body, "/results/0/state"), "draft") << monitors.body;

  sandbox.write("worse.md", std::string(kGuess) + "\n");
  const auto refused = sandbox.crier({"approve", "db", "--yes", "--file", sandbox.path("worse.md").string()});
  EXPECT_EQ(refused.code, 65) << refused.err;
  EXPECT_TRUE(has(refused.err, "eta-commitment")) << refused.err;
  sandbox.write("better.md", "Payments by card fail in Europe. We write again at 15:30 UTC.\n");
  const auto approved = sandbox.crier({"approve", "db", "--yes", "--file", sandbox.path("better.md").string()});
  EXPECT_EQ(approved.code, 0) << approved.err;
  ASSERT_TRUE(receiver.wait_for(2));
  EXPECT_TRUE(has(receiver.received().at(1).body, "15:30 UTC"));
}

TEST(RulesOfTheHouse, count_at_once_after_a_reload_and_broken_ones_change_nothing) {
  const Receiver receiver;
  Sandbox sandbox;
  std::filesystem::create_directories(sandbox.path("rules/en"));
  sandbox.write("rules/en/no-inside.yaml", house_rule("warehouse"));
  furnish(sandbox, {.targets = {receiver.url("/a")}, .rest = "wording: {folder: rules}\n"});
  Program daemon = sandbox.daemon();
  ASSERT_EQ(sandbox.request("POST", "/v1/events", opening("db")).status, 202);
  const auto status_of = [&](const std::string& word) {
    return sandbox.request("POST", "/v1/events", updating("db", "Orders from the " + word + " are late.")).status;
  };
  EXPECT_EQ(status_of("warehouse"), 422);
  EXPECT_EQ(status_of("backroom"), 202);

  sandbox.write("rules/en/no-inside.yaml", house_rule("(backroom"));
  reload(daemon, " reload-refused: ");
  EXPECT_TRUE(has(daemon.errors(), "rules/en/no-inside.yaml:5:5")) << daemon.errors();
  EXPECT_EQ(metric(sandbox, "crier_config_reload_success"), 0);
  EXPECT_EQ(status_of("warehouse"), 422) << "the rules in force are kept";
  EXPECT_EQ(status_of("backroom"), 202);

  sandbox.write("rules/en/no-inside.yaml", house_rule("backroom"));
  reload(daemon, " reloaded: ");
  EXPECT_EQ(status_of("backroom"), 422);
  EXPECT_EQ(status_of("warehouse"), 202);
}

}  // namespace
}  // namespace crier::process
