#pragma once
#include <memory>
#include <string>

#include "base/executor.h"

namespace crier::net {

/// A thread that waits for sockets and timers and runs tasks in between; the loop and outbound threads are each one of these.
/// Owner: daemon/app. It outlives everything that works on it: objects on the loop close themselves there first.
/// Thread: post, post_after and finish from any; start and join from the owner's.
/// Invariants: (1) one thread runs all tasks, one after the other, in the order in which they were posted; (2) the loop ends
/// because its work ended, never by being stopped under somebody's feet: after finish(), tasks posted still run and sockets
/// still open are still served; what only waited for its time (post_after) is dropped without being run.
/// Errors: an exception that leaves a task is a bug of ours and ends the process.
class IoLoop final : public Executor {
 public:
  /// `name` is what ps and debuggers show, at most 15 characters.
  explicit IoLoop(std::string name);
  /// Finishes and joins, if that was not done.
  ~IoLoop() override;
  IoLoop(const IoLoop&) = delete;
  IoLoop& operator=(const IoLoop&) = delete;

  void post(Task task) override;
  void post_after(Millis delay, Task task) override;

  /// Begins to run tasks on a thread of its own.
  void start();
  /// Lets the thread end as soon as nothing is left to do. Later posts still run as long as it has not ended.
  void finish();
  /// Waits for the thread's end. Requires: finish() was or will be called.
  void join();
  /// True on the loop's own thread.
  [[nodiscard]] bool is_here() const noexcept;

  struct Inner;
  /// For the files of this room and the API's session (net/io_loop_context.h): the Asio context inside.
  [[nodiscard]] Inner& inner() noexcept { return *inner_; }

 private:
  std::unique_ptr<Inner> inner_;
};

}  // namespace crier::net
