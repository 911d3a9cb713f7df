#include "net/signals.h"

#include <boost/asio/signal_set.hpp>
#include <csignal>

#include "net/io_loop_context.h"

namespace crier::net {

void ignore_broken_pipes() { std::signal(SIGPIPE, SIG_IGN); }

void ignore_file_size_limits() { std::signal(SIGXFSZ, SIG_IGN); }

struct Signals::Inner {
  Inner(IoLoop& loop, Actions to_do) : signals(context_of(loop), SIGHUP, SIGTERM, SIGINT), actions(std::move(to_do)) { wait(); }

  void wait() {
    signals.async_wait([this, mark = std::weak_ptr<bool>(alive)](const boost::system::error_code& error, int number) {
      if (mark.expired() || error) return;
      wait();  // first, as an action may end this
      act(number);
    });
  }

  void act(int number) {
    if (number == SIGHUP) return actions.reload();
    if (is_stopping) return actions.hurry();
    is_stopping = true;
    actions.stop();
  }

  std::shared_ptr<bool> alive = std::make_shared<bool>(true);
  boost::asio::signal_set signals;
  Actions actions;
  bool is_stopping = false;
};

Signals::Signals(IoLoop& loop, Actions actions) : inner_(std::make_unique<Inner>(loop, std::move(actions))) {}

Signals::~Signals() = default;

}  // namespace crier::net
