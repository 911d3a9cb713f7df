#include "store/memory/deliveries.h"
#include "store/memory/expansion.h"
#include "store/memory/store.h"

namespace crier::store::memory {
namespace {

using core::DeliveryState;

bool may_be_retried(DeliveryState state) {
  return state == DeliveryState::failed || state == DeliveryState::expired || state == DeliveryState::cancelled ||
         state == DeliveryState::waiting;
}

bool may_be_cancelled(DeliveryState state) { return state == DeliveryState::queued || state == DeliveryState::waiting; }

void retry_one(State& state, const DeliveryId& id, UtcTime now, Work& work) {
  change_delivery(
      state, id,
      [&](DeliveryRow& row) {
        if (core::is_final(row.state)) {
          row.state = DeliveryState::queued;
          row.since = now;
        }
        row.reason.clear();
        row.due = now;
      },
      work);
  if (id.kind == DeliveryKind::post) state.broadcasts.edit(id.broadcast).ending.reset();
  const DeliveryRow& row = state.deliveries.at(id);
  if (row.is_ready()) work.insert(row.in);
}

void cancel_one(State& state, const DeliveryId& id, Work& work) {
  change_delivery(
      state, id, [](DeliveryRow& row) { row.state = DeliveryState::cancelled; }, work);
}

std::vector<DeliveryId> matching(const State& state, const DeliveryFilter& filter, bool (*may)(DeliveryState)) {
  const Sieve sieve(state, filter);
  std::vector<DeliveryId> found;
  for (const auto& [id, row] : state.deliveries.rows()) {
    if (may(row.state) && sieve.takes(id, row.state)) found.push_back(id);
  }
  return found;
}

/// Cancels what is not expanded: all of the rest, or the one recipient that the filter names.
std::int64_t cancel_rest(State& state, BroadcastId id, const DeliveryFilter& filter, Work& work) {
  if (filter.recipient.empty()) {
    const std::int64_t rest = state.broadcasts.at(id).rest;
    close_rest(state, id, DeliveryState::cancelled);
    return rest;
  }
  const std::optional<DeliveryId> one = expand_one(state, id, canonical_address("", filter.recipient), work);
  if (!one) return 0;
  cancel_one(state, *one, work);
  return 1;
}

}  // namespace

Sieve::Sieve(const State& state, const DeliveryFilter& filter) : state_(state), filter_(filter) {
  if (filter.incident.empty()) return;
  incident_ = find_named(state, filter.incident);
  if (!incident_) incident_ = IncidentId{};
}

bool Sieve::takes(const BroadcastRow& broadcast) const {
  if (incident_ && broadcast.incident != *incident_) return false;
  if (filter_.update && broadcast.number != *filter_.update) return false;
  if (!filter_.channel.empty() && broadcast.group.second != filter_.channel) return false;
  return !filter_.since || broadcast.accepted >= *filter_.since;
}

bool Sieve::takes(const DeliveryId& id, DeliveryState delivery_state) const {
  if ((id.kind == DeliveryKind::edit) != filter_.edits) return false;
  if (filter_.state && delivery_state != *filter_.state) return false;
  if (!filter_.recipient.empty() && state_.recipients.at(id.recipient).key != canonical_address("", filter_.recipient)) return false;
  return takes(state_.broadcasts.at(id.broadcast));
}

Result<Interventions::Count> MemoryStore::retry(const DeliveryFilter& filter, bool closed_too, UtcTime not_before, UtcTime now) {
  Work work;
  std::int64_t count = 0;
  for (const DeliveryId& id : matching(state_, filter, may_be_retried)) {
    const DeliveryRow& row = state_.deliveries.at(id);
    const bool is_open = state_.incidents.at(row.incident).incident.is_open();
    const BroadcastRow& broadcast = state_.broadcasts.at(id.broadcast);
    if (!closed_too && (!is_open || broadcast.accepted < not_before)) continue;
    if (broadcast.ending && !filter.update) continue;
    if (row.reason == "suppressed" || is_suppressed(state_, id.recipient)) continue;
    retry_one(state_, id, now, work);
    ++count;
  }
  return Count{count, {work.begin(), work.end()}};
}

Result<Interventions::Count> MemoryStore::retry(const DeliveryId& id, UtcTime now) {
  const DeliveryRow* row = state_.deliveries.find(id);
  if (!row || !may_be_retried(row->state)) return Count{};
  Work work;
  retry_one(state_, id, now, work);
  return Count{1, {work.begin(), work.end()}};
}

Result<Interventions::Count> MemoryStore::cancel(const DeliveryFilter& filter, UtcTime) {
  Work work;
  std::int64_t count = 0;
  for (const DeliveryId& id : matching(state_, filter, may_be_cancelled)) {
    cancel_one(state_, id, work);
    ++count;
  }
  if (filter.edits || (filter.state && *filter.state != DeliveryState::queued)) return Count{count, {work.begin(), work.end()}};
  const Sieve sieve(state_, filter);
  std::vector<BroadcastId> rests;
  for (const auto& [key, nothing] : state_.unexpanded.rows()) {
    if (sieve.takes(state_.broadcasts.at(std::get<2>(key)))) rests.push_back(std::get<2>(key));
  }
  for (const BroadcastId id : rests) count += cancel_rest(state_, id, filter, work);
  return Count{count, {work.begin(), work.end()}};
}

Result<Interventions::Count> MemoryStore::cancel(const DeliveryId& id, UtcTime) {
  const DeliveryRow* row = state_.deliveries.find(id);
  if (!row || !may_be_cancelled(row->state)) return Count{};
  Work work;
  cancel_one(state_, id, work);
  return Count{1, {work.begin(), work.end()}};
}

}  // namespace crier::store::memory
