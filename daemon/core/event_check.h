#pragma once
#include <vector>

#include "core/decide.h"

namespace crier::core {

/// What is wrong with an event by itself, whatever the incident is like: fields that its action needs or cannot have (interface.md
/// section 2, rules A3, D, E2), names that the configuration does not know. Pure.
[[nodiscard]] std::vector<Fault> check_event(const Rules& rules, const Event& event, bool monitor, UtcTime now);

}  // namespace crier::core
