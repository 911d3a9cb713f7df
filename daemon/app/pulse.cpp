#include "app/pulse.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

namespace crier::app {

struct Pulse::Inner {
  struct Watched {
    Ask ask;
    std::optional<SteadyTime> open_since = {};  ///< the question that it has not answered
    bool is_taken = false;                      ///< the thread has it
  };
  Inner(Executor& the_loop, const Clock& the_clock) : loop(the_loop), clock(the_clock) {}

  void begin() {
    // All first: one may answer before the next is asked.
    for (auto& one : watched) {
      if (!one.open_since) one.open_since = clock.steady();
    }
    put_questions();
    conclude();
  }

  void put_questions() {
    for (std::size_t i = 0; i < watched.size(); ++i) {
      if (!watched[i].open_since || watched[i].is_taken) continue;
      watched[i].is_taken = true;
      // The answer may come after the pulse has ended; the loop outlives both.
      const bool taken = watched[i].ask([this, &on = loop, i, mark = std::weak_ptr<bool>(exists)] {
        on.post([this, i, mark] {
          if (!mark.expired()) answered(i);
        });
      });
      if (!taken) watched[i].is_taken = false;
    }
  }

  void answered(std::size_t thread) {
    watched[thread].open_since.reset();
    watched[thread].is_taken = false;
    conclude();
  }

  /// Answers all who wait as soon as it is known.
  void conclude() {
    const auto is_open = [](const Watched& one) { return one.open_since.has_value(); };
    const auto is_stuck = [now = clock.steady()](const Watched& one) { return one.open_since && now - *one.open_since >= kPatience; };
    const bool is_any_stuck = std::any_of(watched.begin(), watched.end(), is_stuck);
    if (is_any_stuck || std::none_of(watched.begin(), watched.end(), is_open)) {
      for (auto& done : std::exchange(waiting, {})) done(!is_any_stuck);
    }
    if (!waiting.empty()) look_later();
  }

  void look_later() {
    if (is_armed) return;
    is_armed = true;
    loop.post_after(kAskAgain, [this, mark = std::weak_ptr<bool>(exists)] {
      if (mark.expired()) return;
      is_armed = false;
      if (waiting.empty()) return;
      put_questions();
      conclude();
    });
  }

  Executor& loop;
  const Clock& clock;
  std::vector<Watched> watched;
  std::vector<UniqueFunction<void(bool)>> waiting;
  bool is_armed = false;
  std::shared_ptr<bool> exists = std::make_shared<bool>(true);
};

Pulse::Pulse(Executor& loop, const Clock& clock) : inner_(std::make_unique<Inner>(loop, clock)) {}

Pulse::~Pulse() = default;

void Pulse::watch(Ask ask) { inner_->watched.push_back({std::move(ask)}); }

void Pulse::ask(UniqueFunction<void(bool)> done) {
  inner_->waiting.push_back(std::move(done));
  inner_->begin();
}

}  // namespace crier::app
