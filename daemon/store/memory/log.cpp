#include <algorithm>

#include "core/event.h"
#include "store/effect.h"
#include "store/memory/store.h"

namespace crier::store::memory {
namespace {

std::string name_of(const State& state, IncidentId id) {
  const core::Incident& incident = state.incidents.at(id).incident;
  return incident.name();
}

UpdateRecord update_record(const State& state, const UpdateRow& row) {
  const core::Incident& incident = state.incidents.at(row.incident).incident;
  UpdateRecord record;
  record.incident = name_of(state, row.incident);
  record.restricted = incident.restricted;
  record.update = row.update;
  for (const core::Pending& one : incident.pending) {
    if (one.number == row.update.number) record.due = one.due;
  }
  return record;
}

}  // namespace

std::optional<IncidentId> find_named(const State& state, const std::string& incident) {
  const auto name = core::parse_incident_name(incident);
  return name ? find_incident(state, name->key, name->occurrence) : std::nullopt;
}

Page<UpdateRecord> list_updates(const State& state, const UpdateFilter& filter, std::size_t limit, UpdateId from) {
  Page<UpdateRecord> page;
  const auto incident = filter.incident.empty() ? std::nullopt : find_named(state, filter.incident);
  if (!filter.incident.empty() && !incident) return page;
  const auto& rows = state.updates.rows();
  for (auto at = rows.lower_bound(from); at != rows.begin();) {
    --at;
    if (incident && at->second.incident != *incident) continue;
    if (!incident && state.incidents.at(at->second.incident).incident.is_operators()) continue;
    if (filter.state && at->second.update.state != *filter.state) continue;
    if (page.items.size() == limit) {
      page.next = std::to_string(limit == 0 ? from.value : page.items.back().update.id.value);
      break;
    }
    page.items.push_back(update_record(state, at->second));
  }
  return page;
}

Page<LogEntry> list_log(const State& state, const std::string& incident, std::size_t limit, LogPlace from) {
  Page<LogEntry> page;
  const auto of = incident.empty() ? std::nullopt : find_named(state, incident);
  if (!incident.empty() && !of) return page;
  std::vector<std::pair<LogPlace, LogEntry>> all;
  for (const auto& [id, row] : state.updates.rows()) {
    const bool is_listed = of ? row.incident == *of : !state.incidents.at(row.incident).incident.is_operators();
    if (is_listed && LogPlace{id, 0} < from) {
      all.emplace_back(LogPlace{id, 0}, entry_of(name_of(state, row.incident), row.update));
    }
  }
  for (const auto& [place, row] : state.commands.rows()) {
    if ((!of || row.incident == of) && place < from) all.emplace_back(place, row.entry);
  }
  std::sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
  for (const auto& [place, entry] : all) {
    if (page.items.size() == limit) {
      page.next = std::to_string(from.first.value) + "." + std::to_string(from.second);
      break;
    }
    page.items.push_back(entry);
    from = place;
  }
  return page;
}

Result<void> MemoryStore::note(const LogEntry& entry) {
  CommandRow row{std::nullopt, entry};
  if (const auto name = core::parse_incident_name(entry.incident))
    row.incident = find_incident(state_, name->key, std::max(name->occurrence, 1));
  const auto& updates = state_.updates.rows();
  const UpdateId newest = updates.empty() ? UpdateId{} : updates.rbegin()->first;
  std::int64_t turn = 1;
  for (auto at = state_.commands.rows().lower_bound({newest, 1}); at != state_.commands.rows().end() && at->first.first == newest; ++at) {
    turn = at->first.second + 1;
  }
  state_.commands.put({newest, turn}, std::move(row));
  return {};
}

}  // namespace crier::store::memory
