#include "core/moment.h"

#include "base/text.h"
#include "core/zone_names.h"

namespace crier::core {
namespace {

std::optional<int> digits(std::string_view text, std::size_t at, std::size_t count) {
  if (at + count > text.size()) return std::nullopt;
  int value = 0;
  for (std::size_t i = at; i < at + count; ++i) {
    if (text[i] < '0' || text[i] > '9') return std::nullopt;
    value = value * 10 + (text[i] - '0');
  }
  return value;
}

/// "2026-11-23 09:00" or "2026-11-23T09:00:30".
std::optional<std::chrono::local_seconds> parse_local(std::string_view text) {
  if ((text.size() != 16 && text.size() != 19) || text[4] != '-' || text[7] != '-' || (text[10] != ' ' && text[10] != 'T') ||
      text[13] != ':')
    return std::nullopt;
  const auto year = digits(text, 0, 4), month = digits(text, 5, 2), day = digits(text, 8, 2), hour = digits(text, 11, 2),
             minute = digits(text, 14, 2);
  const auto second = text.size() == 19 ? (text[16] == ':' ? digits(text, 17, 2) : std::nullopt) : std::optional(0);
  if (!year || !month || !day || !hour || !minute || !second || *hour > 23 || *minute > 59 || *second > 59) return std::nullopt;
  const LocalDate date{std::chrono::year{*year}, std::chrono::month{static_cast<unsigned>(*month)},
                       std::chrono::day{static_cast<unsigned>(*day)}};
  if (!date.ok()) return std::nullopt;
  return std::chrono::local_days{date} + std::chrono::hours{*hour} + std::chrono::minutes{*minute} + std::chrono::seconds{*second};
}

}  // namespace

Result<Moment, std::string> parse_moment(std::string_view text, const std::optional<Zone>& home) {
  text = trim(text);
  if (const auto instant = parse_rfc3339(text)) return Moment{local_time_of(*instant, Zone()), Zone()};
  const std::string expected = "must be a time such as \"2026-11-23 09:00 Europe/Berlin\" or 2026-11-23T09:00:00+01:00, not \"" +
                               escape_control(text.substr(0, 80)) + "\"";
  std::string_view local = text;
  std::optional<Zone> zone = home;
  // The zone is the word behind the clock.
  if (const auto blank = text.rfind(' '); blank != std::string_view::npos && blank > 10) {
    const std::string name(text.substr(blank + 1));
    zone = Zone(name);
    if (!zone->is_known()) {
      const auto meant = nearest_zone(name);
      return "there is no time zone " + escape_control(name.substr(0, 80)) +
             (meant.empty() ? "; name one of the tz database such as Europe/Berlin" : ", there is " + meant);
    }
    local = trim(text.substr(0, blank));
  }
  const auto time = parse_local(local);
  if (!time) return expected;
  if (!zone) return "the time needs its zone, such as \"" + std::string(local) + " Europe/Berlin\"";
  return Moment{*time, *zone};
}

}  // namespace crier::core
