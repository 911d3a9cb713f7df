#include <algorithm>

#include "store/memory/deliveries.h"
#include "store/memory/store.h"

namespace crier::store::memory {
namespace {

/// One call of Upkeep::sweep.
class Sweeping {
 public:
  Sweeping(State& state, std::size_t limit) : state_(state), limit_(limit) {}

  void receipts(UtcTime now) {
    std::vector<std::pair<std::string, std::string>> old;
    for (const auto& [key, row] : state_.receipts.rows()) {
      if (row.until < now && take()) old.push_back(key);
    }
    for (const auto& key : old) state_.receipts.erase(key);
  }

  /// By incident, so that a sweep costs what there are incidents: most are too young for any delivery of theirs to be old.
  void deliveries(UtcTime before) {
    std::vector<DeliveryId> old;
    for (const auto& [id, row] : state_.incidents.rows()) {
      if (row.incident.is_open() || row.incident.opened >= before) continue;
      for (const BroadcastId broadcast : broadcasts_of(id)) {
        if (state_.broadcasts.at(broadcast).accepted < before) add_ended(broadcast, old);
      }
    }
    for (const DeliveryId& id : old) forget_delivery(state_, id);
  }

  void history(UtcTime before) {
    std::vector<IncidentId> old;
    for (const auto& [id, row] : state_.incidents.rows()) {
      const UtcTime ended = row.incident.retracted ? *row.incident.retracted : row.incident.resolved.value_or(row.incident.opened);
      if (!row.incident.is_open() && ended < before && !has_deliveries(id) && take()) old.push_back(id);
    }
    for (const IncidentId id : old) forget(id);
  }

  void commands(UtcTime before) {
    std::vector<LogPlace> old;
    for (const auto& [place, row] : state_.commands.rows()) {
      if (!row.incident && row.entry.at < before && take()) old.push_back(place);
    }
    for (const LogPlace& place : old) state_.commands.erase(place);
  }

  void occasions(UtcTime before) {
    std::vector<std::pair<std::string, core::OccasionResult>> old;
    for (const auto& [key, row] : state_.occasions.rows()) {
      if (row.at < before && take()) old.push_back(key);
    }
    for (const auto& key : old) state_.occasions.erase(key);
  }

  void silences(UtcTime before) {
    std::vector<std::int64_t> old;
    for (const auto& [number, silence] : state_.silences.rows()) {
      if (silence.until < before && take()) old.push_back(number);
    }
    for (const auto number : old) state_.silences.erase(number);
  }

  [[nodiscard]] std::int64_t taken() const { return static_cast<std::int64_t>(taken_); }

 private:
  [[nodiscard]] bool take() {
    if (taken_ == limit_) return false;
    ++taken_;
    return true;
  }

  void add_ended(BroadcastId broadcast, std::vector<DeliveryId>& to) {
    const auto& rows = state_.deliveries.rows();
    for (auto at = rows.lower_bound({broadcast, RecipientId{}, DeliveryKind::post}); at != rows.end() && at->first.broadcast == broadcast;
         ++at) {
      if (core::is_final(at->second.state) && take()) to.push_back(at->first);
    }
  }

  [[nodiscard]] std::vector<BroadcastId> broadcasts_of(IncidentId id) const {
    std::vector<BroadcastId> all;
    const auto& rows = state_.by_incident.rows();
    for (auto at = rows.lower_bound({id, BroadcastId{}}); at != rows.end() && at->first.first == id; ++at) all.push_back(at->first.second);
    return all;
  }

  [[nodiscard]] bool has_deliveries(IncidentId id) const {
    const std::vector<BroadcastId> all = broadcasts_of(id);
    return std::any_of(all.begin(), all.end(), [&](const BroadcastId broadcast) {
      const auto at = state_.deliveries.rows().lower_bound({broadcast, RecipientId{}, DeliveryKind::post});
      return !state_.broadcasts.at(broadcast).expanded || (at != state_.deliveries.rows().end() && at->first.broadcast == broadcast);
    });
  }

  void forget(IncidentId id) {
    for (const BroadcastId broadcast : broadcasts_of(id)) {
      const BroadcastRow row = state_.broadcasts.at(broadcast);
      for (const auto& [language, message] : row.messages) state_.messages.erase(message);
      state_.by_update.erase({row.update, broadcast});
      state_.by_incident.erase({id, broadcast});
      state_.broadcasts.erase(broadcast);
    }
    forget_updates(id);
    std::vector<LogPlace> about;
    for (const auto& [place, row] : state_.commands.rows()) {
      if (row.incident == id) about.push_back(place);
    }
    for (const LogPlace& place : about) state_.commands.erase(place);
    const core::Incident incident = state_.incidents.at(id).incident;
    state_.by_name.erase({incident.key, incident.occurrence});
    state_.incidents.erase(id);
  }

  void forget_updates(IncidentId id) {
    std::vector<std::pair<IncidentId, int>> numbers;
    for (auto at = state_.by_number.rows().lower_bound({id, 0}); at != state_.by_number.rows().end() && at->first.first == id; ++at) {
      numbers.push_back(at->first);
    }
    for (const auto& key : numbers) {
      state_.updates.erase(state_.by_number.at(key));
      state_.by_number.erase(key);
    }
    std::vector<std::pair<IncidentId, RecipientId>> threads;
    for (auto at = state_.threads.rows().lower_bound({id, RecipientId{}}); at != state_.threads.rows().end() && at->first.first == id;
         ++at) {
      threads.push_back(at->first);
    }
    for (const auto& key : threads) state_.threads.erase(key);
  }

  State& state_;
  std::size_t limit_;
  std::size_t taken_ = 0;
};

}  // namespace

Result<std::int64_t> MemoryStore::sweep(UtcTime history_before, UtcTime deliveries_before, UtcTime now, std::size_t limit) {
  Sweeping sweeping(state_, limit);
  sweeping.receipts(now);
  sweeping.deliveries(deliveries_before);
  sweeping.history(history_before);
  sweeping.commands(history_before);
  sweeping.occasions(history_before);
  sweeping.silences(history_before);
  return sweeping.taken();
}

}  // namespace crier::store::memory
