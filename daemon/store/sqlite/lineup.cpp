#include "store/sqlite/lineup.h"

#include <algorithm>

namespace crier::store::sqlite {

std::optional<QueueKey> Lineup::key(const Broadcast& b, ClassId in_class) {
  if (in_class != b.own_class) return rows_.moved(b.id, b.lane, in_class);
  if (!b.queue_due) return std::nullopt;
  return QueueKey{in_class, b.lane, *b.queue_due, b.queue_turn, b.id};
}

std::vector<QueueKey> Lineup::keys(const Broadcast& b) {
  std::vector<QueueKey> found = rows_.moved(b.id, b.lane);
  if (const auto own = key(b, b.own_class)) found.push_back(*own);
  return found;
}

void Lineup::put(Broadcast& b, ClassId in_class, const std::optional<QueueKey>& old_key, std::optional<UtcTime> due) {
  const bool is_own = in_class == b.own_class;
  if (old_key) rows_.erase(*old_key);
  if (due) rows_.insert({in_class, b.lane, *due, ++turn_, b.id}, b.incident, !is_own);
  if (is_own) {
    b.queue_due = due;
    b.queue_turn = turn_;
    b.dirty = true;
  }
}

void Lineup::wake(ClassId in_class) {
  if (std::find(woken_.begin(), woken_.end(), in_class) == woken_.end()) woken_.push_back(in_class);
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

void Lineup::settle_all(Broadcast& b, UtcTime now) {
  for (const QueueKey& key : keys(b)) settle(b, key.in_class, may_expand(b), now);
}

void Lineup::raise(Broadcast& b, core::Lane lane) {
  if (lane >= b.lane) return;
  const std::vector<QueueKey> old_keys = keys(b);
  b.lane = lane;
  b.dirty = true;
  for (QueueKey key : old_keys) {
    rows_.erase(key);
    key.lane = lane;
    rows_.insert(key, b.incident, key.in_class != b.own_class);
    wake(key.in_class);
  }
}

std::optional<UtcTime> Lineup::next_due(ClassId from) {
  std::optional<UtcTime> earliest;
  for (const core::Lane lane : {core::Lane::urgent, core::Lane::normal, core::Lane::bulk}) {
    const auto due = rows_.earliest(from, lane);
    if (due && *due != kNever) earliest = std::min(earliest.value_or(*due), *due);
  }
  return earliest;
}

std::vector<ClassId> Lineup::take_woken() { return std::exchange(woken_, {}); }

}  // namespace crier::store::sqlite
