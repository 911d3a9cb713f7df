#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "channels/settings.h"
#include "config/reader/section.h"

namespace crier::channels::slack {

[[nodiscard]] const reader::Table& keys();

/// The settings of a checked section; what is at fault is told to its diagnostics.
[[nodiscard]] Settings read(const reader::Section& section);

/// What is wrong with a conversation ("#status", "C0123456789", "@name"), none if nothing is.
[[nodiscard]] std::optional<std::string> address_fault(std::string_view address);

}  // namespace crier::channels::slack
