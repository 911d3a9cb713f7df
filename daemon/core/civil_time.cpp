#include "core/civil_time.h"

#include <cstdlib>

#include "core/zone_loaded.h"

namespace crier::core {
namespace {

/// Many zones have no letters but "+0330": a reader takes that for a part of the time, so UTC is put before it.
std::string zone_name(const char* abbreviation, int offset) {
  std::string name = abbreviation;
  if (!name.empty() && name.front() != '+' && name.front() != '-') return name;
  const int minutes = std::abs(offset) / 60;
  std::string text = offset < 0 ? "UTC-" : "UTC+";
  const auto two = [&text](int number) {
    text += static_cast<char>('0' + number / 10 % 10);
    text += static_cast<char>('0' + number % 10);
  };
  two(minutes / 60);
  text += ':';
  two(minutes % 60);
  return text;
}

cctz::civil_second civil_of(std::chrono::local_seconds local) {
  const auto since = local.time_since_epoch().count();
  return cctz::civil_second(1970, 1, 1) + since;
}

}  // namespace

CivilTime civil_time(UtcTime instant, const Zone& zone) {
  const auto found = zone.loaded().zone.lookup(std::chrono::floor<std::chrono::seconds>(instant));
  CivilTime civil;
  civil.year = static_cast<int>(found.cs.year());
  civil.month = found.cs.month();
  civil.day = found.cs.day();
  civil.hour = found.cs.hour();
  civil.minute = found.cs.minute();
  civil.second = found.cs.second();
  civil.offset_seconds = found.offset;
  civil.abbreviation = zone_name(found.abbr, found.offset);
  return civil;
}

std::chrono::local_seconds local_time_of(UtcTime instant, const Zone& zone) {
  const auto found = zone.loaded().zone.lookup(std::chrono::floor<std::chrono::seconds>(instant));
  return std::chrono::local_seconds{std::chrono::seconds{found.cs - cctz::civil_second(1970, 1, 1)}};
}

Instants instants_of(std::chrono::local_seconds local, const Zone& zone) {
  const auto found = zone.loaded().zone.lookup(civil_of(local));
  const auto utc = [](const cctz::time_point<cctz::seconds>& time) {
    return UtcTime{std::chrono::duration_cast<Millis>(time.time_since_epoch())};
  };
  switch (found.kind) {
    case cctz::time_zone::civil_lookup::SKIPPED:
      return {Instants::Kind::skipped, utc(found.trans), utc(found.trans)};
    case cctz::time_zone::civil_lookup::REPEATED:
      return {Instants::Kind::repeated, utc(found.pre), utc(found.post)};
    default:
      return {Instants::Kind::unique, utc(found.pre), utc(found.pre)};
  }
}

std::string format_local(UtcTime instant, const Zone& zone) {
  const int offset = civil_time(instant, zone).offset_seconds;
  if (offset == 0) return format_rfc3339(instant);
  std::string text = format_rfc3339(instant + std::chrono::seconds{offset});
  text.pop_back();
  const int minutes = std::abs(offset) / 60;
  const auto two = [](int value) { return (value < 10 ? "0" : "") + std::to_string(value); };
  return text + (offset < 0 ? '-' : '+') + two(minutes / 60) + ':' + two(minutes % 60);
}

}  // namespace crier::core
