#pragma once
#include <string>

#include "client/tool.h"

namespace crier::client {

/// After a sending command with --watch: a bar per channel until all of the update is delivered or ended otherwise. Ctrl-C ends the
/// watching, not the sending, and says so. `result` is the command's in the API's answer.
int watch_update(Tool& tool, const json::value& result);

/// `crier watch [KEY]`: what happens until interrupted; with a key only what is of that incident. `is_plain`: one line a happening even
/// on a terminal. A connection that is lost is taken up again where it was (Last-Event-ID; what that does not have is asked for), for two
/// minutes; then the failure is unreachable.
int watch_stream(Tool& tool, const std::string& key, bool is_plain);

}  // namespace crier::client
