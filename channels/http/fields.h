#pragma once
#include <string>

#include "channels/http/preset.h"

namespace crier::channels::http {

/// The field's text: escaped, and within its limits. Pure.
[[nodiscard]] std::string field_text(const Field& field, const Values& values);

}  // namespace crier::channels::http
