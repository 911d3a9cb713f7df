#include <algorithm>

#include "store/memory/deliveries.h"
#include "store/memory/store.h"

namespace crier::store::memory {
namespace {

constexpr const char* kLooked = "looked_until";

SettledOccasion settled_of(const std::pair<std::string, core::OccasionResult>& key, const OccasionRow& row) {
  return {key.first, key.second, row.at, row.incidents};
}

/// What was answered last about the first post of it that is not delivered and of which something was said.
std::string reply_of_broadcast(const State& state, BroadcastId broadcast) {
  const auto& rows = state.deliveries.rows();
  for (auto at = rows.lower_bound({broadcast, RecipientId{}, DeliveryKind::post}); at != rows.end() && at->first.broadcast == broadcast;
       ++at) {
    const DeliveryRow& row = at->second;
    if (at->first.kind != DeliveryKind::post || row.state == core::DeliveryState::delivered) continue;
    for (auto attempt = row.attempts.rbegin(); attempt != row.attempts.rend(); ++attempt) {
      if (!attempt->reply.empty()) return attempt->reply;
    }
    if (!row.reason.empty()) return row.reason;
  }
  return "";
}

}  // namespace

Result<std::vector<SettledOccasion>> MemoryStore::settled(const std::string& key) {
  std::vector<SettledOccasion> all;
  const auto& rows = state_.occasions.rows();
  for (auto at = rows.lower_bound({key, core::OccasionResult::done}); at != rows.end() && at->first.first == key; ++at)
    all.push_back(settled_of(at->first, at->second));
  return all;
}

Result<void> MemoryStore::settle(const SettledOccasion& settled) {
  const std::pair key{settled.key, settled.result};
  OccasionRow row{settled.at, settled.incidents};
  if (const auto* before = state_.occasions.find(key)) {
    row.incidents.insert(row.incidents.end(), before->incidents.begin(), before->incidents.end());
    std::sort(row.incidents.begin(), row.incidents.end());
    row.incidents.erase(std::unique(row.incidents.begin(), row.incidents.end()), row.incidents.end());
  }
  state_.occasions.put(key, std::move(row));
  const std::pair missed{settled.key, core::OccasionResult::missed};
  if (settled.result == core::OccasionResult::missed || !state_.occasions.has(missed)) return {};
  OccasionRow& left = state_.occasions.edit(missed);
  std::erase_if(left.incidents, [&](IncidentId id) {
    return std::find(settled.incidents.begin(), settled.incidents.end(), id) != settled.incidents.end();
  });
  if (left.incidents.empty()) state_.occasions.erase(missed);
  return {};
}

Result<std::vector<SettledOccasion>> MemoryStore::settled_from(UtcTime from) {
  std::vector<SettledOccasion> all;
  for (const auto& [key, row] : state_.occasions.rows()) {
    if (row.at >= from) all.push_back(settled_of(key, row));
  }
  std::sort(all.begin(), all.end(), [](const SettledOccasion& a, const SettledOccasion& b) {
    return std::tie(a.at, a.key, a.result) < std::tie(b.at, b.key, b.result);
  });
  return all;
}

Result<std::optional<UtcTime>> MemoryStore::looked_until() {
  const UtcTime* time = state_.clock.find(kLooked);
  return time ? std::optional(*time) : std::nullopt;
}

Result<void> MemoryStore::set_looked_until(UtcTime time) {
  state_.clock.put(kLooked, time);
  return {};
}

Result<std::vector<core::Incident>> MemoryStore::watched(UtcTime ended_from, const Wanted& wanted) {
  std::vector<core::Incident> all;
  for (const auto& [id, row] : state_.incidents.rows()) {
    const core::Incident& incident = row.incident;
    const auto& ended = incident.retracted ? incident.retracted : incident.resolved;
    const bool is_recent = !incident.is_notice && ended && *ended >= ended_from;
    if ((incident.is_open() || is_recent || !incident.deferred.empty()) && !incident.is_operators() && wanted(incident))
      all.push_back(incident);
  }
  return all;
}

Result<std::optional<core::Incident>> MemoryStore::incident_of(IncidentId id) {
  const IncidentRow* row = state_.incidents.find(id);
  return row && !row->incident.is_operators() ? std::optional(row->incident) : std::nullopt;
}

Result<void> MemoryStore::keep_incident(const core::Incident& incident) {
  state_.incidents.edit(incident.id).incident = incident;
  return {};
}

Result<std::vector<core::Incident>> MemoryStore::open_maintenance() {
  std::vector<core::Incident> all;
  for (const auto& [id, row] : state_.incidents.rows()) {
    if (row.incident.is_maintenance() && row.incident.is_open()) all.push_back(row.incident);
  }
  return all;
}

Result<std::vector<UpdateId>> MemoryStore::waiting_during(const std::string& maintenance) {
  std::vector<UpdateId> all;
  for (const auto& [id, row] : state_.incidents.rows()) {
    for (const core::Pending& one : row.incident.pending) {
      const UpdateId* update = state_.by_number.find({id, one.number});
      if (one.state == core::UpdateState::waiting && one.during == maintenance && update) all.push_back(*update);
    }
  }
  std::sort(all.begin(), all.end());
  return all;
}

Result<std::vector<core::Update>> MemoryStore::updates_after(IncidentId incident, int after, std::size_t limit) {
  std::vector<core::Update> all;
  const auto& rows = state_.by_number.rows();
  for (auto at = rows.upper_bound({incident, after}); at != rows.end() && at->first.first == incident && all.size() < limit; ++at)
    all.push_back(state_.updates.at(at->second).update);
  return all;
}

Result<std::vector<Way>> MemoryStore::ways(IncidentId incident, const std::string& audience, int from, int until) {
  std::vector<Way> all;
  for (int number = from; number <= until; ++number) {
    const UpdateId* update = state_.by_number.find({incident, number});
    if (!update) continue;
    const auto& rows = state_.by_update.rows();
    for (auto at = rows.lower_bound({*update, BroadcastId{}}); at != rows.end() && at->first.first == *update; ++at) {
      const BroadcastRow& broadcast = state_.broadcasts.at(at->first.second);
      if (broadcast.group.first != audience) continue;
      const StateCounts counts = counts_of(broadcast);
      const auto count = [&](core::DeliveryState state) { return counts[static_cast<std::size_t>(state)]; };
      Way way{broadcast.group.second, broadcast.recipients, count(core::DeliveryState::delivered),
              count(core::DeliveryState::queued) + count(core::DeliveryState::sending) + count(core::DeliveryState::waiting)};
      way.reply = reply_of_broadcast(state_, at->first.second);
      all.push_back(std::move(way));
    }
  }
  return all;
}

Result<bool> MemoryStore::add_reminder(const core::Reminder& reminder) {
  if (state_.reminders.has(reminder.name)) return false;
  state_.reminders.put(reminder.name, reminder);
  return true;
}

Result<std::vector<core::Reminder>> MemoryStore::reminders() {
  std::vector<core::Reminder> all;
  for (const auto& [name, reminder] : state_.reminders.rows()) all.push_back(reminder);
  return all;
}

Result<bool> MemoryStore::remove_reminder(const std::string& name) {
  const bool was_there = state_.reminders.has(name);
  state_.reminders.erase(name);
  return was_there;
}

}  // namespace crier::store::memory
