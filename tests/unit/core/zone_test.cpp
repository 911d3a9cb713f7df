#include "core/zone.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "core/civil_time.h"

namespace crier::core {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

UtcTime at(std::string_view text) { return parse_rfc3339(text).value(); }

std::chrono::local_seconds local(int year, unsigned month, unsigned day, std::chrono::seconds of_day) {
  return std::chrono::local_days{std::chrono::year{year} / static_cast<int>(month) / static_cast<int>(day)} + of_day;
}

TEST(Zone, is_known_by_its_name_in_the_database) {
  for (const char* name : {"UTC", "Europe/Berlin", "America/Argentina/Buenos_Aires", "Etc/GMT+5", "America/Port-au-Prince", "EST5EDT"}) {
    EXPECT_TRUE(Zone(name).is_known()) << name;
    EXPECT_EQ(Zone(name).name(), name);
  }
}

TEST(Zone, is_not_known_by_a_path_a_wrong_name_or_a_file_that_is_no_zone) {
  for (const char* name : {"",
                           "Europe/Belrin",
                           "europe/berlin",
                           "Europe",
                           "Europe/",
                           "/usr/share/zoneinfo/Europe/Berlin",
                           "../zoneinfo/Europe/Berlin",
                           "Europe/../Europe/Berlin",
                           "Europe/./Berlin",
                           "tzdata.zi",
                           "zone.tab",
                           "leapseconds",
                           "localtime",
                           "posixrules",
                           "posix/Europe/Berlin",
                           "right/Europe/Berlin",
                           "Fixed/UTC+01:00:00",
                           "file:Europe/Berlin",
                           "@1|Europe/Berlin",
                           "Europe/Berlin\n",
                           "Europe/Ber lin",
                           "CEST",
                           "+01:00"}) {
    EXPECT_FALSE(Zone(name).is_known()) << name;
    EXPECT_EQ(civil_time(at("2026-07-01T12:00:00Z"), Zone(name)).offset_seconds, 0) << name << " does not behave as UTC";
  }
}

TEST(Zone, equals_one_of_the_same_name_and_state_only) {
  EXPECT_EQ(Zone("Europe/Berlin"), Zone("Europe/Berlin"));
  EXPECT_EQ(Zone(), Zone("UTC"));
  EXPECT_FALSE(Zone("Europe/Berlin") == Zone("Europe/Paris"));
}

/// A database of the test's own, in which one zone gets other rules, as by an upgrade of the package.
class ChangedDatabase : public ::testing::Test {
 protected:
  ChangedDatabase() {
    auto pattern = (fs::temp_directory_path() / "crier-zones-XXXXXX").string();
    folder_ = ::mkdtemp(pattern.data());
    if (const char* before = std::getenv("TZDIR")) before_ = before;
    ::setenv("TZDIR", folder_.c_str(), 1);
  }
  ~ChangedDatabase() override {
    if (before_)
      ::setenv("TZDIR", before_->c_str(), 1);
    else
      ::unsetenv("TZDIR");
    fs::remove_all(folder_);
  }
  ChangedDatabase(const ChangedDatabase&) = delete;
  ChangedDatabase& operator=(const ChangedDatabase&) = delete;

  static std::string rules_of(const std::string& zone) {
    std::ifstream in("/usr/share/zoneinfo/" + zone, std::ios::binary);
    std::ostringstream out;
    out << in.rdbuf();
    return std::move(out).str();
  }
  /// As dpkg does: a new file moved over the old one.
  void put(const std::string& name, const std::string& zone) const {
    fs::create_directories((folder_ / name).parent_path());
    std::ofstream(folder_ / "new", std::ios::binary) << rules_of(zone);
    fs::rename(folder_ / "new", folder_ / name);
  }

  fs::path folder_;
  std::optional<std::string> before_;
};

TEST_F(ChangedDatabase, is_seen_by_zones_made_later_and_by_no_earlier_one) {
  const auto noon = at("2026-01-15T12:00:00Z");
  put("Middle/Earth", "Europe/Berlin");
  const Zone before("Middle/Earth");
  ASSERT_EQ(civil_time(noon, before).hour, 13);

  put("Middle/Earth", "Asia/Tokyo");
  const Zone after("Middle/Earth");

  EXPECT_EQ(civil_time(noon, after).hour, 21);
  EXPECT_EQ(civil_time(noon, before).hour, 13);
  EXPECT_FALSE(before == after);
}

TEST_F(ChangedDatabase, is_seen_by_another_file_of_the_same_size_and_time) {
  ASSERT_EQ(rules_of("CET").size(), rules_of("MET").size());
  const auto winter = at("2026-01-15T12:00:00Z");
  put("Middle/Earth", "CET");
  const auto time = fs::last_write_time(folder_ / "Middle/Earth");
  ASSERT_EQ(civil_time(winter, "Middle/Earth").abbreviation, "CET");

  put("Middle/Earth", "MET");
  fs::last_write_time(folder_ / "Middle/Earth", time);

  EXPECT_EQ(civil_time(winter, "Middle/Earth").abbreviation, "MET");
}

TEST_F(ChangedDatabase, may_lose_a_zone_and_get_it_back) {
  put("Middle/Earth", "Europe/Berlin");
  const Zone before("Middle/Earth");
  fs::remove(folder_ / "Middle/Earth");

  EXPECT_FALSE(Zone("Middle/Earth").is_known());
  EXPECT_TRUE(before.is_known());
  put("Middle/Earth", "Asia/Tokyo");
  EXPECT_EQ(civil_time(at("2026-01-15T12:00:00Z"), Zone("Middle/Earth")).hour, 21);
}

struct Local {
  const char* what;
  const char* zone;
  std::chrono::local_seconds local;
  Instants::Kind kind;
  const char* first;
  const char* second;
};

/// The transitions are those of the tz database's own tables (files europe, northamerica, australasia, asia, africa).
TEST(CivilTime, becomes_the_instants_at_which_a_wall_clock_shows_it) {
  using Kind = Instants::Kind;
  const Local cases[] = {
      {"a plain one", "Europe/Berlin", local(2026, 1, 15, 9h), Kind::unique, "2026-01-15T08:00:00Z", "2026-01-15T08:00:00Z"},
      {"to the second", "Europe/Berlin", local(2026, 1, 15, 9h + 7s), Kind::unique, "2026-01-15T08:00:07Z", "2026-01-15T08:00:07Z"},
      {"the last second before a gap", "Europe/Berlin", local(2026, 3, 29, 2h - 1s), Kind::unique, "2026-03-29T00:59:59Z",
       "2026-03-29T00:59:59Z"},
      {"the first of a gap", "Europe/Berlin", local(2026, 3, 29, 2h), Kind::skipped, "2026-03-29T01:00:00Z", "2026-03-29T01:00:00Z"},
      {"the last of a gap", "Europe/Berlin", local(2026, 3, 29, 3h - 1s), Kind::skipped, "2026-03-29T01:00:00Z", "2026-03-29T01:00:00Z"},
      {"its end", "Europe/Berlin", local(2026, 3, 29, 3h), Kind::unique, "2026-03-29T01:00:00Z", "2026-03-29T01:00:00Z"},
      {"twice", "Europe/Berlin", local(2026, 10, 25, 2h + 30min), Kind::repeated, "2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z"},
      {"no longer twice", "Europe/Berlin", local(2026, 10, 25, 3h), Kind::unique, "2026-10-25T02:00:00Z", "2026-10-25T02:00:00Z"},
      {"New York, twice", "America/New_York", local(2026, 11, 1, 1h + 30min), Kind::repeated, "2026-11-01T05:30:00Z",
       "2026-11-01T06:30:00Z"},
      {"Lord Howe, half an hour", "Australia/Lord_Howe", local(2026, 10, 4, 2h + 15min), Kind::skipped, "2026-10-03T15:30:00Z",
       "2026-10-03T15:30:00Z"},
      {"Lord Howe, twice", "Australia/Lord_Howe", local(2026, 4, 5, 1h + 45min), Kind::repeated, "2026-04-04T14:45:00Z",
       "2026-04-04T15:15:00Z"},
      {"Chatham, at a quarter to three", "Pacific/Chatham", local(2026, 9, 27, 3h), Kind::skipped, "2026-09-26T14:00:00Z",
       "2026-09-26T14:00:00Z"},
      {"Dublin, whose winter is the exception", "Europe/Dublin", local(2026, 3, 29, 1h + 30min), Kind::skipped, "2026-03-29T01:00:00Z",
       "2026-03-29T01:00:00Z"},
      {"Casablanca, when Ramadan begins", "Africa/Casablanca", local(2026, 2, 15, 2h + 30min), Kind::repeated, "2026-02-15T01:30:00Z",
       "2026-02-15T02:30:00Z"},
      {"Casablanca, when it ends", "Africa/Casablanca", local(2026, 3, 22, 2h + 30min), Kind::skipped, "2026-03-22T02:00:00Z",
       "2026-03-22T02:00:00Z"},
      {"Apia, the day that it skipped", "Pacific/Apia", local(2011, 12, 30, 12h), Kind::skipped, "2011-12-30T10:00:00Z",
       "2011-12-30T10:00:00Z"},
      {"St. John's, over midnight", "America/St_Johns", local(2010, 11, 6, 23h + 30min), Kind::repeated, "2010-11-07T02:00:00Z",
       "2010-11-07T03:00:00Z"},
      {"Kolkata, without changes", "Asia/Kolkata", local(2026, 3, 29, 2h + 30min), Kind::unique, "2026-03-28T21:00:00Z",
       "2026-03-28T21:00:00Z"},
      {"beyond the file's table, by its rule", "Europe/Berlin", local(2090, 3, 26, 2h + 30min), Kind::skipped, "2090-03-26T01:00:00Z",
       "2090-03-26T01:00:00Z"},
  };
  for (const auto& c : cases) {
    const auto found = instants_of(c.local, c.zone);
    EXPECT_EQ(found.kind, c.kind) << c.what;
    EXPECT_EQ(format_rfc3339(found.first), c.first) << c.what;
    EXPECT_EQ(format_rfc3339(found.second), c.second) << c.what;
    EXPECT_EQ(instant_of(c.local, c.zone), found.first) << c.what;
  }
}

TEST(CivilTime, of_an_instant_is_what_the_wall_clock_shows_before_1970_too) {
  EXPECT_EQ(local_time_of(at("2026-07-01T12:00:00Z"), "Asia/Kolkata"), local(2026, 7, 1, 17h + 30min));
  EXPECT_EQ(local_time_of(UtcTime{-1ms}, "UTC"), local(1969, 12, 31, 24h - 1s));
  EXPECT_EQ(local_time_of(UtcTime{-1ms}, "Asia/Tokyo"), local(1970, 1, 1, 9h - 1s));
}

}  // namespace
}  // namespace crier::core
