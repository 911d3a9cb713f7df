#pragma once
#include <optional>
#include <string_view>

#include "config/reader/diagnostic.h"
#include "config/reader/node.h"
#include "core/event.h"

namespace crier::simulation {

/// An event that is written in YAML, read by the rules of those that arrive in JSON; its key `at` is left out. Faults are told to
/// `diagnostics` with their places, then there is none.
[[nodiscard]] std::optional<core::Event> read_event(const reader::Node& node, reader::Diagnostics& diagnostics);

/// Where a JSON pointer leads in the tree: to the value, or to what of the way there is.
[[nodiscard]] reader::Position place_of(const reader::Node& node, std::string_view pointer);

}  // namespace crier::simulation
