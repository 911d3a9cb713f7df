#include <algorithm>
#include <utility>

#include "dispatch/driver.h"

namespace crier::dispatch {
namespace {

/// Before what could not be recorded (disk full, writer busy) is tried again.
constexpr Millis kPersistPause{200};

}  // namespace

void Driver::persist(const std::function<Result<void>(store::Store&)>& run, const std::function<void()>& then) {
  if (failed_) return;
  ++recording_;
  store::Operation operation;
  operation.urgent = true;
  operation.outcome = true;
  operation.run = run;
  operation.done = [this, run, then](const Result<void>& committed) {
    const bool ok = committed.has_value();
    const bool gone = !ok && committed.error().kind == ErrorKind::io;
    if (!ok && !gone && committed.error().kind != ErrorKind::full) {
      parts_.log.error("record-refused", "the store does not take what dispatch has to record; it is tried again and again",
                       {{"error", committed.error().text}});
    }
    parts_.loop.post([this, run, then, ok, gone] {
      --recording_;
      if (gone) failed_ = true;
      if (ok) then();
      if (!ok && !gone) {
        ++recording_;
        parts_.loop.post_after(kPersistPause, [this, run, then] {
          --recording_;
          persist(run, then);
        });
      }
      check_drained();
    });
  };
  if (writer_->submit(std::move(operation))) return;
  // Busy: nothing was taken.
  parts_.loop.post_after(kPersistPause, [this, run, then] {
    --recording_;
    persist(run, then);
  });
}

void Driver::record(std::vector<Ending> endings) {
  if (endings.empty()) return;
  auto shared = std::make_shared<const std::vector<Ending>>(std::move(endings));
  auto report = std::make_shared<store::FinishReport>();
  persist(
      [this, shared, report](store::Store& store) -> Result<void> {
        std::vector<store::Finish> finishes;
        finishes.reserve(shared->size());
        for (const auto& ending : *shared) finishes.push_back(ending.finish);
        auto finished = store.finish(finishes, parts_.clock.utc());
        if (!finished) return finished.error();
        *report = std::move(*finished);
        return {};
      },
      [this, shared, report] { recorded(*shared, *report); });
}

void Driver::recorded(const std::vector<Ending>& endings, const store::FinishReport& report) {
  for (const auto& ending : endings) {
    if (ending.seen.channel.empty()) continue;
    if (std::find(report.stale.begin(), report.stale.end(), ending.finish.claim.delivery) != report.stale.end()) {
      parts_.log.warn("claim-stale", "an outcome came for a delivery that is no longer ours",
                      {{"delivery", to_text(ending.finish.claim.delivery)}});
      continue;
    }
    parts_.observer.attempt_ended(ending.seen);
  }
  for (const auto& channel : report.braked)
    pause_for(channel, "too many addresses of one broadcast were refused at once; nobody was suppressed");
  work_for(report.work);
  arm();
}

void Driver::give_back(const Place& place) {
  const auto found = held_.find(place);
  if (found == held_.end()) return;
  std::vector<Ending> endings;
  for (const auto& lane : found->second) {
    for (const auto& ready : lane) endings.push_back(unsent(ready, core::DeliveryState::queued));
  }
  held_.erase(found);
  record(std::move(endings));
}

Driver::Ending Driver::unsent(const Ready& ready, core::DeliveryState state) {
  Ending ending;
  ending.finish.claim = ready.started.claim;
  ending.finish.state = state;
  ending.finish.due = parts_.clock.utc();
  ending.finish.count_attempt = false;
  ending.finish.unsure = ready.started.unsure;
  board_.with([&](Board& board) {
    board.given_back(ready.place, ready.is_retry());
    if (core::is_final(state)) return;
    ending.finish.to = board.waiting_class(ready.place);
    board.works(ending.finish.to.value_or(ready.started.from));
  });
  return ending;
}

void Driver::give_back_all() {
  while (!held_.empty()) give_back(Place(held_.begin()->first));
}

}  // namespace crier::dispatch
