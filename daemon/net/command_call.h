#pragma once
#include <array>
#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <string>

#include "base/task.h"
#include "channels/adapter.h"
#include "net/child.h"
#include "net/commands.h"

namespace crier::net {

/// One program from its begin until it is reaped.
/// Owner: Commands. Thread: that of the context.
/// Invariants: (1) answered exactly once: when the program has ended and its output with it, or a moment later (CommandTimes::trail) where
/// somebody else holds that open; when it is killed for its time; or when it is cut. (2) Nothing of its process group is left once it is
/// reaped, and it is gone only after that. (3) Whatever it does with its pipes neither blocks nor costs memory beyond what is kept of its
/// output.
class CommandCall {
 public:
  using Answer = UniqueFunction<void(channels::CommandReply)>;

  /// `gone` is called once, last, from a task of its own: then this may be destroyed.
  CommandCall(boost::asio::io_context& context, channels::CommandRun run, const CommandTimes& times, Answer answer, Task gone);
  CommandCall(const CommandCall&) = delete;
  CommandCall& operator=(const CommandCall&) = delete;

  void begin();
  /// Answers with what is known and asks the program to end; it has the usual grace for it.
  void cut();
  /// Kills and reaps at once, standing still for it.
  void end_now();

 private:
  using Stream = boost::asio::posix::stream_descriptor;
  enum class Phase { running, asked_to_end, killed, trailing, over };
  struct Output {
    explicit Output(boost::asio::io_context& context) : stream(context) {}
    Stream stream;
    std::string kept;
    std::array<char, 16384> part{};
  };

  void write();
  void read(Output& output);
  void await_end();
  void ended();
  void arm(Millis wait);
  void time_is_over();
  void ask_to_end(std::string reason);
  void finish();
  void answer(channels::CommandReply reply);
  void close(Stream& stream);
  void settle();
  /// A handler of something asynchronous, which is counted: this may go only after the last.
  template <class F>
  auto counted(F then);

  boost::asio::io_context& context_;
  channels::CommandRun run_;
  const CommandTimes times_;
  Answer answer_;
  Task gone_;
  Child child_;
  Stream input_, ending_;
  Output output_, errors_;
  boost::asio::steady_timer timer_;
  std::size_t written_ = 0;
  std::string cut_reason_;  ///< why we ended it, "" if we did not
  Phase phase_ = Phase::running;
  int pending_ = 0;
};

}  // namespace crier::net
