#include "store/memory/expansion.h"

#include <algorithm>

#include "store/memory/deliveries.h"

namespace crier::store::memory {
namespace {

using core::DeliveryState;

/// Rows that wait for their first attempt, one broadcast at most: beyond it expansion would only fill memory.
constexpr std::int64_t kUntriedRows = 5000;

bool is_left_out(const State& state, const std::string& channel, RecipientId recipient,
                 const std::vector<std::pair<std::string, std::int64_t>>& earlier) {
  for (const auto& [audience, generation] : earlier) {
    const MemberRow* there = state.members.find({{audience, channel}, recipient});
    if (there && there->counts_for(generation)) return true;
  }
  return false;
}

bool reaches(const State& state, const BroadcastId& id, const BroadcastRow& broadcast, RecipientId recipient) {
  const MemberRow* member = state.members.find({broadcast.group, recipient});
  return member && member->counts_for(broadcast.generation) && !state.deliveries.has({id, recipient, DeliveryKind::post}) &&
         !is_left_out(state, broadcast.group.second, recipient, broadcast.earlier);
}

/// How far the broadcast may expand: up to where the unfinished ones of earlier updates of the incident on the channel are.
std::optional<RecipientId> bound(const State& state, const BroadcastId& id, const BroadcastRow& broadcast) {
  std::optional<RecipientId> least;
  const auto& rows = state.unexpanded.rows();
  for (auto at = rows.lower_bound({broadcast.incident, broadcast.group.second, BroadcastId{}}); at != rows.end(); ++at) {
    const auto& [incident, channel, earlier] = at->first;
    if (incident != broadcast.incident || channel != broadcast.group.second || earlier >= id) break;
    const BroadcastRow& other = state.broadcasts.at(earlier);
    if (other.update != broadcast.update) least = least ? std::min(*least, other.cursor) : other.cursor;
  }
  return least;
}

void finish_expansion(State& state, const BroadcastId& id) {
  BroadcastRow& broadcast = state.broadcasts.edit(id);
  broadcast.expanded = true;
  state.unexpanded.erase({broadcast.incident, broadcast.group.second, id});
  state.expanding.erase({class_of(state, broadcast.group.second, ""), id});
}

bool is_complete(const State& state, const BroadcastRow& broadcast) {
  const GroupRow* group = state.groups.find(broadcast.group);
  return group && group->generation >= broadcast.generation;
}

DeliveryRow fresh(const BroadcastRow& broadcast, ClassId in) {
  DeliveryRow row;
  row.incident = broadcast.incident;
  row.in = in;
  row.due = broadcast.accepted;
  row.since = broadcast.accepted;
  return row;
}

}  // namespace

RecipientId recipient_of(State& state, const std::string& channel, const std::string& address) {
  const std::string key = canonical_address("", address);
  if (const RecipientId* known = state.by_address.find({channel, key})) return *known;
  const RecipientId id{state.next("recipient")};
  state.recipients.put(id, {channel, address, key});
  state.by_address.put({channel, key}, id);
  return id;
}

std::optional<RecipientId> next_member(const State& state, BroadcastId id) {
  const BroadcastRow& broadcast = state.broadcasts.at(id);
  if (broadcast.expanded) return std::nullopt;
  const auto& members = state.members.rows();
  for (auto at = members.upper_bound({broadcast.group, broadcast.cursor}); at != members.end(); ++at) {
    if (at->first.first != broadcast.group) break;
    if (reaches(state, id, broadcast, at->first.second)) return at->first.second;
  }
  return std::nullopt;
}

std::optional<RecipientId> next_to_expand(const State& state, BroadcastId id) {
  const BroadcastRow& broadcast = state.broadcasts.at(id);
  if (broadcast.expanded || broadcast.untried >= kUntriedRows || !is_complete(state, broadcast)) return std::nullopt;
  const std::optional<RecipientId> next = next_member(state, id);
  const std::optional<RecipientId> limit = bound(state, id, broadcast);
  if (!next || (limit && *next > *limit)) return std::nullopt;
  return next;
}

void expand(State& state, BroadcastId id, RecipientId recipient, ClassId in, Work& work) {
  BroadcastRow& broadcast = state.broadcasts.edit(id);
  broadcast.cursor = recipient;
  --broadcast.rest;
  const DeliveryId delivery{id, recipient, DeliveryKind::post};
  insert_delivery(state, delivery, fresh(broadcast, in), work);
  if (!next_member(state, id)) finish_expansion(state, id);
}

bool is_to_come(const State& state, const DeliveryId& id) {
  const BroadcastRow* broadcast = state.broadcasts.find(id.broadcast);
  return broadcast && !broadcast->expanded && id.recipient > broadcast->cursor && reaches(state, id.broadcast, *broadcast, id.recipient);
}

std::optional<DeliveryId> expand_one(State& state, BroadcastId id, const std::string& key, Work& work) {
  const BroadcastRow& broadcast = state.broadcasts.at(id);
  const RecipientId* recipient = state.by_address.find({broadcast.group.second, key});
  if (!recipient) return std::nullopt;
  const DeliveryId delivery{id, *recipient, DeliveryKind::post};
  if (!is_to_come(state, delivery)) return std::nullopt;
  --state.broadcasts.edit(id).rest;
  insert_delivery(state, delivery, fresh(broadcast, class_of(state, broadcast.group.second, "")), work);
  if (is_complete(state, broadcast) && !next_member(state, id)) finish_expansion(state, id);
  return delivery;
}

void count_rest(State& state, BroadcastId id) {
  BroadcastRow& broadcast = state.broadcasts.edit(id);
  if (broadcast.expanded) return;
  broadcast.rest = 0;
  const auto& members = state.members.rows();
  for (auto at = members.upper_bound({broadcast.group, broadcast.cursor}); at != members.end() && at->first.first == broadcast.group;
       ++at) {
    if (reaches(state, id, broadcast, at->first.second)) ++broadcast.rest;
  }
  if (broadcast.rest == 0 && is_complete(state, broadcast)) finish_expansion(state, id);
}

void close_rest(State& state, BroadcastId id, DeliveryState as) {
  BroadcastRow& broadcast = state.broadcasts.edit(id);
  if (broadcast.expanded) return;
  broadcast.counts[static_cast<std::size_t>(as)] += broadcast.rest;
  broadcast.rest = 0;
  finish_expansion(state, id);
}

BroadcastCount reach(const State& state, const GroupName& group, std::int64_t generation,
                     const std::vector<std::pair<std::string, std::int64_t>>& earlier) {
  BroadcastCount count{group.first, group.second, 0, 0};
  const auto& members = state.members.rows();
  for (auto at = members.lower_bound({group, RecipientId{}}); at != members.end() && at->first.first == group; ++at) {
    if (!at->second.counts_for(generation)) continue;
    if (is_suppressed(state, at->first.second)) continue;
    ++(is_left_out(state, group.second, at->first.second, earlier) ? count.deduplicated : count.recipients);
  }
  return count;
}

std::map<std::string, std::int64_t> languages_reached(const State& state, const GroupName& group, std::int64_t generation,
                                                      const std::vector<std::pair<std::string, std::int64_t>>& earlier) {
  std::map<std::string, std::int64_t> languages;
  const auto& members = state.members.rows();
  for (auto at = members.lower_bound({group, RecipientId{}}); at != members.end() && at->first.first == group; ++at) {
    const RecipientId recipient = at->first.second;
    if (!at->second.counts_for(generation) || is_suppressed(state, recipient)) continue;
    if (!is_left_out(state, group.second, recipient, earlier)) ++languages[at->second.recipient.language];
  }
  return languages;
}

std::int64_t generation_for_new(const State& state, const GroupName& group) {
  const GroupRow* row = state.groups.find(group);
  if (!row) return 0;
  return row->open ? row->open : row->generation;
}

}  // namespace crier::store::memory
