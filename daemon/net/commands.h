#pragma once
#include <cstdint>
#include <map>
#include <memory>

#include "base/executor.h"
#include "channels/transport.h"
#include "net/io_loop.h"

namespace crier::net {

class CommandCall;

/// How long is waited for what should come by itself.
struct CommandTimes {
  Millis grace{2000};  ///< between TERM and KILL
  Millis trail{500};   ///< for output that somebody else holds open after the program's end
};

/// Runs programs for adapters that are scripts (docs/decisions/commands.md), on a thread of its own that begins with the first of them.
/// Owner: the transport. Thread: outbound for calls and completions; the destructor may also run after that loop has ended.
/// Invariants: (1) every run is completed exactly once, in a task of its own; (2) no program delays another or the outbound loop; (3) after
/// the destructor none of them is left, nor what they started in their process groups.
class Commands {
 public:
  explicit Commands(Executor& outbound, const CommandTimes& times = {});
  ~Commands();
  Commands(const Commands&) = delete;
  Commands& operator=(const Commands&) = delete;

  void run(channels::CommandRun run, UniqueFunction<void(channels::CommandReply)> done);
  /// Completes everything under way as cut, and asks the programs to end.
  void cancel_all();

 private:
  void begin_thread();

  Executor& outbound_;
  const CommandTimes times_;
  bool has_begun_ = false;
  // Of the thread below alone.
  std::map<std::uint64_t, std::unique_ptr<CommandCall>> calls_;
  std::uint64_t last_ = 0;
  IoLoop loop_{"commands"};
};

}  // namespace crier::net
