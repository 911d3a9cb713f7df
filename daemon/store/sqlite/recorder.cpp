#include "store/sqlite/recorder.h"

#include <algorithm>

#include "base/text.h"
#include "store/codec.h"

namespace crier::store::sqlite {
namespace {

IncidentState state_of(const core::Incident& incident) {
  if (incident.is_notice) return IncidentState::notice;
  return incident.is_open() ? IncidentState::open : IncidentState::resolved;
}

/// What the clock looks for: see the third schema.
std::int64_t watch_of(const core::Incident& incident) {
  constexpr std::int64_t kMaintenance = 1;
  constexpr std::int64_t kDeferred = 2;
  return (incident.is_maintenance() && incident.is_open() ? kMaintenance : 0) | (incident.deferred.empty() ? 0 : kDeferred);
}

UtcTime accepted_at(const core::Update& update, UtcTime now) { return update.at == UtcTime{} ? now : update.at; }

}  // namespace

Recorder::Recorder(Tables& tables, Chains& chains)
    : t_(tables),
      chains_(chains),
      receipt_(t_.database,
               "SELECT content, id FROM updates INDEXED BY updates_receipt WHERE scope = ? AND receipt = ? AND receipt IS NOT NULL"),
      drop_receipt_(t_.database,
                    "UPDATE updates INDEXED BY updates_receipt SET scope = NULL, receipt = NULL, content = NULL, until = NULL"
                    " WHERE scope = ? AND receipt = ? AND receipt IS NOT NULL"),
      newest_incident_(t_.database, "SELECT id, occurrence, document FROM incident WHERE key = ? ORDER BY occurrence DESC LIMIT 1"),
      named_incident_(t_.database, "SELECT id, occurrence, document FROM incident WHERE key = ? AND occurrence = ?"),
      notice_(t_.database, "SELECT value FROM meta WHERE name = 'notice'"),
      keep_notice_(t_.database, "INSERT OR REPLACE INTO meta VALUES ('notice', ?)"),
      insert_incident_(t_.database,
                       "INSERT INTO incident(id, state, ended, document, key, occurrence, watch) VALUES (?, ?, ?, ?, ?, ?, ?)"),
      update_incident_(t_.database, "UPDATE incident SET state = ?2, ended = ?3, document = ?4, watch = ?5 WHERE id = ?1"),
      keep_incident_(t_.database, "UPDATE incident SET document = ?2, watch = ?3 WHERE id = ?1"),
      insert_message_(t_.database, "INSERT INTO message(id, language, subject, text, html, parts, payload) VALUES (?, ?, ?, ?, ?, ?, ?)"),
      accepted_(t_.database,
                "SELECT u.incident, i.key, i.occurrence, u.number, u.state FROM updates u CROSS JOIN incident i ON i.id = u.incident WHERE "
                "u.id = ?"),
      incident_ids_(t_.database, "SELECT max(id) FROM incident"),
      message_ids_(t_.database, "SELECT max(id) FROM message") {}

void Recorder::forget() {
  incident_ids_.forget();
  message_ids_.forget();
}

Result<std::optional<Receipt>> Recorder::receipt(const std::string& scope, const std::string& id) {
  std::optional<Receipt> found;
  Rows row = receipt_(scope, id);
  if (row.next()) {
    found.emplace();
    found->content = row.digest();
    found->update = row.id<UpdateId>();
  }
  return t_.database.outcome(found);
}

Result<std::optional<core::Incident>> Recorder::incident(const std::string& key, int occurrence) {
  Rows row = occurrence == 0 ? newest_incident_(key) : named_incident_(key, occurrence);
  if (!row.next()) return t_.database.outcome(std::optional<core::Incident>{});
  const auto id = row.id<IncidentId>();
  const auto found_occurrence = static_cast<int>(row.integer());
  auto incident = decode_incident(row.view());
  if (!incident) return incident.error();
  incident->id = id;
  incident->key = key;
  incident->occurrence = found_occurrence;
  return t_.database.outcome(std::optional(std::move(*incident)));
}

Result<Group> Recorder::group(const std::string& audience, const std::string& channel) {
  Group group;
  const GroupRow* row = t_.groups.find(t_.names.audience(audience), t_.names.channel(channel));
  if (row != nullptr && row->exists()) {
    group.exists = true;
    group.recipients = row->count - t_.overlaps.suppressed({row->id, row->generation}, {});
    // While the first generation is taken in, its languages so far are better than none.
    const std::string& languages = row->generation > 0 ? row->languages : row->opening_languages;
    for (const std::string_view language : split(languages, '\n')) {
      if (!language.empty()) group.languages.emplace_back(language);
    }
  }
  return t_.database.outcome(std::move(group));
}

Result<std::int64_t> Recorder::next_notice() {
  const std::int64_t number = notice_.one().value_or(0) + 1;
  keep_notice_.run(number);
  return t_.database.outcome(number);
}

void Recorder::store_incident(const core::Incident& incident, IncidentId id, bool is_new, UtcTime now) {
  const auto ended = incident.is_notice ? std::optional(now) : incident.retracted ? incident.retracted : incident.resolved;
  const std::string document = encode(incident);
  if (is_new)
    insert_incident_.run(id, state_of(incident), ended, document, incident.key, incident.occurrence, watch_of(incident));
  else
    update_incident_.run(id, state_of(incident), ended, document, watch_of(incident));
}

void Recorder::keep(const core::Incident& incident) {
  if (!incident.is_notice) return store_incident(incident, incident.id, false, UtcTime{});
  // When a notice was made is not known by itself.
  const std::string document = encode(incident);
  keep_incident_.run(incident.id, document, watch_of(incident));
}

void Recorder::store_update(const Acceptance& acceptance, const Accepted& accepted, UpdateRows::Span broadcasts, UtcTime now) {
  const UtcTime at = accepted_at(acceptance.update, now);
  if (acceptance.update.id) {
    t_.updates.release(acceptance, broadcasts, at);
  } else {
    if (acceptance.receipt && acceptance.receipt->replaces) drop_receipt_.run(acceptance.receipt->scope, acceptance.receipt->id);
    t_.updates.insert(accepted.update, accepted.incident, acceptance, broadcasts, at);
  }
  for (const core::Settled& one : acceptance.settled) t_.updates.settle(accepted.incident, one);
  for (const core::Pending& one : acceptance.incident.pending) {
    if (one.number != accepted.number) t_.updates.set_due(accepted.incident, one);
  }
}

void Recorder::store_messages(Broadcast& b, const NewBroadcast& planned) {
  b.messages = static_cast<int>(planned.messages.size());
  for (const core::Message& message : planned.messages) {
    const MessageId id{message_ids_.next()};
    if (!b.first_message) b.first_message = id;
    const std::string parts = encode_parts(message.parts);
    insert_message_.run(id, message.language, message.subject, message.text, message.html, or_null(parts), Blob{message.payload});
  }
}

void Recorder::count_members(Broadcast& b, const NewBroadcast& planned) {
  const GroupRow* group = planned.for_fallbacks ? nullptr : t_.groups.find(b.audience, b.channel);
  if (group == nullptr) {
    b.set(kExpanded);
    return;
  }
  std::vector<GroupAt> earlier;
  std::vector<GroupAt> complete;
  for (const std::string& name : planned.earlier_audiences) {
    const GroupRow* other = t_.groups.find(t_.names.audience(name), b.channel);
    if (other == nullptr) continue;
    earlier.push_back({other->id, other->newest()});
    complete.push_back({other->id, other->generation});
  }
  b.group = group->id;
  b.generation = group->newest();
  b.waits = group->opening.has_value();
  b.earlier = encode_groups(earlier);
  // While a generation is taken in, the complete one is the best estimate; complete() counts anew.
  const GroupAt counted{group->id, group->generation};
  b.deduplicated = t_.overlaps.shared(counted, group->count, complete);
  b.rest = group->count - b.deduplicated;
  b.recipients = b.rest - t_.overlaps.suppressed(counted, complete);
  if (group->count == 0 && !b.waits) b.set(kExpanded);
  const auto fallback_after = group->opening ? group->opening_fallback_after : group->fallback_after;
  if (fallback_after && !b.has(kExpanded)) b.fallback_at = b.accepted + *fallback_after;
}

Broadcast Recorder::plan(const NewBroadcast& planned, const Acceptance& acceptance, UtcTime now) {
  Broadcast b;
  b.id = t_.broadcasts.next_id();
  b.number = acceptance.update.number;
  b.previous = planned.previous_update;
  b.audience = t_.names.audience(planned.audience);
  b.channel = t_.names.channel(planned.channel);
  b.own_class = t_.names.destination_class(b.channel, "");
  b.accepted = accepted_at(acceptance.update, now);
  b.lane = planned.lane;
  b.expires = planned.expires;
  if (planned.for_fallbacks) b.set(kForFallbacks);
  if (planned.exercise) b.set(kExercise);
  if (planned.backlog == core::Backlog::latest) b.set(kLatest);
  if (acceptance.update.event.corrects) b.set(kCorrects);
  for (const NewBroadcast& other : acceptance.broadcasts) {
    if (&other != &planned && other.channel == planned.channel) b.set(kShared);
  }
  count_members(b, planned);
  store_messages(b, planned);
  return b;
}

void Recorder::supersede(Broadcast& b, UtcTime now) {
  chains_.close(b, core::DeliveryState::superseded, now);
  for (const DeliveryId& id : t_.deliveries.live(b.id)) {
    const auto unsent = t_.deliveries.find(id);
    if (unsent && unsent->is_post() && unsent->is_live()) chains_.supersede(b, *unsent, now);
  }
  t_.lineup.settle_all(b, now);
}

// What is unsent of earlier updates to the same audience. Who is in another audience too is superseded when expanded.
void Recorder::supersede_earlier(IncidentId incident, const NewBroadcast& planned, UtcTime now) {
  const std::int64_t audience = t_.names.audience(planned.audience);
  for (Broadcast* earlier : t_.broadcasts.active(incident, t_.names.channel(planned.channel))) {
    if (!earlier->has(kForFallbacks) && earlier->audience == audience) supersede(*earlier, now);
  }
}

// The mark is for what is being sent now: it is not sent again, and its fallbacks would say what is wrong.
void Recorder::give_way(IncidentId incident, int number, UtcTime now) {
  t_.broadcasts.write_new();
  for (const BroadcastId id : t_.updates.broadcasts(incident, number)) {
    Broadcast* b = t_.broadcasts.find(id);
    if (b == nullptr) continue;
    b->set(kGivesWay);
    supersede(*b, now);
  }
}

Result<BroadcastCount> Recorder::reach(const NewBroadcast& planned) {
  Broadcast b;
  b.audience = t_.names.audience(planned.audience);
  b.channel = t_.names.channel(planned.channel);
  count_members(b, planned);
  return t_.database.outcome(BroadcastCount{planned.audience, planned.channel, b.recipients, b.deduplicated});
}

core::Lane Recorder::common_lane(const Acceptance& acceptance, const std::vector<Broadcast*>& pending) {
  auto lane = core::Lane::bulk;
  for (const Broadcast* one : pending) lane = std::min(lane, one->lane);
  for (const NewBroadcast& planned : acceptance.broadcasts) lane = std::min(lane, planned.lane);
  return lane;
}

void Recorder::insert(Broadcast b, Accepted& accepted, core::Lane lane, bool is_first, UtcTime now) {
  b.incident = accepted.incident;
  b.update = accepted.update;
  b.lane = lane;
  b.incident_name = accepted.incident_name;
  if (!b.has(kForFallbacks)) {
    accepted.broadcasts.push_back({t_.names.audience_name(b.audience), t_.names.channel_name(b.channel), b.recipients, b.deduplicated});
  }
  b.is_alone = is_first && !b.has(kShared);
  Broadcast& stored = t_.broadcasts.insert(std::move(b));
  if (stored.is_active()) t_.lineup.add_work(stored, stored.own_class, stored.waits ? kNever : now);
}

Result<Accepted> Recorder::record(const Acceptance& acceptance, UtcTime now) {
  const bool is_new = !acceptance.incident.id;
  Accepted accepted;
  accepted.incident = is_new ? IncidentId{incident_ids_.next()} : acceptance.incident.id;
  accepted.update = acceptance.update.id ? acceptance.update.id : t_.updates.next_id();
  accepted.incident_name = acceptance.incident.name();
  accepted.number = acceptance.update.number;
  accepted.state = acceptance.update.state;
  store_incident(acceptance.incident, accepted.incident, is_new, now);

  std::vector<Broadcast*> pending;
  if (!is_new) pending = t_.broadcasts.active(accepted.incident);
  for (Broadcast* one : pending) one->is_alone = false;
  const core::Lane lane = common_lane(acceptance, pending);
  for (const int number : acceptance.gives_way) give_way(accepted.incident, number, now);
  for (const NewBroadcast& planned : acceptance.broadcasts) {
    if (!is_new && planned.backlog == core::Backlog::latest && !planned.for_fallbacks) supersede_earlier(accepted.incident, planned, now);
  }
  std::vector<Broadcast> planned;
  for (const NewBroadcast& one : acceptance.broadcasts) planned.push_back(plan(one, acceptance, now));
  store_update(acceptance, accepted, {planned.empty() ? 0 : planned.front().id.value, planned.size()}, now);
  for (Broadcast& b : planned) insert(std::move(b), accepted, lane, is_new, now);
  for (Broadcast* one : pending) t_.lineup.raise(*one, lane);
  return t_.database.outcome(std::move(accepted));
}

Result<Accepted> Recorder::accepted(UpdateId update) {
  Accepted accepted;
  accepted.update = update;
  {
    Rows row = accepted_(update);
    if (!row.next()) {
      if (t_.database.failed()) return t_.database.error();
      return Error{ErrorKind::not_found, "There is no update " + to_text(update) + "."};
    }
    accepted.incident = row.id<IncidentId>();
    const std::string key = row.text();
    accepted.incident_name = core::incident_name(key, static_cast<int>(row.integer()));
    accepted.number = static_cast<int>(row.integer());
    accepted.state = row.as<core::UpdateState>();
  }
  for (const Broadcast* b : t_.broadcasts.of_update(update)) {
    if (b->has(kForFallbacks)) continue;
    accepted.broadcasts.push_back({t_.names.audience_name(b->audience), t_.names.channel_name(b->channel), b->recipients, b->deduplicated});
  }
  return t_.database.outcome(std::move(accepted));
}

}  // namespace crier::store::sqlite
