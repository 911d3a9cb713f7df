#pragma once
#include <optional>
#include <vector>

#include "base/ids.h"
#include "store/queue.h"
#include "store/sqlite/broadcasts.h"
#include "store/sqlite/deliveries.h"
#include "store/sqlite/queue_rows.h"

namespace crier::store::sqlite {

/// Who stands where in the queues: one row for each broadcast and class with work (rules F4), in the order in which they are served.
/// A row that was served goes behind the others by its new due time and turn. The key of a row in the channel's own class is kept in
/// the broadcast, so that finding it costs nothing; rows in other classes have a small index.
/// Thread: store writer.
class Lineup {
 public:
  Lineup(Database& database, Deliveries& deliveries) : rows_(database), deliveries_(deliveries) {}

  /// The class has work of the broadcast at `due` at the latest; counted among the classes with new work.
  void add_work(Broadcast& broadcast, ClassId in_class, UtcTime due);
  /// After the class's work of the broadcast was served or has changed: puts the row where its earliest work is due, behind those
  /// that wait, or takes it away. `expands`: members can be expanded now.
  void settle(Broadcast& broadcast, ClassId in_class, bool expands, UtcTime now);
  /// The same for every class in which the broadcast has a row, after deliveries of it ended without being served.
  void settle_all(Broadcast& broadcast, UtcTime now);
  void raise(Broadcast& broadcast, core::Lane lane);

  [[nodiscard]] std::vector<ClassId> classes_with_work() { return rows_.classes(); }
  [[nodiscard]] std::optional<UtcTime> next_due(ClassId from);
  [[nodiscard]] std::vector<Head> heads(ClassId from, core::Lane lane, UtcTime until, std::size_t limit) {
    return rows_.heads(from, lane, until, limit);
  }

  /// Classes that got work since the last call.
  [[nodiscard]] std::vector<ClassId> take_woken();
  /// To be called before somebody else reads `queue`.
  void flush() { rows_.flush(); }
  void forget() {
    rows_.forget();
    woken_.clear();
  }

 private:
  [[nodiscard]] std::vector<QueueKey> keys(const Broadcast& broadcast);
  [[nodiscard]] std::optional<QueueKey> key(const Broadcast& broadcast, ClassId in_class);
  void put(Broadcast& broadcast, ClassId in_class, const std::optional<QueueKey>& old_key, std::optional<UtcTime> due);
  void wake(ClassId in_class);

  QueueRows rows_;
  Deliveries& deliveries_;
  std::int64_t turn_ = 0;
  std::vector<ClassId> woken_;
};

}  // namespace crier::store::sqlite
