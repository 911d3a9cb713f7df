#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <set>

#include "core/civil_time.h"
#include "core/cron.h"

namespace crier::core {
namespace {

using std::chrono::local_seconds;
using std::chrono::minutes;

/// A line that was made here, with the values it was made of: nothing of it is read by the code under test but the text.
struct Line {
  std::string text;
  std::set<int> fields[5];
  bool is_open[5] = {};

  [[nodiscard]] bool names(local_seconds local) const {
    const auto date = std::chrono::floor<std::chrono::days>(local);
    const std::chrono::year_month_day day{date};
    const auto minute = static_cast<int>(std::chrono::floor<minutes>(local - date).count());
    const auto has = [&](int field, int value) { return fields[field].contains(value); };
    const bool of_month = has(2, static_cast<int>(static_cast<unsigned>(day.day())));
    const bool of_week = has(4, static_cast<int>(std::chrono::weekday{date}.c_encoding()));
    const bool is_day = is_open[2] || is_open[4] ? of_month && of_week : of_month || of_week;
    return is_day && has(0, minute % 60) && has(1, minute / 60) && has(3, static_cast<int>(static_cast<unsigned>(day.month())));
  }
  [[nodiscard]] bool follows_real_time() const { return is_open[0] || is_open[1]; }
};

class Maker {
 public:
  explicit Maker(unsigned seed) : random_(seed) {}

  Line line() {
    constexpr int low[] = {0, 0, 1, 1, 0};
    constexpr int high[] = {59, 23, 31, 12, 6};
    Line out;
    for (int i = 0; i < 5; ++i) {
      if (i > 0) out.text += ' ';
      // Most days and months are open, so that something comes in a few days.
      if (one_in(i == 0 ? 4 : i == 1 ? 3 : 2) || (i == 3 && !one_in(6))) {
        out.text += '*';
        out.is_open[i] = true;
        int step = 1;
        if (one_in(3) && i != 3) out.text += "/" + std::to_string(step = between(1, i == 4 ? 3 : high[i] / 2));
        for (int value = low[i]; value <= high[i]; value += step) out.fields[i].insert(value);
        continue;
      }
      for (int items = between(1, 3); items > 0; --items) {
        const int from = between(low[i], i == 1 ? 4 : high[i]);
        const int to = between(from, high[i]);
        const int step = between(1, i == 4 ? 3 : 20);
        const int kind = between(0, 3);
        out.text += std::to_string(from);
        if (kind == 1 || kind == 2) out.text += "-" + std::to_string(to);
        if (kind >= 2 && step <= high[i]) out.text += "/" + std::to_string(step);
        if (items > 1) out.text += ',';
        const int last = kind == 0 ? from : kind == 3 ? (step <= high[i] ? high[i] : from) : to;
        for (int value = from; value <= last; value += kind >= 2 && step <= high[i] ? step : 1) out.fields[i].insert(value);
      }
    }
    return out;
  }

 private:
  int between(int low, int high) { return std::uniform_int_distribution<int>(low, high)(random_); }
  bool one_in(int count) { return between(1, count) == 1; }
  std::mt19937 random_;
};

/// A few days of a wall clock, minute by minute.
struct Days {
  const char* zone;
  const char* from;
  std::vector<std::pair<UtcTime, local_seconds>> minutes_{};

  void watch() {
    const UtcTime begin = parse_rfc3339(from).value();
    for (int i = 0; i <= 4 * 1440; ++i) minutes_.emplace_back(begin + minutes{i}, local_time_of(begin + minutes{i}, zone));
  }
};

/// The rules, said as somebody would follow them who looks at a wall clock each minute. With a fixed minute and hour: what the clock shows
/// for the first time comes, and what it passed over since it was looked at comes now, once.
std::vector<Firing> watched(const Line& line, const Days& days) {
  std::vector<Firing> all;
  auto latest = days.minutes_.front().second;
  for (std::size_t i = 1; i < days.minutes_.size(); ++i) {
    const auto [at, local] = days.minutes_[i];
    if (line.follows_real_time()) {
      if (line.names(local)) all.push_back({at, local, local <= latest ? 2 : 1});
      latest = std::max(latest, local);
      continue;
    }
    for (auto passed = latest + minutes{1}; passed <= local; passed += minutes{1}) {
      if (!line.names(passed)) continue;
      all.push_back({at, passed, 1});
      break;
    }
    latest = std::max(latest, local);
  }
  return all;
}

TEST(CronProperty, what_comes_is_what_somebody_sees_who_watches_the_clock) {
  Days all[] = {{"Europe/Berlin", "2026-03-27T12:00:00Z"},       {"Europe/Berlin", "2026-10-23T12:00:00Z"},
                {"America/New_York", "2026-03-06T12:00:00Z"},    {"America/New_York", "2026-10-30T12:00:00Z"},
                {"Australia/Lord_Howe", "2026-10-02T00:00:00Z"}, {"Australia/Lord_Howe", "2026-04-03T00:00:00Z"},
                {"Pacific/Apia", "2011-12-28T12:00:00Z"},        {"Africa/Casablanca", "2026-02-13T12:00:00Z"},
                {"Africa/Casablanca", "2026-03-20T12:00:00Z"},   {"Asia/Kolkata", "2026-03-27T12:00:00Z"},
                {"America/Santiago", "2026-09-04T12:00:00Z"},    {"Antarctica/Troll", "2026-03-27T12:00:00Z"}};
  for (auto& days : all) days.watch();
  Maker maker(20261125);
  int tried = 0;
  std::size_t came = 0;
  while (tried < 300) {
    const Line line = maker.line();
    const auto cron = Cron::parse(line.text);
    if (!cron) {
      ASSERT_EQ(cron.error().what, "this never comes: no month that is named has that day") << line.text;
      continue;
    }
    ++tried;
    for (const auto& days : all) {
      const Zone zone(days.zone);
      const auto expected = watched(line, days);
      UtcTime time = days.minutes_.front().first;
      std::size_t i = 0;
      for (auto next = cron->next(time, zone); next && next->at <= days.minutes_.back().first; next = cron->next(time, zone), ++i) {
        ASSERT_GT(next->at, time) << line.text << " " << days.zone;
        ASSERT_LT(i, expected.size()) << line.text << " " << days.zone << ": " << format_local(next->at, zone) << " is too much";
        ASSERT_EQ(*next, expected[i]) << line.text << " " << days.zone << ": " << format_local(next->at, zone) << " instead of "
                                      << format_local(expected[i].at, zone);
        ASSERT_TRUE(cron->fires_at(next->at, zone)) << line.text << " " << days.zone << " " << format_local(next->at, zone);
        time = next->at;
      }
      ASSERT_EQ(i, expected.size()) << line.text << " " << days.zone << " from " << days.from;
      came += i;
    }
  }
  EXPECT_GT(came, 10000U);
}

TEST(CronProperty, it_fires_at_a_minute_only_if_it_comes_then) {
  Days days{"Europe/Berlin", "2026-10-23T12:00:00Z"};
  days.watch();
  Maker maker(7);
  for (int tried = 0; tried < 20; ++tried) {
    const Line line = maker.line();
    const auto cron = Cron::parse(line.text);
    if (!cron) continue;
    const auto expected = watched(line, days);
    for (std::size_t i = 1; i < days.minutes_.size(); ++i) {
      const UtcTime at = days.minutes_[i].first;
      const bool comes = std::any_of(expected.begin(), expected.end(), [&](const Firing& one) { return one.at == at; });
      ASSERT_EQ(cron->fires_at(at, "Europe/Berlin"), comes) << line.text << " " << format_rfc3339(at);
    }
  }
}

TEST(CronProperty, text_of_any_kind_is_read_or_refused_with_a_column_in_it) {
  constexpr std::string_view kCharacters = "0123456789*/,-? \t@MONjanx\x01\xC3";
  std::mt19937 random(3);
  for (int tried = 0; tried < 20000; ++tried) {
    std::string text;
    for (std::size_t i = random() % 24; i > 0; --i) text += kCharacters[random() % kCharacters.size()];
    if (tried % 2 == 0) {
      text = "*/15 9-17 1,15 JAN-dec mon-fri";
      for (std::size_t i = 1 + random() % 3; i > 0; --i) text[random() % text.size()] = kCharacters[random() % kCharacters.size()];
    }
    const auto cron = Cron::parse(text);
    if (cron) {
      const UtcTime from = parse_rfc3339("2026-11-25T12:00:00Z").value();
      const auto next = cron->next(from, "Europe/Berlin");
      ASSERT_TRUE(next) << text;
      ASSERT_GT(next->at, from) << text;
    } else {
      ASSERT_LE(cron.error().column, text.size()) << text;
      ASSERT_FALSE(cron.error().what.empty()) << text;
    }
  }
}

}  // namespace
}  // namespace crier::core
