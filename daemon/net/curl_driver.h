#pragma once
#include <curl/curl.h>

#include <memory>

#include "base/task.h"
#include "net/io_loop.h"

namespace crier::net {

/// One libcurl multi handle on a loop: it tells libcurl when descriptors are ready and when its time has come, and says which
/// transfers ended. It knows nothing of HTTP.
/// Owner: an HttpPool. Thread: the loop's, for everything; the destructor may also run after the loop has ended.
/// Invariants:
///  1. No libcurl function is called inside a libcurl callback; a timer of 0 ms is a post (as 1 ms it would cost that much a
///     request).
///  2. libcurl owns its descriptors: they are waited for, never read, closed or kept.
///  3. What libcurl wants watched is armed after every step; a late event or timer finds an empty mark and does nothing.
///  4. A transfer that ended is reported by a post, after its handle has left the multi handle.
/// Its sockets are watched by one epoll of its own, for which Asio waits: a registration there is one-shot, is armed again by one
/// system call, and vanishes by itself when libcurl closes the descriptor, so that a number that comes back is never mistaken
/// for the old one. Refused: an asio::posix::stream_descriptor a socket, which must be assigned and released around every
/// request (three calls of epoll_ctl, measured 0.6 of the rate); and keeping such an object while the connection idles, which
/// cannot learn of the close without a closesocket callback.
/// Errors: if libcurl itself fails, `failed` is posted once and nothing more is done: every transfer is then uncertain.
class CurlDriver {
 public:
  /// `ended` is called inside the loop for each finished handle while libcurl still knows what happened to it; it must only
  /// collect. `collected` follows by a post when at least one was.
  struct Events {
    UniqueFunction<void(CURL*, CURLcode)> ended;
    Task collected;
    Task failed;
  };
  /// None if no descriptor or no memory is left.
  [[nodiscard]] static std::unique_ptr<CurlDriver> open(IoLoop& loop, Events events);
  /// Requires: all handles removed.
  ~CurlDriver();
  CurlDriver(const CurlDriver&) = delete;
  CurlDriver& operator=(const CurlDriver&) = delete;

  /// False if libcurl refuses the handle.
  [[nodiscard]] bool add(CURL* easy);
  void remove(CURL* easy);
  /// At most so many connections to one host; requests beyond wait for one.
  void limit_host_connections(long count);

 private:
  struct Inner;
  explicit CurlDriver(std::unique_ptr<Inner> inner);
  std::unique_ptr<Inner> inner_;
};

}  // namespace crier::net
