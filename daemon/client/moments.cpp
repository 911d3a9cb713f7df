#include "client/moments.h"

#include <filesystem>

namespace crier::client {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

std::string two(std::int64_t large, const char* large_unit, std::int64_t small, const char* small_unit) {
  std::string out = std::to_string(large) + large_unit;
  if (small > 0) out += " " + std::to_string(small) + small_unit;
  return out;
}

}  // namespace

std::string length_of(Millis time) {
  const auto whole = std::chrono::floor<seconds>(time);
  if (whole >= days(1)) return two(whole / days(1), "d", whole % days(1) / hours(1), "h");
  if (whole >= hours(1)) return two(whole / hours(1), "h", whole % hours(1) / minutes(1), "m");
  if (whole >= minutes(1)) return std::to_string(whole / minutes(1)) + "m";
  return std::to_string(std::max<std::int64_t>(0, whole.count())) + "s";
}

std::string age_of(std::string_view rfc3339, UtcTime now) {
  const auto at = parse_rfc3339(rfc3339);
  return at ? length_of(now - *at) : std::string();
}

std::string clock_of(std::string_view rfc3339, UtcTime now) {
  const auto at = parse_rfc3339(rfc3339);
  if (!at) return std::string(rfc3339);
  const std::string whole = format_rfc3339(*at);  // 2026-11-22T13:05:00Z
  const std::string clock = whole.substr(11, 5) + " UTC";
  return std::chrono::floor<days>(*at) == std::chrono::floor<days>(now) ? clock : whole.substr(0, 10) + " " + clock;
}

std::string promise_of(std::string_view rfc3339, UtcTime now) {
  const auto at = parse_rfc3339(rfc3339);
  if (!at) return std::string(rfc3339);
  return clock_of(rfc3339, now) + (*at < now ? ", " + length_of(now - *at) + " overdue" : ", in " + length_of(*at - now));
}

std::string due_in(std::string_view rfc3339, UtcTime now) {
  const auto at = parse_rfc3339(rfc3339);
  return at ? "goes out in " + length_of(*at - now) : std::string();
}

bool is_past(std::string_view rfc3339, UtcTime now) {
  const auto at = parse_rfc3339(rfc3339);
  return at && *at < now;
}

core::Zone home_zone(const World& world) {
  if (auto name = world.variable("TZ").value_or(""); !name.empty()) {
    if (name.front() == ':') name.erase(0, 1);
    if (core::Zone zone(name); zone.is_known()) return zone;
  }
  std::error_code failed;
  const std::string target = std::filesystem::read_symlink("/etc/localtime", failed).string();
  constexpr std::string_view kFolder = "zoneinfo/";
  if (const auto at = target.find(kFolder); !failed && at != std::string::npos) {
    if (core::Zone zone(target.substr(at + kFolder.size())); zone.is_known()) return zone;
  }
  return {};
}

}  // namespace crier::client
