#pragma once
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "announce/announcer.h"
#include "base/executor.h"
#include "base/log.h"
#include "base/wall_timer.h"
#include "clock/agenda.h"
#include "config/model.h"
#include "core/access.h"
#include "core/operator_words.h"
#include "core/problem.h"
#include "core/reminder.h"
#include "store/reader.h"
#include "store/writer.h"

namespace crier::clock {

/// What the clock remembers of earlier runs, read before the writer starts.
struct Remembered {
  std::optional<UtcTime> looked_until;
  std::vector<core::Incident> incidents;
  std::vector<store::SettledOccasion> settled;
  std::vector<core::Reminder> reminders;
};
[[nodiscard]] Result<Remembered> remember(store::Store& store, const config::Snapshot& snapshot, UtcTime now);

/// One occasion with what it would say now.
struct Shown {
  Entry entry;
  std::vector<core::OperatorWords> letters;  ///< what operators would be told
  std::string needless;                      ///< why nothing would be said, "" if something would
  std::vector<announce::Preview::Message> messages;
};

/// Says what the clock has to say, each occasion exactly once (rules I): keeps the agenda, sleeps until the next occasion, has it carried
/// out in one transaction with its key, and tells observers. Owner: the daemon. Thread: loop. Invariants: 1. Between occasions nothing
/// wakes it but the wall clock being set. 2. What a transaction did not commit is carried out again.
class Clockwork : public announce::UpdateObserver {
 public:
  struct Parts {
    Executor& loop;
    WallTimer& timer;
    const Clock& clock;
    Log& log;
    store::Writer& writer;
    store::Reader& reader;
    std::function<config::SnapshotPtr()> snapshot;
    announce::UpdateObserver& observer;                                             ///< told of the clock's updates
    std::function<void(const std::vector<ClassId>&)> work_for;                      ///< these classes have new work
    std::function<void(core::Occasion, core::OccasionResult, std::int64_t)> count;  ///< metrics
    std::function<void(bool is_kept, std::int64_t)> count_promise;                  ///< metrics
  };
  /// Begins, with what happened while nobody looked.
  virtual void start(Remembered remembered) = 0;
  /// The configuration was replaced: what is to come is planned anew.
  virtual void reloaded() = 0;
  /// The writer may go: nothing is carried out any more.
  virtual void leave() = 0;

  template <class T>
  using Done = UniqueFunction<void(Result<T, core::Problem>)>;
  [[nodiscard]] virtual EntryPage list(const EntryQuery& query) const = 0;
  /// Errors of all: not_found; conflict (it is over); unavailable.
  virtual void show(const std::string& id, Done<Shown> done) = 0;
  virtual void skip(const std::string& id, const core::Peer& peer, Done<Entry> done) = 0;
  virtual void hasten(const std::string& id, const core::Peer& peer, Done<Entry> done) = 0;
  /// Answers until when it is hushed; a span of zero ends it.
  virtual void hush(const core::IncidentName& name, Millis span, const core::Peer& peer, Done<std::optional<UtcTime>> done) = 0;
  struct ReminderEntry {
    core::Reminder reminder;
    std::optional<UtcTime> at;  ///< the next time
  };
  [[nodiscard]] virtual std::vector<ReminderEntry> reminders() const = 0;
  virtual void add_reminder(core::Reminder reminder, const core::Peer& peer, Done<ReminderEntry> done) = 0;
  virtual void remove_reminder(const std::string& name, const core::Peer& peer, Done<std::monostate> done) = 0;
};
[[nodiscard]] std::unique_ptr<Clockwork> make_clockwork(Clockwork::Parts parts);

}  // namespace crier::clock
