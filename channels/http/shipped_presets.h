#pragma once
#include <span>

#include "base/shipped_file.h"

namespace crier::channels::http {

/// The files of config/presets: "telegram.yaml".
[[nodiscard]] std::span<const ShippedFile> shipped_preset_files();

}  // namespace crier::channels::http
