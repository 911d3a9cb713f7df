#pragma once
#include <optional>
#include <vector>

#include "core/decide.h"
#include "core/problem.h"
#include "store/acceptance.h"

namespace crier::announce {

/// Whether the guard asks before so many are told (rules D2): a conflict with the counts to confirm, none if it does not ask or was
/// answered with the count as it is.
[[nodiscard]] std::optional<core::Problem> ask(const core::Guard& guard, const std::vector<store::BroadcastCount>& counts,
                                               const std::optional<std::int64_t>& confirmed);

}  // namespace crier::announce
