#include "render/local_time.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "core/civil_time.h"
#include "render/phrases.h"

namespace crier::render {
namespace {

constexpr std::array<std::string_view, 5> kPatterns{"time", "time_short", "time_date", "time_utc", "time_utc_date"};
constexpr std::array<std::string_view, 6> kCodes{"clock", "zone", "day", "month", "year", "utc"};

std::string two_digits(int number) { return {static_cast<char>('0' + number / 10 % 10), static_cast<char>('0' + number % 10)}; }

std::string month_name(const Phrases& phrases, std::string_view language, int month) {
  const auto names = split(phrases.text(language, "months"), ' ');
  return std::string(names.at(static_cast<std::size_t>(month - 1)));
}

bool same_date(const core::CivilTime& a, const core::CivilTime& b) { return a.year == b.year && a.month == b.month && a.day == b.day; }

core::CivilTime civil_in(UtcTime time, const std::string& zone) {
  if (auto civil = core::civil_time(time, zone)) return *civil;
  return core::civil_time(time, "UTC").value_or(core::CivilTime{});
}

struct Wording {
  const Phrases& phrases;
  std::string_view language;

  [[nodiscard]] std::string local(std::string_view key, UtcTime time, const std::string& zone) const {
    const core::CivilTime here = civil_in(time, zone);
    if (here.offset_seconds == 0 && here.abbreviation == "UTC") return fill(key, here, "");
    const core::CivilTime utc = civil_in(time, "UTC");
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
    if (name == "day") return std::to_string(time.day);
    if (name == "month") return month_name(phrases, language, time.month);
    if (name == "year") return std::to_string(time.year);
    return utc;
  }
};

}  // namespace

std::string local_time(UtcTime time, const std::string& zone, const Phrases& phrases, std::string_view language) {
  return Wording{phrases, language}.local("time", time, zone);
}

std::string local_time_short(UtcTime time, UtcTime today, const std::string& zone, const Phrases& phrases, std::string_view language) {
  const bool is_today = same_date(civil_in(time, zone), civil_in(today, zone));
  return Wording{phrases, language}.local(is_today ? "time_short" : "time_date", time, zone);
}

std::string time_pattern_fault(std::string_view key, std::string_view text) {
  if (key == "months") {
    const auto names = split(text, ' ');
    const bool whole = names.size() == 12 && std::none_of(names.begin(), names.end(), [](auto name) { return name.empty(); });
    return whole ? "" : "months are twelve names separated by one blank";
  }
  if (std::find(kPatterns.begin(), kPatterns.end(), key) == kPatterns.end()) return "";
  for (std::size_t at = text.find('{'); at != std::string_view::npos; at = text.find('{', at + 1)) {
    const auto close = text.find('}', at);
    if (close == std::string_view::npos) return "a '{' of the time's pattern is not closed";
    const std::string_view code = text.substr(at + 1, close - at - 1);
    if (std::find(kCodes.begin(), kCodes.end(), code) == kCodes.end()) {
      return "'{" + std::string(code) + "}' is no part of a time: use {clock}, {zone}, {day}, {month}, {year} or {utc}";
    }
  }
  return "";
}

}  // namespace crier::render
