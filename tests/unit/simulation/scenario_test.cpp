#include "simulation/scenario.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace crier::simulation {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

const std::string kFrame = "start: 2026-03-27T12:00:00Z\nend: 2026-03-27T18:00:00Z\n";

Read read(const std::string& rest) { return read_scenario_text(kFrame + rest, "s.yaml"); }

std::string report(const std::string& rest) {
  const auto scenario = read(rest);
  EXPECT_FALSE(scenario.scenario);
  return scenario.report;
}

TEST(ScenarioReading, puts_what_happens_in_order_of_time_and_of_the_file) {
  const auto scenario = read(R"(
down: [{from: 2026-03-27T15:00:00Z, until: 2026-03-27T16:00:00Z}]
commands: [{at: 2026-03-27T13:00:00Z, command: restart}]
events:
  - {at: 2026-03-27T14:00:00Z, action: update, incident: db, summary: Second.}
  - {at: 2026-03-27T13:00:00+00:00, action: open, incident: db, title: Title, impact: major, summary: First.}
)");

  ASSERT_TRUE(scenario.scenario) << scenario.report;
  std::vector<std::size_t> kinds;
  for (const auto& step : scenario.scenario->steps) kinds.push_back(step.what.index());
  EXPECT_THAT(kinds, ElementsAre(0, 1, 0, 3, 4)) << "event, command, event, down, up";
  EXPECT_EQ(std::get<core::Event>(scenario.scenario->steps[0].what).summary, "First.");
}

TEST(ScenarioReading, takes_plain_words_as_texts_and_only_flags_and_numbers_as_such) {
  const auto scenario = read(R"(
events:
  - at: 2026-03-27T14:00:00Z
    action: update
    incident: 17
    title: true
    summary: 2026
    labels: {floor: 3}
    draft: true
    corrects: 2
)");

  ASSERT_TRUE(scenario.scenario) << scenario.report;
  const auto& event = std::get<core::Event>(scenario.scenario->steps.at(0).what);
  EXPECT_EQ(event.incident, "17");
  EXPECT_EQ(event.title, "true");
  EXPECT_EQ(event.summary, "2026");
  EXPECT_EQ(event.labels.at("floor"), "3");
  EXPECT_TRUE(event.draft);
  EXPECT_EQ(event.corrects, 2);
}

TEST(ScenarioReading, points_at_what_is_wrong_in_an_event) {
  const auto text =
      report("events:\n  - {at: 2026-03-27T14:00:00Z, action: open, incident: db, impact: bad, translations: {de: {sumary: x}}}\n");

  EXPECT_THAT(text, HasSubstr("s.yaml:4:68: 'impact'"));
  EXPECT_THAT(text, HasSubstr("s.yaml:4:101: 'translations/de/sumary'"));
}

TEST(ScenarioReading, tells_every_fault_at_once) {
  const auto text = report(
      "foo: 1\ncommands:\n  - {at: 2026-03-27T14:00:00Z, command: hush}\n  - {at: 2026-03-27T14:00:00Z, command: jump}\n"
      "faults:\n  - {channel: mail, from: 2026-03-27T14:00:00Z, until: 2026-03-27T13:00:00Z, reply: no}\n");

  EXPECT_THAT(text, HasSubstr("s.yaml:3:1: unknown key 'foo'"));
  EXPECT_THAT(text, HasSubstr("s.yaml:5:5: 'hush' needs 'incident'"));
  EXPECT_THAT(text, HasSubstr("s.yaml:5:5: 'hush' needs 'for'"));
  EXPECT_THAT(text, HasSubstr("'command' is 'jump'"));
  EXPECT_THAT(text, HasSubstr("'until' is not after 'from'"));
  EXPECT_THAT(text, HasSubstr("this is no reply"));
}

TEST(ScenarioReading, refuses_what_is_out_of_its_time_or_meets_nobody) {
  const std::string event = ", action: update, incident: db, summary: News.}\n";
  EXPECT_THAT(report("events:\n  - {at: 2026-03-27T11:59:59Z" + event),
              HasSubstr("s.yaml:4:10: the event is not between 'start' and 'end'"));
  EXPECT_THAT(report("events:\n  - {at: 2026-03-27T18:00:01Z" + event), HasSubstr("is not between"));
  EXPECT_THAT(report("events:\n  - {action: update, incident: db, summary: News.}\n"), HasSubstr("the event has no 'at'"));
  EXPECT_THAT(report("down: [{from: 2026-03-27T13:00:00Z, until: 2026-03-27T14:00:00Z}]\nevents:\n  - {at: 2026-03-27T13:30:00Z" + event),
              HasSubstr("while crierd is down"));
  EXPECT_TRUE(read("events:\n  - {at: 2026-03-27T12:00:00Z" + event + "  - {at: 2026-03-27T18:00:00Z" + event).scenario)
      << "both ends count";
}

TEST(ScenarioReading, wants_a_beginning_and_an_end_in_their_order) {
  EXPECT_THAT(read_scenario_text("end: 2026-03-27T12:00:00Z\n", "s.yaml").report, HasSubstr("'start' is missing"));
  EXPECT_THAT(read_scenario_text("start: 2026-03-27T12:00:00Z\nend: 2026-03-27T11:00:00Z\n", "s.yaml").report,
              HasSubstr("'end' is before 'start'"));
  EXPECT_THAT(read_scenario_text("start: 2026-03-27T12:00:00Z\nend: noon\n", "s.yaml").report, Not(HasSubstr("before")));
}

TEST(ScenarioReading, knows_a_file_that_is_not_there) { EXPECT_TRUE(read_scenario("/nowhere/s.yaml").is_missing); }

Line closing() {
  Line line;
  line.at = parse_rfc3339("2026-03-27T15:30:00Z").value();
  line.zone = "Europe/Berlin";
  line.audience = "customers";
  line.channel = "mail";
  line.occasion = core::Occasion::office_close;
  line.incident = "db";
  line.update = 2;
  line.outcome = "delivered";
  line.text = "Orders are delayed.";
  return line;
}

std::vector<std::string> unmet(const std::string& rest, const std::vector<Line>& lines) {
  const auto scenario = read(rest);
  EXPECT_TRUE(scenario.scenario) << scenario.report;
  std::vector<std::string> all;
  for (const auto& one : compare(scenario.scenario->expect, scenario.scenario->never, lines)) all.push_back(one.what);
  return all;
}

TEST(Expectations, compare_only_what_they_name_and_times_as_instants) {
  EXPECT_THAT(unmet("expect: [{at: 2026-03-27T16:30:00+01:00, update: 2, recipient: null, text_has: [delayed], text_lacks: overnight}]\n",
                    {closing()}),
              ElementsAre());
  EXPECT_THAT(unmet("expect: [{local: \"2026-03-27T16:30:00+01:00\"}]\n", {closing()}), ElementsAre());
}

TEST(Expectations, tell_what_came_near) {
  EXPECT_THAT(
      unmet("expect: [{at: 2026-03-27T15:31:00Z, audience: customers}]\n", {closing()}),
      ElementsAre(HasSubstr("2026-03-27T15:30:00Z office-close to customers about db #2 delivered, where at is '2026-03-27T15:30:00Z', not "
                            "'2026-03-27T15:31:00Z'")));
}

TEST(Expectations, are_each_answered_by_a_line_of_their_own) {
  EXPECT_THAT(unmet("expect: [{audience: customers}, {audience: customers}]\n", {closing(), closing()}), ElementsAre());
  EXPECT_EQ(unmet("expect: [{audience: customers}, {audience: customers}]\n", {closing()}).size(), 1U);
}

TEST(Expectations, count_all_lines_that_are_alike) {
  EXPECT_THAT(unmet("expect: [{audience: customers}, {occasion: office-close, count: 1}, {audience: public, count: 0}]\n", {closing()}),
              ElementsAre());
  EXPECT_THAT(unmet("expect: [{occasion: office-close, count: 1}]\n", {closing(), closing()}),
              ElementsAre(HasSubstr("expected 1 lines, there are 2")));
}

TEST(Expectations, that_must_never_come_are_told_when_they_do) {
  EXPECT_THAT(unmet("never: [{occasion: office-close}]\n", {closing()}), ElementsAre(HasSubstr("came and must not")));
  EXPECT_THAT(unmet("never: [{occasion: office-open}]\n", {closing()}), ElementsAre());
}

TEST(Lines, are_objects_with_null_where_a_thing_does_not_apply) {
  EXPECT_EQ(to_json(closing()),
            R"({"at":"2026-03-27T15:30:00Z","local":"2026-03-27T16:30:00+01:00","audience":"customers","channel":"mail","recipient":null,)"
            R"("occasion":"office-close","incident":"db","update":2,"outcome":"delivered","subject":"","text":"Orders are delayed."})");
  Line reminder = closing();
  reminder.occasion = core::Occasion::reminder;
  reminder.name = "window";
  reminder.incident.clear();
  reminder.update.reset();
  EXPECT_THAT(
      to_json(reminder),
      HasSubstr(R"("incident":null,"update":null,"outcome":"delivered","subject":"","text":"Orders are delayed.","name":"window"})"));
}

TEST(Lines, are_a_table_for_people) {
  EXPECT_EQ(to_table({closing()}),
            "LOCAL TIME               OCCASION      AUDIENCE   TO    ABOUT  OUTCOME    SUBJECT\n"
            "2026-03-27 16:30 +01:00  office-close  customers  mail  db #2  delivered  \n");
}

}  // namespace
}  // namespace crier::simulation
