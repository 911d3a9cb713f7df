#include "core/civil_time.h"

#include <cctz/time_zone.h>

#include <cstdlib>

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

}  // namespace

bool is_time_zone(const std::string& name) {
  cctz::time_zone zone;
  return cctz::load_time_zone(name, &zone);
}

std::optional<CivilTime> civil_time(UtcTime instant, const std::string& zone) {
  cctz::time_zone loaded;
  if (!cctz::load_time_zone(zone, &loaded)) return std::nullopt;
  const auto found = loaded.lookup(std::chrono::floor<std::chrono::seconds>(instant));

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

}  // namespace crier::core
