#include "config/ics_rule.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>

namespace crier::config {
namespace {

using std::chrono::local_days;
using std::chrono::year;
using std::chrono::year_month_day;

local_days day_of(const std::string& text) {
  const auto number = [&text](std::size_t from, std::size_t length) { return std::stoi(text.substr(from, length)); };
  return local_days{year{number(0, 4)} / number(4, 2) / number(6, 2)};
}

/// "19970902 19970903 …", at most so many.
std::string shown(const std::string& rule, const std::string& start, std::size_t most) {
  const auto read = read_ics_rule(rule);
  if (!read) return read.error().text;
  std::int64_t steps = 1'000'000;
  const auto days = days_of(*read, day_of(start), steps);
  if (!days) return days.error().text;
  std::string all;
  for (const auto day : *days) {
    if (most-- == 0) break;
    const year_month_day date{day};
    char text[16];
    std::snprintf(text, sizeof text, "%04d%02u%02u ", static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                  static_cast<unsigned>(date.day()));
    all += text;
  }
  if (!all.empty()) all.pop_back();
  return all;
}

struct Case {
  const char* rule;
  const char* start;
  const char* days;
};

/// The examples of RFC 5545, 3.8.5.3, with the days that it gives for them.
TEST(IcsRule, names_the_days_of_the_standards_examples) {
  const Case cases[] = {
      {"FREQ=DAILY;COUNT=10", "19970902", "19970902 19970903 19970904 19970905 19970906 19970907 19970908 19970909 19970910 19970911"},
      {"FREQ=DAILY;INTERVAL=10;COUNT=5", "19970902", "19970902 19970912 19970922 19971002 19971012"},
      {"FREQ=WEEKLY;COUNT=4", "19970902", "19970902 19970909 19970916 19970923"},
      {"FREQ=WEEKLY;INTERVAL=2;WKST=SU", "19970902", "19970902 19970916 19970930 19971014"},
      {"FREQ=WEEKLY;UNTIL=19971007T000000Z;WKST=SU;BYDAY=TU,TH", "19970902",
       "19970902 19970904 19970909 19970911 19970916 19970918 19970923 19970925 19970930 19971002 19971007"},
      {"FREQ=WEEKLY;INTERVAL=2;WKST=SU;BYDAY=MO,WE,FR", "19970901", "19970901 19970903 19970905 19970915 19970917 19970919"},
      {"FREQ=MONTHLY;COUNT=4;BYDAY=1FR", "19970905", "19970905 19971003 19971107 19971205"},
      {"FREQ=MONTHLY;INTERVAL=2;COUNT=6;BYDAY=1SU,-1SU", "19970907", "19970907 19970928 19971102 19971130 19980104 19980125"},
      {"FREQ=MONTHLY;COUNT=6;BYDAY=-2MO", "19970922", "19970922 19971020 19971117 19971222 19980119 19980216"},
      {"FREQ=MONTHLY;BYMONTHDAY=-3", "19970928", "19970928 19971029 19971128 19971229 19980129 19980226"},
      {"FREQ=MONTHLY;COUNT=6;BYMONTHDAY=1,-1", "19970930", "19970930 19971001 19971031 19971101 19971130 19971201"},
      {"FREQ=YEARLY;COUNT=6;BYMONTH=6,7", "19970610", "19970610 19970710 19980610 19980710 19990610 19990710"},
      {"FREQ=YEARLY;INTERVAL=2;COUNT=4;BYMONTH=1,2,3", "19970310", "19970310 19990110 19990210 19990310"},
      {"FREQ=YEARLY;INTERVAL=3;COUNT=6;BYYEARDAY=1,100,200", "19970101", "19970101 19970410 19970719 20000101 20000409 20000718"},
      {"FREQ=YEARLY;BYDAY=20MO", "19970519", "19970519 19980518 19990517"},
      {"FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO", "19970512", "19970512 19980511 19990517"},
      {"FREQ=YEARLY;BYMONTH=3;BYDAY=TH", "19970313", "19970313 19970320 19970327 19980305 19980312 19980319 19980326"},
      {"FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13", "19970902", "19980213 19980313 19981113 19990813 20001013"},
      {"FREQ=MONTHLY;BYDAY=SA;BYMONTHDAY=7,8,9,10,11,12,13", "19970913", "19970913 19971011 19971108 19971213"},
      {"FREQ=YEARLY;INTERVAL=4;BYMONTH=11;BYDAY=TU;BYMONTHDAY=2,3,4,5,6,7,8", "19961105", "19961105 20001107 20041102"},
      {"FREQ=MONTHLY;COUNT=3;BYDAY=TU,WE,TH;BYSETPOS=3", "19970904", "19970904 19971007 19971106"},
      {"FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-2", "19970929", "19970929 19971030 19971127 19971230"},
      {"FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=MO", "19970805", "19970805 19970810 19970819 19970824"},
      {"FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=SU", "19970805", "19970805 19970817 19970819 19970831"},
      {"FREQ=MONTHLY;BYMONTHDAY=15,30;COUNT=5", "20070115", "20070115 20070130 20070215 20070315 20070330"},
  };
  for (const auto& c : cases) {
    const auto many = static_cast<std::size_t>(std::count(c.days, c.days + std::strlen(c.days), ' ')) + 1;
    EXPECT_EQ(shown(c.rule, c.start, many), c.days) << c.rule;
    if (std::string(c.rule).find("COUNT") != std::string::npos || std::string(c.rule).find("UNTIL") != std::string::npos) {
      EXPECT_EQ(shown(c.rule, c.start, 100), c.days) << c.rule << " goes on";
    }
  }
}

TEST(IcsRule, names_the_days_of_public_holidays) {
  const Case cases[] = {
      {"FREQ=YEARLY;BYMONTH=5;BYDAY=-1MO", "20250526", "20250526 20260525 20270531"},                                 // Memorial Day
      {"FREQ=YEARLY;BYMONTH=11;BYMONTHDAY=16,17,18,19,20,21,22;BYDAY=WE", "20251119", "20251119 20261118 20271117"},  // Buß- und Bettag
      {"FREQ=YEARLY", "20240229", "20240229 20280229 20320229"},
      {"FREQ=YEARLY;BYYEARDAY=-1", "20250101", "20251231 20261231"},
      {"FREQ=YEARLY;BYWEEKNO=53", "20201228", "20201228 20261228 20321227"},  // the weekday is the start's
      {"FREQ=YEARLY;BYWEEKNO=1;BYDAY=MO", "20241230", "20241230 20251229 20270104"},
      {"FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "20260101", ""},
      {"FREQ=DAILY;INTERVAL=7;BYDAY=TU", "20260105", ""},
      {"FREQ=MONTHLY", "20260131", "20260131 20260331 20260531"},
  };
  for (const auto& c : cases) {
    const std::string days = c.days;
    const auto many = static_cast<std::size_t>(std::count(days.begin(), days.end(), ' ')) + 1;
    EXPECT_EQ(shown(c.rule, c.start, many), days) << c.rule;
  }
}

TEST(IcsRule, costs_no_more_than_it_may) {
  const auto rule = read_ics_rule("FREQ=YEARLY;BYDAY=MO;BYSETPOS=366");
  ASSERT_TRUE(rule);
  std::int64_t steps = 10'000;

  const auto days = days_of(*rule, day_of("20260101"), steps);

  ASSERT_FALSE(days);
  EXPECT_EQ(days.error().text, "the calendar's rules have to be looked through for too long, expected holidays");
}

}  // namespace
}  // namespace crier::config
