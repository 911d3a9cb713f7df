#pragma once
#include "core/incident.h"

namespace crier::clock {

/// Whether an audience that was told of the incident has its silence escalated: the incident is open, nobody has acknowledged it, and no
/// person has written on it since the audience was told. While what it was told waits for its opening, no answer is awaited. A person's own
/// opening is no silence; it escalates only if it does not reach the audience, which the store knows.
[[nodiscard]] bool awaits_answer(const core::Incident& incident, const core::Told& told);

}  // namespace crier::clock
