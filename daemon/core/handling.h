#pragma once
#include <optional>
#include <string>

#include "core/course.h"
#include "core/decide.h"

namespace crier::core {

/// How an event's update is treated before anybody hears it.
struct Handling {
  UpdateState state = UpdateState::announced;
  std::optional<UtcTime> due{};
  std::string during{};  ///< the maintenance or silence whose end it waits for
};

/// Whether it is announced, or for now a draft, waiting or held (rules B2, C, D2, I7). Requires: decision.hearers are known, the incident
/// is as it stands after the event.
[[nodiscard]] Handling handling(const Rules& rules, const Background& before, const Decision& decision, const Course& course, UtcTime now);

/// The incident's pending update of a state, null if there is none.
[[nodiscard]] const Pending* find_pending(const Incident& incident, UpdateState state);

/// The route that made the match, null if none did.
[[nodiscard]] const Route* route_of(const Rules& rules, const Match& match);

/// Until when what monitors say of the incident waits: the end of a maintenance or of a silence, whichever is later; none if it does not.
[[nodiscard]] std::optional<Hold> monitors_hold(const Background& before, const Incident& incident, UtcTime now);

/// Whether customers would see nothing new in a monitor's event (rules B2): the same impact, status, title and services as stand,
/// or as wait to be announced. Requires: the incident is there.
[[nodiscard]] bool says_nothing_new(const Background& before, const Course& course, const Event& event, UtcTime now);

/// What becomes of a monitor's resolve (rules B3): the strictest of its hearers' routes, else by whether people have written.
[[nodiscard]] MonitorResolve resolve_of(const Rules& rules, const std::vector<Match>& hearers, bool by_people);

}  // namespace crier::core
