#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <boost/json.hpp>
#include <sstream>

#include "process/monitors.h"

/// What is shipped for shells, cron, at, systemd and Zabbix, each run by its own program (config/integrations).
namespace crier::process {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class ByAHook : public testing::Test {
 protected:
  /// A script with the shell functions as they are shipped; the client's options are those of the TCP door.
  Ended shell(const std::string& shell, const std::string& script) {
    sandbox().write("script.sh", ". '" + std::string(CRIER_INTEGRATIONS) + "/crier.sh'\nCRIER='" + house_.client() + "'\nCRIER_STATE='" +
                                     sandbox().path("state").string() + "'\n" + script + "\n");
    return sandbox().run({shell, sandbox().path("script.sh").string()});
  }
  [[nodiscard]] Sandbox& sandbox() { return house_.sandbox(); }
  [[nodiscard]] std::string seen(const std::string& name) { return sandbox().path(name).string(); }

  MonitoredHouse house_;
};

class InAShell : public ByAHook, public testing::WithParamInterface<const char*> {
 protected:
  void SetUp() override {
    if (::access(GetParam(), X_OK) != 0) GTEST_SKIP() << "needs " << GetParam();
  }
};

TEST_P(InAShell, a_command_that_fails_opens_and_one_that_works_resolves) {
  const auto failed = shell(GetParam(),
                            "CRIER_IMPACT=major; CRIER_SERVICE=checkout\n"
                            "crier_around jobs/import 'The import of orders failed' sh -c 'echo out; exit 7'");
  EXPECT_EQ(failed.code, 7) << "it ends as the command does";
  EXPECT_EQ(failed.out, "out\n");
  EXPECT_EQ(failed.err, "");
  EXPECT_THAT(house_.told(1), ElementsAre("incident.opened The import of orders failed major"));
  const std::string body = house_.customers().received().at(0).body;
  EXPECT_EQ(text_at(body, "/data/incident/incident"), "jobs/import");
  EXPECT_EQ(house_.of("The import of orders failed", "labels/exit"), "7");
  const auto worked = shell(GetParam(), "crier_around jobs/import 'The import of orders failed' true");
  EXPECT_EQ(worked.code, 0) << worked.err;
  EXPECT_EQ(house_.told(2).at(1), "incident.resolved The import of orders failed major");
}

TEST_P(InAShell, what_works_all_the_time_says_nothing) {
  ASSERT_EQ(shell(GetParam(), "crier_around jobs/fine 'It failed' true && crier_around jobs/fine 'It failed' true").code, 0);
  ASSERT_EQ(shell(GetParam(),
                  "crier_around jobs/bad 'It failed' false; crier_around jobs/bad 'It failed' true\n"
                  "crier_around jobs/bad 'It failed' true")
                .code,
            0);
  EXPECT_THAT(house_.told(2), ElementsAre("incident.opened It failed minor", "incident.resolved It failed minor"));
  const auto log = parsed(sandbox().request("GET", "/v1/log").body);
  EXPECT_EQ(log.at("entries").as_array().size(), 2U) << "one failure and one success are all that was said";
}

TEST_P(InAShell, no_word_is_read_as_a_command_or_breaks_the_document) {
  const std::string words = R"(Bad "words" \ $(touch TOUCHED) `touch TOUCHED` %s – Zürich)";
  const auto failed =
      shell(GetParam(), "crier_failed 'a key \"with\" what no key has' '" + words + "' 'two\nlines' 'a label=x\"y=z' || exit 1");
  ASSERT_EQ(failed.code, 0) << failed.err;
  EXPECT_EQ(house_.told(1).at(0), "incident.opened " + words + " minor");
  const std::string body = house_.customers().received().at(0).body;
  EXPECT_EQ(text_at(body, "/data/incident/incident"), "a_key__with__what_no_key_has");
  EXPECT_EQ(house_.of(words, "labels/a label"), "x\"y=z");
  EXPECT_EQ(text_at(body, "/data/update/summary"), "two lines");
}

TEST_P(InAShell, a_crierd_that_is_away_costs_a_line_and_not_the_commands_status) {
  const auto failed = shell(GetParam(),
                            "CRIER=\"$CRIER --socket /nowhere\"; CRIER=${CRIER%% *}' --socket /nowhere'\n"
                            "CRIER_SPOOL=/nowhere; export CRIER_SPOOL\n"
                            "set -e; crier_around jobs/x 'It failed' sh -c 'exit 7' || exit $?");
  EXPECT_EQ(failed.code, 7);
  EXPECT_THAT(failed.err, HasSubstr("crier: not told of It failed: "));
}

INSTANTIATE_TEST_SUITE_P(Each, InAShell, testing::Values("/bin/dash", "/bin/bash", "/usr/bin/zsh"),
                         [](const auto& each) { return std::string(each.param).substr(std::string(each.param).rfind('/') + 1); });

/// Crontab lines are NAME=VALUE and, in /etc/cron.d, MINUTE HOUR DAY MONTH WEEKDAY USER COMMAND; cron gives the command to SHELL.
TEST_F(ByAHook, the_line_for_cron_is_what_cron_runs) {
  std::istringstream lines(
      shipped("cron", {{"/usr/bin/crier --url http://127.0.0.1:9797 --token-file /etc/crier/cron-token", house_.client()},
                       {"/usr/share/crier/integrations", CRIER_INTEGRATIONS},
                       {"/usr/local/bin/backup", "false"}}));
  std::map<std::string, std::string> environment{{"CRIER_STATE", seen("state")}};
  std::string job;
  for (std::string line; std::getline(lines, line);) {
    if (line.empty() || line[0] == '#') continue;
    const auto equals = line.find('=');
    if (equals < line.find(' ')) {
      environment[line.substr(0, equals)] = line.substr(equals + 1);
    } else {
      std::istringstream words(line);
      std::string field;
      for (int i = 0; i < 6; ++i) words >> field;
      std::getline(words >> std::ws, job);
    }
  }
  ASSERT_EQ(job.find('%'), std::string::npos);
  Program program({environment.at("SHELL"), "-c", job}, sandbox().path(""), "cron", {environment});
  EXPECT_EQ(program.wait(), 1);
  EXPECT_EQ(program.errors(), "");
  EXPECT_THAT(house_.told(1), ElementsAre("incident.opened The nightly backup failed minor"));
}

TEST_F(ByAHook, zabbix_posts_problems_and_recoveries) {
  if (::access("/usr/bin/zabbix_js", X_OK) != 0) GTEST_SKIP() << "needs zabbix_js (./dev servers)";
  const std::string type = shipped("zabbix-media-type.yaml", {});
  const std::string first = "      script: |\n";
  const auto from = type.find(first) + first.size();
  std::istringstream indented(type.substr(from, type.find("      message_templates:") - from));
  std::string script;
  for (std::string line; std::getline(indented, line);) script += (line.size() > 8 ? line.substr(8) : "") + "\n";
  sandbox().write("script.js", script);
  std::map<std::string, std::string> macros{
      {"{$CRIER.TOKEN}", sandbox().read("token")}, {"{EVENT.ID}", "4711"},       {"{EVENT.SOURCE}", "0"},    {"{EVENT.UPDATE.STATUS}", "0"},
      {"{EVENT.NAME}", "Checkout \"down\""},       {"{EVENT.SEVERITY}", "High"}, {"{EVENT.NSEVERITY}", "4"}, {"{HOST.NAME}", "shop-1"}};
  // As Zabbix hands them over: one JSON object, macros filled in where they have a value.
  const auto run = [&](const std::string& value, const std::string& source) {
    boost::json::object parameters;
    std::istringstream lines(type);
    const std::string name = "        - {name: ";
    const std::string worth = ", value: '";
    for (std::string line; std::getline(lines, line);) {
      const auto comma = line.find(worth);
      if (line.rfind(name, 0) != 0 || comma == std::string::npos) continue;
      std::string text = line.substr(comma + worth.size());
      text = text.substr(0, text.rfind('\''));
      if (text == "{EVENT.VALUE}") text = value;
      if (text == "{EVENT.SOURCE}") text = source;
      if (const auto found = macros.find(text); found != macros.end()) text = found->second;
      if (text == "http://127.0.0.1:9797") text = "http://" + house_.address() + "/";
      parameters[line.substr(name.size(), comma - name.size())] = text;
    }
    sandbox().write("parameters.json", boost::json::serialize(parameters));
    return sandbox().run({"/usr/bin/zabbix_js", "-s", seen("script.js"), "-i", seen("parameters.json")});
  };
  const auto problem = run("1", "0");
  EXPECT_EQ(problem.code, 0) << problem.err;
  EXPECT_THAT(house_.told(1), ElementsAre("incident.opened Checkout \"down\" major"));
  EXPECT_THAT(run("1", "3").out, HasSubstr("not sent")) << "an internal event of Zabbix";
  const auto recovery = run("0", "0");
  EXPECT_EQ(recovery.code, 0) << recovery.err;
  EXPECT_EQ(house_.told(2).at(1), "incident.resolved Checkout \"down\" major");
  macros["{$CRIER.TOKEN}"] = "another-token";
  EXPECT_NE(run("1", "0").code, 0);
}

/// A systemd of the test's own, as a user's, in a mount namespace where it finds itself booted.
TEST_F(ByAHook, a_unit_that_fails_opens_and_one_that_works_again_resolves) {
  if (::geteuid() != 0) GTEST_SKIP() << "needs root: systemd runs in a mount namespace of its own";
  if (::access("/lib/systemd/systemd", X_OK) != 0) GTEST_SKIP() << "needs systemd";
  if (sandbox().run({"unshare", "-m", "--propagation", "private", "mount", "-t", "tmpfs", "tmpfs", "/run"}).code != 0)
    GTEST_SKIP() << "needs mount namespaces";
  const std::string units = seen("home") + "/.config/systemd/user/";
  std::filesystem::create_directories(units + "shop@.service.d");
  const auto unit = [&](const std::string& name, const std::string& text) { sandbox().write("home/.config/systemd/user/" + name, text); };
  for (const char* name : {"crier-notify@.service", "crier-resolved@.service"}) {
    unit(name, shipped(name, {{"/usr/share/crier/integrations", CRIER_INTEGRATIONS},
                              {"CRIER=/usr/bin/crier", "CRIER=" + Sandbox::program("crier") + " CRIER_SOCKET=" + seen("crier.sock")}}));
  }
  unit("shop@.service.d/crier.conf", shipped("crier-unit.conf", {{"/usr/bin/systemctl", "/usr/bin/systemctl --user"}}));
  unit("shop@.service", "[Service]\nType=oneshot\nExecStart=/usr/bin/test -e " + seen("good") + "\n");
  sandbox().write("boot.sh",
                  "mount -t tmpfs tmpfs /run && mkdir -p /run/systemd/system /run/user && chmod 700 /run/user || exit 2\n"
                  "export XDG_RUNTIME_DIR=/run/user HOME='" +
                      seen("home") +
                      "'\nunset DBUS_SESSION_BUS_ADDRESS XDG_CONFIG_HOME XDG_STATE_HOME\n"
                      "/lib/systemd/systemd --user --log-target=console & manager=$!\n"
                      "until systemctl --user is-system-running 2>/dev/null | grep -q running; do\n"
                      "  kill -0 $manager || exit 3; done\n"
                      "systemctl --user start 'shop@a\\x2db.service'\n"
                      "until test -e '" +
                      seen("good") +
                      "'; do kill -0 $manager || exit 3; done\n"
                      "systemctl --user start 'shop@a\\x2db.service'\n"
                      "until test -e '" +
                      seen("done") + "'; do kill -0 $manager || exit 3; done\nkill $manager; wait $manager; exit 0\n");
  Program systemd({"unshare", "-m", "--propagation", "private", "sh", seen("boot.sh")}, sandbox().path(""), "systemd");
  const bool was_told = eventually([&] { return !house_.customers().received().empty() || !systemd.is_running(); });
  if (was_told && systemd.wait(std::chrono::seconds{0}) == 3) GTEST_SKIP() << "needs a systemd that starts here: " << systemd.errors();
  EXPECT_THAT(house_.told(1), ElementsAre("incident.opened shop@a\\x2db.service failed minor")) << systemd.errors();
  const std::string body = house_.customers().received().at(0).body;
  EXPECT_EQ(text_at(body, "/data/incident/incident"), "systemd/shop_a_x2db.service");
  EXPECT_EQ(house_.of("shop@a\\x2db.service failed", "labels/result"), "exit-code");
  sandbox().write("good", "");
  EXPECT_EQ(house_.told(2).at(1), "incident.resolved shop@a\\x2db.service failed minor");
  sandbox().write("done", "");
  EXPECT_EQ(systemd.wait(), 0);
}

}  // namespace
}  // namespace crier::process
