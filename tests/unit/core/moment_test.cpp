#include "core/moment.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace crier::core {
namespace {

using testing::HasSubstr;

TEST(Moment, is_a_local_time_with_its_zone) {
  struct Case {
    const char* text;
    const char* at;
  };
  const Case cases[] = {
      {"2026-11-23 09:00 Europe/Berlin", "2026-11-23T08:00:00Z"},
      {"2026-07-23T09:00 Europe/Berlin", "2026-07-23T07:00:00Z"},
      {" 2026-11-23 09:00:30  Asia/Kolkata ", "2026-11-23T03:30:30Z"},
      {"2026-11-23T09:00:00+01:00", "2026-11-23T08:00:00Z"},
      {"2026-11-23 09:00 UTC", "2026-11-23T09:00:00Z"},
      {"2026-03-29 02:30 Europe/Berlin", "2026-03-29T01:00:00Z"},
      {"2026-10-25 02:30 Europe/Berlin", "2026-10-25T00:30:00Z"},
  };
  for (const auto& c : cases) {
    const auto moment = parse_moment(c.text);
    ASSERT_TRUE(moment) << c.text << ": " << moment.error();
    EXPECT_EQ(format_rfc3339(moment->at()), c.at) << c.text;
  }
}

TEST(Moment, without_a_zone_is_at_home) {
  EXPECT_EQ(format_rfc3339(parse_moment("2026-11-23 09:00", Zone("Europe/Berlin"))->at()), "2026-11-23T08:00:00Z");
  EXPECT_THAT(parse_moment("2026-11-23 09:00").error(), HasSubstr("needs its zone"));
}

TEST(Moment, that_is_none_is_told) {
  for (const char* text :
       {"", "tomorrow", "09:00", "2026-11-23", "2026-13-23 09:00 UTC", "2026-02-30 09:00 UTC", "2026-11-23 24:00 UTC",
        "2026-11-23 09:60 UTC", "2026-11-23 9:00 UTC", "2026-11-23 09:00 Europe/Belrin", "2026-11-23 09:00 ../etc/passwd"}) {
    EXPECT_FALSE(parse_moment(text)) << text;
  }
}

TEST(Moment, in_a_zone_that_is_misspelt_is_answered_with_the_zone_that_was_meant) {
  EXPECT_EQ(parse_moment("2026-11-23 09:00 Europe/Belrin").error(), "there is no time zone Europe/Belrin, there is Europe/Berlin");
  EXPECT_EQ(parse_moment("2026-11-23 09:00 kolkata").error(), "there is no time zone kolkata, there is Asia/Kolkata");
  EXPECT_EQ(parse_moment("2026-11-23 09:00 Middle/Earth").error(),
            "there is no time zone Middle/Earth; name one of the tz database such as Europe/Berlin");
  EXPECT_EQ(parse_moment("2026-11-23 09:00 +01:00").error(),
            "there is no time zone +01:00; name one of the tz database such as Europe/Berlin");
}

}  // namespace
}  // namespace crier::core
