#include "store/sqlite/delivery_list.h"

#include <algorithm>

#include "core/event.h"
#include "store/directory.h"
#include "store/sqlite/broadcasts.h"

namespace crier::store::sqlite {
namespace {

using core::DeliveryState;

/// What one page looks at before it is answered as far as it goes: broadcasts one by one, and by a query over all of them.
constexpr int kBroadcastsLookedAt = 20000;
constexpr std::int64_t kBroadcastsScanned = 500000;

#define CRIER_RECORD                                                                                                                  \
  "SELECT d.recipient, d.state, d.due, d.reason, d.via_broadcast, d.via_recipient, d.remote_id, d.at, d.result, d.reply, d.attempts," \
  " r.address FROM delivery d "
#define CRIER_OF_BROADCAST " CROSS JOIN recipient r ON r.id = d.recipient WHERE d.broadcast = ?1 AND d.recipient < ?2 AND d.kind = ?3 "
#define CRIER_NEWEST_FIRST " ORDER BY d.recipient DESC LIMIT ?4"
constexpr const char* kPage = CRIER_RECORD CRIER_OF_BROADCAST CRIER_NEWEST_FIRST;
constexpr const char* kPageState = CRIER_RECORD CRIER_OF_BROADCAST "AND d.state = ?5" CRIER_NEWEST_FIRST;
constexpr const char* kPageSending = CRIER_RECORD "INDEXED BY delivery_sending" CRIER_OF_BROADCAST "AND d.state = 1" CRIER_NEWEST_FIRST;
constexpr const char* kPageDead = CRIER_RECORD "INDEXED BY delivery_dead" CRIER_OF_BROADCAST
                                               "AND d.state = ?5 AND (d.state = 4 OR d.state = 6 OR d.state = 7)" CRIER_NEWEST_FIRST;
constexpr const char* kSingle =
    CRIER_RECORD " CROSS JOIN recipient r ON r.id = d.recipient WHERE d.broadcast = ? AND d.recipient = ? AND d.kind = ?";
#undef CRIER_RECORD
#undef CRIER_OF_BROADCAST
#undef CRIER_NEWEST_FIRST

bool is_dead(DeliveryState state) {
  return state == DeliveryState::failed || state == DeliveryState::cancelled || state == DeliveryState::expired;
}

/// True if the broadcasts themselves are scanned for the filter's state, as no index has it.
bool is_scanned(const DeliveryFilter& filter) {
  return !filter.state || *filter.state == DeliveryState::delivered || *filter.state == DeliveryState::superseded;
}

}  // namespace

DeliveryList::DeliveryList(Database& database)
    : database_(database),
      newest_incident_(database, "SELECT id FROM incident WHERE key = ? ORDER BY occurrence DESC LIMIT 1"),
      named_incident_(database, "SELECT id FROM incident WHERE key = ? AND occurrence = ?"),
      updates_(database, "SELECT first_broadcast, broadcasts FROM updates INDEXED BY updates_number WHERE incident = ?"),
      next_live_(database, "SELECT max(broadcast) FROM delivery INDEXED BY delivery_live WHERE broadcast <= ? AND state IN (0, 2)"),
      next_sending_(database, "SELECT max(broadcast) FROM delivery INDEXED BY delivery_sending WHERE broadcast <= ? AND state = 1"),
      next_dead_(database,
                 "SELECT max(broadcast) FROM delivery INDEXED BY delivery_dead WHERE state = ?2 AND broadcast <= ?1 AND (state = 4 OR "
                 "state = 6 OR state = 7)"),
      next_any_(database,
                "SELECT id FROM broadcast WHERE id <= ?1 AND id > ?2 AND CASE ?3 WHEN 3 THEN delivered WHEN 5 THEN superseded"
                " ELSE queued + sending + waiting + delivered + failed + superseded + cancelled + expired END > 0"
                " AND channel = ifnull(?4, channel) AND number = ifnull(?5, number) ORDER BY id DESC LIMIT 1"),
      next_to_(database,
               "SELECT b.id FROM broadcast b CROSS JOIN delivery d ON d.broadcast = b.id AND d.recipient = ?3 AND d.kind = ?4"
               " WHERE b.id <= ?1 AND b.id > ?2 ORDER BY b.id DESC LIMIT 1"),
      newest_(database, "SELECT max(id) FROM broadcast"),
      heading_(database,
               "SELECT i.key, i.occurrence, b.number, a.name, b.channel, c.name, b.accepted FROM broadcast b CROSS JOIN incident i ON i.id "
               "= b.incident"
               " CROSS JOIN audience a ON a.id = b.audience CROSS JOIN channel c ON c.id = b.channel WHERE b.id = ?"),
      channel_(database, "SELECT id FROM channel WHERE name = ?"),
      recipient_(
          database,
          "SELECT r.id FROM channel c CROSS JOIN recipient r ON r.channel = c.id AND r.address = ?2 WHERE c.name = ifnull(?1, c.name)"),
      page_(database, kPage),
      page_state_(database, kPageState),
      page_sending_(database, kPageSending),
      page_dead_(database, kPageDead),
      single_(database, kSingle),
      attempts_(database, "SELECT at, result, reply FROM attempt WHERE broadcast = ? AND recipient = ? AND kind = ? ORDER BY number") {}

std::vector<std::int64_t> DeliveryList::broadcasts_of(const std::string& incident, std::int64_t from) {
  std::vector<std::int64_t> ids;
  const auto name = core::parse_incident_name(incident);
  if (!name) return ids;
  const auto id = name->occurrence == 0 ? newest_incident_.one(name->key) : named_incident_.one(name->key, name->occurrence);
  if (!id) return ids;
  Rows row = updates_(*id);
  while (row.next()) {
    const std::int64_t first = row.integer();
    const std::int64_t count = row.integer();
    for (std::int64_t i = 0; i < count && first + i <= from; ++i) ids.push_back(first + i);
  }
  std::sort(ids.begin(), ids.end(), std::greater<>());
  return ids;
}

std::vector<std::int64_t> DeliveryList::recipients(const DeliveryFilter& filter) {
  std::vector<std::int64_t> ids;
  Rows row = recipient_(or_null(filter.channel), canonical_address("", filter.recipient));
  while (row.next()) ids.push_back(row.integer());
  return ids;
}

std::optional<std::int64_t> DeliveryList::next_by_state(const Walk& walk, std::int64_t up_to) {
  const auto state = walk.filter.state;
  if (state == DeliveryState::queued || state == DeliveryState::waiting) return next_live_.one(up_to);
  if (state == DeliveryState::sending) return next_sending_.one(up_to);
  if (state && is_dead(*state)) return next_dead_.one(up_to, *state);
  std::optional<std::int64_t> channel;
  if (!walk.filter.channel.empty()) {
    channel = channel_.one(walk.filter.channel);
    if (!channel) return std::nullopt;
  }
  // Edits are in no count, but only what was delivered is edited.
  return next_any_.one(up_to, walk.floor, state && walk.kind == DeliveryKind::post ? static_cast<int>(*state) : 0, channel,
                       walk.filter.update);
}

std::optional<std::int64_t> DeliveryList::next_by_recipient(const Walk& walk, std::int64_t up_to) {
  std::optional<std::int64_t> newest;
  for (const std::int64_t recipient : walk.recipients) {
    const auto next = next_to_.one(up_to, newest.value_or(walk.floor), recipient, walk.kind);
    if (next) newest = next;
  }
  return newest;
}

std::optional<std::int64_t> DeliveryList::next_broadcast(Walk& walk, std::int64_t up_to) {
  if (!walk.filter.incident.empty()) {
    if (walk.next_of_incident == walk.of_incident.size()) return std::nullopt;
    return walk.of_incident[walk.next_of_incident++];
  }
  return walk.filter.recipient.empty() ? next_by_state(walk, up_to) : next_by_recipient(walk, up_to);
}

std::optional<DeliveryList::Heading> DeliveryList::heading(BroadcastId id) {
  Rows row = heading_(id);
  if (!row.next()) return std::nullopt;
  Heading heading;
  heading.id = id;
  const std::string key = row.text();
  heading.incident = core::incident_name(key, static_cast<int>(row.integer()));
  heading.number = static_cast<int>(row.integer());
  heading.audience = row.text();
  heading.channel_id = row.integer();
  heading.channel = row.text();
  heading.accepted = row.time();
  return heading;
}

DeliveryRecord DeliveryList::record(Rows& row, const Heading& heading, DeliveryKind kind) {
  DeliveryRecord d;
  d.id = {heading.id, row.id<RecipientId>(), kind};
  d.incident = heading.incident;
  d.update = heading.number;
  d.audience = heading.audience;
  d.channel = heading.channel;
  d.state = row.as<DeliveryState>();
  d.due = row.time();
  if (d.due == kNever) d.due = heading.accepted;
  d.reason = row.text();
  const auto via_broadcast = row.maybe_integer();
  const auto via_recipient = row.maybe_integer();
  if (via_broadcast && via_recipient) d.via = DeliveryId{BroadcastId{*via_broadcast}, RecipientId{*via_recipient}, DeliveryKind::post};
  d.remote_id = row.text();
  const auto at = row.maybe_time();
  const auto result = row.as<core::AttemptResult>();
  std::string reply = row.text();
  if (at) d.attempts.push_back({*at, result, std::move(reply)});
  const bool has_further = row.integer() > 1;
  d.recipient = row.text();
  if (has_further) add_attempts(d);
  return d;
}

void DeliveryList::add_attempts(DeliveryRecord& d) {
  Rows row = attempts_(d.id.broadcast, d.id.recipient, d.id.kind);
  while (row.next()) {
    AttemptRecord attempt;
    attempt.at = row.time();
    attempt.result = row.as<core::AttemptResult>();
    attempt.reply = row.text();
    d.attempts.push_back(std::move(attempt));
  }
}

Rows DeliveryList::rows(const Walk& walk, const Heading& heading, std::int64_t below, std::size_t limit) {
  const auto state = walk.filter.state;
  if (!state) return page_(heading.id, below, walk.kind, limit);
  if (*state == DeliveryState::sending) return page_sending_(heading.id, below, walk.kind, limit);
  if (is_dead(*state)) return page_dead_(heading.id, below, walk.kind, limit, *state);
  return page_state_(heading.id, below, walk.kind, limit, *state);
}

void DeliveryList::add_rows(Walk& walk, const Heading& heading, std::int64_t below) {
  for (const std::int64_t recipient : walk.recipients) {
    if (recipient >= below) continue;
    Rows row = single_(heading.id, recipient, walk.kind);
    if (!row.next()) continue;
    DeliveryRecord found = record(row, heading, walk.kind);
    if (!walk.filter.state || found.state == *walk.filter.state) walk.page.items.push_back(std::move(found));
  }
  if (!walk.filter.recipient.empty()) return;
  Rows row = rows(walk, heading, below, walk.limit + 1 - walk.page.items.size());
  while (row.next()) walk.page.items.push_back(record(row, heading, walk.kind));
}

Result<DeliveryList::Walk> DeliveryList::begin(const DeliveryFilter& filter, std::size_t limit, const std::string& after) {
  Walk walk{
      filter, std::max<std::size_t>(limit, 1), filter.edits ? DeliveryKind::edit : DeliveryKind::post, INT64_MAX, INT64_MAX, {}, 0, {}, 0,
      {}};
  if (!after.empty()) {
    const auto id = parse_delivery_id(after);
    if (!id) return Error{ErrorKind::invalid, "The place to go on from is none that was answered before: leave `after` out."};
    walk.from = id->broadcast.value;
    walk.below = id->recipient.value;
  }
  walk.floor = std::max<std::int64_t>(0, std::min(walk.from, newest_.one().value_or(0)) - kBroadcastsScanned);
  if (!filter.channel.empty() && !channel_.one(filter.channel)) walk.floor = 0;  // there is nothing to go on to
  if (!filter.recipient.empty()) walk.recipients = recipients(filter);
  if (!filter.incident.empty()) walk.of_incident = broadcasts_of(filter.incident, walk.from);
  return walk;
}

// What follows the page when it ends between two broadcasts: everything below `broadcast`.
std::string DeliveryList::below(std::int64_t broadcast) {
  return to_text(DeliveryId{BroadcastId{broadcast}, RecipientId{1}, DeliveryKind::post});
}

Result<Page<DeliveryRecord>> DeliveryList::list(const DeliveryFilter& filter, std::size_t limit, const std::string& after) {
  auto begun = begin(filter, limit, after);
  if (!begun) return begun.error();
  Walk& walk = *begun;
  std::int64_t up_to = walk.from;
  for (int looked_at = 0;; ++looked_at) {
    const auto next = next_broadcast(walk, up_to);
    if (!next) {
      const bool by_floor =
          filter.incident.empty() && walk.floor > 0 && (filter.recipient.empty() ? is_scanned(filter) : !walk.recipients.empty());
      if (by_floor) walk.page.next = below(walk.floor + 1);
      break;
    }
    if (looked_at == kBroadcastsLookedAt) {
      walk.page.next = below(*next + 1);
      break;
    }
    up_to = *next - 1;
    const auto found = heading(BroadcastId{*next});
    if (!found) continue;
    if (filter.since && found->accepted < *filter.since) break;
    if ((!filter.channel.empty() && found->channel != filter.channel) || (filter.update && found->number != *filter.update)) continue;
    add_rows(walk, *found, *next == walk.from ? walk.below : INT64_MAX);
    if (walk.page.items.size() > walk.limit) {
      walk.page.items.pop_back();
      walk.page.next = to_text(walk.page.items.back().id);
      break;
    }
  }
  return database_.outcome(std::move(walk.page));
}

Result<DeliveryRecord> DeliveryList::one(const DeliveryId& id) {
  const auto found = heading(id.broadcast);
  if (found) {
    Rows row = single_(id.broadcast, id.recipient, id.kind);
    if (row.next()) return database_.outcome(record(row, *found, id.kind));
  }
  if (database_.failed()) return database_.error();
  return Error{ErrorKind::not_found, "There is no delivery " + to_text(id) + "."};
}

}  // namespace crier::store::sqlite
