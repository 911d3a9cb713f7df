#include "dispatch/fair.h"

#include <algorithm>

namespace crier::dispatch {
namespace {

struct Party {
  IncidentId incident;
  std::vector<BroadcastId> broadcasts;
};

std::vector<Party> parties_of(const std::vector<store::Head>& heads) {
  std::vector<Party> parties;
  std::map<IncidentId, std::size_t> seen;
  for (const auto& head : heads) {
    const auto [at, fresh] = seen.emplace(head.incident, parties.size());
    if (fresh) parties.push_back({head.incident, {}});
    parties[at->second].broadcasts.push_back(head.broadcast);
  }
  return parties;
}

}  // namespace

std::vector<Pick> FairShare::pick(const std::vector<store::Head>& heads, std::size_t most) {
  std::vector<Pick> picks;
  if (heads.empty() || most == 0) return picks;
  const auto parties = parties_of(heads);
  const double quantum = static_cast<double>(most) / static_cast<double>(parties.size());
  std::map<IncidentId, double> carried;
  std::size_t left = most;
  for (const auto& party : parties) {
    const auto before = deficit_.find(party.incident);
    double due = quantum + (before == deficit_.end() ? 0 : before->second);
    // Fewer slots than incidents: those served longest ago take one each, the others' deficit grows until their turn.
    if (quantum < 1 && left > 0) due = std::max(due, 1.0);
    auto share = std::min(left, static_cast<std::size_t>(due));
    carried[party.incident] = std::min(due - static_cast<double>(share), quantum + 1);
    left -= share;
    std::size_t others = party.broadcasts.size();
    for (const auto broadcast : party.broadcasts) {
      const std::size_t part = (share + others - 1) / others;
      if (part > 0) picks.push_back({broadcast, part});
      share -= part;
      --others;
    }
  }
  if (left > 0 && !picks.empty()) picks.front().most += left;
  deficit_ = std::move(carried);
  return picks;
}

}  // namespace crier::dispatch
