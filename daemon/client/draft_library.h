#pragma once
#include <string>
#include <vector>

#include "base/result.h"
#include "client/world.h"

namespace crier::client {

// Drafts for what comes again (`crier open KEY --from NAME`): an organisation's own, NAME.md in the folder CRIER_DRAFTS or
// /etc/crier/drafts, then those that are built in (config/drafts). Facts that only the night knows stand in them as <<what is asked for>>.

/// Errors: no_file (there is none of that name; it names those that there are, and the nearest), usage (it is no name).
[[nodiscard]] Result<std::string, Failure> find_draft(const std::string& name, World& world);

/// Their names, sorted.
[[nodiscard]] std::vector<std::string> draft_names(const World& world);

}  // namespace crier::client
