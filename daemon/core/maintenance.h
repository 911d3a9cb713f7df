#pragma once
#include <optional>
#include <vector>

#include "core/decide.h"

namespace crier::core {

/// What an event does to a maintenance (rules I7), and the times that stand after it.
struct MaintenanceChange {
  Stage stage = Stage::scheduled;
  MaintenanceWindow window;
  Status status = Status::scheduled;
};

/// `current`: the maintenance that is not over, none if the event announces one. Errors: invalid, with a pointer (times that cannot be),
/// conflict (not in this state).
[[nodiscard]] Result<MaintenanceChange, Problem> change_maintenance(const Incident* current, const Event& event, UtcTime now);

/// Whether it is not over: scheduled or in progress.
[[nodiscard]] bool is_open_maintenance(const Incident& incident);

/// What the clock does with a maintenance: reminds before its start, starts it, ends it (or asks whether it has ended).
struct MaintenanceOccasion {
  Stage stage = Stage::reminder;  ///< reminder, started, completed
  Millis before{};                ///< of a reminder
  UtcTime at{};
  bool operator==(const MaintenanceOccasion&) const = default;
};
/// Those after `after`, until `until`, in order of time.
[[nodiscard]] std::vector<MaintenanceOccasion> maintenance_occasions(const MaintenanceRule& rule, const Incident& incident, UtcTime after,
                                                                     UtcTime until);

}  // namespace crier::core
