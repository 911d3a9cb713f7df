#pragma once
// Only for the sources of this room that look into a zone.
#include <cctz/time_zone.h>

#include <string>

#include "core/zone.h"

namespace crier::core {

struct Zone::Loaded {
  std::string name;
  bool is_known = false;
  cctz::time_zone zone;
  std::string state;  ///< of the file it was read from
};

/// Where the tz database lies: $TZDIR, or /usr/share/zoneinfo.
[[nodiscard]] std::string zone_folder();

}  // namespace crier::core
