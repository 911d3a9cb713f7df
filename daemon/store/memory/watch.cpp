#include <algorithm>

#include "store/memory/deliveries.h"
#include "store/memory/store.h"

namespace crier::store {

void watch_deliveries(Memory& memory, DeliveryWatch watch) {
  const std::lock_guard lock(memory.mutex);
  memory.watch = std::move(watch);
}

namespace memory {
namespace {

std::size_t ended(const std::vector<AttemptRecord>& attempts) {
  return static_cast<std::size_t>(
      std::count_if(attempts.begin(), attempts.end(), [](const AttemptRecord& one) { return one.result != core::AttemptResult::none; }));
}

}  // namespace

void report_changes(const State& state, const DeliveryWatch& watch) {
  for (const auto& [id, before] : state.deliveries.changed()) {
    const DeliveryRow* row = state.deliveries.find(id);
    if (!row || id.kind != DeliveryKind::post) continue;
    const std::size_t ended_before = before ? ended(before->attempts) : 0;
    const bool has_ended = core::is_final(row->state) && !(before && core::is_final(before->state));
    if (!has_ended && ended(row->attempts) == ended_before) continue;
    const BroadcastRow& broadcast = state.broadcasts.at(id.broadcast);
    const core::Message* message = state.messages.find(message_for(broadcast, recipient_named(state, id).language));
    static const core::Message kNone;
    const DeliveryRecord record = delivery_record(state, id);
    watch({record, ended_before, has_ended, state.incidents.at(broadcast.incident).incident, state.updates.at(broadcast.update).update,
           message ? *message : kNone});
  }
}

}  // namespace memory
}  // namespace crier::store
