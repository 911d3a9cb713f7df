#include "net/commands.h"

#include <csignal>
#include <utility>

#include "net/child.h"
#include "net/command_call.h"
#include "net/io_loop_context.h"

namespace crier::net {
namespace {

/// Who ignores SIGCHLD has the kernel reap all children, so that none could be asked how it ended; we may have been started so.
void keep_children() {
  struct sigaction now {};
  if (::sigaction(SIGCHLD, nullptr, &now) == 0 && now.sa_handler == SIG_IGN) std::signal(SIGCHLD, SIG_DFL);
}

}  // namespace

Commands::Commands(Executor& outbound, const CommandTimes& times) : outbound_(outbound), times_(times) {}

Commands::~Commands() {
  if (!has_begun_) return;
  loop_.post([this] {
    for (auto& [number, call] : calls_) call->end_now();
  });
  loop_.finish();
  loop_.join();
}

void Commands::begin_thread() {
  if (has_begun_) return;
  has_begun_ = true;
  keep_children();
  loop_.start();
  loop_.post([] { forbid_privileges(); });
}

void Commands::run(channels::CommandRun run, UniqueFunction<void(channels::CommandReply)> done) {
  begin_thread();
  Task starting = [this, run = std::move(run), done = std::move(done)]() mutable {
    const auto number = ++last_;
    auto answer = [this, done = std::move(done)](channels::CommandReply reply) mutable {
      outbound_.post([done = std::move(done), reply = std::move(reply)]() mutable { done(std::move(reply)); });
    };
    auto call = std::make_unique<CommandCall>(context_of(loop_), std::move(run), times_, std::move(answer),
                                              [this, number] { calls_.erase(number); });
    auto& made = *call;
    calls_.emplace(number, std::move(call));
    made.begin();
  };
  loop_.post(std::move(starting));
}

void Commands::cancel_all() {
  if (!has_begun_) return;
  loop_.post([this] {
    for (auto& [number, call] : calls_) call->cut();
  });
}

}  // namespace crier::net
