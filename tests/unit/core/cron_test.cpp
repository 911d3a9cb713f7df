#include "core/cron.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "core/civil_time.h"

namespace crier::core {
namespace {

namespace json = boost::json;
using testing::ElementsAre;
using testing::HasSubstr;

Cron cron(std::string_view line) {
  auto parsed = Cron::parse(line);
  EXPECT_TRUE(parsed) << line << ": " << parsed.error().what;
  return *parsed;
}

UtcTime at(std::string_view text) { return parse_rfc3339(text).value(); }

std::vector<std::string> firings(std::string_view line, const char* zone, std::string_view from, int count) {
  std::vector<std::string> all;
  UtcTime time = at(from);
  for (int i = 0; i < count; ++i) {
    const auto next = cron(line).next(time, zone);
    if (!next) break;
    all.push_back(format_local(next->at, zone));
    time = next->at;
  }
  return all;
}

TEST(Cron, names_columns_of_what_is_wrong) {
  struct Case {
    const char* line;
    std::size_t column;
    const char* part;
  };
  const Case cases[] = {{"0 9 * *", 7, "five fields"},
                        {"0 9 * * MON *", 12, "five fields"},
                        {"60 9 * * *", 0, "minute is a number from 0 to 59"},
                        {"0 24 * * *", 2, "hour"},
                        {"0 9 0 * *", 4, "day of month"},
                        {"0 9 * 13 *", 6, "month"},
                        {"0 9 * * monday", 8, "day of week"},
                        {"*/0 * * * *", 3, "step"},
                        {"0 9 * * 5-1", 11, "before it begins"},
                        {"0 9 * * 1,", 10, "day of week"},
                        {"@noon", 0, "@hourly"},
                        {"0 9 31 2 *", 4, "never comes"},
                        {"0 9 30,31 feb *", 4, "never comes"},
                        {"*/90 * * * *", 4, "longer than"},
                        {"", 0, "five fields"}};
  for (const auto& c : cases) {
    const auto parsed = Cron::parse(c.line);
    ASSERT_FALSE(parsed) << c.line;
    EXPECT_EQ(parsed.error().column, c.column) << c.line << ": " << parsed.error().what;
    EXPECT_THAT(parsed.error().what, HasSubstr(c.part)) << c.line;
  }
}

TEST(Cron, takes_names_lists_ranges_and_steps) {
  EXPECT_THAT(firings("0 9 * * MON", "Europe/Berlin", "2026-11-22T00:00:00Z", 2),
              ElementsAre("2026-11-23T09:00:00+01:00", "2026-11-30T09:00:00+01:00"));
  EXPECT_THAT(
      firings("5,50 8-9 1 jan,jul *", "UTC", "2026-06-01T00:00:00Z", 5),
      ElementsAre("2026-07-01T08:05:00Z", "2026-07-01T08:50:00Z", "2026-07-01T09:05:00Z", "2026-07-01T09:50:00Z", "2027-01-01T08:05:00Z"));
  EXPECT_THAT(firings("10-50/20 3 * * fri-sun", "UTC", "2026-11-26T00:00:00Z", 4),
              ElementsAre("2026-11-27T03:10:00Z", "2026-11-27T03:30:00Z", "2026-11-27T03:50:00Z", "2026-11-28T03:10:00Z"));
  EXPECT_THAT(firings("0 0 * * 7", "UTC", "2026-11-26T00:00:00Z", 1), ElementsAre("2026-11-29T00:00:00Z"));
  EXPECT_THAT(firings("@monthly", "UTC", "2026-11-26T00:00:00Z", 2), ElementsAre("2026-12-01T00:00:00Z", "2027-01-01T00:00:00Z"));
}

TEST(Cron, of_two_day_fields_either_matches_unless_one_begins_with_a_star) {
  EXPECT_THAT(firings("0 0 13 * fri", "UTC", "2026-11-07T00:00:00Z", 3),
              ElementsAre("2026-11-13T00:00:00Z", "2026-11-20T00:00:00Z", "2026-11-27T00:00:00Z"));
  EXPECT_THAT(firings("0 0 */2 * fri", "UTC", "2026-11-07T00:00:00Z", 2), ElementsAre("2026-11-13T00:00:00Z", "2026-11-27T00:00:00Z"));
}

TEST(Cron, comes_on_the_29th_of_february_even_over_eight_years) {
  EXPECT_THAT(firings("0 12 29 2 *", "UTC", "2096-03-01T00:00:00Z", 1), ElementsAre("2104-02-29T12:00:00Z"));
}

TEST(Cron, comes_on_a_29th_of_february_that_is_a_sunday_even_over_decades) {
  // Of 2032, 2060 and 2088; 2100 has none, so the next is that of 2128.
  const auto years =
      ElementsAre("2032-02-29T00:00:00+01:00", "2060-02-29T00:00:00+01:00", "2088-02-29T00:00:00+01:00", "2128-02-29T00:00:00+01:00");
  EXPECT_THAT(firings("0 0 29 2 */7", "Europe/Berlin", "2026-01-01T00:00:00Z", 4), years);
  const auto next = cron("*/30 0 29 2 */7").next(at("2088-03-01T00:00:00Z"), "Europe/Berlin");
  ASSERT_TRUE(next) << "a line that follows real time";
  EXPECT_EQ(format_local(next->at, "Europe/Berlin"), "2128-02-29T00:00:00+01:00");
}

TEST(Cron, that_names_a_time_in_a_gap_comes_once_at_its_end) {
  EXPECT_THAT(firings("30 2 * * *", "Europe/Berlin", "2026-03-28T12:00:00Z", 2),
              ElementsAre("2026-03-29T03:00:00+02:00", "2026-03-30T02:30:00+02:00"));
  EXPECT_THAT(firings("0,20,40 2 * * *", "Europe/Berlin", "2026-03-28T12:00:00Z", 2),
              ElementsAre("2026-03-29T03:00:00+02:00", "2026-03-30T02:00:00+02:00"));
  EXPECT_THAT(firings("15 2 * * *", "Australia/Lord_Howe", "2026-10-03T00:00:00Z", 1), ElementsAre("2026-10-04T02:30:00+11:00"));
}

TEST(Cron, that_names_a_repeated_time_comes_the_first_time) {
  EXPECT_THAT(firings("30 2 * * *", "Europe/Berlin", "2026-10-24T12:00:00Z", 2),
              ElementsAre("2026-10-25T02:30:00+02:00", "2026-10-26T02:30:00+01:00"));
}

TEST(Cron, with_a_star_follows_real_time) {
  EXPECT_THAT(firings("0 * * * *", "Europe/Berlin", "2026-10-24T23:30:00Z", 3),
              ElementsAre("2026-10-25T02:00:00+02:00", "2026-10-25T02:00:00+01:00", "2026-10-25T03:00:00+01:00"));
  EXPECT_THAT(firings("*/30 2 * * *", "Europe/Berlin", "2026-03-28T12:00:00Z", 1), ElementsAre("2026-03-30T02:00:00+02:00"));
  const auto second = cron("0 * * * *").next(at("2026-10-25T00:30:00Z"), "Europe/Berlin");
  ASSERT_TRUE(second);
  EXPECT_EQ(second->pass, 2);
}

TEST(Cron, skips_a_day_that_does_not_exist) {
  EXPECT_THAT(firings("0 9 * * *", "Pacific/Apia", "2011-12-29T00:00:00Z", 3),
              ElementsAre("2011-12-29T09:00:00-10:00", "2011-12-31T00:00:00+14:00", "2011-12-31T09:00:00+14:00"));
}

json::array cases(const char* name) {
  std::ifstream file(std::string(CRIER_SHARED) + "/conformance/cron/" + name);
  std::stringstream text;
  text << file.rdbuf();
  return json::parse(text.str()).as_array();
}

/// Whether the case holds under our rules: those of ISC cron.
bool is_ours(const json::object& one) {
  const auto has = [&](const char* tag, const char* rule) {
    const auto* rules = one.if_contains(tag);
    if (rules == nullptr) return true;
    for (const auto& value : rules->as_array()) {
      if (value.as_string() == rule) return true;
    }
    return false;
  };
  return has("day_rule", "or-vixie") && has("dst_rule", "vixie");
}

class CronConformance : public testing::Test {
 protected:
  void SetUp() override {
    if (!std::filesystem::exists(std::string(CRIER_SHARED) + "/conformance/cron"))
      GTEST_SKIP() << "the folder with the conformance data is absent: " << CRIER_SHARED;
  }
};

TEST_F(CronConformance, next_runs) {
  int tried = 0;
  for (const auto& value : cases("next.json")) {
    const auto& one = value.as_object();
    if (!is_ours(one)) continue;
    ++tried;
    const std::string id(one.at("id").as_string());
    const auto parsed = Cron::parse(std::string_view(one.at("expr").as_string()));
    ASSERT_TRUE(parsed) << id << " " << one.at("expr") << ": " << parsed.error().what;
    const Zone zone(std::string(one.at("tz").as_string()));
    UtcTime time = at(std::string_view(one.at("from").as_string()));
    for (const auto& expected : one.at("next").as_array()) {
      const auto next = parsed->next(time, zone);
      ASSERT_TRUE(next) << id;
      EXPECT_EQ(format_rfc3339(next->at), format_rfc3339(at(std::string_view(expected.as_string()))))
          << id << " " << one.at("expr") << " " << one.at("tz");
      time = next->at;
    }
  }
  EXPECT_GT(tried, 100);
}

TEST_F(CronConformance, matches) {
  for (const auto& value : cases("match.json")) {
    const auto& one = value.as_object();
    if (!is_ours(one)) continue;
    const auto parsed = Cron::parse(std::string_view(one.at("expr").as_string()));
    ASSERT_TRUE(parsed) << one.at("id") << " " << one.at("expr") << ": " << parsed.error().what;
    EXPECT_EQ(parsed->fires_at(at(std::string_view(one.at("at").as_string())), std::string(one.at("tz").as_string())),
              one.at("match").as_bool())
        << one.at("id") << " " << one.at("expr");
  }
}

TEST_F(CronConformance, what_never_comes_and_what_is_invalid) {
  for (const auto& value : cases("never.json")) {
    const auto& one = value.as_object();
    const auto parsed = Cron::parse(std::string_view(one.at("expr").as_string()));
    const bool never = !parsed || !parsed->next(at(std::string_view(one.at("from").as_string())), std::string(one.at("tz").as_string()));
    EXPECT_TRUE(never) << one.at("expr");
  }
  for (const auto& value : cases("invalid.json")) {
    const auto& one = value.as_object();
    const std::string_view text = one.at("expr").as_string();
    const auto parsed = Cron::parse(text);
    ASSERT_FALSE(parsed) << one.at("id") << " " << text;
    EXPECT_LE(parsed.error().column, text.size()) << text;
    EXPECT_GT(parsed.error().what.size(), 20U) << text << ": " << parsed.error().what;
  }
}

}  // namespace
}  // namespace crier::core
