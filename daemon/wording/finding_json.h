#pragma once
#include <string>
#include <vector>

#include "core/json_writer.h"
#include "wording/check.h"

namespace crier::wording {

/// `{"findings": [{rule, severity, pointer, excerpt, message, advice, offset, length}]}` (interface.md section 3).
[[nodiscard]] std::string to_json(const std::vector<Finding>& findings);
/// The member alone, of an object that the caller has begun.
void write_findings(core::JsonWriter& json, const std::vector<Finding>& findings);

}  // namespace crier::wording
