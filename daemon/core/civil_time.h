#pragma once
#include <chrono>
#include <string>

#include "base/time.h"
#include "core/zone.h"

namespace crier::core {

/// A date of the wall calendar in some place.
using LocalDate = std::chrono::year_month_day;

/// What a wall clock in some place shows at an instant, by the tz database of the machine.
struct CivilTime {
  int year = 1970;
  int month = 1;  ///< 1 to 12
  int day = 1;
  int hour = 0;
  int minute = 0;
  int second = 0;
  int offset_seconds = 0;    ///< east of UTC
  std::string abbreviation;  ///< "CET"; for zones that have none, the offset as "UTC+03:30"
};

/// The local time of an instant; of a zone that is not known, UTC. Thread: any.
[[nodiscard]] CivilTime civil_time(UtcTime instant, const Zone& zone);

/// The same as a point of the local calendar, to the second.
[[nodiscard]] std::chrono::local_seconds local_time_of(UtcTime instant, const Zone& zone);

/// When a wall clock shows a local time: once, never (clocks were set forward over it) or twice (they were set back).
struct Instants {
  enum class Kind { unique, skipped, repeated } kind = Kind::unique;
  UtcTime first{};   ///< skipped: the first instant after the gap; repeated: the first pass
  UtcTime second{};  ///< of a repeated time: the second pass; else as `first`
};
[[nodiscard]] Instants instants_of(std::chrono::local_seconds local, const Zone& zone);

/// The one that counts (design.md, Time): the first instant after a gap, the first of two passes.
[[nodiscard]] inline UtcTime instant_of(std::chrono::local_seconds local, const Zone& zone) { return instants_of(local, zone).first; }

/// "2026-11-22T14:05:00+01:00": the instant as a wall clock in the zone shows it (RFC 3339).
[[nodiscard]] std::string format_local(UtcTime instant, const Zone& zone);

}  // namespace crier::core
