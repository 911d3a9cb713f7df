#pragma once
#include <string>

#include "client/tool.h"

namespace crier::client {

/// "mail 120, x 1": how many on each channel, in the answer's order; adds them to `total`.
[[nodiscard]] std::string per_channel(const json::array& broadcasts, std::int64_t& total);

/// The line that tells what became of an event, and the command that shows more. `result`: one of the API's answer.
void print_result(Tool& tool, const json::value& result);

/// The line that undoes it (rules D1), beginning with "undo:". `with_due`: asks crierd until when a held or waiting one is.
void print_undo(Tool& tool, const json::value& result, bool with_due = true);

/// The name by which to ask for an incident that crierd named: its first occurrence is told as KEY, which asked for would be the newest.
[[nodiscard]] std::string exact_name(const std::string& incident);

/// The key that commands which send take: without the "~2" of an occurrence.
[[nodiscard]] std::string sending_key(const std::string& incident);

}  // namespace crier::client
