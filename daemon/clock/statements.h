#pragma once
#include <optional>
#include <string>
#include <vector>

#include "core/incident.h"
#include "store/store.h"

namespace crier::clock {

// What people and monitors announced to an audience, as the clock may quote it. Thread: store writer, in a group transaction.

/// The newest statement with words that the audience was told and that stands: announced, not corrected since, not the clock's own.
[[nodiscard]] Result<std::optional<core::Update>> newest_statement(store::Intake& store, const core::Incident& incident,
                                                                   const std::string& audience);

/// Gives an update of the clock, as it is kept and shown by the API, the words that it quotes; each audience reads its own in its bulletin.
void quote(core::Event& event, const core::Event& said);

/// What was announced to it at `from` or later, or waits for its opening, in order; at most kMostQuoted, the newest.
inline constexpr std::size_t kMostQuoted = 50;
[[nodiscard]] Result<std::vector<core::Update>> statements_since(store::Intake& store, const core::Incident& incident,
                                                                 const std::string& audience, UtcTime from);

}  // namespace crier::clock
