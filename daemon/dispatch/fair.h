#pragma once
#include <map>
#include <vector>

#include "store/queue.h"

namespace crier::dispatch {

/// How many deliveries of which broadcast to start.
struct Pick {
  BroadcastId broadcast;
  std::size_t most = 0;
};

/// Deficit round robin over incidents, then over their broadcasts (rules F4). The store gives heads with those served longest
/// ago first, so a round that is cut short goes on where it ended; what an incident's share leaves over in fractions is carried
/// to its next round. Pure; owner: the granter, one for each class and lane.
class FairShare {
 public:
  [[nodiscard]] std::vector<Pick> pick(const std::vector<store::Head>& heads, std::size_t most);

 private:
  std::map<IncidentId, double> deficit_;
};

}  // namespace crier::dispatch
