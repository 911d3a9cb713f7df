#pragma once
#include "base/task.h"
#include "base/time.h"

namespace crier {

/// A thread that runs tasks one after the other. The only way values pass between threads.
/// The real ones are loops of daemon/net; tests use one that runs in virtual time.
/// Thread: post and post_after may be called from any thread; the tasks run on the executor's own.
class Executor {
 public:
  virtual ~Executor() = default;
  virtual void post(Task task) = 0;
  /// Runs the task no earlier than `delay` from now. It cannot be cancelled: the task checks whether it is still wanted.
  virtual void post_after(Millis delay, Task task) = 0;
};

}  // namespace crier
