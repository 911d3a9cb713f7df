#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "config/load.h"
#include "unit/config/folder.h"

namespace crier::config {
namespace {

using core::OfficeSpan;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

UtcTime at(std::string_view text) { return parse_rfc3339(text).value(); }

core::LocalDate date(int year, unsigned month, unsigned day) {
  return {std::chrono::year{year}, std::chrono::month{month}, std::chrono::day{day}};
}

/// An audience of the lines given, in a configuration that is otherwise sound.
class OfficeHoursOfAnAudience : public ::testing::Test {
 protected:
  Loaded load_with(const std::string& lines) {
    return load_text(
        "channels:\n  mail: {type: smtp, url: \"smtp://127.0.0.1:25\", from: status@example.com}\naudiences:\n  a:\n    timezone: "
        "Europe/Berlin\n" +
            lines + "    recipients: [{channel: mail, to: a@customer.example}]\nroutes: [{match: {}, audiences: [a]}]\n",
        folder_.path("crier.yaml"));
  }
  core::Audience audience(const std::string& lines) {
    loaded_ = load_with(lines);
    EXPECT_NE(loaded_.snapshot, nullptr) << lines << loaded_.report;
    return loaded_.snapshot == nullptr ? core::Audience{} : loaded_.snapshot->audiences.at("a");
  }
  /// "mon 09:00-17:00 fri 09:00-12:00" for a week without holidays or clock changes.
  std::string week(const std::string& hours) {
    const auto read = audience("    office_hours: " + hours + "\n");
    if (!read.office_hours) return "none";
    std::string all;
    const char* names[] = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};
    for (int i = 0; i < 7; ++i) {
      const std::chrono::local_days day = std::chrono::local_days{date(2026, 11, 23)} + std::chrono::days{i};
      for (const auto& span : read.office_hours->spans(core::LocalDate{day})) {
        if (!all.empty()) all += ' ';
        all += std::string(names[i]) + " " + clock(span.from) + "-" + clock(span.until);
      }
    }
    return all;
  }
  static std::string clock(UtcTime time) { return core::format_local(time, "Europe/Berlin").substr(11, 5); }

  tests::Folder folder_;
  Loaded loaded_;
};

TEST_F(OfficeHoursOfAnAudience, take_days_ranges_and_lists) {
  const std::pair<const char*, const char*> cases[] = {
      {"{mon: \"09:00-17:00\"}", "mon 09:00-17:00"},
      {"{mon: 9:00-17:00}", "mon 09:00-17:00"},
      {"{MON: \"9:00-17:00\", Tue: \"09:00-17:00\"}", "mon 09:00-17:00 tue 09:00-17:00"},
      {"{mon-tue: \"09:00-17:30\", fri: \"09:00-12:00, 13:00-16:00\"}", "mon 09:00-17:30 tue 09:00-17:30 fri 09:00-12:00 fri 13:00-16:00"},
      {"{fri-mon: \"10:00-11:00\"}", "mon 10:00-11:00 fri 10:00-11:00 sat 10:00-11:00 sun 10:00-11:00"},
      {"{\"mon,wed\": \"10:00-11:00\"}", "mon 10:00-11:00 wed 10:00-11:00"},
      {"{\"mon-tue, sat\": \"10:00-11:00\"}", "mon 10:00-11:00 tue 10:00-11:00 sat 10:00-11:00"},
      {"{wed: \"13:00-16:00,09:00-12:00\"}", "wed 09:00-12:00 wed 13:00-16:00"},
      {"{mon: \"09:00-12:00\", mon-mon: \"13:00-14:00\"}", "mon 09:00-12:00 mon 13:00-14:00"},
      {"{sat: \"22:00-06:00\"}", "sat 22:00-06:00"},
      {"{sat: \"18:00-24:00\"}", "sat 18:00-00:00"},
      {"{sat: \"18:00-00:00\"}", "sat 18:00-00:00"},
      {"{sat: \"00:00-24:00\", sun: \"00:00-06:00\"}", "sat 00:00-00:00 sun 00:00-06:00"},
      {"{sat: \"22:00-06:00\", sun: \"06:00-09:00\"}", "sat 22:00-06:00 sun 06:00-09:00"},
      {"{sun: \"22:00-06:00\", mon: \"06:00-09:00\"}", "mon 06:00-09:00 sun 22:00-06:00"},
  };
  for (const auto& [hours, expected] : cases) EXPECT_EQ(week(hours), expected) << hours;
}

TEST_F(OfficeHoursOfAnAudience, are_absent_or_around_the_clock) {
  EXPECT_FALSE(audience("").office_hours);
  const auto always = audience("    office_hours: 24x7\n");

  ASSERT_TRUE(always.office_hours);
  EXPECT_TRUE(always.office_hours->is_open(at("2026-11-29T03:00:00Z")));
  EXPECT_FALSE(always.office_hours->next_close(at("2026-11-29T03:00:00Z")));
  EXPECT_EQ(always.office_hours->zone().name(), "Europe/Berlin");
}

TEST_F(OfficeHoursOfAnAudience, know_the_holidays_of_files_and_dates) {
  folder_.write(
      "de.ics",
      "BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART;VALUE=DATE:20201225\nRRULE:FREQ=YEARLY\nSUMMARY:Weihnachten\nEND:VEVENT\nEND:VCALENDAR\n");
  folder_.write("more/fr.ics", "BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART;VALUE=DATE:20261225\nSUMMARY:Noël\nEND:VEVENT\nEND:VCALENDAR\n");

  const auto read = audience("    office_hours: {mon-fri: \"09:00-17:00\"}\n    holidays: [2026-12-25, 2026-12-24, de.ics, more/fr.ics]\n");

  ASSERT_TRUE(read.office_hours);
  EXPECT_EQ(read.office_hours->holiday(date(2026, 12, 24)), "");
  EXPECT_EQ(read.office_hours->holiday(date(2026, 12, 25)), "Weihnachten") << "the first that has a name for it";
  EXPECT_EQ(read.office_hours->holiday(date(2027, 12, 25)), "Weihnachten");
  EXPECT_EQ(read.office_hours->holiday(date(2026, 12, 23)), std::nullopt);
  EXPECT_EQ(read.office_hours->next_open(at("2026-12-23T16:00:00Z"))->day, date(2026, 12, 28));
}

TEST_F(OfficeHoursOfAnAudience, see_a_changed_file_of_holidays_when_they_are_read_again) {
  const std::string lines = "    office_hours: {mon-fri: \"09:00-17:00\"}\n    holidays: [de.ics]\n";
  folder_.write("de.ics", "BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART;VALUE=DATE:20261224\nEND:VEVENT\nEND:VCALENDAR\n");
  const auto before = audience(lines);
  folder_.write("de.ics", "BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART;VALUE=DATE:20261231\nEND:VEVENT\nEND:VCALENDAR\n");
  const auto after = audience(lines);

  ASSERT_TRUE(before.office_hours && after.office_hours);
  EXPECT_TRUE(before.office_hours->holiday(date(2026, 12, 24)));
  EXPECT_FALSE(after.office_hours->holiday(date(2026, 12, 24)));
  EXPECT_TRUE(after.office_hours->holiday(date(2026, 12, 31)));
}

TEST_F(OfficeHoursOfAnAudience, warn_of_holidays_that_count_for_nothing) {
  const std::string part = "BEGIN:VEVENT\nDTSTART:20261224T120000Z\nEND:VEVENT\n";
  folder_.write("timed.ics", "BEGIN:VCALENDAR\n" + part + part + "END:VCALENDAR\n");

  const auto timed = load_with("    office_hours: {mon: \"09:00-17:00\"}\n    holidays: [timed.ics]\n");
  const auto no_hours = load_with("    holidays: [2026-12-24]\n");

  ASSERT_TRUE(timed.snapshot && no_hours.snapshot) << timed.report << no_hours.report;
  EXPECT_THAT(timed.snapshot->warnings,
              ElementsAre(HasSubstr(":7:16: timed.ics has 2 events that begin at a time of day; they are no holiday"),
                          HasSubstr(":7:16: timed.ics names no day between 1970 and 2100")));
  EXPECT_THAT(no_hours.snapshot->warnings,
              ElementsAre(HasSubstr(":6:5: 'holidays' of audience 'a' count for nothing without 'office_hours'")));
}

struct QuietCase {
  const char* lines;
  bool waits;
  std::optional<core::Impact> breaks_through;
};

TEST_F(OfficeHoursOfAnAudience, may_be_waited_for) {
  const QuietCase cases[] = {
      {"", false, std::nullopt},
      {"    deliver: always\n", false, std::nullopt},
      {"    deliver: {when: always}\n", false, std::nullopt},
      {"    deliver: office-hours\n", true, std::nullopt},
      {"    deliver: office-hours\n    min_impact: critical\n", true, core::Impact::critical},
      {"    deliver: {when: office-hours}\n", true, std::nullopt},
      {"    deliver: {when: office-hours, min_impact: major}\n", true, core::Impact::major},
      {"    deliver: {when: office-hours, min_impact: none}\n", true, core::Impact::none},
  };
  for (const auto& c : cases) {
    const auto read = audience(std::string("    office_hours: {mon: \"09:00-17:00\"}\n") + c.lines);
    EXPECT_EQ(read.quiet.has_value(), c.waits) << c.lines;
    EXPECT_EQ(read.quiet ? read.quiet->breaks_through : std::nullopt, c.breaks_through) << c.lines;
    EXPECT_THAT(loaded_.snapshot->warnings, IsEmpty()) << c.lines;
  }
}

}  // namespace
}  // namespace crier::config
