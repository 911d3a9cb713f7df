#include "monitor.h"

namespace crier::ingest {
namespace {

TEST(Alertmanager, a_firing_group_opens_an_incident_with_its_common_words) {
  const auto event = event_in(Format::alertmanager, sample("alertmanager-webhook-v4-firing.json"));
  EXPECT_EQ(event.action, Action::open);
  // `{}:{alertname="high_memory_load"}` has characters that no key may have: its hash stands behind the alertname.
  EXPECT_THAT(event.incident, testing::MatchesRegex("high_memory_load-[0-9a-f]+"));
  EXPECT_EQ(event.title, "high_memory_load");
  EXPECT_EQ(event.summary, "Prometheus Test");
  EXPECT_EQ(event.impact, Impact::minor);
  EXPECT_THAT(event.labels, ElementsAre(Pair("alertname", "high_memory_load"), Pair("monitor", "master"), Pair("severity", "warning")));
  EXPECT_EQ(event.source, "alertmanager");
  EXPECT_EQ(event.at, time_of("2018-03-07T11:33:21.873Z"));
  EXPECT_FALSE(event.services);
  EXPECT_FALSE(event.signature.empty());
  EXPECT_TRUE(event.id.empty());
}

TEST(Alertmanager, a_document_of_today_with_all_its_fields_is_taken) {
  const auto event = event_in(Format::alertmanager, sample("alertmanager-webhook-v4-all-fields.constructed.json"));
  EXPECT_EQ(event.action, Action::open);
  EXPECT_THAT(event.incident, StartsWith("CheckoutDown-"));
  EXPECT_EQ(event.impact, Impact::critical);
  EXPECT_EQ(event.summary, "Checkout returns 5xx");
  EXPECT_EQ(event.at, time_of("2026-01-15T08:30:00.123Z"));
  EXPECT_EQ(event.labels.at("team"), "payments");
}

TEST(Alertmanager, a_resolved_group_resolves_and_says_no_word_of_its_own) {
  const auto event = event_in(Format::alertmanager, sample("alertmanager-webhook-resolved.json"));
  EXPECT_EQ(event.action, Action::resolve);
  EXPECT_THAT(event.incident, StartsWith("airDown-"));
  EXPECT_EQ(event.at, time_of("2017-05-15T13:50:37.835Z")) << "the last of its ends";
}

const char* const kGroup =
    R"({"version": "4", "groupKey": "GROUP", "status": "STATUS", "groupLabels": {"alertname": "A"}, "commonLabels": {"alertname": "A"}, "commonAnnotations": {}, "alerts": [ALERTS]})";

std::string group(const std::string& status, const std::string& alerts, const std::string& key = "{}:{alertname=\\\"A\\\"}") {
  std::string text = kGroup;
  text.replace(text.find("GROUP"), 5, key);
  text.replace(text.find("STATUS"), 6, status);
  text.replace(text.find("ALERTS"), 6, alerts);
  return text;
}

std::string alert(const std::string& status, const std::string& severity, const std::string& start,
                  const std::string& end = "0001-01-01T00:00:00Z") {
  return R"({"status": ")" + status + R"(", "labels": {"alertname": "A", "severity": ")" + severity +
         R"("}, "annotations": {"summary": "S )" + severity + R"("}, "startsAt": ")" + start + R"(", "endsAt": ")" + end + R"("})";
}

TEST(Alertmanager, the_impact_is_that_of_the_worst_alert_that_fires) {
  const auto event =
      event_in(Format::alertmanager,
               group("firing", alert("firing", "warning", "2026-01-15T08:00:00Z") + "," + alert("firing", "error", "2026-01-15T08:10:00Z") +
                                   "," + alert("resolved", "critical", "2026-01-15T07:00:00Z", "2026-01-15T08:05:00Z")));
  EXPECT_EQ(event.impact, Impact::major);
  EXPECT_EQ(event.summary, "S error") << "what is not common is said as of the worst";
  EXPECT_EQ(event.at, time_of("2026-01-15T08:00:00Z")) << "the first of those that fire";
}

TEST(Alertmanager, an_alert_without_a_severity_has_the_groups) {
  const auto body =
      R"({"groupKey": "k", "status": "firing", "commonLabels": {"alertname": "A", "severity": "critical"}, "alerts": [{"startsAt": "2026-01-15T08:00:00Z"}]})";
  EXPECT_EQ(event_in(Format::alertmanager, body).impact, Impact::critical);
}

TEST(Alertmanager, the_groups_status_decides_whatever_the_alerts_say) {
  EXPECT_EQ(event_in(Format::alertmanager, group("resolved", alert("firing", "error", "2026-01-15T08:00:00Z"))).action, Action::resolve);
  EXPECT_EQ(
      event_in(Format::alertmanager, group("firing", alert("resolved", "error", "2026-01-15T08:00:00Z", "2026-01-15T08:05:00Z"))).action,
      Action::open);
}

TEST(Alertmanager, words_of_severity_are_impacts_and_any_other_is_minor) {
  const std::pair<const char*, Impact> table[] = {
      {"critical", Impact::critical}, {"error", Impact::major},   {"high", Impact::major}, {"disaster", Impact::major},
      {"warning", Impact::minor},     {"average", Impact::minor}, {"info", Impact::none},  {"page", Impact::minor},
      {"CRITICAL", Impact::critical}, {"", Impact::minor}};
  for (const auto& [word, impact] : table)
    EXPECT_EQ(event_in(Format::alertmanager, group("firing", alert("firing", word, "2026-01-15T08:00:00Z"))).impact, impact) << word;
}

TEST(Alertmanager, a_group_key_that_can_be_a_key_is_one_and_others_are_told_apart) {
  const auto key = [](const std::string& group_key) { return event_in(Format::alertmanager, group("firing", "", group_key)).incident; };
  EXPECT_EQ(key("team/checkout:down.2"), "team/checkout:down.2");
  EXPECT_NE(key("{}:{a=\\\"1\\\"}"), key("{}:{a=\\\"2\\\"}"));
  EXPECT_EQ(key("{}:{a=\\\"1\\\"}"), key("{}:{a=\\\"1\\\"}"));
  EXPECT_THAT(key("operators"), StartsWith("A-"));
  EXPECT_THAT(key("notice-1"), StartsWith("A-"));
  EXPECT_THAT(key("checkout~2"), StartsWith("A-"));
  EXPECT_THAT(key(std::string(129, 'x')), StartsWith("A-"));
  EXPECT_LE(key(std::string(5000, '{')).size(), 128U);
}

TEST(Alertmanager, the_key_stays_when_other_alerts_join_the_group) {
  const auto one =
      R"({"groupKey": "{}:{team=\"x\"}", "status": "firing", "groupLabels": {"team": "x"}, "commonLabels": {"team": "x", "alertname": "A"}, "alerts": []})";
  const auto two =
      R"({"groupKey": "{}:{team=\"x\"}", "status": "firing", "groupLabels": {"team": "x"}, "commonLabels": {"team": "x"}, "alerts": [)" +
      alert("firing", "error", "2026-01-15T08:00:00Z") + "]}";
  EXPECT_EQ(event_in(Format::alertmanager, one).incident, event_in(Format::alertmanager, two).incident);
}

TEST(Alertmanager, the_same_of_a_group_has_the_same_signature_and_another_start_has_another) {
  const auto signature = [](const std::string& status, const std::string& start) {
    return event_in(Format::alertmanager, group(status, alert("firing", "error", start))).signature;
  };
  const auto first = signature("firing", "2026-01-15T08:00:00Z");
  EXPECT_EQ(first, signature("firing", "2026-01-15T09:00:00+01:00")) << "the same instant";
  EXPECT_NE(first, signature("firing", "2026-01-15T08:00:01Z"));
  EXPECT_NE(first, signature("resolved", "2026-01-15T08:00:00Z"));
  EXPECT_EQ(event_in(Format::alertmanager, group("firing", "")).signature, "")
      << "without a start nothing tells a repetition from the next time";
}

TEST(Alertmanager, without_a_group_key_the_groups_labels_tell_it_from_others) {
  const auto key = [](const std::string& labels) {
    return event_in(Format::alertmanager, R"({"status": "firing", "groupLabels": )" + labels + R"(, "alerts": []})").incident;
  };
  EXPECT_NE(key(R"({"alertname": "A", "zone": "1"})"), key(R"({"alertname": "A", "zone": "2"})"));
  EXPECT_EQ(key(R"({"alertname": "A", "zone": "1"})"), key(R"({"zone": "1", "alertname": "A"})"));
}

TEST(Alertmanager, services_are_those_of_the_label_that_the_configuration_knows) {
  Mappings mappings;
  const auto firing = [](const std::string& service) {
    return R"({"labels": {"alertname": "A", "service": ")" + service + R"("}, "startsAt": "2026-01-15T08:00:00Z"})";
  };
  const auto services = [&](const std::string& alerts) {
    return event_in(Format::alertmanager, group("firing", alerts), mappings).services;
  };
  EXPECT_THAT(services(firing("checkout")).value(), ElementsAre("checkout"));
  mappings.services = {"checkout", "search"};
  EXPECT_THAT(services(firing("checkout")).value(), ElementsAre("checkout"));
  EXPECT_FALSE(services(firing("node-exporter")));
  EXPECT_THAT(services(firing("search") + "," + firing("checkout")).value(), ElementsAre("checkout", "search"))
      << "each alert names its own";
}

TEST(Alertmanager, what_a_template_cannot_say_is_said_by_the_next_that_can) {
  Mappings mappings;
  mappings.of(Format::alertmanager).title = *Template::parse("{label.product} {annotation.headline}");
  mappings.of(Format::alertmanager).key = *Template::parse("{label.ticket}");
  const auto body = group("firing", alert("firing", "error", "2026-01-15T08:00:00Z"), "raw-key");
  EXPECT_EQ(event_in(Format::alertmanager, body, mappings).title, "A");
  EXPECT_EQ(event_in(Format::alertmanager, body, mappings).incident, "raw-key");
  const auto bare = R"({"groupKey": "k", "status": "firing", "commonLabels": {"alertname": "DiskFull", "instance": "db-1:9100"}})";
  EXPECT_EQ(event_in(Format::alertmanager, bare).summary, "DiskFull: db-1:9100") << "where it is, and no invented word";
}

TEST(Alertmanager, what_it_cannot_do_without_is_pointed_out) {
  EXPECT_EQ(fault_of(Format::alertmanager, R"({"groupKey": "k", "status": "burning"})").first, "/status");
  EXPECT_EQ(fault_of(Format::alertmanager, R"({"groupKey": "k"})").first, "/status");
  EXPECT_EQ(fault_of(Format::alertmanager, R"({"status": "firing", "alerts": []})").first, "/groupKey");
  EXPECT_EQ(fault_of(Format::alertmanager, R"({"groupKey": "k", "status": "firing", "alerts": {}})").first, "/alerts");
  EXPECT_EQ(fault_of(Format::alertmanager, R"({"groupKey": "k", "status": "firing", "alerts": [{"labels": {"a": 1}}]})").first,
            "/alerts/0/labels/a");
  EXPECT_EQ(fault_of(Format::alertmanager, R"({"groupKey": "k", "status": "firing", "alerts": [{}, 7]})").first, "/alerts/1");
  EXPECT_EQ(fault_of(Format::alertmanager, R"({"groupKey": "k", "status": "firing", "alerts": [{"startsAt": "noon"}]})").first,
            "/alerts/0/startsAt");
  EXPECT_EQ(fault_of(Format::alertmanager, R"({"groupKey": "k", "status": "firing", "commonLabels": "none"})").first, "/commonLabels");
  EXPECT_EQ(fault_of(Format::alertmanager, "[]").first, "");
}

TEST(Alertmanager, other_versions_are_taken_with_what_is_needed_there) {
  EXPECT_EQ(event_in(Format::alertmanager,
                     R"({"version": "3", "groupKey": 8132, "status": "firing", "commonLabels": {"alertname": "A"}, "alerts": []})")
                .incident,
            "8132");
  EXPECT_EQ(
      event_in(Format::alertmanager, R"({"version": "9", "groupKey": "k", "status": "firing", "new": {"x": [1, {}]}, "alerts": null})")
          .incident,
      "k");
}

TEST(Grafana, documents_are_taken_in_firing_and_resolved) {
  const auto firing = event_in(Format::grafana, sample("grafana-webhook-v1-firing-12.json"));
  EXPECT_EQ(firing.action, Action::open);
  EXPECT_EQ(firing.incident, "webhook-c4edaaf9f9f839b0-1777986297");
  EXPECT_EQ(firing.title, "TestAlert");
  EXPECT_EQ(firing.summary, "TEST");
  EXPECT_EQ(firing.impact, Impact::minor);
  EXPECT_EQ(firing.source, "grafana");
  const auto resolved = event_in(Format::grafana, sample("grafana-webhook-v1-resolved.json"));
  EXPECT_EQ(resolved.action, Action::resolve);
  EXPECT_THAT(resolved.incident, StartsWith("Load-avg-15m-too-high-"));
  EXPECT_EQ(resolved.at, time_of("2024-03-15T02:42:00Z"));
}

TEST(Prometheus, each_set_of_labels_is_an_incident_without_those_that_are_ignored) {
  const auto events = events_of(Format::prometheus, sample("prometheus-post-api-v2-alerts.json"));
  ASSERT_EQ(events.size(), 3U);
  for (const auto& event : events) {
    EXPECT_EQ(event.action, Action::open);
    EXPECT_THAT(event.incident, StartsWith("DiskRunningFull-"));
    EXPECT_EQ(event.title, "DiskRunningFull");
    EXPECT_EQ(event.source, "prometheus");
  }
  EXPECT_NE(events[0].incident, events[1].incident);
  EXPECT_NE(events[0].incident, events[2].incident);
  EXPECT_EQ(events[0].summary, "please check the instance example1");
  EXPECT_EQ(events[2].impact, Impact::critical);
  EXPECT_EQ(events[2].summary, "DiskRunningFull: example3");
}

std::string alert_at(const std::string& instance, const std::string& end) {
  return R"({"labels": {"alertname": "Down", "instance": ")" + instance + R"("}, "startsAt": "2026-01-15T08:00:00Z")" +
         (end.empty() ? "" : R"(, "endsAt": ")" + end + "\"") + "}";
}

TEST(Prometheus, an_end_that_is_past_resolves_and_one_to_come_does_not) {
  const auto action = [](const std::string& end) { return event_in(Format::prometheus, "[" + alert_at("a", end) + "]").action; };
  EXPECT_EQ(action(""), Action::open);
  EXPECT_EQ(action("0001-01-01T00:00:00Z"), Action::open);
  EXPECT_EQ(action("2026-01-15T09:00:01Z"), Action::open);
  EXPECT_EQ(action("2026-01-15T09:00:00Z"), Action::resolve);
  EXPECT_EQ(action("2026-01-15T08:59:59Z"), Action::resolve);
}

TEST(Prometheus, alerts_of_one_key_are_resolved_only_when_all_of_them_are) {
  const std::string past = "2026-01-15T08:30:00Z";
  EXPECT_EQ(event_in(Format::prometheus, "[" + alert_at("a", past) + "," + alert_at("b", "") + "]").action, Action::open);
  const auto both = event_in(Format::prometheus, "[" + alert_at("a", past) + "," + alert_at("b", "2026-01-15T08:40:00Z") + "]");
  EXPECT_EQ(both.action, Action::resolve);
  EXPECT_EQ(both.at, time_of("2026-01-15T08:40:00Z"));
}

TEST(Prometheus, names_and_values_of_labels_cannot_be_mistaken_for_others) {
  const auto events = events_of(Format::prometheus,
                                R"([{"labels": {"a": "1", "b": "2"}}, {"labels": {"a=\"1\", b": "2"}}, {"labels": {"a": "1\", b=\"2"}}])");
  ASSERT_EQ(events.size(), 3U);
  EXPECT_NE(events[0].incident, events[1].incident);
  EXPECT_NE(events[0].incident, events[2].incident);
  EXPECT_NE(events[1].incident, events[2].incident);
}

TEST(Prometheus, an_alert_without_a_name_is_called_by_its_labels) {
  const auto event = event_in(Format::prometheus, R"([{"labels": {"job": "db", "disk": "sda"}}])");
  EXPECT_EQ(event.title, "{disk=\"sda\", job=\"db\"}");
  EXPECT_THAT(event.incident, StartsWith("alert-")) << "nothing else could stand before its hash";
}

TEST(Prometheus, alerts_without_labels_are_pointed_out) {
  EXPECT_EQ(fault_of(Format::prometheus, R"([{"labels": {"a": "b"}}, {"labels": {}}])").first, "/1/labels");
  EXPECT_EQ(fault_of(Format::prometheus, R"([{"labels": {"a": "b"}}, {"annotations": {}}])").first, "/1/labels");
  EXPECT_EQ(fault_of(Format::prometheus, R"([{"labels": {"a": 5}}])").first, "/0/labels/a");
  EXPECT_EQ(fault_of(Format::prometheus, R"({"labels": {}})").first, "");
  EXPECT_THAT(events_of(Format::prometheus, "[]"), IsEmpty());
}

}  // namespace
}  // namespace crier::ingest
