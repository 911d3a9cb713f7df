#pragma once
#include <string>

#include "base/result.h"
#include "client/world.h"
#include "core/event.h"

namespace crier::client {

/// Keeps an event for a crierd that is away: one JSON file `<id>.json` in $CRIER_SPOOL, else /var/spool/crier, which crierd takes
/// up when it starts. It is on disk, whole, when this returns its path; its id makes it one event however often it is kept or sent.
/// Requires: the event has an id.
/// Errors: refused (crierd could not take it: fields missing or wrong, or another event is kept under this id),
/// unreachable (the folder cannot be written). Nothing is kept then.
[[nodiscard]] Result<std::string, Failure> spool_event(const core::Event& event, World& world);

}  // namespace crier::client
