#include "store/memory/fallbacks.h"

#include "store/memory/deliveries.h"
#include "store/memory/expansion.h"

namespace crier::store::memory {
namespace {

/// The broadcast of the same update and audience into which fallbacks on the channel go.
std::optional<BroadcastId> target_of(const State& state, const BroadcastRow& origin, const std::string& channel) {
  const auto& rows = state.by_update.rows();
  for (auto at = rows.lower_bound({origin.update, BroadcastId{}}); at != rows.end() && at->first.first == origin.update; ++at) {
    const BroadcastRow& broadcast = state.broadcasts.at(at->first.second);
    if (broadcast.for_fallbacks && broadcast.group == GroupName{origin.group.first, channel}) return at->first.second;
  }
  return std::nullopt;
}

/// True if the update reaches that recipient anyway: once is enough (rules A4).
bool is_reached_anyway(const State& state, UpdateId update, RecipientId recipient) {
  const auto& rows = state.by_update.rows();
  for (auto at = rows.lower_bound({update, BroadcastId{}}); at != rows.end() && at->first.first == update; ++at) {
    const BroadcastRow& broadcast = state.broadcasts.at(at->first.second);
    const MemberRow* member = state.members.find({broadcast.group, recipient});
    if (!broadcast.for_fallbacks && member && member->counts_for(broadcast.generation)) return true;
  }
  return false;
}

}  // namespace

void fall_back(State& state, const DeliveryId& origin, UtcTime now, Work& work) {
  const BroadcastRow& broadcast = state.broadcasts.at(origin.broadcast);
  const MemberRow* member = state.members.find({broadcast.group, origin.recipient});
  if (origin.kind != DeliveryKind::post || broadcast.for_fallbacks || !member || !member->recipient.fallback) return;
  if (state.fallbacks.has(origin) || broadcast.ending) return;
  const core::Fallback fallback = *member->recipient.fallback;
  const std::optional<BroadcastId> target = target_of(state, broadcast, fallback.channel);
  if (!target || state.broadcasts.at(*target).ending) return;
  const RecipientId recipient = recipient_of(state, fallback.channel, fallback.to);
  if (is_reached_anyway(state, broadcast.update, recipient)) return;
  const DeliveryId id{*target, recipient, DeliveryKind::post};
  state.fallbacks.put(origin, id);
  if (state.deliveries.has(id)) return;
  DeliveryRow row;
  row.incident = broadcast.incident;
  row.in = class_of(state, fallback.channel, "");
  row.due = now;
  row.since = now;
  row.via = origin;
  insert_delivery(state, id, std::move(row), work);
  if (state.broadcasts.at(*target).backlog == core::Backlog::latest) supersede_older(state, id, work);
  raise_lanes(state, broadcast.incident);
}

void set_timers(State& state, BroadcastId id) {
  const BroadcastRow& broadcast = state.broadcasts.at(id);
  const auto& members = state.members.rows();
  for (auto at = members.lower_bound({broadcast.group, RecipientId{}}); at != members.end() && at->first.first == broadcast.group; ++at) {
    const auto& fallback = at->second.recipient.fallback;
    if (!fallback || !fallback->after || !at->second.counts_for(broadcast.generation)) continue;
    state.timers.put({broadcast.accepted + *fallback->after, DeliveryId{id, at->first.second, DeliveryKind::post}}, {});
  }
}

bool is_on_its_way(const State& state, const DeliveryId& origin) {
  const DeliveryRow* row = state.deliveries.find(origin);
  return row ? !core::is_final(row->state) : is_to_come(state, origin);
}

}  // namespace crier::store::memory
