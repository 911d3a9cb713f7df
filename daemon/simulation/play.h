#pragma once
#include <functional>
#include <string>
#include <vector>

#include "config/load.h"
#include "simulation/line.h"
#include "simulation/scenario.h"

namespace crier::simulation {

/// What came of a scenario.
struct Played {
  std::vector<Line> lines;  ///< in the order in which they happened
  std::vector<std::string>
      problems;  ///< with their places in the scenario: what was refused, expected and did not come, or came and must not
  std::vector<std::string> remarks;  ///< what the daemon would have logged as an error
};

/// Plays the scenario with a configuration by the daemon's own decisions, in virtual time: no network, no disk but for the files that the
/// configuration and the scenario name, and the same to the byte each time. Thread: one.
[[nodiscard]] Played play(const Scenario& scenario, const config::SnapshotPtr& snapshot, const config::Environment& environment);

}  // namespace crier::simulation
