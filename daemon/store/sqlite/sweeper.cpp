#include "store/sqlite/sweeper.h"

#include <algorithm>

#include "store/sqlite/recorder.h"

namespace crier::store::sqlite {
namespace {

constexpr std::int64_t kBroadcastsLookedAt = 5000;
constexpr std::int64_t kIncidentsLookedAt = 100;

}  // namespace

Sweeper::Sweeper(Tables& tables)
    : t_(tables),
      receipts_(t_.database, "SELECT id, until FROM updates WHERE id > ? ORDER BY id LIMIT ?"),
      forget_receipt_(t_.database, "UPDATE updates SET scope = NULL, receipt = NULL, content = NULL, until = NULL WHERE id = ?"),
      receipts_swept_(t_.database, "SELECT value FROM meta WHERE name = 'receipts_swept'"),
      keep_receipts_swept_(t_.database, "INSERT OR REPLACE INTO meta VALUES ('receipts_swept', ?)"),
      old_broadcasts_(t_.database, "SELECT id FROM broadcast WHERE id > ? AND accepted < ? ORDER BY id LIMIT ?"),
      last_delivery_(t_.database, "SELECT recipient FROM delivery WHERE broadcast = ? ORDER BY recipient LIMIT 1 OFFSET ?"),
      erase_deliveries_(t_.database, "DELETE FROM delivery WHERE broadcast = ? AND recipient < ?"),
      erase_attempts_(t_.database, "DELETE FROM attempt WHERE broadcast = ? AND recipient < ?"),
      erase_messages_(t_.database, "DELETE FROM message WHERE id >= ?1 AND id < ?1 + ?2 AND id < ?3"),
      newest_message_(t_.database, "SELECT max(id) FROM message"),
      ended_(t_.database, "SELECT id FROM incident INDEXED BY incident_ended WHERE ended < ? ORDER BY ended LIMIT ?"),
      incident_state_(t_.database, "SELECT state FROM incident WHERE id = ?"),
      updates_(t_.database,
               "SELECT id, first_broadcast, broadcasts FROM updates INDEXED BY updates_number WHERE incident = ? ORDER BY number"),
      erase_broadcast_(t_.database, "DELETE FROM broadcast WHERE id = ?"),
      erase_update_(t_.database, "DELETE FROM updates WHERE id = ?"),
      erase_threads_(t_.database, "DELETE FROM thread WHERE incident = ?"),
      erase_incident_(t_.database, "DELETE FROM incident WHERE id = ?"),
      newest_(t_.database,
              "SELECT (SELECT max(id) FROM incident) = ?1 OR (SELECT incident FROM updates ORDER BY id DESC LIMIT 1) = ?1"
              " OR (SELECT incident FROM broadcast ORDER BY id DESC LIMIT 1) = ?1"),
      erase_commands_(t_.database, "DELETE FROM command INDEXED BY command_incident WHERE incident = ? AND incident IS NOT NULL"),
      erase_old_commands_(t_.database,
                          "DELETE FROM command WHERE (update_id, turn) IN (SELECT update_id, turn FROM command INDEXED BY command_at"
                          " WHERE incident IS NULL AND at < ? ORDER BY at LIMIT ?)"),
      erase_old_occasions_(t_.database,
                           "DELETE FROM occasion WHERE (key, result) IN (SELECT key, result FROM occasion INDEXED BY occasion_at"
                           " WHERE at < ? ORDER BY at LIMIT ?)"),
      // The newest keeps its number from being given again.
      erase_old_silences_(t_.database,
                          "DELETE FROM silence WHERE number IN (SELECT number FROM silence INDEXED BY silence_until WHERE until < ?"
                          " AND number < (SELECT max(number) FROM silence) LIMIT ?)") {}

Result<std::int64_t> Sweeper::sweep(UtcTime history_before, UtcTime deliveries_before, UtcTime now, std::size_t limit) {
  left_ = static_cast<std::int64_t>(limit);
  forget_receipts(now);
  if (!is_done()) sweep_deliveries(deliveries_before);
  if (!is_done()) sweep_history(history_before);
  if (!is_done()) sweep_commands(history_before);
  return t_.database.outcome(static_cast<std::int64_t>(limit) - left_);
}

// Receipts expire in the order in which their updates were accepted, so one number says how far they are forgotten.
void Sweeper::forget_receipts(UtcTime now) {
  std::vector<std::int64_t> expired;
  const std::int64_t from = receipts_swept_.one().value_or(0);
  std::int64_t to = from;
  {
    Rows row = receipts_(from, left_);
    while (row.next()) {
      const std::int64_t update = row.integer();
      const auto until = row.maybe_time();
      if (until && *until >= now) break;
      to = update;
      if (until) expired.push_back(update);
    }
  }
  for (const std::int64_t update : expired) forget_receipt_.run(update);
  if (to != from) keep_receipts_swept_.run(to);
  left_ -= static_cast<std::int64_t>(expired.size());
}

bool Sweeper::is_open(IncidentId incident) { return incident_state_.one(incident) == static_cast<std::int64_t>(IncidentState::open); }

void Sweeper::sweep_deliveries(UtcTime before) {
  std::vector<BroadcastId> old;
  {
    Rows row = old_broadcasts_(looked_to_, before, kBroadcastsLookedAt);
    while (row.next()) old.push_back(row.id<BroadcastId>());
  }
  for (const BroadcastId id : old) {
    Broadcast* b = t_.broadcasts.find(id);
    const bool stays = b == nullptr || b->has(kSwept) || b->is_active() || b->live > 0 || is_open(b->incident);
    if (!stays) {
      if (!erase_deliveries(id)) return;
      erase_messages(*b);
      b->set(kSwept);
    }
    looked_to_ = id.value;
    t_.broadcasts.trim();
    if (is_done()) return;
  }
  if (old.size() < static_cast<std::size_t>(kBroadcastsLookedAt)) looked_to_ = 0;
}

bool Sweeper::erase_deliveries(BroadcastId broadcast) {
  const auto beyond = last_delivery_.one(broadcast, left_);
  const std::int64_t until = beyond.value_or(INT64_MAX);
  left_ -= erase_attempts_.run(broadcast, until);
  left_ -= erase_deliveries_.run(broadcast, until);
  return !beyond;
}

void Sweeper::erase_messages(const Broadcast& b) {
  if (b.messages == 0) return;
  left_ -= erase_messages_.run(b.first_message, b.messages, newest_message_.one().value_or(0));
}

void Sweeper::sweep_history(UtcTime before) {
  std::vector<IncidentId> old;
  {
    Rows row = ended_(before, kIncidentsLookedAt);
    while (row.next()) old.push_back(row.id<IncidentId>());
  }
  for (const IncidentId id : old) {
    if (newest_.one(id).value_or(0) != 0 || !t_.broadcasts.active(id).empty()) continue;
    if (!erase_incident(id)) return;
    if (is_done()) return;
  }
}

void Sweeper::sweep_commands(UtcTime before) {
  left_ -= erase_old_commands_.run(before, left_);
  if (!is_done()) left_ -= erase_old_occasions_.run(before, left_);
  if (!is_done()) left_ -= erase_old_silences_.run(before, left_);
}

bool Sweeper::erase_incident(IncidentId incident) {
  struct Row {
    std::int64_t update, first, count;
  };
  std::vector<Row> updates;
  {
    Rows row = updates_(incident);
    while (row.next()) {
      Row one{};
      one.update = row.integer();
      one.first = row.integer();
      one.count = row.integer();
      updates.push_back(one);
    }
  }
  for (const Row& update : updates) {
    for (std::int64_t i = 0; i < update.count; ++i) {
      const BroadcastId id{update.first + i};
      const Broadcast* b = t_.broadcasts.find(id);
      if (b == nullptr) continue;
      if (is_done() || !erase_deliveries(id)) return false;
      erase_messages(*b);
      t_.broadcasts.drop(id);
      left_ -= erase_broadcast_.run(id);
    }
    left_ -= erase_update_.run(update.update);
  }
  left_ -= erase_commands_.run(incident);
  left_ -= erase_threads_.run(incident);
  left_ -= erase_incident_.run(incident);
  return true;
}

}  // namespace crier::store::sqlite
