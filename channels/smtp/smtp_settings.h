#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "channels/settings.h"
#include "config/reader/section.h"

namespace crier::channels::smtp {

[[nodiscard]] const reader::Table& keys();

/// The settings of a checked section; what is at fault is told to its diagnostics.
[[nodiscard]] Settings read(const reader::Section& section);

/// "Example Status <status@example.com>" or the address alone: the address, none if it is neither.
[[nodiscard]] std::optional<std::string> address_of(std::string_view mailbox);

/// What is wrong with a recipient's address, none if nothing is.
[[nodiscard]] std::optional<std::string> address_fault(std::string_view address);

}  // namespace crier::channels::smtp
