#pragma once
#include <string_view>

#include "config/model.h"

namespace crier::config {

/// What is diverted, as /readyz, GET /v1/whoami and the log say it: "all", "exercises" or "" for nothing. Pure.
[[nodiscard]] std::string_view divert_mode(const Snapshot& snapshot);

/// The same as a sentence for operators, "" if nothing is diverted. Pure.
[[nodiscard]] std::string divert_warning(const Snapshot& snapshot);

}  // namespace crier::config
