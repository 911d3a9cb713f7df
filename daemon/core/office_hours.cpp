#include "core/office_hours.h"

#include <algorithm>
#include <utility>

namespace crier::core {
namespace {

using std::chrono::days;
using std::chrono::local_days;
using std::chrono::minutes;

constexpr int kFarAhead = 3660;  // days: ten years
constexpr int kFarBack = 740;    // days: two years
/// A span ends at most one day after the day on which it begins.
constexpr int kReach = 2;

}  // namespace

OfficeHours::OfficeHours(Zone zone, std::array<std::vector<OfficeSpan>, 7> week, std::map<LocalDate, std::string> holidays)
    : zone_(std::move(zone)), week_(std::move(week)), holidays_(std::move(holidays)) {
  for (auto& day : week_) std::sort(day.begin(), day.end(), [](const OfficeSpan& a, const OfficeSpan& b) { return a.open < b.open; });
  is_never_ = std::all_of(week_.begin(), week_.end(), [](const auto& day) { return day.empty(); });
  covers_week_ = covers_the_week();
  is_always_ = covers_week_ && holidays_.empty();
}

/// Whether days touch or overlap all around the week.
bool OfficeHours::covers_the_week() const {
  for (std::size_t i = 0; i < week_.size(); ++i) {
    const auto& today = week_[i];
    const auto& tomorrow = week_[(i + 1) % week_.size()];
    if (today.empty() || tomorrow.empty()) return false;
    const auto last = std::max_element(today.begin(), today.end(), [](const auto& a, const auto& b) { return a.close < b.close; });
    if (last->close < tomorrow.front().open + 24 * 60) return false;
  }
  return true;
}

/// From the first opening to the last closing of a day; none if it has none, or if clocks were set forward over all of it.
std::optional<OfficeHours::Span> OfficeHours::day_of(local_days day) const {
  const auto& spans = week_[std::chrono::weekday{day}.iso_encoding() - 1];
  if (spans.empty() || (!holidays_.empty() && holidays_.contains(LocalDate{day}))) return std::nullopt;
  int close = 0;
  for (const auto& span : spans) close = std::max(close, span.close);
  const Span whole{instant_of(day + minutes{spans.front().open}, zone_), instant_of(day + minutes{close}, zone_)};
  return whole.from < whole.until ? std::optional(whole) : std::nullopt;
}

/// The opening of a day, if none of the days before reaches into it.
std::optional<UtcTime> OfficeHours::opening_of(local_days day) const {
  const auto own = day_of(day);
  if (!own) return std::nullopt;
  for (int back = 1; back <= kReach; ++back) {
    const auto before = day_of(day - days{back});
    if (before && before->until >= own->from) return std::nullopt;
  }
  return own->from;
}

std::optional<UtcTime> OfficeHours::closing_of(local_days day) const {
  const auto own = day_of(day);
  if (!own) return std::nullopt;
  for (int ahead = 1; ahead <= kReach; ++ahead) {
    const auto after = day_of(day + days{ahead});
    if (after && after->from <= own->until) return std::nullopt;
  }
  return own->until;
}

local_days OfficeHours::date_of(UtcTime time) const { return std::chrono::floor<days>(local_time_of(time, zone_)); }

/// Hours that cover the week turn only beside holidays: the first day at or after `day` that may have a turn. Without this, an office that
/// is open around the clock would be looked through day by day for ten years (1 ms, measured).
local_days OfficeHours::first_near_holiday(local_days day) const {
  const auto holiday = holidays_.lower_bound(LocalDate{day - days{kReach}});
  return holiday == holidays_.end() ? local_days::max() : std::max(day, local_days{holiday->first} - days{kReach});
}

local_days OfficeHours::last_near_holiday(local_days day) const {
  const auto holiday = holidays_.upper_bound(LocalDate{day + days{kReach}});
  return holiday == holidays_.begin() ? local_days::min() : std::min(day, local_days{std::prev(holiday)->first} + days{kReach});
}

std::optional<OfficeTurn> OfficeHours::first(UtcTime time, Turn turn_of) const {
  if (is_always_ || is_never_) return std::nullopt;
  local_days day = date_of(time) - days{kReach};
  const local_days end = day + days{kFarAhead};
  for (; day < end; day += days{1}) {
    if (covers_week_ && (day = first_near_holiday(day)) >= end) break;
    const auto at = (this->*turn_of)(day);
    if (at && *at > time) return OfficeTurn{*at, LocalDate{day}};
  }
  return std::nullopt;
}

std::optional<OfficeTurn> OfficeHours::last(UtcTime time, Turn turn_of) const {
  if (is_always_ || is_never_) return std::nullopt;
  local_days day = date_of(time) + days{1};
  const local_days end = day - days{kFarBack};
  for (; day > end; day -= days{1}) {
    if (covers_week_ && (day = last_near_holiday(day)) <= end) break;
    const auto at = (this->*turn_of)(day);
    if (at && *at <= time) return OfficeTurn{*at, LocalDate{day}};
  }
  return std::nullopt;
}

std::optional<OfficeTurn> OfficeHours::next_open(UtcTime time) const { return first(time, &OfficeHours::opening_of); }
std::optional<OfficeTurn> OfficeHours::next_close(UtcTime time) const { return first(time, &OfficeHours::closing_of); }
std::optional<OfficeTurn> OfficeHours::last_open(UtcTime time) const { return last(time, &OfficeHours::opening_of); }
std::optional<OfficeTurn> OfficeHours::last_close(UtcTime time) const { return last(time, &OfficeHours::closing_of); }

bool OfficeHours::is_open(UtcTime time) const {
  if (is_always_ || is_never_) return is_always_;
  // Tomorrow's hours may have begun already: clocks are set back over midnight somewhere.
  const local_days tomorrow = date_of(time) + days{1};
  for (int back = 0; back <= kReach + 1; ++back) {
    const auto day = day_of(tomorrow - days{back});
    if (day && day->from <= time && time < day->until) return true;
  }
  return false;
}

std::vector<OfficeHours::Span> OfficeHours::spans(LocalDate date) const {
  std::vector<Span> all;
  if (holidays_.contains(date)) return all;
  const local_days day{date};
  for (const auto& span : week_[std::chrono::weekday{day}.iso_encoding() - 1]) {
    const Span one{instant_of(day + minutes{span.open}, zone_), instant_of(day + minutes{span.close}, zone_)};
    if (one.from < one.until) all.push_back(one);
  }
  return all;
}

std::optional<std::string> OfficeHours::holiday(LocalDate date) const {
  const auto found = holidays_.find(date);
  return found == holidays_.end() ? std::nullopt : std::optional(found->second);
}

}  // namespace crier::core
