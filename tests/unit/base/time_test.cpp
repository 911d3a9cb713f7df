#include "base/time.h"

#include <gtest/gtest.h>

namespace crier {
namespace {

UtcTime at(std::int64_t seconds, std::int64_t millis = 0) { return UtcTime{Millis{seconds * 1000 + millis}}; }

TEST(Rfc3339, reads_what_the_standard_allows) {
  // RFC 3339 section 5.8's examples and the offsets of interface.md.
  EXPECT_EQ(parse_rfc3339("1985-04-12T23:20:50.52Z"), at(482196050, 520));
  EXPECT_EQ(parse_rfc3339("1996-12-19T16:39:57-08:00"), at(851042397));
  EXPECT_EQ(parse_rfc3339("2026-11-22T14:05:00+01:00"), at(1795352700));
  EXPECT_EQ(parse_rfc3339("2026-11-22t14:05:00z"), at(1795356300));
  EXPECT_EQ(parse_rfc3339("2026-11-22T14:05:00.123456789Z"), at(1795356300, 123));
}

TEST(Rfc3339, refuses_what_is_none) {
  for (const char* text : {"", "2026-11-22", "2026-11-22T14:05:00", "2026-13-01T00:00:00Z", "2026-02-30T00:00:00Z", "2026-11-22T24:00:00Z",
                           "2026-11-22T14:60:00Z", "2026-11-22T14:05:00+1:00", "2026-11-22T14:05:00.Z", "2026-11-22T14:05:00Zx",
                           "2026-11-22T14:05:00.1234567890Z"}) {
    EXPECT_FALSE(parse_rfc3339(text)) << text;
  }
}

TEST(Rfc3339, refuses_what_an_offset_carries_out_of_the_years_with_four_digits) {
  EXPECT_TRUE(parse_rfc3339("9999-12-31T23:59:59Z"));
  EXPECT_FALSE(parse_rfc3339("9999-12-31T23:59:59-00:01"));
  EXPECT_TRUE(parse_rfc3339("0000-01-01T00:00:00Z"));
  EXPECT_FALSE(parse_rfc3339("0000-01-01T00:00:00+00:01"));
}

TEST(Rfc3339, writes_milliseconds_only_where_there_are_some) {
  EXPECT_EQ(format_rfc3339(at(482196050, 520)), "1985-04-12T23:20:50.520Z");
  EXPECT_EQ(format_rfc3339(at(482196050)), "1985-04-12T23:20:50Z");
}

TEST(Rfc5322, writes_the_date_of_a_mail) { EXPECT_EQ(format_rfc5322(at(784111777)), "Sun, 06 Nov 1994 08:49:37 +0000"); }

TEST(HttpDate, reads_the_three_forms_of_rfc9110) {
  EXPECT_EQ(parse_http_date("Sun, 06 Nov 1994 08:49:37 GMT"), at(784111777));
  EXPECT_EQ(parse_http_date("Sunday, 06-Nov-94 08:49:37 GMT"), at(784111777));
  EXPECT_EQ(parse_http_date("Sun Nov  6 08:49:37 1994"), at(784111777));
  EXPECT_FALSE(parse_http_date("120"));
  EXPECT_FALSE(parse_http_date("Sun, 06 Nov 1994 08:49:37 CET"));
}

TEST(Duration, needs_a_unit) {
  EXPECT_EQ(parse_duration("90s"), Millis{90'000});
  EXPECT_EQ(parse_duration("45m"), Millis{2'700'000});
  EXPECT_EQ(parse_duration("24h"), Millis{86'400'000});
  EXPECT_EQ(parse_duration("7d"), Millis{604'800'000});
  EXPECT_EQ(parse_duration("250ms"), Millis{250});
  for (const char* text : {"", "90", "s", "-5s", "1.5h", "5 m", "5mm", "99999999999999999d", "9223372036854775807d"})
    EXPECT_FALSE(parse_duration(text)) << text;
}

TEST(Duration, is_written_in_the_shortest_exact_form) {
  EXPECT_EQ(format_duration(Millis{90'000}), "90s");
  EXPECT_EQ(format_duration(Millis{86'400'000}), "1d");
  EXPECT_EQ(format_duration(Millis{900'000}), "15m");
  EXPECT_EQ(format_duration(Millis{1}), "1ms");
  EXPECT_EQ(format_duration(Millis{0}), "0s");
}

}  // namespace
}  // namespace crier
