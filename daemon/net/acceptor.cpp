#include "net/acceptor.h"

#include <sys/socket.h>

#include <boost/asio/posix/stream_descriptor.hpp>
#include <cerrno>

#include "net/io_loop_context.h"

namespace crier::net {

namespace asio = boost::asio;

namespace {

/// So many are taken before other work has its turn.
constexpr int kAtOnce = 32;

}  // namespace

struct Acceptor::Inner {
  Inner(IoLoop& on, ListeningSocket listening, Millis how_long, UniqueFunction<void(Descriptor)> to_call)
      : loop(on), door(std::move(listening)), pause(how_long), connected(std::move(to_call)) {
    ready.assign(door.descriptor());
    wait();
  }

  /// The door owns the descriptor; Asio only waits for it.
  ~Inner() { ready.release(); }

  void wait() {
    ready.async_wait(asio::posix::stream_descriptor::wait_read,
                     [this, mark = std::weak_ptr<bool>(alive)](const boost::system::error_code& error) {
                       if (mark.expired() || error) return;
                       take();
                     });
  }

  void take() {
    const std::weak_ptr<bool> mark = alive;
    for (int i = 0; i < kAtOnce; ++i) {
      Descriptor connection(::accept4(door.descriptor(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK));
      if (!connection) {
        if (errno == EINTR || errno == ECONNABORTED) continue;
        if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM) return rest();
        break;
      }
      connected(std::move(connection));
      if (mark.expired()) return;
    }
    wait();
  }

  void rest() {
    ++rests;
    loop.post_after(pause, [this, mark = std::weak_ptr<bool>(alive)] {
      if (!mark.expired()) take();
    });
  }

  IoLoop& loop;
  ListeningSocket door;
  const Millis pause;
  UniqueFunction<void(Descriptor)> connected;
  std::shared_ptr<bool> alive = std::make_shared<bool>(true);
  asio::posix::stream_descriptor ready{context_of(loop)};
  std::size_t rests = 0;
};

Acceptor::Acceptor(IoLoop& loop, ListeningSocket door, Millis pause, UniqueFunction<void(Descriptor)> connected)
    : inner_(std::make_unique<Inner>(loop, std::move(door), pause, std::move(connected))) {}

Acceptor::~Acceptor() = default;

const std::string& Acceptor::name() const noexcept { return inner_->door.name(); }

std::size_t Acceptor::rests() const noexcept { return inner_->rests; }

}  // namespace crier::net
