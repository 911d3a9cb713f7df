#pragma once
#include "store/memory/state.h"

namespace crier::store::memory {

/// Makes the delivery that stands in for this one, if its recipient has a fallback and none was made yet (rules F5).
void fall_back(State& state, const DeliveryId& origin, UtcTime now, Work& work);

/// Notes when fallbacks of a broadcast's members come due by time.
void set_timers(State& state, BroadcastId broadcast);

/// True if the origin of a timer is still on its way, expanded or not, so that its fallback must stand in.
[[nodiscard]] bool is_on_its_way(const State& state, const DeliveryId& origin);

}  // namespace crier::store::memory
