#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "channels/settings.h"
#include "config/reader/section.h"

namespace crier::channels::exec {

[[nodiscard]] const reader::Table& keys();

/// The settings of a checked section; what is at fault is told to its diagnostics. A program that is not there or may not be executed is
/// warned of only: the channel pauses when it is needed, and the other channels must go on.
[[nodiscard]] Settings read(const reader::Section& section);

/// What is wrong with a recipient's address, none if nothing is: it may be any one line, for only the program knows what it means.
[[nodiscard]] std::optional<std::string> address_fault(std::string_view address);

}  // namespace crier::channels::exec
