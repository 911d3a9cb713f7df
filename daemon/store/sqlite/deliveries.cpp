#include "store/sqlite/deliveries.h"

namespace crier::store::sqlite {
namespace {

constexpr const char* kSelect =
    "SELECT state, class, due, attempts, epoch, flags, message, since, at, result, reply, remote_id, reason, progress, fallback_at, "
    "via_broadcast,"
    " via_recipient FROM delivery WHERE broadcast = ? AND recipient = ? AND kind = ?";
constexpr const char* kInsert =
    "INSERT INTO delivery(broadcast, recipient, kind, state, class, due, attempts, epoch, flags, message, since, at, reason, fallback_at, "
    "via_broadcast,"
    " via_recipient) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
constexpr const char* kUpdate =
    "UPDATE delivery SET state = ?4, class = ?5, due = ?6, attempts = ?7, epoch = ?8, flags = ?9, since = ?10, at = ?11, result = ?12, "
    "reply = ?13,"
    " remote_id = ?14, reason = ?15, progress = ?16, fallback_at = ?17, via_broadcast = ?18, via_recipient = ?19"
    " WHERE broadcast = ?1 AND recipient = ?2 AND kind = ?3";
// flags 0 and one attempt: no fallback to forget, no further attempt to end.
constexpr const char* kDeliver =
    "UPDATE delivery SET state = 3, result = 1, reply = ?4, remote_id = ?5, progress = NULL"
    " WHERE broadcast = ?1 AND recipient = ?2 AND kind = 0 AND state = 1 AND epoch = ?3 AND attempts = 1 AND flags = 0";

std::optional<Blob> blob_or_null(const std::string& bytes) {
  if (bytes.empty()) return std::nullopt;
  return Blob{bytes};
}

}  // namespace

Deliveries::Deliveries(Database& database, Broadcasts& broadcasts)
    : broadcasts_(broadcasts),
      select_(database, kSelect),
      unfinished_(database, "SELECT state FROM delivery WHERE broadcast = ? AND recipient = ? AND kind = ? AND state <= 2"),
      exists_(database, "SELECT 1 FROM delivery WHERE broadcast = ? AND recipient = ? AND kind = ?"),
      insert_(database, kInsert),
      update_(database, kUpdate),
      deliver_(database, kDeliver),
      erase_(database, "DELETE FROM delivery WHERE broadcast = ? AND recipient = ? AND kind = ?"),
      begin_attempt_(database, "INSERT INTO attempt(broadcast, recipient, kind, number, at, result) VALUES (?, ?, ?, ?, ?, 0)"),
      end_attempt_(database,
                   "UPDATE attempt SET result = ?5, reply = ?6 WHERE broadcast = ?1 AND recipient = ?2 AND kind = ?3 AND number = ?4"),
      drop_attempt_(database, "DELETE FROM attempt WHERE broadcast = ? AND recipient = ? AND kind = ? AND number = ?"),
      drop_attempts_(database, "DELETE FROM attempt WHERE broadcast = ? AND recipient = ? AND kind = ?"),
      progress_(database,
                "UPDATE delivery SET progress = ?5 WHERE broadcast = ?1 AND recipient = ?2 AND kind = ?3 AND state = 1 AND epoch = ?4"),
      earliest_(
          database,
          "SELECT due FROM delivery INDEXED BY delivery_live WHERE broadcast = ? AND class = ? AND state IN (0, 2) ORDER BY due LIMIT 1"),
      live_(database, "SELECT recipient, kind FROM delivery INDEXED BY delivery_live WHERE broadcast = ? AND state IN (0, 2)"),
      sending_(database, "SELECT broadcast, recipient, kind FROM delivery INDEXED BY delivery_sending WHERE state = 1") {}

std::optional<Delivery> Deliveries::find(const DeliveryId& id) {
  Rows row = select_(id.broadcast, id.recipient, id.kind);
  if (!row.next()) return std::nullopt;
  Delivery d;
  d.id = id;
  d.state = row.as<core::DeliveryState>();
  d.in_class = row.id<ClassId>();
  d.due = row.time();
  d.attempts = static_cast<int>(row.integer());
  d.epoch = row.integer();
  d.flags = row.integer();
  d.message = row.id<MessageId>();
  d.since = row.maybe_time();
  d.at = row.maybe_time();
  d.result = row.as<core::AttemptResult>();
  d.reply = row.text();
  d.remote_id = row.text();
  d.reason = row.text();
  d.progress = row.text();
  d.fallback_at = row.maybe_time();
  const auto via_broadcast = row.maybe_integer();
  const auto via_recipient = row.maybe_integer();
  if (via_broadcast && via_recipient) d.via = DeliveryId{BroadcastId{*via_broadcast}, RecipientId{*via_recipient}, DeliveryKind::post};
  return d;
}

std::optional<core::DeliveryState> Deliveries::unfinished(const DeliveryId& id) {
  Rows row = unfinished_(id.broadcast, id.recipient, id.kind);
  if (!row.next()) return std::nullopt;
  return row.as<core::DeliveryState>();
}

bool Deliveries::exists(const DeliveryId& id) { return exists_.one(id.broadcast, id.recipient, id.kind).has_value(); }

void Deliveries::insert(Broadcast& b, const Delivery& d) {
  insert_.run(d.id.broadcast, d.id.recipient, d.id.kind, d.state, d.in_class, d.due, d.attempts, d.epoch, d.flags, d.message, d.since, d.at,
              or_null(d.reason), d.fallback_at, d.via ? or_null(d.via->broadcast.value) : std::nullopt,
              d.via ? or_null(d.via->recipient.value) : std::nullopt);
  if (d.is_live()) ++b.live;
  b.dirty = true;
  if (!d.is_post()) return;
  broadcasts_.count(b, std::nullopt, d.state);
  if (d.state == core::DeliveryState::queued) ++b.untried;
  if (d.is_blocked()) ++b.blocked;
}

void Deliveries::change(Broadcast& b, const Delivery& before, const Delivery& d) {
  update_.run(d.id.broadcast, d.id.recipient, d.id.kind, d.state, d.in_class, d.due, d.attempts, d.epoch, d.flags, d.since, d.at, d.result,
              or_null(d.reply), or_null(d.remote_id), or_null(d.reason), blob_or_null(d.progress), d.fallback_at,
              d.via ? or_null(d.via->broadcast.value) : std::nullopt, d.via ? or_null(d.via->recipient.value) : std::nullopt);
  b.live += static_cast<int>(d.is_live()) - static_cast<int>(before.is_live());
  b.dirty = true;
  if (!d.is_post()) return;
  const auto is_untried = [](const Delivery& one) { return one.state == core::DeliveryState::queued && one.attempts == 0; };
  b.untried += static_cast<int>(is_untried(d)) - static_cast<int>(is_untried(before));
  b.blocked += static_cast<int>(d.is_blocked()) - static_cast<int>(before.is_blocked());
  if (d.state != before.state) broadcasts_.count(b, before.state, d.state);
}

bool Deliveries::deliver_at_once(Broadcast& b, const DeliveryId& id, std::int64_t epoch, const std::string& reply,
                                 const std::string& remote_id) {
  if (id.kind != DeliveryKind::post) return false;
  if (deliver_.run(id.broadcast, id.recipient, epoch, or_null(reply), or_null(remote_id)) == 0) return false;
  broadcasts_.count(b, core::DeliveryState::sending, core::DeliveryState::delivered);
  return true;
}

void Deliveries::erase_edit(Broadcast& b, const Delivery& d) {
  erase_.run(d.id.broadcast, d.id.recipient, d.id.kind);
  drop_attempts_.run(d.id.broadcast, d.id.recipient, d.id.kind);
  if (d.is_live()) --b.live;
  b.dirty = true;
}

void Deliveries::begin_attempt(const DeliveryId& id, int number, UtcTime at) {
  begin_attempt_.run(id.broadcast, id.recipient, id.kind, number, at);
}

void Deliveries::end_attempt(const DeliveryId& id, int number, core::AttemptResult result, const std::string& reply) {
  end_attempt_.run(id.broadcast, id.recipient, id.kind, number, result, or_null(reply));
}

void Deliveries::drop_attempt(const DeliveryId& id, int number) { drop_attempt_.run(id.broadcast, id.recipient, id.kind, number); }

bool Deliveries::keep_progress(const DeliveryId& id, std::int64_t epoch, const std::string& progress) {
  return progress_.run(id.broadcast, id.recipient, id.kind, epoch, Blob{progress}) > 0;
}

UtcTime Deliveries::earliest(BroadcastId broadcast, ClassId in_class) {
  const auto due = earliest_.one(broadcast, in_class);
  return due ? UtcTime(Millis(*due)) : kNever;
}

std::vector<DeliveryId> Deliveries::live(BroadcastId broadcast) {
  std::vector<DeliveryId> ids;
  Rows rows = live_(broadcast);
  while (rows.next()) {
    const auto recipient = rows.id<RecipientId>();
    ids.push_back({broadcast, recipient, rows.as<DeliveryKind>()});
  }
  return ids;
}

std::vector<DeliveryId> Deliveries::sending() {
  std::vector<DeliveryId> ids;
  Rows rows = sending_();
  while (rows.next()) {
    const auto broadcast = rows.id<BroadcastId>();
    const auto recipient = rows.id<RecipientId>();
    ids.push_back({broadcast, recipient, rows.as<DeliveryKind>()});
  }
  return ids;
}

}  // namespace crier::store::sqlite
