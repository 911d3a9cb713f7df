#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "config/load.h"

namespace crier::config {
namespace {

using core::Impact;
using ingest::Format;
using testing::HasSubstr;

Loaded loaded(const std::string& ingest) {
  return load_text("services: {checkout: {}, search: {}}\nroutes: []\n" + ingest, "/nowhere/c.yaml");
}

ingest::Mappings mappings(const std::string& ingest) {
  const auto made = loaded(ingest);
  EXPECT_NE(made.snapshot, nullptr) << made.report;
  return made.snapshot ? made.snapshot->ingest : ingest::Mappings();
}

ingest::Facts facts() {
  ingest::Facts made;
  made.alertname = "Down";
  made.group_key = "g";
  made.identity = "{a=\"b\"}";
  made.labels = {{"site", "ber"}};
  return made;
}

TEST(IngestConfig, absent_it_is_as_documents_are_without_configuration) {
  const auto made = loaded("");
  ASSERT_NE(made.snapshot, nullptr) << made.report;
  const auto& rules = made.snapshot->rules.monitors;
  EXPECT_EQ(rules.min_interval, Millis(15 * 60 * 1000));
  EXPECT_FALSE(rules.storm);
  EXPECT_THAT(made.snapshot->ingest.services, testing::ElementsAre("checkout", "search"));
  for (const auto format : ingest::kFormats) {
    const auto& mapping = made.snapshot->ingest.of(format);
    EXPECT_EQ(mapping.impact, ingest::default_mapping(format).impact) << to_text(format);
    EXPECT_EQ(mapping.key.fill(facts()), ingest::default_mapping(format).key.fill(facts())) << to_text(format);
    EXPECT_THAT(mapping.ignore, testing::ElementsAre("instance", "pod"));
  }
}

TEST(IngestConfig, the_interval_and_the_storm_are_rules) {
  const auto made = loaded("ingest: {min_interval: 5m, storm: {over: 3, within: 2m}}\n");
  ASSERT_NE(made.snapshot, nullptr) << made.report;
  const auto& rules = made.snapshot->rules.monitors;
  EXPECT_EQ(rules.min_interval, Millis(5 * 60 * 1000));
  ASSERT_TRUE(rules.storm);
  EXPECT_EQ(rules.storm->over, 3);
  EXPECT_EQ(rules.storm->within, Millis(2 * 60 * 1000));
  const auto plain = loaded("ingest: {storm: {}}\n");
  ASSERT_NE(plain.snapshot, nullptr) << plain.report;
  ASSERT_TRUE(plain.snapshot->rules.monitors.storm);
  EXPECT_EQ(plain.snapshot->rules.monitors.storm->over, 10);
  EXPECT_EQ(plain.snapshot->rules.monitors.storm->within, Millis(10 * 60 * 1000));
}

TEST(IngestConfig, a_formats_templates_words_and_labels_are_its_own) {
  const auto made = mappings(
      "ingest:\n"
      "  alertmanager: {key: '{label.site}/{alertname}', title: '{alertname} in {label.site}', impact: {page: critical, default: major}, "
      "ignore: []}\n");
  const auto& mapping = made.of(Format::alertmanager);
  EXPECT_EQ(mapping.key.fill(facts()), "ber/Down");
  EXPECT_EQ(mapping.title.fill(facts()), "Down in ber");
  EXPECT_EQ(mapping.impact_of("page"), Impact::critical);
  EXPECT_EQ(mapping.impact_of("warning"), Impact::minor) << "the others stay";
  EXPECT_EQ(mapping.impact_of("unheard-of"), Impact::major);
  EXPECT_THAT(mapping.ignore, testing::IsEmpty());
  EXPECT_EQ(made.of(Format::grafana).key.fill(facts()), "g") << "other formats stay as they are";
}

TEST(IngestConfig, prometheus_goes_by_what_is_said_of_alertmanager_until_it_is_said_of_itself) {
  const auto by_both =
      mappings("ingest: {alertmanager: {title: '{label.site}', impact: {page: major}, ignore: [node]}}\n").of(Format::prometheus);
  EXPECT_EQ(by_both.title.fill(facts()), "ber");
  EXPECT_EQ(by_both.impact_of("page"), Impact::major);
  EXPECT_THAT(by_both.ignore, testing::ElementsAre("node"));
  EXPECT_EQ(by_both.key.fill(facts()), "{a=\"b\"}") << "an alert has no groupKey";
  const auto own = mappings("ingest: {alertmanager: {ignore: [node]}, prometheus: {ignore: [disk]}}\n").of(Format::prometheus);
  EXPECT_THAT(own.ignore, testing::ElementsAre("disk"));
}

TEST(IngestConfig, labels_to_be_ignored_are_said_once_for_all) {
  const auto made = mappings("ingest: {ignore: [node], grafana: {ignore: [pod]}}\n");
  EXPECT_THAT(made.of(Format::prometheus).ignore, testing::ElementsAre("node"));
  EXPECT_THAT(made.of(Format::grafana).ignore, testing::ElementsAre("pod"));
}

TEST(IngestConfig, faults_have_their_place_and_what_was_meant) {
  struct Case {
    const char* ingest;
    const char* report;
  };
  for (const auto& [text, report] :
       {Case{"ingest: {alertmanager: {title: '{alertnam}'}}\n",
             "/nowhere/c.yaml:3:33: 'title': there is no fact '{alertnam}', did you mean '{alertname}'?"},
        Case{"ingest: {grafana: {summary: '{alertname} {anotation.x}'}}\n",
             "'summary': there is no fact '{anotation.x}', did you mean '{annotation.x}'?"},
        Case{"ingest: {alertmanger: {}}\n", "/nowhere/c.yaml:3:10: unknown key 'alertmanger', did you mean 'alertmanager'?"},
        Case{"ingest: {zabbix: {impact: {High: huge}}}\n", "/nowhere/c.yaml:3:34: there is no impact 'huge'"},
        Case{"ingest: {zabbix: {impact: major}}\n", "'impact' has no words"},
        Case{"ingest: {zabbix: {impact: {High: majr}}}\n", "did you mean 'major'?"},
        Case{"ingest: {nagios: {ignore: {a: b}}}\n", "'ignore' has keys of its own"}, Case{"ingest: {storm: {over: 0}}\n", "'over' is '0'"},
        Case{"ingest: {min_interval: soon}\n", "'min_interval' is 'soon'"}}) {
    const auto made = loaded(text);
    EXPECT_EQ(made.snapshot, nullptr) << text;
    EXPECT_THAT(made.report, HasSubstr(report));
  }
}

}  // namespace
}  // namespace crier::config
