#pragma once
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/time.h"
#include "core/audience.h"
#include "core/vocabulary.h"

namespace crier::core {

/// Before an office closes (rules I2).
struct OfficeCloseRule {
  Millis lead{30 * 60 * 1000};  ///< before the last closing of the day
  Impact min_impact = Impact::major;
  Millis fresh{45 * 60 * 1000};  ///< not needed if an update that says `overnight` went out so shortly before
  Millis ask{30 * 60 * 1000};    ///< operators are told what will go out so long before it does; 0 = they are not
  bool operator==(const OfficeCloseRule&) const = default;
};

/// When an office opens (rules I2, I3).
struct OfficeOpenRule {
  Millis offset{};  ///< after the first opening of the day
  Impact min_impact = Impact::major;
  Millis fresh{45 * 60 * 1000};
  bool resolved = true;  ///< what was resolved since closing is added
  bool operator==(const OfficeOpenRule&) const = default;
};

/// What is said of promises (rules I4).
struct PromiseRule {
  Millis remind{15 * 60 * 1000};   ///< operators are reminded so long before the deadline; 0 = they are not
  std::map<Impact, Millis> every;  ///< the promise of a person's update that names none, by impact
  std::vector<Escalation> escalate;
  std::optional<Millis> repeat;  ///< operators are told again, so often, until somebody answers
  int holding = 0;               ///< how often the audience is told that work goes on, for one broken promise
  bool operator==(const PromiseRule&) const = default;
};

/// What is said of maintenance (rules I7).
struct MaintenanceRule {
  std::vector<Millis> remind{Millis{7LL * 86400 * 1000}, Millis{86400LL * 1000}, Millis{3600LL * 1000}};  ///< before it starts
  bool announces_end = false;  ///< false: operators are asked whether it has ended
  bool operator==(const MaintenanceRule&) const = default;
};

/// What the clock says without being asked. A part that is absent says nothing; maintenance was asked for when it was announced.
struct Rhythm {
  std::optional<OfficeCloseRule> office_close;
  std::optional<OfficeOpenRule> office_open;
  std::optional<PromiseRule> promise;
  MaintenanceRule maintenance;
  Millis catch_up{2LL * 3600 * 1000};  ///< how late an occasion is still carried out
  bool operator==(const Rhythm&) const = default;
};

}  // namespace crier::core
