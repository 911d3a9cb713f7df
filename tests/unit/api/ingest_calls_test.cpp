#include "api_fixture.h"

namespace crier::api {
namespace {

using Headers = std::vector<std::pair<std::string, std::string>>;
using testing::HasSubstr;

const std::string kGroup =
    R"({"groupKey": "k", "status": "firing", "commonLabels": {"alertname": "Down", "severity": "critical"}, "alerts": []})";

announce::EventResult result(const std::string& incident) {
  announce::EventResult made;
  made.accepted.incident_name = incident;
  return made;
}

TEST_F(Api, takes_a_monitors_document_and_answers_as_for_events) {
  announcer.results = std::vector{result("k")};
  const auto answer = call("POST", "/v1/ingest/alertmanager", kGroup);
  EXPECT_EQ(answer.status, 202);
  EXPECT_THAT(answer.body, HasSubstr(R"("accepted":1)"));
  EXPECT_THAT(answer.body, HasSubstr(R"("incident":"k")"));
  ASSERT_EQ(announcer.events.size(), 1U);
  EXPECT_EQ(announcer.events.front().title, "Down");
  EXPECT_EQ(announcer.events.front().impact, core::Impact::critical);
  EXPECT_EQ(announcer.peer.door, "alertmanager") << "whoever sends it, a monitor speaks";
}

TEST_F(Api, answers_prometheus_as_an_alertmanager_does) {
  announcer.results = std::vector{result("k")};
  const auto answer = call("POST", "/api/v2/alerts", R"([{"labels": {"alertname": "Down"}}])");
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.body, "");
  EXPECT_EQ(announcer.peer.door, "prometheus");
  ASSERT_EQ(announcer.events.size(), 1U);
  const auto refused = call("POST", "/api/v2/alerts", R"([{"labels": {}}])");
  EXPECT_EQ(refused.status, 422);
  EXPECT_EQ(refused.content_type, "application/problem+json");
  EXPECT_THAT(refused.body, HasSubstr("/0/labels"));
  EXPECT_EQ(call("POST", "/api/v2/alerts", "[]").status, 200);
}

TEST_F(Api, resolves_an_incident_with_the_last_of_the_alerts_that_prometheus_told_of) {
  announcer.results = std::vector{result("k")};
  const auto tell = [this](const std::string& instance, const char* end) {
    announcer.events.clear();
    EXPECT_EQ(call("POST", "/api/v2/alerts",
                   R"([{"labels": {"alertname": "Down", "instance": ")" + instance + R"("}, "endsAt": ")" + end + R"("}])")
                  .status,
              200);
    return announcer.events;
  };
  EXPECT_EQ(tell("a", "2026-11-22T12:04:00Z").size(), 1U);
  EXPECT_EQ(tell("b", "2026-11-22T12:04:00Z").size(), 1U);
  EXPECT_TRUE(tell("a", "2026-11-22T12:00:00Z").empty()) << "b still fires";
  const auto last = tell("b", "2026-11-22T12:00:00Z");
  ASSERT_EQ(last.size(), 1U);
  EXPECT_EQ(last.front().action, core::Action::resolve);
}

TEST_F(Api, answers_what_is_about_no_incident_with_nothing_accepted) {
  const auto answer = call("POST", "/v1/ingest/nagios", R"({"NOTIFICATIONTYPE": "CUSTOM", "HOSTNAME": "web-1"})");
  EXPECT_EQ(answer.status, 202);
  EXPECT_THAT(answer.body, HasSubstr(R"("accepted":0)"));
  EXPECT_TRUE(announcer.events.empty());
}

TEST_F(Api, tells_doors_that_there_are_not) {
  const auto answer = call("POST", "/v1/ingest/graphana", "{}");
  EXPECT_EQ(answer.status, 404);
  EXPECT_THAT(answer.body, HasSubstr("grafana"));
  EXPECT_EQ(call("GET", "/v1/ingest/grafana").status, 405);
}

TEST_F(Api, takes_documents_however_monitors_name_json) {
  announcer.results = std::vector{result("k")};
  for (const auto& headers : {Headers{}, Headers{{"content-type", "application/json; charset=utf-8"}},
                              Headers{{"content-type", "text/plain"}}, Headers{{"content-type", "application/vnd.pagerduty+json"}}})
    EXPECT_EQ(call("POST", "/v1/ingest/alertmanager", kGroup, headers).status, 202);
  EXPECT_EQ(call("POST", "/v1/ingest/alertmanager", kGroup, {{"content-type", "application/xml"}}).status, 415);
  EXPECT_EQ(call("POST", "/v1/ingest/alertmanager", kGroup, {{"content-type", "application/cloudevents+json"}}).status, 415);
}

TEST_F(Api, takes_cloudevents_in_each_mode) {
  announcer.results = std::vector{result("k")};
  const std::string data = R"({"action": "open", "title": "T", "impact": "minor", "summary": "S"})";
  const std::string event = R"({"specversion": "1.0", "id": "1", "source": "s", "type": "t", "subject": "k", "data": )" + data + "}";
  EXPECT_EQ(call("POST", "/v1/ingest/cloudevents", event, {{"content-type", "application/cloudevents+json"}}).status, 202);
  EXPECT_EQ(call("POST", "/v1/ingest/cloudevents", "[" + event + "]", {{"content-type", "application/cloudevents-batch+json"}}).status,
            202);
  EXPECT_EQ(call("POST", "/v1/ingest/cloudevents", data,
                 {{"content-type", "application/json"}, {"ce-specversion", "1.0"}, {"ce-id", "1"}, {"ce-source", "s"}, {"ce-subject", "k"}})
                .status,
            202);
  ASSERT_EQ(announcer.events.size(), 1U);
  EXPECT_EQ(announcer.events.front().incident, "k");
  EXPECT_EQ(announcer.events.front().id, "s 1");
}

TEST_F(Api, points_into_the_document_where_its_events_are_refused) {
  const std::string event =
      R"({"specversion": "1.0", "id": "ID", "source": "s", "data": {"action": "open", "title": "T", "impact": "minor", "summary": "S"}})";
  auto other = event;
  other.replace(other.find("ID"), 2, "2");
  announcer.results = core::Problem{ErrorKind::invalid, "Invalid", "no", {{"/1/summary", "is refused"}}};
  EXPECT_THAT(call("POST", "/v1/ingest/cloudevents", "[" + event + "," + other + "]").body, HasSubstr("\"/1/data/summary\""));
  announcer.results = core::Problem{ErrorKind::invalid, "Invalid", "no", {{"/summary", "is refused"}}};
  EXPECT_THAT(call("POST", "/v1/ingest/cloudevents", event).body, HasSubstr("\"/data/summary\""));
  announcer.results = core::Problem{ErrorKind::conflict, "No", "no", {{"/1/incident", "is odd"}}};
  const auto list = call("POST", "/api/v2/alerts", R"([{"labels": {"a": "1"}}, {"labels": {"a": "1"}}, {"labels": {"a": "2"}}])");
  EXPECT_EQ(list.status, 409);
  EXPECT_THAT(list.body, HasSubstr("\"/2\"")) << "the second event begins with the third alert";
}

TEST_F(Api, counts_documents_by_their_format) {
  call("POST", "/v1/ingest/zabbix", "{");
  announcer.results = core::Problem{ErrorKind::conflict, "No", "no", {}};
  call("POST", "/v1/ingest/alertmanager", kGroup);
  auto duplicate = result("k");
  duplicate.duplicate = true;
  announcer.results = std::vector{duplicate};
  call("POST", "/v1/ingest/alertmanager", kGroup);
  const auto text = call("GET", "/metrics").body;
  EXPECT_THAT(text, HasSubstr(R"(crier_events_total{source="zabbix",result="invalid"} 1)"));
  EXPECT_THAT(text, HasSubstr(R"(crier_events_total{source="alertmanager",result="conflict"} 1)"));
  EXPECT_THAT(text, HasSubstr(R"(crier_events_total{source="alertmanager",result="duplicate"} 1)"));
}

TEST_F(Api, asks_for_the_right_to_publish) {
  peer = {"carol", core::Right::read, true, 1002, false};
  EXPECT_EQ(call("POST", "/v1/ingest/alertmanager", kGroup).status, 403);
  EXPECT_EQ(call("POST", "/api/v2/alerts", "[]").status, 403);
}

}  // namespace
}  // namespace crier::api
