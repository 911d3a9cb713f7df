#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "ingest/event_json.h"

namespace crier::ingest {

// How bodies are refused, whatever they hold.

/// 400.
[[nodiscard]] Refusal malformed(std::string detail, std::string pointer = {});
/// 413.
[[nodiscard]] Refusal too_large(std::string detail);
/// 422, with the first fault in its sentence.
[[nodiscard]] Refusal invalid(std::string title, std::vector<core::Fault> faults);

/// "line 3, column 7".
[[nodiscard]] std::string position_in(std::string_view body, std::size_t offset);

}  // namespace crier::ingest
