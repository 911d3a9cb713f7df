#pragma once
#include <optional>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "announce/announcer.h"
#include "announce/deciding.h"

namespace crier::announce {

/// What was stored, as observers and the sender are told of it.
struct Recorded {
  store::Accepted accepted;
  core::Update update;
  std::optional<UtcTime> due;
  bool is_release = false;  ///< a pending update that was stored before
  bool ended_promise = false;
  bool wakes = false;  ///< a maintenance is over or has other times: what waited for its end is due now
};

/// When the audiences that an update waits for open.
[[nodiscard]] std::vector<EventResult::DeferredUntil> deferred_until(const config::Snapshot& snapshot, const core::Update& update,
                                                                     UtcTime now);

/// What waited for the end of a maintenance or silence is due now. True if anything did.
[[nodiscard]] Result<bool> wake_waiting(store::Store& store, const std::string& during, UtcTime now);

/// What the store answers for an update, with what observers need to know of its incident.
[[nodiscard]] store::Accepted seen(store::Accepted accepted, const core::Incident& incident, const core::Update& update);

/// Stores what was decided. Several may speak of an incident that the same transaction began: its number is known once it is recorded.
class Recording {
 public:
  Recording(store::Store& store, UtcTime now) : store_(store), now_(now) {}
  [[nodiscard]] Result<Recorded> record(Planned planned, std::optional<store::ReceiptKey> receipt);
  /// Releases, in order, appended to `to`.
  [[nodiscard]] Result<void> record_all(std::vector<Planned> all, std::vector<Recorded>& to);

 private:
  store::Store& store_;
  UtcTime now_;
  std::map<std::string, IncidentId> begun_;
  std::map<std::pair<std::string, int>, UpdateId> updates_;
};

/// One request's events on their way through the writer: decided and rendered in the group transaction, all or nothing.
class Batch {
 public:
  Batch(config::SnapshotPtr snapshot, std::vector<core::Event> events, core::Peer peer, UtcTime now);

  /// May run more than once (after a rollback).
  [[nodiscard]] Result<void> run(store::Store& store);

  [[nodiscard]] std::size_t size() const { return events_.size(); }
  std::optional<core::Problem> problem;
  std::vector<EventResult> results;  ///< one an event
  std::vector<Recorded> recorded;    ///< what was stored, in order; duplicates left out

 private:
  /// What one event comes to: something to record, or a duplicate of an earlier update or of an event of the same batch.
  struct Item {
    std::vector<Planned> planned;  ///< the last is the event's own
    UpdateId duplicate_of;
    std::optional<std::size_t> duplicate_in_batch;
    bool is_needless = false;  ///< a monitor's end of what was never told of: nothing is recorded, nobody is answered for it
  };
  using Ids = std::unordered_map<std::string_view, std::size_t>;  ///< where in the batch an id came first

  Result<std::optional<core::Problem>> look_up(store::Store& store, std::size_t index, Ids& ids, Item& item);
  Result<void> look_up_changed(store::Store& store, std::size_t index, UpdateId earlier, Item& item);
  Result<bool> is_needless(Deciding& deciding, const core::Event& event);
  Deciding::Outcome decide(Deciding& deciding, std::size_t index, Item& item);
  Result<void> record(store::Store& store, std::vector<Item>& items);
  Result<EventResult> record_one(Recording& recording, std::size_t index, Item& item);

  config::SnapshotPtr snapshot_;
  std::vector<core::Event> events_;
  std::vector<Digest> contents_;
  core::Peer peer_;
  UtcTime now_;
};

/// A problem of one event of several points into the batch.
[[nodiscard]] core::Problem at_index(core::Problem problem, std::size_t index, bool batch);

}  // namespace crier::announce
