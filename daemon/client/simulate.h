#pragma once
#include <string>

#include "client/world.h"

namespace crier::client {

/// `crier simulate SCENARIO.yaml --config FILE`: offline, by the daemon's own decisions (docs/simulate.md). Without a configuration it is
/// the scenario's, else /etc/crier/crier.yaml.
int simulate(World& world, const std::string& scenario, const std::string& config, bool prints_json);

}  // namespace crier::client
