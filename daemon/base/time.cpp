#include "base/time.h"

#include <array>
#include <charconv>
#include <cstdio>
#include <limits>

namespace crier {
namespace {

using std::chrono::days;
using std::chrono::floor;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;
using std::chrono::sys_days;
using std::chrono::year_month_day;

constexpr std::array<const char*, 12> kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
constexpr std::array<const char*, 7> kDays{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};

struct Parts {
  year_month_day date;
  int hour, minute, second, millis;
  unsigned weekday;
};

Parts split(UtcTime time) {
  const auto day = floor<days>(time);
  const auto rest = time - day;
  return {year_month_day{day},
          static_cast<int>(rest / hours{1}),
          static_cast<int>(rest % hours{1} / minutes{1}),
          static_cast<int>(rest % minutes{1} / seconds{1}),
          static_cast<int>(rest % seconds{1} / Millis{1}),
          std::chrono::weekday{day}.c_encoding()};
}

/// With leading zeros. By hand: times are written five times an event, and snprintf takes ten times as long.
void append_digits(std::string& text, int value, int count) {
  std::array<char, 4> digits{};
  for (int i = count - 1; i >= 0; --i, value /= 10) digits[static_cast<std::size_t>(i)] = static_cast<char>('0' + value % 10);
  text.append(digits.data(), static_cast<std::size_t>(count));
}

/// Reads exactly `count` digits and moves past them.
std::optional<int> digits(std::string_view& text, std::size_t count) {
  if (text.size() < count) return std::nullopt;
  int value = 0;
  for (const char c : text.substr(0, count)) {
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + (c - '0');
  }
  text.remove_prefix(count);
  return value;
}

bool skip(std::string_view& text, std::string_view expected) {
  if (!text.starts_with(expected)) return false;
  text.remove_prefix(expected.size());
  return true;
}

std::optional<UtcTime> assemble(int year, unsigned month, unsigned day, int hour, int minute, int second) {
  const year_month_day date{std::chrono::year{year}, std::chrono::month{month}, std::chrono::day{day}};
  if (!date.ok() || hour > 23 || minute > 59 || second > 60) return std::nullopt;
  return UtcTime{sys_days{date} + hours{hour} + minutes{minute} + seconds{std::min(second, 59)}};
}

std::optional<unsigned> month_number(std::string_view name) {
  for (unsigned i = 0; i < kMonths.size(); ++i) {
    if (name == kMonths[i]) return i + 1;
  }
  return std::nullopt;
}

struct TimeOfDay {
  int hour, minute, second;
};

std::optional<TimeOfDay> time_of_day(std::string_view& text) {
  const auto hour = digits(text, 2);
  if (!hour || !skip(text, ":")) return std::nullopt;
  const auto minute = digits(text, 2);
  if (!minute || !skip(text, ":")) return std::nullopt;
  const auto second = digits(text, 2);
  if (!second) return std::nullopt;
  return TimeOfDay{*hour, *minute, *second};
}

std::optional<unsigned> month_name(std::string_view& text) {
  const auto month = month_number(text.substr(0, std::min<std::size_t>(3, text.size())));
  if (month) text.remove_prefix(3);
  return month;
}

/// "Sun, 06 Nov 1994 08:49:37 GMT", past the weekday.
std::optional<UtcTime> imf_fixdate(std::string_view text) {
  const auto day = digits(text, 2);
  if (!day || !skip(text, " ")) return std::nullopt;
  const auto month = month_name(text);
  if (!month || !skip(text, " ")) return std::nullopt;
  const auto year = digits(text, 4);
  if (!year || !skip(text, " ")) return std::nullopt;
  const auto time = time_of_day(text);
  if (!time || text != " GMT") return std::nullopt;
  return assemble(*year, *month, static_cast<unsigned>(*day), time->hour, time->minute, time->second);
}

/// "Sunday, 06-Nov-94 08:49:37 GMT", past the weekday.
std::optional<UtcTime> rfc850_date(std::string_view text) {
  const auto day = digits(text, 2);
  if (!day || !skip(text, "-")) return std::nullopt;
  const auto month = month_name(text);
  if (!month || !skip(text, "-")) return std::nullopt;
  const auto year = digits(text, 2);
  if (!year || !skip(text, " ")) return std::nullopt;
  const auto time = time_of_day(text);
  if (!time || text != " GMT") return std::nullopt;
  const int century = *year < 70 ? 2000 : 1900;
  return assemble(century + *year, *month, static_cast<unsigned>(*day), time->hour, time->minute, time->second);
}

/// "Sun Nov  6 08:49:37 1994", past the weekday.
std::optional<UtcTime> asctime_date(std::string_view text) {
  const auto month = month_name(text);
  if (!month || !skip(text, " ")) return std::nullopt;
  const auto day = skip(text, " ") ? digits(text, 1) : digits(text, 2);
  if (!day || !skip(text, " ")) return std::nullopt;
  const auto time = time_of_day(text);
  if (!time || !skip(text, " ")) return std::nullopt;
  const auto year = digits(text, 4);
  if (!year || !text.empty()) return std::nullopt;
  return assemble(*year, *month, static_cast<unsigned>(*day), time->hour, time->minute, time->second);
}

}  // namespace

std::string format_rfc3339(UtcTime time) {
  const auto p = split(time);
  std::string text;
  text.reserve(24);
  append_digits(text, static_cast<int>(p.date.year()), 4);
  text += '-';
  append_digits(text, static_cast<int>(static_cast<unsigned>(p.date.month())), 2);
  text += '-';
  append_digits(text, static_cast<int>(static_cast<unsigned>(p.date.day())), 2);
  text += 'T';
  append_digits(text, p.hour, 2);
  text += ':';
  append_digits(text, p.minute, 2);
  text += ':';
  append_digits(text, p.second, 2);
  if (p.millis != 0) {
    text += '.';
    append_digits(text, p.millis, 3);
  }
  return text += 'Z';
}

std::optional<UtcTime> parse_rfc3339(std::string_view text) {
  const auto year = digits(text, 4);
  if (!year || !skip(text, "-")) return std::nullopt;
  const auto month = digits(text, 2);
  if (!month || !skip(text, "-")) return std::nullopt;
  const auto day = digits(text, 2);
  if (!day || !(skip(text, "T") || skip(text, "t") || skip(text, " "))) return std::nullopt;
  const auto time = time_of_day(text);
  if (!time) return std::nullopt;
  int millis = 0;
  if (skip(text, ".")) {
    std::size_t count = 0;
    while (count < text.size() && text[count] >= '0' && text[count] <= '9') {
      if (count < 3) millis = millis * 10 + (text[count] - '0');
      ++count;
    }
    if (count == 0 || count > 9) return std::nullopt;
    for (std::size_t i = count; i < 3; ++i) millis *= 10;
    text.remove_prefix(count);
  }
  minutes offset{0};
  if (!skip(text, "Z") && !skip(text, "z")) {
    if (text.empty() || (text.front() != '+' && text.front() != '-')) return std::nullopt;
    const int sign = text.front() == '+' ? 1 : -1;
    text.remove_prefix(1);
    const auto hour = digits(text, 2);
    if (!hour || !skip(text, ":")) return std::nullopt;
    const auto minute = digits(text, 2);
    if (!minute || *hour > 23 || *minute > 59) return std::nullopt;
    offset = minutes{sign * (*hour * 60 + *minute)};
  }
  if (!text.empty()) return std::nullopt;
  auto instant = assemble(*year, static_cast<unsigned>(*month), static_cast<unsigned>(*day), time->hour, time->minute, time->second);
  if (!instant) return std::nullopt;
  // What an offset carries out of the years with four digits could not be written again.
  const UtcTime read = *instant + Millis{millis} - offset;
  constexpr UtcTime kBegin{std::chrono::sys_days{std::chrono::year{0} / 1 / 1}},
      kEnd{std::chrono::sys_days{std::chrono::year{10000} / 1 / 1}};
  return read < kBegin || read >= kEnd ? std::nullopt : std::optional(read);
}

std::string format_rfc5322(UtcTime time) {
  const auto p = split(time);
  std::array<char, 48> out{};
  const int n =
      std::snprintf(out.data(), out.size(), "%s, %02u %s %04d %02d:%02d:%02d +0000", kDays[p.weekday], static_cast<unsigned>(p.date.day()),
                    kMonths[static_cast<unsigned>(p.date.month()) - 1], static_cast<int>(p.date.year()), p.hour, p.minute, p.second);
  return {out.data(), static_cast<std::size_t>(n)};
}

std::optional<Millis> parse_duration(std::string_view text) {
  std::int64_t count = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
  if (error != std::errc{} || count < 0) return std::nullopt;
  const std::string_view unit{end, static_cast<std::size_t>(text.data() + text.size() - end)};
  std::int64_t factor = 0;
  if (unit == "ms") factor = 1;
  if (unit == "s") factor = 1000;
  if (unit == "m") factor = 60LL * 1000;
  if (unit == "h") factor = 3600LL * 1000;
  if (unit == "d") factor = 86400LL * 1000;
  // Ten thousand years is past every use and far from overflow when added to a time.
  constexpr std::int64_t kLongest = 10000LL * 366 * 86400 * 1000;
  if (factor == 0 || count > kLongest / factor) return std::nullopt;
  return Millis{count * factor};
}

std::string format_duration(Millis duration) {
  const auto count = duration.count();
  const auto with = [count](std::int64_t factor, const char* unit) { return std::to_string(count / factor) + unit; };
  if (count != 0 && count % 86400000 == 0) return with(86400000, "d");
  if (count != 0 && count % 3600000 == 0) return with(3600000, "h");
  if (count != 0 && count % 60000 == 0) return with(60000, "m");
  if (count % 1000 == 0) return with(1000, "s");
  return with(1, "ms");
}

std::optional<UtcTime> parse_http_date(std::string_view text) {
  const auto comma = text.find(", ");
  if (comma != std::string_view::npos) {
    const auto rest = text.substr(comma + 2);
    if (const auto fixdate = imf_fixdate(rest)) return fixdate;
    return rfc850_date(rest);
  }
  const auto blank = text.find(' ');
  if (blank == std::string_view::npos) return std::nullopt;
  return asctime_date(text.substr(blank + 1));
}

}  // namespace crier
