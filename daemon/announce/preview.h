#pragma once
#include "announce/announcer.h"

namespace crier::announce {

/// What the event would do, from the store's reader: nothing is stored.
[[nodiscard]] Result<Preview, core::Problem> preview_now(store::Ledger& ledger, const config::Snapshot& snapshot, const core::Event& event,
                                                         const core::Peer& peer, UtcTime now);

}  // namespace crier::announce
