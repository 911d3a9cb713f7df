#pragma once
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/ids.h"
#include "base/result.h"
#include "base/time.h"
#include "core/incident.h"
#include "core/reminder.h"

namespace crier::store {

/// What became of an occasion, for the incidents that it was about (none for reminders): one row for each (key, result).
struct SettledOccasion {
  std::string key;  ///< core/occasion.h
  core::OccasionResult result = core::OccasionResult::done;
  UtcTime at{};                       ///< when the occasion was to be
  std::vector<IncidentId> incidents;  ///< ascending
  bool operator==(const SettledOccasion&) const = default;
};

/// How updates of an incident went to an audience over one channel, what went a fallback's way included.
struct Way {
  std::string channel;
  std::int64_t recipients = 0;
  std::int64_t delivered = 0;
  std::int64_t unsent = 0;  ///< queued, sending, waiting: they may still be delivered
  std::string reply{};      ///< of one that is not delivered: why, as the other side said it last; "" = not known
  bool operator==(const Way&) const = default;
};

/// The store as the clock sees it: which occasions there were, so that each happens once. Every call happens inside a group
/// transaction of the writer. Thread: store writer. Errors: full, io.
class Occasions {
 public:
  virtual ~Occasions() = default;
  /// Every result recorded under the key; the order is that of core::OccasionResult.
  [[nodiscard]] virtual Result<std::vector<SettledOccasion>> settled(const std::string& key) = 0;
  /// Adds the incidents to the row of (key, result); the row's time becomes `settled.at`. What was missed and is carried out after all is
  /// taken out of the missed row.
  [[nodiscard]] virtual Result<void> settle(const SettledOccasion& settled) = 0;
  /// Of occasions that were, or are, to be at `from` or later, by (at, key, result).
  [[nodiscard]] virtual Result<std::vector<SettledOccasion>> settled_from(UtcTime from) = 0;
  /// Until when (inclusively) all occasions have been looked after; none if the clock never ran on this store.
  [[nodiscard]] virtual Result<std::optional<UtcTime>> looked_until() = 0;
  [[nodiscard]] virtual Result<void> set_looked_until(UtcTime time) = 0;
  /// Incidents that the clock has to do with: open ones, those that ended at `ended_from` or later, and whatever else has deferred updates
  /// (notices too), as far as they are `wanted`: of a million only those are held that have something to say. Notices without any and what
  /// crierd told operators are left out. Ascending id.
  using Wanted = std::function<bool(const core::Incident&)>;
  [[nodiscard]] virtual Result<std::vector<core::Incident>> watched(UtcTime ended_from, const Wanted& wanted) = 0;
  [[nodiscard]] virtual Result<std::optional<core::Incident>> incident_of(IncidentId id) = 0;
  /// Replaces what is stored of the incident, without an update of it: what the clock keeps in it.
  [[nodiscard]] virtual Result<void> keep_incident(const core::Incident& incident) = 0;
  /// Maintenance that is scheduled or in progress, ascending id.
  [[nodiscard]] virtual Result<std::vector<core::Incident>> open_maintenance() = 0;
  /// Updates of the incident that wait (state waiting) for the end of this maintenance (Pending::during), whichever the incident.
  [[nodiscard]] virtual Result<std::vector<UpdateId>> waiting_during(const std::string& maintenance) = 0;
  /// The incident's updates with numbers above `after`, ascending, at most `limit`.
  [[nodiscard]] virtual Result<std::vector<core::Update>> updates_after(IncidentId incident, int after, std::size_t limit) = 0;

  /// How the incident's updates `from` to `until` went to the audience: a row for each broadcast, in the order of acceptance.
  [[nodiscard]] virtual Result<std::vector<Way>> ways(IncidentId incident, const std::string& audience, int from, int until) = 0;

  /// One-shot reminders, by name: kept until they are carried out or cancelled. False if the name is taken.
  [[nodiscard]] virtual Result<bool> add_reminder(const core::Reminder& reminder) = 0;
  [[nodiscard]] virtual Result<std::vector<core::Reminder>> reminders() = 0;
  /// False if there is none of the name.
  [[nodiscard]] virtual Result<bool> remove_reminder(const std::string& name) = 0;
};

}  // namespace crier::store
