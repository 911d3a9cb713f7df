#pragma once
#include <string>

#include "store/ledger.h"

namespace crier::store {

/// How an update stands in the log: its action is the command, its state the effect. `incident` is KEY or KEY~n. Pure.
[[nodiscard]] LogEntry entry_of(const std::string& incident, const core::Update& update);

}  // namespace crier::store
