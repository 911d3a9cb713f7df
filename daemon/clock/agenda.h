#pragma once
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/ids.h"
#include "config/model.h"
#include "core/incident.h"
#include "core/maintenance.h"
#include "core/promise.h"
#include "core/reminder.h"
#include "store/occasions.h"

namespace crier::clock {

/// One occasion that is due or to come: of an office for all incidents it concerns, of one incident's promise, maintenance or escalation,
/// of a reminder.
struct Occasion {
  core::Occasion kind = core::Occasion::office_close;
  std::string stage;  ///< office_close: "ask", "close"; promise: to_text(PromiseStage); maintenance: "reminder", "start", "end"; else ""
  UtcTime at{};
  std::string key;       ///< under which the store remembers it (rules I1)
  std::string audience;  ///< of an office, or that a promise or an incident is escalated to
  std::vector<IncidentId> incidents;
  core::LocalDate day{};                   ///< of an office
  std::optional<core::OfficeTurn> turn{};  ///< the closing or opening itself
  core::PromiseOccasion promise{};
  core::MaintenanceOccasion maintenance{};
  std::string silent{};    ///< escalation: the audience of which nobody has acknowledged
  std::string reminder{};  ///< its name
  core::Firing firing{};
};

/// One line of the schedule: an occasion, for one incident.
struct Entry {
  std::string id;  ///< the same over restarts
  UtcTime at{};
  core::Zone timezone;
  core::Occasion kind = core::Occasion::office_close;
  std::string stage;
  std::string incident;  ///< KEY or KEY~2; "" for reminders
  IncidentId incident_id;
  std::string audience;  ///< "" = operators
  std::string reason;
  std::string name;               ///< of a reminder
  std::string state = "planned";  ///< planned, hushed, skipped, done
  bool restricted = false;
  std::string key;
};

struct EntryQuery {
  UtcTime from{};
  UtcTime until{};
  std::string incident;
  std::string audience;
  std::optional<core::Occasion> kind;
  std::size_t limit = 1000;
  std::string after;
};
struct EntryPage {
  std::vector<Entry> entries;
  std::string next;
};

/// Whether the clock may have something to say of an incident: a promise, a maintenance, what waits, an audience that escalates its
/// silence, or an office that heard of it and has hours. What has not is not held, for there may be a million.
[[nodiscard]] bool is_watched(const config::Snapshot& snapshot, const core::Incident& incident);

/// When each thing is next to be said: of every office, promise, maintenance and reminder the next occasion, in order of time. Pure: times
/// are arguments. Owner: Clockwork. Thread: one. Invariants: 1. next() is O(log n) in what is kept. 2. take_due gives each occasion once
/// for each plan(); that it is not carried out twice is the store's to say (its key).
class Agenda {
 public:
  /// Begins anew with this configuration and these one-shot reminders: what is to come is what lies after `from`.
  void plan(config::SnapshotPtr snapshot, std::vector<core::Reminder> once, UtcTime from);
  /// An incident as it is now: new, changed or over. Answers by how much its promises kept and broken have become more.
  core::PromiseCounts put(const core::Incident& incident, UtcTime now);
  /// What became of an occasion: it is not listed any more, or as skipped.
  void settle(const store::SettledOccasion& settled);
  void add_reminder(core::Reminder reminder, UtcTime now);
  void remove_reminder(const std::string& name);

  [[nodiscard]] std::optional<UtcTime> next() const;
  /// Everything that is due by `now`, in order of time; the agenda goes on after it.
  [[nodiscard]] std::vector<Occasion> take_due(UtcTime now);

  [[nodiscard]] EntryPage list(const EntryQuery& query) const;
  /// The occasion of an entry, for its incident alone, if it is still to come within 60 days.
  struct Found {
    Entry entry;
    Occasion occasion;
  };
  [[nodiscard]] std::optional<Found> find(const std::string& id, UtcTime now) const;
  /// All reminders, each with its next time.
  struct Recurring {
    core::Reminder reminder;
    bool is_once = false;
    std::optional<UtcTime> at;
  };
  [[nodiscard]] std::vector<Recurring> reminders(UtcTime now) const;
  [[nodiscard]] std::size_t incidents() const { return views_.size(); }

 private:
  enum class Source : std::uint8_t { ask, close, open, promise, maintenance, escalation, reminder };
  /// Where a source stands: its next occasion, which is in order_ too.
  struct Slot {
    UtcTime at{};
    Source source = Source::close;
    std::int64_t index = 0;  ///< of the audience or reminder; the incident's id
    auto operator<=>(const Slot&) const = default;
  };
  struct Heard {
    std::uint32_t audience = 0;
    UtcTime at{}, overnight{};
  };
  /// An audience that was told and whose answer is awaited.
  struct Silent {
    std::uint32_t audience = 0;
    int first = 0;
    UtcTime since{};
  };
  /// What the agenda needs of an incident.
  struct View {
    IncidentId id;
    std::string name;
    core::Impact impact = core::Impact::none;
    core::Status status = core::Status::investigating;
    UtcTime opened{};
    std::optional<UtcTime> resolved, hushed;
    bool is_open = false;
    bool restricted = false;
    std::optional<core::Promise> promise;
    core::PromiseCounts promises;
    std::optional<core::MaintenanceWindow> maintenance;
    std::vector<Heard> heard;
    std::vector<Silent> silent;
    bool by_people = false;
    std::vector<std::uint32_t> deferred;
  };
  struct Office {
    std::string name;
    const core::Audience* audience = nullptr;  ///< of snapshot_; none: the configuration has it no more
    std::set<std::int64_t> heard;              ///< incidents that are open, or ended not long ago
    std::set<std::int64_t> deferred;           ///< incidents that have updates waiting for its opening
  };

  [[nodiscard]] std::uint32_t office(const std::string& name);
  void take_in(View view, UtcTime now);
  void take_out(IncidentId id);
  [[nodiscard]] bool concerns(Source source, const Office& office, const View& view) const;
  [[nodiscard]] static bool is_stuck(const Office& office);
  [[nodiscard]] bool has_any(Source source, const Office& office) const;
  /// The next occasion of a source after `after`, none if there is none.
  [[nodiscard]] std::optional<Occasion> following(Source source, std::int64_t index, UtcTime after) const;
  [[nodiscard]] std::optional<Occasion> following_of_office(Source source, const Office& office, UtcTime after) const;
  [[nodiscard]] std::optional<Occasion> following_of_incident(Source source, const View& view, UtcTime after) const;
  /// The steps of all silent audiences at their next time.
  [[nodiscard]] std::vector<Occasion> escalations(const View& view, UtcTime after) const;
  [[nodiscard]] std::optional<Occasion> following_of_reminder(const core::Reminder& reminder, UtcTime after) const;
  /// All occasions of the source at its next time after `after`: a promise may have several at once. Offices' have their incidents.
  [[nodiscard]] std::vector<Occasion> next_of(Source source, std::int64_t index, UtcTime after) const;
  void fill(Occasion& occasion, Source source, const Office& office) const;
  void arm(Source source, std::int64_t index, UtcTime after);
  void disarm(Source source, std::int64_t index);
  [[nodiscard]] std::vector<Slot> sources() const;
  void entries_of(const Occasion& occasion, const EntryQuery& query, std::vector<Entry>& to) const;
  [[nodiscard]] std::string reason_of(const Occasion& occasion, const View* view) const;
  [[nodiscard]] std::optional<core::OccasionResult> settled(const std::string& key, IncidentId incident) const;

  config::SnapshotPtr snapshot_;
  UtcTime from_{};
  std::vector<Office> offices_;
  std::unordered_map<std::string, std::uint32_t> office_of_;
  std::unordered_map<std::int64_t, View> views_;
  std::vector<std::optional<core::Reminder>> reminders_;  ///< the configuration's, then one-shot ones; none: removed
  std::size_t recurring_ = 0;
  std::set<Slot> order_;
  std::map<std::pair<Source, std::int64_t>, UtcTime> armed_;
  std::map<std::string, std::vector<store::SettledOccasion>> settled_;
};

}  // namespace crier::clock
