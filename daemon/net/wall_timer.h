#pragma once
#include <memory>

#include "base/wall_timer.h"
#include "net/io_loop.h"

namespace crier::net {

/// The kernel's own timer of the wall clock (timerfd_create(2)), which it also ends when the clock is set or the machine has slept.
/// Owner: daemon/app. Thread: construction from any before it is used, everything else on the loop. To be destroyed there before the loop
/// can end. Invariants: 1. A wish that was replaced or cancelled never fires, also where its time had come before. 2. Nothing is woken
/// while there is no wish. 3. A task runs from the loop, never inside wake_at(), and may wish again. Errors: construction throws
/// std::system_error where the system has no descriptor left.
class RealWallTimer final : public WallTimer {
 public:
  explicit RealWallTimer(IoLoop& loop);
  ~RealWallTimer() override;
  RealWallTimer(const RealWallTimer&) = delete;
  RealWallTimer& operator=(const RealWallTimer&) = delete;

  void wake_at(UtcTime time, Task task) override;
  void cancel() override;

 private:
  struct Inner;
  std::unique_ptr<Inner> inner_;
};

}  // namespace crier::net
