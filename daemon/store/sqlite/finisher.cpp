#include "store/sqlite/finisher.h"

#include <algorithm>

namespace crier::store::sqlite {
namespace {

/// How a delivery ends that would be tried again; none: it is tried again.
std::optional<core::DeliveryState> ending_of(const Broadcast& b, const Delivery& delivery) {
  const auto ending = delivery.is_post() ? b.ending() : std::nullopt;
  return ending == core::DeliveryState::superseded && delivery.is_begun() ? std::nullopt : ending;
}

}  // namespace

Result<FinishReport> Finisher::finish(const std::vector<Finish>& finishes, UtcTime now) {
  FinishReport report;
  for (const Finish& f : finishes) {
    const DeliveryId& id = f.claim.delivery;
    Broadcast* b = t_.broadcasts.find(id.broadcast);
    if (b != nullptr && finish_plainly(*b, f, now)) continue;
    const auto delivery = b != nullptr ? t_.deliveries.find(id) : std::nullopt;
    if (!delivery || delivery->state != core::DeliveryState::sending || delivery->epoch != f.claim.epoch) {
      report.stale.push_back(id);
      continue;
    }
    finish_one(*b, *delivery, f, report, now);
  }
  report.work = t_.lineup.take_woken();
  return t_.database.outcome(std::move(report));
}

bool Finisher::finish_plainly(Broadcast& b, const Finish& f, UtcTime now) {
  const bool is_plain = f.state == core::DeliveryState::delivered && f.result == core::AttemptResult::delivered && !f.keep_thread &&
                        !f.edit_root && f.count_attempt;
  if (!is_plain || !t_.deliveries.deliver_at_once(b, f.claim.delivery, f.claim.epoch, f.reply, f.remote_id)) return false;
  chains_.promote(b, f.claim.delivery.recipient, now);
  return true;
}

void Finisher::end_attempt(const Finish& f, Delivery& after) {
  const int number = after.attempts;
  if (!f.count_attempt) {
    --after.attempts;
    if (number > 1)
      t_.deliveries.drop_attempt(after.id, number);
    else
      after.at.reset();
  } else if (number > 1) {
    t_.deliveries.end_attempt(after.id, number, f.result, f.reply);
  } else {
    after.result = f.result;
    after.reply = f.reply;
  }
}

bool Finisher::is_overtaken(const Broadcast& b, const Delivery& delivery, const Finish& f) {
  if (delivery.is_post())
    return f.backlog == core::Backlog::latest && !delivery.is_begun() && chains_.has_successor(b, delivery.id.recipient);
  const auto thread = threads_.find(b.incident, delivery.id.recipient);
  return thread && thread->edit == b.id && thread->next_edit;
}

void Finisher::put_back(Broadcast& b, const Delivery& before, Delivery after, const Finish& f, UtcTime now) {
  if (f.count_attempt) after.set(kUnsure, f.unsure);
  const auto ending = ending_of(b, before);
  if (ending || is_overtaken(b, before, f)) {
    after.state = ending.value_or(core::DeliveryState::superseded);
    endings_.end(b, before, after, now);
    return;
  }
  after.state = f.state;
  after.due = f.due;
  if (f.to) after.in_class = *f.to;
  t_.deliveries.change(b, before, after);
  t_.lineup.add_work(b, after.in_class, after.due);
}

void Finisher::finish_one(Broadcast& b, const Delivery& delivery, const Finish& f, FinishReport& report, UtcTime now) {
  Delivery after = delivery;
  end_attempt(f, after);
  if (!core::is_final(f.state)) {
    put_back(b, delivery, after, f, now);
    return;
  }
  after.state = f.state;
  after.remote_id = f.remote_id;
  after.set(kUnsure, f.unsure);
  endings_.end(b, delivery, after, now);
  if (f.state == core::DeliveryState::delivered && after.is_post() && f.keep_thread) {
    const bool follows = threads_.keep(b.incident, after.id.recipient, f.remote_id);
    if (follows && f.edit_root) threads_.plan_edit(b, after, now);
  }
  if (f.suppress && f.state == core::DeliveryState::failed && suppressions_.add(b, after.id.recipient, f.reply, now)) {
    report.braked.push_back(t_.names.channel_name(b.channel));
  }
}

Result<std::int64_t> Finisher::recover(const std::vector<std::string>& drop, UtcTime now) {
  std::int64_t count = 0;
  FinishReport report;
  for (const DeliveryId& id : t_.deliveries.sending()) {
    Broadcast* b = t_.broadcasts.find(id.broadcast);
    const auto delivery = t_.deliveries.find(id);
    if (b == nullptr || !delivery || delivery->epoch == t_.epoch) continue;
    const bool drops = std::find(drop.begin(), drop.end(), t_.names.channel_name(b->channel)) != drop.end();
    Finish f;
    f.claim = {id, delivery->epoch};
    f.result = core::AttemptResult::unknown;
    f.state = drops && !ending_of(*b, *delivery) ? core::DeliveryState::failed : core::DeliveryState::waiting;
    f.due = now;
    f.unsure = true;
    finish_one(*b, *delivery, f, report, now);
    ++count;
    t_.broadcasts.trim();
  }
  return t_.database.outcome(count);
}

}  // namespace crier::store::sqlite
