#include <limits>

#include "core/event.h"
#include "store/memory/deliveries.h"
#include "store/memory/expansion.h"
#include "store/memory/fallbacks.h"
#include "store/memory/store.h"

namespace crier::store::memory {
namespace {

using core::DeliveryState;

/// Stores the incident as it stands; a new one gets the next occurrence of its key.
core::Incident store_incident(State& state, core::Incident incident) {
  if (!incident.id) {
    incident.id = IncidentId{state.next("incident")};
    const std::optional<IncidentId> earlier = find_incident(state, incident.key, 0);
    incident.occurrence = earlier ? state.incidents.at(*earlier).incident.occurrence + 1 : 1;
    state.by_name.put({incident.key, incident.occurrence}, incident.id);
  }
  state.incidents.put(incident.id, {incident});
  return incident;
}

std::vector<std::pair<std::string, MessageId>> store_messages(State& state, const std::vector<core::Message>& messages) {
  std::vector<std::pair<std::string, MessageId>> stored;
  for (const core::Message& message : messages) {
    const MessageId id{state.next("message")};
    state.messages.put(id, message);
    stored.emplace_back(message.language, id);
  }
  return stored;
}

/// What is unsent of a broadcast gives way to a later update.
void supersede(State& state, BroadcastId id, Work& work) {
  close_rest(state, id, DeliveryState::superseded);
  const auto& deliveries = state.deliveries.rows();
  for (auto at = deliveries.lower_bound({id, RecipientId{}, DeliveryKind::post}); at != deliveries.end() && at->first.broadcast == id;
       ++at) {
    const bool unsent = at->second.state == DeliveryState::queued || at->second.state == DeliveryState::waiting;
    if (!unsent || at->first.kind != DeliveryKind::post || at->second.is_begun()) continue;
    change_delivery(
        state, at->first, [](DeliveryRow& row) { row.state = DeliveryState::superseded; }, work);
  }
}

/// All of one update gives way, and what is being sent now is not sent again.
void give_way(State& state, IncidentId incident, int number, Work& work) {
  const UpdateId* update = state.by_number.find({incident, number});
  if (!update) return;
  std::vector<BroadcastId> all;
  const auto& rows = state.by_update.rows();
  for (auto at = rows.lower_bound({*update, BroadcastId{}}); at != rows.end() && at->first.first == *update; ++at) {
    all.push_back(at->first.second);
  }
  for (const BroadcastId id : all) {
    BroadcastRow& broadcast = state.broadcasts.edit(id);
    if (!broadcast.ending) broadcast.ending = DeliveryState::superseded;
    supersede(state, id, work);
  }
}

/// What is unsent of the incident's earlier updates to the same audience and channel.
void supersede_earlier(State& state, BroadcastId than, Work& work) {
  const BroadcastRow& newer = state.broadcasts.at(than);
  std::vector<BroadcastId> older;
  const auto& rows = state.by_incident.rows();
  for (auto at = rows.lower_bound({newer.incident, BroadcastId{}}); at != rows.end() && at->first.first == newer.incident; ++at) {
    const BroadcastRow& broadcast = state.broadcasts.at(at->first.second);
    if (at->first.second < than && !broadcast.for_fallbacks && broadcast.group == newer.group) older.push_back(at->first.second);
  }
  for (const BroadcastId id : older) supersede(state, id, work);
}

void store_broadcast(State& state, const NewBroadcast& planned, const UpdateRow& update, const core::Incident& incident, Work& work) {
  const BroadcastId id{state.next("broadcast")};
  BroadcastRow row;
  row.update = update.update.id;
  row.incident = incident.id;
  row.incident_name = incident.name();
  row.exercise = planned.exercise;
  row.number = update.update.number;
  row.accepted = update.update.at;
  row.expires = planned.expires;
  row.group = {planned.audience, planned.channel};
  row.lane = planned.lane;
  row.backlog = planned.backlog;
  row.previous_update = planned.previous_update;
  row.for_fallbacks = planned.for_fallbacks;
  row.expanded = planned.for_fallbacks;
  row.generation = generation_for_new(state, row.group);
  for (const std::string& audience : planned.earlier_audiences) {
    row.earlier.emplace_back(audience, generation_for_new(state, {audience, planned.channel}));
  }
  row.corrects = update.update.event.corrects.value_or(0);
  row.messages = store_messages(state, planned.messages);
  if (!planned.for_fallbacks) {
    const BroadcastCount count = reach(state, row.group, row.generation, row.earlier);
    row.recipients = count.recipients;
    row.deduplicated = count.deduplicated;
  }
  state.by_incident.put({incident.id, id}, {});
  state.by_update.put({update.update.id, id}, {});
  if (!planned.for_fallbacks) {
    state.unexpanded.put({incident.id, planned.channel, id}, {});
    state.expanding.put({class_of(state, planned.channel, ""), id}, {});
  }
  state.broadcasts.put(id, std::move(row));
  if (planned.for_fallbacks) return;
  count_rest(state, id);
  set_timers(state, id);
  if (planned.backlog == core::Backlog::latest) supersede_earlier(state, id, work);
}

}  // namespace

std::optional<IncidentId> find_incident(const State& state, const std::string& key, int occurrence) {
  if (occurrence > 0) {
    const IncidentId* named = state.by_name.find({key, occurrence});
    return named ? std::optional(*named) : std::nullopt;
  }
  auto at = state.by_name.rows().lower_bound({key, std::numeric_limits<int>::max()});
  if (at == state.by_name.rows().begin() || std::prev(at)->first.first != key) return std::nullopt;
  return std::prev(at)->second;
}

Result<std::optional<Receipt>> MemoryStore::receipt(const std::string& scope, const std::string& id) {
  const ReceiptRow* row = state_.receipts.find({scope, id});
  return row ? std::optional(row->receipt) : std::nullopt;
}

Result<std::optional<core::Incident>> MemoryStore::incident(const std::string& key, int occurrence) {
  const std::optional<IncidentId> id = find_incident(state_, key, occurrence);
  return id ? std::optional(state_.incidents.at(*id).incident) : std::nullopt;
}

Result<Group> MemoryStore::group(const std::string& audience, const std::string& channel) {
  const GroupName name{audience, channel};
  Group group;
  const GroupRow* row = state_.groups.find(name);
  if (!row) return group;
  group.exists = true;
  std::set<std::string> languages;
  const auto& members = state_.members.rows();
  for (auto at = members.lower_bound({name, RecipientId{}}); at != members.end() && at->first.first == name; ++at) {
    if (is_suppressed(state_, at->first.second)) continue;
    if (at->second.counts_for(row->generation)) ++group.recipients;
    const std::string& language = at->second.recipient.language;
    if (!language.empty()) languages.insert(language);
  }
  group.languages.assign(languages.begin(), languages.end());
  return group;
}

Result<std::int64_t> MemoryStore::next_notice() { return state_.next("notice"); }

Result<Accepted> MemoryStore::record(const Acceptance& acceptance, UtcTime now) {
  const core::Incident incident = store_incident(state_, acceptance.incident);
  UpdateRow update{incident.id, acceptance.update};
  const bool is_new = !update.update.id;
  if (is_new) update.update.id = UpdateId{state_.next("update")};
  if (update.update.at == UtcTime{}) update.update.at = now;
  state_.updates.put(update.update.id, update);
  state_.by_number.put({incident.id, update.update.number}, update.update.id);
  for (const core::Settled& one : acceptance.settled) {
    const UpdateId* other = state_.by_number.find({incident.id, one.number});
    if (!other) continue;
    core::Update& settled = state_.updates.edit(*other).update;
    settled.state = one.state;
    if (one.corrected_by) settled.corrected_by = one.corrected_by;
  }
  Work work;
  for (const int number : acceptance.gives_way) give_way(state_, incident.id, number, work);
  for (const NewBroadcast& planned : acceptance.broadcasts) store_broadcast(state_, planned, update, incident, work);
  raise_lanes(state_, incident.id);
  if (acceptance.receipt && is_new) {
    const ReceiptKey& key = *acceptance.receipt;
    state_.receipts.put({key.scope, key.id}, {{key.content, update.update.id}, key.until});
  }
  return accepted(update.update.id);
}

Result<Accepted> MemoryStore::accepted(UpdateId id) {
  const UpdateRow* row = state_.updates.find(id);
  if (!row) return Error{ErrorKind::not_found, "No update " + to_text(id) + " is stored."};
  const core::Incident& incident = state_.incidents.at(row->incident).incident;
  Accepted accepted;
  accepted.incident = incident.id;
  accepted.update = id;
  accepted.incident_name = incident.name();
  accepted.number = row->update.number;
  accepted.state = row->update.state;
  const auto& rows = state_.by_update.rows();
  for (auto at = rows.lower_bound({id, BroadcastId{}}); at != rows.end() && at->first.first == id; ++at) {
    const BroadcastRow& broadcast = state_.broadcasts.at(at->first.second);
    if (broadcast.for_fallbacks) continue;
    accepted.broadcasts.push_back({broadcast.group.first, broadcast.group.second, broadcast.recipients, broadcast.deduplicated});
  }
  return accepted;
}

}  // namespace crier::store::memory
