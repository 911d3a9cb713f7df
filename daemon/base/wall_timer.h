#pragma once
#include "base/task.h"
#include "base/time.h"

namespace crier {

/// Wakes once at a time of the wall clock, and whenever the wall clock was set or the machine was asleep in between: what was planned by it
/// may be due then. One wish at a time: a new one replaces it. Nothing wakes in between. Owner: whoever is woken; it outlives nothing.
/// Thread: that of the executor on which it was made, where tasks run too.
class WallTimer {
 public:
  virtual ~WallTimer() = default;
  virtual void wake_at(UtcTime time, Task task) = 0;
  virtual void cancel() = 0;
};

}  // namespace crier
