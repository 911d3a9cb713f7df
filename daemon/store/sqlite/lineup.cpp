#include "store/sqlite/lineup.h"

#include <algorithm>

namespace crier::store::sqlite {

Lineup::Lineup(Database& database, Deliveries& deliveries)
    : deliveries_(deliveries),
      insert_(database, "INSERT INTO queue VALUES (?, ?, ?, ?, ?, ?, ?)"),
      erase_(database, "DELETE FROM queue WHERE class = ? AND lane = ? AND due = ? AND turn = ? AND broadcast = ?"),
      find_moved_(database, "SELECT due, turn FROM queue INDEXED BY queue_moved WHERE broadcast = ? AND class = ? AND moved = 1"),
      moved_of_(database, "SELECT class, due, turn FROM queue INDEXED BY queue_moved WHERE broadcast = ? AND moved = 1"),
      next_class_(database, "SELECT min(class) FROM queue WHERE class > ?"),
      first_(database, "SELECT due FROM queue WHERE class = ? AND lane = ? ORDER BY due LIMIT 1"),
      heads_(database, "SELECT broadcast, incident, due FROM queue WHERE class = ? AND lane = ? AND due <= ? ORDER BY due, turn LIMIT ?") {}

std::optional<Lineup::Key> Lineup::key(const Broadcast& b, ClassId in_class) {
  if (in_class == b.own_class) {
    if (!b.queue_due) return std::nullopt;
    return Key{*b.queue_due, b.queue_turn};
  }
  Rows row = find_moved_(b.id, in_class);
  if (!row.next()) return std::nullopt;
  Key found;
  found.due = row.time();
  found.turn = row.integer();
  return found;
}

void Lineup::put(Broadcast& b, ClassId in_class, std::optional<Key> old_key, std::optional<UtcTime> due) {
  const bool is_own = in_class == b.own_class;
  if (old_key) erase_.run(in_class, b.lane, old_key->due, old_key->turn, b.id);
  if (due) insert_.run(in_class, b.lane, *due, ++turn_, b.id, b.incident, !is_own);
  if (is_own) {
    b.queue_due = due;
    b.queue_turn = turn_;
    b.dirty = true;
  }
}

void Lineup::wake(ClassId in_class) {
  if (std::find(woken_.begin(), woken_.end(), in_class) == woken_.end()) woken_.push_back(in_class);
}

void Lineup::open(Broadcast& b, UtcTime due) {
  b.queue_due = due;
  b.queue_turn = ++turn_;
}

void Lineup::insert_row(const Broadcast& b) {
  insert_.run(b.own_class, b.lane, *b.queue_due, b.queue_turn, b.id, b.incident, false);
  wake(b.own_class);
}

void Lineup::add_work(Broadcast& b, ClassId in_class, UtcTime due) {
  wake(in_class);
  const auto old_key = key(b, in_class);
  if (old_key && old_key->due <= due) return;
  put(b, in_class, old_key, due);
}

void Lineup::settle(Broadcast& b, ClassId in_class, bool expands, UtcTime now) {
  const bool is_own = in_class == b.own_class;
  const auto old_key = key(b, in_class);
  UtcTime due = b.live > 0 ? deliveries_.earliest(b.id, in_class) : kNever;
  if (is_own && expands) due = std::min(due, now);
  const bool stays = due != kNever || (is_own && !b.has(kExpanded));
  if (!stays) {
    if (old_key) put(b, in_class, old_key, std::nullopt);
    return;
  }
  if (due < now) due = now;  // it was served now: behind all that are due
  if (old_key && old_key->due == kNever && due == kNever) return;
  put(b, in_class, old_key, due);
}

std::vector<Lineup::Place> Lineup::places(const Broadcast& b) {
  std::vector<Place> found;
  if (b.queue_due) found.push_back({b.own_class, {*b.queue_due, b.queue_turn}});
  Rows row = moved_of_(b.id);
  while (row.next()) {
    Place place;
    place.in_class = row.id<ClassId>();
    place.key.due = row.time();
    place.key.turn = row.integer();
    found.push_back(place);
  }
  return found;
}

void Lineup::settle_all(Broadcast& b, UtcTime now) {
  for (const Place& place : places(b)) settle(b, place.in_class, may_expand(b), now);
}

void Lineup::raise(Broadcast& b, core::Lane lane) {
  if (lane >= b.lane) return;
  const std::vector<Place> rows = places(b);
  for (const Place& row : rows) erase_.run(row.in_class, b.lane, row.key.due, row.key.turn, b.id);
  b.lane = lane;
  b.dirty = true;
  for (const Place& row : rows) {
    insert_.run(row.in_class, lane, row.key.due, row.key.turn, b.id, b.incident, row.in_class != b.own_class);
    wake(row.in_class);
  }
}

std::vector<ClassId> Lineup::classes_with_work() {
  std::vector<ClassId> classes;
  std::int64_t last = 0;
  while (const auto next = next_class_.one(last)) {
    classes.push_back(ClassId{*next});
    last = *next;
  }
  return classes;
}

std::optional<UtcTime> Lineup::next_due(ClassId from) {
  std::optional<UtcTime> earliest;
  for (const core::Lane lane : {core::Lane::urgent, core::Lane::normal, core::Lane::bulk}) {
    const auto due = first_.one(from, lane);
    if (!due || UtcTime(Millis(*due)) == kNever) continue;
    if (!earliest || UtcTime(Millis(*due)) < *earliest) earliest = UtcTime(Millis(*due));
  }
  return earliest;
}

std::vector<Head> Lineup::heads(ClassId from, core::Lane lane, UtcTime until, std::size_t limit) {
  std::vector<Head> heads;
  Rows row = heads_(from, lane, until, limit);
  while (row.next()) {
    Head head;
    head.broadcast = row.id<BroadcastId>();
    head.incident = row.id<IncidentId>();
    head.due = row.time();
    heads.push_back(head);
  }
  return heads;
}

std::vector<ClassId> Lineup::take_woken() { return std::exchange(woken_, {}); }

}  // namespace crier::store::sqlite
