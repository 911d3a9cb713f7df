#pragma once
#include "config/reader/key.h"

namespace crier::channels::http {

/// The keys of a preset's file (docs/presets.md).
[[nodiscard]] const reader::Table& preset_keys();

}  // namespace crier::channels::http
