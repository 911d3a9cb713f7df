#include "store/sqlite/endings.h"

namespace crier::store::sqlite {
namespace {

bool falls_back(core::DeliveryState state) { return state == core::DeliveryState::failed || state == core::DeliveryState::expired; }

}  // namespace

void Endings::end(Broadcast& b, const Delivery& before, Delivery after, UtcTime now) {
  // An operator may want it again: then a thread of posts goes on where it stopped, and what may have been accepted is known.
  if (after.state == core::DeliveryState::delivered) after.progress.clear();
  if (falls_back(after.state) && after.has(kFallsBack)) fallbacks_.make(b, after, now);
  after.fallback_at.reset();
  t_.deliveries.change(b, before, after);
  if (!after.is_post()) {
    threads_.edit_ended(b, after, now);
    return;
  }
  if (!before.is_blocked()) chains_.promote(b, after.id.recipient, now);
}

void Endings::insert_ended(Broadcast& b, Delivery delivery, UtcTime now) {
  if (delivery.has(kFallsBack)) fallbacks_.make(b, delivery, now);
  delivery.fallback_at.reset();
  t_.deliveries.insert(b, delivery);
}

}  // namespace crier::store::sqlite
