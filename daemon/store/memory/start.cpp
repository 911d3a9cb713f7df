#include "core/event.h"
#include "store/memory/deliveries.h"
#include "store/memory/expansion.h"
#include "store/memory/store.h"

namespace crier::store::memory {
namespace {

using core::DeliveryState;

/// One call of Queue::start.
class Starting {
 public:
  Starting(State& state, std::int64_t epoch, const StartOrder& order, const Judge& judge, UtcTime now)
      : state_(state), epoch_(epoch), order_(order), judge_(judge), now_(now) {}

  std::vector<Started> run() {
    if (!state_.broadcasts.has(order_.broadcast)) return {};
    state_.served.put({order_.from, order_.broadcast}, state_.next("turn"));
    while (!stopped_ && started_.size() < order_.most) {
      const std::optional<DeliveryId> id = next_ready();
      if (!id) break;
      take_ready(*id);
    }
    while (!stopped_ && started_.size() < order_.most && state_.expanding.has({order_.from, order_.broadcast})) {
      const std::optional<RecipientId> recipient = next_to_expand(state_, order_.broadcast);
      if (!recipient) break;
      take_member(*recipient);
    }
    return std::move(started_);
  }

 private:
  [[nodiscard]] const BroadcastRow& broadcast() const { return state_.broadcasts.at(order_.broadcast); }

  [[nodiscard]] std::optional<DeliveryId> next_ready() const {
    const auto at = state_.ready.rows().lower_bound({order_.from, order_.broadcast, UtcTime::min(), RecipientId{}, DeliveryKind::post});
    if (at == state_.ready.rows().end()) return std::nullopt;
    const auto& [in, of, due, recipient, kind] = at->first;
    if (in != order_.from || of != order_.broadcast || (due > now_ && !order_.ignore_due)) return std::nullopt;
    return DeliveryId{of, recipient, kind};
  }

  void take_ready(const DeliveryId& id) {
    const DeliveryRow row = state_.deliveries.at(id);
    if (!row.via && !state_.members.has({broadcast().group, id.recipient}))
      return end_delivery(state_, id, DeliveryState::cancelled, "removed", now_, work_);
    if (ends_unsent(id, row.since)) return;
    const Verdict verdict =
        judge_(Candidate{state_.recipients.at(id.recipient).address, broadcast().lane, static_cast<int>(row.attempts.size()), row.unsure});
    if (verdict.kind == Verdict::Kind::stop) {
      stopped_ = true;
    } else if (verdict.kind == Verdict::Kind::move) {
      move(id, verdict.to);
    } else {
      begin_attempt(id);
    }
  }

  void take_member(RecipientId recipient) {
    const DeliveryId id{order_.broadcast, recipient, DeliveryKind::post};
    const bool ends = is_suppressed(state_, recipient) || is_too_old(broadcast().accepted);
    if (!ends && broadcast().backlog == core::Backlog::latest) supersede_older(state_, id, work_);
    if (ends || must_wait(state_, broadcast().incident, recipient, DeliveryKind::post, order_.broadcast)) {
      expand(state_, order_.broadcast, recipient, order_.from, work_);
      if (ends) ends_unsent(id, broadcast().accepted);
      return;
    }
    const Verdict verdict = judge_(Candidate{state_.recipients.at(recipient).address, broadcast().lane, 0, false});
    if (verdict.kind == Verdict::Kind::stop) {
      stopped_ = true;
      return;
    }
    expand(state_, order_.broadcast, recipient, verdict.kind == Verdict::Kind::move ? verdict.to : order_.from, work_);
    if (verdict.kind == Verdict::Kind::start) begin_attempt(id);
  }

  [[nodiscard]] bool is_too_old(UtcTime since) const {
    return now_ - since > order_.max_age || (broadcast().expires && *broadcast().expires <= now_);
  }

  /// Ends what must not be sent any more; true if it did.
  bool ends_unsent(const DeliveryId& id, UtcTime since) {
    if (is_suppressed(state_, id.recipient)) {
      end_delivery(state_, id, DeliveryState::failed, "suppressed", now_, work_);
    } else if (is_too_old(since)) {
      end_delivery(state_, id, DeliveryState::expired, "", now_, work_);
    } else {
      return false;
    }
    return true;
  }

  void move(const DeliveryId& id, ClassId to) {
    if (to == order_.from) {
      stopped_ = true;  // it would be offered again without end
      return;
    }
    change_delivery(
        state_, id, [&](DeliveryRow& row) { row.in = to; }, work_);
  }

  void begin_attempt(const DeliveryId& id) {
    change_delivery(
        state_, id,
        [&](DeliveryRow& row) {
          row.state = DeliveryState::sending;
          row.epoch = epoch_;
          row.attempts.push_back({now_, core::AttemptResult::none, ""});
        },
        work_);
    started_.push_back(describe(id));
  }

  [[nodiscard]] Started describe(const DeliveryId& id) const {
    const DeliveryRow& row = state_.deliveries.at(id);
    const core::Recipient recipient = recipient_named(state_, id);
    const BroadcastRow& of = broadcast();
    Started started;
    started.claim = {id, epoch_};
    started.from = order_.from;
    started.lane = of.lane;
    started.incident = of.incident;
    started.incident_name = of.incident_name;
    started.exercise = of.exercise;
    started.of = of.update;
    started.update = of.number;
    started.previous_update = of.previous_update;
    started.channel = of.group.second;
    started.audience = of.group.first;
    started.address = recipient.address;
    started.name = recipient.name;
    started.secret_file = recipient.secret_file;
    started.message = message_for(of, recipient.language);
    started.attempt = static_cast<int>(row.attempts.size());
    started.unsure = row.unsure;
    if (const Thread* thread = state_.threads.find({of.incident, id.recipient})) {
      started.thread_root = thread->root;
      started.thread_last = thread->last;
    }
    if (of.corrects > 0) started.corrected_id = corrected_id(id);
    started.progress = row.progress;
    started.accepted = of.accepted;
    started.since = row.since;
    return started;
  }

  /// Under what the update that this one corrects was delivered to the same recipient.
  [[nodiscard]] std::string corrected_id(const DeliveryId& id) const {
    const BroadcastRow& of = broadcast();
    const UpdateId* wrong = state_.by_number.find({of.incident, of.corrects});
    if (!wrong) return "";
    const auto& rows = state_.by_update.rows();
    for (auto at = rows.lower_bound({*wrong, BroadcastId{}}); at != rows.end() && at->first.first == *wrong; ++at) {
      const DeliveryRow* row = state_.deliveries.find({at->first.second, id.recipient, DeliveryKind::post});
      if (row && row->state == DeliveryState::delivered) return row->remote_id;
    }
    return "";
  }

  /// The recipient as its audience names it; one that stands in takes the language of the one it stands in for.
  State& state_;
  std::int64_t epoch_;
  const StartOrder& order_;
  const Judge& judge_;
  UtcTime now_;
  Work work_;
  std::vector<Started> started_;
  bool stopped_ = false;
};

}  // namespace

Result<std::vector<Started>> MemoryStore::start(const StartOrder& order, const Judge& judge, UtcTime now) {
  return Starting(state_, epoch_, order, judge, now).run();
}

}  // namespace crier::store::memory
