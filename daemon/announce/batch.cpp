#include "announce/batch.h"

#include "base/crypto.h"
#include "core/event_json_writer.h"

namespace crier::announce {
namespace {

constexpr Millis kReceiptLife{7LL * 24 * 3600 * 1000};  // interface.md section 2: ids are remembered for 7 days

using core::Problem;

/// What an id stands for (rules E4). The answer to the guard is no part of what is said.
Digest content_of(const core::Event& event) {
  if (!event.confirm) return sha256(core::canonical_json(event));
  core::Event said = event;
  said.confirm.reset();
  return sha256(core::canonical_json(said));
}

/// Under which the event is known when it comes again: its own id, or, of a monitor's document, its signature.
const std::string& receipt_id(const core::Event& event) { return event.id.empty() ? event.signature : event.id; }

/// A signature is known by itself, whoever passes the document on.
std::string scope_of(const core::Peer& peer, const core::Event& event) {
  return event.id.empty() ? "signature" : core::receipt_scope(peer);
}

std::optional<UtcTime> due_of(const core::Incident& incident, int number) {
  for (const auto& one : incident.pending) {
    if (one.number == number) return one.due;
  }
  return std::nullopt;
}

}  // namespace

Result<bool> wake_waiting(store::Store& store, const std::string& maintenance, UtcTime now) {
  const auto waiting = store.waiting_during(maintenance);
  if (!waiting) return waiting.error();
  for (const UpdateId id : *waiting) {
    auto stored = store.stored(id);
    if (!stored) return stored.error();
    if (!*stored) continue;
    for (auto& one : (*stored)->incident.pending) {
      if (one.number == (*stored)->update.number) one.due = now;
    }
    store::Acceptance again;
    again.incident = std::move((*stored)->incident);
    again.update = std::move((*stored)->update);
    if (auto done = store.record(again, now); !done) return done.error();
  }
  return !waiting->empty();
}

std::vector<EventResult::DeferredUntil> deferred_until(const config::Snapshot& snapshot, const core::Update& update, UtcTime now) {
  std::vector<EventResult::DeferredUntil> all;
  for (const auto& name : update.deferred) {
    const auto audience = snapshot.audiences.find(name);
    const auto& hours = audience == snapshot.audiences.end() ? std::nullopt : audience->second.office_hours;
    const auto opening = hours ? hours->next_open(now) : std::nullopt;
    if (opening) all.push_back({name, opening->at});
  }
  return all;
}

Problem at_index(Problem problem, std::size_t index, bool batch) {
  if (!batch) return problem;
  for (auto& fault : problem.faults) fault.pointer = "/" + std::to_string(index) + fault.pointer;
  if (problem.faults.empty()) problem.faults.push_back({"/" + std::to_string(index), problem.detail});
  return problem;
}

store::Accepted seen(store::Accepted accepted, const core::Incident& incident, const core::Update& update) {
  accepted.restricted = incident.restricted;
  accepted.exercise = incident.exercise || update.rehearsed;
  auto stands = std::make_shared<core::Incident>(incident);
  stands->id = accepted.incident;
  accepted.stands = std::move(stands);
  return accepted;
}

Result<Recorded> Recording::record(Planned planned, std::optional<store::ReceiptKey> receipt) {
  Recorded recorded;
  recorded.is_release = static_cast<bool>(planned.decision.update.id);
  recorded.due = due_of(planned.decision.incident, planned.decision.update.number);
  recorded.ended_promise = planned.decision.ended_promise;
  store::Acceptance acceptance{std::move(planned.decision.incident), std::move(planned.decision.update),    std::move(planned.broadcasts),
                               std::move(planned.decision.settled),  std::move(planned.decision.gives_way), std::move(receipt)};
  const std::string name = acceptance.incident.name();
  if (const auto known = begun_.find(name); known != begun_.end()) acceptance.incident.id = known->second;
  // A release of what the same batch made pending: its number is known by now.
  const std::pair<std::string, int> number{name, acceptance.update.number};
  if (const auto known = updates_.find(number); known != updates_.end()) {
    acceptance.update.id = known->second;
    recorded.is_release = true;
  }
  auto accepted = store_.record(acceptance, now_);
  if (!accepted) return accepted.error();
  begun_[name] = accepted->incident;
  updates_[number] = accepted->update;
  *accepted = seen(std::move(*accepted), acceptance.incident, acceptance.update);
  if (is_pending(acceptance.update.state)) accepted->broadcasts = std::move(planned.counts);
  recorded.update = std::move(acceptance.update);
  recorded.update.id = accepted->update;
  recorded.accepted = std::move(*accepted);
  const auto& stage = recorded.update.stage;
  if (stage == core::Stage::completed || stage == core::Stage::cancelled || stage == core::Stage::moved) {
    auto woken = wake_waiting(store_, acceptance.incident.name(), now_);
    if (!woken) return woken.error();
    recorded.wakes = *woken;
  }
  return recorded;
}

Result<void> Recording::record_all(std::vector<Planned> all, std::vector<Recorded>& to) {
  for (auto& planned : all) {
    auto done = record(std::move(planned), std::nullopt);
    if (!done) return done.error();
    to.push_back(std::move(*done));
  }
  return {};
}

Batch::Batch(config::SnapshotPtr snapshot, std::vector<core::Event> events, core::Peer peer, UtcTime now)
    : snapshot_(std::move(snapshot)), events_(std::move(events)), peer_(std::move(peer)), now_(now) {
  contents_.reserve(events_.size());
  for (const auto& event : events_) contents_.push_back(receipt_id(event).empty() ? Digest{} : content_of(event));
}

/// A monitor's document that was taken before, in other words by now: news while its incident is open, else late.
Result<void> Batch::look_up_changed(store::Store& store, std::size_t index, UpdateId earlier, Item& item) {
  const auto incident = store.incident(events_[index].incident, 0);
  if (!incident) return incident.error();
  const bool is_news = events_[index].action != core::Action::resolve && *incident && (*incident)->is_open();
  if (!is_news) item.duplicate_of = earlier;
  return {};
}

/// Whether the id was used before, by the same sender (rules E4), or the monitor's document taken before (rules B2).
Result<std::optional<Problem>> Batch::look_up(store::Store& store, std::size_t index, Ids& ids, Item& item) {
  const auto& event = events_[index];
  const auto& id = receipt_id(event);
  if (id.empty()) return std::optional<Problem>{};
  const auto other_content = [&] {
    return std::optional(Problem{ErrorKind::conflict,
                                 "The id is taken",
                                 "the id " + id + " was used for another content; choose another id",
                                 {{"/id", "used for another content"}}});
  };
  if (const auto [first, is_first] = ids.emplace(id, index); !is_first) {
    if (contents_[first->second] == contents_[index]) {
      item.duplicate_in_batch = first->second;
      return std::optional<Problem>{};
    }
    if (!event.id.empty()) return other_content();
  }
  const auto receipt = store.receipt(scope_of(peer_, event), id);
  if (!receipt) return receipt.error();
  if (!*receipt) return std::optional<Problem>{};
  if ((*receipt)->content == contents_[index]) {
    item.duplicate_of = (*receipt)->update;
  } else if (!event.id.empty()) {
    return other_content();
  } else if (auto changed = look_up_changed(store, index, (*receipt)->update, item); !changed) {
    return changed.error();
  }
  return std::optional<Problem>{};
}

Result<EventResult> Batch::record_one(Recording& recording, std::size_t index, Item& item) {
  EventResult result;
  for (std::size_t i = 0; i < item.planned.size(); ++i) {
    const bool is_own = i + 1 == item.planned.size();
    if (is_own) result.findings = std::move(item.planned[i].findings);
    std::optional<store::ReceiptKey> receipt;
    const auto& event = events_[index];
    if (is_own && !receipt_id(event).empty())
      receipt = store::ReceiptKey{scope_of(peer_, event), receipt_id(event), contents_[index], now_ + kReceiptLife, event.id.empty()};
    auto one = recording.record(std::move(item.planned[i]), std::move(receipt));
    if (!one) return one.error();
    if (is_own) {
      result.accepted = one->accepted;
      result.due = one->due;
      result.ended_promise = one->ended_promise;
      result.deferred = deferred_until(*snapshot_, one->update, now_);
    }
    recorded.push_back(std::move(*one));
  }
  return result;
}

Result<void> Batch::record(store::Store& store, std::vector<Item>& items) {
  Recording recording(store, now_);
  std::vector<std::size_t> places(items.size());  // of results, which leave out what was needless
  for (std::size_t i = 0; i < items.size(); ++i) {
    Item& item = items[i];
    EventResult result;
    if (item.is_needless) continue;
    if (item.duplicate_in_batch) {
      result = results[places[*item.duplicate_in_batch]];
      result.duplicate = true;
    } else if (item.duplicate_of) {
      auto accepted = store.accepted(item.duplicate_of);
      if (!accepted) return accepted.error();
      auto stands = store.incident_of(accepted->incident);
      if (!stands) return stands.error();
      if (*stands) accepted->stands = std::make_shared<core::Incident>(std::move(**stands));
      result.duplicate = true;
      result.accepted = std::move(*accepted);
    } else {
      auto own = record_one(recording, i, item);
      if (!own) return own.error();
      result = std::move(*own);
    }
    result.id = events_[i].id.empty() ? to_text(result.accepted.update) : events_[i].id;
    places[i] = results.size();
    results.push_back(std::move(result));
  }
  return {};
}

/// The end or acknowledgement of what was never told of, or is not an incident (any more), is none of ours; other alerts of the same
/// document must not suffer from it.
Result<bool> Batch::is_needless(Deciding& deciding, const core::Event& event) {
  const bool says_no_more = event.action == core::Action::resolve || event.action == core::Action::acknowledge;
  if (peer_.door.empty() || !says_no_more) return false;
  const auto incident = deciding.newest(event.incident);
  if (!incident) return incident.error();
  return !*incident || (*incident)->is_maintenance() || (event.action == core::Action::acknowledge && !(*incident)->is_open());
}

Deciding::Outcome Batch::decide(Deciding& deciding, std::size_t index, Item& item) {
  const auto needless = is_needless(deciding, events_[index]);
  if (!needless) return needless.error();
  item.is_needless = *needless;
  if (item.is_needless) return std::optional<Problem>{};
  return deciding.event(events_[index], peer_, item.planned);
}

Result<void> Batch::run(store::Store& store) {
  problem.reset();
  results.clear();
  recorded.clear();
  Deciding deciding(store, *snapshot_, now_);
  Ids ids;
  std::vector<Item> items(events_.size());
  for (std::size_t i = 0; i < events_.size(); ++i) {
    auto outcome = look_up(store, i, ids, items[i]);
    if (outcome && !*outcome && !items[i].duplicate_of && !items[i].duplicate_in_batch) outcome = decide(deciding, i, items[i]);
    if (!outcome) return outcome.error();
    if (*outcome) {
      // Nothing was written yet, so the group goes on without this request.
      problem = at_index(std::move(**outcome), i, events_.size() > 1);
      return {};
    }
  }
  std::vector<Planned> storm;
  auto outcome = deciding.tell_storm(storm);
  if (!outcome) return outcome.error();
  if (*outcome) {
    problem = std::move(**outcome);
    return {};
  }
  if (auto done = record(store, items); !done) return done;
  return Recording(store, now_).record_all(std::move(storm), recorded);
}

}  // namespace crier::announce
