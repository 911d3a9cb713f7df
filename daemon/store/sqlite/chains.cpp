#include "store/sqlite/chains.h"

#include <algorithm>

namespace crier::store::sqlite {

std::vector<Broadcast*> Chains::others(const Broadcast& b) {
  if (b.is_alone) return {};
  std::vector<Broadcast*> found = t_.broadcasts.active(b.incident, b.channel);
  std::erase_if(found, [&b](const Broadcast* other) { return other->id == b.id; });
  return found;
}

bool Chains::is_taken(const std::vector<Broadcast*>& others, RecipientId recipient) {
  for (Broadcast* other : others) {
    if (!t_.deliveries.unfinished({other->id, recipient, DeliveryKind::post})) continue;
    other->set(kFollowed);
    return true;
  }
  return false;
}

bool Chains::is_taken(const Broadcast& b, RecipientId recipient) { return is_taken(others(b), recipient); }

void Chains::promote(Broadcast& b, RecipientId recipient, UtcTime now) {
  if (!b.has(kFollowed)) return;
  std::vector<Broadcast*> followers = others(b);
  std::erase_if(followers, [](const Broadcast* other) { return other->blocked == 0; });
  if (followers.empty()) {
    b.clear(kFollowed);
    return;
  }
  for (Broadcast* next : followers) {
    const auto blocked = t_.deliveries.find({next->id, recipient, DeliveryKind::post});
    if (!blocked || !blocked->is_blocked()) continue;
    Delivery ready = *blocked;
    ready.due = now;
    t_.deliveries.change(*next, *blocked, ready);
    if (followers.size() > 1) next->set(kFollowed);
    t_.lineup.add_work(*next, ready.in_class, now);
    return;
  }
}

void Chains::supersede(Broadcast& b, const Delivery& unsent, UtcTime now) {
  if (unsent.is_begun()) return;
  Delivery ended = unsent;
  ended.state = core::DeliveryState::superseded;
  ended.fallback_at.reset();
  t_.deliveries.change(b, unsent, ended);
  if (!unsent.is_blocked()) promote(b, unsent.id.recipient, now);
}

void Chains::supersede_older(const Broadcast& than, const std::vector<Broadcast*>& others, RecipientId recipient, UtcTime now) {
  for (Broadcast* older : others) {
    if (older->id >= than.id) continue;
    const DeliveryId id{older->id, recipient, DeliveryKind::post};
    const auto state = t_.deliveries.unfinished(id);
    if (!state || *state == core::DeliveryState::sending) continue;
    if (const auto unsent = t_.deliveries.find(id)) supersede(*older, *unsent, now);
  }
}

RecipientId Chains::bound(const Broadcast& b, const std::vector<Broadcast*>& others) const {
  RecipientId bound{INT64_MAX};
  for (Broadcast* other : others) {
    if (other->id >= b.id || other->update == b.update || other->has(kExpanded) || other->has(kForFallbacks)) continue;
    other->set(kHoldsBack);
    bound = std::min(bound, other->cursor);
  }
  return bound;
}

void Chains::let_go(Broadcast& b, UtcTime now) {
  if (!b.has(kHoldsBack)) return;
  for (Broadcast* other : others(b)) {
    if (other->id < b.id || !other->has(kParkedByOrder)) continue;
    other->clear(kParkedByOrder);
    if (may_expand(*other)) t_.lineup.add_work(*other, other->own_class, now);
  }
  if (b.has(kExpanded)) b.clear(kHoldsBack);
}

void Chains::unpark(Broadcast& b, UtcTime now) {
  if (!b.has(kParkedByCap) || b.untried > kUntriedAtMost / 2) return;
  b.clear(kParkedByCap);
  if (may_expand(b)) t_.lineup.add_work(b, b.own_class, now);
}

void Chains::close(Broadcast& b, core::DeliveryState state, UtcTime now) {
  if (b.has(kExpanded)) return;
  const std::int64_t rest = b.rest;
  t_.broadcasts.set_rest(b, 0);
  b.count(state) += rest;
  t_.tally.add(b.channel, state, rest);
  b.set(kExpanded);
  if (b.waits) t_.broadcasts.set_waits(b, false, b.generation);
  t_.broadcasts.set_fallback_at(b, std::nullopt);
  let_go(b, now);
}

bool Chains::has_successor(const Broadcast& b, RecipientId recipient) {
  for (const Broadcast* other : others(b)) {
    if (other->id <= b.id || other->update == b.update || other->has(kForFallbacks)) continue;
    if (t_.deliveries.unfinished({other->id, recipient, DeliveryKind::post})) return true;
    if (!other->has(kExpanded) && other->cursor < recipient && t_.overlaps.is_member({other->group, other->generation}, recipient))
      return true;
  }
  return false;
}

}  // namespace crier::store::sqlite
