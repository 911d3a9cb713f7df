#pragma once
#include <string>
#include <vector>

#include "base/result.h"
#include "config/model.h"
#include "core/decide.h"
#include "core/problem.h"
#include "store/acceptance.h"

namespace crier::announce {

/// Where the recipients of an audience on a channel are looked up: the store in a group transaction, or its reader for a preview.
using GroupOf = std::function<Result<store::Group>(const std::string& audience, const std::string& channel)>;

/// Words a decision for every audience, channel and language that hears it. `told_before` is what the incident's audiences
/// were told before this update. Pure but for `group_of`.
/// Errors: invalid (a template cannot say this), or the kind that group_of gave.
[[nodiscard]] Result<std::vector<store::NewBroadcast>> plan_broadcasts(const config::Snapshot& snapshot, const core::Decision& decision,
                                                                       const std::vector<core::Told>& told_before, const GroupOf& group_of);

}  // namespace crier::announce
