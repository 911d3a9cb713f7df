#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "config/load.h"
#include "unit/config/folder.h"

namespace crier::config {
namespace {

using core::Impact;
using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Pair;

/// `lines` behind a configuration that is otherwise sound.
class TheRhythm : public ::testing::Test {
 protected:
  Loaded load_with(const std::string& lines) {
    return load_text(
        "channels:\n  mail: {type: smtp, url: \"smtp://127.0.0.1:25\", from: status@example.com}\naudiences:\n"
        "  customers: {recipients: [{channel: mail, to: a@customer.example}]}\n  duty: {recipients: [{channel: mail, to: d@example.com}]}\n"
        "routes: [{match: {}, audiences: [customers]}]\n" +
            lines,
        folder_.path("crier.yaml"));
  }
  core::Rhythm rhythm(const std::string& lines) {
    const auto loaded = load_with(lines);
    EXPECT_NE(loaded.snapshot, nullptr) << lines << loaded.report;
    return loaded.snapshot == nullptr ? core::Rhythm{} : loaded.snapshot->rules.rhythm;
  }

  tests::Folder folder_;
};

TEST_F(TheRhythm, that_is_absent_says_nothing_but_of_maintenance) {
  for (const char* lines : {"", "rhythm:\n", "rhythm: {}\n"}) {
    const auto read = rhythm(lines);
    EXPECT_FALSE(read.office_close) << lines;
    EXPECT_FALSE(read.office_open) << lines;
    EXPECT_FALSE(read.promise) << lines;
    EXPECT_THAT(read.maintenance.remind, ElementsAre(days{7}, hours{24}, hours{1})) << lines;
    EXPECT_FALSE(read.maintenance.announces_end) << lines;
    EXPECT_EQ(read.catch_up, hours{2}) << lines;
  }
}

TEST_F(TheRhythm, has_the_defaults_where_a_part_is_empty) {
  for (const char* lines : {"rhythm:\n  office_close:\n  office_open:\n  promise:\n  maintenance:\n",
                            "rhythm: {office_close: {}, office_open: {}, promise: {}, maintenance: {}}\n",
                            "rhythm: {office_close: ~, office_open: ~, promise: ~, maintenance: ~}\n"}) {
    const auto read = rhythm(lines);
    ASSERT_TRUE(read.office_close && read.office_open && read.promise) << lines;
    EXPECT_EQ(*read.office_close, (core::OfficeCloseRule{minutes{30}, Impact::major, minutes{45}, minutes{30}})) << lines;
    EXPECT_EQ(*read.office_open, (core::OfficeOpenRule{minutes{0}, Impact::major, minutes{45}, true})) << lines;
    EXPECT_EQ(*read.promise, (core::PromiseRule{minutes{15}, {}, {}, std::nullopt, 0})) << lines;
    EXPECT_EQ(read.maintenance, core::MaintenanceRule{}) << lines;
  }
}

TEST_F(TheRhythm, is_read_with_all_that_is_said) {
  const auto read = rhythm(
      "rhythm:\n"
      "  office_close: {lead: 1h, min_impact: minor, fresh: 90m, ask: 0s}\n"
      "  office_open: {offset: 10m, min_impact: critical, fresh: 0s, resolved: false}\n"
      "  promise:\n"
      "    remind: 5m\n"
      "    every: {critical: 60m, major: 2h}\n"
      "    escalate: [{after: 30m, audience: customers}, {audience: duty}]\n"
      "    repeat: 15m\n"
      "    holding: {times: 2}\n"
      "  maintenance: {remind: [48h], end: announce}\n"
      "  catch_up: 4h\n");
  EXPECT_EQ(read.office_close, (core::OfficeCloseRule{hours{1}, Impact::minor, minutes{90}, minutes{0}}));
  EXPECT_EQ(read.office_open, (core::OfficeOpenRule{minutes{10}, Impact::critical, minutes{0}, false}));
  ASSERT_TRUE(read.promise);
  EXPECT_EQ(read.promise->remind, minutes{5});
  EXPECT_THAT(read.promise->every, ElementsAre(Pair(Impact::major, hours{2}), Pair(Impact::critical, hours{1})));
  EXPECT_THAT(read.promise->escalate, ElementsAre(core::Escalation{minutes{0}, "duty"}, core::Escalation{minutes{30}, "customers"}));
  EXPECT_EQ(read.promise->repeat, minutes{15});
  EXPECT_EQ(read.promise->holding, 2);
  EXPECT_THAT(read.maintenance.remind, ElementsAre(hours{48}));
  EXPECT_TRUE(read.maintenance.announces_end);
  EXPECT_EQ(read.catch_up, hours{4});
}

TEST_F(TheRhythm, reminds_of_maintenance_in_order_and_once_each) {
  const std::pair<const char*, std::vector<Millis>> cases[] = {
      {"[1h, 7d, 24h]", {days{7}, hours{24}, hours{1}}}, {"[1h, 60m, 1d, 24h]", {hours{24}, hours{1}}}, {"90m", {minutes{90}}}, {"[]", {}}};
  for (const auto& [list, expected] : cases) {
    EXPECT_EQ(rhythm("rhythm: {maintenance: {remind: " + std::string(list) + "}}\n").maintenance.remind, expected) << list;
  }
}

TEST_F(TheRhythm, reminds_of_maintenance_at_most_twenty_times) {
  const auto list = [](int count) {
    std::string all;
    for (int i = 1; i <= count; ++i) all += (all.empty() ? "[" : ", ") + std::to_string(i) + "h";
    return "rhythm: {maintenance: {remind: " + all + ", 60m]}}\n";
  };
  EXPECT_EQ(rhythm(list(20)).maintenance.remind.size(), 20U);
  const auto loaded = load_with(list(21));
  EXPECT_EQ(loaded.snapshot, nullptr);
  EXPECT_THAT(loaded.report, HasSubstr("'remind' has more than 20 times"));
}

/// The same configuration with reminders.
class Reminders : public TheRhythm {
 protected:
  /// One with this line, and further lines of it.
  Loaded load_cron(const std::string& cron, const std::string& more = "") {
    return load_with("reminders:\n  - name: r\n    audiences: customers\n    summary: S\n" + more + "    cron: " + cron + "\n");
  }
};

TEST_F(Reminders, are_read_with_all_that_is_said) {
  const auto loaded = load_with(
      "reminders:\n"
      "  - name: weekly-window\n    cron: \"0 9 * * MON\"\n    timezone: Europe/Berlin\n    audiences: [customers, duty, customers]\n"
      "    title: Maintenance\n    summary: |\n      Tonight from 22:00.\n      Checkout stays available.\n"
      "  - {name: A.b_9, cron: '@daily', audiences: duty, summary: S}\n");
  ASSERT_NE(loaded.snapshot, nullptr) << loaded.report;
  ASSERT_EQ(loaded.snapshot->reminders.size(), 2U);
  const auto& weekly = loaded.snapshot->reminders[0];
  EXPECT_EQ(weekly.name, "weekly-window");
  EXPECT_EQ(std::get<core::Cron>(weekly.when).text(), "0 9 * * MON");
  EXPECT_EQ(weekly.timezone.name(), "Europe/Berlin");
  EXPECT_THAT(weekly.audiences, ElementsAre("customers", "duty"));
  EXPECT_EQ(weekly.title, "Maintenance");
  EXPECT_EQ(weekly.summary, "Tonight from 22:00.\nCheckout stays available.\n");
  EXPECT_EQ(loaded.snapshot->reminders[1].timezone.name(), "UTC");
  EXPECT_EQ(loaded.snapshot->reminders[1].title, "");
  EXPECT_THAT(loaded.snapshot->warnings, IsEmpty());
}

TEST_F(Reminders, have_names_of_up_to_64_letters_digits_dots_underscores_and_dashes) {
  const auto named = [&](const std::string& name) {
    return load_with("reminders: [{name: '" + name + "', cron: '@daily', audiences: duty, summary: S}]\n").snapshot != nullptr;
  };
  EXPECT_TRUE(named(std::string(64, 'a')));
  EXPECT_FALSE(named(std::string(65, 'a')));
  for (const char* name : {"", "a b", "a/b", "é", "a~2"}) EXPECT_FALSE(named(name)) << name;
}

TEST_F(Reminders, that_come_more_than_twelve_times_in_an_hour_are_warned_of) {
  const std::pair<const char*, int> cases[] = {{"*/5 * * * *", 0}, {"0-11 9 * * *", 0},      {"0-12 9 * * *", 13},
                                               {"* * * * *", 60},  {"*/4 8-17 * * mon", 15}, {"* * 29 2 *", 60},
                                               {"@hourly", 0},     {"0,30 * 1 1 *", 0},      {"*/2 3 31 12 *", 30}};
  for (const auto& [line, times] : cases) {
    const auto loaded = load_cron("\"" + std::string(line) + "\"");
    ASSERT_NE(loaded.snapshot, nullptr) << loaded.report;
    if (times == 0) {
      EXPECT_THAT(loaded.snapshot->warnings, IsEmpty()) << line;
    } else {
      EXPECT_THAT(loaded.snapshot->warnings, ElementsAre(HasSubstr("fires " + std::to_string(times) + " times in an hour"))) << line;
    }
  }
}

TEST_F(Reminders, that_never_come_are_an_error) {
  EXPECT_THAT(load_cron("0 9 31 2 *").report, HasSubstr("crier.yaml:11:15: 'cron': this never comes"));
}

TEST_F(Reminders, have_their_fault_where_it_stands_in_the_line) {
  // The values begin in column 11.
  const std::pair<const char*, const char*> cases[] = {
      {"0 9 * * FUN", ":11:19: "},     {"\"0 9 * * FUN\"", ":11:20: "}, {"'0 25 * * MON'", ":11:14: "},
      {"\"  0 9 * * 8\"", ":11:22: "}, {"0 9 * *", ":11:18: "},
  };
  for (const auto& [text, place] : cases) EXPECT_THAT(load_cron(text).report, HasSubstr(place)) << text;
}

TEST_F(Reminders, have_their_fault_at_the_value_if_its_text_is_written_in_another_way) {
  for (const char* text : {"\"\\x30 9 * * FUN\"", ">-\n      0 9 * *\n      FUN", "\"0 9\n      * * FUN\"", "0 9\n      * * FUN"}) {
    const auto report = load_cron(text).report;
    EXPECT_THAT(report, HasSubstr(":11:11: 'cron': the day of week")) << text << "\n" << report;
  }
}

TEST_F(Reminders, are_told_once_that_their_line_has_several_lines) {
  const auto report = load_cron("|\n      0 25 * * *").report;
  EXPECT_THAT(report, HasSubstr(":11:11: 'cron' has several lines"));
  EXPECT_EQ(report.find("crier.yaml", report.find("crier.yaml:11") + 1), std::string::npos) << report;
}

TEST_F(Reminders, need_quotes_around_what_yaml_takes_for_something_else) {
  for (const char* text : {"*/15 * * * *", "* * * * *"})
    EXPECT_THAT(load_cron(text).report,
                HasSubstr(":11:11: aliases are not supported, expected the value itself, in quotes if it begins with '*'"));
  EXPECT_THAT(load_cron("@daily").report, HasSubstr(":11:11: a value cannot begin with this character, expected it in quotes"));
}

TEST_F(Reminders, in_a_zone_that_is_not_known_are_an_error_with_the_zone_that_was_meant) {
  EXPECT_THAT(load_cron("'@daily'", "    timezone: Europe/Belrin\n").report, HasSubstr("did you mean 'Europe/Berlin'?"));
}

}  // namespace
}  // namespace crier::config
