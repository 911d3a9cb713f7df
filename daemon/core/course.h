#pragma once
#include <optional>

#include "core/decide.h"
#include "core/maintenance.h"

namespace crier::core {

/// What an event does to its incident's life: the action as it counts.
struct Course {
  Action action = Action::update;
  bool begins = false;  ///< a new incident
  bool reopens = false;
  bool only_record = false;  ///< nothing changes for anybody
  std::optional<MaintenanceChange> maintenance{};
};

/// How the event goes with the incident as it is (rules A3, D3, E1, E2). Errors: conflict.
[[nodiscard]] Result<Course, Problem> course_of(const Rules& rules, const Background& before, const Event& event, bool monitor,
                                                UtcTime now);

/// The incident after the event: its words and fields carried over, its status, its audiences.
void fold(Incident& incident, const Course& course, const Event& event, UtcTime now);

}  // namespace crier::core
