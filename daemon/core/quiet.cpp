#include "core/quiet.h"

#include <algorithm>

namespace crier::core {

bool is_quiet(const Audience& audience, Impact impact, UtcTime now) {
  if (!audience.quiet || !audience.office_hours) return false;
  if (audience.quiet->breaks_through && impact >= *audience.quiet->breaks_through) return false;
  // An office that never opens again would never read it.
  return !audience.office_hours->is_open(now) && audience.office_hours->next_open(now).has_value();
}

namespace {

/// The audiences that have read nothing of the incident yet: what they were told first waits for their opening.
std::vector<std::string> unread_first(const Incident& incident) {
  std::vector<std::string> all;
  for (const Told& told : incident.told) {
    if (waits_for_opening(incident, told)) all.push_back(told.audience);
  }
  return all;
}

/// Of those the first thing that they read, or will, is this update, if what they were told first is given up or this breaks through.
void read_by(Incident& incident, const Update& update, const std::vector<std::string>& unread, UtcTime now) {
  const auto has = [](const std::vector<std::string>& all, const std::string& one) {
    return std::find(all.begin(), all.end(), one) != all.end();
  };
  for (Told& told : incident.told) {
    if (!has(unread, told.audience) || told.number != update.number) continue;
    if (waits_for_opening(incident, told) && has(update.deferred, told.audience)) continue;
    told.first = update.number;
    told.since = now;
  }
}

}  // namespace

bool waits_for_opening(const Incident& incident, const Told& told) {
  return std::any_of(incident.deferred.begin(), incident.deferred.end(),
                     [&](const Deferred& one) { return one.audience == told.audience && one.number == told.first; });
}

void defer_quiet(Decision& decision, const std::map<std::string, Audience>& audiences, UtcTime now) {
  Incident& incident = decision.incident;
  Update& update = decision.update;
  if (update.state != UpdateState::announced) return;
  const auto unread = unread_first(incident);
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
  read_by(incident, update, unread, now);
}

}  // namespace crier::core
