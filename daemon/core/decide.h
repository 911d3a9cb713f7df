#pragma once
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "core/access.h"
#include "core/bulletin.h"
#include "core/event.h"
#include "core/incident.h"
#include "core/problem.h"
#include "core/rhythm.h"
#include "core/route.h"
#include "core/silence.h"

namespace crier::core {

/// Questions before much is sent (rules D2); as it is when nothing is configured.
struct Guard {
  std::optional<std::int64_t> confirm_above;  ///< recipients
  std::vector<std::string> confirm_channels;
  Millis hold{};
};

/// More than `over` incidents that monitors open within `within` are one storm (rules B5).
struct Storm {
  int over = 10;
  Millis within{10 * 60 * 1000};
};

/// What holds for all that monitors say.
struct Monitors {
  Millis min_interval{15 * 60 * 1000};  ///< between two monitors' updates of an incident that are announced (rules B2)
  std::optional<Storm> storm;           ///< none: off
};

/// The part of the configuration that decisions need.
struct Rules {
  std::vector<Route> routes;
  std::vector<std::string> audiences;  ///< all names, for checks and suggestions
  std::vector<std::string> services;   ///< all keys
  Millis reopen_within{30 * 60 * 1000};
  Guard guard;
  bool has_divert = false;  ///< exercises have somewhere to go (rules D6)
  Rhythm rhythm;            ///< what the clock says
  Monitors monitors;
};

/// What an event is decided upon. `waiting`: the incident's waiting update; `corrected`: the update that the event corrects.
struct Background {
  /// Maintenance in progress: a monitor's events on its services wait until it ends (rules I7).
  struct Maintenance {
    std::string name;  ///< KEY or KEY~2
    std::vector<std::string> services;
    UtcTime ends{};
  };
  std::optional<Incident> incident;  ///< the newest of the event's key; none if there is none yet (or for a notice)
  std::optional<Update> waiting;
  std::optional<Update> drafted{};  ///< the incident's newest draft, if a monitor made it
  std::optional<Update> corrected;
  std::vector<Maintenance> maintenance;
  std::vector<Silence> silences{};  ///< of this time
};

/// What becomes of another update of the incident.
struct Settled {
  int number = 0;
  UpdateState state = UpdateState::withdrawn;
  std::optional<int> corrected_by;
  bool operator==(const Settled&) const = default;
};

/// What an event means: the incident as it stands after it, the update it makes, and who hears of it.
struct Decision {
  Incident incident;                          ///< id is none if this event makes a new incident
  Update update;                              ///< id is none until stored
  std::vector<Match> hearers;                 ///< whom it is for; told now only if the update's state is announced
  std::vector<Settled> settled;               ///< drafts withdrawn, what was merged, what was corrected
  std::vector<int> gives_way;                 ///< numbers of updates whose unsent deliveries are superseded (rules D3, I5, I7)
  std::map<std::string, Bulletin> bulletins;  ///< what the clock says, by audience
  bool ended_promise = false;                 ///< there was a promise, and this update made no new one: its author is told (rules I4)
};

/// Whether an event makes sense, and what follows (rules A, B, C, D, E). `event` has been through attribute() (core/access.h).
/// What is held or a draft changes nothing of an incident that was told of before: only its release does.
/// Errors: Problem of kind conflict (it makes no sense now), invalid (fields missing or unknown names), denied.
[[nodiscard]] Result<Decision, Problem> decide(const Rules& rules, const Background& before, Event event, const Peer& peer, UtcTime now);

/// What follows when a pending update is announced: its time has come, or an operator approved it, perhaps in other words
/// (`words`). Requires: before.incident has it among its pending ones.
/// Errors: conflict (the incident has gone on, and it makes no sense any more), invalid (the other words).
[[nodiscard]] Result<Decision, Problem> release(const Rules& rules, const Background& before, Update pending,
                                                const std::optional<Event>& words, UtcTime now);

/// Until when, and for which maintenance, a monitor's word of these services waits (rules I7); none if it does not.
struct Hold {
  UtcTime until{};
  std::string during;
};
[[nodiscard]] std::optional<Hold> hold_of(const std::vector<Background::Maintenance>& maintenance, const std::vector<std::string>& services,
                                          UtcTime now);

/// The pending update ends unsent: withdrawn or stopped.
[[nodiscard]] Incident without_pending(Incident incident, int number);

/// The decision's own draft is the only one from now on: older ones are withdrawn.
void replace_drafts(Decision& decision);

/// The newest draft of the incident, 0 if it has none.
[[nodiscard]] int newest_draft(const Incident& incident);

}  // namespace crier::core
