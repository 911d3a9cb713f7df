#pragma once
#include <string>
#include <vector>

#include "core/event.h"
#include "ingest/faults.h"
#include "ingest/json_tree.h"

namespace crier::ingest {

/// Reads one event from its JSON object (interface.md section 2): form only, whether it makes sense is core/decide.h's question.
/// Every fault is added with its pointer; the event is of use only if none was.
[[nodiscard]] core::Event read_event(const JsonNode& root, const Path& path, Faults& faults);

/// The names of an event's members, for suggestions.
[[nodiscard]] const std::vector<std::string>& event_members();

}  // namespace crier::ingest
