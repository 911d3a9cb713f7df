#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "channels/adapter.h"
#include "channels/settings.h"
#include "config/reader/section.h"

namespace crier::channels::http {

[[nodiscard]] const reader::Table& keys();

/// The settings of a checked section; what is at fault in it or in the preset it names is told to its diagnostics. Without a usable preset
/// there is none in the settings.
[[nodiscard]] Settings read(const reader::Section& section);

[[nodiscard]] Traits traits(const Settings& settings);

/// What is wrong with a recipient's address, none if nothing is.
[[nodiscard]] std::optional<std::string> address_fault(const Preset& preset, std::string_view address);

}  // namespace crier::channels::http
