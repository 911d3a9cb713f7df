#pragma once
#include <string>

#include "client/tool.h"

namespace crier::client {

/// `crier`: what is open, what is blocked, what failed, each with the command to type.
int show_status(Tool& tool);
/// `crier list`: incidents, newest first; `state` is open, resolved or "" for all.
int list_incidents(Tool& tool, const std::string& state, int limit);
/// `crier show KEY`: one incident with its updates and delivery counts.
int show_incident(Tool& tool, const std::string& key);

}  // namespace crier::client
