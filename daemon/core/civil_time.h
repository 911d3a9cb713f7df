#pragma once
#include <optional>
#include <string>

#include "base/time.h"

namespace crier::core {

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

/// True if the tz database knows the name ("Europe/Berlin", "UTC").
[[nodiscard]] bool is_time_zone(const std::string& name);

/// The local time of an instant, none if the zone is not known. Thread: any (loaded zones are kept by the library).
[[nodiscard]] std::optional<CivilTime> civil_time(UtcTime instant, const std::string& zone);

}  // namespace crier::core
