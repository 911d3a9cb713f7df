#include "store/sqlite/silence_rows.h"

#include "store/codec.h"

namespace crier::store::sqlite {

SilenceRows::SilenceRows(Tables& tables)
    : t_(tables),
      add_(t_.database, "INSERT INTO silence(number, until, document) VALUES (?, ?, ?)"),
      last_(t_.database, "SELECT max(number) FROM silence"),
      list_(t_.database, "SELECT number, until, document FROM silence INDEXED BY silence_until WHERE until > ? ORDER BY number"),
      end_(t_.database, "UPDATE silence SET until = ? WHERE number = ? AND until > ?"),
      newest_(t_.database, "SELECT id, key, occurrence, document FROM incident WHERE key <> 'operators' ORDER BY id DESC") {}

Result<std::int64_t> SilenceRows::add(const core::Silence& silence) {
  const std::int64_t number = last_.one().value_or(0) + 1;
  const std::string document = encode(silence);
  add_.run(number, silence.until, document);
  return t_.database.outcome(number);
}

Result<std::vector<core::Silence>> SilenceRows::list(UtcTime from) {
  std::vector<core::Silence> all;
  Rows row = list_(from);
  while (row.next()) {
    const std::int64_t number = row.integer();
    const UtcTime until = row.time();
    auto silence = decode_silence(row.view());
    if (!silence) return silence.error();
    silence->number = number;
    silence->until = until;
    all.push_back(std::move(*silence));
  }
  return t_.database.outcome(std::move(all));
}

Result<bool> SilenceRows::end(std::int64_t number, UtcTime until, UtcTime now) {
  const bool is_ended = end_.run(until, number, now) > 0;
  return t_.database.outcome(is_ended);
}

Result<std::vector<core::Incident>> SilenceRows::opened_by_monitors(UtcTime since, std::size_t limit) {
  std::vector<core::Incident> all;
  Rows row = newest_();
  while (all.size() < limit && row.next()) {
    const auto id = row.id<IncidentId>();
    std::string key = row.text();
    const auto occurrence = static_cast<int>(row.integer());
    auto incident = decode_incident(row.view());
    if (!incident) return incident.error();
    if (incident->opened < since) break;
    if (!incident->is_monitors() || incident->is_notice || incident->exercise) continue;
    incident->id = id;
    incident->key = std::move(key);
    incident->occurrence = occurrence;
    all.push_back(std::move(*incident));
  }
  return t_.database.outcome(std::move(all));
}

}  // namespace crier::store::sqlite
