#include "core/civil_time.h"

#include <gtest/gtest.h>

namespace crier::core {
namespace {

struct Case {
  const char* instant;
  const char* zone;
  const char* local;  ///< "2026-11-22 14:05:00"
  int offset_seconds;
  const char* abbreviation;
};

std::string shown(const CivilTime& time) {
  char text[32];
  std::snprintf(text, sizeof text, "%04d-%02d-%02d %02d:%02d:%02d", time.year, time.month, time.day, time.hour, time.minute, time.second);
  return text;
}

TEST(CivilTime, is_what_a_clock_on_the_wall_shows) {
  // Offsets and names are those of the tz database: changes on the last Sundays of March and October (EU) and the first in November (US).
  const Case cases[] = {
      {"2026-11-22T13:05:00Z", "Europe/Berlin", "2026-11-22 14:05:00", 3600, "CET"},
      {"2026-03-29T00:59:59Z", "Europe/Berlin", "2026-03-29 01:59:59", 3600, "CET"},
      {"2026-03-29T01:00:00Z", "Europe/Berlin", "2026-03-29 03:00:00", 7200, "CEST"},
      {"2026-10-25T00:59:59Z", "Europe/Berlin", "2026-10-25 02:59:59", 7200, "CEST"},
      {"2026-10-25T01:00:00Z", "Europe/Berlin", "2026-10-25 02:00:00", 3600, "CET"},
      {"2026-07-01T00:00:00Z", "America/New_York", "2026-06-30 20:00:00", -14400, "EDT"},
      {"2026-01-01T00:00:00Z", "Asia/Kathmandu", "2026-01-01 05:45:00", 20700, "UTC+05:45"},
      {"2026-01-01T00:00:00Z", "America/Sao_Paulo", "2025-12-31 21:00:00", -10800, "UTC-03:00"},
      {"2026-01-01T00:00:00Z", "UTC", "2026-01-01 00:00:00", 0, "UTC"},
      {"2050-07-01T12:00:00Z", "Europe/Berlin", "2050-07-01 14:00:00", 7200, "CEST"},
  };
  for (const Case& c : cases) {
    const auto local = civil_time(parse_rfc3339(c.instant).value(), c.zone);

    EXPECT_EQ(shown(local), c.local) << c.instant << " " << c.zone;
    EXPECT_EQ(local.offset_seconds, c.offset_seconds) << c.zone;
    EXPECT_EQ(local.abbreviation, c.abbreviation) << c.zone;
  }
}

TEST(CivilTime, knows_which_zones_there_are) {
  EXPECT_TRUE(Zone("Europe/Berlin").is_known());
  EXPECT_TRUE(Zone("UTC").is_known());
  for (const char* name :
       {"Europe/Belrin", "", "../Europe/Berlin", "/usr/share/zoneinfo/Europe/Berlin", "Europe", "Europe/../Europe/Berlin"})
    EXPECT_FALSE(Zone(name).is_known()) << name;
  EXPECT_EQ(shown(civil_time(UtcTime{}, "Europe/Belrin")), "1970-01-01 00:00:00");
}

TEST(CivilTime, of_a_fraction_before_the_epoch_is_the_second_it_lies_in) {
  EXPECT_EQ(shown(civil_time(UtcTime{Millis{-1}}, "UTC")), "1969-12-31 23:59:59");
}

}  // namespace
}  // namespace crier::core
