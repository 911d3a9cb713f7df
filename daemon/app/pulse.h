#pragma once
#include <functional>
#include <memory>
#include <vector>

#include "base/executor.h"
#include "base/time.h"

namespace crier::app {

/// Whether the daemon's threads answer, for GET /healthz: each is asked every kBeat and counts as stuck if its answer is more than
/// kPatience late. Owner: the daemon. Thread: loop; the answers may run anywhere.
class Pulse {
 public:
  static constexpr Millis kBeat{2'000};
  static constexpr Millis kPatience{15'000};

  Pulse(Executor& loop, const Clock& clock);
  ~Pulse();
  Pulse(const Pulse&) = delete;
  Pulse& operator=(const Pulse&) = delete;

  /// `ask` has one thread run a task.
  void watch(std::function<void(Task)> ask);
  void start();
  [[nodiscard]] bool is_alive() const;

 private:
  struct Inner;
  std::shared_ptr<Inner> inner_;
};

}  // namespace crier::app
