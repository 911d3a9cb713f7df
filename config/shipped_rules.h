#pragma once
#include <span>

#include "base/shipped_file.h"

namespace crier::config {

/// The files of config/wording: "en/eta-commitment.yaml".
[[nodiscard]] std::span<const ShippedFile> shipped_rule_files();

}  // namespace crier::config
