#include "store/sqlite/update_list.h"

#include <algorithm>
#include <charconv>

#include "core/event.h"
#include "store/codec.h"
#include "store/effect.h"
#include "store/sqlite/update_rows.h"

namespace crier::store::sqlite {
namespace {

#define CRIER_UPDATE "SELECT i.key, i.occurrence, i.document, u.due, u.id, u.number, u.state, u.at, u.document FROM updates u "
#define CRIER_ITS_INCIDENT " CROSS JOIN incident i ON i.id = u.incident WHERE u.id < ?1 "
// What crierd tells operators is in no list, unless it is named (core/incident.h).
#define CRIER_NO_NOTICES_TO_OPERATORS "AND i.key <> 'operators' "
#define CRIER_NEWEST_FIRST " ORDER BY u.id DESC LIMIT ?2"
constexpr const char* kAll = CRIER_UPDATE CRIER_ITS_INCIDENT CRIER_NO_NOTICES_TO_OPERATORS CRIER_NEWEST_FIRST;
constexpr const char* kPending = CRIER_UPDATE "INDEXED BY updates_pending" CRIER_ITS_INCIDENT
                                              "AND u.state = ?3 AND (u.state = 1 OR u.state = 2 OR u.state = 3)" CRIER_NEWEST_FIRST;
constexpr const char* kInState = CRIER_UPDATE CRIER_ITS_INCIDENT CRIER_NO_NOTICES_TO_OPERATORS "AND u.state = ?3" CRIER_NEWEST_FIRST;
constexpr const char* kOfIncident = CRIER_UPDATE "INDEXED BY updates_number" CRIER_ITS_INCIDENT "AND u.incident = ?3" CRIER_NEWEST_FIRST;
constexpr const char* kOfIncidentInState =
    CRIER_UPDATE "INDEXED BY updates_number" CRIER_ITS_INCIDENT "AND u.incident = ?3 AND u.state = ?4" CRIER_NEWEST_FIRST;
#undef CRIER_UPDATE
#undef CRIER_ITS_INCIDENT
#undef CRIER_NO_NOTICES_TO_OPERATORS
#undef CRIER_NEWEST_FIRST

#define CRIER_COMMAND "SELECT update_id, turn, at, peer, name, incident_name, number, effect FROM command "
#define CRIER_BEFORE "(update_id < ?1 OR (update_id = ?1 AND turn < ?2)) ORDER BY update_id DESC, turn DESC LIMIT ?3"
constexpr const char* kCommands = CRIER_COMMAND "WHERE update_id <= ?1 AND " CRIER_BEFORE;
constexpr const char* kCommandsOfIncident =
    CRIER_COMMAND "INDEXED BY command_incident WHERE incident = ?4 AND incident IS NOT NULL AND update_id <= ?1 AND " CRIER_BEFORE;
#undef CRIER_COMMAND
#undef CRIER_BEFORE

Error no_place() { return {ErrorKind::invalid, "The place to go on from is none that was answered before: leave `after` out."}; }

std::optional<std::int64_t> parse_number(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

}  // namespace

UpdateList::UpdateList(Database& database)
    : database_(database),
      newest_incident_(database, "SELECT id FROM incident WHERE key = ? ORDER BY occurrence DESC LIMIT 1"),
      named_incident_(database, "SELECT id FROM incident WHERE key = ? AND occurrence = ?"),
      all_(database, kAll),
      pending_(database, kPending),
      in_state_(database, kInState),
      of_incident_(database, kOfIncident),
      of_incident_in_state_(database, kOfIncidentInState),
      commands_(database, kCommands),
      commands_of_incident_(database, kCommandsOfIncident) {}

UpdateList::Named UpdateList::named(const std::string& incident) {
  const auto name = core::parse_incident_name(incident);
  if (!name) return {};
  const auto id = name->occurrence == 0 ? newest_incident_.one(name->key) : named_incident_.one(name->key, name->occurrence);
  return {id.value_or(0), id.has_value()};
}

Result<UpdateRecord> UpdateList::record(Rows& row) {
  UpdateRecord record;
  const std::string key = row.text();
  record.incident = core::incident_name(key, static_cast<int>(row.integer()));
  const auto incident = decode_incident(row.view());
  if (!incident) return incident.error();
  record.restricted = incident->restricted;
  record.due = row.maybe_time();
  auto update = read_update(row);
  if (!update) return update.error();
  record.update = std::move(*update);
  return record;
}

Rows UpdateList::rows(const UpdateFilter& filter, std::int64_t incident, std::int64_t below, std::size_t limit) {
  if (!filter.incident.empty())
    return filter.state ? of_incident_in_state_(below, limit, incident, *filter.state) : of_incident_(below, limit, incident);
  if (!filter.state) return all_(below, limit);
  return core::is_pending(*filter.state) ? pending_(below, limit, *filter.state) : in_state_(below, limit, *filter.state);
}

Result<Page<UpdateRecord>> UpdateList::updates(const UpdateFilter& filter, std::size_t limit, const std::string& after) {
  const auto below = after.empty() ? INT64_MAX : parse_number(after);
  if (!below) return no_place();
  Page<UpdateRecord> page;
  const Named incident = filter.incident.empty() ? Named{} : named(filter.incident);
  if (!filter.incident.empty() && !incident.is_known) return database_.outcome(std::move(page));
  Rows row = rows(filter, incident.id, *below, limit + 1);
  while (row.next()) {
    if (page.items.size() == limit) {
      page.next = std::to_string(limit == 0 ? *below : page.items.back().update.id.value);
      break;
    }
    auto next = record(row);
    if (!next) return next.error();
    page.items.push_back(std::move(*next));
  }
  return database_.outcome(std::move(page));
}

std::optional<UpdateList::Place> UpdateList::parse(const std::string& after) {
  const auto dot = after.find('.');
  if (dot == std::string::npos) return std::nullopt;
  const std::string_view text = after;
  const auto update = parse_number(text.substr(0, dot));
  const auto turn = parse_number(text.substr(dot + 1));
  // No update has the last of all numbers, and what comes behind it could not be counted.
  if (!update || !turn || (*update == INT64_MAX && *turn > 0)) return std::nullopt;
  return Place{*update, *turn};
}

Result<std::vector<UpdateList::Entry>> UpdateList::said(const std::string& incident, std::int64_t id, Place below, std::size_t limit) {
  std::vector<Entry> entries;
  const std::int64_t before = below.turn > 0 ? below.update + 1 : below.update;
  Rows row = incident.empty() ? all_(before, limit) : of_incident_(before, limit, id);
  while (row.next()) {
    auto next = record(row);
    if (!next) return next.error();
    entries.push_back({{next->update.id.value, 0}, entry_of(next->incident, next->update)});
  }
  return entries;
}

std::vector<UpdateList::Entry> UpdateList::done(const std::string& incident, std::int64_t id, Place below, std::size_t limit) {
  std::vector<Entry> entries;
  Rows row = incident.empty() ? commands_(below.update, below.turn, limit) : commands_of_incident_(below.update, below.turn, limit, id);
  while (row.next()) {
    Entry next;
    next.place.update = row.integer();
    next.place.turn = row.integer();
    next.entry.at = row.time();
    next.entry.peer = row.text();
    next.entry.command = row.text();
    next.entry.incident = row.text();
    next.entry.update = static_cast<int>(row.integer());
    next.entry.effect = row.text();
    entries.push_back(std::move(next));
  }
  return entries;
}

Result<Page<LogEntry>> UpdateList::log(const std::string& incident, std::size_t limit, const std::string& after) {
  const auto below = after.empty() ? std::optional(Place{}) : parse(after);
  if (!below) return no_place();
  Page<LogEntry> page;
  const Named found = incident.empty() ? Named{} : named(incident);
  if (!incident.empty() && !found.is_known) return database_.outcome(std::move(page));
  auto entries = said(incident, found.id, *below, limit + 1);
  if (!entries) return entries.error();
  for (Entry& command : done(incident, found.id, *below, limit + 1)) entries->push_back(std::move(command));
  std::sort(entries->begin(), entries->end(), [](const Entry& a, const Entry& b) { return a.place > b.place; });
  for (Entry& entry : *entries) {
    if (page.items.size() == limit) {
      const Place last = limit == 0 ? *below : (*entries)[limit - 1].place;
      page.next = std::to_string(last.update) + "." + std::to_string(last.turn);
      break;
    }
    page.items.push_back(std::move(entry.entry));
  }
  return database_.outcome(std::move(page));
}

}  // namespace crier::store::sqlite
