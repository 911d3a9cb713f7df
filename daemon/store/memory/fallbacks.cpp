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

/// True if the update reaches that address on that channel anyway: once is enough (rules A4).
bool is_reached_anyway(const State& state, UpdateId update, const std::string& channel, const std::string& key) {
  const auto& rows = state.by_update.rows();
  for (auto at = rows.lower_bound({update, BroadcastId{}}); at != rows.end() && at->first.first == update; ++at) {
    const BroadcastRow& broadcast = state.broadcasts.at(at->first.second);
    if (broadcast.for_fallbacks || broadcast.group.second != channel) continue;
    const RecipientId* member = state.by_address.find({broadcast.group, key});
    if (member && state.recipients.at(*member).counts_for(broadcast.generation)) return true;
  }
  return false;
}

RecipientId recipient_of(State& state, const GroupName& group, const core::Fallback& fallback, const core::Recipient& original) {
  const std::string key = address_key(fallback.to);
  if (const RecipientId* known = state.by_address.find({group, key})) return *known;
  const RecipientId id{state.next("recipient")};
  RecipientRow row;
  row.group = group;
  row.recipient = {fallback.channel, fallback.to, original.name, original.language, "", std::nullopt};
  row.key = key;
  state.recipients.put(id, std::move(row));
  state.by_address.put({group, key}, id);
  return id;
}

}  // namespace

void fall_back(State& state, const DeliveryId& origin, UtcTime now, Work& work) {
  const BroadcastRow& broadcast = state.broadcasts.at(origin.broadcast);
  const core::Recipient recipient = state.recipients.at(origin.recipient).recipient;
  if (origin.kind != DeliveryKind::post || broadcast.for_fallbacks || !recipient.fallback || state.fallbacks.has(origin)) return;
  const core::Fallback& fallback = *recipient.fallback;
  const std::optional<BroadcastId> target = target_of(state, broadcast, fallback.channel);
  if (!target || is_reached_anyway(state, broadcast.update, fallback.channel, address_key(fallback.to))) return;
  const GroupName group = state.broadcasts.at(*target).group;
  const DeliveryId id{*target, recipient_of(state, group, fallback, recipient), DeliveryKind::post};
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
    const RecipientRow& row = state.recipients.at(at->first.second);
    const auto& fallback = row.recipient.fallback;
    if (!fallback || !fallback->after || !row.counts_for(broadcast.generation)) continue;
    state.timers.put({broadcast.accepted + *fallback->after, DeliveryId{id, at->first.second, DeliveryKind::post}}, {});
  }
}

bool is_on_its_way(const State& state, const DeliveryId& origin) {
  const DeliveryRow* row = state.deliveries.find(origin);
  return row ? !core::is_final(row->state) : is_to_come(state, origin);
}

}  // namespace crier::store::memory
