#include "store/sqlite/broadcasts.h"

namespace crier::store::sqlite {
namespace {

constexpr std::size_t kHeldInGroup = 4096;
constexpr std::size_t kHeldBetween = 512;  // each is looked at in every flush

constexpr const char* kSelect =
    "SELECT id, incident, update_id, number, previous, audience, channel, class, audience_group, accepted, first_message, messages, "
    "recipients,"
    " deduplicated, earlier, generation, active, waits, fallback_at, lane, flags, cursor, rest, queued, sending, waiting, delivered, "
    "failed,"
    " superseded, cancelled, expired, blocked, untried, live, suppressions, queue_due, queue_turn, expires FROM broadcast WHERE id = ?";
constexpr const char* kInsert =
    "INSERT INTO broadcast(id, lane, flags, cursor, rest, queued, sending, waiting, delivered, failed, superseded, cancelled, expired, "
    "blocked, untried,"
    " live, suppressions, queue_due, queue_turn, incident, update_id, number, previous, audience, channel, class, audience_group, accepted,"
    " first_message, messages, recipients, deduplicated, earlier, generation, active, waits, fallback_at, expires)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
#define CRIER_CHANGING                                                                                                                  \
  "lane = ?2, flags = ?3, cursor = ?4, rest = ?5, queued = ?6, sending = ?7, waiting = ?8, delivered = ?9, failed = ?10, superseded = " \
  "?11,"                                                                                                                                \
  " cancelled = ?12, expired = ?13, blocked = ?14, untried = ?15, live = ?16, suppressions = ?17, queue_due = ?18, queue_turn = ?19"
constexpr const char* kUpdate = "UPDATE broadcast SET " CRIER_CHANGING " WHERE id = ?1";
constexpr const char* kEnd = "UPDATE broadcast SET active = 0, " CRIER_CHANGING " WHERE id = ?1";
#undef CRIER_CHANGING

Broadcast read(Rows& row) {
  Broadcast b;
  b.id = row.id<BroadcastId>();
  b.incident = row.id<IncidentId>();
  b.update = row.id<UpdateId>();
  b.number = static_cast<int>(row.integer());
  b.previous = static_cast<int>(row.integer());
  b.audience = row.integer();
  b.channel = row.integer();
  b.own_class = row.id<ClassId>();
  b.group = row.integer();
  b.accepted = row.time();
  b.first_message = row.id<MessageId>();
  b.messages = static_cast<int>(row.integer());
  b.recipients = row.integer();
  b.deduplicated = row.integer();
  b.earlier = row.text();
  b.generation = row.integer();
  b.stored_active = row.integer() != 0;
  b.waits = row.integer() != 0;
  b.fallback_at = row.maybe_time();
  b.lane = row.as<core::Lane>();
  b.flags = row.integer();
  b.cursor = row.id<RecipientId>();
  b.rest = row.integer();
  for (auto& count : b.counts) count = row.integer();
  b.blocked = row.integer();
  b.untried = row.integer();
  b.live = row.integer();
  b.suppressions = row.integer();
  b.queue_due = row.maybe_time();
  b.queue_turn = row.integer();
  b.expires = row.maybe_time();
  return b;
}

}  // namespace

Broadcasts::Broadcasts(Database& database, Tally& tally)
    : tally_(tally),
      select_(database, kSelect),
      insert_(database, kInsert),
      update_(database, kUpdate),
      end_(database, kEnd),
      activate_(database, "UPDATE broadcast SET active = 1 WHERE id = ?"),
      active_on_channel_(
          database, "SELECT id FROM broadcast INDEXED BY broadcast_active WHERE incident = ? AND channel = ? AND active = 1 ORDER BY id"),
      active_of_incident_(database, "SELECT id FROM broadcast INDEXED BY broadcast_active WHERE incident = ? AND active = 1"),
      waiting_(database, "SELECT id FROM broadcast INDEXED BY broadcast_waits WHERE audience_group = ? AND waits = 1"),
      update_range_(
          database,
          "SELECT b.id FROM updates u CROSS JOIN broadcast b ON b.id >= u.first_broadcast AND b.id < u.first_broadcast + u.broadcasts"
          " WHERE u.id = ? ORDER BY b.id"),
      set_waits_(database, "UPDATE broadcast SET waits = ?2, generation = ?3 WHERE id = ?1"),
      set_fallback_(database, "UPDATE broadcast SET fallback_at = ?2 WHERE id = ?1"),
      ids_(database, "SELECT max(id) FROM broadcast") {}

Broadcast& Broadcasts::insert(Broadcast b) {
  tally_.add(b.channel, core::DeliveryState::queued, b.rest);
  b.is_new = true;
  b.dirty = true;
  new_.push_back(b.id);
  const BroadcastId id = b.id;
  return held_.insert_or_assign(id, std::move(b)).first->second;
}

void Broadcasts::write_new() {
  for (const BroadcastId id : new_) {
    if (const auto held = held_.find(id); held != held_.end() && held->second.is_new) write(held->second);
  }
  new_.clear();
}

Broadcast* Broadcasts::find(BroadcastId id) {
  if (const auto held = held_.find(id); held != held_.end()) return &held->second;
  Rows row = select_(id);
  if (!row.next()) return nullptr;
  return &held_.emplace(id, read(row)).first->second;
}

std::vector<Broadcast*> Broadcasts::named(Rows rows) {
  std::vector<BroadcastId> ids;
  while (rows.next()) ids.push_back(rows.id<BroadcastId>());
  std::vector<Broadcast*> found;
  for (const BroadcastId id : ids) {
    if (Broadcast* broadcast = find(id)) found.push_back(broadcast);
  }
  return found;
}

std::vector<Broadcast*> Broadcasts::active(Rows rows) {
  std::vector<Broadcast*> found = named(std::move(rows));
  std::erase_if(found, [](const Broadcast* broadcast) { return !broadcast->is_active(); });
  return found;
}

std::vector<Broadcast*> Broadcasts::active(IncidentId incident, std::int64_t channel) {
  write_new();
  return active(active_on_channel_(incident, channel));
}

std::vector<Broadcast*> Broadcasts::active(IncidentId incident) {
  write_new();
  return active(active_of_incident_(incident));
}

std::vector<Broadcast*> Broadcasts::waiting_for(std::int64_t group) {
  write_new();
  return named(waiting_(group));
}

std::vector<Broadcast*> Broadcasts::of_update(UpdateId update) {
  write_new();
  return named(update_range_(update));
}

void Broadcasts::count(Broadcast& b, std::optional<core::DeliveryState> from, core::DeliveryState to) {
  if (from) {
    --b.count(*from);
    tally_.add(b.channel, *from, -1);
  }
  ++b.count(to);
  tally_.add(b.channel, to, 1);
  b.dirty = true;
}

void Broadcasts::set_rest(Broadcast& b, std::int64_t rest) {
  if (rest < 0) rest = 0;  // the number of members was an estimate
  tally_.add(b.channel, core::DeliveryState::queued, rest - b.rest);
  b.rest = rest;
  b.dirty = true;
}

void Broadcasts::set_waits(Broadcast& b, bool waits, std::int64_t generation) {
  b.waits = waits;
  b.generation = generation;
  if (!b.is_new) set_waits_.run(b.id, waits, generation);
}

void Broadcasts::set_fallback_at(Broadcast& b, std::optional<UtcTime> at) {
  if (b.fallback_at == at) return;
  b.fallback_at = at;
  if (!b.is_new) set_fallback_.run(b.id, at);
}

void Broadcasts::activate(Broadcast& b) {
  if (!b.is_active() || b.stored_active || b.is_new) return;
  activate_.run(b.id);
  b.stored_active = true;
}

void Broadcasts::write(Broadcast& b) {
  const auto& n = b.counts;
  const bool is_active = b.is_active();
  if (b.is_new) {
    insert_.run(b.id, b.lane, b.flags, b.cursor, b.rest, n[0], n[1], n[2], n[3], n[4], n[5], n[6], n[7], b.blocked, b.untried, b.live,
                b.suppressions, b.queue_due, b.queue_turn, b.incident, b.update, b.number, b.previous, b.audience, b.channel, b.own_class,
                b.group, b.accepted, b.first_message, b.messages, b.recipients, b.deduplicated, or_null(b.earlier), b.generation, is_active,
                b.waits, b.fallback_at, b.expires);
  } else {
    (b.stored_active && !is_active ? end_ : update_)
        .run(b.id, b.lane, b.flags, b.cursor, b.rest, n[0], n[1], n[2], n[3], n[4], n[5], n[6], n[7], b.blocked, b.untried, b.live,
             b.suppressions, b.queue_due, b.queue_turn);
  }
  b.stored_active = is_active && (b.is_new || b.stored_active);
  b.is_new = false;
  b.dirty = false;
}

void Broadcasts::flush() {
  write_new();  // in the order of their ids
  for (auto& [id, broadcast] : held_) {
    if (broadcast.dirty) write(broadcast);
    broadcast.is_alone = false;
  }
  if (held_.size() > kHeldBetween) held_.clear();
}

void Broadcasts::forget() {
  held_.clear();
  new_.clear();
  ids_.forget();
}

void Broadcasts::trim() {
  if (held_.size() < kHeldInGroup) return;
  flush();
}

}  // namespace crier::store::sqlite
