#pragma once
#include <span>

#include "base/shipped_file.h"

namespace crier::client {

/// The files of config/drafts: "database-outage.md".
[[nodiscard]] std::span<const ShippedFile> shipped_drafts();

}  // namespace crier::client
