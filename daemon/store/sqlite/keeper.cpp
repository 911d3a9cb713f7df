#include "store/sqlite/keeper.h"

#include <algorithm>

namespace crier::store::sqlite {
namespace {

/// Queue rows that one look for what is too old reads at most for each that it may end.
constexpr std::size_t kLookedAtPerEnded = 20;

}  // namespace

Keeper::Keeper(Tables& tables, Chains& chains, Fallbacks& fallbacks, Endings& endings, Starter& starter)
    : t_(tables),
      chains_(chains),
      fallbacks_(fallbacks),
      endings_(endings),
      starter_(starter),
      due_rows_(t_.database,
                "SELECT broadcast, recipient, kind FROM delivery INDEXED BY delivery_fallback WHERE fallback_at <= ? ORDER BY fallback_at "
                "LIMIT ?"),
      due_broadcasts_(t_.database,
                      "SELECT id FROM broadcast INDEXED BY broadcast_fallback WHERE fallback_at <= ? ORDER BY fallback_at LIMIT ?"),
      next_row_(t_.database,
                "SELECT fallback_at FROM delivery INDEXED BY delivery_fallback WHERE fallback_at IS NOT NULL ORDER BY fallback_at LIMIT 1"),
      next_broadcast_(
          t_.database,
          "SELECT fallback_at FROM broadcast INDEXED BY broadcast_fallback WHERE fallback_at IS NOT NULL ORDER BY fallback_at LIMIT 1"),
      members_(t_.database,
               "SELECT recipient, language, fallback_after FROM member WHERE audience_group = ? AND recipient > ? AND added <= ?"
               " AND fallback_after IS NOT NULL ORDER BY recipient"),
      queued_(t_.database, "SELECT incident FROM queue WHERE class = ? AND lane = ? ORDER BY due LIMIT ?"),
      languages_(t_.database, kSelectLanguages),
      keep_state_(t_.database, "INSERT OR REPLACE INTO channel_state VALUES (?, ?)"),
      state_(t_.database, "SELECT state FROM channel_state WHERE channel = ?"),
      set_pause_(t_.database, "INSERT OR REPLACE INTO pause VALUES (?, ?, ?, ?)"),
      lift_pause_(t_.database, "DELETE FROM pause WHERE channel = ?"),
      pauses_(t_.database, "SELECT channel, reason, by_operator, since FROM pause") {}

Result<std::vector<ClassId>> Keeper::due_fallbacks(UtcTime now, std::size_t limit) {
  std::vector<DeliveryId> rows;
  std::vector<BroadcastId> broadcasts;
  {
    Rows row = due_rows_(now, limit);
    while (row.next()) {
      DeliveryId id;
      id.broadcast = row.id<BroadcastId>();
      id.recipient = row.id<RecipientId>();
      id.kind = row.as<DeliveryKind>();
      rows.push_back(id);
    }
    t_.broadcasts.write_new();
    Rows broadcast = due_broadcasts_(now, limit);
    while (broadcast.next()) broadcasts.push_back(broadcast.id<BroadcastId>());
  }
  for (const DeliveryId& id : rows) fall_back(id, now);
  for (const BroadcastId id : broadcasts) {
    if (Broadcast* b = t_.broadcasts.find(id)) fall_back_unexpanded(*b, now);
  }
  return t_.database.outcome(t_.lineup.take_woken());
}

Result<std::optional<UtcTime>> Keeper::next_fallback() {
  std::optional<UtcTime> next;
  t_.broadcasts.write_new();
  for (Query* query : {&next_row_, &next_broadcast_}) {
    Rows row = (*query)();
    if (!row.next()) continue;
    const UtcTime at = row.time();
    next = std::min(next.value_or(at), at);
  }
  return t_.database.outcome(next);
}

void Keeper::fall_back(const DeliveryId& id, UtcTime now) {
  Broadcast* b = t_.broadcasts.find(id.broadcast);
  const auto before = t_.deliveries.find(id);
  if (b == nullptr || !before) return;
  Delivery after = *before;
  after.fallback_at.reset();
  if (after.has(kFallsBack) && !core::is_final(after.state)) fallbacks_.make(*b, after, now);
  t_.deliveries.change(*b, *before, after);
}

// Members whose fallback is due before they were expanded (a paused channel expands nobody) get their row now, so that the
// fallback has an origin and is made once.
void Keeper::fall_back_unexpanded(Broadcast& b, UtcTime now) {
  std::vector<Delivery> due;
  std::optional<UtcTime> next;
  if (!b.has(kExpanded) && !b.waits) {
    Rows row = members_(b.group, b.cursor, b.generation);
    while (row.next()) {
      Delivery d;
      d.id = {b.id, row.id<RecipientId>(), DeliveryKind::post};
      d.message = message_for(languages_, b, row.view());
      const UtcTime at = b.accepted + Millis(row.integer());
      if (at <= now)
        due.push_back(d);
      else
        next = std::min(next.value_or(at), at);
    }
  }
  const std::vector<GroupAt> earlier = decode_groups(b.earlier);
  for (Delivery& d : due) {
    if (t_.deliveries.exists(d.id) || t_.overlaps.is_member_of_any(earlier, d.id.recipient)) continue;
    d.in_class = b.own_class;
    d.due = chains_.is_taken(b, d.id.recipient) ? kNever : now;
    fallbacks_.make(b, d, now);
    b.set(kGaps);
    t_.broadcasts.set_rest(b, b.rest - 1);
    t_.deliveries.insert(b, d);
    if (d.due != kNever) t_.lineup.add_work(b, d.in_class, now);
  }
  t_.broadcasts.set_fallback_at(b, next);
}

// Whatever is not finished and not being sent has a queue row, or is behind something of its incident that has one.
std::vector<BroadcastId> Keeper::unsent(std::int64_t channel, std::size_t rows) {
  std::vector<IncidentId> incidents;
  t_.lineup.flush();
  for (const ClassId in_class : t_.names.classes_of(channel)) {
    for (const core::Lane lane : {core::Lane::urgent, core::Lane::normal, core::Lane::bulk}) {
      Rows row = queued_(in_class, lane, rows);
      while (row.next()) incidents.push_back(row.id<IncidentId>());
    }
  }
  std::vector<BroadcastId> ids;
  std::sort(incidents.begin(), incidents.end());
  incidents.erase(std::unique(incidents.begin(), incidents.end()), incidents.end());
  for (const IncidentId incident : incidents) {
    for (const Broadcast* b : t_.broadcasts.active(incident, channel)) ids.push_back(b->id);
    t_.broadcasts.trim();
  }
  std::sort(ids.begin(), ids.end());
  return ids;
}

Result<std::int64_t> Keeper::expire(const std::string& channel, UtcTime accepted_before, UtcTime now, std::size_t limit) {
  std::int64_t ended = 0;
  for (const BroadcastId id : unsent(t_.names.channel(channel), limit * kLookedAtPerEnded)) {
    if (ended >= static_cast<std::int64_t>(limit)) break;
    Broadcast* b = t_.broadcasts.find(id);
    if (b == nullptr || b->accepted >= accepted_before) break;  // ids ascend with time
    expire_one(*b, accepted_before, now, static_cast<std::int64_t>(limit), ended);
    t_.broadcasts.trim();
  }
  return t_.database.outcome(ended);
}

void Keeper::expire_one(Broadcast& b, UtcTime accepted_before, UtcTime now, std::int64_t limit, std::int64_t& ended) {
  const std::int64_t before = ended;
  for (const DeliveryId& id : b.untried > 0 ? t_.deliveries.live(b.id) : std::vector<DeliveryId>{}) {
    if (ended >= limit) break;
    const auto row = t_.deliveries.find(id);
    if (!row || !row->is_post() || row->state != core::DeliveryState::queued || row->attempts > 0) continue;
    if (row->since.value_or(b.accepted) >= accepted_before) continue;
    Delivery after = *row;
    after.state = core::DeliveryState::expired;
    endings_.end(b, *row, after, now);
    ++ended;
  }
  if (ended != before) t_.lineup.settle_all(b, now);
  if (ended < limit && may_expand(b)) {
    const std::int64_t rest = b.rest;
    starter_.expire_rest(b, static_cast<std::size_t>(limit - ended), now);
    ended += rest - b.rest;
  }
  chains_.unpark(b, now);
}

Result<void> Keeper::keep_channel_state(const std::string& channel, const std::string& state) {
  keep_state_.run(channel, Blob{state});
  return t_.database.outcome();
}

Result<std::string> Keeper::channel_state(const std::string& channel) {
  Rows row = state_(channel);
  return t_.database.outcome(row.next() ? row.text() : std::string());
}

Result<void> Keeper::set_pause(const std::string& channel, const std::optional<Upkeep::Pause>& pause) {
  if (pause)
    set_pause_.run(channel, pause->reason, pause->by_operator, pause->since);
  else
    lift_pause_.run(channel);
  return t_.database.outcome();
}

Result<std::vector<Upkeep::Pause>> Keeper::pauses() {
  std::vector<Upkeep::Pause> pauses;
  Rows row = pauses_();
  while (row.next()) {
    Upkeep::Pause pause;
    pause.channel = row.text();
    pause.reason = row.text();
    pause.by_operator = row.integer() != 0;
    pause.since = row.time();
    pauses.push_back(std::move(pause));
  }
  return t_.database.outcome(std::move(pauses));
}

}  // namespace crier::store::sqlite
