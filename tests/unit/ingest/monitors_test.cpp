#include "monitor.h"

namespace crier::ingest {
namespace {

TEST(PagerDuty, a_trigger_opens_and_its_dedup_key_resolves) {
  const auto trigger = event_in(Format::pagerduty, sample("pagerduty-events-v2-trigger.json"));
  EXPECT_EQ(trigger.action, Action::open);
  EXPECT_EQ(trigger.incident, "samplekeyhere");
  EXPECT_EQ(trigger.title, "Example alert on host1.example.com");
  EXPECT_EQ(trigger.summary, "Example alert on host1.example.com");
  EXPECT_EQ(trigger.impact, Impact::none);
  EXPECT_EQ(trigger.at, time_of("2015-07-17T08:42:58.315Z")) << "an offset without a colon is one";
  EXPECT_EQ(trigger.labels.at("component"), "postgres");
  for (const auto& [name, value] : trigger.labels) EXPECT_NE(value, "samplekeyhere") << name << " gives the routing key away";
  const auto resolve = event_in(Format::pagerduty, sample("pagerduty-events-v2-resolve.json"));
  EXPECT_EQ(resolve.action, Action::resolve);
  EXPECT_EQ(resolve.incident, "dedupkeyhere");
}

TEST(PagerDuty, an_acknowledgement_is_one) {
  const auto event = event_in(Format::pagerduty, R"({"routing_key": "r", "dedup_key": "k", "event_action": "acknowledge"})");
  EXPECT_EQ(event.action, Action::acknowledge);
  EXPECT_EQ(event.incident, "k");
}

TEST(PagerDuty, without_dedup_key_what_it_is_about_is_the_key) {
  const auto key = [](const std::string& summary) {
    return event_in(Format::pagerduty,
                    R"({"event_action": "trigger", "payload": {"summary": ")" + summary + R"(", "source": "db-1", "severity": "error"}})")
        .incident;
  };
  EXPECT_EQ(key("Disk full"), key("Disk full"));
  EXPECT_NE(key("Disk full"), key("Disk slow"));
  EXPECT_THAT(key("Disk full"), StartsWith("db-1-"));
  EXPECT_EQ(fault_of(Format::pagerduty, R"({"event_action": "resolve"})").first, "/dedup_key");
  EXPECT_EQ(fault_of(Format::pagerduty, R"({"event_action": "trigger"})").first, "/payload");
  EXPECT_EQ(fault_of(Format::pagerduty, R"({"event_action": "shout", "dedup_key": "k"})").first, "/event_action");
  EXPECT_EQ(fault_of(Format::pagerduty, R"({"event_action": "trigger", "dedup_key": "k", "payload": {"summary": 5}})").first,
            "/payload/summary");
}

TEST(Nagios, a_problem_opens_under_its_host_and_service) {
  const auto event = event_in(Format::nagios, sample("nagios-service-problem-macros.json"));
  EXPECT_EQ(event.action, Action::open);
  EXPECT_THAT(event.incident, StartsWith("service.test.local/test-service-")) << "a key has no blank";
  EXPECT_EQ(event.title, "test service");
  EXPECT_EQ(event.summary, "test service: critical");
  EXPECT_EQ(event.impact, Impact::critical);
  EXPECT_THAT(event.labels, ElementsAre(Pair("host", "service.test.local"), Pair("service", "test service")));
  EXPECT_EQ(event.source, "nagios");
}

std::string macros(const std::string& type, const std::string& more = {}) {
  return R"({"NOTIFICATIONTYPE": ")" + type +
         R"(", "HOSTNAME": "web-1", "SERVICEDESC": "HTTP", "SERVICESTATE": "WARNING", "SERVICEOUTPUT": "slow")" + more + "}";
}

TEST(Nagios, types_say_what_becomes_of_it_and_those_that_say_nothing_of_the_service_are_passed_over) {
  EXPECT_EQ(event_in(Format::nagios, macros("PROBLEM")).action, Action::open);
  EXPECT_EQ(event_in(Format::nagios, macros("RECOVERY")).action, Action::resolve);
  EXPECT_EQ(event_in(Format::nagios, macros("ACKNOWLEDGEMENT")).action, Action::acknowledge);
  for (const char* type :
       {"CUSTOM", "FLAPPINGSTART", "FLAPPINGSTOP", "FLAPPINGDISABLED", "DOWNTIMESTART", "DOWNTIMEEND", "DOWNTIMECANCELLED"})
    EXPECT_THAT(events_of(Format::nagios, macros(type)), IsEmpty()) << type;
  EXPECT_EQ(fault_of(Format::nagios, macros("PARTY")).first, "/NOTIFICATIONTYPE");
  EXPECT_EQ(fault_of(Format::nagios, "{}").first, "/NOTIFICATIONTYPE");
  EXPECT_EQ(fault_of(Format::nagios, R"({"NOTIFICATIONTYPE": "PROBLEM", "SERVICEDESC": "HTTP"})").first, "/HOSTNAME");
  EXPECT_EQ(fault_of(Format::nagios, R"({"NOTIFICATIONTYPE": "PROBLEM", "HOSTNAME": 5})").first, "/HOSTNAME");
}

TEST(Nagios, states_are_impacts_and_decide_where_there_is_no_type) {
  const auto host = [](const std::string& state) {
    return R"({"HOSTNAME": "web-1", "HOSTSTATE": ")" + state + R"(", "HOSTOUTPUT": "no answer"})";
  };
  const auto down = event_in(Format::nagios, host("DOWN"));
  EXPECT_EQ(down.impact, Impact::critical);
  EXPECT_EQ(down.incident, "web-1");
  EXPECT_EQ(down.title, "web-1");
  EXPECT_EQ(down.summary, "no answer");
  EXPECT_EQ(event_in(Format::nagios, host("UNREACHABLE")).impact, Impact::minor);
  EXPECT_EQ(event_in(Format::nagios, host("UP")).action, Action::resolve);
  EXPECT_EQ(event_in(Format::nagios, macros("PROBLEM")).impact, Impact::minor);
}

TEST(Nagios, hosts_and_services_with_slashes_are_told_apart) {
  const auto key = [](const std::string& host, const std::string& service) {
    return event_in(Format::nagios, R"({"NOTIFICATIONTYPE": "PROBLEM", "HOSTNAME": ")" + host + R"(", "SERVICEDESC": ")" + service + "\"}")
        .incident;
  };
  EXPECT_EQ(key("a", "b/c"), "a/b/c");
  EXPECT_NE(key("a/b", "c"), key("a", "b/c"));
  EXPECT_NE(key("a/b", ""), key("a", "b"));
}

TEST(Nagios, names_may_have_the_prefix_of_the_environment) {
  const auto event = event_in(
      Format::nagios,
      R"({"NAGIOS_NOTIFICATIONTYPE": "PROBLEM", "NAGIOS_HOSTNAME": "web-1", "NAGIOS_SERVICEDESC": "HTTP", "NAGIOS_SERVICESTATE": "CRITICAL", "NAGIOS_TIMET": "1768464000"})");
  EXPECT_EQ(event.incident, "web-1/HTTP");
  EXPECT_EQ(event.at, time_of("2026-01-15T08:00:00Z"));
}

TEST(Nagios, an_acknowledgement_says_who_and_what) {
  const auto event =
      event_in(Format::nagios, macros("ACKNOWLEDGEMENT", R"(, "NOTIFICATIONAUTHOR": "alice", "NOTIFICATIONCOMMENT": "on it")"));
  EXPECT_EQ(event.summary, "alice: on it");
  EXPECT_TRUE(event.author.empty()) << "the monitor speaks, not alice";
}

TEST(Nagios, a_problem_that_comes_back_is_no_repetition) {
  const auto signature = [](const std::string& change) {
    return event_in(Format::nagios, macros("PROBLEM", R"(, "LASTSERVICESTATECHANGE": ")" + change + R"(", "TIMET": "1768464999")"))
        .signature;
  };
  EXPECT_EQ(signature("1768464000"), signature("1768464000"));
  EXPECT_NE(signature("1768464000"), signature("1768467600"));
  EXPECT_EQ(event_in(Format::nagios, macros("PROBLEM")).signature, "");
}

TEST(Icinga, macros_that_were_filled_in_are_taken_and_others_are_absent) {
  auto body = sample("icinga2-service-macro-map.json");
  EXPECT_EQ(fault_of(Format::icinga, body).first, "/NOTIFICATIONTYPE");
  for (const auto& [macro, value] :
       {std::pair("$notification.type$", "PROBLEM"), std::pair("$host.name$", "dummy-809"), std::pair("$service.name$", "fortune"),
        std::pair("$service.state$", "CRITICAL"), std::pair("$service.output$", "Something went wrong.")})
    body.replace(body.find(macro), std::string(macro).size(), value);
  const auto event = event_in(Format::icinga, body);
  EXPECT_EQ(event.incident, "dummy-809/fortune");
  EXPECT_EQ(event.title, "fortune");
  EXPECT_EQ(event.summary, "Something went wrong.");
  EXPECT_EQ(event.impact, Impact::critical);
  EXPECT_EQ(event.source, "icinga");
}

TEST(Icinga, what_it_posts_to_notifications_is_taken) {
  const auto event = event_in(Format::icinga, sample("icinga-notifications-process-event.json"));
  EXPECT_EQ(event.action, Action::open);
  EXPECT_THAT(event.incident, StartsWith("dummy-809/random-fortune-"));
  EXPECT_EQ(event.title, "dummy-809: random fortune");
  EXPECT_EQ(event.summary, "Something went somewhere very wrong.");
  EXPECT_EQ(event.impact, Impact::critical);
  EXPECT_THAT(event.labels, ElementsAre(Pair("host", "dummy-809"), Pair("service", "random fortune")));
  const auto as = [](const std::string& type, const std::string& severity) {
    return R"({"name": "n", "tags": {"host": "h"}, "type": ")" + type + R"(", "severity": ")" + severity + R"(", "message": "m"})";
  };
  EXPECT_EQ(event_in(Format::icinga, as("state", "ok")).action, Action::resolve);
  EXPECT_EQ(event_in(Format::icinga, as("state", "err")).impact, Impact::major);
  EXPECT_EQ(event_in(Format::icinga, as("acknowledgement-set", "crit")).action, Action::acknowledge);
  EXPECT_THAT(events_of(Format::icinga, as("downtime-start", "crit")), IsEmpty());
  EXPECT_THAT(events_of(Format::icinga, as("acknowledgement-cleared", "crit")), IsEmpty());
  EXPECT_EQ(fault_of(Format::icinga, as("state", "")).first, "/severity");
}

std::string zabbix(const std::string& value, const std::string& more = {}) {
  return R"({"event_id": "4711", "event_value": ")" + value +
         R"(", "event_severity": "High", "event_name": "Disk full", "host_name": "db-1", "alert_message": "97 % used", "event_tags": "[{\"tag\": \"service\", \"value\": \"orders\"}]")" +
         more + "}";
}

TEST(Zabbix, a_problem_opens_and_its_recovery_resolves) {
  const auto problem = event_in(Format::zabbix, zabbix("1"));
  EXPECT_EQ(problem.action, Action::open);
  EXPECT_EQ(problem.incident, "4711");
  EXPECT_EQ(problem.title, "Disk full");
  EXPECT_EQ(problem.summary, "97 % used");
  EXPECT_EQ(problem.impact, Impact::major);
  EXPECT_THAT(problem.services.value(), ElementsAre("orders"));
  EXPECT_EQ(event_in(Format::zabbix, zabbix("0")).action, Action::resolve);
  EXPECT_NE(problem.signature, event_in(Format::zabbix, zabbix("0")).signature);
}

TEST(Zabbix, updates_of_a_problem_are_acknowledgements_or_told_like_the_problem) {
  const auto update = [](const std::string& action) {
    return zabbix("1", R"(, "event_update_status": "1", "event_update_action": ")" + action + "\"");
  };
  EXPECT_EQ(event_in(Format::zabbix, update("acknowledged")).action, Action::acknowledge);
  EXPECT_EQ(event_in(Format::zabbix, update("acknowledged, changed severity from High to Disaster")).action, Action::open);
  EXPECT_EQ(event_in(Format::zabbix, update("commented")).action, Action::open);
  EXPECT_THAT(events_of(Format::zabbix, zabbix("0", R"(, "event_update_status": "1")")), IsEmpty());
}

TEST(Zabbix, words_of_another_language_are_known_by_their_number) {
  auto body = zabbix("1", R"(, "event_nseverity": "5")");
  body.replace(body.find("High"), 4, "Katastrophe");
  EXPECT_EQ(event_in(Format::zabbix, body).impact, Impact::major);
}

TEST(Zabbix, a_map_that_was_not_filled_in_says_so_and_hosts_that_were_found_are_none_of_ours) {
  EXPECT_EQ(fault_of(Format::zabbix, sample("zabbix-webhook-param-map.json")).first, "/event_value");
  EXPECT_EQ(fault_of(Format::zabbix, R"({"event_value": "1", "event_name": "x"})").first, "/event_id");
  EXPECT_EQ(fault_of(Format::zabbix, R"({"event_value": "1", "event_id": 7})").first, "/event_id");
  EXPECT_THAT(events_of(Format::zabbix, zabbix("1", R"(, "event_source": "1")")), IsEmpty());
}

TEST(Zabbix, what_its_scripts_post_is_taken_too) {
  const auto event = event_in(Format::zabbix, sample("zabbix-webhook-body.json"));
  EXPECT_EQ(event.action, Action::open);
  EXPECT_EQ(event.incident, "08d6891a-835c-e661-39fa-96b6a9e26552");
  EXPECT_EQ(event.title, "TestAlert: The whole system is down");
  EXPECT_EQ(event.summary, "This alert was sent by user for demonstration purposes\nSmth happened. Oh no!");
}

}  // namespace
}  // namespace crier::ingest
