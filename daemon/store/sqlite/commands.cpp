#include "store/sqlite/commands.h"

#include <algorithm>

#include "core/event.h"

namespace crier::store::sqlite {

Commands::Commands(Tables& tables)
    : t_(tables),
      newest_update_(t_.database, "SELECT max(id) FROM updates"),
      last_turn_(t_.database, "SELECT max(turn) FROM command WHERE update_id = ?"),
      incident_(t_.database, "SELECT id FROM incident WHERE key = ? AND occurrence = ?"),
      insert_(
          t_.database,
          "INSERT INTO command(update_id, turn, at, peer, name, incident, incident_name, number, effect) VALUES (?, ?, ?, ?, ?, ?, ?, ?, "
          "?)") {}

Result<void> Commands::note(const LogEntry& entry) {
  std::optional<std::int64_t> incident;
  if (const auto name = core::parse_incident_name(entry.incident)) incident = incident_.one(name->key, std::max(name->occurrence, 1));
  const std::int64_t update = newest_update_.one().value_or(0);
  const std::int64_t turn = last_turn_.one(update).value_or(0) + 1;
  insert_.run(update, turn, entry.at, entry.peer, entry.command, incident, entry.incident, entry.update, entry.effect);
  return t_.database.outcome();
}

}  // namespace crier::store::sqlite
