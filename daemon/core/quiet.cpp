#include "core/quiet.h"

#include <algorithm>

namespace crier::core {

bool is_quiet(const Audience& audience, Impact impact, UtcTime now) {
  if (!audience.quiet || !audience.office_hours) return false;
  if (audience.quiet->breaks_through && impact >= *audience.quiet->breaks_through) return false;
  // An office that never opens again would never read it.
  return !audience.office_hours->is_open(now) && audience.office_hours->next_open(now).has_value();
}

void defer_quiet(Decision& decision, const std::map<std::string, Audience>& audiences, UtcTime now) {
  Incident& incident = decision.incident;
  Update& update = decision.update;
  if (update.state != UpdateState::announced) return;
  std::erase_if(incident.deferred, [&](const Deferred& one) {
    return std::find(decision.gives_way.begin(), decision.gives_way.end(), one.number) != decision.gives_way.end();
  });
  if (update.occasion == Occasion::office_close || update.occasion == Occasion::office_open || update.occasion == Occasion::promise) return;
  for (const auto& match : decision.hearers) {
    const auto audience = audiences.find(match.audience);
    if (audience == audiences.end() || !audience->second.quiet) continue;
    // What follows something that is not read yet is read with it, so that the order stands, unless it breaks through.
    const bool follows = std::any_of(incident.deferred.begin(), incident.deferred.end(),
                                     [&](const Deferred& one) { return one.audience == match.audience; });
    const bool breaks_through = audience->second.quiet->breaks_through && update.impact >= *audience->second.quiet->breaks_through;
    if (!is_quiet(audience->second, update.impact, now) && (!follows || breaks_through)) continue;
    update.deferred.push_back(match.audience);
    incident.deferred.push_back({match.audience, update.number});
  }
}

}  // namespace crier::core
