#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <boost/json.hpp>
#include <filesystem>
#include <fstream>

#include "terminal.h"

namespace crier::client {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

const std::string kGroup =
    R"({"groupKey": "team/down", "status": "firing", "commonLabels": {"alertname": "Down", "severity": "critical", "service": "checkout"},)"
    R"( "commonAnnotations": {"summary": "Nobody can pay."}, "alerts": [{"startsAt": "2026-11-22T12:00:00Z"}]})";

struct Ingest : testing::Test, Terminal {
  std::filesystem::path folder = std::filesystem::temp_directory_path() / ("crier-ingest-" + std::to_string(getpid()));
  Ingest() { std::filesystem::create_directories(folder); }
  ~Ingest() override { std::filesystem::remove_all(folder); }
  std::string write(const std::string& name, const std::string& text) {
    const auto path = (folder / name).string();
    std::ofstream(path) << text;
    return path;
  }
  void answer(const std::string& body, int status = 202) {
    daemon.answer = [body, status](const Call&) { return Answer{status, body, 0}; };
  }
  [[nodiscard]] boost::json::object sent() const { return boost::json::parse(daemon.calls.back().body).as_object(); }
};

TEST_F(Ingest, test_shows_what_a_document_would_become_and_sends_nothing) {
  EXPECT_EQ(type({"ingest", "test", write("a.json", kGroup), "--format", "alertmanager"}), 0);
  EXPECT_THAT(out.str(),
              AllOf(HasSubstr("open team/down\n"), HasSubstr("  Title: Down\n"), HasSubstr("  Impact: critical\n"),
                    HasSubstr("  Services: checkout\n"), HasSubstr("severity=critical"), HasSubstr("  Time: 2026-11-22T12:00:00Z\n"),
                    HasSubstr("    Nobody can pay.\n"), HasSubstr("nothing was sent")));
  EXPECT_TRUE(daemon.calls.empty()) << "offline";
}

TEST_F(Ingest, test_goes_by_the_mapping_and_routes_of_a_configuration) {
  const auto config = write("crier.yaml",
                            "services: {checkout: {}}\n"
                            "audiences: {customers: {recipients: []}, operators: {internal: true, recipients: []}}\n"
                            "ingest: {alertmanager: {title: '{service} is down', impact: {critical: major}}}\n"
                            "routes:\n"
                            "  - {match: {impact: major}, audiences: [customers]}\n"
                            "  - {match: {}, audiences: [operators]}\n");
  const auto file = write("a.json", kGroup);
  EXPECT_EQ(type({"ingest", "test", file, "--format", "alertmanager", "--config", config}), 0) << err.str();
  EXPECT_THAT(out.str(), AllOf(HasSubstr("  Title: checkout is down\n"), HasSubstr("  Impact: major\n"), HasSubstr("customers (route 1"),
                               Not(HasSubstr("operators"))));
  EXPECT_EQ(type({"--json", "ingest", "test", file, "--format", "alertmanager", "--config", config}), 0);
  const auto shown = boost::json::parse(out.str());
  const auto& one = shown.at("events").at(0);
  EXPECT_EQ(one.at("event").at("incident").as_string(), "team/down");
  EXPECT_EQ(one.at("event").at("impact").as_string(), "major");
  EXPECT_EQ(one.at("matched").at(0).at("audience").as_string(), "customers");
}

TEST_F(Ingest, test_says_what_a_route_does_before_its_audiences_hear_it) {
  const auto config =
      write("crier.yaml",
            "services: {checkout: {}}\n"
            "audiences: {customers: {recipients: []}, operators: {internal: true, recipients: []}}\n"
            "routes:\n"
            "  - {match: {impact: critical}, audiences: [customers], continue: true, wait: 3m, approve: true, say: {summary: S}}\n"
            "  - {match: {}, audiences: [operators]}\n");
  EXPECT_EQ(type({"ingest", "test", write("a.json", kGroup), "--format", "alertmanager", "--config", config}), 0) << err.str();
  EXPECT_THAT(out.str(), AllOf(HasSubstr("  Told: customers (route 1: impact is critical), if it still holds after 3m, "
                                         "once somebody has approved it, in the words of the route\n"),
                               HasSubstr("  Told: operators (route 2 matches everything)\n")));
}

TEST_F(Ingest, test_tells_what_is_wrong_with_a_document_and_where) {
  const auto file = write("a.json", R"({"groupKey": "k", "status": "on fire"})");
  EXPECT_EQ(type({"ingest", "test", file, "--format", "alertmanager"}), 65);
  EXPECT_THAT(err.str(), HasSubstr("/status"));
  EXPECT_EQ(err.str().find("/status"), err.str().rfind("/status")) << "once is enough";
  EXPECT_EQ(type({"ingest", "test", write("b.json", R"({"groupKey": true, "status": "on fire"})"), "--format", "alertmanager"}), 65);
  EXPECT_THAT(err.str(), AllOf(HasSubstr("\n  /status must be"), HasSubstr("\n  /groupKey must be")));
  EXPECT_EQ(type({"ingest", "test", file, "--format", "alertmanger"}), 64);
  EXPECT_THAT(err.str(), HasSubstr("Did you mean alertmanager?"));
  EXPECT_EQ(type({"ingest", "test", "/nowhere", "--format", "zabbix"}), 66);
  EXPECT_EQ(type({"ingest", "test", file, "--format", "zabbix", "--config", "/nowhere"}), 66);
  EXPECT_EQ(type({"ingest", "test", file, "--format", "zabbix", "--config", write("c.yaml", "ingest: 5\n")}), 78);
  EXPECT_EQ(type({"ingest", "test", file}), 64) << "a format is needed";
}

TEST_F(Ingest, test_reads_stdin_and_says_where_nothing_would_be_done) {
  in.str(R"({"NOTIFICATIONTYPE": "DOWNTIMESTART", "HOSTNAME": "web-1"})");
  EXPECT_EQ(type({"ingest", "test", "-", "--format", "nagios"}), 0);
  EXPECT_THAT(out.str(), HasSubstr("Nothing of it opens or ends an incident"));
}

TEST_F(Ingest, test_shows_foreign_text_without_letting_it_move_the_cursor) {
  in.str(R"({"NOTIFICATIONTYPE": "PROBLEM", "HOSTNAME": "web-1", "HOSTOUTPUT": "\u001b[2J\u202egone", "HOSTSTATE": "DOWN"})");
  EXPECT_EQ(type({"ingest", "test", "-", "--format", "nagios"}), 0);
  EXPECT_THAT(out.str(), AllOf(Not(HasSubstr("\x1b")), Not(HasSubstr("\u202e")), HasSubstr("gone")));
}

TEST_F(Ingest, send_posts_a_document_as_it_is) {
  answer(
      R"({"accepted": 1, "duplicates": 0, "results": [{"incident": "team/down", "number": 1, "update": 1, "update_id": "u1", "state": "announced", "broadcasts": []}]})");
  EXPECT_EQ(type({"ingest", "send", write("a.json", kGroup), "--format", "alertmanager"}), 0);
  ASSERT_EQ(daemon.calls.size(), 1U);
  EXPECT_EQ(daemon.calls[0].method, "POST");
  EXPECT_EQ(daemon.calls[0].path, "/v1/ingest/alertmanager");
  EXPECT_EQ(daemon.calls[0].content_type, "application/json");
  EXPECT_EQ(daemon.calls[0].body, kGroup);
  EXPECT_THAT(out.str(), HasSubstr("team/down"));
  in.str("[]");
  EXPECT_EQ(type({"ingest", "send", "--format", "cloudevents"}), 0);
  EXPECT_EQ(daemon.calls.back().content_type, "application/cloudevents-batch+json");
  in.clear();
  in.str("{}");
  EXPECT_EQ(type({"--json", "ingest", "send", "--format", "cloudevents"}), 0);
  EXPECT_EQ(daemon.calls.back().content_type, "application/cloudevents+json");
  EXPECT_TRUE(boost::json::parse(out.str()).is_object());
}

TEST_F(Ingest, send_makes_a_document_of_macros) {
  answer(R"({"accepted": 0, "duplicates": 0, "results": []})");
  EXPECT_EQ(type({"ingest", "send", "--format", "nagios", "NOTIFICATIONTYPE=PROBLEM", "HOSTNAME=web-1",
                  "HOSTOUTPUT=a \"quoted\" = \\ $(x)\n", "host.note=-\xff-"}),
            0);
  const auto macros = sent();
  EXPECT_EQ(macros.at("NOTIFICATIONTYPE").as_string(), "PROBLEM");
  EXPECT_EQ(macros.at("HOSTOUTPUT").as_string(), "a \"quoted\" = \\ $(x)\n");
  EXPECT_EQ(macros.at("host.note").as_string(), "-\xEF\xBF\xBD-") << "what is not UTF-8 is not sent as such";
  EXPECT_THAT(out.str(), HasSubstr("crierd has done nothing"));
  EXPECT_EQ(type({"ingest", "send", "file.json", "A=b", "--format", "nagios"}), 64);
  EXPECT_EQ(type({"ingest", "send", "file.json", "other.json", "--format", "nagios"}), 64);
}

TEST_F(Ingest, send_takes_macros_from_the_environment) {
  answer(R"({"accepted": 0, "duplicates": 0, "results": []})");
  variables = {{"NOTIFICATIONTYPE", "PROBLEM"},
               {"HOSTNAME", "web-1"},
               {"SERVICENAME", "http"},
               {"SERVICEOUTPUT", "it's `slow`"},
               {"SECRET", "s3cret"}};
  EXPECT_EQ(type({"ingest", "send", "--format", "icinga", "--environment", "HOSTSTATE=UP"}), 0);
  EXPECT_EQ(sent().at("SERVICEOUTPUT").as_string(), "it's `slow`");
  EXPECT_EQ(sent().at("HOSTSTATE").as_string(), "UP");
  EXPECT_THAT(daemon.calls.back().body, Not(HasSubstr("s3cret")));
  variables = {{"NAGIOS_NOTIFICATIONTYPE", "PROBLEM"}, {"NAGIOS_HOSTNAME", "db-1"}, {"HOSTNAME", "the-monitor-itself"}};
  EXPECT_EQ(type({"ingest", "send", "--format", "nagios", "--environment"}), 0);
  EXPECT_EQ(sent().at("HOSTNAME").as_string(), "db-1");
  variables = {{"HOSTNAME", "the-monitor-itself"}};
  EXPECT_EQ(type({"ingest", "send", "--format", "nagios", "--environment"}), 65);
  EXPECT_EQ(type({"ingest", "send", "--format", "grafana", "--environment"}), 64);
}

TEST_F(Ingest, send_ends_so_that_a_monitor_knows_whether_to_try_again) {
  const auto file = write("a.json", kGroup);
  answer(R"({"detail": "no"})", 422);
  EXPECT_EQ(type({"ingest", "send", file, "--format", "alertmanager"}), 65);
  answer(R"({"detail": "later"})", 503);
  EXPECT_EQ(type({"ingest", "send", file, "--format", "alertmanager"}), 75);
  answer(R"({"detail": "not you"})", 403);
  EXPECT_EQ(type({"ingest", "send", file, "--format", "alertmanager"}), 77);
  daemon.answer = [](const Call&) -> Result<Answer> { return Error{ErrorKind::unavailable, "no socket"}; };
  EXPECT_EQ(type({"ingest", "send", file, "--format", "alertmanager"}), 69);
}

}  // namespace
}  // namespace crier::client
