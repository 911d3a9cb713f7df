#pragma once
#include "channels/settings.h"
#include "config/reader/section.h"

namespace crier::channels::x {

[[nodiscard]] const reader::Table& keys();

/// The settings of a checked section; what is at fault is told to its diagnostics.
[[nodiscard]] Settings read(const reader::Section& section);

}  // namespace crier::channels::x
