#include <algorithm>

#include "store/memory/deliveries.h"
#include "store/memory/expansion.h"
#include "store/memory/fallbacks.h"
#include "store/memory/store.h"

namespace crier::store::memory {

using core::DeliveryState;

Result<std::int64_t> MemoryStore::recover(const std::vector<std::string>& drop, UtcTime now) {
  std::vector<DeliveryId> unknown;
  for (const auto& [id, nothing] : state_.sending.rows()) {
    if (state_.deliveries.at(id).epoch < epoch_) unknown.push_back(id);
  }
  Work work;
  for (const DeliveryId& id : unknown) {
    const std::string& channel = state_.broadcasts.at(id.broadcast).group.second;
    const auto ending = ending_of(state_, id);
    const bool dropped = !ending && std::find(drop.begin(), drop.end(), channel) != drop.end();
    change_delivery(
        state_, id,
        [&](DeliveryRow& row) {
          row.attempts.back().result = core::AttemptResult::unknown;
          row.state = ending ? *ending : dropped ? DeliveryState::failed : DeliveryState::waiting;
          row.unsure = true;
          row.due = now;
        },
        work);
    if (dropped) end_delivery(state_, id, DeliveryState::failed, "", now, work);
  }
  return static_cast<std::int64_t>(unknown.size());
}

Result<std::vector<ClassId>> MemoryStore::due_fallbacks(UtcTime now, std::size_t limit) {
  Work work;
  for (std::size_t done = 0; done < limit && !state_.timers.rows().empty(); ++done) {
    const auto timer = state_.timers.rows().begin()->first;
    if (timer.first > now) break;
    state_.timers.erase(timer);
    if (is_on_its_way(state_, timer.second)) fall_back(state_, timer.second, now, work);
  }
  return std::vector<ClassId>(work.begin(), work.end());
}

Result<std::optional<UtcTime>> MemoryStore::next_fallback() {
  if (state_.timers.rows().empty()) return std::optional<UtcTime>();
  return std::optional(state_.timers.rows().begin()->first.first);
}

Result<std::int64_t> MemoryStore::expire(const std::string& channel, UtcTime accepted_before, UtcTime now, std::size_t limit) {
  std::vector<DeliveryId> old;
  std::vector<BroadcastId> rests;
  for (const auto& [id, broadcast] : state_.broadcasts.rows()) {
    if (broadcast.group.second != channel || broadcast.accepted >= accepted_before) continue;
    if (!broadcast.expanded) rests.push_back(id);
    if (broadcast.untried == 0) continue;
    const auto& rows = state_.deliveries.rows();
    for (auto at = rows.lower_bound({id, RecipientId{}, DeliveryKind::post}); at != rows.end() && at->first.broadcast == id; ++at) {
      const DeliveryRow& row = at->second;
      const bool never_started = row.state == DeliveryState::queued && row.attempts.empty() && at->first.kind == DeliveryKind::post;
      if (never_started && row.since < accepted_before) old.push_back(at->first);
    }
  }
  Work work;
  std::int64_t ended = 0;
  const auto most = static_cast<std::int64_t>(limit);
  for (const DeliveryId& id : old) {
    if (ended == most) return ended;
    end_delivery(state_, id, DeliveryState::expired, "", now, work);
    ++ended;
  }
  for (const BroadcastId id : rests) {
    while (ended < most) {
      const std::optional<RecipientId> next = next_to_expand(state_, id);
      if (!next) break;
      expand(state_, id, *next, class_of(state_, channel, ""), work);
      end_delivery(state_, {id, *next, DeliveryKind::post}, DeliveryState::expired, "", now, work);
      ++ended;
    }
  }
  return ended;
}

Result<void> MemoryStore::keep_channel_state(const std::string& channel, const std::string& state) {
  state_.channel_states.put(channel, state);
  return {};
}

Result<std::string> MemoryStore::channel_state(const std::string& channel) {
  const std::string* state = state_.channel_states.find(channel);
  return state ? *state : std::string();
}

Result<void> MemoryStore::set_pause(const std::string& channel, const std::optional<Pause>& pause) {
  state_.pauses.erase(channel);
  if (pause) state_.pauses.put(channel, *pause).channel = channel;
  return {};
}

Result<std::vector<Upkeep::Pause>> MemoryStore::pauses() {
  std::vector<Pause> all;
  for (const auto& [channel, pause] : state_.pauses.rows()) all.push_back(pause);
  return all;
}

}  // namespace crier::store::memory
