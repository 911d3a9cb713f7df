#include <algorithm>

#include "clock/errand.h"
#include "clock/keys.h"
#include "clock/letters.h"
#include "clock/statements.h"
#include "core/quiet.h"

namespace crier::clock {
namespace {

using core::OccasionResult;
using core::PromiseStage;

/// The audiences of the promise that still hear of the incident.
std::vector<std::string> audiences_of(const Errand& errand, const core::Incident& incident) {
  std::vector<std::string> all;
  for (const auto& audience : incident.promise->audiences) {
    const bool is_dropped = std::find(incident.dropped.begin(), incident.dropped.end(), audience) != incident.dropped.end();
    if (!is_dropped && errand.snapshot.audiences.contains(audience)) all.push_back(audience);
  }
  return all;
}

/// Tells the audiences that the update is late and work goes on; it promises nothing anew.
Result<void> hold(Errand& errand, const core::Incident& incident, UtcTime at) {
  core::Decision decision = begin_statement(incident, core::Occasion::promise, errand.now);
  if (errand.is_late(at)) decision.update.planned = at;
  for (const auto& audience : audiences_of(errand, incident)) {
    // Whose office is closed reads at its opening; and who has not read what was said was promised nothing yet.
    if (core::is_quiet(errand.snapshot.audiences.at(audience), incident.impact, errand.now)) continue;
    const bool waits = std::any_of(incident.deferred.begin(), incident.deferred.end(),
                                   [&](const core::Deferred& one) { return one.audience == audience; });
    if (waits) continue;
    auto newest = newest_statement(errand.store, incident, audience);
    if (!newest) return newest.error();
    core::Bulletin bulletin;
    bulletin.items.push_back({incident, std::move(*newest), {}, {}, false});
    if (decision.bulletins.empty() && bulletin.items.front().newest) quote(decision.update.event, bulletin.items.front().newest->event);
    const auto& hours = errand.snapshot.audiences.at(audience).office_hours;
    if (const auto opening = hours ? hours->next_open(errand.now) : std::nullopt) bulletin.expires = opening->at;
    decision.bulletins.emplace(audience, std::move(bulletin));
    decision.hearers.push_back({0, audience, "was promised an update"});
  }
  return decision.hearers.empty() ? Result<void>() : errand.say(std::move(decision));
}

/// The deadline has gone by: the promise is broken, whether or not anybody is told.
Result<void> break_promise(Errand& errand, core::Incident& incident) {
  if (incident.promise->is_broken) return {};
  incident.promise->is_broken = true;
  ++incident.promises.broken;
  return errand.keep(incident);
}

}  // namespace

Result<void> carry_out_promise(Errand& errand, const Occasion& occasion) {
  auto found = errand.incident(occasion.incidents.front());
  if (!found) return found.error();
  core::Incident* incident = *found;
  if (incident == nullptr || !incident->is_open() || !incident->promise) return {};
  // Another promise has taken its place.
  if (promise_key(incident->id, incident->promise->number, occasion.promise) != occasion.key) return {};
  const auto settled = errand.is_settled(occasion.key, incident->id);
  if (!settled) return settled.error();
  if (*settled) return {};
  const PromiseStage stage = occasion.promise.stage;
  const bool is_hushed = !errand.is_asked_for && incident->hushed && *incident->hushed > occasion.at;
  const std::vector<IncidentId> ids{incident->id};
  if (stage == PromiseStage::deadline && errand.now >= incident->promise->due) {
    if (auto done = break_promise(errand, *incident); !done) return done;
  }
  if (is_hushed) return errand.settle(occasion, OccasionResult::skipped, ids);
  const bool is_over = stage == PromiseStage::before && errand.now >= incident->promise->due;
  // Of repetitions that came due together the newest says all.
  const auto& rule = errand.snapshot.rules.rhythm.promise;
  const bool is_old = stage == PromiseStage::repeat && rule && rule->repeat && errand.now - occasion.at >= *rule->repeat;
  if (is_over || is_old || !rule) return errand.settle(occasion, OccasionResult::needless, ids);
  if (stage == PromiseStage::holding) {
    if (errand.is_too_late(occasion.at)) {
      errand.miss(occasion, "the word that work goes on with " + incident->name());
      return errand.settle(occasion, OccasionResult::missed, ids);
    }
    if (auto done = hold(errand, *incident, occasion.at); !done) return done;
  } else {
    if (auto done = errand.tell(promise_letter(*incident, occasion.promise, errand.now, occasion.audience)); !done) return done;
  }
  return errand.settle(occasion, errand.is_late(occasion.at) ? OccasionResult::late : OccasionResult::done, ids);
}

}  // namespace crier::clock
