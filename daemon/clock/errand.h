#pragma once
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "announce/batch.h"
#include "clock/agenda.h"
#include "config/model.h"
#include "operators/teller.h"
#include "store/store.h"

namespace crier::clock {

/// What came of occasions that were carried out, for whoever must know once it is committed.
struct Came {
  struct Count {
    core::Occasion kind = core::Occasion::office_close;
    core::OccasionResult result = core::OccasionResult::done;
  };
  std::vector<announce::Recorded> recorded;          ///< what was said to audiences
  std::map<std::int64_t, core::Incident> incidents;  ///< as they stand, of those that were touched
  std::vector<store::SettledOccasion> settled;
  std::vector<Count> counts;
  std::vector<ClassId> work;                    ///< classes that have new work
  std::vector<std::string> missed;              ///< a sentence each
  std::vector<std::string> reminders;           ///< one-shot ones that were carried out
  std::vector<store::NewBroadcast> broadcasts;  ///< of what was said, for whoever wants to see it
  std::vector<core::OperatorWords> letters;     ///< that operators were told
};

/// One transaction of the clock: reads incidents once, says, settles and tells operators. Thread: store writer, in a group transaction.
/// Errors: the store's; invalid: a template cannot say it.
class Errand {
 public:
  Errand(store::Store& a_store, const config::Snapshot& a_snapshot, UtcTime a_time, bool asked_for, Came& what_came)
      : store(a_store), snapshot(a_snapshot), now(a_time), is_asked_for(asked_for), came(what_came) {}

  store::Store& store;
  const config::Snapshot& snapshot;
  const UtcTime now;
  const bool is_asked_for;  ///< an operator wants it now: neither too late nor needless
  Came& came;

  /// The incident as it stands in this transaction; none if it is stored no more.
  [[nodiscard]] Result<core::Incident*> incident(IncidentId id);
  /// Whether the occasion happened, was skipped or was needless for the incident (none: at all). What was missed is not settled.
  [[nodiscard]] Result<bool> is_settled(const std::string& key, IncidentId incident);
  [[nodiscard]] Result<void> settle(const Occasion& occasion, core::OccasionResult result, std::vector<IncidentId> incidents);
  /// Records what the clock says: renders, plans, stores. The decision's incident replaces the one that stood.
  [[nodiscard]] Result<void> say(core::Decision decision);
  /// Stores what changed in an incident without a statement.
  [[nodiscard]] Result<void> keep(core::Incident& incident);
  [[nodiscard]] Result<void> tell(const operators::Letter& letter);
  [[nodiscard]] bool is_too_late(UtcTime at) const { return !is_asked_for && now - at > snapshot.rules.rhythm.catch_up; }
  /// Late enough that it is said: more than a minute.
  [[nodiscard]] bool is_late(UtcTime at) const { return !is_asked_for && now - at > Millis{60'000}; }
  void miss(const Occasion& occasion, const std::string& what);

 private:
  std::map<std::string, std::vector<store::SettledOccasion>> settled_;
};

/// The clock's statement about an incident: its next update, without words yet.
[[nodiscard]] core::Decision begin_statement(const core::Incident& incident, core::Occasion occasion, UtcTime now);

// What each kind does with what is due at one time. They leave `occasions` alone that are settled or make no sense any more.
[[nodiscard]] Result<void> carry_out_office(Errand& errand, const std::vector<const Occasion*>& occasions);
[[nodiscard]] Result<void> carry_out_asks(Errand& errand, const std::vector<const Occasion*>& occasions);
[[nodiscard]] Result<void> carry_out_promise(Errand& errand, const Occasion& occasion);
[[nodiscard]] Result<void> carry_out_escalation(Errand& errand, const Occasion& occasion);
[[nodiscard]] Result<void> carry_out_maintenance(Errand& errand, const Occasion& occasion);
[[nodiscard]] Result<void> carry_out_reminder(Errand& errand, const Occasion& occasion);

/// Everything that is due, carried out in the order of time. May run more than once (after a rollback): it begins anew.
class CarryingOut {
 public:
  CarryingOut(config::SnapshotPtr snapshot, std::vector<Occasion> due, UtcTime now)
      : snapshot_(std::move(snapshot)), due_(std::move(due)), now_(now) {}
  [[nodiscard]] Result<void> run(store::Store& store);
  /// When the first of what is due was to be.
  [[nodiscard]] std::optional<UtcTime> first_due() const { return due_.empty() ? std::nullopt : std::optional(due_.front().at); }

  bool is_asked_for = false;
  std::optional<UtcTime> look_until;  ///< kept with it: until then everything has been looked after
  std::string peer;                   ///< who asked for it, for the log
  Came came;

 private:
  [[nodiscard]] Result<void> carry_out(Errand& errand, const std::vector<const Occasion*>& at_once);

  config::SnapshotPtr snapshot_;
  std::vector<Occasion> due_;
  UtcTime now_;
};

}  // namespace crier::clock
