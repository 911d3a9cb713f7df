#pragma once
#include <memory>

#include "base/task.h"
#include "net/io_loop.h"

namespace crier::net {

/// Writing to a connection that the other side has closed shall be an error, not the end of the process.
/// Thread: main, before any other is started.
void ignore_broken_pipes();

/// Writing beyond the process' file size limit (RLIMIT_FSIZE) shall be an error, not the end of the process: what could not be
/// stored is then told as any other fault of the disk.
/// Thread: main, before any other is started.
void ignore_file_size_limits();

/// Turns signals into tasks on a loop, where everything may be done: SIGHUP reloads, the first SIGTERM or SIGINT stops, each
/// later one hurries the stop.
/// Owner: daemon/app. Thread: construction from any before the signals may come, actions on the loop, destruction on the loop
/// or after it has ended. Invariant: signals that came before the loop started are acted on when it starts.
class Signals {
 public:
  struct Actions {
    UniqueFunction<void()> reload;
    UniqueFunction<void()> stop;
    UniqueFunction<void()> hurry;
  };
  Signals(IoLoop& loop, Actions actions);
  /// The signals have their usual effect again.
  ~Signals();
  Signals(const Signals&) = delete;
  Signals& operator=(const Signals&) = delete;

 private:
  struct Inner;
  std::unique_ptr<Inner> inner_;
};

}  // namespace crier::net
