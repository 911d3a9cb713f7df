#include <algorithm>

#include "store/memory/expansion.h"
#include "store/memory/store.h"

namespace crier::store::memory {

Result<std::optional<Stored>> MemoryStore::stored(UpdateId update) {
  const UpdateRow* row = state_.updates.find(update);
  if (!row) return std::optional<Stored>{};
  return std::optional(Stored{state_.incidents.at(row->incident).incident, row->update});
}

Result<std::optional<core::Update>> MemoryStore::update(IncidentId incident, int number) {
  const UpdateId* id = state_.by_number.find({incident, number});
  return id ? std::optional(state_.updates.at(*id).update) : std::nullopt;
}

Result<DuePending> MemoryStore::due_pending(UtcTime now, std::size_t limit) {
  std::vector<std::pair<UtcTime, UpdateId>> all;
  for (const auto& [id, row] : state_.incidents.rows()) {
    for (const core::Pending& one : row.incident.pending) {
      const UpdateId* update = state_.by_number.find({id, one.number});
      if (one.due && update) all.emplace_back(*one.due, *update);
    }
  }
  std::sort(all.begin(), all.end());
  DuePending due;
  for (const auto& [at, update] : all) {
    if (at > now || due.now.size() == limit) {
      due.next = at;
      break;
    }
    due.now.push_back(update);
  }
  return due;
}

Result<BroadcastCount> MemoryStore::reach(const NewBroadcast& planned) {
  const GroupName group{planned.audience, planned.channel};
  if (planned.for_fallbacks) return BroadcastCount{planned.audience, planned.channel, 0, 0};
  std::vector<std::pair<std::string, std::int64_t>> earlier;
  for (const std::string& audience : planned.earlier_audiences) {
    earlier.emplace_back(audience, generation_for_new(state_, {audience, planned.channel}));
  }
  return memory::reach(state_, group, generation_for_new(state_, group), earlier);
}

Result<bool> MemoryStore::end_pending(UpdateId update, core::UpdateState as) {
  const UpdateRow* row = state_.updates.find(update);
  if (!row || !core::is_pending(row->update.state)) return false;
  const IncidentId incident = row->incident;
  const int number = row->update.number;
  state_.updates.edit(update).update.state = as;
  core::Incident& of = state_.incidents.edit(incident).incident;
  of = core::without_pending(std::move(of), number);
  return true;
}

}  // namespace crier::store::memory
