#pragma once
#include "announce/announcer.h"
#include "announce/plan.h"

namespace crier::announce {

/// What the event would do, from the store's reader: nothing is stored.
[[nodiscard]] Result<Preview, core::Problem> preview_now(store::Ledger& ledger, const config::Snapshot& snapshot, const core::Event& event,
                                                         const core::Peer& peer, UtcTime now);

/// What the wording rules find in the event as things are, whether it would be taken or not.
[[nodiscard]] Result<std::vector<wording::Finding>, core::Problem> check_now(store::Ledger& ledger, const config::Snapshot& snapshot,
                                                                             const core::Event& event, const core::Peer& peer, UtcTime now);

/// Where a plan looks up recipients, for what is only shown.
[[nodiscard]] GroupOf groups_of(store::Ledger& ledger);
/// The messages of planned broadcasts, each with whom it would reach.
[[nodiscard]] Result<void> show_all(store::Ledger& ledger, const std::vector<store::NewBroadcast>& planned, Preview& preview);

}  // namespace crier::announce
