#include "announce/announcer.h"

#include <algorithm>
#include <utility>

#include "announce/batch.h"
#include "announce/preview.h"
#include "announce/releases.h"
#include "announce/silencing.h"

namespace crier::announce {
namespace {

using core::Problem;

/// After a transaction that failed (disk full), or a busy store.
constexpr Millis kAgain{1'000};

Problem busy() { return {ErrorKind::unavailable, "Too much at once", "the store is busy; send it again in a moment", {}}; }

std::optional<Problem> attribute_all(std::vector<core::Event>& events, const core::Peer& peer) {
  for (std::size_t i = 0; i < events.size(); ++i) {
    if (auto faults = core::forbidden(peer, events[i]); !faults.empty()) {
      return at_index({ErrorKind::denied, "You may not set this", faults.front().detail, std::move(faults)}, i, events.size() > 1);
    }
    core::attribute(peer, events[i]);
  }
  return std::nullopt;
}

class RealAnnouncer final : public Announcer {
 public:
  explicit RealAnnouncer(AnnouncerParts parts) : parts_(parts) {}

  void accept(config::SnapshotPtr snapshot, std::vector<core::Event> events, const core::Peer& peer,
              UniqueFunction<void(Result<std::vector<EventResult>, Problem>)> done) override;
  void preview(config::SnapshotPtr snapshot, core::Event event, const core::Peer& peer,
               UniqueFunction<void(Result<Preview, Problem>)> done) override;
  void check(config::SnapshotPtr snapshot, core::Event event, const core::Peer& peer,
             UniqueFunction<void(Result<std::vector<wording::Finding>, Problem>)> done) override;
  void approve(config::SnapshotPtr snapshot, Approval approval, const core::Peer& peer,
               UniqueFunction<void(Result<EventResult, Problem>)> done) override;
  void end_pending(config::SnapshotPtr snapshot, PendingName name, core::UpdateState as, const core::Peer& peer,
                   UniqueFunction<void(Result<Ended, Problem>)> done) override;
  void add_silence(core::Silence silence, const core::Peer& peer, UniqueFunction<void(Result<core::Silence, Problem>)> done) override;
  void end_silence(std::int64_t number, const core::Peer& peer, UniqueFunction<void(Result<core::Silence, Problem>)> done) override;
  void list_silences(UniqueFunction<void(Result<std::vector<core::Silence>, Problem>)> done) override;
  void start(std::function<config::SnapshotPtr()> snapshot) override {
    snapshot_ = std::move(snapshot);
    look();
  }
  void leave() override {
    snapshot_ = nullptr;
    parts_.timer.cancel();
  }

 private:
  template <class Work, class Finish>
  void submit(std::shared_ptr<Work> work, std::size_t weight, Finish finish, bool is_brake = false);
  template <class Answer>
  void ask(core::Event event, const core::Peer& peer, UniqueFunction<void(Result<Answer, Problem>)> done,
           std::function<Result<Answer, Problem>(store::Ledger&, const core::Event&)> question);
  void tell(const Recorded& recorded, const std::string& source);
  void look();
  void looked(const DueReleases& releases);
  void arm(UtcTime due);

  AnnouncerParts parts_;
  std::function<config::SnapshotPtr()> snapshot_;
  std::optional<UtcTime> armed_;
  bool is_looking_ = false;
  bool look_again_ = false;
};

/// Runs the work in a group transaction; `finish(work, failure)` on the loop after it. The brake is pulled on a full disk too.
template <class Work, class Finish>
void RealAnnouncer::submit(std::shared_ptr<Work> work, std::size_t weight, Finish finish, bool is_brake) {
  auto end = std::make_shared<Finish>(std::move(finish));
  store::Operation operation;
  operation.weight = weight;
  operation.urgent = operation.outcome = is_brake;
  operation.run = [work](store::Store& store) { return work->run(store); };
  operation.done = [this, work, end](const Result<void>& committed) {
    std::optional<Problem> failure;
    if (!committed) failure = to_problem(committed.error());
    parts_.loop.post([work, end, failure] { (*end)(*work, failure); });
  };
  if (!parts_.writer.submit(std::move(operation))) (*end)(*work, busy());
}

void RealAnnouncer::tell(const Recorded& recorded, const std::string& source) {
  if (recorded.is_release) {
    parts_.observer.update_changed(recorded.accepted, recorded.update);
  } else {
    parts_.observer.update_accepted(recorded.accepted, recorded.update, source);
  }
  if (recorded.due) arm(*recorded.due);
  if (recorded.wakes) arm(parts_.clock.utc());
}

void RealAnnouncer::accept(config::SnapshotPtr snapshot, std::vector<core::Event> events, const core::Peer& peer,
                           UniqueFunction<void(Result<std::vector<EventResult>, Problem>)> done) {
  if (auto problem = attribute_all(events, peer)) {
    done(std::move(*problem));
    return;
  }
  auto batch = std::make_shared<Batch>(std::move(snapshot), std::move(events), peer, parts_.clock.utc());
  submit(batch, batch->size(), [this, answer = std::move(done)](Batch& work, const std::optional<Problem>& failure) mutable {
    if (work.problem) return answer(std::move(*work.problem));
    if (failure) return answer(*failure);
    for (const auto& recorded : work.recorded) tell(recorded, recorded.update.event.source);
    answer(std::move(work.results));
  });
}

void RealAnnouncer::approve(config::SnapshotPtr snapshot, Approval approval, const core::Peer& peer,
                            UniqueFunction<void(Result<EventResult, Problem>)> done) {
  auto releasing = std::make_shared<Releasing>(std::move(snapshot), std::move(approval), peer, parts_.clock.utc());
  submit(releasing, 1, [this, answer = std::move(done)](Releasing& work, const std::optional<Problem>& failure) mutable {
    if (work.problem) return answer(std::move(*work.problem));
    if (failure) return answer(*failure);
    for (const auto& recorded : work.recorded) tell(recorded, "");
    const Recorded& own = work.recorded.back();
    EventResult result;
    result.accepted = own.accepted;
    result.ended_promise = own.ended_promise;
    result.deferred = deferred_until(*work.snapshot(), own.update, own.update.at);
    result.id = own.update.event.id.empty() ? to_text(result.accepted.update) : own.update.event.id;
    result.findings = std::move(work.findings);
    answer(std::move(result));
  });
}

void RealAnnouncer::end_pending(config::SnapshotPtr snapshot, PendingName name, core::UpdateState as, const core::Peer& peer,
                                UniqueFunction<void(Result<Ended, Problem>)> done) {
  auto ending = std::make_shared<Ending>(std::move(snapshot), std::move(name), as, peer, parts_.clock.utc());
  submit(
      ending, 1,
      [this, answer = std::move(done)](Ending& work, const std::optional<Problem>& failure) mutable {
        if (work.problem) return answer(std::move(*work.problem));
        if (failure) return answer(*failure);
        if (work.ended.was_pending) parts_.observer.update_changed(work.ended.accepted, work.update);
        answer(std::move(work.ended));
      },
      as == core::UpdateState::stopped);
}

void RealAnnouncer::add_silence(core::Silence silence, const core::Peer& peer, UniqueFunction<void(Result<core::Silence, Problem>)> done) {
  auto work = std::make_shared<Silencing>(Silencing{std::move(silence), peer, parts_.clock.utc()});
  submit(work, 1, [answer = std::move(done)](Silencing& silencing, const std::optional<Problem>& failure) mutable {
    if (failure) return answer(*failure);
    answer(std::move(silencing.silence));
  });
}

void RealAnnouncer::end_silence(std::int64_t number, const core::Peer& peer, UniqueFunction<void(Result<core::Silence, Problem>)> done) {
  auto work = std::make_shared<EndingSilence>(EndingSilence{number, peer, parts_.clock.utc(), {}});
  submit(work, 1, [this, answer = std::move(done)](EndingSilence& ending, const std::optional<Problem>& failure) mutable {
    if (failure) return answer(*failure);
    if (!ending.ended)
      return answer(Problem{ErrorKind::not_found,
                            "There is no such silence",
                            "silence-" + std::to_string(ending.number) + " has ended or never was; see: crier silence --list",
                            {}});
    if (ending.wakes) arm(parts_.clock.utc());
    answer(std::move(*ending.ended));
  });
}

void RealAnnouncer::list_silences(UniqueFunction<void(Result<std::vector<core::Silence>, Problem>)> done) {
  auto work = std::make_shared<ListingSilences>(ListingSilences{parts_.clock.utc(), {}});
  submit(work, 1, [answer = std::move(done)](ListingSilences& listing, const std::optional<Problem>& failure) mutable {
    if (failure) return answer(*failure);
    answer(std::move(listing.all));
  });
}

/// Asks the reader about one event; `question` is called on its thread, `done` on the loop.
template <class Answer>
void RealAnnouncer::ask(core::Event event, const core::Peer& peer, UniqueFunction<void(Result<Answer, Problem>)> done,
                        std::function<Result<Answer, Problem>(store::Ledger&, const core::Event&)> question) {
  std::vector<core::Event> one{std::move(event)};
  if (auto problem = attribute_all(one, peer)) {
    done(std::move(*problem));
    return;
  }
  auto answer = std::make_shared<decltype(done)>(std::move(done));
  auto asked = [this, question = std::move(question), said = std::move(one.front()), answer](store::Ledger& ledger) {
    auto result = std::make_shared<Result<Answer, Problem>>(question(ledger, said));
    parts_.loop.post([answer, result] { (*answer)(std::move(*result)); });
  };
  if (!parts_.reader.ask(std::move(asked)))
    (*answer)(Problem{ErrorKind::unavailable, "Too much at once", "too many questions wait; ask again in a moment", {}});
}

void RealAnnouncer::preview(config::SnapshotPtr snapshot, core::Event event, const core::Peer& peer,
                            UniqueFunction<void(Result<Preview, Problem>)> done) {
  ask<Preview>(std::move(event), peer, std::move(done),
               [snapshot, peer, now = parts_.clock.utc()](store::Ledger& ledger, const core::Event& said) {
                 return preview_now(ledger, *snapshot, said, peer, now);
               });
}

void RealAnnouncer::check(config::SnapshotPtr snapshot, core::Event event, const core::Peer& peer,
                          UniqueFunction<void(Result<std::vector<wording::Finding>, Problem>)> done) {
  ask<std::vector<wording::Finding>>(std::move(event), peer, std::move(done),
                                     [snapshot, peer, now = parts_.clock.utc()](store::Ledger& ledger, const core::Event& said) {
                                       return check_now(ledger, *snapshot, said, peer, now);
                                     });
}

/// Releases what is due, and sleeps until the next is.
void RealAnnouncer::look() {
  if (!snapshot_) return;
  // What became due since the look under way was begun may not be seen by it.
  look_again_ = is_looking_;
  if (is_looking_) return;
  is_looking_ = true;
  auto releases = std::make_shared<DueReleases>(snapshot_(), parts_.clock.utc());
  submit(releases, 1, [this](DueReleases& work, const std::optional<Problem>& failure) {
    is_looking_ = false;
    if (std::exchange(look_again_, false)) arm(parts_.clock.utc());
    if (!failure) return looked(work);
    // After an i/o error the daemon ends; everything else passes.
    if (failure->kind != ErrorKind::io) arm(parts_.clock.utc() + kAgain);
  });
}

void RealAnnouncer::looked(const DueReleases& releases) {
  for (const auto& recorded : releases.recorded) tell(recorded, "");
  for (const auto& failed : releases.failed) {
    parts_.observer.update_changed(failed.accepted, failed.update);
    parts_.observer.release_failed(failed.accepted, failed.why);
  }
  if (releases.next) arm(*releases.next);
}

/// Woken too when the wall clock was set: what is due then is looked for.
void RealAnnouncer::arm(UtcTime due) {
  if (!snapshot_ || (armed_ && *armed_ <= due)) return;
  armed_ = due;
  parts_.timer.wake_at(due, [this] {
    armed_.reset();
    look();
  });
}

}  // namespace

std::unique_ptr<Announcer> make_announcer(AnnouncerParts parts) { return std::make_unique<RealAnnouncer>(parts); }

}  // namespace crier::announce
