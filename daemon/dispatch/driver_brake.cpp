#include <algorithm>
#include <iterator>
#include <set>
#include <utility>

#include "dispatch/driver.h"

namespace crier::dispatch {
namespace {

template <class Endings>
std::vector<store::Finish> finishes_of(Endings endings) {
  std::vector<store::Finish> finishes;
  finishes.reserve(endings.size());
  for (auto& ending : endings) finishes.push_back(std::move(ending.finish));
  return finishes;
}

}  // namespace

std::vector<Driver::Ending> Driver::take_back(const std::function<bool(const store::Started&)>& is_meant) {
  std::vector<Ending> endings;
  for (auto held = held_.begin(); held != held_.end();) {
    bool empty = true;
    for (auto& lane : held->second) {
      for (const auto& ready : lane) {
        if (is_meant(ready.started)) endings.push_back(unsent(ready, core::DeliveryState::queued));
      }
      std::erase_if(lane, [&](const Ready& ready) { return is_meant(ready.started); });
      empty = empty && lane.empty();
    }
    held = empty ? held_.erase(held) : std::next(held);
  }
  return endings;
}

void Driver::give_way(IncidentId incident, const core::Update& update) {
  const bool is_retraction = update.action == core::Action::retract;
  if (update.state != core::UpdateState::announced || !(update.event.corrects || is_retraction)) return;
  record(take_back([&](const store::Started& started) {
    if (started.incident != incident || started.update == update.number) return false;
    return is_retraction || started.update == update.event.corrects;
  }));
}

void Driver::freeze(UpdateId update) {
  auto& aside = stopping_[update];
  for (auto held = held_.begin(); held != held_.end();) {
    bool empty = true;
    for (auto& lane : held->second) {
      const auto first = std::stable_partition(lane.begin(), lane.end(), [update](const Ready& r) { return r.started.of != update; });
      std::move(first, lane.end(), std::back_inserter(aside));
      lane.erase(first, lane.end());
      empty = empty && lane.empty();
    }
    held = empty ? held_.erase(held) : std::next(held);
  }
}

void Driver::thaw(UpdateId update) {
  auto aside = stopping_.extract(update);
  if (aside.empty()) return;
  std::set<Place> places;
  for (auto& ready : aside.mapped()) {
    places.insert(ready.place);
    held_[ready.place][static_cast<std::size_t>(ready.started.lane)].push_back(std::move(ready));
  }
  for (const auto& place : places) pump(place);
}

// From the call on nothing of the update starts here: what waits for a slot is taken back, what comes meanwhile is put aside. In the
// store nothing starts once the first transaction is committed, and what earlier groups had granted has come to the loop by the time
// its end does. So what the second one counts as being sent is on the wire.
void Driver::stop(UpdateId update, StopNote note, StopDone done) {
  stopping_.try_emplace(update);
  auto counts = std::make_shared<Result<store::StopCounts>>(store::StopCounts{});
  auto answer = std::make_shared<StopDone>(std::move(done));
  auto write_note = std::make_shared<StopNote>(std::move(note));
  auto finishes = finishes_of(take_back([update](const store::Started& started) { return started.of == update; }));
  persist(
      [this, update, counts, finishes = std::move(finishes)](store::Store& store) -> Result<void> {
        const auto now = parts_.clock.utc();
        if (auto finished = store.finish(finishes, now); !finished) return finished.error();
        *counts = store.stop(update, now);
        // That there is no such update is the answer, not a failure of the store.
        if (!*counts && counts->error().kind != ErrorKind::not_found) return counts->error();
        return {};
      },
      [this, update, counts, answer, write_note] { stopped(update, *counts, write_note, answer); });
}

void Driver::stopped(UpdateId update, Result<store::StopCounts> counts, const std::shared_ptr<StopNote>& note,
                     const std::shared_ptr<StopDone>& done) {
  std::vector<Ending> endings;
  if (const auto aside = stopping_.extract(update); !aside.empty()) {
    for (const auto& ready : aside.mapped()) endings.push_back(unsent(ready, core::DeliveryState::queued));
  }
  if (!counts) return (*done)(counts.error());
  auto work = std::make_shared<std::vector<ClassId>>(std::move(counts->work));
  auto exact = std::make_shared<store::StopCounts>();
  persist(
      [this, update, exact, finishes = finishes_of(std::move(endings)), work, note](store::Store& store) -> Result<void> {
        const auto now = parts_.clock.utc();
        auto finished = store.finish(finishes, now);
        if (!finished) return finished.error();
        auto stands = store.stop(update, now);
        if (!stands) return stands.error();
        work->insert(work->end(), finished->work.begin(), finished->work.end());
        work->insert(work->end(), stands->work.begin(), stands->work.end());
        *exact = std::move(*stands);
        return store.note((*note)(*exact));
      },
      [this, exact, work, done] {
        work_for(*work);
        (*done)(std::move(*exact));
      });
}

}  // namespace crier::dispatch
