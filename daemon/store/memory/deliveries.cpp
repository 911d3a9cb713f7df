#include "store/memory/deliveries.h"

#include <algorithm>

#include "store/memory/fallbacks.h"

namespace crier::store::memory {
namespace {

using core::DeliveryState;

std::tuple<ClassId, BroadcastId, UtcTime, RecipientId, DeliveryKind> ready_key(const DeliveryId& id, const DeliveryRow& row) {
  return {row.in, id.broadcast, row.due, id.recipient, id.kind};
}

std::tuple<IncidentId, RecipientId, DeliveryKind, BroadcastId> chain_key(const DeliveryId& id, const DeliveryRow& row) {
  return {row.incident, id.recipient, id.kind, id.broadcast};
}

void count(State& state, const DeliveryId& id, const DeliveryRow& row, std::int64_t by) {
  BroadcastRow& broadcast = state.broadcasts.edit(id.broadcast);
  const bool live = !core::is_final(row.state);
  if (live) broadcast.live += by;
  if (id.kind != DeliveryKind::post) return;
  broadcast.counts[static_cast<std::size_t>(row.state)] += by;
  if (live && row.attempts.empty()) broadcast.untried += by;
}

void enter_indexes(State& state, const DeliveryId& id) {
  const DeliveryRow& row = state.deliveries.at(id);
  count(state, id, row, 1);
  if (row.is_ready()) state.ready.put(ready_key(id, row), {});
  if (row.state == DeliveryState::sending) state.sending.put(id, {});
  if (!core::is_final(row.state)) state.chains.put(chain_key(id, row), {});
}

void leave_indexes(State& state, const DeliveryId& id) {
  const DeliveryRow& row = state.deliveries.at(id);
  count(state, id, row, -1);
  state.ready.erase(ready_key(id, row));
  state.sending.erase(id);
  state.chains.erase(chain_key(id, row));
}

std::vector<DeliveryId> chain(const State& state, IncidentId incident, RecipientId recipient, DeliveryKind kind) {
  std::vector<DeliveryId> all;
  const auto& rows = state.chains.rows();
  for (auto at = rows.lower_bound({incident, recipient, kind, BroadcastId{}}); at != rows.end(); ++at) {
    const auto& [of, to, what, broadcast] = at->first;
    if (of != incident || to != recipient || what != kind) break;
    all.push_back({broadcast, recipient, kind});
  }
  return all;
}

/// One live head: what is under way, else the oldest.
void settle_chain(State& state, IncidentId incident, RecipientId recipient, DeliveryKind kind, Work& work) {
  const std::vector<DeliveryId> all = chain(state, incident, recipient, kind);
  const bool busy = std::any_of(all.begin(), all.end(), [&](const DeliveryId& id) { return state.sending.has(id); });
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (state.sending.has(all[i])) continue;
    const bool blocked = busy || i > 0;
    if (state.deliveries.at(all[i]).blocked == blocked) continue;
    leave_indexes(state, all[i]);
    state.deliveries.edit(all[i]).blocked = blocked;
    enter_indexes(state, all[i]);
    if (!blocked) work.insert(state.deliveries.at(all[i]).in);
  }
}

}  // namespace

ClassId class_of(State& state, const std::string& channel, const std::string& destination) {
  if (const ClassId* known = state.by_destination.find({channel, destination})) return *known;
  const ClassId id{state.next("class")};
  state.classes.put(id, DestinationClass{id, channel, destination});
  state.by_destination.put({channel, destination}, id);
  return id;
}

void insert_delivery(State& state, const DeliveryId& id, DeliveryRow row, Work& work) {
  const IncidentId incident = row.incident;
  const ClassId in = row.in;
  state.deliveries.put(id, std::move(row));
  enter_indexes(state, id);
  settle_chain(state, incident, id.recipient, id.kind, work);
  if (state.deliveries.at(id).is_ready()) work.insert(in);
}

void change_delivery(State& state, const DeliveryId& id, const std::function<void(DeliveryRow&)>& change, Work& work) {
  leave_indexes(state, id);
  DeliveryRow& row = state.deliveries.edit(id);
  const IncidentId incident = row.incident;
  change(row);
  if (core::is_final(row.state) || row.state == DeliveryState::sending) row.blocked = false;
  enter_indexes(state, id);
  settle_chain(state, incident, id.recipient, id.kind, work);
}

void end_delivery(State& state, const DeliveryId& id, DeliveryState how, const std::string& reason, UtcTime now, Work& work) {
  change_delivery(
      state, id,
      [&](DeliveryRow& row) {
        row.state = how;
        row.reason = reason;
      },
      work);
  if (how == DeliveryState::failed || how == DeliveryState::expired) fall_back(state, id, now, work);
}

void forget_delivery(State& state, const DeliveryId& id) { state.deliveries.erase(id); }

bool must_wait(const State& state, IncidentId incident, RecipientId recipient, DeliveryKind kind, BroadcastId broadcast) {
  const std::vector<DeliveryId> all = chain(state, incident, recipient, kind);
  return std::any_of(all.begin(), all.end(), [&](const DeliveryId& id) { return id.broadcast < broadcast || state.sending.has(id); });
}

std::optional<DeliveryState> ending_of(const State& state, const DeliveryId& id) {
  const auto ending = id.kind == DeliveryKind::post ? state.broadcasts.at(id.broadcast).ending : std::nullopt;
  return ending == DeliveryState::superseded && state.deliveries.at(id).is_begun() ? std::nullopt : ending;
}

void supersede_older(State& state, const DeliveryId& than, Work& work) {
  const IncidentId incident = state.broadcasts.at(than.broadcast).incident;
  for (const DeliveryId& id : chain(state, incident, than.recipient, than.kind)) {
    if (id.broadcast >= than.broadcast || state.sending.has(id) || state.deliveries.at(id).is_begun()) continue;
    change_delivery(
        state, id, [](DeliveryRow& row) { row.state = DeliveryState::superseded; }, work);
  }
}

StateCounts counts_of(const BroadcastRow& broadcast) {
  StateCounts counts = broadcast.counts;
  counts[static_cast<std::size_t>(DeliveryState::queued)] += broadcast.rest;
  return counts;
}

core::Recipient recipient_named(const State& state, const DeliveryId& id) {
  const BroadcastRow& broadcast = state.broadcasts.at(id.broadcast);
  if (const MemberRow* member = state.members.find({broadcast.group, id.recipient})) return member->recipient;
  core::Recipient recipient;
  recipient.channel = broadcast.group.second;
  recipient.address = state.recipients.at(id.recipient).address;
  const std::optional<DeliveryId>& via = state.deliveries.at(id).via;
  const MemberRow* origin = via ? state.members.find({state.broadcasts.at(via->broadcast).group, via->recipient}) : nullptr;
  if (origin) recipient.language = origin->recipient.language;
  return recipient;
}

MessageId message_for(const BroadcastRow& broadcast, const std::string& language) {
  if (broadcast.messages.empty()) return {};
  for (const auto& [of, id] : broadcast.messages) {
    if (of == language) return id;
  }
  return broadcast.messages.front().second;
}

bool is_suppressed(const State& state, RecipientId recipient) {
  const RecipientRow& row = state.recipients.at(recipient);
  return state.suppressions.has({row.channel, row.key});
}

void raise_lanes(State& state, IncidentId incident) {
  std::vector<BroadcastId> pending;
  core::Lane highest = core::Lane::bulk;
  const auto& rows = state.by_incident.rows();
  for (auto at = rows.lower_bound({incident, BroadcastId{}}); at != rows.end() && at->first.first == incident; ++at) {
    const BroadcastRow& broadcast = state.broadcasts.at(at->first.second);
    if (broadcast.expanded && broadcast.live == 0) continue;
    pending.push_back(at->first.second);
    highest = std::min(highest, broadcast.lane);
  }
  for (const BroadcastId id : pending) {
    if (state.broadcasts.at(id).lane != highest) state.broadcasts.edit(id).lane = highest;
  }
}

}  // namespace crier::store::memory
