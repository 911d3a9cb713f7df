#include "announce/deciding.h"

#include <algorithm>
#include <climits>
#include <tuple>

#include "announce/guard.h"
#include "announce/plan.h"

namespace crier::announce {

using core::Problem;
using core::UpdateState;

core::Problem to_problem(const Error& error) {
  switch (error.kind) {
    case ErrorKind::full:
      return {error.kind, "The disk is full", "nothing was taken; free space and send it again", {}};
    case ErrorKind::io:
      return {error.kind, "The store failed", "whether it was taken is uncertain; send it again with the same id", {}};
    default:
      return {error.kind, "The event cannot be taken", error.text, {}};
  }
}

namespace {

std::string name_of(const core::Incident& incident) { return core::incident_name(incident.key, incident.occurrence); }

std::vector<int> held_numbers(const core::Incident& incident) {
  std::vector<int> numbers;
  for (const auto& one : incident.pending) {
    if (one.state == UpdateState::held) numbers.push_back(one.number);
  }
  return numbers;
}

}  // namespace

Result<std::optional<core::Update>> Deciding::update_of(const core::Incident& incident, int number) {
  if (const auto known = known_.find(name_of(incident)); known != known_.end()) {
    if (const auto found = known->second.updates.find(number); found != known->second.updates.end()) return std::optional(found->second);
  }
  if (!incident.id) return std::optional<core::Update>{};
  return store_.update(incident.id, number);
}

/// An update that was announced before updates kept whom they told: its broadcasts know.
Result<std::optional<core::Update>> Deciding::corrected_by(const core::Incident& incident, int number) {
  auto update = update_of(incident, number);
  if (update && *update && (*update)->corrected_by) {
    // A correction that was stopped has not put it right.
    const auto correction = update_of(incident, *(*update)->corrected_by);
    if (!correction) return correction.error();
    if (*correction && (*correction)->state == UpdateState::stopped) (*update)->corrected_by.reset();
  }
  if (!update || !*update || !(*update)->audiences.empty() || (*update)->state != UpdateState::announced || !(*update)->id) return update;
  const auto accepted = store_.accepted((*update)->id);
  if (!accepted) return accepted.error();
  for (const auto& broadcast : accepted->broadcasts) {
    auto& told = (*update)->audiences;
    if (std::find(told.begin(), told.end(), broadcast.audience) == told.end()) told.push_back(broadcast.audience);
  }
  return update;
}

Result<core::Background> Deciding::background(const std::string& key, const core::Event& event) {
  core::Background before;
  if (key.empty()) return before;
  if (const auto newest = newest_.find(key); newest != newest_.end()) {
    before.incident = known_.at(newest->second).incident;
  } else {
    auto stored = store_.incident(key, 0);
    if (!stored) return stored.error();
    before.incident = std::move(*stored);
  }
  if (!before.incident) return before;
  for (const auto& one : before.incident->pending) {
    if (one.state != UpdateState::waiting) continue;
    auto waiting = update_of(*before.incident, one.number);
    if (!waiting) return waiting.error();
    before.waiting = std::move(*waiting);
  }
  if (event.corrects) {
    auto corrected = corrected_by(*before.incident, *event.corrects);
    if (!corrected) return corrected.error();
    before.corrected = std::move(*corrected);
  }
  return before;
}

Deciding::Outcome Deciding::plan(core::Decision decision, const std::vector<core::Told>& told_before, Planned& planned) {
  auto broadcasts = plan_broadcasts(snapshot_, decision, told_before, [this](const std::string& audience, const std::string& channel) {
    return store_.group(audience, channel);
  });
  if (!broadcasts) {
    if (broadcasts.error().kind == ErrorKind::invalid) return std::optional(to_problem(broadcasts.error()));
    return broadcasts.error();
  }
  planned.decision = std::move(decision);
  planned.broadcasts = std::move(*broadcasts);
  return std::optional<Problem>{};
}

Result<std::vector<store::BroadcastCount>> Deciding::count(const std::vector<store::NewBroadcast>& broadcasts) {
  std::vector<store::BroadcastCount> counts;
  for (const auto& broadcast : broadcasts) {
    if (broadcast.for_fallbacks) continue;
    auto reached = store_.reach(broadcast);
    if (!reached) return reached.error();
    counts.push_back(std::move(*reached));
  }
  return counts;
}

void Deciding::keep(const Planned& planned) {
  const auto& incident = planned.decision.incident;
  const std::string name = name_of(incident);
  Known& known = known_[name];
  known.incident = incident;
  known.updates[planned.decision.update.number] = planned.decision.update;
  for (const auto& settled : planned.decision.settled) {
    const auto found = known.updates.find(settled.number);
    if (found == known.updates.end()) continue;
    found->second.state = settled.state;
    if (settled.corrected_by) found->second.corrected_by = settled.corrected_by;
  }
  newest_[incident.key] = name;
}

Deciding::Outcome Deciding::release_held(const core::Incident& incident, int below, std::vector<Planned>& all) {
  for (const int number : held_numbers(incident)) {
    if (number >= below) break;
    const auto& now = known_.contains(name_of(incident)) ? known_.at(name_of(incident)).incident : incident;
    auto update = update_of(now, number);
    if (!update) return update.error();
    if (!*update) continue;
    // One that makes no sense any more stays for its own time, and says so then.
    if (auto outcome = release({now, std::move(**update)}, std::nullopt, false, std::nullopt, all); !outcome) return outcome;
  }
  return std::optional<Problem>{};
}

Deciding::Outcome Deciding::event(const core::Event& given, const core::Peer& peer, std::vector<Planned>& all) {
  const core::Guard& guard = snapshot_.rules.guard;
  core::Event event = given;
  const std::size_t before_it = all.size();
  std::optional<std::pair<std::map<std::string, Known>, std::map<std::string, std::string>>> before_held;  // once held ones went
  for (;;) {
    auto before = background(event.incident, event);
    if (!before) return before.error();
    auto decision = core::decide(snapshot_.rules, *before, event, peer, now_);
    if (!decision) {
      Problem problem = decision.error();
      if (before_held) problem.detail += " (once what is held of it goes first; to stop that: crier stop " + event.incident + ")";
      return std::optional(std::move(problem));
    }
    decision->update.rehearsed = snapshot_.divert && snapshot_.divert->all;
    // What cannot wait lets those held before it go first, so that the order stands.
    const bool follows = decision->update.state == UpdateState::announced && !held_numbers(decision->incident).empty();
    if (follows && !before_held) {
      before_held.emplace(known_, newest_);
      if (auto outcome = release_held(*before->incident, INT_MAX, all); !outcome || *outcome) return outcome;
      continue;
    }
    if (decision->incident.is_notice && decision->update.action == core::Action::notice) {
      const auto number = store_.next_notice();
      if (!number) return number.error();
      decision->incident.key = "notice-" + std::to_string(*number);
    }
    const bool same = before->incident && before->incident->occurrence == decision->incident.occurrence;
    Planned planned;
    auto outcome = plan(std::move(*decision), same ? before->incident->told : std::vector<core::Told>{}, planned);
    if (!outcome || *outcome) return outcome;
    const UpdateState state = planned.decision.update.state;
    const bool asks =
        (guard.confirm_above || !guard.confirm_channels.empty()) && state != UpdateState::draft && state != UpdateState::recorded;
    if (asks || is_pending(state)) {
      auto counts = count(planned.broadcasts);
      if (!counts) return counts.error();
      planned.counts = std::move(*counts);
    }
    auto question = asks ? ask(guard, planned.counts, event.confirm) : std::nullopt;
    if (question && planned.decision.update.by_monitor) {
      // Nobody is there to answer; its words must not be lost.
      event.draft = true;
      if (before_held) {
        // They stay held: what follows them is not sent now.
        all.resize(before_it);
        std::tie(known_, newest_) = std::move(*before_held);
        before_held.reset();
      }
      continue;
    }
    if (question) return question;
    if (is_pending(state)) planned.broadcasts.clear();
    keep(planned);
    all.push_back(std::move(planned));
    return std::optional<Problem>{};
  }
}

Deciding::Outcome Deciding::release(const store::Stored& pending, const std::optional<core::Event>& words, bool asks,
                                    const std::optional<std::int64_t>& confirm, std::vector<Planned>& all) {
  // What is held of earlier ones goes first, so that the order stands.
  if (auto outcome = release_held(pending.incident, pending.update.number, all); !outcome || *outcome) return outcome;
  core::Background before;
  const auto known = known_.find(name_of(pending.incident));
  before.incident = known == known_.end() ? pending.incident : known->second.incident;
  const core::Event& event = words ? *words : pending.update.event;
  if (event.corrects) {
    auto corrected = corrected_by(*before.incident, *event.corrects);
    if (!corrected) return corrected.error();
    before.corrected = std::move(*corrected);
  }
  const auto told_before = before.incident->told;
  auto decision = core::release(snapshot_.rules, before, pending.update, words, now_);
  if (!decision) return std::optional(decision.error());
  Planned planned;
  auto outcome = plan(std::move(*decision), told_before, planned);
  if (!outcome || *outcome) return outcome;
  if (asks) {
    auto counts = count(planned.broadcasts);
    if (!counts) return counts.error();
    if (auto question = ask(snapshot_.rules.guard, *counts, confirm)) return question;
  }
  keep(planned);
  all.push_back(std::move(planned));
  return std::optional<Problem>{};
}

Result<std::vector<store::BroadcastCount>> Deciding::reach(const store::Stored& pending) {
  core::Background before;
  before.incident = pending.incident;
  if (pending.update.event.corrects) {
    auto corrected = corrected_by(pending.incident, *pending.update.event.corrects);
    if (!corrected) return corrected.error();
    before.corrected = std::move(*corrected);
  }
  auto decision = core::release(snapshot_.rules, before, pending.update, std::nullopt, now_);
  if (!decision) return std::vector<store::BroadcastCount>{};
  Planned planned;
  auto outcome = plan(std::move(*decision), pending.incident.told, planned);
  if (!outcome) return outcome.error();
  return count(planned.broadcasts);
}

}  // namespace crier::announce
