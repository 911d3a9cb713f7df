#pragma once
#include <map>
#include <string>

#include "core/audience.h"
#include "core/decide.h"

namespace crier::core {

/// Quiet hours (rules I5): takes note, in the incident and in the update, of the audiences whose office is closed and that read this
/// update at their opening. What the clock says about offices and promises is left alone; so is what gave up or put right something that
/// still waited: that is not read at all.
void defer_quiet(Decision& decision, const std::map<std::string, Audience>& audiences, UtcTime now);

/// Whether the audience has read nothing of the incident yet: what it was told first waits for its opening.
[[nodiscard]] bool waits_for_opening(const Incident& incident, const Told& told);

/// Whether an update of this impact waits for the audience's opening.
[[nodiscard]] bool is_quiet(const Audience& audience, Impact impact, UtcTime now);

}  // namespace crier::core
