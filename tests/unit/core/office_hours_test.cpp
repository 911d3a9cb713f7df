#include "core/office_hours.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <random>
#include <utility>

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
  const char* opens;  ///< local, "" = never
  const char* closes;
};

TEST(OfficeHours, open_and_close_as_the_calendar_says) {
  const auto nine_to_five = weekdays({span(540, 1020)});
  const Case cases[] = {
      {"on a weekday", "Europe/Berlin", nine_to_five, {}, "2026-11-25T05:00:00Z", "2026-11-25T09:00:00+01:00", "2026-11-25T17:00:00+01:00"},
      {"while it is open",
       "Europe/Berlin",
       nine_to_five,
       {},
       "2026-11-25T10:00:00Z",
       "2026-11-26T09:00:00+01:00",
       "2026-11-25T17:00:00+01:00"},
      {"at the very closing",
       "Europe/Berlin",
       nine_to_five,
       {},
       "2026-11-25T16:00:00Z",
       "2026-11-26T09:00:00+01:00",
       "2026-11-26T17:00:00+01:00"},
      {"over the weekend",
       "Europe/Berlin",
       nine_to_five,
       {},
       "2026-11-27T16:00:00Z",
       "2026-11-30T09:00:00+01:00",
       "2026-11-30T17:00:00+01:00"},
      {"over holidays",
       "Europe/Berlin",
       nine_to_five,
       {{date(2026, 12, 24), ""}, {date(2026, 12, 25), "Christmas"}},
       "2026-12-23T17:00:00Z",
       "2026-12-28T09:00:00+01:00",
       "2026-12-28T17:00:00+01:00"},
      {"breaks are silent",
       "Europe/Berlin",
       weekdays({span(540, 720), span(780, 960)}),
       {},
       "2026-11-25T11:30:00Z",
       "2026-11-26T09:00:00+01:00",
       "2026-11-25T16:00:00+01:00"},
      {"over midnight",
       "Asia/Kolkata",
       weekdays({span(1320, 1800)}),
       {},
       "2026-11-27T12:00:00Z",
       "2026-11-27T22:00:00+05:30",
       "2026-11-28T06:00:00+05:30"},
      {"into a holiday, which has no turn of its own",
       "Asia/Kolkata",
       every_day({span(1320, 1800)}),
       {{date(2026, 11, 28), ""}},
       "2026-11-27T17:00:00Z",
       "2026-11-29T22:00:00+05:30",
       "2026-11-28T06:00:00+05:30"},
      {"days that touch are one",
       "Europe/Berlin",
       weekdays({span(0, 1440)}),
       {},
       "2026-11-25T12:00:00Z",
       "2026-11-30T00:00:00+01:00",
       "2026-11-28T00:00:00+01:00"},
      {"never, all around the clock", "Europe/Berlin", every_day({span(0, 1440)}), {}, "2026-11-25T12:00:00Z", "", ""},
      {"around the clock but for a holiday",
       "Europe/Berlin",
       every_day({span(0, 1440)}),
       {{date(2026, 12, 25), ""}},
       "2026-11-25T12:00:00Z",
       "2026-12-26T00:00:00+01:00",
       "2026-12-25T00:00:00+01:00"},
      {"never, without hours", "Europe/Berlin", Week{}, {}, "2026-11-25T12:00:00Z", "", ""},
      {"in a gap: at its end",
       "Europe/Berlin",
       every_day({span(150, 600)}),
       {},
       "2026-03-28T12:00:00Z",
       "2026-03-29T03:00:00+02:00",
       "2026-03-29T10:00:00+02:00"},
      {"at a time that comes twice: the first",
       "Europe/Berlin",
       every_day({span(150, 600)}),
       {},
       "2026-10-24T12:00:00Z",
       "2026-10-25T02:30:00+02:00",
       "2026-10-25T10:00:00+01:00"},
      {"New York springs forward",
       "America/New_York",
       every_day({span(150, 600)}),
       {},
       "2026-03-07T20:00:00Z",
       "2026-03-08T03:00:00-04:00",
       "2026-03-08T10:00:00-04:00"},
      {"Lord Howe by half an hour",
       "Australia/Lord_Howe",
       every_day({span(135, 600)}),
       {},
       "2026-10-03T05:00:00Z",
       "2026-10-04T02:30:00+11:00",
       "2026-10-04T10:00:00+11:00"},
      {"Chatham at a quarter to",
       "Pacific/Chatham",
       every_day({span(165, 600)}),
       {},
       "2026-09-26T05:00:00Z",
       "2026-09-27T03:45:00+13:45",
       "2026-09-27T10:00:00+13:45"},
      {"Apia had no 30 December 2011",
       "Pacific/Apia",
       every_day({span(540, 1020)}),
       {},
       "2011-12-30T05:00:00Z",
       "2011-12-31T09:00:00+14:00",
       "2011-12-31T17:00:00+14:00"},
      {"Casablanca in Ramadan",
       "Africa/Casablanca",
       every_day({span(540, 1020)}),
       {},
       "2026-02-15T00:00:00Z",
       "2026-02-15T09:00:00Z",
       "2026-02-15T17:00:00Z"},
      {"and after it",
       "Africa/Casablanca",
       every_day({span(540, 1020)}),
       {},
       "2026-03-22T02:30:00Z",
       "2026-03-22T09:00:00+01:00",
       "2026-03-22T17:00:00+01:00"},
      {"Dublin in its winter time, which the database calls the exception",
       "Europe/Dublin",
       every_day({span(90, 600)}),
       {},
       "2026-03-28T12:00:00Z",
       "2026-03-29T02:00:00+01:00",
       "2026-03-29T10:00:00+01:00"},
      {"through a night that is an hour longer",
       "Europe/Berlin",
       every_day({span(1320, 1800)}),
       {},
       "2026-10-24T21:00:00Z",
       "2026-10-25T22:00:00+01:00",
       "2026-10-25T06:00:00+01:00"},
      {"until midnight",
       "Europe/Berlin",
       weekdays({span(1080, 1440)}),
       {},
       "2026-11-27T12:00:00Z",
       "2026-11-27T18:00:00+01:00",
       "2026-11-28T00:00:00+01:00"},
      {"St. John's, whose clocks were set back over midnight",
       "America/St_Johns",
       every_day({span(0, 60)}),
       {},
       "2010-11-06T12:00:00Z",
       "2010-11-07T00:00:00-02:30",
       "2010-11-07T01:00:00-03:30"},
      {"without clock changes",
       "Asia/Tokyo",
       nine_to_five,
       {},
       "2026-11-25T12:00:00Z",
       "2026-11-26T09:00:00+09:00",
       "2026-11-26T17:00:00+09:00"},
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

TEST(OfficeHours, that_a_gap_swallows_whole_do_not_exist) {
  // 02:10 to 02:50 in Berlin; 30 December 2011 in Apia, a Friday, was skipped from midnight to midnight.
  const OfficeHours berlin("Europe/Berlin", every_day({span(130, 170)}), {});
  const OfficeHours apia("Pacific/Apia", weekdays({span(540, 1020)}), {});

  EXPECT_TRUE(berlin.spans(date(2026, 3, 29)).empty());
  EXPECT_EQ(berlin.next_open(at("2026-03-28T12:00:00Z"))->day, date(2026, 3, 30));
  EXPECT_TRUE(apia.spans(date(2011, 12, 30)).empty());
  EXPECT_EQ(apia.next_open(at("2011-12-30T05:00:00Z"))->day, date(2012, 1, 2));
  EXPECT_EQ(apia.last_close(at("2011-12-31T00:00:00Z"))->day, date(2011, 12, 29));
}

TEST(OfficeHours, that_meet_in_a_gap_are_one_opening) {
  // Closed from 02:15 to 02:45, which in the night of the 29th are the same instant.
  Week week;
  week[5] = {span(1320, 1440 + 135)};
  week[6] = {span(165, 600)};
  const OfficeHours office("Europe/Berlin", week, {});

  EXPECT_EQ(office.next_close(at("2026-03-28T22:00:00Z"))->at, at("2026-03-29T08:00:00Z"));
  EXPECT_EQ(office.next_close(at("2026-04-04T22:00:00Z"))->at, at("2026-04-05T00:15:00Z"));
  EXPECT_EQ(office.next_open(at("2026-04-04T22:00:00Z"))->at, at("2026-04-05T00:45:00Z"));
}

TEST(OfficeHours, that_meet_across_a_skipped_day_are_one_opening) {
  // Thursday until midnight and Saturday from midnight: in Apia these were the same instant, with no 30 December between them.
  Week week;
  week[3] = {span(540, 1440)};
  week[5] = {span(0, 600)};
  const OfficeHours office("Pacific/Apia", week, {});

  EXPECT_EQ(office.next_close(at("2011-12-29T20:00:00Z")), (OfficeTurn{at("2011-12-30T20:00:00Z"), date(2011, 12, 31)}));
  EXPECT_EQ(office.next_open(at("2011-12-29T20:00:00Z"))->day, date(2012, 1, 5));
  EXPECT_EQ(office.last_open(at("2011-12-30T19:00:00Z"))->day, date(2011, 12, 29));
}

TEST(OfficeHours, stay_open_where_the_date_goes_back) {
  // In St. John's clocks were set back from 00:01 to 23:01 of the day before.
  const OfficeHours office("America/St_Johns", every_day({span(0, 60)}), {});
  const auto evening_again = at("2010-11-07T02:40:00Z");
  ASSERT_EQ(format_local(evening_again, office.zone()), "2010-11-06T23:10:00-03:30");

  EXPECT_TRUE(office.is_open(evening_again));
  EXPECT_EQ(office.last_open(evening_again), (OfficeTurn{at("2010-11-07T02:30:00Z"), date(2010, 11, 7)}));
  EXPECT_EQ(office.next_close(evening_again), (OfficeTurn{at("2010-11-07T04:30:00Z"), date(2010, 11, 7)}));
  EXPECT_EQ(office.next_open(evening_again)->day, date(2010, 11, 8));
}

TEST(OfficeHours, that_touch_a_night_are_one_with_it) {
  // From Friday 22:00 to Saturday 14:00, in two.
  Week week;
  week[4] = {span(1320, 1800)};
  week[5] = {span(360, 840)};
  const OfficeHours office("UTC", week, {});

  EXPECT_EQ(office.next_open(at("2026-11-27T12:00:00Z")), (OfficeTurn{at("2026-11-27T22:00:00Z"), date(2026, 11, 27)}));
  EXPECT_EQ(office.next_close(at("2026-11-27T12:00:00Z")), (OfficeTurn{at("2026-11-28T14:00:00Z"), date(2026, 11, 28)}));
  EXPECT_EQ(office.next_open(at("2026-11-27T22:00:00Z"))->at, at("2026-12-04T22:00:00Z"));
}

TEST(OfficeHours, around_the_clock_turn_beside_holidays_only_however_far) {
  const auto around = every_day({span(0, 1440)});
  const OfficeHours office(
      "UTC", around,
      {{date(2024, 12, 25), ""}, {date(2026, 12, 25), ""}, {date(2026, 12, 26), ""}, {date(2035, 1, 1), ""}, {date(2080, 1, 1), ""}});

  EXPECT_EQ(office.next_close(at("2026-11-25T12:00:00Z")), (OfficeTurn{at("2026-12-25T00:00:00Z"), date(2026, 12, 24)}));
  EXPECT_EQ(office.next_open(at("2026-11-25T12:00:00Z")), (OfficeTurn{at("2026-12-27T00:00:00Z"), date(2026, 12, 27)}));
  EXPECT_EQ(office.next_close(at("2026-12-25T00:00:00Z"))->at, at("2035-01-01T00:00:00Z"));
  EXPECT_EQ(office.next_close(at("2036-01-01T00:00:00Z")), std::nullopt) << "later than in ten years";
  EXPECT_EQ(office.last_open(at("2026-11-25T12:00:00Z")), (OfficeTurn{at("2024-12-26T00:00:00Z"), date(2024, 12, 26)}));
  EXPECT_EQ(office.last_close(at("2029-11-25T12:00:00Z")), std::nullopt) << "longer than two years ago";
  EXPECT_FALSE(office.is_open(at("2026-12-26T23:59:59Z")));
  EXPECT_TRUE(office.is_open(at("2026-12-27T00:00:00Z")));
}

TEST(OfficeHours, that_only_ever_fall_on_holidays_never_open) {
  std::map<LocalDate, std::string> sundays;
  for (auto day = std::chrono::local_days{date(2024, 1, 7)}; day < std::chrono::local_days{date(2040, 1, 1)}; day += days{7})
    sundays[LocalDate{day}] = "Sunday";
  Week week;
  week[6] = {span(540, 1020)};
  const OfficeHours office("UTC", week, sundays);

  EXPECT_EQ(office.next_open(at("2026-11-25T12:00:00Z")), std::nullopt);
  EXPECT_EQ(office.last_close(at("2026-11-25T12:00:00Z")), std::nullopt);
  EXPECT_FALSE(office.is_open(at("2026-11-29T12:00:00Z")));
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

/// Hours that touch midnight and go over it, breaks, days that touch, and days off, by chance but the same in every run. Never overlapping.
Week any_week(std::mt19937& random) {
  const auto below = [&random](int bound) { return static_cast<int>(random() % static_cast<unsigned>(bound)); };
  Week week;
  int earliest = 0;  // before this the night of the day before is not over
  for (auto& day : week) {
    const int begin = std::exchange(earliest, 0);
    if (below(5) == 0) continue;
    const int open = below(4) == 0 ? begin : std::max(begin, below(300));
    const int close = below(4) == 0 ? 24 * 60 : open + 1 + below(1400 - open);
    day.push_back(span(open, close));
    if (close < 1300 && below(3) > 0) day.push_back(span(close + below(60), 1400 + below(300)));
    earliest = std::max(0, day.back().close - 24 * 60);
  }
  if (earliest > 0) week.back().back().close = 24 * 60;
  return week;
}

/// Asks one office at every turn of some days and holds the answers against each other and against the calendar.
struct Watch {
  const char* zone;
  Week week;
  std::map<LocalDate, std::string> holidays;
  OfficeHours office{zone, week, holidays};
  int turns = 0;

  /// Where the wall clock stands when it opens or closes on a day for the first or last time.
  [[nodiscard]] std::chrono::local_seconds edge(LocalDate day, bool opens) const {
    const std::chrono::local_days date{day};
    int minute = opens ? 2 * 24 * 60 : 0;
    for (const auto& one : week[std::chrono::weekday{date}.iso_encoding() - 1])
      minute = opens ? std::min(minute, one.open) : std::max(minute, one.close);
    return date + std::chrono::minutes{minute};
  }

  /// A turn is the first instant at which the wall clock has come to its edge: a gap is passed over, of two passes the first counts.
  void is_first_at_its_edge(const OfficeTurn& turn, bool opens) const {
    const auto wall = edge(turn.day, opens);
    EXPECT_GE(local_time_of(turn.at, zone), wall) << zone << " " << format_rfc3339(turn.at);
    for (const auto before : {Millis{1}, Millis{hours{1}}, Millis{std::chrono::minutes{30}}, Millis{hours{2}}, Millis{hours{3}}})
      EXPECT_LT(local_time_of(turn.at - before, zone), wall) << zone << " " << format_rfc3339(turn.at);
  }

  /// Checks the next turn; none if there is none.
  std::optional<UtcTime> after(UtcTime time) {
    const auto open = office.next_open(time);
    const auto close = office.next_close(time);
    EXPECT_EQ(open.has_value(), close.has_value()) << zone;
    if (!open || !close) return std::nullopt;
    const bool is_open = office.is_open(time);
    EXPECT_GT(open->at, time) << zone;
    EXPECT_GT(close->at, time) << zone;
    EXPECT_EQ(is_open, close->at < open->at) << zone << " " << format_rfc3339(time);
    const auto& next = is_open ? *close : *open;
    EXPECT_FALSE(holidays.contains(next.day)) << zone << " " << format_rfc3339(next.at);
    EXPECT_FALSE(week[std::chrono::weekday{std::chrono::local_days{next.day}}.iso_encoding() - 1].empty()) << zone;
    EXPECT_NE(office.is_open(next.at), is_open) << zone << " " << format_rfc3339(next.at);
    EXPECT_EQ(office.is_open(next.at - Millis{1}), is_open) << zone << " " << format_rfc3339(next.at);
    EXPECT_EQ(is_open ? office.last_close(next.at) : office.last_open(next.at), next) << zone;
    is_first_at_its_edge(next, !is_open);
    ++turns;
    return next.at;
  }

  /// Every span of a day is open, but for its end.
  void day(LocalDate date) const {
    for (const auto& one : office.spans(date)) {
      EXPECT_LT(one.from, one.until) << zone;
      EXPECT_TRUE(office.is_open(one.from)) << zone << " " << format_rfc3339(one.from);
      EXPECT_TRUE(office.is_open(one.until - Millis{1})) << zone << " " << format_rfc3339(one.until);
    }
    EXPECT_TRUE(!holidays.contains(date) || office.spans(date).empty()) << zone;
  }

  void days_around(UtcTime time) {
    const UtcTime end = time + days{3};
    for (auto next = std::optional(time - days{2}); next && *next < end;) next = after(*next);
    const auto today = std::chrono::floor<days>(local_time_of(time, zone));
    for (int i = -2; i <= 2; ++i) day(LocalDate{today + days{i}});
  }
};

/// The noons before which clocks were changed within ten years, and one of every year beside.
std::vector<UtcTime> noons_worth_a_look(const Zone& zone) {
  std::vector<UtcTime> all;
  const auto first = at("2025-01-01T12:00:00Z");
  int offset = civil_time(first, zone).offset_seconds;
  for (int i = 0; i < 3652; ++i) {
    const auto noon = first + days{i};
    const int now = civil_time(noon, zone).offset_seconds;
    if (std::exchange(offset, now) != now || i % 365 == 0) all.push_back(noon);
  }
  return all;
}

/// All zones of the database, the days around each change of their clocks in ten years, with hours by chance and a holiday beside each.
TEST(OfficeHours, alternate_in_every_zone_and_never_fall_on_a_holiday) {
  const auto zones = all_zones();
  ASSERT_GT(zones.size(), 500U) << "the tz database has no table of its zones";
  std::mt19937 random(20261125);
  int turns = 0;
  for (const auto& name : zones) {
    const Zone zone(name);
    ASSERT_TRUE(zone.is_known()) << name;
    const auto noons = noons_worth_a_look(zone);
    std::map<LocalDate, std::string> holidays;
    for (const auto noon : noons)
      holidays.emplace(LocalDate{std::chrono::floor<days>(local_time_of(noon, zone)) + days{static_cast<int>(random() % 5) - 2}}, "");
    Watch watch{name.c_str(), any_week(random), holidays};
    for (const auto noon : noons) watch.days_around(noon);
    turns += watch.turns;
    ASSERT_FALSE(HasFailure()) << name;
  }
  EXPECT_GT(turns, 40'000) << "too little was looked at";
}

}  // namespace
}  // namespace crier::core
