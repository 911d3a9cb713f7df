#include "store/memory/deliveries.h"
#include "store/memory/expansion.h"
#include "store/memory/store.h"

namespace crier::store::memory {
namespace {

using core::DeliveryState;

void stop_broadcast(State& state, BroadcastId id, Work& work) {
  state.broadcasts.edit(id).ending = DeliveryState::cancelled;
  close_rest(state, id, DeliveryState::cancelled);
  work.insert(class_of(state, state.broadcasts.at(id).group.second, ""));  // later updates may have waited to expand behind it
  std::vector<DeliveryId> unsent;
  const auto& rows = state.deliveries.rows();
  for (auto at = rows.lower_bound({id, RecipientId{}, DeliveryKind::post}); at != rows.end() && at->first.broadcast == id; ++at) {
    const DeliveryState now = at->second.state;
    const bool is_unsent = now == DeliveryState::queued || now == DeliveryState::waiting;
    if (is_unsent && at->first.kind == DeliveryKind::post) unsent.push_back(at->first);
  }
  for (const DeliveryId& one : unsent) {
    change_delivery(
        state, one, [](DeliveryRow& row) { row.state = DeliveryState::cancelled; }, work);
  }
}

}  // namespace

Result<StopCounts> MemoryStore::stop(UpdateId id, UtcTime) {
  const UpdateRow* row = state_.updates.find(id);
  if (!row) return Error{ErrorKind::not_found, "No update " + to_text(id) + " is stored."};
  const core::UpdateState state = row->update.state;
  const bool has_sent = state == core::UpdateState::announced || state == core::UpdateState::stopped;
  Work work;
  StopCounts counts;
  const auto& rows = state_.by_update.rows();
  for (auto at = rows.lower_bound({id, BroadcastId{}}); at != rows.end() && at->first.first == id; ++at) {
    if (has_sent) stop_broadcast(state_, at->first.second, work);
    const StateCounts stand = counts_of(state_.broadcasts.at(at->first.second));
    counts.delivered += stand[static_cast<std::size_t>(DeliveryState::delivered)];
    counts.sending += stand[static_cast<std::size_t>(DeliveryState::sending)];
    counts.cancelled += stand[static_cast<std::size_t>(DeliveryState::cancelled)];
  }
  if (state == core::UpdateState::announced && counts.sending + counts.cancelled > 0)
    state_.updates.edit(id).update.state = core::UpdateState::stopped;
  counts.work.assign(work.begin(), work.end());
  return counts;
}

}  // namespace crier::store::memory
