#include <utility>

#include "dispatch/divert.h"
#include "dispatch/driver.h"

namespace crier::dispatch {

void Driver::send(FlightPtr flight) {
  store::Started& started = flight->ready.started;
  flight->hop = last_hop(*flight->snapshot, *flight->channel, started.exercise);
  // A post of the other kind is not edited: in a rehearsal it is the real one, and after it the drill's.
  if (leave_foreign_thread(started, flight->hop) && started.claim.delivery.kind == DeliveryKind::edit)
    flight->hop = {Hop::Kind::dropped, {}};
  ++in_flight_;
  if (flight->hop.kind == Hop::Kind::dropped) {
    flight->began = parts_.clock.steady();
    const auto at = flight->began;
    news_.put(Landed{std::move(flight), not_sent(), at});
    return;
  }
  flight->job = job_for(flight->ready);
  departures_.put(std::move(flight));
}

}  // namespace crier::dispatch
