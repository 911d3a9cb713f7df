#include <algorithm>

#include "announce/deciding.h"
#include "announce/storm.h"

namespace crier::announce {
namespace {

bool is_counted(const core::Incident& incident) { return incident.is_monitors() && !incident.is_notice && incident.key != kStormKey; }

/// crierd itself speaks: whom the monitors' incidents would have been told to, a storm may be told to.
const core::Peer kSelf{"crierd", core::Right::operate, true, 0, false};

}  // namespace

/// Incidents that monitors opened since then, newest first, those of this transaction included.
Result<std::vector<core::Incident>> Deciding::opened_since(UtcTime since, std::size_t limit) {
  std::vector<core::Incident> all;
  for (const auto& name : begun_) {
    if (all.size() < limit) all.push_back(known_.at(name).incident);
  }
  std::reverse(all.begin(), all.end());
  if (all.size() >= limit) return all;
  auto stored = store_.opened_by_monitors(since, limit - all.size() + 1);
  if (!stored) return stored.error();
  for (auto& incident : *stored) {
    if (!is_counted(incident) || all.size() == limit) continue;
    const auto known = known_.find(incident.name());
    all.push_back(known == known_.end() ? std::move(incident) : known->second.incident);
  }
  return all;
}

Result<bool> Deciding::joins_storm(const core::Decision& decision, bool begins) {
  const auto& storm = snapshot_.rules.monitors.storm;
  const bool is_new = begins && decision.update.by_monitor && is_counted(decision.incident) && !decision.incident.exercise;
  if (!storm || !is_new || decision.hearers.empty()) return false;
  const auto earlier = opened_since(now_ - storm->within, static_cast<std::size_t>(storm->over));
  if (!earlier) return earlier.error();
  return earlier->size() >= static_cast<std::size_t>(storm->over);
}

void Deciding::join_storm(const core::Decision& decision) {
  is_storm_ = true;
  for (const auto& match : decision.hearers) {
    if (std::find(storm_audiences_.begin(), storm_audiences_.end(), match.audience) == storm_audiences_.end())
      storm_audiences_.push_back(match.audience);
  }
}

Deciding::Outcome Deciding::tell_storm(std::vector<Planned>& all) {
  if (!is_storm_) return std::optional<core::Problem>{};
  const auto within = snapshot_.rules.monitors.storm->within;
  const auto open = newest(std::string(kStormKey));
  if (!open) return open.error();
  const bool goes_on = *open && (*open)->is_open();
  const auto members = opened_since((goes_on ? (*open)->opened : now_) - within, kStormCounted);
  if (!members) return members.error();
  core::Event event = storm_event(*members, storm_audiences_);
  auto outcome = this->event(event, kSelf, all);
  if (!outcome || *outcome || all.empty()) return outcome;
  // The list is one: what was to be approved before has fewer of them.
  core::replace_drafts(all.back().decision);
  keep(all.back());
  return outcome;
}

}  // namespace crier::announce
