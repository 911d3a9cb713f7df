#pragma once
#include <functional>
#include <memory>

#include "base/executor.h"
#include "base/time.h"

namespace crier::app {

/// Whether the daemon's threads answer, for GET /healthz. They are asked when somebody wants to know, so that nothing wakes an idle daemon.
/// Owner: the daemon. Thread: loop; the threads' answers may come from anywhere.
/// Invariants: 1. Of each thread at most one question is open, whoever asks meanwhile waits for the same. 2. A question that has been open
/// for kPatience is answered by "stuck", and so at once whoever asks after it, until the thread has answered after all.
class Pulse {
 public:
  static constexpr Millis kPatience{15'000};
  /// Between two looks while somebody waits: a thread that takes no task just now (it is at its bound, so at work) is asked again.
  static constexpr Millis kAskAgain{1'000};
  /// Has one thread run the task; false: it takes none just now.
  using Ask = std::function<bool(Task)>;

  Pulse(Executor& loop, const Clock& clock);
  /// Who still waits is not answered any more.
  ~Pulse();
  Pulse(const Pulse&) = delete;
  Pulse& operator=(const Pulse&) = delete;

  /// Before anybody asks.
  void watch(Ask ask);
  /// Calls `done` on the loop, once, with whether all threads answer: as soon as they do, or at the end of the patience.
  void ask(UniqueFunction<void(bool is_alive)> done);

 private:
  struct Inner;
  std::unique_ptr<Inner> inner_;
};

}  // namespace crier::app
