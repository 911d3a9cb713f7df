#pragma once
#include <cstddef>
#include <functional>
#include <memory>
#include <vector>

#include "base/log.h"
#include "base/result.h"
#include "base/task.h"
#include "base/time.h"
#include "store/store.h"

namespace crier::store {

/// One unit of change: `run` works inside the group's transaction; `done` is told whether the group was committed.
/// A failed run rolls the whole group back and every other operation of it is run again in a group without this one.
struct Operation {
  std::size_t weight = 1;                          ///< events in it: a group takes at most 256, but never splits an operation
  bool urgent = false;                             ///< checkpoints wait for it
  bool outcome = false;                            ///< records what happened outside: the ballast is freed for it on a full disk (rules G3)
  UniqueFunction<Result<void>(Store&)> run;        ///< may run more than once (after a rollback)
  UniqueFunction<void(const Result<void>&)> done;  ///< on the writer's thread, after the commit or the failure
};

/// What happens at the end of every group, inside its transaction: dispatch starts attempts here, so that accepting, outcomes
/// and starts share one commit (rules G1). `committed` is called after the commit, or `dropped` if it failed.
class GroupEnd {
 public:
  virtual ~GroupEnd() = default;
  [[nodiscard]] virtual Result<void> before_commit(Store& store) = 0;
  virtual void committed() = 0;
  virtual void dropped() = 0;
};

/// The only thread that changes the store: drains operations and commits them in groups whenever it is free (rules G1).
/// Thread: any for submit, wake, backlog and beat; the operations run on the writer's own thread.
/// Errors: after an io error nothing more is run, every operation is refused with io, and `failed` is called once.
class Writer {
 public:
  virtual ~Writer() = default;
  /// False if the queue is at its bound: the caller says "try later" (nothing was taken).
  [[nodiscard]] virtual bool submit(Operation operation) = 0;
  /// Runs a group even if nothing is submitted, for the sake of its end.
  virtual void wake() = 0;
  /// Operations waiting now.
  [[nodiscard]] virtual std::size_t backlog() const = 0;
};

struct WriterOptions {
  std::size_t bound = 20000;                 ///< weight of operations waiting
  std::size_t group = 256;                   ///< weight a group takes
  Millis work{4};                            ///< after which a group takes no more
  std::function<void(const Error&)> failed;  ///< io: the daemon must stop sending and end (on the writer's thread)
  std::function<void()> full;                ///< a group was refused for lack of space (on the writer's thread)
  std::function<void()> room;                ///< a group found space, and the reserve is held: events are taken (on the writer's thread)
  std::function<void(double seconds)> committed;  ///< metrics: duration of one commit (on the writer's thread)
};

/// The real one, with a thread of its own. The destructor runs what was submitted, then joins.
[[nodiscard]] std::unique_ptr<Writer> start_writer(std::unique_ptr<Store> store, GroupEnd* end, WriterOptions options, Log& log);

/// For tests and simulation: every submit is a group of its own, run on the caller's thread before submit returns.
[[nodiscard]] std::unique_ptr<Writer> inline_writer(Store& store, GroupEnd* end);

}  // namespace crier::store
