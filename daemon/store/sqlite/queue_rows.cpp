#include "store/sqlite/queue_rows.h"

#include <algorithm>

namespace crier::store::sqlite {

QueueRows::QueueRows(Database& database)
    : insert_(database, "INSERT INTO queue VALUES (?, ?, ?, ?, ?, ?, ?)"),
      erase_(database, "DELETE FROM queue WHERE class = ? AND lane = ? AND due = ? AND turn = ? AND broadcast = ?"),
      find_moved_(database, "SELECT due, turn FROM queue INDEXED BY queue_moved WHERE broadcast = ? AND class = ? AND moved = 1"),
      moved_of_(database, "SELECT class, due, turn FROM queue INDEXED BY queue_moved WHERE broadcast = ? AND moved = 1"),
      next_class_(database, "SELECT min(class) FROM queue WHERE class > ?"),
      first_(database, "SELECT due FROM queue WHERE class = ? AND lane = ? ORDER BY due LIMIT 1"),
      heads_(database,
             "SELECT due, turn, broadcast, incident FROM queue WHERE class = ? AND lane = ? AND due <= ? ORDER BY due, turn LIMIT ?") {}

void QueueRows::insert(const QueueKey& key, IncidentId incident, bool is_moved) {
  if (is_moved)
    insert_.run(key.in_class, key.lane, key.due, key.turn, key.broadcast, incident, true);
  else
    unwritten_.emplace(key, incident);
}

void QueueRows::erase(const QueueKey& key) {
  if (unwritten_.erase(key) == 0) erase_.run(key.in_class, key.lane, key.due, key.turn, key.broadcast);
}

std::optional<QueueKey> QueueRows::moved(BroadcastId broadcast, core::Lane lane, ClassId in_class) {
  Rows row = find_moved_(broadcast, in_class);
  if (!row.next()) return std::nullopt;
  QueueKey key{in_class, lane, {}, 0, broadcast};
  key.due = row.time();
  key.turn = row.integer();
  return key;
}

std::vector<QueueKey> QueueRows::moved(BroadcastId broadcast, core::Lane lane) {
  std::vector<QueueKey> keys;
  Rows row = moved_of_(broadcast);
  while (row.next()) {
    QueueKey key{row.id<ClassId>(), lane, {}, 0, broadcast};
    key.due = row.time();
    key.turn = row.integer();
    keys.push_back(key);
  }
  return keys;
}

std::vector<ClassId> QueueRows::classes() {
  std::vector<ClassId> classes;
  std::int64_t last = 0;
  while (const auto next = next_class_.one(last)) {
    last = *next;
    classes.push_back(ClassId{last});
  }
  for (auto row = unwritten_.begin(); row != unwritten_.end();
       row = unwritten_.lower_bound({ClassId{row->first.in_class.value + 1}, {}, UtcTime::min(), 0, {}})) {
    classes.push_back(row->first.in_class);
  }
  std::sort(classes.begin(), classes.end());
  classes.erase(std::unique(classes.begin(), classes.end()), classes.end());
  return classes;
}

std::optional<UtcTime> QueueRows::earliest(ClassId in_class, core::Lane lane) {
  std::optional<UtcTime> due;
  if (const auto stored = first_.one(in_class, lane)) due = UtcTime(Millis(*stored));
  const auto row = unwritten_.lower_bound({in_class, lane, UtcTime::min(), 0, {}});
  if (row != unwritten_.end() && row->first.in_class == in_class && row->first.lane == lane)
    due = std::min(due.value_or(row->first.due), row->first.due);
  return due;
}

std::vector<Head> QueueRows::heads(ClassId from, core::Lane lane, UtcTime until, std::size_t limit) {
  std::vector<std::pair<QueueKey, IncidentId>> rows;
  {
    Rows row = heads_(from, lane, until, limit);
    while (row.next()) {
      QueueKey key{from, lane, row.time(), 0, {}};
      key.turn = row.integer();
      key.broadcast = row.id<BroadcastId>();
      rows.emplace_back(key, row.id<IncidentId>());
    }
  }
  const auto stored = static_cast<std::ptrdiff_t>(rows.size());
  auto row = unwritten_.lower_bound({from, lane, UtcTime::min(), 0, {}});
  for (std::size_t taken = 0; row != unwritten_.end() && taken < limit; ++row, ++taken) {
    if (row->first.in_class != from || row->first.lane != lane || row->first.due > until) break;
    rows.emplace_back(row->first, row->second);
  }
  std::inplace_merge(rows.begin(), rows.begin() + stored, rows.end());
  rows.resize(std::min(rows.size(), limit));
  std::vector<Head> heads;
  heads.reserve(rows.size());
  for (const auto& [key, incident] : rows) heads.push_back({key.broadcast, incident, key.due});
  return heads;
}

void QueueRows::flush() {
  for (const auto& [key, incident] : unwritten_) insert_.run(key.in_class, key.lane, key.due, key.turn, key.broadcast, incident, false);
  unwritten_.clear();
}

}  // namespace crier::store::sqlite
