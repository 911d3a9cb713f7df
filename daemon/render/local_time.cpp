#include "render/local_time.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>

#include "base/text.h"
#include "core/civil_time.h"
#include "render/phrases.h"

namespace crier::render {
namespace {

constexpr std::array<std::string_view, 6> kPatterns{"time", "time_short", "time_date", "time_weekday", "time_utc", "time_utc_date"};
constexpr std::array<std::string_view, 7> kCodes{"clock", "zone", "weekday", "day", "month", "year", "utc"};
constexpr std::string_view kDurations = "duration_";
constexpr std::int64_t kDay = std::int64_t{24} * 60;  // minutes

std::string two_digits(int number) { return {static_cast<char>('0' + number / 10 % 10), static_cast<char>('0' + number % 10)}; }

/// One of the names in a phrase that is a list of them.
std::string named(const Phrases& phrases, std::string_view language, std::string_view list, std::size_t index) {
  return std::string(split(phrases.text(language, list), ' ').at(index));
}

std::size_t days_since_monday(const core::CivilTime& time) {
  const std::chrono::year_month_day date{std::chrono::year{time.year}, std::chrono::month{static_cast<unsigned>(time.month)},
                                         std::chrono::day{static_cast<unsigned>(time.day)}};
  return std::chrono::weekday{std::chrono::sys_days{date}}.iso_encoding() - 1U;
}

bool same_date(const core::CivilTime& a, const core::CivilTime& b) { return a.year == b.year && a.month == b.month && a.day == b.day; }

struct Wording {
  const Phrases& phrases;
  std::string_view language;

  [[nodiscard]] std::string local(std::string_view key, UtcTime time, const core::Zone& zone) const {
    const core::CivilTime here = core::civil_time(time, zone);
    if (here.offset_seconds == 0 && here.abbreviation == "UTC") return fill(key, here, "");
    const core::CivilTime utc = core::civil_time(time, core::Zone());
    return fill(key, here, " " + fill(same_date(here, utc) ? "time_utc" : "time_utc_date", utc, ""));
  }

 private:
  [[nodiscard]] std::string fill(std::string_view key, const core::CivilTime& time, const std::string& utc) const {
    const std::string& pattern = phrases.text(language, key);
    std::string out;
    for (std::size_t at = 0; at < pattern.size();) {
      const auto close = pattern[at] == '{' ? pattern.find('}', at) : std::string::npos;
      if (close == std::string::npos) {
        out += pattern[at++];
        continue;
      }
      out += code(std::string_view(pattern).substr(at + 1, close - at - 1), time, utc);
      at = close + 1;
    }
    return out;
  }

  [[nodiscard]] std::string code(std::string_view name, const core::CivilTime& time, const std::string& utc) const {
    if (name == "clock") return two_digits(time.hour) + ":" + two_digits(time.minute);
    if (name == "zone") return time.abbreviation;
    if (name == "weekday") return named(phrases, language, "weekdays", days_since_monday(time));
    if (name == "day") return std::to_string(time.day);
    if (name == "month") return named(phrases, language, "months", static_cast<std::size_t>(time.month - 1));
    if (name == "year") return std::to_string(time.year);
    return utc;
  }
};

/// "1 hour", "2 hours": the phrases duration_hour and duration_hours.
std::string counted(std::int64_t count, const std::string& unit, const Phrases& phrases, std::string_view language) {
  std::string text = phrases.text(language, std::string(kDurations) + unit + (count == 1 ? "" : "s"));
  if (const auto at = text.find("{n}"); at != std::string::npos) text.replace(at, 3, std::to_string(count));
  return text;
}

std::string list_fault(std::string_view text, std::size_t count, const std::string& what) {
  const auto names = split(text, ' ');
  const bool whole = names.size() == count && std::none_of(names.begin(), names.end(), [](auto name) { return name.empty(); });
  return whole ? "" : what + " separated by one blank";
}

}  // namespace

std::string local_time(UtcTime time, const core::Zone& zone, const Phrases& phrases, std::string_view language) {
  return Wording{phrases, language}.local("time", time, zone);
}

std::string local_time_short(UtcTime time, UtcTime today, const core::Zone& zone, const Phrases& phrases, std::string_view language) {
  const bool is_today = same_date(core::civil_time(time, zone), core::civil_time(today, zone));
  return Wording{phrases, language}.local(is_today ? "time_short" : "time_date", time, zone);
}

std::string local_time_with_weekday(UtcTime time, const core::Zone& zone, const Phrases& phrases, std::string_view language) {
  return Wording{phrases, language}.local("time_weekday", time, zone);
}

std::string duration_in_words(Millis duration, const Phrases& phrases, std::string_view language) {
  const std::int64_t minutes = std::chrono::round<std::chrono::minutes>(duration).count();
  const std::int64_t days = minutes / kDay < 2 ? 0 : minutes / kDay;
  const std::int64_t rest = minutes - days * kDay;
  std::vector<std::string> parts;
  if (days > 0) parts.push_back(counted(days, "day", phrases, language));
  if (rest >= 60) parts.push_back(counted(rest / 60, "hour", phrases, language));
  if (rest % 60 > 0 || parts.empty()) parts.push_back(counted(rest % 60, "minute", phrases, language));
  return join(parts, " ");
}

std::string age_in_words(Millis age, const Phrases& phrases, std::string_view language) {
  const std::int64_t minutes = std::chrono::floor<std::chrono::minutes>(age).count();
  const std::int64_t whole = minutes / kDay < 2 ? minutes - minutes % 60 : minutes - minutes % kDay;
  return duration_in_words(std::chrono::minutes{whole}, phrases, language);
}

std::string time_pattern_fault(std::string_view key, std::string_view text) {
  if (key == "months") return list_fault(text, 12, "months are twelve names");
  if (key == "weekdays") return list_fault(text, 7, "weekdays are seven names from Monday on,");
  if (key.starts_with(kDurations)) {
    const bool is_one = text.find('{') == text.find("{n}") && text.find('{') == text.rfind('{') && text.find('{') != std::string_view::npos;
    return is_one ? "" : "a duration has its number once, as {n}";
  }
  if (std::find(kPatterns.begin(), kPatterns.end(), key) == kPatterns.end()) return "";
  for (std::size_t at = text.find('{'); at != std::string_view::npos; at = text.find('{', at + 1)) {
    const auto close = text.find('}', at);
    if (close == std::string_view::npos) return "a '{' of the time's pattern is not closed";
    const std::string_view code = text.substr(at + 1, close - at - 1);
    if (std::find(kCodes.begin(), kCodes.end(), code) == kCodes.end()) {
      return "'{" + std::string(code) + "}' is no part of a time: use {clock}, {zone}, {weekday}, {day}, {month}, {year} or {utc}";
    }
  }
  return "";
}

}  // namespace crier::render
