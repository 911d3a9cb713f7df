#include "store/sqlite/update_rows.h"

#include <algorithm>

#include "store/codec.h"

namespace crier::store::sqlite {
namespace {

constexpr const char* kInsert =
    "INSERT INTO updates(id, incident, number, state, at, first_broadcast, broadcasts, scope, receipt, content, until, document, due)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
constexpr const char* kRelease =
    "UPDATE updates SET state = ?2, at = ?3, first_broadcast = ?4, broadcasts = ?5, document = ?6, due = ?7 WHERE id = ?1";

std::optional<UtcTime> due_of(const Acceptance& acceptance) {
  for (const core::Pending& one : acceptance.incident.pending) {
    if (one.number == acceptance.update.number) return one.due;
  }
  return std::nullopt;
}

}  // namespace

Result<core::Update> read_update(Rows& row) {
  const auto id = row.id<UpdateId>();
  const auto number = static_cast<int>(row.integer());
  const auto state = row.as<core::UpdateState>();
  const UtcTime at = row.time();
  auto update = decode_update(row.view());
  if (!update) return update;
  update->id = id;
  update->number = number;
  update->state = state;
  update->at = at;
  return update;
}

UpdateRows::UpdateRows(Database& database)
    : insert_(database, kInsert),
      release_(database, kRelease),
      settle_(database, "UPDATE updates SET state = ?3, due = NULL, document = ?4 WHERE incident = ?1 AND number = ?2"),
      set_state_(database, "UPDATE updates SET state = ?2, due = NULL WHERE id = ?1"),
      set_due_(database, "UPDATE updates SET due = ?3 WHERE incident = ?1 AND number = ?2 AND due IS NOT ?3"),
      by_id_(database, "SELECT incident, id, number, state, at, document FROM updates WHERE id = ?"),
      by_number_(database, "SELECT id, number, state, at, document FROM updates WHERE incident = ? AND number = ?"),
      span_(database, "SELECT first_broadcast, broadcasts FROM updates WHERE incident = ? AND number = ?"),
      due_(database, "SELECT id, due FROM updates INDEXED BY updates_due WHERE due IS NOT NULL ORDER BY due, id LIMIT ?"),
      ids_(database, "SELECT max(id) FROM updates") {}

void UpdateRows::insert(UpdateId id, IncidentId incident, const Acceptance& acceptance, Span broadcasts, UtcTime at) {
  const core::Update& update = acceptance.update;
  const auto& receipt = acceptance.receipt;
  const std::string document = encode(update);
  std::optional<std::string_view> scope, key;
  std::optional<Digest> content;
  std::optional<UtcTime> until;
  if (receipt) {
    scope = receipt->scope;
    key = receipt->id;
    content = receipt->content;
    until = receipt->until;
  }
  insert_.run(id, incident, update.number, update.state, at, broadcasts.first, broadcasts.count, scope, key, content, until, document,
              due_of(acceptance));
}

void UpdateRows::release(const Acceptance& acceptance, Span broadcasts, UtcTime at) {
  const core::Update& update = acceptance.update;
  const std::string document = encode(update);
  release_.run(update.id, update.state, at, broadcasts.first, broadcasts.count, document, due_of(acceptance));
}

void UpdateRows::settle(IncidentId incident, const core::Settled& settled) {
  auto update = find(incident, settled.number);
  if (!update || !*update) return;
  if (settled.corrected_by) (*update)->corrected_by = settled.corrected_by;
  const std::string document = encode(**update);
  settle_.run(incident, settled.number, settled.state, document);
}

void UpdateRows::set_state(UpdateId id, core::UpdateState state) { set_state_.run(id, state); }

void UpdateRows::set_due(IncidentId incident, const core::Pending& pending) { set_due_.run(incident, pending.number, pending.due); }

Result<std::optional<UpdateRows::Row>> UpdateRows::find(UpdateId id) {
  Rows row = by_id_(id);
  if (!row.next()) return std::optional<Row>{};
  const auto incident = row.id<IncidentId>();
  auto update = read_update(row);
  if (!update) return update.error();
  return std::optional(Row{incident, std::move(*update)});
}

Result<std::optional<core::Update>> UpdateRows::find(IncidentId incident, int number) {
  Rows row = by_number_(incident, number);
  if (!row.next()) return std::optional<core::Update>{};
  auto update = read_update(row);
  if (!update) return update.error();
  return std::optional(std::move(*update));
}

std::vector<BroadcastId> UpdateRows::broadcasts(IncidentId incident, int number) {
  std::vector<BroadcastId> ids;
  Rows row = span_(incident, number);
  if (!row.next()) return ids;
  const std::int64_t first = row.integer();
  const std::int64_t count = row.integer();
  for (std::int64_t i = 0; i < count; ++i) ids.push_back(BroadcastId{first + i});
  return ids;
}

DuePending UpdateRows::due(UtcTime now, std::size_t limit) {
  DuePending due;
  Rows row = due_(limit + 1);
  while (row.next()) {
    const auto id = row.id<UpdateId>();
    const UtcTime at = row.time();
    if (at > now || due.now.size() == limit) {
      due.next = at;
      break;
    }
    due.now.push_back(id);
  }
  return due;
}

}  // namespace crier::store::sqlite
