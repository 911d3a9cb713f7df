#include <algorithm>
#include <limits>

#include "store/memory/deliveries.h"
#include "store/memory/expansion.h"
#include "store/memory/store.h"

namespace crier::store::memory {
namespace {

/// The broadcasts of a class that have work, each with the time at which its earliest is due.
std::vector<std::pair<BroadcastId, UtcTime>> work_of(const State& state, ClassId from) {
  std::map<BroadcastId, UtcTime> earliest;
  const auto& ready = state.ready.rows();
  for (auto at = ready.lower_bound({from, BroadcastId{}, UtcTime::min(), RecipientId{}, DeliveryKind::post}); at != ready.end();) {
    const auto& [in, broadcast, due, recipient, kind] = at->first;
    if (in != from) break;
    earliest.emplace(broadcast, due);
    at = ready.upper_bound({from, broadcast, UtcTime::max(), RecipientId{std::numeric_limits<std::int64_t>::max()}, DeliveryKind::edit});
  }
  const auto& expanding = state.expanding.rows();
  for (auto at = expanding.lower_bound({from, BroadcastId{}}); at != expanding.end() && at->first.first == from; ++at) {
    const BroadcastId broadcast = at->first.second;
    if (!next_to_expand(state, broadcast)) continue;
    const UtcTime due = state.broadcasts.at(broadcast).accepted;
    const auto known = earliest.emplace(broadcast, due).first;
    known->second = std::min(known->second, due);
  }
  return {earliest.begin(), earliest.end()};
}

}  // namespace

Result<DestinationClass> MemoryStore::destination_class(const std::string& channel, const std::string& destination) {
  return state_.classes.at(class_of(state_, channel, destination));
}

Result<std::vector<DestinationClass>> MemoryStore::classes_with_work() {
  std::vector<DestinationClass> classes;
  for (const auto& [id, row] : state_.classes.rows()) {
    const auto ready = state_.ready.rows().lower_bound({id, BroadcastId{}, UtcTime::min(), RecipientId{}, DeliveryKind::post});
    const auto expanding = state_.expanding.rows().lower_bound({id, BroadcastId{}});
    const bool has_ready = ready != state_.ready.rows().end() && std::get<0>(ready->first) == id;
    const bool has_more = expanding != state_.expanding.rows().end() && expanding->first.first == id;
    if (has_ready || has_more) classes.push_back(row);
  }
  return classes;
}

Result<std::optional<UtcTime>> MemoryStore::next_due(ClassId from) {
  std::optional<UtcTime> next;
  for (const auto& [broadcast, due] : work_of(state_, from)) next = next ? std::min(*next, due) : due;
  return next;
}

Result<std::vector<Head>> MemoryStore::heads(ClassId from, core::Lane lane, UtcTime now, std::size_t limit) {
  std::vector<std::pair<std::int64_t, Head>> found;
  for (const auto& [id, due] : work_of(state_, from)) {
    const BroadcastRow& broadcast = state_.broadcasts.at(id);
    if (broadcast.lane != lane || due > now) continue;
    const std::int64_t* served = state_.served.find({from, id});
    found.push_back({served ? *served : 0, {id, broadcast.incident, due}});
  }
  std::stable_sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  std::vector<Head> heads;
  for (const auto& [turn, head] : found) {
    if (heads.size() < limit) heads.push_back(head);
  }
  return heads;
}

Result<void> MemoryStore::checkpoint(const Claim& claim, const std::string& progress) {
  const DeliveryRow* row = state_.deliveries.find(claim.delivery);
  if (!row || row->state != core::DeliveryState::sending || row->epoch != claim.epoch) {
    return Error{ErrorKind::stale,
                 "Delivery " + to_text(claim.delivery) + " is not under way under this claim any more; drop the attempt."};
  }
  state_.deliveries.edit(claim.delivery).progress = progress;
  return {};
}

Result<core::Message> MemoryStore::message(MessageId id) {
  const core::Message* message = state_.messages.find(id);
  if (!message) return Error{ErrorKind::not_found, "Message " + std::to_string(id.value) + " is not stored any more."};
  return *message;
}

}  // namespace crier::store::memory
