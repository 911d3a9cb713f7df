#include "announce/announcer.h"

#include <map>
#include <optional>
#include <string_view>
#include <unordered_map>

#include "announce/plan.h"
#include "base/crypto.h"
#include "core/decide.h"
#include "core/event_json_writer.h"

namespace crier::announce {
namespace {

constexpr Millis kReceiptLife{7LL * 24 * 3600 * 1000};  // interface.md section 2: ids are remembered for 7 days

using core::Problem;

Problem to_problem(const Error& error) {
  switch (error.kind) {
    case ErrorKind::full:
      return {error.kind, "The disk is full", "nothing was taken; free space and send it again", {}};
    case ErrorKind::io:
      return {error.kind, "The store failed", "whether it was taken is uncertain; send it again with the same id", {}};
    default:
      return {error.kind, "The event cannot be taken", error.text, {}};
  }
}

Problem at_index(Problem problem, std::size_t index, bool batch) {
  if (!batch) return problem;
  for (auto& fault : problem.faults) fault.pointer = "/" + std::to_string(index) + fault.pointer;
  if (problem.faults.empty()) problem.faults.push_back({"/" + std::to_string(index), problem.detail});
  return problem;
}

/// One request's events on their way through the writer: decided and rendered in the group transaction, all or nothing.
struct Work {
  config::SnapshotPtr snapshot;
  std::vector<core::Event> events;
  std::vector<Digest> contents;
  core::Peer peer;
  UtcTime now{};

  std::optional<Problem> problem;
  std::vector<EventResult> results;
  std::vector<core::Update> updates;  ///< parallel to results; number 0 for duplicates

  Result<void> run(store::Store& store);

 private:
  /// What one event comes to: a decision to record, or a duplicate of an earlier update or of an event of the same batch.
  struct Item {
    std::optional<core::Decision> decision;
    std::vector<store::NewBroadcast> broadcasts;
    UpdateId duplicate_of;
    std::optional<std::size_t> duplicate_in_batch;
  };
  using Overlay = std::map<std::string, core::Incident>;
  using Ids = std::unordered_map<std::string_view, std::size_t>;  ///< where in the batch an id came first

  Result<std::optional<Problem>> look_up(store::Store& store, std::size_t index, Ids& ids, Item& item);
  Result<std::optional<Problem>> decide_one(store::Store& store, std::size_t index, Overlay& overlay, Ids& ids, Item& item);
  Result<void> record(store::Store& store, std::vector<Item>& items);
};

/// Whether the id was used before, by the same sender (rules E4).
Result<std::optional<Problem>> Work::look_up(store::Store& store, std::size_t index, Ids& ids, Item& item) {
  const auto& id = events[index].id;
  if (id.empty()) return std::optional<Problem>{};
  const auto other_content = [&] {
    return std::optional(Problem{ErrorKind::conflict,
                                 "The id is taken",
                                 "the id " + id + " was used for another content; choose another id",
                                 {{"/id", "used for another content"}}});
  };
  if (const auto [first, is_first] = ids.emplace(id, index); !is_first) {
    if (contents[first->second] != contents[index]) return other_content();
    item.duplicate_in_batch = first->second;
    return std::optional<Problem>{};
  }
  const auto receipt = store.receipt(core::receipt_scope(peer), id);
  if (!receipt) return receipt.error();
  if (!*receipt) return std::optional<Problem>{};
  if ((*receipt)->content != contents[index]) return other_content();
  item.duplicate_of = (*receipt)->update;
  return std::optional<Problem>{};
}

Result<std::optional<Problem>> Work::decide_one(store::Store& store, std::size_t index, Overlay& overlay, Ids& ids, Item& item) {
  auto seen = look_up(store, index, ids, item);
  if (!seen || *seen || item.duplicate_of || item.duplicate_in_batch) return seen;

  const core::Event& event = events[index];
  std::optional<core::Incident> current;
  if (!event.incident.empty()) {
    if (const auto found = overlay.find(event.incident); found != overlay.end()) {
      current = found->second;
    } else {
      auto stored = store.incident(event.incident, 0);
      if (!stored) return stored.error();
      current = std::move(*stored);
    }
  }
  auto decision = core::decide(snapshot->rules, current, event, peer, now);
  if (!decision) return std::optional(decision.error());
  if (decision->incident.is_notice) {
    const auto number = store.next_notice();
    if (!number) return number.error();
    decision->incident.key = "notice-" + std::to_string(*number);
  }
  const bool same = current && current->occurrence == decision->incident.occurrence;
  auto broadcasts =
      plan_broadcasts(*snapshot, *decision, same ? current->told : std::vector<core::Told>{},
                      [&](const std::string& audience, const std::string& channel) { return store.group(audience, channel); });
  if (!broadcasts) {
    if (broadcasts.error().kind == ErrorKind::invalid) return std::optional(to_problem(broadcasts.error()));
    return broadcasts.error();
  }
  overlay[decision->incident.key] = decision->incident;
  item.decision = std::move(*decision);
  item.broadcasts = std::move(*broadcasts);
  return std::optional<Problem>{};
}

Result<void> Work::record(store::Store& store, std::vector<Item>& items) {
  // Events of one batch may speak of an incident that the batch itself began: its number is known once it is recorded.
  std::map<std::string, IncidentId> begun;
  for (std::size_t i = 0; i < items.size(); ++i) {
    Item& item = items[i];
    EventResult result;
    result.id = events[i].id;
    core::Update update;
    if (item.duplicate_in_batch) {
      result = results[*item.duplicate_in_batch];
      result.duplicate = true;
    } else if (item.duplicate_of) {
      auto accepted = store.accepted(item.duplicate_of);
      if (!accepted) return accepted.error();
      result.duplicate = true;
      result.accepted = std::move(*accepted);
    } else {
      store::Acceptance acceptance{std::move(item.decision->incident), std::move(item.decision->update), std::move(item.broadcasts), {}};
      const std::string name = core::incident_name(acceptance.incident.key, acceptance.incident.occurrence);
      if (const auto known = begun.find(name); known != begun.end()) acceptance.incident.id = known->second;
      if (!events[i].id.empty())
        acceptance.receipt = store::ReceiptKey{core::receipt_scope(peer), events[i].id, contents[i], now + kReceiptLife};
      auto accepted = store.record(acceptance, now);
      if (!accepted) return accepted.error();
      begun[name] = accepted->incident;
      update = std::move(acceptance.update);
      result.accepted = std::move(*accepted);
    }
    if (result.id.empty()) result.id = to_text(result.accepted.update);
    results.push_back(std::move(result));
    updates.push_back(std::move(update));
  }
  return {};
}

Result<void> Work::run(store::Store& store) {
  problem.reset();
  results.clear();
  updates.clear();
  Overlay overlay;
  Ids ids;
  std::vector<Item> items(events.size());
  for (std::size_t i = 0; i < events.size(); ++i) {
    auto outcome = decide_one(store, i, overlay, ids, items[i]);
    if (!outcome) return outcome.error();
    if (*outcome) {
      // Nothing was written yet, so the group goes on without this request.
      problem = at_index(std::move(**outcome), i, events.size() > 1);
      return {};
    }
  }
  return record(store, items);
}

class RealAnnouncer final : public Announcer {
 public:
  RealAnnouncer(store::Writer& writer, store::Reader& reader, Executor& loop, const Clock& clock, UpdateObserver& observer)
      : writer_(writer), reader_(reader), loop_(loop), clock_(clock), observer_(observer) {}

  void accept(config::SnapshotPtr snapshot, std::vector<core::Event> events, const core::Peer& peer,
              UniqueFunction<void(Result<std::vector<EventResult>, Problem>)> done) override;
  void preview(config::SnapshotPtr snapshot, core::Event event, const core::Peer& peer,
               UniqueFunction<void(Result<Preview, Problem>)> done) override;

 private:
  void finished(Work& work);

  store::Writer& writer_;
  store::Reader& reader_;
  Executor& loop_;
  const Clock& clock_;
  UpdateObserver& observer_;
};

std::optional<Problem> attribute_all(std::vector<core::Event>& events, const core::Peer& peer) {
  for (std::size_t i = 0; i < events.size(); ++i) {
    if (auto faults = core::forbidden(peer, events[i]); !faults.empty()) {
      return at_index({ErrorKind::denied, "You may not set this", faults.front().detail, std::move(faults)}, i, events.size() > 1);
    }
    core::attribute(peer, events[i]);
  }
  return std::nullopt;
}

void RealAnnouncer::accept(config::SnapshotPtr snapshot, std::vector<core::Event> events, const core::Peer& peer,
                           UniqueFunction<void(Result<std::vector<EventResult>, Problem>)> done) {
  if (auto problem = attribute_all(events, peer)) {
    done(std::move(*problem));
    return;
  }
  auto work = std::make_shared<Work>();
  work->contents.reserve(events.size());
  for (const auto& event : events) work->contents.push_back(event.id.empty() ? Digest{} : sha256(core::canonical_json(event)));
  work->snapshot = std::move(snapshot);
  work->events = std::move(events);
  work->peer = peer;
  work->now = clock_.utc();
  auto answer = std::make_shared<decltype(done)>(std::move(done));

  store::Operation operation;
  operation.weight = work->events.size();
  operation.run = [work](store::Store& store) { return work->run(store); };
  operation.done = [this, work, answer](const Result<void>& committed) {
    std::optional<Error> failure;
    if (!committed) failure = committed.error();
    loop_.post([this, work, answer, failure] {
      if (work->problem) return (*answer)(std::move(*work->problem));
      if (failure) return (*answer)(to_problem(*failure));
      finished(*work);
      (*answer)(std::move(work->results));
    });
  };
  if (!writer_.submit(std::move(operation)))
    (*answer)(Problem{ErrorKind::unavailable, "Too much at once", "the store is busy; send it again in a moment", {}});
}

void RealAnnouncer::finished(Work& work) {
  for (std::size_t i = 0; i < work.results.size(); ++i) {
    if (!work.results[i].duplicate) observer_.update_accepted(work.results[i].accepted, work.updates[i], work.events[i].source);
  }
}

std::string explain(const core::Decision& decision) {
  if (decision.update.state == core::UpdateState::recorded && decision.hearers.empty())
    return "no route matches and no audience is named: nobody would be told";
  std::string text;
  for (const auto& match : decision.hearers) text += (text.empty() ? "" : "; ") + match.audience + ": " + match.reason;
  return text;
}

/// One message a language: those who name it get it, all others the first.
void show_messages(const store::Reach& reach, const std::vector<core::Message>& messages, Preview& preview) {
  const std::size_t first = preview.messages.size();
  std::int64_t others = 0;
  for (const auto& message : messages) {
    store::BroadcastCount count = reach.count;
    if (preview.messages.size() > first) {
      const auto own = reach.languages.find(message.language);
      if (own == reach.languages.end()) continue;
      count.recipients = own->second;
      others += own->second;
    }
    preview.messages.push_back({std::move(count), message});
  }
  if (first < preview.messages.size()) preview.messages[first].count.recipients -= others;
}

Result<Preview, Problem> preview_now(store::Ledger& ledger, const config::Snapshot& snapshot, const core::Event& event,
                                     const core::Peer& peer, UtcTime now) {
  std::optional<core::Incident> current;
  if (!event.incident.empty()) {
    auto record = ledger.incident({event.incident, 0});
    if (record) current = std::move(record->incident);
    if (!record && record.error().kind != ErrorKind::not_found) return to_problem(record.error());
  }
  auto decision = core::decide(snapshot.rules, current, event, peer, now);
  if (!decision) return decision.error();
  if (decision->incident.is_notice) decision->incident.key = "notice-0";
  const bool same = current && current->occurrence == decision->incident.occurrence;
  const auto planned = plan_broadcasts(snapshot, *decision, same ? current->told : std::vector<core::Told>{},
                                       [&](const std::string& audience, const std::string& channel) -> Result<store::Group> {
                                         const auto reach = ledger.reach(audience, channel, {});
                                         if (!reach) return reach.error();
                                         std::vector<std::string> languages;
                                         for (const auto& [language, recipients] : reach->languages) {
                                           if (!language.empty()) languages.push_back(language);
                                         }
                                         return store::Group{true, reach->count.recipients, languages};
                                       });
  if (!planned) return to_problem(planned.error());
  Preview preview;
  preview.matched = decision->hearers;
  preview.reason = explain(*decision);
  for (const auto& broadcast : *planned) {
    if (broadcast.for_fallbacks) continue;
    const auto reach = ledger.reach(broadcast.audience, broadcast.channel, broadcast.earlier_audiences);
    if (!reach) return to_problem(reach.error());
    preview.deduplicated += reach->count.deduplicated;
    show_messages(*reach, broadcast.messages, preview);
  }
  return preview;
}

void RealAnnouncer::preview(config::SnapshotPtr snapshot, core::Event event, const core::Peer& peer,
                            UniqueFunction<void(Result<Preview, Problem>)> done) {
  std::vector<core::Event> one{std::move(event)};
  if (auto problem = attribute_all(one, peer)) {
    done(std::move(*problem));
    return;
  }
  auto answer = std::make_shared<decltype(done)>(std::move(done));
  auto asked = [this, snapshot = std::move(snapshot), question = std::move(one.front()), peer, now = clock_.utc(),
                answer](store::Ledger& ledger) {
    auto result = std::make_shared<Result<Preview, Problem>>(preview_now(ledger, *snapshot, question, peer, now));
    loop_.post([answer, result] { (*answer)(std::move(*result)); });
  };
  if (!reader_.ask(std::move(asked)))
    (*answer)(Problem{ErrorKind::unavailable, "Too much at once", "too many questions wait; ask again in a moment", {}});
}

}  // namespace

std::unique_ptr<Announcer> make_announcer(store::Writer& writer, store::Reader& reader, Executor& loop, const Clock& clock,
                                          UpdateObserver& observer) {
  return std::make_unique<RealAnnouncer>(writer, reader, loop, clock, observer);
}

}  // namespace crier::announce
