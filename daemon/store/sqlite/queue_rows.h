#pragma once
#include <compare>
#include <map>
#include <optional>
#include <vector>

#include "base/ids.h"
#include "core/vocabulary.h"
#include "store/queue.h"
#include "store/sqlite/database.h"

namespace crier::store::sqlite {

/// The key of a queue row, in the order of serving.
struct QueueKey {
  ClassId in_class;
  core::Lane lane = core::Lane::bulk;
  UtcTime due{};
  std::int64_t turn = 0;
  BroadcastId broadcast;
  auto operator<=>(const QueueKey&) const = default;
};

/// The rows of `queue`. Those of a group that are in their channel's own class are written at its end: a broadcast that is accepted
/// and served whole in one group never touches the table.
/// Thread: store writer.
class QueueRows {
 public:
  explicit QueueRows(Database& database);
  void insert(const QueueKey& key, IncidentId incident, bool is_moved);
  void erase(const QueueKey& key);

  /// Where a broadcast is outside its channel's own class; lane and broadcast are filled in.
  [[nodiscard]] std::optional<QueueKey> moved(BroadcastId broadcast, core::Lane lane, ClassId in_class);
  [[nodiscard]] std::vector<QueueKey> moved(BroadcastId broadcast, core::Lane lane);

  [[nodiscard]] std::vector<ClassId> classes();
  [[nodiscard]] std::optional<UtcTime> earliest(ClassId in_class, core::Lane lane);
  [[nodiscard]] std::vector<Head> heads(ClassId from, core::Lane lane, UtcTime until, std::size_t limit);

  /// Writes what is not written yet: at the group's end, and before somebody else reads the table.
  void flush();
  void forget() { unwritten_.clear(); }

 private:
  Query insert_, erase_, find_moved_, moved_of_, next_class_, first_, heads_;
  std::map<QueueKey, IncidentId> unwritten_;
};

}  // namespace crier::store::sqlite
