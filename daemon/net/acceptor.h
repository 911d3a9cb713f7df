#pragma once
#include <memory>

#include "base/task.h"
#include "net/descriptor.h"
#include "net/io_loop.h"
#include "net/listening_socket.h"

namespace crier::net {

/// Takes the connections that come to a listening socket, and rests for `pause` where the process or the system has no
/// descriptor or memory left, instead of spinning on a queue that it cannot empty.
/// Owner: the API's server. Thread: loop. Invariant: `connected` gets non-blocking, close-on-exec descriptors.
class Acceptor {
 public:
  Acceptor(IoLoop& loop, ListeningSocket door, Millis pause, UniqueFunction<void(Descriptor)> connected);
  /// Closes the door.
  ~Acceptor();
  Acceptor(const Acceptor&) = delete;
  Acceptor& operator=(const Acceptor&) = delete;

  [[nodiscard]] const std::string& name() const noexcept;
  /// How often it had to rest.
  [[nodiscard]] std::size_t rests() const noexcept;

 private:
  struct Inner;
  std::unique_ptr<Inner> inner_;
};

}  // namespace crier::net
