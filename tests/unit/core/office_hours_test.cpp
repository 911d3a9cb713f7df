#include "core/office_hours.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <random>

namespace crier::core {
namespace {

using std::chrono::days;
using std::chrono::hours;
using Week = std::array<std::vector<OfficeSpan>, 7>;

UtcTime at(std::string_view text) { return parse_rfc3339(text).value(); }

OfficeSpan span(int open, int close) { return {open, close}; }

Week weekdays(const std::vector<OfficeSpan>& spans) {
  Week week;
  for (std::size_t day = 0; day < 5; ++day) week[day] = spans;
  return week;
}

Week every_day(const std::vector<OfficeSpan>& spans) {
  Week week;
  week.fill(spans);
  return week;
}

LocalDate date(int year, unsigned month, unsigned day) {
  return {std::chrono::year{year}, std::chrono::month{month}, std::chrono::day{day}};
}

struct Case {
  const char* what;
  const char* zone;
  Week week;
  std::map<LocalDate, std::string> holidays;
  const char* from;
  const char* opens;   ///< local, "" = never
  const char* closes;
};

TEST(OfficeHours, open_and_close_as_the_calendar_says) {
  const auto nine_to_five = weekdays({span(540, 1020)});
  const Case cases[] = {
      {"on a weekday", "Europe/Berlin", nine_to_five, {}, "2026-11-25T05:00:00Z", "2026-11-25T09:00:00+01:00", "2026-11-25T17:00:00+01:00"},
      {"while it is open", "Europe/Berlin", nine_to_five, {}, "2026-11-25T10:00:00Z", "2026-11-26T09:00:00+01:00", "2026-11-25T17:00:00+01:00"},
      {"at the very closing", "Europe/Berlin", nine_to_five, {}, "2026-11-25T16:00:00Z", "2026-11-26T09:00:00+01:00", "2026-11-26T17:00:00+01:00"},
      {"over the weekend", "Europe/Berlin", nine_to_five, {}, "2026-11-27T16:00:00Z", "2026-11-30T09:00:00+01:00", "2026-11-30T17:00:00+01:00"},
      {"over holidays", "Europe/Berlin", nine_to_five, {{date(2026, 12, 24), ""}, {date(2026, 12, 25), "Christmas"}}, "2026-12-23T17:00:00Z",
       "2026-12-28T09:00:00+01:00", "2026-12-28T17:00:00+01:00"},
      {"breaks are silent", "Europe/Berlin", weekdays({span(540, 720), span(780, 960)}), {}, "2026-11-25T11:30:00Z", "2026-11-26T09:00:00+01:00",
       "2026-11-25T16:00:00+01:00"},
      {"over midnight", "Asia/Kolkata", weekdays({span(1320, 1800)}), {}, "2026-11-27T12:00:00Z", "2026-11-27T22:00:00+05:30",
       "2026-11-28T06:00:00+05:30"},
      {"into a holiday, which has no turn of its own", "Asia/Kolkata", every_day({span(1320, 1800)}), {{date(2026, 11, 28), ""}},
       "2026-11-27T17:00:00Z", "2026-11-29T22:00:00+05:30", "2026-11-28T06:00:00+05:30"},
      {"days that touch are one", "Europe/Berlin", weekdays({span(0, 1440)}), {}, "2026-11-25T12:00:00Z", "2026-11-30T00:00:00+01:00",
       "2026-11-28T00:00:00+01:00"},
      {"never, all around the clock", "Europe/Berlin", every_day({span(0, 1440)}), {}, "2026-11-25T12:00:00Z", "", ""},
      {"around the clock but for a holiday", "Europe/Berlin", every_day({span(0, 1440)}), {{date(2026, 12, 25), ""}}, "2026-11-25T12:00:00Z",
       "2026-12-26T00:00:00+01:00", "2026-12-25T00:00:00+01:00"},
      {"never, without hours", "Europe/Berlin", Week{}, {}, "2026-11-25T12:00:00Z", "", ""},
      {"in a gap: at its end", "Europe/Berlin", every_day({span(150, 600)}), {}, "2026-03-28T12:00:00Z", "2026-03-29T03:00:00+02:00",
       "2026-03-29T10:00:00+02:00"},
      {"at a time that comes twice: the first", "Europe/Berlin", every_day({span(150, 600)}), {}, "2026-10-24T12:00:00Z",
       "2026-10-25T02:30:00+02:00", "2026-10-25T10:00:00+01:00"},
      {"New York springs forward", "America/New_York", every_day({span(150, 600)}), {}, "2026-03-07T20:00:00Z", "2026-03-08T03:00:00-04:00",
       "2026-03-08T10:00:00-04:00"},
      {"Lord Howe by half an hour", "Australia/Lord_Howe", every_day({span(135, 600)}), {}, "2026-10-03T05:00:00Z", "2026-10-04T02:30:00+11:00",
       "2026-10-04T10:00:00+11:00"},
      {"Chatham at a quarter to", "Pacific/Chatham", every_day({span(165, 600)}), {}, "2026-09-26T05:00:00Z", "2026-09-27T03:45:00+13:45",
       "2026-09-27T10:00:00+13:45"},
      {"Apia had no 30 December 2011", "Pacific/Apia", every_day({span(540, 1020)}), {}, "2011-12-30T05:00:00Z", "2011-12-31T09:00:00+14:00",
       "2011-12-31T17:00:00+14:00"},
      {"Casablanca in Ramadan", "Africa/Casablanca", every_day({span(540, 1020)}), {}, "2026-02-15T00:00:00Z", "2026-02-15T09:00:00Z",
       "2026-02-15T17:00:00Z"},
      {"and after it", "Africa/Casablanca", every_day({span(540, 1020)}), {}, "2026-03-22T02:30:00Z", "2026-03-22T09:00:00+01:00",
       "2026-03-22T17:00:00+01:00"},
      {"without clock changes", "Asia/Tokyo", nine_to_five, {}, "2026-11-25T12:00:00Z", "2026-11-26T09:00:00+09:00", "2026-11-26T17:00:00+09:00"},
  };
  for (const auto& c : cases) {
    const OfficeHours office(c.zone, c.week, c.holidays);
    const auto opens = office.next_open(at(c.from));
    const auto closes = office.next_close(at(c.from));
    EXPECT_EQ(opens ? format_local(opens->at, c.zone) : "", c.opens) << c.what;
    EXPECT_EQ(closes ? format_local(closes->at, c.zone) : "", c.closes) << c.what;
  }
}

TEST(OfficeHours, a_turn_belongs_to_the_day_on_which_its_hours_begin) {
  const OfficeHours office("Asia/Kolkata", weekdays({span(1320, 1800)}), {});

  EXPECT_EQ(office.next_close(at("2026-11-27T20:00:00Z"))->day, date(2026, 11, 27));
  EXPECT_EQ(office.last_open(at("2026-11-27T20:00:00Z"))->day, date(2026, 11, 27));
}

TEST(OfficeHours, show_their_spans_without_breaks) {
  const OfficeHours office("UTC", weekdays({span(780, 960), span(540, 720)}), {{date(2026, 11, 26), "Thanksgiving"}});

  EXPECT_THAT(office.spans(date(2026, 11, 25)),
              testing::ElementsAre(OfficeHours::Span{at("2026-11-25T09:00:00Z"), at("2026-11-25T12:00:00Z")},
                                   OfficeHours::Span{at("2026-11-25T13:00:00Z"), at("2026-11-25T16:00:00Z")}));
  EXPECT_TRUE(office.spans(date(2026, 11, 26)).empty());
  EXPECT_EQ(office.holiday(date(2026, 11, 26)), "Thanksgiving");
}

std::vector<std::string> all_zones() {
  std::vector<std::string> zones;
  std::ifstream table("/usr/share/zoneinfo/tzdata.zi");
  for (std::string line; std::getline(table, line);) {
    if (line.starts_with("Z ")) zones.push_back(line.substr(2, line.find(' ', 2) - 2));
    if (line.starts_with("L ")) zones.push_back(line.substr(line.find(' ', 2) + 1));
  }
  return zones;
}

/// Hours that touch midnight, breaks, nights and days off, by chance but the same in every run.
Week any_week(std::mt19937& random) {
  Week week;
  for (auto& day : week) {
    if (random() % 5 == 0) continue;
    const int open = static_cast<int>(random() % 900);
    const int close = open + 60 + static_cast<int>(random() % 400);
    day.push_back(span(open, close));
    if (random() % 3 == 0 && close + 60 < 1300) day.push_back(span(close + 30, close + 120));
  }
  return week;
}

TEST(OfficeHours, alternate_in_every_zone_and_never_fall_on_a_holiday) {
  const auto zones = all_zones();
  ASSERT_GT(zones.size(), 300U) << "the tz database has no table of its zones";
  std::mt19937 random(20261125);
  for (const auto& zone : zones) {
    if (!Zone(zone).is_known()) continue;
    const auto week = any_week(random);
    std::map<LocalDate, std::string> holidays;
    for (int year = 2024; year < 2035; ++year) {
      holidays[date(year, 1, 1)] = "New Year";
      holidays[date(year, 1 + static_cast<unsigned>(random() % 12), 1 + static_cast<unsigned>(random() % 28))] = "";
    }
    const OfficeHours office(zone, week, holidays);
    UtcTime time = at("2024-12-31T00:00:00Z");
    const UtcTime end = at("2035-01-01T00:00:00Z");
    while (time < end) {
      const auto open = office.next_open(time);
      const auto close = office.next_close(time);
      if (!open || !close) break;
      const bool is_open = office.is_open(time);
      ASSERT_GT(open->at, time) << zone;
      ASSERT_GT(close->at, time) << zone;
      ASSERT_EQ(is_open, close->at < open->at) << zone << " " << format_rfc3339(time);
      const auto& next = is_open ? *close : *open;
      ASSERT_FALSE(holidays.contains(next.day)) << zone << " " << format_rfc3339(next.at);
      ASSERT_NE(office.is_open(next.at), is_open) << zone << " " << format_rfc3339(next.at);
      ASSERT_EQ(is_open ? office.last_close(next.at)->at : office.last_open(next.at)->at, next.at) << zone;
      // Most days are looked at turn by turn, a few weeks of each year are passed over.
      time = next.at + (random() % 8 == 0 ? days{20} : days{0});
      if (random() % 8 == 0) time -= Millis{1};
    }
  }
}

}  // namespace
}  // namespace crier::core
