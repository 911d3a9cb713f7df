#pragma once
#include <string>
#include <string_view>

#include "base/ids.h"
#include "core/audience.h"
#include "core/cron.h"
#include "core/maintenance.h"
#include "core/office_hours.h"
#include "core/promise.h"

namespace crier::clock {

// Under which the store remembers occasions, so that each happens once (rules I1). The incidents of an office's occasion are kept beside
// the key.

[[nodiscard]] std::string office_key(std::string_view what, const std::string& audience, core::LocalDate day);
[[nodiscard]] std::string promise_key(IncidentId incident, int update, const core::PromiseOccasion& occasion);
[[nodiscard]] std::string maintenance_key(IncidentId incident, int revision, const core::MaintenanceOccasion& occasion);
/// The step of the audience whose silence it is, since it was told by this update.
[[nodiscard]] std::string escalation_key(IncidentId incident, int update, const std::string& audience, const core::Escalation& step);
[[nodiscard]] std::string reminder_key(const std::string& name, const core::Firing& firing);

/// What operators type to name one occasion of one incident: "o" and ten characters, the same over restarts.
[[nodiscard]] std::string entry_id(std::string_view key, IncidentId incident);

/// "2026-11-27"; "2026-11-27T09:00:00".
[[nodiscard]] std::string date_text(core::LocalDate day);
[[nodiscard]] std::string local_text(std::chrono::local_seconds time);
/// "2026-11-27 08:00 UTC": operators' clock.
[[nodiscard]] std::string utc_text(UtcTime time);

}  // namespace crier::clock
