#pragma once
#include <algorithm>
#include <deque>
#include <map>
#include <memory>
#include <utility>

#include "base/executor.h"
#include "base/time.h"
#include "base/wall_timer.h"

namespace crier {

// Time that moves only when it is told to: for simulation and tests.

/// A clock that moves only when it is told to. Thread: one.
class VirtualClock final : public Clock {
 public:
  explicit VirtualClock(UtcTime start) : start_(start) {}
  [[nodiscard]] UtcTime utc() const override { return start_ + passed_; }
  [[nodiscard]] SteadyTime steady() const override { return SteadyTime{std::chrono::hours{1}} + passed_; }
  void advance(Millis span) { passed_ += span; }
  /// The wall clock is set while real time goes on.
  void set(UtcTime time) { start_ = time - passed_; }

 private:
  UtcTime start_;
  Millis passed_{0};
};

/// An executor without a thread: tasks run when run() is called, timers when time has moved to them.
class VirtualLoop final : public Executor {
 public:
  explicit VirtualLoop(VirtualClock& clock) : clock_(clock) {}

  void post(Task task) override { tasks_.push_back(std::move(task)); }
  void post_after(Millis delay, Task task) override { timers_.emplace(clock_.steady() + delay, std::move(task)); }

  /// Runs what is posted or due now, and what that posts.
  void settle() {
    for (;;) {
      while (!timers_.empty() && timers_.begin()->first <= clock_.steady()) {
        tasks_.push_back(std::move(timers_.begin()->second));
        timers_.erase(timers_.begin());
      }
      if (tasks_.empty()) return;
      Task next = std::move(tasks_.front());
      tasks_.pop_front();
      next();
    }
  }

  /// Moves time on by `span`, stopping at each timer on the way.
  void run_for(Millis span) {
    const auto until = clock_.steady() + span;
    settle();
    while (!timers_.empty() && timers_.begin()->first <= until) {
      ++wakes_;
      const auto step = std::chrono::ceil<Millis>(timers_.begin()->first - clock_.steady());
      clock_.advance(std::max(step, Millis{0}));
      settle();
    }
    if (clock_.steady() < until) clock_.advance(std::chrono::ceil<Millis>(until - clock_.steady()));
  }

  /// The same up to, and without, what is due at its end: what somebody does at that time comes before it.
  void run_until_before(Millis span) {
    const auto until = clock_.steady() + span;
    if (span > Millis{0}) run_for(span - Millis{1});
    if (clock_.steady() < until) clock_.advance(std::chrono::ceil<Millis>(until - clock_.steady()));
  }
  /// Runs what is posted, and what that posts; timers that are due wait.
  void run_posted() {
    while (!tasks_.empty()) {
      Task next = std::move(tasks_.front());
      tasks_.pop_front();
      next();
    }
  }

  /// How often run_for() has met a time at which something was to be done.
  [[nodiscard]] std::size_t wakes() const { return wakes_; }

 private:
  VirtualClock& clock_;
  std::size_t wakes_ = 0;
  std::deque<Task> tasks_;
  std::multimap<SteadyTime, Task> timers_;
};

/// A timer of the wall clock on a virtual loop.
class VirtualWallTimer final : public WallTimer {
 public:
  VirtualWallTimer(VirtualLoop& loop, const VirtualClock& clock) : loop_(loop), clock_(clock) {}

  void wake_at(UtcTime time, Task task) override {
    wish_ = std::make_shared<Task>(std::move(task));
    loop_.post_after(std::max(time - clock_.utc(), Millis{0}), [mark = std::weak_ptr<Task>(wish_), this] {
      if (mark.expired()) return;
      const auto due = std::exchange(wish_, nullptr);
      (*due)();
    });
  }
  void cancel() override { wish_.reset(); }
  /// The wall clock was set: the wish comes true now, and whoever is woken looks at the time.
  void was_set() {
    if (!wish_) return;
    const auto due = std::exchange(wish_, nullptr);
    (*due)();
  }

 private:
  VirtualLoop& loop_;
  const VirtualClock& clock_;
  std::shared_ptr<Task> wish_;  ///< the one that stands
};

}  // namespace crier
