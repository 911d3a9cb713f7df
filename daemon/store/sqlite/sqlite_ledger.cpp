#include "store/sqlite/sqlite_ledger.h"

#include <charconv>

#include "store/codec.h"
#include "store/sqlite/connection.h"
#include "store/sqlite/delivery_list.h"
#include "store/sqlite/groups.h"
#include "store/sqlite/reading.h"
#include "store/sqlite/recorder.h"
#include "store/sqlite/update_list.h"
#include "store/sqlite/update_rows.h"

namespace crier::store::sqlite {
namespace {

#define CRIER_INCIDENT "SELECT id, key, occurrence, document FROM incident "

class SqliteLedger final : public Ledger {
 public:
  explicit SqliteLedger(std::unique_ptr<Database> database) : database_(std::move(database)) {}

  Result<Page<IncidentRecord>> incidents(std::optional<bool> open, std::size_t limit, const std::string& after) override;
  Result<IncidentRecord> incident(const core::IncidentName& name) override;
  Result<Page<UpdateRecord>> updates(const UpdateFilter& filter, std::size_t limit, const std::string& after) override {
    const Reading reading(*database_);
    return update_list_.updates(filter, limit, after);
  }
  Result<Page<LogEntry>> log(const std::string& incident, std::size_t limit, const std::string& after) override {
    const Reading reading(*database_);
    return update_list_.log(incident, limit, after);
  }
  Result<Page<DeliveryRecord>> deliveries(const DeliveryFilter& filter, std::size_t limit, const std::string& after) override {
    const Reading reading(*database_);
    return list_.list(filter, limit, after);
  }
  Result<DeliveryRecord> delivery(const DeliveryId& id) override {
    const Reading reading(*database_);
    return list_.one(id);
  }
  Result<std::vector<ChannelDepth>> depths() override;
  Result<std::vector<Suppression>> suppressions() override;
  Result<Reach> reach(const std::string& audience, const std::string& channel, const std::vector<std::string>& earlier) override;

 private:
  using Languages = std::map<std::string, std::int64_t>;
  [[nodiscard]] Languages languages(GroupAt at, const std::vector<GroupAt>& others);
  [[nodiscard]] Result<IncidentRecord> read_incident(Rows& row);
  [[nodiscard]] const GroupRow* group(const std::string& audience, std::int64_t channel);

  std::unique_ptr<Database> database_;
  DeliveryList list_{*database_};
  UpdateList update_list_{*database_};
  Groups groups_{*database_};
  Overlaps overlaps_{*database_};
  // What crierd tells operators is in no list (core/incident.h).
  Query all_incidents_{*database_, CRIER_INCIDENT "WHERE id < ? AND key <> 'operators' ORDER BY id DESC LIMIT ?"};
  Query incidents_in_state_{*database_, CRIER_INCIDENT "INDEXED BY incident_state WHERE state = ? AND id < ? ORDER BY id DESC LIMIT ?"};
  Query newest_incident_{*database_, CRIER_INCIDENT "WHERE key = ? ORDER BY occurrence DESC LIMIT 1"};
  Query named_incident_{*database_, CRIER_INCIDENT "WHERE key = ? AND occurrence = ?"};
  Query counts_{
      *database_,
      "SELECT sum(b.queued + b.rest), sum(b.sending), sum(b.waiting), sum(b.delivered), sum(b.failed), sum(b.superseded), sum(b.cancelled),"
      " sum(b.expired) FROM updates u INDEXED BY updates_number"
      " CROSS JOIN broadcast b ON b.id >= u.first_broadcast AND b.id < u.first_broadcast + u.broadcasts WHERE u.incident = ?"};
  Query updates_{*database_,
                 "SELECT id, number, state, at, document FROM updates INDEXED BY updates_number WHERE incident = ? ORDER BY number"};
  Query told_{*database_,
              "SELECT u.number, a.name, c.name, b.recipients, b.delivered FROM updates u INDEXED BY updates_number"
              " CROSS JOIN broadcast b ON b.id >= u.first_broadcast AND b.id < u.first_broadcast + u.broadcasts"
              " CROSS JOIN audience a ON a.id = b.audience CROSS JOIN channel c ON c.id = b.channel"
              " WHERE u.incident = ? AND b.flags & 2 = 0 ORDER BY b.id"};
  Query depths_{*database_,
                "SELECT name, queued, sending, waiting, delivered, failed, superseded, cancelled, expired FROM channel"
                " WHERE queued + sending + waiting + delivered + failed + superseded + cancelled + expired > 0 ORDER BY name"};
  Query suppressions_{*database_,
                      "SELECT c.name, r.address, s.reason, s.since FROM suppression s CROSS JOIN recipient r ON r.id = s.recipient"
                      " CROSS JOIN channel c ON c.id = r.channel ORDER BY c.name, r.address"};
  Query languages_{*database_,
                   "SELECT m.recipient, m.language FROM member m LEFT JOIN suppression s ON s.recipient = m.recipient"
                   " WHERE m.audience_group = ? AND m.added <= ? AND s.recipient IS NULL"};
  Query channel_{*database_, "SELECT id FROM channel WHERE name = ?"};
  Query audience_{*database_, "SELECT id FROM audience WHERE name = ?"};
};

#undef CRIER_INCIDENT

Result<IncidentRecord> SqliteLedger::read_incident(Rows& row) {
  const auto id = row.id<IncidentId>();
  std::string key = row.text();
  const auto occurrence = static_cast<int>(row.integer());
  auto incident = decode_incident(row.view());
  if (!incident) return incident.error();
  IncidentRecord record;
  record.incident = std::move(*incident);
  record.incident.id = id;
  record.incident.key = std::move(key);
  record.incident.occurrence = occurrence;
  Rows counts = counts_(id);
  if (counts.next()) {
    for (auto& count : record.deliveries) count = counts.integer();
  }
  return record;
}

Result<Page<IncidentRecord>> SqliteLedger::incidents(std::optional<bool> open, std::size_t limit, const std::string& after) {
  std::int64_t below = INT64_MAX;
  if (!after.empty()) {
    const auto [end, error] = std::from_chars(after.data(), after.data() + after.size(), below);
    if (error != std::errc{} || end != after.data() + after.size()) {
      return Error{ErrorKind::invalid, "The place to go on from is none that was answered before: leave `after` out."};
    }
  }
  const Reading reading(*database_);
  Page<IncidentRecord> page;
  Rows row = open ? incidents_in_state_(*open ? IncidentState::open : IncidentState::resolved, below, limit + 1)
                  : all_incidents_(below, limit + 1);
  while (row.next()) {
    if (page.items.size() == limit) {
      page.next = std::to_string(limit == 0 ? below : page.items.back().incident.id.value);
      break;
    }
    auto record = read_incident(row);
    if (!record) return record.error();
    page.items.push_back(std::move(*record));
  }
  return database_->outcome(std::move(page));
}

Result<IncidentRecord> SqliteLedger::incident(const core::IncidentName& name) {
  const Reading reading(*database_);
  Rows row = name.occurrence == 0 ? newest_incident_(name.key) : named_incident_(name.key, name.occurrence);
  if (!row.next()) {
    if (database_->failed()) return database_->error();
    return Error{ErrorKind::not_found, "There is no incident " + core::incident_name(name.key, std::max(name.occurrence, 1)) + "."};
  }
  auto record = read_incident(row);
  if (!record) return record.error();
  Rows update_row = updates_(record->incident.id);
  while (update_row.next()) {
    auto update = read_update(update_row);
    if (!update) return update.error();
    record->updates.push_back(std::move(*update));
  }
  static_assert(kForFallbacks == 2, "told_ leaves them out");
  Rows told = told_(record->incident.id);
  while (told.next()) {
    auto& row_of = record->told[static_cast<int>(told.integer())];
    IncidentRecord::Told one;
    one.audience = told.text();
    one.channel = told.text();
    one.recipients = told.integer();
    one.delivered = told.integer();
    row_of.push_back(std::move(one));
  }
  return database_->outcome(std::move(*record));
}

Result<std::vector<ChannelDepth>> SqliteLedger::depths() {
  const Reading reading(*database_);
  std::vector<ChannelDepth> depths;
  Rows row = depths_();
  while (row.next()) {
    ChannelDepth depth;
    depth.channel = row.text();
    for (auto& count : depth.counts) count = row.integer();
    depths.push_back(std::move(depth));
  }
  return database_->outcome(std::move(depths));
}

Result<std::vector<Suppression>> SqliteLedger::suppressions() {
  const Reading reading(*database_);
  std::vector<Suppression> suppressions;
  Rows row = suppressions_();
  while (row.next()) {
    Suppression suppression;
    suppression.channel = row.text();
    suppression.address = row.text();
    suppression.reason = row.text();
    suppression.since = row.time();
    suppressions.push_back(std::move(suppression));
  }
  return database_->outcome(std::move(suppressions));
}

const GroupRow* SqliteLedger::group(const std::string& audience, std::int64_t channel) {
  const auto id = audience_.one(audience);
  return id ? groups_.find(*id, channel) : nullptr;
}

Result<Reach> SqliteLedger::reach(const std::string& audience, const std::string& channel, const std::vector<std::string>& earlier) {
  const Reading reading(*database_);
  groups_.forget();
  overlaps_.forget();
  Reach reach{{audience, channel, 0, 0}, {}};
  BroadcastCount& count = reach.count;
  const auto channel_id = channel_.one(channel);
  const GroupRow* own = channel_id ? group(audience, *channel_id) : nullptr;
  if (own == nullptr) return database_->outcome(reach);
  std::vector<GroupAt> others;
  for (const std::string& name : earlier) {
    if (const GroupRow* other = group(name, *channel_id)) others.push_back({other->id, other->generation});
  }
  const GroupAt at{own->id, own->generation};
  count.deduplicated = overlaps_.shared(at, own->count, others);
  count.recipients = own->count - count.deduplicated - overlaps_.suppressed(at, others);
  reach.languages = own->languages.empty() ? Languages{{"", count.recipients}} : languages(at, others);
  return database_->outcome(reach);
}

SqliteLedger::Languages SqliteLedger::languages(GroupAt at, const std::vector<GroupAt>& others) {
  Languages languages;
  Rows rows = languages_(at.group, at.generation);
  while (rows.next()) {
    const auto recipient = rows.id<RecipientId>();
    std::string language = rows.text();
    if (!overlaps_.is_member_of_any(others, recipient)) ++languages[std::move(language)];
  }
  return languages;
}

}  // namespace

Result<std::unique_ptr<Ledger>> open_ledger(const std::string& path, const SqliteOptions& options) {
  auto database = connect_reader(path, options);
  if (!database) return database.error();
  return Result<std::unique_ptr<Ledger>>(std::make_unique<SqliteLedger>(std::move(*database)));
}

}  // namespace crier::store::sqlite
