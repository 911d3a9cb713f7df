#include "announce/releases.h"

namespace crier::announce {
namespace {

using core::Problem;
using core::UpdateState;

constexpr std::size_t kAtOnce = 50;  // releases in one transaction: each may plan many broadcasts

Problem not_found(std::string detail) { return {ErrorKind::not_found, "There is no such update", std::move(detail), {}}; }
Problem conflict(std::string detail) { return {ErrorKind::conflict, "It makes no sense now", std::move(detail), {}}; }

struct Found {
  std::optional<store::Stored> stored;
  std::optional<Problem> problem;
};

/// The newest draft of an incident.
Result<Found> find_draft(store::Store& store, const core::IncidentName& name) {
  Found found;
  auto incident = store.incident(name.key, name.occurrence);
  if (!incident) return incident.error();
  if (!*incident) {
    found.problem = not_found("there is no incident " + core::incident_name(name.key, std::max(name.occurrence, 1)));
    return found;
  }
  const int number = core::newest_draft(**incident);
  if (number == 0) {
    found.problem = conflict("incident " + (*incident)->name() + " has no draft; see: crier show " + (*incident)->name());
    return found;
  }
  auto update = store.update((*incident)->id, number);
  if (!update) return update.error();
  if (!*update) return Error{ErrorKind::internal, "a draft that its incident lists is not stored"};
  found.stored = store::Stored{std::move(**incident), std::move(**update)};
  return found;
}

Result<Found> find(store::Store& store, const PendingName& name) {
  if (const auto* incident = std::get_if<core::IncidentName>(&name)) return find_draft(store, *incident);
  Found found;
  const UpdateId id = std::get<UpdateId>(name);
  auto stored = store.stored(id);
  if (!stored) return stored.error();
  if (*stored) {
    found.stored = std::move(*stored);
  } else {
    found.problem = not_found("there is no update " + to_text(id));
  }
  return found;
}

/// Whether something was said or recorded of the incident since the update was written, other than who has taken it and drafts.
Result<bool> has_gone_on(store::Store& store, const store::Stored& stored) {
  for (int number = stored.update.number + 1; number <= stored.incident.updates; ++number) {
    const auto later = store.update(stored.incident.id, number);
    if (!later) return later.error();
    const bool is_known = *later && (*later)->action != core::Action::take && (*later)->action != core::Action::acknowledge;
    if (!is_known || (*later)->state == UpdateState::withdrawn) continue;
    return true;
  }
  return false;
}

/// What was shown must be what is approved (rules C1).
Result<std::optional<Problem>> has_changed(store::Store& store, const store::Stored& stored) {
  const auto& [incident, update] = stored;
  const std::string name = "update " + std::to_string(update.number) + " of " + incident.name();
  if (!is_pending(update.state))
    return std::optional(conflict(name + " is " + std::string(to_text(update.state)) + ", it does not wait for approval"));
  if (update.state != UpdateState::draft) return std::optional<Problem>{};
  const int newest = core::newest_draft(incident);
  if (newest != update.number) {
    return std::optional(
        conflict(name + " is not the newest draft any more, update " + std::to_string(newest) + " is; look at it: crier drafts"));
  }
  const auto gone_on = has_gone_on(store, stored);
  if (!gone_on) return gone_on.error();
  if (!*gone_on) return std::optional<Problem>{};
  const std::string key = incident.name();
  return std::optional(conflict("incident " + key + " has changed since " + name + " was written (it is at update " +
                                std::to_string(incident.updates) + "); look at it: crier show " + key +
                                ", then, if the draft still holds: crier approve " + key));
}

/// Other words are for the same statement, and approving them announces it.
std::optional<Problem> contradicts(const core::Event& words, const store::Stored& pending) {
  std::vector<core::Fault> faults;
  const core::Event& own = pending.update.event;
  if (!words.announce) faults.push_back({"/event/announce", "approving announces; withdraw the update if nobody shall be told"});
  if (words.action != own.action && words.action != pending.update.action)
    faults.push_back({"/event/action", "must stay " + std::string(to_text(own.action))});
  if (!words.incident.empty() && words.incident != own.incident) faults.push_back({"/event/incident", "must stay " + own.incident});
  if (words.corrects && words.corrects != own.corrects) faults.push_back({"/event/corrects", "must stay as it is"});
  if (faults.empty()) return std::nullopt;
  return Problem{ErrorKind::invalid, "The words cannot be taken", faults.front().detail, std::move(faults)};
}

store::LogEntry entry(const core::Peer& peer, std::string command, const store::Stored& stored, std::string effect, UtcTime now) {
  return {now, peer.name, std::move(command), stored.incident.name(), stored.update.number, std::move(effect)};
}

std::int64_t total(const std::vector<store::BroadcastCount>& counts) {
  std::int64_t all = 0;
  for (const auto& count : counts) all += count.recipients;
  return all;
}

}  // namespace

Result<void> Releasing::run(store::Store& store) {
  problem.reset();
  recorded.clear();
  auto found = find(store, approval_.name);
  if (!found) return found.error();
  problem = std::move(found->problem);
  if (!problem && std::holds_alternative<UpdateId>(approval_.name)) {
    auto changed = has_changed(store, *found->stored);
    if (!changed) return changed.error();
    problem = std::move(*changed);
  }
  if (problem) return {};
  store::Stored& pending = *found->stored;
  std::optional<core::Event> words;
  if (approval_.words) {
    // Other words for the same statement: what it is and what it is about stay.
    words = *approval_.words;
    if ((problem = contradicts(*words, pending))) return {};
    words->id = pending.update.event.id;
    words->action = pending.update.event.action;
    words->incident = pending.update.event.incident;
    words->corrects = pending.update.event.corrects;
    words->author = words->author.empty() ? pending.update.event.author : words->author;
    words->source = pending.update.event.source;
    words->draft = false;
  }
  std::vector<Planned> all;
  Deciding deciding(store, *snapshot_, now_);
  auto outcome = deciding.release(pending, words, true, approval_.confirm, all);
  if (!outcome) return outcome.error();
  if (*outcome) {
    problem = std::move(**outcome);
    return {};
  }
  findings = std::move(all.back().findings);
  if (auto done = Recording(store, now_).record_all(std::move(all), recorded); !done) return done;
  const std::string effect =
      "announced to " + std::to_string(total(recorded.back().accepted.broadcasts)) + (words ? ", in other words" : "");
  return store.note(entry(peer_, "approve", pending, effect, now_));
}

Result<void> Ending::run(store::Store& store) {
  problem.reset();
  ended = {};
  auto found = find(store, name_);
  if (!found) return found.error();
  if (found->problem) {
    problem = std::move(found->problem);
    return {};
  }
  store::Stored& pending = *found->stored;
  update = pending.update;
  ended.was_pending = is_pending(update.state);
  if (ended.was_pending) {
    Deciding deciding(store, *snapshot_, now_);
    auto counts = deciding.reach(pending);
    if (!counts) return counts.error();
    ended.recipients = total(*counts);
    pending.incident = core::without_pending(std::move(pending.incident), update.number);
    auto is_done = store.end_pending(update.id, as_);
    if (!is_done) return is_done.error();
    update.state = as_;
    const char* command = as_ == UpdateState::stopped ? "stop" : "withdraw";
    const std::string effect = "nothing of it was sent, " + std::to_string(ended.recipients) + " are not told";
    if (auto noted = store.note(entry(peer_, command, pending, effect, now_)); !noted) return noted.error();
  }
  auto accepted = store.accepted(update.id);
  if (!accepted) return accepted.error();
  ended.accepted = seen(std::move(*accepted), pending.incident, update);
  return {};
}

Result<void> DueReleases::run(store::Store& store) {
  recorded.clear();
  failed.clear();
  auto due = store.due_pending(now_, kAtOnce);
  if (!due) return due.error();
  next = due->next;
  if (due->now.size() == kAtOnce) next = now_;
  for (const UpdateId id : due->now) {
    auto stored = store.stored(id);
    if (!stored) return stored.error();
    // One that had to go before another is released already.
    if (!*stored || !is_pending((*stored)->update.state)) continue;
    std::vector<Planned> all;
    Deciding deciding(store, *snapshot_, now_);
    deciding.release_by_time();
    auto outcome = deciding.release(**stored, std::nullopt, false, std::nullopt, all);
    if (!outcome) return outcome.error();
    if (!*outcome) {
      if (auto done = Recording(store, now_).record_all(std::move(all), recorded); !done) return done;
      continue;
    }
    auto is_done = store.end_pending(id, UpdateState::withdrawn);
    if (!is_done) return is_done.error();
    auto accepted = store.accepted(id);
    if (!accepted) return accepted.error();
    core::Update update = std::move((*stored)->update);
    update.state = UpdateState::withdrawn;
    *accepted = seen(std::move(*accepted), core::without_pending((*stored)->incident, update.number), update);
    const std::string& why = (*outcome)->detail;
    if (auto noted = store.note({now_, "crierd", "release", accepted->incident_name, update.number, "withdrawn: " + why}); !noted)
      return noted.error();
    failed.push_back({std::move(*accepted), std::move(update), why});
  }
  return {};
}

}  // namespace crier::announce
