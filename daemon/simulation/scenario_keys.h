#pragma once
#include "config/reader/key.h"

namespace crier::simulation {

/// The table of a scenario file. `events` are checked as events are.
[[nodiscard]] const reader::Table& scenario_keys();

}  // namespace crier::simulation
