#include "app/pulse.h"

#include <atomic>

namespace crier::app {

/// Shared with the answers under way, which may come after the pulse has ended.
struct Pulse::Inner {
  struct Watched {
    std::function<void(Task)> ask;
    std::shared_ptr<std::atomic<std::int64_t>> answered;  ///< steady milliseconds
  };
  Inner(Executor& the_loop, const Clock& the_clock) : loop(the_loop), clock(the_clock) {}

  static void beat(const std::shared_ptr<Inner>& inner) {
    if (inner->is_ended) return;
    for (const auto& one : inner->watched) {
      // The clock is the daemon's and outlives every thread that answers.
      one.ask([answered = one.answered, &clock = inner->clock] {
        answered->store(std::chrono::floor<Millis>(clock.steady().time_since_epoch()).count());
      });
    }
    inner->loop.post_after(kBeat, [inner] { beat(inner); });
  }

  [[nodiscard]] std::int64_t now() const { return std::chrono::floor<Millis>(clock.steady().time_since_epoch()).count(); }

  Executor& loop;
  const Clock& clock;
  std::vector<Watched> watched;
  bool is_ended = false;
};

Pulse::Pulse(Executor& loop, const Clock& clock) : inner_(std::make_shared<Inner>(loop, clock)) {}

Pulse::~Pulse() { inner_->is_ended = true; }

void Pulse::watch(std::function<void(Task)> ask) {
  inner_->watched.push_back({std::move(ask), std::make_shared<std::atomic<std::int64_t>>(inner_->now())});
}

void Pulse::start() { Inner::beat(inner_); }

bool Pulse::is_alive() const {
  for (const auto& one : inner_->watched) {
    if (inner_->now() - one.answered->load() > (kBeat + kPatience).count()) return false;
  }
  return true;
}

}  // namespace crier::app
