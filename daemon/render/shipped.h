#pragma once
#include <span>

#include "base/shipped_file.h"

namespace crier::render {

/// The files of config/templates: "mail/update.text", "phrases.en".
[[nodiscard]] std::span<const ShippedFile> shipped_files();

}  // namespace crier::render
