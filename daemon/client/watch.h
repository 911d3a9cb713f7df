#pragma once
#include <string>

#include "client/tool.h"

namespace crier::client {

/// After a sending command with --watch: a bar per channel until all of the update is delivered or ended otherwise.
/// `result` is the command's in the API's answer.
int watch_update(Tool& tool, const json::value& result);

/// `crier watch [KEY]`: what happens, line by line, until interrupted; with a key only what is of that incident.
int watch_stream(Tool& tool, const std::string& key);

}  // namespace crier::client
