#pragma once
#include <string>

#include "client/tool.h"

namespace crier::client {

/// `crier list`: incidents, newest first; `state` is open, resolved or "" for all.
int list_incidents(Tool& tool, const std::string& state, int limit);
/// `crier show KEY`: one incident, who was told of it, its updates with what became of each, and delivery counts. An update that was
/// corrected is marked, and both texts are shown.
int show_incident(Tool& tool, const std::string& key);
/// `crier log [KEY]`: who did what when, newest first.
int show_log(Tool& tool, const std::string& key, int limit);

}  // namespace crier::client
