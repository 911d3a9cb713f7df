#include <charconv>
#include <limits>

#include "core/event.h"
#include "store/memory/deliveries.h"
#include "store/memory/expansion.h"
#include "store/memory/store.h"

namespace crier::store::memory {
namespace {

void add_up(StateCounts& sum, const StateCounts& more) {
  for (std::size_t i = 0; i < sum.size(); ++i) sum[i] += more[i];
}

std::optional<std::int64_t> parse_number(const std::string& text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

Error bad_page(const std::string& after) {
  return {ErrorKind::invalid, "\"" + after + "\" names no place in this list; pass `next` of an earlier page."};
}

IncidentRecord incident_record(const State& state, IncidentId id) {
  IncidentRecord record;
  record.incident = state.incidents.at(id).incident;
  const auto& rows = state.by_incident.rows();
  for (auto at = rows.lower_bound({id, BroadcastId{}}); at != rows.end() && at->first.first == id; ++at) {
    add_up(record.deliveries, counts_of(state.broadcasts.at(at->first.second)));
  }
  return record;
}

void add_told(const State& state, UpdateId update, std::vector<IncidentRecord::Told>& told) {
  const auto& rows = state.by_update.rows();
  for (auto at = rows.lower_bound({update, BroadcastId{}}); at != rows.end() && at->first.first == update; ++at) {
    const BroadcastRow& broadcast = state.broadcasts.at(at->first.second);
    if (broadcast.for_fallbacks) continue;
    const auto delivered = counts_of(broadcast)[static_cast<std::size_t>(core::DeliveryState::delivered)];
    told.push_back({broadcast.group.first, broadcast.group.second, broadcast.recipients, delivered});
  }
}

class MemoryLedger final : public Ledger {
 public:
  explicit MemoryLedger(std::shared_ptr<Memory> memory) : memory_(std::move(memory)) {}

  Result<Page<IncidentRecord>> incidents(std::optional<bool> open, std::size_t limit, const std::string& after) override {
    const std::lock_guard lock(memory_->mutex);
    const State& state = memory_->state;
    const std::optional<std::int64_t> from = after.empty() ? std::numeric_limits<std::int64_t>::max() : parse_number(after);
    if (!from) return bad_page(after);
    Page<IncidentRecord> page;
    for (auto at = state.incidents.rows().lower_bound(IncidentId{*from}); at != state.incidents.rows().begin();) {
      --at;
      const core::Incident& incident = at->second.incident;
      if (incident.is_operators()) continue;
      if (open && (*open ? !incident.is_open() : !incident.resolved && !incident.retracted)) continue;
      if (page.items.size() == limit) {
        page.next = page.items.empty() ? "" : std::to_string(page.items.back().incident.id.value);
        break;
      }
      page.items.push_back(incident_record(state, at->first));
    }
    return page;
  }

  Result<IncidentRecord> incident(const core::IncidentName& name) override {
    const std::lock_guard lock(memory_->mutex);
    const State& state = memory_->state;
    const std::optional<IncidentId> id = find_incident(state, name.key, name.occurrence);
    if (!id) return Error{ErrorKind::not_found, "No incident " + core::incident_name(name.key, name.occurrence) + " is known."};
    IncidentRecord record = incident_record(state, *id);
    const auto& rows = state.by_number.rows();
    for (auto at = rows.lower_bound({*id, std::numeric_limits<int>::min()}); at != rows.end() && at->first.first == *id; ++at) {
      record.updates.push_back(state.updates.at(at->second).update);
      add_told(state, at->second, record.told[at->first.second]);
    }
    std::erase_if(record.told, [](const auto& one) { return one.second.empty(); });
    return record;
  }

  Result<Page<UpdateRecord>> updates(const UpdateFilter& filter, std::size_t limit, const std::string& after) override {
    const std::lock_guard lock(memory_->mutex);
    const std::optional<std::int64_t> from = after.empty() ? std::numeric_limits<std::int64_t>::max() : parse_number(after);
    if (!from) return bad_page(after);
    return list_updates(memory_->state, filter, limit, UpdateId{*from});
  }

  Result<Page<LogEntry>> log(const std::string& incident, std::size_t limit, const std::string& after) override {
    const std::lock_guard lock(memory_->mutex);
    LogPlace from{UpdateId{std::numeric_limits<std::int64_t>::max()}, 0};
    if (!after.empty()) {
      const auto dot = after.find('.');
      const auto update = parse_number(after.substr(0, dot));
      const auto turn = dot == std::string::npos ? std::nullopt : parse_number(after.substr(dot + 1));
      if (!update || !turn) return bad_page(after);
      // No update has the last of all numbers.
      if (*update == std::numeric_limits<std::int64_t>::max() && *turn > 0) return bad_page(after);
      from = {UpdateId{*update}, *turn};
    }
    return list_log(memory_->state, incident, limit, from);
  }

  Result<Page<DeliveryRecord>> deliveries(const DeliveryFilter& filter, std::size_t limit, const std::string& after) override {
    const std::lock_guard lock(memory_->mutex);
    const State& state = memory_->state;
    const auto& rows = state.deliveries.rows();
    const std::optional<DeliveryId> from = parse_delivery_id(after);
    if (!after.empty() && !from) return bad_page(after);
    const Sieve sieve(state, filter);
    Page<DeliveryRecord> page;
    for (auto at = from ? rows.lower_bound(*from) : rows.end(); at != rows.begin();) {
      --at;
      if (!sieve.takes(at->first, at->second.state)) continue;
      if (page.items.size() == limit) {
        page.next = page.items.empty() ? "" : to_text(page.items.back().id);
        break;
      }
      page.items.push_back(delivery_record(state, at->first));
    }
    return page;
  }

  Result<DeliveryRecord> delivery(const DeliveryId& id) override {
    const std::lock_guard lock(memory_->mutex);
    if (!memory_->state.deliveries.has(id)) return Error{ErrorKind::not_found, "No delivery " + to_text(id) + " is known."};
    return delivery_record(memory_->state, id);
  }

  Result<std::vector<ChannelDepth>> depths() override {
    const std::lock_guard lock(memory_->mutex);
    std::map<std::string, StateCounts> sums;
    for (const auto& [id, broadcast] : memory_->state.broadcasts.rows()) add_up(sums[broadcast.group.second], counts_of(broadcast));
    std::vector<ChannelDepth> depths;
    for (const auto& [channel, counts] : sums) depths.push_back({channel, counts});
    return depths;
  }

  Result<std::vector<Suppression>> suppressions() override {
    const std::lock_guard lock(memory_->mutex);
    std::vector<Suppression> all;
    for (const auto& [key, row] : memory_->state.suppressions.rows()) all.push_back(row.suppression);
    return all;
  }

  Result<Reach> reach(const std::string& audience, const std::string& channel, const std::vector<std::string>& earlier) override {
    const std::lock_guard lock(memory_->mutex);
    const State& state = memory_->state;
    std::vector<std::pair<std::string, std::int64_t>> generations;
    for (const std::string& name : earlier) generations.emplace_back(name, generation_for_new(state, {name, channel}));
    const GroupName group{audience, channel};
    const std::int64_t generation = generation_for_new(state, group);
    return Reach{memory::reach(state, group, generation, generations), languages_reached(state, group, generation, generations)};
  }

 private:
  std::shared_ptr<Memory> memory_;
};

}  // namespace

DeliveryRecord delivery_record(const State& state, const DeliveryId& id) {
  const DeliveryRow& row = state.deliveries.at(id);
  const BroadcastRow& broadcast = state.broadcasts.at(id.broadcast);
  DeliveryRecord record;
  record.id = id;
  record.state = row.state;
  record.incident = broadcast.incident_name;
  record.update = broadcast.number;
  record.audience = broadcast.group.first;
  record.channel = broadcast.group.second;
  record.recipient = state.recipients.at(id.recipient).address;
  record.reason = row.reason;
  record.via = row.via;
  if (const DeliveryId* other = state.fallbacks.find(id)) record.via = *other;
  record.due = row.due;
  record.remote_id = row.remote_id;
  record.attempts = row.attempts;
  return record;
}

std::unique_ptr<Ledger> make_ledger(std::shared_ptr<Memory> memory) { return std::make_unique<MemoryLedger>(std::move(memory)); }

}  // namespace crier::store::memory
