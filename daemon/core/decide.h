#pragma once
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "core/access.h"
#include "core/event.h"
#include "core/incident.h"
#include "core/problem.h"
#include "core/route.h"

namespace crier::core {

/// The part of the configuration that decisions need.
struct Rules {
  std::vector<Route> routes;
  std::vector<std::string> audiences;  ///< all names, for checks and suggestions
  std::vector<std::string> services;   ///< all keys
  Millis reopen_within{30 * 60 * 1000};
};

/// What an event means: the incident as it stands after it, the update it makes, and who hears of it.
struct Decision {
  Incident incident;           ///< id is none if this event makes a new incident
  Update update;               ///< id is none until stored
  std::vector<Match> hearers;  ///< empty if nobody hears (state recorded)
};

/// Whether an event makes sense, and what follows (rules A, B, E). `current` is the newest incident of the event's key, none
/// if there is none yet (or for a notice). `event` has been through attribute() (core/access.h).
/// Errors: Problem of kind conflict (it makes no sense now), invalid (fields missing or unknown names), denied.
[[nodiscard]] Result<Decision, Problem> decide(const Rules& rules, const std::optional<Incident>& current, Event event, const Peer& peer,
                                               UtcTime now);

}  // namespace crier::core
