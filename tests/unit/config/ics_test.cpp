#include "config/ics.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <random>
#include <sstream>

namespace crier::config {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::string calendar(const std::string& name) {
  std::ifstream in(std::string(CRIER_SOURCE "/tests/unit/config/calendars/") + name, std::ios::binary);
  std::ostringstream out;
  out << in.rdbuf();
  return std::move(out).str();
}

std::string shown(core::LocalDate date) {
  char text[16];
  std::snprintf(text, sizeof text, "%04d-%02u-%02u", static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                static_cast<unsigned>(date.day()));
  return text;
}

/// "2026-12-24 Christmas" of all days from one on, at most so many.
std::vector<std::string> days_of(const Result<IcsDays, IcsFault>& read, const std::string& from = "", std::size_t most = 30) {
  if (!read) return {"line " + std::to_string(read.error().line) + ": " + read.error().what};
  std::vector<std::string> all;
  for (const auto& [day, name] : read->days) {
    if (shown(day) >= from && all.size() < most) all.push_back(shown(day) + (name.empty() ? "" : " " + name));
  }
  return all;
}

/// A calendar of one event with these lines; the event's first is line 3.
std::string event(const std::string& lines) { return "BEGIN:VCALENDAR\nBEGIN:VEVENT\n" + lines + "\nEND:VEVENT\nEND:VCALENDAR\n"; }

std::string all_day(const std::string& lines) { return event("DTSTART;VALUE=DATE:20260501\nSUMMARY:May Day\n" + lines); }

std::string fault_of(const std::string& text) {
  const auto read = read_ics(text);
  return read ? "none" : std::to_string(read.error().line) + ": " + read.error().what;
}

TEST(Ics, of_rules_names_their_days_until_2100) {
  const auto read = read_ics(calendar("yearly_rules.ics"));

  EXPECT_THAT(days_of(read, "2026-01-01", 8),
              ElementsAre("2026-01-01 Neujahr", "2026-10-03 Tag der Deutschen Einheit, überall in Deutschland", "2026-11-26 Thanksgiving",
                          "2027-01-01 Neujahr", "2027-10-03 Tag der Deutschen Einheit, überall in Deutschland", "2028-01-01 Neujahr",
                          "2028-10-03 Tag der Deutschen Einheit, überall in Deutschland", "2029-01-01 Neujahr"));
  EXPECT_THAT(days_of(read, "2099-06-01"), ElementsAre("2100-01-01 Neujahr"));
  ASSERT_TRUE(read);
  EXPECT_EQ(read->timed, 0) << "an alarm or a part of a time zone was taken for an event";
}

TEST(Ics, of_listed_days_names_each_day_of_several_and_leaves_out_what_is_cancelled_or_has_a_time) {
  const auto read = read_ics(calendar("listed_days.ics"));

  EXPECT_THAT(days_of(read), ElementsAre("2026-12-24 Christmas", "2026-12-25 Christmas", "2026-12-26 Christmas", "2027-01-01"));
  ASSERT_TRUE(read);
  EXPECT_EQ(read->timed, 1);
}

TEST(Ics, with_exceptions_additions_and_moved_occurrences_names_what_is_left) {
  EXPECT_THAT(days_of(read_ics(calendar("exceptions.ics"))),
              ElementsAre("2024-05-06 Founders' Day", "2026-05-06 Founders' Day", "2026-06-01 Founders' Day", "2026-06-02 Founders' Day",
                          "2027-05-07 Founders' Day (moved)", "2027-06-01 Founders' Day", "2029-05-06 Founders' Day"));
}

TEST(Ics, takes_the_lengths_that_publishers_write) {
  const std::pair<const char*, std::vector<std::string>> cases[] = {
      {"DTEND;VALUE=DATE:20260502", {"2026-05-01 May Day"}},
      {"DTEND;VALUE=DATE:20260501", {"2026-05-01 May Day"}},  // wrong, and common
      {"DTEND;VALUE=DATE:20260503", {"2026-05-01 May Day", "2026-05-02 May Day"}},
      {"DURATION:P1D", {"2026-05-01 May Day"}},
      {"DURATION:PT24H", {"2026-05-01 May Day"}},
      {"DURATION:P2D", {"2026-05-01 May Day", "2026-05-02 May Day"}},
      {"STATUS:CANCELLED", {}},
      {"STATUS:TENTATIVE", {"2026-05-01 May Day"}},
      {"TRANSP:OPAQUE", {"2026-05-01 May Day"}},
      {"EXDATE;VALUE=DATE:20260501", {}},
      {"RRULE:FREQ=YEARLY;UNTIL=20270501T000000Z", {"2026-05-01 May Day", "2027-05-01 May Day"}},
      {"RRULE:FREQ=YEARLY;COUNT=2\nEXRULE:FREQ=YEARLY;INTERVAL=2", {"2027-05-01 May Day"}},
      {"rrule:freq=yearly;count=1", {"2026-05-01 May Day"}},
      {"RRULE:FREQ=DAILY;COUNT=2;BYHOUR=9,10,11", {"2026-05-01 May Day", "2026-05-02 May Day"}},  // to be ignored for a date (RFC 5545)
  };
  for (const auto& [lines, expected] : cases) EXPECT_EQ(days_of(read_ics(all_day(lines))), expected) << lines;
}

TEST(Ics, keeps_names_readable_on_one_line) {
  EXPECT_THAT(days_of(read_ics(event("DTSTART;VALUE=DATE:20260501\nSUMMARY:May\\, Day\\; of\\nwork \\\\"))),
              ElementsAre("2026-05-01 May, Day; of\\nwork \\"));
  EXPECT_THAT(days_of(read_ics(event("DTSTART;VALUE=DATE:20260501\nSUMMARY:Erster\xE4Mai"))), ElementsAre("2026-05-01")) << "Latin-1";
  EXPECT_THAT(days_of(read_ics(all_day("SUMMARY;LANGUAGE=de:Tag der Arbeit"))), ElementsAre("2026-05-01 May Day")) << "the first";
  std::string longest = "SUMMARY:";
  for (int i = 0; i < 5000; ++i) longest += "ö";
  const auto read = read_ics(event("DTSTART;VALUE=DATE:20260501\n" + longest));
  ASSERT_TRUE(read);
  EXPECT_EQ(read->days.begin()->second.size(), 200U);
}

TEST(Ics, leaves_out_days_before_1970_and_after_2100) {
  EXPECT_THAT(days_of(read_ics(event("DTSTART;VALUE=DATE:16010101\nRRULE:FREQ=YEARLY")), "", 1), ElementsAre("1970-01-01"));
  EXPECT_THAT(days_of(read_ics(event("DTSTART;VALUE=DATE:16010101\nRRULE:FREQ=YEARLY;COUNT=371"))),
              ElementsAre("1970-01-01", "1971-01-01"));
  EXPECT_THAT(days_of(read_ics(event("DTSTART;VALUE=DATE:23010101"))), IsEmpty());
  EXPECT_THAT(days_of(read_ics("BEGIN:VCALENDAR\nEND:VCALENDAR\n")), IsEmpty());
}

TEST(Ics, that_is_none_or_not_whole_is_told_with_its_line) {
  const std::pair<std::string, const char*> cases[] = {
      {"", "0: the file is no calendar: it has no BEGIN:VCALENDAR"},
      {"<html>\n", "0: the file is no calendar: it has no BEGIN:VCALENDAR"},
      {"<html>\nBEGIN:VCALENDAR\n", "1: no calendar begins here, expected BEGIN:VCALENDAR"},
      {"BEGIN:VEVENT\nBEGIN:VCALENDAR\n", "1: no calendar begins here, expected BEGIN:VCALENDAR"},
      {std::string("BEGIN:VCALENDAR\n\0\nEND:VCALENDAR\n", 31), "0: the file is no calendar: it has a NUL"},
      {"BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART;VALUE=DATE:20260501\n", "2: BEGIN:VEVENT has no end, the file may have been cut off"},
      {"BEGIN:VCALENDAR\nBEGIN:VEVENT\nEND:VCALENDAR\n", "3: END:VCALENDAR ends nothing, expected END:VEVENT"},
      {"BEGIN:VCALENDAR\nEND:VCALENDAR\nEND:VCALENDAR\n", "3: END:VCALENDAR ends nothing"},
      {"BEGIN:VCALENDAR\nEND:VCALENDAR\nSUMMARY:x\n", "3: this stands behind the calendar's end"},
      {event("SUMMARY:May Day"), "2: an event has no DTSTART"},
      {event("DTSTART;VALUE=DATE:20260230"), "3: the date of DTSTART does not exist"},
      {event("SUMMARY:folded\n  over\n  lines\nDTSTART;VALUE=DATE:first of May"),
       "6: the date of DTSTART cannot be read, expected such as DTSTART;VALUE=DATE:20261224"},
      {all_day("DTEND;VALUE=DATE:20260430"), "5: an event ends before it begins"},
      {all_day("DURATION:-P1D"), "5: an event ends before it begins"},
      {all_day("DTEND;VALUE=DATE:99991231"), "5: an event lasts longer than 400 days, expected holidays"},
      {all_day("DURATION:P4000000D"), "5: an event lasts longer than 400 days, expected holidays"},
      {all_day("DURATION:two days"), "5: DURATION cannot be read, expected such as P2D"},
      {all_day("RRULE:FREQ=FORTNIGHTLY"), "5: an event's rule cannot be read"},
      {all_day("RRULE:FREQ=YEARLY;BYDAY=XX"), "5: an event's rule cannot be read"},
      {all_day("RRULE:"), "5: an event's rule cannot be read"},
      {all_day("RRULE:FREQ=YEARLY;UNTIL=20280231"), "5: an event's rule ends on a day that does not exist"},
      {all_day("RRULE:RSCALE=CHINESE;FREQ=YEARLY"), "5: an event's rule is of another calendar (RSCALE), expected the dates themselves"},
      {all_day("EXDATE;VALUE=DATE:20260501,soon"), "5: the date of EXDATE cannot be read, expected such as EXDATE;VALUE=DATE:20261224"},
      {all_day("RDATE;VALUE=DATE:20270229"), "5: the date of RDATE does not exist"},
      {all_day("DTEND;VALUE=DATE:20260502\nDTSTART;VALUE=DATE:20260601"), "6: DTSTART stands in an event once too often"},
      {all_day("DTEND;X=" + std::string(5'000, 'x') + ";VALUE=DATE:20260502"), "5: DTEND is too long"},
      {all_day("RECURRENCE-ID;RANGE=THISANDFUTURE;VALUE=DATE:20270501"),
       "5: an event is changed from one day on (RANGE=THISANDFUTURE), expected single days"},
  };
  for (const auto& [text, expected] : cases) EXPECT_EQ(fault_of(text), expected) << text;
}

/// Each would name, or look for, more days than there are atoms; the time that it takes is the test's own limit.
TEST(Ics, that_would_never_end_is_refused) {
  const auto repeated = [](const std::string& one, int times) {
    std::string all;
    for (int i = 0; i < times; ++i) all += one;
    return all;
  };
  const std::string never =
      "BEGIN:VEVENT\nDTSTART;VALUE=DATE:20260501\nRRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30;BYHOUR=1,2,3;BYSECOND=1,2,3\nEND:VEVENT\n";
  const std::pair<std::string, const char*> cases[] = {
      {all_day("RRULE:FREQ=SECONDLY"), "5: an event repeats within a day, expected holidays"},
      {all_day("RRULE:FREQ=MINUTELY;COUNT=3"), "5: an event repeats within a day, expected holidays"},
      {all_day("RRULE:FREQ=HOURLY;INTERVAL=24"), "5: an event repeats within a day, expected holidays"},
      {all_day("RRULE:FREQ=DAILY"), "5: an event's rule names more than 20000 days, expected holidays"},
      {all_day("RRULE:FREQ=DAILY;COUNT=999999999"), "5: an event's rule names more than 20000 days, expected holidays"},
      {all_day("RRULE:FREQ=DAILY;COUNT=4294967297"), "5: an event's rule is longer, or has larger numbers, than holidays need"},
      {all_day("RRULE:FREQ=DAILY;INTERVAL=65537"), "5: an event's rule is longer, or has larger numbers, than holidays need"},
      {all_day("RRULE:FREQ=YEARLY;BYMONTHDAY=" + repeated("1,", 5000) + "1"), "5: RRULE is too long"},
      {all_day("RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30"), "none"},
      {"BEGIN:VCALENDAR\n" + repeated(never, 15'000) + "END:VCALENDAR\n",
       ": the calendar's rules have to be looked through for too long, expected holidays"},
      {"BEGIN:VCALENDAR\n" + repeated("BEGIN:VEVENT\nDTSTART;VALUE=DATE:20260501\nDURATION:P400D\nEND:VEVENT\n", 19'000) +
           "END:VCALENDAR\n",
       ": the calendar names more than 20000 days, expected holidays"},
      {"BEGIN:VCALENDAR\n" + repeated("BEGIN:VEVENT\nEND:VEVENT\n", 20'001) + "END:VCALENDAR\n",
       "40002: the calendar has more than 20000 events, expected holidays"},
      {repeated("BEGIN:VCALENDAR\n", 1'000), "9: the parts of the calendar are nested too deeply"},
      {all_day("RDATE;VALUE=DATE:" + repeated("20270501,", 20'001) + "20280501"),
       "5: the calendar names more than 20000 days, expected holidays"},
      {all_day("EXDATE;VALUE=DATE:" + repeated("20270501,", 20'001) + "20280501"),
       "5: the calendar names more than 20000 days, expected holidays"},
      {all_day("EXDATE;X-A=\"" + repeated("A", 6'000) + "\";VALUE=DATE:20260101"), "5: EXDATE is too long"},
      {all_day(repeated("RRULE:FREQ=YEARLY\n", 21)), "25: RRULE stands in an event once too often"},
      {all_day("X-LONG:" + repeated("x\n ", 500'000)), "none"},
  };
  for (const auto& [text, expected] : cases) {
    const auto fault = fault_of(text);
    EXPECT_TRUE(fault.ends_with(expected)) << text.substr(0, 200) << "\n" << fault;
  }
}

/// Published calendars with bytes changed, taken out, put in and doubled, by chance but the same in every run.
TEST(Ics, that_is_damaged_gives_days_or_a_fault_in_one_of_its_lines) {
  const char* words[] = {"BEGIN:VEVENT\r\n",
                         "END:VEVENT\r\n",
                         "RRULE:FREQ=DAILY\r\n",
                         "DURATION:P-1W\r\n",
                         "EXDATE:\r\n",
                         "RDATE;VALUE=PERIOD:20260101T000000Z/P1D\r\n",
                         ";TZID=\"",
                         "99999999999",
                         ",",
                         "\xFF",
                         "UNTIL=00000000",
                         "BYMONTHDAY=-40"};
  const std::vector<std::string> calendars{calendar("yearly_rules.ics"), calendar("listed_days.ics"), calendar("exceptions.ics")};
  std::mt19937 random(20261125);
  const auto below = [&random](std::size_t bound) { return static_cast<std::size_t>(random()) % bound; };
  int read_whole = 0;
  for (int i = 0; i < 3000; ++i) {
    std::string text = calendars[below(calendars.size())];
    for (std::size_t changes = 1 + below(4); changes > 0; --changes) {
      const std::size_t place = below(text.size());
      const std::size_t what = below(4);
      if (what == 0) text[place] = static_cast<char>(random());
      if (what == 1) text.erase(place, 1 + below(20));
      if (what == 2) text.insert(place, words[below(std::size(words))]);
      if (what == 3) text.insert(place, text.substr(below(text.size()), below(60)));
    }
    const auto read = read_ics(text);
    if (!read) {
      ASSERT_FALSE(read.error().what.empty());
      ASSERT_LE(read.error().line, std::count(text.begin(), text.end(), '\n') + 1) << text;
      continue;
    }
    ++read_whole;
    for (const auto& [day, name] : read->days) {
      ASSERT_TRUE(day.ok() && day.year() >= std::chrono::year{1970} && day.year() <= std::chrono::year{2100}) << text;
      ASSERT_TRUE(name.find('\n') == std::string::npos && name.size() <= 200) << text;
    }
  }
  EXPECT_GT(read_whole, 300) << "next to nothing was read";
}

}  // namespace
}  // namespace crier::config
