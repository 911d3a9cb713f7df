#include <algorithm>
#include <map>

#include "store/memory/deliveries.h"
#include "store/memory/expansion.h"
#include "store/memory/store.h"

namespace crier::store::memory {
namespace {

using core::DeliveryState;

/// More than this many addresses of one broadcast, and more than one in twenty of it, are not believed to be gone (rules F1).
constexpr std::int64_t kBrakeCount = 20;
constexpr std::int64_t kBrakeShare = 20;

/// One call of Queue::finish.
class Finishing {
 public:
  Finishing(State& state, UtcTime now) : state_(state), now_(now) {}

  FinishReport run(const std::vector<Finish>& finishes) {
    for (const Finish& finish : finishes) {
      const DeliveryRow* row = state_.deliveries.find(finish.claim.delivery);
      if (!row || row->state != DeliveryState::sending || row->epoch != finish.claim.epoch) {
        report_.stale.push_back(finish.claim.delivery);
      } else {
        end_attempt(finish);
      }
    }
    for (const auto& [broadcast, gone] : gone_) suppress(broadcast, gone);
    report_.work.assign(work_.begin(), work_.end());
    return std::move(report_);
  }

 private:
  void end_attempt(const Finish& finish) {
    const DeliveryId& id = finish.claim.delivery;
    const bool goes_on = finish.state == DeliveryState::waiting || finish.state == DeliveryState::queued;
    const bool overtaken = goes_on && finish.backlog == core::Backlog::latest && !state_.deliveries.at(id).is_begun() && has_successor(id);
    const auto ending = goes_on ? ending_of(state_, id) : std::nullopt;
    const DeliveryState state = ending ? *ending : overtaken ? DeliveryState::superseded : finish.state;
    change_delivery(
        state_, id,
        [&](DeliveryRow& row) {
          row.state = state;
          if (goes_on) {
            row.due = finish.due;
            row.unsure = finish.unsure || (!finish.count_attempt && row.unsure);
            if (finish.to) row.in = *finish.to;
          }
          if (finish.count_attempt) {
            row.attempts.back().result = finish.result;
            row.attempts.back().reply = finish.reply;
          } else {
            row.attempts.pop_back();
          }
          if (state == DeliveryState::delivered) row.remote_id = finish.remote_id;
        },
        work_);
    if (goes_on && state == finish.state && finish.to) work_.insert(*finish.to);
    if (state == DeliveryState::delivered) {
      keep_thread(finish);
    } else if (state == DeliveryState::failed || state == DeliveryState::expired) {
      end_delivery(state_, id, state, "", now_, work_);
    }
    if (state == DeliveryState::failed && finish.suppress) gone_[id.broadcast].push_back(&finish);
  }

  /// True if a later update is on its way to the same recipient, expanded or not.
  [[nodiscard]] bool has_successor(const DeliveryId& id) const {
    if (id.kind != DeliveryKind::post) return false;
    const IncidentId incident = state_.deliveries.at(id).incident;
    const auto& chains = state_.chains.rows();
    const auto next = chains.upper_bound({incident, id.recipient, id.kind, id.broadcast});
    if (next != chains.end()) {
      const auto& [of, recipient, kind, broadcast] = next->first;
      if (of == incident && recipient == id.recipient && kind == id.kind) return true;
    }
    const auto& rows = state_.by_incident.rows();
    for (auto at = rows.upper_bound({incident, id.broadcast}); at != rows.end() && at->first.first == incident; ++at) {
      const BroadcastRow& later = state_.broadcasts.at(at->first.second);
      if (later.group.second == state_.recipients.at(id.recipient).channel && is_to_come(state_, {at->first.second, id.recipient, id.kind}))
        return true;
    }
    return false;
  }

  /// The first delivered post is the thread's root; one whose id is unknown cannot be it (rules H2).
  void keep_thread(const Finish& finish) {
    const DeliveryId& id = finish.claim.delivery;
    const std::pair<IncidentId, RecipientId> key{state_.deliveries.at(id).incident, id.recipient};
    const Thread* known = state_.threads.find(key);
    const bool had_root = known && !known->root.empty();
    if (finish.keep_thread && !finish.remote_id.empty()) {
      Thread thread = known ? *known : Thread{};
      if (!had_root) thread.root = finish.remote_id;
      thread.last = finish.remote_id;
      state_.threads.put(key, std::move(thread));
    }
    if (finish.edit_root && had_root && id.kind == DeliveryKind::post) plan_edit(id);
  }

  void plan_edit(const DeliveryId& post) {
    const DeliveryId id{post.broadcast, post.recipient, DeliveryKind::edit};
    if (state_.deliveries.has(id)) return;
    DeliveryRow row;
    row.incident = state_.deliveries.at(post).incident;
    row.in = state_.deliveries.at(post).in;
    row.due = now_;
    row.since = now_;
    insert_delivery(state_, id, std::move(row), work_);
    supersede_older(state_, id, work_);
  }

  void suppress(BroadcastId broadcast, const std::vector<const Finish*>& gone) {
    BroadcastRow& row = state_.broadcasts.edit(broadcast);
    row.gone += static_cast<std::int64_t>(gone.size());
    const StateCounts counts = counts_of(row);
    std::int64_t recipients = 0;
    for (const std::int64_t count : counts) recipients += count;
    const std::string& channel = row.group.second;
    if (row.gone > kBrakeCount && row.gone * kBrakeShare > recipients) {
      brake(broadcast, channel);
      row.braked = true;
    }
    if (row.braked) return;
    for (const Finish* finish : gone) {
      const RecipientRow& recipient = state_.recipients.at(finish->claim.delivery.recipient);
      state_.suppressions.put({channel, recipient.key}, {{channel, recipient.address, finish->reply, now_}, broadcast});
    }
  }

  /// What this broadcast had suppressed before is taken back too: nobody is suppressed by it.
  void brake(BroadcastId broadcast, const std::string& channel) {
    std::vector<std::pair<std::string, std::string>> lifted;
    for (const auto& [key, row] : state_.suppressions.rows()) {
      if (row.by == broadcast) lifted.push_back(key);
    }
    for (const auto& key : lifted) state_.suppressions.erase(key);
    if (std::find(report_.braked.begin(), report_.braked.end(), channel) == report_.braked.end()) report_.braked.push_back(channel);
  }

  State& state_;
  UtcTime now_;
  Work work_;
  FinishReport report_;
  std::map<BroadcastId, std::vector<const Finish*>> gone_;
};

}  // namespace

Result<FinishReport> MemoryStore::finish(const std::vector<Finish>& finishes, UtcTime now) { return Finishing(state_, now).run(finishes); }

}  // namespace crier::store::memory
