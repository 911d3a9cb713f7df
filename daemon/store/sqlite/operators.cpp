#include "store/sqlite/operators.h"

#include <algorithm>

#include "core/event.h"
#include "store/directory.h"
#include "store/sqlite/recorder.h"

namespace crier::store::sqlite {
namespace {

using core::DeliveryState;

constexpr DeliveryState kDead[]{DeliveryState::failed, DeliveryState::cancelled, DeliveryState::expired};

}  // namespace

Operators::Operators(Tables& tables, Chains& chains, Endings& endings, Threads& threads, Suppressions& suppressions)
    : t_(tables),
      chains_(chains),
      endings_(endings),
      threads_(threads),
      suppressions_(suppressions),
      newest_incident_(t_.database, "SELECT id FROM incident WHERE key = ? ORDER BY occurrence DESC LIMIT 1"),
      named_incident_(t_.database, "SELECT id FROM incident WHERE key = ? AND occurrence = ?"),
      incident_state_(t_.database, "SELECT state FROM incident WHERE id = ?"),
      updates_(t_.database, "SELECT first_broadcast, broadcasts, number FROM updates INDEXED BY updates_number WHERE incident = ?"),
      next_dead_(t_.database,
                 "SELECT min(broadcast) FROM delivery INDEXED BY delivery_dead WHERE state = ? AND broadcast > ? AND (state = 4 OR state = "
                 "6 OR state = 7)"),
      next_live_(t_.database, "SELECT min(broadcast) FROM delivery INDEXED BY delivery_live WHERE broadcast > ? AND state IN (0, 2)"),
      dead_(t_.database,
            "SELECT recipient, kind FROM delivery INDEXED BY delivery_dead WHERE state = ? AND broadcast = ? AND (state = 4 OR state = 6 "
            "OR state = 7)"),
      unexpanded_(t_.database, "SELECT broadcast FROM queue WHERE moved = 0"),
      recipient_(t_.database, "SELECT id FROM recipient WHERE channel = ? AND address = ?") {}

std::vector<BroadcastId> Operators::of_incident(const DeliveryFilter& filter) {
  std::vector<BroadcastId> ids;
  const auto name = core::parse_incident_name(filter.incident);
  if (!name) return ids;
  const auto incident = name->occurrence == 0 ? newest_incident_.one(name->key) : named_incident_.one(name->key, name->occurrence);
  if (!incident) return ids;
  Rows row = updates_(*incident);
  while (row.next()) {
    const std::int64_t first = row.integer();
    const std::int64_t count = row.integer();
    if (filter.update && row.integer() != *filter.update) continue;
    for (std::int64_t i = 0; i < count; ++i) ids.push_back(BroadcastId{first + i});
  }
  return ids;
}

std::vector<BroadcastId> Operators::with_dead(const DeliveryFilter& filter) {
  std::vector<BroadcastId> ids;
  for (const DeliveryState state : kDead) {
    if (filter.state && *filter.state != state) continue;
    std::int64_t last = 0;
    while (const auto next = next_dead_.one(state, last)) {
      last = *next;
      ids.push_back(BroadcastId{last});
    }
  }
  return ids;
}

void Operators::add_live(std::vector<BroadcastId>& ids) {
  std::int64_t last = 0;
  while (const auto next = next_live_.one(last)) {
    last = *next;
    ids.push_back(BroadcastId{last});
  }
}

std::vector<BroadcastId> Operators::with_work() {
  std::vector<BroadcastId> ids;
  t_.lineup.flush();
  {
    Rows row = unexpanded_();
    while (row.next()) ids.push_back(row.id<BroadcastId>());
  }
  add_live(ids);
  return ids;
}

bool Operators::is_meant(const Broadcast& b, const DeliveryFilter& filter) {
  if (!filter.channel.empty() && t_.names.channel_name(b.channel) != filter.channel) return false;
  if (filter.update && b.number != *filter.update) return false;
  return !filter.since || b.accepted >= *filter.since;
}

bool Operators::is_open(IncidentId incident) { return incident_state_.one(incident) == static_cast<std::int64_t>(IncidentState::open); }

RecipientId Operators::recipient(const Broadcast& b, const std::string& address) {
  return RecipientId{recipient_.one(b.channel, canonical_address("", address)).value_or(0)};
}

std::vector<DeliveryId> Operators::rows(const Broadcast& b, const DeliveryFilter& filter, bool dead) {
  const DeliveryKind kind = filter.edits ? DeliveryKind::edit : DeliveryKind::post;
  std::vector<DeliveryId> ids;
  if (!filter.recipient.empty()) {
    const DeliveryId id{b.id, recipient(b, filter.recipient), kind};
    if (id.recipient) ids.push_back(id);
    return ids;
  }
  if (b.live > 0) ids = t_.deliveries.live(b.id);
  for (const DeliveryState state : kDead) {
    if (!dead) break;
    Rows row = dead_(state, b.id);
    while (row.next()) {
      const auto to = row.id<RecipientId>();
      ids.push_back({b.id, to, row.as<DeliveryKind>()});
    }
  }
  std::erase_if(ids, [kind](const DeliveryId& id) { return id.kind != kind; });
  return ids;
}

bool Operators::retry_one(Broadcast& b, const DeliveryId& id, const DeliveryFilter& filter, UtcTime now) {
  const auto before = t_.deliveries.find(id);
  if (!before || (filter.state && before->state != *filter.state) || suppressions_.is_suppressed(id.recipient)) return false;
  const bool is_dead = std::find(std::begin(kDead), std::end(kDead), before->state) != std::end(kDead);
  if (!is_dead && before->state != DeliveryState::waiting) return false;
  if (is_dead && !before->is_post() && !threads_.take_edit(b, id.recipient)) return false;
  Delivery after = *before;
  after.since = now;
  after.due = now;
  after.reason.clear();
  if (is_dead) {
    after.state = DeliveryState::queued;
    after.in_class = b.own_class;
    if (after.is_post() && chains_.is_taken(b, id.recipient)) after.due = kNever;
  }
  t_.deliveries.change(b, *before, after);
  if (after.is_post() && b.ending()) {
    b.clear(kStopped);
    b.clear(kGivesWay);
  }
  t_.broadcasts.activate(b);
  if (after.due != kNever) t_.lineup.add_work(b, after.in_class, now);
  return true;
}

Result<Interventions::Count> Operators::report(std::int64_t count) {
  return t_.database.outcome(Interventions::Count{count, t_.lineup.take_woken()});
}

Result<Interventions::Count> Operators::retry(const DeliveryFilter& filter, bool closed_too, UtcTime not_before, UtcTime now) {
  const bool wants_waiting = !filter.state || *filter.state == DeliveryState::waiting;
  std::vector<BroadcastId> ids = filter.incident.empty() ? with_dead(filter) : of_incident(filter);
  if (filter.incident.empty() && wants_waiting) add_live(ids);
  std::sort(ids.begin(), ids.end());  // oldest first: the head of each chain is the oldest
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  std::int64_t count = 0;
  for (const BroadcastId id : ids) {
    Broadcast* b = t_.broadcasts.find(id);
    if (b == nullptr || !is_meant(*b, filter)) continue;
    if (!closed_too && (b->accepted < not_before || !is_open(b->incident))) continue;
    if (b->ending() && !filter.update) continue;
    for (const DeliveryId& row : rows(*b, filter, true)) count += static_cast<int>(retry_one(*b, row, filter, now));
    t_.broadcasts.trim();
  }
  return report(count);
}

Result<Interventions::Count> Operators::retry(const DeliveryId& id, UtcTime now) {
  Broadcast* b = t_.broadcasts.find(id.broadcast);
  return report(b != nullptr && retry_one(*b, id, {}, now) ? 1 : 0);
}

bool Operators::cancel_one(Broadcast& b, const DeliveryId& id, const DeliveryFilter& filter, UtcTime now) {
  const auto before = t_.deliveries.find(id);
  if (!before || !before->is_live() || (filter.state && before->state != *filter.state)) return false;
  Delivery after = *before;
  after.state = DeliveryState::cancelled;
  endings_.end(b, *before, after, now);
  return true;
}

std::int64_t Operators::cancel_rest(Broadcast& b, const DeliveryFilter& filter, UtcTime now) {
  if (b.has(kExpanded) || filter.edits || (filter.state && *filter.state != DeliveryState::queued)) return 0;
  if (filter.recipient.empty()) {
    const std::int64_t rest = b.rest;
    chains_.close(b, DeliveryState::cancelled, now);
    return rest;
  }
  Delivery d;
  d.id = {b.id, recipient(b, filter.recipient), DeliveryKind::post};
  if (d.id.recipient <= b.cursor || !t_.overlaps.is_member({b.group, b.generation}, d.id.recipient) || t_.deliveries.exists(d.id)) return 0;
  d.state = DeliveryState::cancelled;
  d.in_class = b.own_class;
  d.due = now;
  d.message = b.first_message;
  b.set(kGaps);
  t_.broadcasts.set_rest(b, b.rest - 1);
  t_.deliveries.insert(b, d);
  return 1;
}

Result<Interventions::Count> Operators::cancel(const DeliveryFilter& filter, UtcTime now) {
  std::vector<BroadcastId> ids = filter.incident.empty() ? with_work() : of_incident(filter);
  std::sort(ids.begin(), ids.end(), std::greater<>());  // newest first: nothing is promoted that ends right after
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  std::int64_t count = 0;
  for (const BroadcastId id : ids) {
    Broadcast* b = t_.broadcasts.find(id);
    if (b == nullptr || !is_meant(*b, filter) || !b->is_active()) continue;
    const std::int64_t before = count;
    count += cancel_rest(*b, filter, now);
    for (const DeliveryId& row : rows(*b, filter, false)) count += static_cast<int>(cancel_one(*b, row, filter, now));
    if (count != before) {
      t_.lineup.settle_all(*b, now);
      chains_.unpark(*b, now);
    }
    t_.broadcasts.trim();
  }
  return report(count);
}

Result<Interventions::Count> Operators::cancel(const DeliveryId& id, UtcTime now) {
  Broadcast* b = t_.broadcasts.find(id.broadcast);
  if (b == nullptr || !cancel_one(*b, id, {}, now)) return report(0);
  t_.lineup.settle_all(*b, now);
  chains_.unpark(*b, now);
  return report(1);
}

}  // namespace crier::store::sqlite
