#pragma once
#include <optional>
#include <unordered_map>
#include <vector>

#include "base/ids.h"
#include "core/vocabulary.h"
#include "store/sqlite/broadcast.h"
#include "store/sqlite/database.h"
#include "store/sqlite/sequence.h"
#include "store/sqlite/tally.h"

namespace crier::store::sqlite {

/// The broadcasts that a group touches, read once and written once, at its end.
/// Invariant: whoever reads the table in here finds new rows in it, and active ones marked so; that one is not active any more is
/// written at the flush, like all else.
/// Thread: store writer.
class Broadcasts {
 public:
  Broadcasts(Database& database, Tally& tally);

  [[nodiscard]] BroadcastId next_id() { return BroadcastId{ids_.next()}; }
  /// Takes a new one in. The reference is good until the group's end, like those of find.
  Broadcast& insert(Broadcast broadcast);
  /// None if there is no such broadcast.
  [[nodiscard]] Broadcast* find(BroadcastId id);
  /// Those of an incident on a channel that are not finished, oldest first.
  [[nodiscard]] std::vector<Broadcast*> active(IncidentId incident, std::int64_t channel);
  /// Those of an incident on any channel that are not finished.
  [[nodiscard]] std::vector<Broadcast*> active(IncidentId incident);
  [[nodiscard]] std::vector<Broadcast*> waiting_for(std::int64_t group);
  [[nodiscard]] std::vector<Broadcast*> of_update(UpdateId update);

  /// A row of the broadcast changes its state; `from` none: it was not there.
  void count(Broadcast& broadcast, std::optional<core::DeliveryState> from, core::DeliveryState to);
  /// The number of members not expanded changes (they count as queued).
  void set_rest(Broadcast& broadcast, std::int64_t rest);
  void set_waits(Broadcast& broadcast, bool waits, std::int64_t generation);
  void set_fallback_at(Broadcast& broadcast, std::optional<UtcTime> at);
  /// To be called where a finished broadcast may have got work again.
  void activate(Broadcast& broadcast);

  /// Writes what changed; rows stay remembered for the next group unless they are many.
  void flush();
  /// Writes new ones: before somebody else reads the table.
  void write_new();
  void forget();
  /// Between the steps of a long change: writes and lets go of what is held. References end.
  void trim();
  /// Its row is deleted.
  void drop(BroadcastId id) { held_.erase(id); }

 private:
  [[nodiscard]] std::vector<Broadcast*> active(Rows rows);
  [[nodiscard]] std::vector<Broadcast*> named(Rows rows);
  void write(Broadcast& broadcast);

  Tally& tally_;
  Query select_, insert_, update_, end_, activate_, active_on_channel_, active_of_incident_, waiting_, update_range_, set_waits_,
      set_fallback_;
  std::unordered_map<BroadcastId, Broadcast> held_;
  std::vector<BroadcastId> new_;
  Sequence ids_;
};

}  // namespace crier::store::sqlite
