#include "store/sqlite/occasion_rows.h"

#include <algorithm>

#include "base/text.h"
#include "store/codec.h"

namespace crier::store::sqlite {
namespace {

/// Ids as "3,7,12": one row holds all incidents of an occasion, and few of them are ever looked for.
std::string encode_ids(const std::vector<IncidentId>& ids) {
  std::string text;
  for (const IncidentId id : ids) text += (text.empty() ? "" : ",") + std::to_string(id.value);
  return text;
}

std::vector<IncidentId> decode_ids(std::string_view text) {
  std::vector<IncidentId> ids;
  std::int64_t value = 0;
  bool has_digit = false;
  for (const char c : text) {
    if (c == ',') {
      ids.push_back(IncidentId{value});
      value = 0;
    } else {
      value = value * 10 + (c - '0');
      has_digit = true;
    }
  }
  if (has_digit) ids.push_back(IncidentId{value});
  return ids;
}

SettledOccasion read_settled(Rows& row) {
  SettledOccasion settled;
  settled.key = row.text();
  settled.result = row.as<core::OccasionResult>();
  settled.at = row.time();
  settled.incidents = decode_ids(row.view());
  return settled;
}

void merge(std::vector<IncidentId>& into, const std::vector<IncidentId>& more) {
  std::vector<IncidentId> all;
  all.reserve(into.size() + more.size());
  std::set_union(into.begin(), into.end(), more.begin(), more.end(), std::back_inserter(all));
  into = std::move(all);
}

}  // namespace

OccasionRows::OccasionRows(Tables& tables, Recorder& recorder)
    : t_(tables),
      recorder_(recorder),
      settled_(t_.database, "SELECT key, result, at, incidents FROM occasion WHERE key = ? ORDER BY result"),
      from_(t_.database, "SELECT key, result, at, incidents FROM occasion INDEXED BY occasion_at WHERE at >= ? ORDER BY at, key, result"),
      put_(t_.database, "INSERT OR REPLACE INTO occasion(key, result, at, incidents) VALUES (?, ?, ?, ?)"),
      drop_(t_.database, "DELETE FROM occasion WHERE key = ? AND result = ?"),
      looked_(t_.database, "SELECT value FROM meta WHERE name = 'clock_looked_until'"),
      set_looked_(t_.database, "INSERT OR REPLACE INTO meta VALUES ('clock_looked_until', ?)"),
      watched_(t_.database,
               "SELECT id, key, occurrence, document FROM incident WHERE id IN (SELECT id FROM incident INDEXED BY incident_state WHERE "
               "state = 2"
               " UNION SELECT id FROM incident INDEXED BY incident_ended WHERE ended IS NOT NULL AND ended >= ?1 AND state <> 0"
               " UNION SELECT id FROM incident INDEXED BY incident_watch WHERE watch > 0) ORDER BY id"),
      by_id_(t_.database, "SELECT id, key, occurrence, document FROM incident WHERE id = ?"),
      maintenance_(
          t_.database,
          "SELECT id, key, occurrence, document FROM incident INDEXED BY incident_watch WHERE watch > 0 AND watch & 1 ORDER BY id"),
      waiting_(t_.database,
               "SELECT u.id, u.number, i.id, i.key, i.occurrence, i.document FROM updates u INDEXED BY updates_pending"
               " CROSS JOIN incident i ON i.id = u.incident WHERE u.state = 3 ORDER BY u.id"),
      updates_(t_.database,
               "SELECT id, number, state, at, document FROM updates WHERE incident = ? AND number > ? ORDER BY number LIMIT ?"),
      reply_(
          t_.database,
          "SELECT ifnull((SELECT a.reply FROM attempt a WHERE a.broadcast = d.broadcast AND a.recipient = d.recipient AND a.kind = d.kind"
          " AND ifnull(a.reply, '') <> '' ORDER BY a.number DESC LIMIT 1), iif(ifnull(d.reply, '') <> '', d.reply, d.reason))"
          " FROM delivery d WHERE d.broadcast = ? AND d.kind = 0 AND d.state <> 3"
          " AND (ifnull(d.reply, '') <> '' OR ifnull(d.reason, '') <> '') ORDER BY d.recipient LIMIT 1"),
      add_reminder_(t_.database, "INSERT OR IGNORE INTO reminder VALUES (?, ?)"),
      reminders_(t_.database, "SELECT name, document FROM reminder ORDER BY name"),
      remove_reminder_(t_.database, "DELETE FROM reminder WHERE name = ?") {}

Result<std::vector<SettledOccasion>> OccasionRows::settled(const std::string& key) {
  std::vector<SettledOccasion> all;
  Rows row = settled_(key);
  while (row.next()) all.push_back(read_settled(row));
  return t_.database.outcome(std::move(all));
}

Result<void> OccasionRows::settle(const SettledOccasion& settled) {
  auto rows = this->settled(settled.key);
  if (!rows) return rows.error();
  SettledOccasion merged = settled;
  for (auto& row : *rows) {
    if (row.result == settled.result) merge(merged.incidents, row.incidents);
    if (row.result != core::OccasionResult::missed || settled.result == core::OccasionResult::missed) continue;
    // It was carried out after all.
    std::erase_if(row.incidents, [&](IncidentId id) { return std::binary_search(settled.incidents.begin(), settled.incidents.end(), id); });
    if (row.incidents.empty()) {
      drop_.run(row.key, row.result);
    } else {
      const std::string ids = encode_ids(row.incidents);
      put_.run(row.key, row.result, row.at, ids);
    }
  }
  const std::string ids = encode_ids(merged.incidents);
  put_.run(merged.key, merged.result, merged.at, ids);
  return t_.database.outcome();
}

Result<std::vector<SettledOccasion>> OccasionRows::settled_from(UtcTime from) {
  std::vector<SettledOccasion> all;
  Rows row = from_(from);
  while (row.next()) all.push_back(read_settled(row));
  return t_.database.outcome(std::move(all));
}

Result<std::optional<UtcTime>> OccasionRows::looked_until() {
  const auto value = looked_.one();
  return t_.database.outcome(value ? std::optional(UtcTime{Millis{*value}}) : std::nullopt);
}

Result<void> OccasionRows::set_looked_until(UtcTime time) {
  set_looked_.run(time);
  return t_.database.outcome();
}

Result<std::vector<core::Incident>> OccasionRows::read(Rows row, const Occasions::Wanted& wanted) {
  std::vector<core::Incident> all;
  while (row.next()) {
    const auto id = row.id<IncidentId>();
    std::string key = row.text();
    const auto occurrence = static_cast<int>(row.integer());
    auto incident = decode_incident(row.view());
    if (!incident) return incident.error();
    incident->id = id;
    incident->key = std::move(key);
    incident->occurrence = occurrence;
    if (!incident->is_operators() && (!wanted || wanted(*incident))) all.push_back(std::move(*incident));
  }
  return t_.database.outcome(std::move(all));
}

Result<std::vector<core::Incident>> OccasionRows::watched(UtcTime ended_from, const Occasions::Wanted& wanted) {
  return read(watched_(ended_from), wanted);
}

Result<std::optional<core::Incident>> OccasionRows::incident(IncidentId id) {
  auto found = read(by_id_(id));
  if (!found) return found.error();
  return found->empty() ? std::nullopt : std::optional(std::move(found->front()));
}

Result<void> OccasionRows::keep(const core::Incident& incident) {
  recorder_.keep(incident);
  return t_.database.outcome();
}

Result<std::vector<core::Incident>> OccasionRows::open_maintenance() { return read(maintenance_()); }

Result<std::vector<UpdateId>> OccasionRows::waiting_during(const std::string& maintenance) {
  std::vector<UpdateId> all;
  Rows row = waiting_();
  while (row.next()) {
    const auto update = row.id<UpdateId>();
    const auto number = static_cast<int>(row.integer());
    static_cast<void>(row.integer());
    static_cast<void>(row.view());
    static_cast<void>(row.integer());
    auto incident = decode_incident(row.view());
    if (!incident) return incident.error();
    const bool waits = std::any_of(incident->pending.begin(), incident->pending.end(),
                                   [&](const core::Pending& one) { return one.number == number && one.during == maintenance; });
    if (waits) all.push_back(update);
  }
  return t_.database.outcome(std::move(all));
}

Result<std::vector<core::Update>> OccasionRows::updates_after(IncidentId incident, int after, std::size_t limit) {
  std::vector<core::Update> all;
  Rows row = updates_(incident, after, limit);
  while (row.next()) {
    auto update = read_update(row);
    if (!update) return update.error();
    all.push_back(std::move(*update));
  }
  return t_.database.outcome(std::move(all));
}

Result<std::vector<Way>> OccasionRows::ways(IncidentId incident, const std::string& audience, int from, int until) {
  std::vector<Way> all;
  for (int number = from; number <= until; ++number) {
    for (const BroadcastId id : t_.updates.broadcasts(incident, number)) {
      const Broadcast* b = t_.broadcasts.find(id);
      if (b == nullptr || t_.names.audience_name(b->audience) != audience) continue;
      Way way{t_.names.channel_name(b->channel), b->recipients, b->count(core::DeliveryState::delivered), b->rest};
      for (const auto state : {core::DeliveryState::queued, core::DeliveryState::sending, core::DeliveryState::waiting})
        way.unsent += b->count(state);
      Rows row = reply_(id);
      if (row.next()) way.reply = row.text();
      all.push_back(std::move(way));
    }
  }
  return t_.database.outcome(std::move(all));
}

Result<bool> OccasionRows::add_reminder(const core::Reminder& reminder) {
  const std::string document = encode(reminder);
  const bool is_new = add_reminder_.run(reminder.name, document) > 0;
  return t_.database.outcome(is_new);
}

Result<std::vector<core::Reminder>> OccasionRows::reminders() {
  std::vector<core::Reminder> all;
  Rows row = reminders_();
  while (row.next()) {
    const std::string name = row.text();
    auto reminder = decode_reminder(row.view(), name);
    if (!reminder) return reminder.error();
    all.push_back(std::move(*reminder));
  }
  return t_.database.outcome(std::move(all));
}

Result<bool> OccasionRows::remove_reminder(const std::string& name) {
  const bool is_gone = remove_reminder_.run(name) > 0;
  return t_.database.outcome(is_gone);
}

}  // namespace crier::store::sqlite
