#include "announce/deciding.h"

#include <algorithm>
#include <climits>
#include <tuple>

#include "announce/guard.h"
#include "announce/plan.h"
#include "announce/storm.h"
#include "core/maintenance.h"
#include "core/quiet.h"

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

std::vector<int> held_numbers(const core::Incident& incident) {
  std::vector<int> numbers;
  for (const auto& one : incident.pending) {
    if (one.state == UpdateState::held) numbers.push_back(one.number);
  }
  return numbers;
}

}  // namespace

Result<std::optional<core::Update>> Deciding::update_of(const core::Incident& incident, int number) {
  if (const auto known = known_.find(incident.name()); known != known_.end()) {
    if (const auto found = known->second.updates.find(number); found != known->second.updates.end()) return std::optional(found->second);
  }
  if (!incident.id) return std::optional<core::Update>{};
  return store_.update(incident.id, number);
}

/// The update that shall be put right, as corrections see it.
Result<std::optional<core::Update>> Deciding::wrong_update(const core::Incident& incident, int number) {
  auto update = update_of(incident, number);
  if (!update || !*update) return update;
  core::Update& wrong = **update;
  if (wrong.corrected_by) {
    // A correction that was stopped has not put it right.
    const auto correction = update_of(incident, *wrong.corrected_by);
    if (!correction) return correction.error();
    if (*correction && (*correction)->state == UpdateState::stopped) wrong.corrected_by.reset();
  }
  if (!wrong.audiences.empty() || wrong.state != UpdateState::announced || !wrong.id) return update;
  // Announced before updates kept whom they told: its broadcasts know.
  const auto accepted = store_.accepted(wrong.id);
  if (!accepted) return accepted.error();
  for (const auto& broadcast : accepted->broadcasts) {
    if (std::find(wrong.audiences.begin(), wrong.audiences.end(), broadcast.audience) == wrong.audiences.end())
      wrong.audiences.push_back(broadcast.audience);
  }
  return update;
}

Result<core::Background> Deciding::background(std::optional<core::Incident> incident, const core::Event& event) {
  core::Background before;
  before.incident = std::move(incident);
  if (!before.incident) return before;
  const int draft = core::newest_draft(*before.incident);
  for (const auto& one : before.incident->pending) {
    if (one.state != UpdateState::waiting && one.number != draft) continue;
    auto pending = update_of(*before.incident, one.number);
    if (!pending) return pending.error();
    if (one.state == UpdateState::waiting) {
      before.waiting = std::move(*pending);
    } else if (*pending && (*pending)->by_monitor) {
      before.drafted = std::move(*pending);
    }
  }
  if (event.corrects) {
    auto corrected = wrong_update(*before.incident, *event.corrects);
    if (!corrected) return corrected.error();
    before.corrected = std::move(*corrected);
  }
  return before;
}

/// What is in progress, as it stands in this transaction. A maintenance whose time has come counts though the clock has not started it yet.
Result<std::vector<core::Background::Maintenance>> Deciding::maintenance() {
  if (!maintenance_) {
    auto open = store_.open_maintenance();
    if (!open) return open.error();
    maintenance_ = std::move(*open);
  }
  std::vector<core::Background::Maintenance> all;
  const auto add = [&](const core::Incident& incident) {
    const bool is_now = core::is_open_maintenance(incident) && incident.maintenance->starts <= now_ && now_ < incident.maintenance->ends;
    if (is_now && !incident.exercise) all.push_back({incident.name(), incident.services, incident.maintenance->ends});
  };
  for (const auto& incident : *maintenance_) {
    if (!known_.contains(incident.name())) add(incident);
  }
  for (const auto& name : windows_) {
    if (const auto known = known_.find(name); known != known_.end()) add(known->second.incident);
  }
  return all;
}

/// Those of this time: one that begins later does not concern what is said now.
Result<std::vector<core::Silence>> Deciding::silences() {
  if (!silences_) {
    auto all = store_.silences(now_);
    if (!all) return all.error();
    silences_ = std::move(*all);
  }
  return *silences_;
}

Result<void> Deciding::learn_of_holds(core::Background& before) {
  auto in_progress = maintenance();
  if (!in_progress) return in_progress.error();
  before.maintenance = std::move(*in_progress);
  auto silent = silences();
  if (!silent) return silent.error();
  before.silences = std::move(*silent);
  return {};
}

Result<std::optional<core::Incident>> Deciding::newest(const std::string& key) {
  if (key.empty()) return std::optional<core::Incident>{};
  if (const auto name = newest_.find(key); name != newest_.end()) return std::optional(known_.at(name->second).incident);
  return store_.incident(key, 0);
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
  const std::string name = incident.name();
  Known& known = known_[name];
  known.incident = incident;
  known.updates[planned.decision.update.number] = planned.decision.update;
  for (const auto& settled : planned.decision.settled) {
    const auto found = known.updates.find(settled.number);
    if (found == known.updates.end()) continue;
    found->second.state = settled.state;
    if (settled.corrected_by) found->second.corrected_by = settled.corrected_by;
  }
  if (planned.decision.update.number == 1 && planned.decision.update.by_monitor && !incident.is_notice && incident.key != kStormKey)
    begun_.push_back(name);
  newest_[incident.key] = name;
  if (incident.is_maintenance()) windows_.insert(name);
}

Deciding::Outcome Deciding::release_held(const core::Incident& incident, int below, std::vector<Planned>& all) {
  for (const int number : held_numbers(incident)) {
    if (number >= below) break;
    const auto& now = known_.contains(incident.name()) ? known_.at(incident.name()).incident : incident;
    auto update = update_of(now, number);
    if (!update) return update.error();
    if (!*update) continue;
    // One that makes no sense any more stays for its own time, and says so then.
    if (auto outcome = release({now, std::move(**update)}, std::nullopt, false, std::nullopt, all); !outcome) return outcome;
  }
  return std::optional<Problem>{};
}

Result<std::vector<core::Update>> Deciding::newest_updates(const core::Incident& incident) {
  constexpr int kLookedAt = 50;  // a monitor may have much recorded since something was said
  std::vector<core::Update> all;
  for (int number = incident.updates; number > 0 && number > incident.updates - kLookedAt && all.size() < kEarlier; --number) {
    auto update = update_of(incident, number);
    if (!update) return update.error();
    if (*update && was_said(**update)) all.push_back(std::move(**update));
  }
  return all;
}

Result<WordingVerdict> Deciding::look_at(const core::Event& event, const core::Incident* before, bool by_approver, Planned& planned) {
  if (snapshot_.wording.is_off()) return WordingVerdict{};
  const auto earlier = before == nullptr ? Result<std::vector<core::Update>>(std::vector<core::Update>()) : newest_updates(*before);
  if (!earlier) return earlier.error();
  const auto look = [&](const core::Event& heard, std::vector<wording::Finding>& findings) {
    const Said said{heard, before, *earlier, now_, by_approver};
    findings = look_at_wording(snapshot_, said, &planned.decision, planned.broadcasts);
    return judge_wording(snapshot_, said, planned.decision, findings);
  };
  if (!planned.decision.update.by_monitor || by_approver) return look(event, planned.findings);
  WordingVerdict worst;
  for (const auto& heard : heard_by_customers(snapshot_, event, planned.decision)) {
    std::vector<wording::Finding> findings;
    auto verdict = look(heard, findings);
    worst.becomes_draft = worst.becomes_draft || verdict.becomes_draft;
    if (verdict.problem) worst.problem = std::move(verdict.problem);
    planned.findings.insert(planned.findings.end(), findings.begin(), findings.end());
  }
  return worst;
}

Result<core::Background> Deciding::before_event(const core::Event& event) {
  auto incident = newest(event.incident);
  if (!incident) return incident.error();
  auto before = background(std::move(*incident), event);
  if (!before) return before;
  if (auto learned = learn_of_holds(*before); !learned) return learned.error();
  return before;
}

Result<void> Deciding::name_notice(core::Decision& decision) {
  if (!decision.incident.is_notice || decision.update.action != core::Action::notice) return {};
  const auto number = store_.next_notice();
  if (!number) return number.error();
  decision.incident.key = "notice-" + std::to_string(*number);
  return {};
}

Deciding::Outcome Deciding::question_of(const core::Event& event, Planned& planned) {
  const core::Guard& guard = snapshot_.rules.guard;
  const UpdateState state = planned.decision.update.state;
  const bool asks =
      (guard.confirm_above || !guard.confirm_channels.empty()) && state != UpdateState::draft && state != UpdateState::recorded;
  if (!asks && !is_pending(state)) return std::optional<Problem>{};
  auto counts = count(planned.broadcasts);
  if (!counts) return counts.error();
  planned.counts = std::move(*counts);
  return asks ? ask(guard, planned.counts, event.confirm) : std::optional<Problem>{};
}

Deciding::Outcome Deciding::event(const core::Event& given, const core::Peer& peer, std::vector<Planned>& all) {
  core::Event event = given;
  const std::size_t before_it = all.size();
  std::optional<std::pair<std::map<std::string, Known>, std::map<std::string, std::string>>> before_held;  // once held ones went
  const auto keep_back = [&] {
    event.draft = true;
    if (!before_held) return;
    // What is held stays held: what follows it is not sent now.
    all.resize(before_it);
    std::tie(known_, newest_) = std::move(*before_held);
    before_held.reset();
  };
  for (;;) {
    const auto before = before_event(event);
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
    if (const auto named = name_notice(*decision); !named) return named.error();
    const bool same = before->incident && before->incident->occurrence == decision->incident.occurrence;
    if (event.announce) {
      const auto joins = joins_storm(*decision, !same);
      if (!joins) return joins.error();
      if (*joins) {
        join_storm(*decision);
        event.announce = false;
        continue;
      }
    } else if (given.announce) {
      decision->incident.storm = kStormKey;
    }
    core::defer_quiet(*decision, snapshot_.audiences, now_);
    Planned planned;
    auto outcome = plan(std::move(*decision), same ? before->incident->told : std::vector<core::Told>{}, planned);
    if (!outcome || *outcome) return outcome;
    auto verdict = look_at(event, same ? &*before->incident : nullptr, false, planned);
    if (!verdict) return verdict.error();
    if (verdict->problem) return std::move(verdict->problem);
    if (verdict->becomes_draft && !event.draft) {
      keep_back();
      continue;
    }
    auto question = question_of(event, planned);
    if (!question) return question;
    if (*question && planned.decision.update.by_monitor) {
      // Nobody is there to answer; its words must not be lost.
      keep_back();
      continue;
    }
    if (*question) return question;
    if (is_pending(planned.decision.update.state)) planned.broadcasts.clear();
    keep(planned);
    all.push_back(std::move(planned));
    return std::optional<Problem>{};
  }
}

Deciding::Outcome Deciding::release(const store::Stored& pending, const std::optional<core::Event>& words, bool asks,
                                    const std::optional<std::int64_t>& confirm, std::vector<Planned>& all) {
  // What is held of earlier ones goes first, so that the order stands.
  if (auto outcome = release_held(pending.incident, pending.update.number, all); !outcome || *outcome) return outcome;
  const auto known = known_.find(pending.incident.name());
  auto before = background(known == known_.end() ? pending.incident : known->second.incident, words ? *words : pending.update.event);
  if (!before) return before.error();
  if (by_time_) {
    if (auto learned = learn_of_holds(*before); !learned) return learned.error();
  }
  const auto told_before = before->incident->told;
  auto decision = core::release(snapshot_.rules, *before, pending.update, words, now_);
  if (!decision) return std::optional(decision.error());
  core::defer_quiet(*decision, snapshot_.audiences, now_);
  Planned planned;
  auto outcome = plan(std::move(*decision), told_before, planned);
  if (!outcome || *outcome) return outcome;
  if (is_pending(planned.decision.update.state)) planned.broadcasts.clear();
  if (asks) {
    // The first of an incident begins it, though the incident is known since the draft was written.
    const auto* begun = pending.update.number == 1 ? nullptr : &*before->incident;
    auto verdict = look_at(planned.decision.update.event, begun, words.has_value(), planned);
    if (!verdict) return verdict.error();
    if (words && verdict->problem) {
      for (auto& fault : verdict->problem->faults) fault.pointer.insert(0, "/event");
      return std::move(verdict->problem);
    }
    auto counts = count(planned.broadcasts);
    if (!counts) return counts.error();
    if (auto question = ask(snapshot_.rules.guard, *counts, confirm)) return question;
  }
  keep(planned);
  all.push_back(std::move(planned));
  return std::optional<Problem>{};
}

Result<std::vector<store::BroadcastCount>> Deciding::reach(const store::Stored& pending) {
  std::vector<Planned> all;
  const auto outcome = release(pending, std::nullopt, false, std::nullopt, all);
  if (!outcome) return outcome.error();
  if (*outcome) return std::vector<store::BroadcastCount>{};
  return count(all.back().broadcasts);
}

}  // namespace crier::announce
