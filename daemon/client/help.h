#pragma once
#include <string>

#include "client/world.h"

namespace CLI {
class App;
}

namespace crier::client {

/// `crier help`: what there is; `crier help TOPIC`: what to do in one situation; `crier help COMMAND`: its flags. `app` is read whole.
/// Gives the exit code: usage if there is no such page, with what may have been meant.
int show_help(World& world, const CLI::App& app, const std::string& page);

}  // namespace crier::client
