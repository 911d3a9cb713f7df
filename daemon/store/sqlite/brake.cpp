#include "store/sqlite/brake.h"

namespace crier::store::sqlite {

using core::DeliveryState;

// Edits are left alone: they are of posts that were delivered.
void Brake::stop(Broadcast& b, UtcTime now) {
  b.set(kStopped);
  chains_.close(b, DeliveryState::cancelled, now);
  for (const DeliveryId& id : b.live > 0 ? t_.deliveries.live(b.id) : std::vector<DeliveryId>{}) {
    const auto before = t_.deliveries.find(id);
    if (!before || !before->is_post()) continue;
    Delivery after = *before;
    after.state = DeliveryState::cancelled;
    endings_.end(b, *before, after, now);
  }
  t_.lineup.settle_all(b, now);
}

Result<StopCounts> Brake::stop(UpdateId update, UtcTime now) {
  const auto found = t_.updates.find(update);
  if (!found) return found.error();
  if (t_.database.failed()) return t_.database.error();
  if (!*found) return Error{ErrorKind::not_found, "There is no update " + to_text(update) + "."};
  const core::UpdateState state = (*found)->update.state;
  const bool has_sent = state == core::UpdateState::announced || state == core::UpdateState::stopped;
  StopCounts counts;
  for (Broadcast* b : t_.broadcasts.of_update(update)) {
    if (has_sent) stop(*b, now);
    counts.delivered += b->count(DeliveryState::delivered);
    counts.sending += b->count(DeliveryState::sending);
    counts.cancelled += b->count(DeliveryState::cancelled);
  }
  // Where everything was delivered there was nothing to stop.
  if (state == core::UpdateState::announced && counts.sending + counts.cancelled > 0)
    t_.updates.set_state(update, core::UpdateState::stopped);
  counts.work = t_.lineup.take_woken();
  return t_.database.outcome(std::move(counts));
}

}  // namespace crier::store::sqlite
