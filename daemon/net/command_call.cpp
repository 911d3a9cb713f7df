#include "net/command_call.h"

#include <poll.h>

#include <algorithm>
#include <boost/asio/buffer.hpp>
#include <boost/asio/post.hpp>
#include <csignal>
#include <utility>

namespace crier::net {
namespace {

using boost::system::error_code;
using channels::CommandEnd;
using channels::CommandReply;

constexpr std::size_t kKept = std::size_t{64} * 1024;  // of each output
constexpr int kPatience = 1000;                        // ms, for a killed program to be gone

}  // namespace

CommandCall::CommandCall(boost::asio::io_context& context, channels::CommandRun run, const CommandTimes& times, Answer answer, Task gone)
    : context_(context),
      run_(std::move(run)),
      times_(times),
      answer_(std::move(answer)),
      gone_(std::move(gone)),
      input_(context),
      ending_(context),
      output_(context),
      errors_(context),
      timer_(context) {}

template <class F>
auto CommandCall::counted(F then) {
  ++pending_;
  return [this, then = std::move(then)](const error_code& error, auto... count) mutable {
    --pending_;
    if (phase_ != Phase::over) then(error, count...);
    settle();
  };
}

void CommandCall::begin() {
  auto child = begin_child(run_.argv);
  if (!child) {
    CommandReply reply;
    reply.broken = child.error().is_broken;
    reply.reason = child.error().reason;
    phase_ = Phase::over;
    answer(std::move(reply));
    settle();
    return;
  }
  child_ = std::move(*child);
  input_.assign(child_.input.release());
  output_.stream.assign(child_.output.release());
  errors_.stream.assign(child_.errors.release());
  ending_.assign(child_.ending.release());
  write();
  read(output_);
  read(errors_);
  await_end();
  arm(run_.timeout);
}

/// A program that reads nothing, or ends before it has read all, has done nothing wrong.
void CommandCall::write() {
  if (written_ == run_.input.size()) return close(input_);
  input_.async_write_some(boost::asio::buffer(run_.input.data() + written_, run_.input.size() - written_),
                          counted([this](const error_code& error, std::size_t count) {
                            if (error) return close(input_);
                            written_ += count;
                            write();
                          }));
}

void CommandCall::read(Output& output) {
  output.stream.async_read_some(boost::asio::buffer(output.part), counted([this, &output](const error_code& error, std::size_t count) {
                                  if (!error) {
                                    output.kept.append(output.part.data(), std::min(count, kKept - output.kept.size()));
                                    return read(output);
                                  }
                                  close(output.stream);
                                  if (phase_ == Phase::trailing && !output_.stream.is_open() && !errors_.stream.is_open()) finish();
                                }));
}

void CommandCall::await_end() {
  ending_.async_wait(Stream::wait_read, counted([this](const error_code& error) {
                       if (!error) ended();
                     }));
}

void CommandCall::ended() {
  if (phase_ == Phase::killed || (!output_.stream.is_open() && !errors_.stream.is_open())) return finish();
  phase_ = Phase::trailing;
  close(input_);
  arm(times_.trail);
}

/// A new time makes the old one void: its handler may be on its way already, with another phase in mind.
void CommandCall::arm(Millis wait) {
  timer_.expires_after(wait);
  timer_.async_wait(counted([this, phase = phase_](const error_code& error) {
    if (!error && phase == phase_) time_is_over();
  }));
}

void CommandCall::time_is_over() {
  switch (phase_) {
    case Phase::running:
      return ask_to_end("The program did not end within " + format_duration(run_.timeout) + " and was ended");
    case Phase::asked_to_end:
      break;
    case Phase::trailing:
      return finish();
    case Phase::killed:
    case Phase::over:
      return;
  }
  phase_ = Phase::killed;
  signal_group(child_, SIGKILL);
  close(input_);
  close(output_.stream);
  close(errors_.stream);
  // Not when it is gone: one that waits for a broken disk would keep its delivery for as long.
  CommandReply reply;
  reply.end = CommandEnd::cut;
  answer(std::move(reply));
}

void CommandCall::ask_to_end(std::string reason) {
  cut_reason_ = std::move(reason);
  phase_ = Phase::asked_to_end;
  signal_group(child_, SIGTERM);
  arm(times_.grace);
}

void CommandCall::cut() {
  if (phase_ == Phase::over) return;
  if (phase_ == Phase::running) ask_to_end("The daemon ended while the program ran");
  if (phase_ == Phase::trailing) return finish();
  CommandReply reply;
  reply.end = CommandEnd::cut;
  answer(std::move(reply));
}

void CommandCall::end_now() {
  if (phase_ == Phase::over) return;
  cut();
  if (phase_ == Phase::over) return;
  signal_group(child_, SIGKILL);
  pollfd gone{ending_.native_handle(), POLLIN, 0};
  ::poll(&gone, 1, kPatience);
  finish();
}

/// The group first, while the program that is not reaped yet keeps its number.
void CommandCall::finish() {
  signal_group(child_, SIGKILL);
  const Ending ending = ending_of(child_);
  reap(child_);
  CommandReply reply;
  reply.end = ending.by_exit ? CommandEnd::exited : CommandEnd::killed;
  reply.code = ending.code;
  if (!cut_reason_.empty()) reply.end = CommandEnd::cut;
  phase_ = Phase::over;
  for (auto* stream : {&input_, &output_.stream, &errors_.stream, &ending_}) close(*stream);
  timer_.cancel();
  answer(std::move(reply));
}

void CommandCall::answer(CommandReply reply) {
  if (!answer_) return;
  if (!cut_reason_.empty()) reply.reason = cut_reason_;
  reply.output = output_.kept;
  reply.errors = errors_.kept;
  auto answering = std::exchange(answer_, Answer{});
  answering(std::move(reply));
}

void CommandCall::close(Stream& stream) {
  error_code ignored;
  stream.close(ignored);
}

void CommandCall::settle() {
  if (phase_ != Phase::over || pending_ > 0 || !gone_) return;
  boost::asio::post(context_, [gone = std::exchange(gone_, Task{})]() mutable { gone(); });
}

}  // namespace crier::net
