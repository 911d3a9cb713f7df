#pragma once
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.h"
#include "base/time.h"
#include "core/event.h"
#include "core/vocabulary.h"

namespace crier::core {

/// That an audience was told of an incident, and the number of the newest update it was told by (for e-mail threads).
struct Told {
  std::string audience;
  int number = 0;
  int said = 0;         ///< the newest update of people or monitors that it was told by
  UtcTime at{};         ///< when that was (rules I2: what is fresh)
  UtcTime overnight{};  ///< when an update that says `overnight` was last announced to it
  int first = 0;        ///< the update by which it heard of the incident, first or anew (reopened); 0 = not kept
  UtcTime since{};      ///< when that was: what escalates counts from here
  bool operator==(const Told&) const = default;
};

/// The key of what crierd tells operators: each such notice is another occurrence of it. No event may use it.
inline constexpr std::string_view kOperatorsKey = "operators";

/// An update of an incident that is not announced yet: held, draft or waiting.
struct Pending {
  int number = 0;
  UpdateState state = UpdateState::draft;
  std::optional<UtcTime> due{};  ///< held, waiting: when it goes out by itself
  std::string during{};          ///< the maintenance that it waits for the end of
  bool operator==(const Pending&) const = default;
};

/// The time by which the next update was promised to audiences (rules I4). One an incident.
struct Promise {
  int number = 0;  ///< of the promising update
  UtcTime made{};
  UtcTime due{};
  std::vector<std::string> audiences;
  bool is_broken = false;  ///< the deadline went by
  bool operator==(const Promise&) const = default;
};

/// How an incident's promises have ended.
struct PromiseCounts {
  int kept = 0;
  int broken = 0;
  bool operator==(const PromiseCounts&) const = default;
};

/// When the maintenance is, if the incident is one (rules I7). `revision` counts the times that were announced, from 1.
struct MaintenanceWindow {
  UtcTime starts{};
  UtcTime ends{};
  int revision = 1;
  bool operator==(const MaintenanceWindow&) const = default;
};

/// That somebody, or the monitor on somebody's behalf, has seen the incident: it escalates no further.
struct Acknowledged {
  std::string by;
  UtcTime at{};
  bool operator==(const Acknowledged&) const = default;
};

/// An update that waits for an audience's opening (quiet hours, rules I5).
struct Deferred {
  std::string audience;
  int number = 0;
  bool operator==(const Deferred&) const = default;
};

/// A thing customers feel, as it stands after its newest update: the fold of its events (core/decide.h).
/// Invariants: 1. `updates` is the number of the newest update. 2. `resolved` is set exactly while status is
/// resolved, completed or cancelled, `retracted` while it is retracted.
/// 3. A notice is an incident of its own with key notice-<n>, never open.
struct Incident {
  IncidentId id;  ///< none until stored
  std::string key;
  int occurrence = 1;  ///< the second incident of a key is KEY~2
  std::string title;
  Impact impact = Impact::none;
  Status status = Status::investigating;
  std::vector<std::string> services;
  std::map<std::string, std::string> labels;
  std::string contact;
  std::optional<Overnight> overnight;
  std::string source;  ///< of the opening
  UtcTime opened{};
  std::optional<UtcTime> resolved;
  std::optional<UtcTime> retracted;
  std::optional<Promise> promise;
  PromiseCounts promises;
  std::optional<MaintenanceWindow> maintenance;
  std::optional<UtcTime> hushed;   ///< until then the clock says nothing of it (rules I6)
  std::vector<Deferred> deferred;  ///< in ascending number
  std::vector<int> clock_said;     ///< updates of the clock since people or monitors last announced something: the next gives them up
  int updates = 0;
  bool is_notice = false;
  bool restricted = false;      ///< rules A3
  bool exercise = false;        ///< rules D6
  std::string owner;            ///< who has taken it; "" = nobody
  bool by_people = false;       ///< a person has written on it or taken it: monitors announce nothing any more (rules B3)
  int people_said = 0;          ///< the newest update that a person wrote, 0 = none
  bool monitors_title = false;  ///< the title is a monitor's, which a route may word for its audiences (rules B4)
  std::string storm;            ///< key of the incident that it is told of in one with others (rules B5); "" = it is told of by itself
  std::optional<UtcTime> monitor_said;       ///< when an update of a monitor was last announced (rules B2)
  std::optional<Acknowledged> acknowledged;  ///< none: nobody has said that he has seen it
  std::vector<Pending> pending;              ///< in ascending number
  bool routing_off = false;                  ///< the opening named its audiences (rules A2)
  std::vector<std::string> added;            ///< audiences named by events, in the order named
  std::vector<std::string> dropped;          ///< audiences taken out by drop_audiences and not named again since
  std::vector<Told> told;                    ///< in the order first told
  bool operator==(const Incident&) const = default;

  [[nodiscard]] std::string name() const { return incident_name(key, occurrence); }  ///< KEY or KEY~2
  [[nodiscard]] bool is_open() const { return !resolved && !retracted && !is_notice; }
  [[nodiscard]] bool is_operators() const { return key == kOperatorsKey; }  ///< crierd's own notice, in no list of incidents
  [[nodiscard]] bool is_maintenance() const { return maintenance.has_value(); }
  [[nodiscard]] bool is_monitors() const { return !source.empty(); }  ///< a monitor opened it
};

/// One numbered statement about an incident: what was accepted, with what stood then.
struct Update {
  UpdateId id;  ///< none until stored
  int number = 0;
  Action action = Action::update;
  UpdateState state = UpdateState::announced;
  bool reopened = false;  ///< this update opened the incident anew
  bool begins = false;    ///< nobody was told of the incident before this update
  Event event;            ///< as accepted, defaults and author filled in
  UtcTime at{};           ///< of acceptance; of a pending one, once it is announced, of that
  std::string title;      ///< as it stood after the event, like the following
  Impact impact = Impact::none;
  Status status = Status::investigating;
  std::optional<UtcTime> written;  ///< of one that was pending: when it was taken, before it was announced
  std::optional<UtcTime> next_update;
  std::string peer;                             ///< who sent it: the user or token (rules of `access`), whatever its author says
  std::vector<std::string> audiences;           ///< that were told by it
  std::optional<int> corrected_by;              ///< the number of the update that put this one right
  bool rehearsed = false;                       ///< taken while everything was diverted: it stays a rehearsal (rules D6)
  bool by_monitor = false;                      ///< rules B0
  Occasion occasion = Occasion::event;          ///< why it was made
  std::string name;                             ///< of a reminder
  std::optional<UtcTime> planned;               ///< of one by the clock: when it was to be, if it is carried out late
  std::vector<std::string> incidents;           ///< of one by the clock: all that it speaks of, worst first, if there are several
  std::vector<std::string> deferred;            ///< audiences whose opening it waits for (rules I5)
  std::optional<Stage> stage;                   ///< of maintenance
  std::optional<MaintenanceWindow> moved_from;  ///< the times that stood before this update changed them
  std::optional<UtcTime> starts;                ///< of maintenance, as it stood after the event
  std::optional<UtcTime> ends;

  [[nodiscard]] bool is_by_clock() const { return occasion != Occasion::event; }
};

}  // namespace crier::core
