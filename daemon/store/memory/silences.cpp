#include "store/memory/store.h"

namespace crier::store::memory {

Result<std::int64_t> MemoryStore::add_silence(const core::Silence& silence) {
  const std::int64_t number = state_.next("silence");
  core::Silence kept = silence;
  kept.number = number;
  state_.silences.put(number, std::move(kept));
  return number;
}

Result<std::vector<core::Silence>> MemoryStore::silences(UtcTime from) {
  std::vector<core::Silence> all;
  for (const auto& [number, silence] : state_.silences.rows()) {
    if (silence.until > from) all.push_back(silence);
  }
  return all;
}

Result<bool> MemoryStore::end_silence(std::int64_t number, UtcTime until, UtcTime now) {
  const core::Silence* silence = state_.silences.find(number);
  if (silence == nullptr || silence->until <= now) return false;
  state_.silences.edit(number).until = until;
  return true;
}

Result<std::vector<core::Incident>> MemoryStore::opened_by_monitors(UtcTime since, std::size_t limit) {
  std::vector<core::Incident> all;
  const auto& rows = state_.incidents.rows();
  for (auto at = rows.rbegin(); at != rows.rend() && all.size() < limit; ++at) {
    const core::Incident& incident = at->second.incident;
    if (incident.is_operators()) continue;
    if (incident.opened < since) break;
    if (incident.is_monitors() && !incident.is_notice && !incident.exercise) all.push_back(incident);
  }
  return all;
}

}  // namespace crier::store::memory
