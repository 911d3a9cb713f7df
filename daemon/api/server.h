#pragma once
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string_view>

#include "api/http.h"
#include "base/log.h"
#include "base/time.h"
#include "net/io_loop.h"
#include "net/listening_socket.h"

namespace crier::api {

/// What one connection may cost (reliability.md 5.1). Sizes in bytes.
struct Limits {
  std::size_t headers = std::size_t{16} * 1024;
  std::size_t fields = 64;
  std::size_t body = std::size_t{16} * 1024 * 1024;
  Millis header_time{5000};           ///< from the connection, or from a request's first byte, to the end of its headers
  Millis idle_time{60000};            ///< between two requests
  Millis body_grace{5000};            ///< that a body may take in any case …
  std::size_t body_rate = 16 * 1024;  ///< … beside a second for so many bytes
  Millis answer_time{120000};         ///< that the daemon itself may take
  Millis write_time{30000};           ///< that taking an answer may take, beside a second for body_rate bytes
  Millis linger_time{2000};           ///< in which a refused client may still read why
  std::size_t connections_per_user = 256;
  std::size_t connections = 1024;
  std::size_t stream_buffer = std::size_t{256} * 1024;  ///< of events that a subscriber has not taken yet
  Millis accept_pause{200};                             ///< where no descriptor is left
};

/// Who a peer is taken for; asked for every request, so that a reload counts at once.
struct Gate {
  /// For a Unix socket: the rights of whom the kernel names.
  std::function<core::Peer(const core::PeerIdentity&)> judge;
  /// For TCP: the peer with this bearer token, none if there is no such token. It compares in constant time.
  std::function<std::optional<core::Peer>(std::string_view token)> recognise;
};

/// The API's HTTP/1.1 server: takes connections at its doors, keeps the limits, and ends them in order.
/// Owner: daemon/app. Thread: the loop's for everything; the destructor may also run after the loop has ended.
/// Invariants: a malformed, slow or greedy client costs only its own connection; a user at its limit leaves room for others, and
/// where all are taken, whoever has most makes room for one who has fewer.
/// Life: open doors, then stop_accepting(), then drain() and, where that takes too long, abort().
class Server {
 public:
  Server(net::IoLoop& loop, const Clock& clock, Log& log, Handler& handler, Limits limits);
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  void open(net::ListeningSocket door, Gate gate);
  /// Closes the doors; connections go on.
  void stop_accepting();
  /// Closes idle connections and streams, lets requests under way be answered, then calls `done` in a task of its own.
  void drain(Task done);
  /// Cuts every connection.
  void abort();
  /// For reloads: looks the names of users and groups up again for connections to come.
  void forget_names();

  [[nodiscard]] std::size_t connections() const;
  /// Connections turned away because a limit was reached.
  [[nodiscard]] std::size_t turned_away() const;

 private:
  struct Inner;
  std::unique_ptr<Inner> inner_;
};

}  // namespace crier::api
