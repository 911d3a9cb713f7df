#pragma once
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "core/incident.h"
#include "core/rhythm.h"

namespace crier::core {

/// The time by which an update promises the next: what it says, else what the configuration promises for a person's update of this impact
/// (rules I4); none for what ends an incident, corrects, or is said by the clock. Durations count from `now`.
[[nodiscard]] std::optional<UtcTime> next_update_of(const Rhythm& rhythm, const Incident& incident, const Update& update, UtcTime now);

/// What an update that is announced does to its incident's promise (rules I4): a person's that reaches all whom it was made to keeps it if
/// it is in time, and ends it; a next_update makes a new one. `update` has its next_update and audiences. True if there was a promise and
/// there is none now, so that its author should know.
[[nodiscard]] bool follow_promise(Incident& incident, const Update& update, UtcTime now);

/// What the clock says of a promise. Holding and escalation come after the deadline.
enum class PromiseStage : std::uint8_t { before, deadline, escalate, repeat, holding };
struct PromiseOccasion {
  PromiseStage stage = PromiseStage::before;
  int index = 0;  ///< which escalation, repetition or holding message, from 1
  UtcTime at{};
  bool operator==(const PromiseOccasion&) const = default;
};
/// The occasions of the promise after `after`, until `until`, in order of time, those of one time in the order of PromiseStage. What would
/// have been before the promise was made is left out. Without a rule only the deadline is one: a promise is counted whether or not anything
/// is said.
[[nodiscard]] std::vector<PromiseOccasion> promise_occasions(const PromiseRule* rule, const Promise& promise, UtcTime after, UtcTime until);
/// The time of the next of them after `after`; none if there is none.
[[nodiscard]] std::optional<UtcTime> next_promise_time(const PromiseRule* rule, const Promise& promise, UtcTime after);
[[nodiscard]] std::string_view to_text(PromiseStage stage);

}  // namespace crier::core
