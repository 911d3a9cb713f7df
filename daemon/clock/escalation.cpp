#include "clock/escalation.h"

#include <algorithm>

#include "clock/errand.h"
#include "clock/keys.h"
#include "clock/letters.h"
#include "core/quiet.h"

namespace crier::clock {
namespace {

using core::OccasionResult;

/// Of an incident that goes on for very long the beginning says whether the audience was reached.
constexpr int kMostLookedAt = 200;

bool is_dropped(const core::Incident& incident, const std::string& audience) {
  return std::find(incident.dropped.begin(), incident.dropped.end(), audience) != incident.dropped.end();
}

/// Of each channel its newest way, and why it does not send where nobody was answered; those that had nobody to tell are left out.
Result<void> sum_up(Errand& errand, std::vector<store::Way>& ways) {
  std::vector<store::Way> newest;
  const auto pauses = errand.store.pauses();
  if (!pauses) return pauses.error();
  for (auto& way : ways) {
    if (way.recipients == 0) continue;
    if (way.reply.empty()) {
      const auto pause = std::find_if(pauses->begin(), pauses->end(), [&](const auto& one) { return one.channel == way.channel; });
      if (pause != pauses->end()) way.reply = "paused: " + pause->reason;
    }
    std::erase_if(newest, [&](const store::Way& one) { return one.channel == way.channel; });
    newest.push_back(std::move(way));
  }
  ways = std::move(newest);
  return {};
}

/// How the audience was told, if nobody of it has got anything yet; none if somebody has, or if it has heard of it in the message of
/// another incident.
Result<std::optional<std::vector<store::Way>>> undelivered(Errand& errand, const core::Incident& incident, const core::Told& told) {
  const int until = std::min(incident.updates, told.first + kMostLookedAt - 1);
  auto ways = errand.store.ways(incident.id, told.audience, told.first, until);
  if (!ways) return ways.error();
  const bool is_reached = ways->empty() || std::any_of(ways->begin(), ways->end(), [](const store::Way& way) { return way.delivered > 0; });
  if (is_reached) return std::optional<std::vector<store::Way>>();
  if (auto done = sum_up(errand, *ways); !done) return done.error();
  return std::optional(std::move(*ways));
}

}  // namespace

bool awaits_answer(const core::Incident& incident, const core::Told& told) {
  if (!incident.is_open() || incident.is_maintenance() || incident.acknowledged || told.first == 0) return false;
  return incident.people_said <= told.first && !core::waits_for_opening(incident, told);
}

Result<void> carry_out_escalation(Errand& errand, const Occasion& occasion) {
  auto found = errand.incident(occasion.incidents.front());
  if (!found) return found.error();
  const core::Incident* incident = *found;
  if (incident == nullptr) return {};
  const auto told =
      std::find_if(incident->told.begin(), incident->told.end(), [&](const core::Told& one) { return one.audience == occasion.silent; });
  // Somebody has answered since, or it was reopened: then its steps count anew.
  if (told == incident->told.end() || is_dropped(*incident, told->audience) || !awaits_answer(*incident, *told)) return {};
  const auto audience = errand.snapshot.audiences.find(occasion.silent);
  if (audience == errand.snapshot.audiences.end()) return {};
  const auto& steps = audience->second.escalate;
  const bool stands = std::any_of(steps.begin(), steps.end(), [&](const core::Escalation& step) {
    return escalation_key(incident->id, told->first, told->audience, step) == occasion.key;
  });
  if (!stands) return {};
  const auto settled = errand.is_settled(occasion.key, incident->id);
  if (!settled) return settled.error();
  if (*settled) return {};
  const std::vector<IncidentId> ids{incident->id};
  const bool is_hushed = !errand.is_asked_for && incident->hushed && *incident->hushed > occasion.at;
  if (is_hushed) return errand.settle(occasion, OccasionResult::skipped, ids);
  const auto ways = undelivered(errand, *incident, *told);
  if (!ways) return ways.error();
  const bool is_needless = !errand.is_asked_for && incident->by_people && !*ways;
  if (is_needless) return errand.settle(occasion, OccasionResult::needless, ids);
  // However late: nobody has answered yet, and an alarm that is late is better than none.
  if (auto done = errand.tell(escalation_letter(*incident, *told, *ways, occasion.audience, errand.now)); !done) return done;
  return errand.settle(occasion, errand.is_late(occasion.at) ? OccasionResult::late : OccasionResult::done, ids);
}

}  // namespace crier::clock
