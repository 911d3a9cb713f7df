#include <algorithm>
#include <array>
#include <map>

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

/// Posts that ended in this group, by broadcast and state.
using Ends = std::map<std::pair<BroadcastId, core::DeliveryState>, std::int64_t>;

const core::Message& message_of(const State& state, MessageId id) {
  static const core::Message kNone;
  const core::Message* message = state.messages.find(id);
  return message ? *message : kNone;
}

Ends report_posts(const State& state, const DeliveryWatch& watch) {
  Ends ends;
  for (const auto& [id, before] : state.deliveries.changed()) {
    const DeliveryRow* row = state.deliveries.find(id);
    if (!row || id.kind != DeliveryKind::post) continue;
    const std::size_t ended_before = before ? ended(before->attempts) : 0;
    const bool has_ended = core::is_final(row->state) && !(before && core::is_final(before->state));
    if (has_ended) ++ends[{id.broadcast, row->state}];
    if (!has_ended && ended(row->attempts) == ended_before) continue;
    const BroadcastRow& broadcast = state.broadcasts.at(id.broadcast);
    const core::Message& message = message_of(state, message_for(broadcast, recipient_named(state, id).language));
    const DeliveryRecord record = delivery_record(state, id);
    watch({record, ended_before, has_ended, 1, state.incidents.at(broadcast.incident).incident, state.updates.at(broadcast.update).update,
           message});
  }
  return ends;
}

/// What was closed without having been expanded is a number only.
void report_rest(const State& state, const DeliveryWatch& watch, const Ends& ends) {
  constexpr std::array kUnsent{core::DeliveryState::failed, core::DeliveryState::superseded, core::DeliveryState::cancelled,
                               core::DeliveryState::expired};
  for (const auto& [id, before] : state.broadcasts.changed()) {
    const BroadcastRow* row = state.broadcasts.find(id);
    if (!row) continue;
    for (const auto how : kUnsent) {
      const auto index = static_cast<std::size_t>(how);
      const auto told = ends.find({id, how});
      const std::int64_t count = row->counts[index] - (before ? before->counts[index] : 0) - (told == ends.end() ? 0 : told->second);
      if (count <= 0) continue;
      DeliveryRecord record;
      record.state = how;
      record.incident = row->incident_name;
      record.update = row->number;
      record.audience = row->group.first;
      record.channel = row->group.second;
      watch({record, 0, true, count, state.incidents.at(row->incident).incident, state.updates.at(row->update).update,
             message_of(state, message_for(*row, ""))});
    }
  }
}

}  // namespace

void report_changes(const State& state, const DeliveryWatch& watch) { report_rest(state, watch, report_posts(state, watch)); }

}  // namespace memory
}  // namespace crier::store
