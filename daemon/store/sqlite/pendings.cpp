#include "store/sqlite/pendings.h"

#include "store/codec.h"

namespace crier::store::sqlite {

Pendings::Pendings(Tables& tables)
    : t_(tables),
      incident_(t_.database, "SELECT key, occurrence, document FROM incident WHERE id = ?"),
      keep_incident_(t_.database, "UPDATE incident SET document = ?2 WHERE id = ?1") {}

Result<std::optional<Stored>> Pendings::stored(UpdateId update) {
  auto found = t_.updates.find(update);
  if (!found) return found.error();
  if (!*found) return t_.database.outcome(std::optional<Stored>{});
  Stored stored;
  stored.update = std::move((*found)->update);
  Rows row = incident_((*found)->incident);
  if (!row.next()) return t_.database.outcome(std::optional<Stored>{});
  const std::string key = row.text();
  const auto occurrence = static_cast<int>(row.integer());
  auto incident = decode_incident(row.view());
  if (!incident) return incident.error();
  stored.incident = std::move(*incident);
  stored.incident.id = (*found)->incident;
  stored.incident.key = key;
  stored.incident.occurrence = occurrence;
  return t_.database.outcome(std::optional(std::move(stored)));
}

Result<std::optional<core::Update>> Pendings::update(IncidentId incident, int number) {
  auto found = t_.updates.find(incident, number);
  if (!found) return found.error();
  return t_.database.outcome(std::move(*found));
}

Result<DuePending> Pendings::due(UtcTime now, std::size_t limit) { return t_.database.outcome(t_.updates.due(now, limit)); }

Result<bool> Pendings::end(UpdateId update, core::UpdateState as) {
  auto found = stored(update);
  if (!found) return found.error();
  if (!*found || !core::is_pending((*found)->update.state)) return t_.database.outcome(false);
  t_.updates.set_state(update, as);
  const core::Incident incident = core::without_pending(std::move((*found)->incident), (*found)->update.number);
  const std::string document = encode(incident);
  keep_incident_.run(incident.id, document);
  return t_.database.outcome(true);
}

}  // namespace crier::store::sqlite
