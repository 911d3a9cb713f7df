#pragma once
#include <functional>
#include <memory>
#include <string>

#include "api/server.h"
#include "net/descriptor.h"

namespace crier::api {

class Session;

/// What the sessions of a server share with it. Thread: loop.
struct SessionHost {
  net::IoLoop& loop;
  const Clock& clock;
  Handler& handler;
  const Limits limits;
  bool is_draining = false;
  std::function<void(Session&)> closed;      ///< called once, in a task of its own
  std::function<const std::string&()> date;  ///< RFC 9110 section 5.6.7, of this second
};

/// Who stands behind a connection: over a Unix socket what the kernel says, over TCP nothing yet.
struct Visitor {
  std::shared_ptr<const Gate> gate;
  std::optional<core::PeerIdentity> identity;
};

/// One connection: reads a request whole, has it answered, and then reads the next, so that pipelined requests are answered in
/// their order. What breaks HTTP (RFC 9112) or a limit is answered with a problem, and the connection ends; nothing that follows
/// on it is looked at, since it may be a request smuggled into another's body.
/// Owner: the server, and every callback under way by weak reference. Thread: loop.
class Session {
 public:
  virtual ~Session() = default;
  virtual void start() = 0;
  /// Ends it if a deadline has passed.
  virtual void sweep(SteadyTime now) = 0;
  /// No further request: an idle connection or a stream ends at once, a request under way is answered first.
  virtual void finish() = 0;
  virtual void abort() = 0;
  /// No request is being answered: ending it takes nothing away that cannot be asked for again.
  [[nodiscard]] virtual bool may_go() const = 0;
};

/// None if the system cannot watch one more connection; it is closed then.
[[nodiscard]] std::shared_ptr<Session> open_session(SessionHost& host, net::Descriptor connection, Visitor visitor);

}  // namespace crier::api
