#pragma once
#include <optional>
#include <string>

#include "client/tool.h"

namespace crier::client {

/// Updates as GET /v1/updates gives them, newest first: those of one incident ("" = of all) in one state ("" = in any).
[[nodiscard]] Result<json::array, Failure> updates_of(Tool& tool, const std::string& incident, const std::string& state, int limit = 1000);

/// The update of that number. Errors: refused (there is none; it says so).
[[nodiscard]] Result<json::value, Failure> find_update(Tool& tool, const std::string& incident, int number);
/// The update of that id, among the newest thousands of all incidents; none if it is not among them.
[[nodiscard]] std::optional<json::value> find_update(Tool& tool, const std::string& update_id);

/// What is held, a draft or waiting, oldest first: the updates of three calls in one.
[[nodiscard]] Result<json::array, Failure> pending_updates(Tool& tool);

/// One pending update with its words and the commands that send and end it.
void print_pending(Tool& tool, const json::value& update);

/// `crier drafts`: what is pending.
int list_drafts(Tool& tool);

}  // namespace crier::client
