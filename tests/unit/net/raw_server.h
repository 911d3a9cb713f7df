#pragma once
#include <atomic>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace crier::net {

/// The server's end of one connection, blocking.
class RawPeer {
 public:
  RawPeer(int descriptor, int number) : descriptor_(descriptor), number_(number) {}
  /// One HTTP request, header and body by its Content-Length; "" when the client has closed.
  std::string read_request();
  /// At most so many bytes.
  std::string read_some(std::size_t most);
  bool write(const std::string& bytes);
  void half_close();
  /// Closes so that the client gets a reset.
  void reset();
  void close();
  /// True once the client has closed its end.
  bool wait_closed();
  [[nodiscard]] int number() const { return number_; }  ///< of the connection, counting from 0
  [[nodiscard]] int descriptor() const { return descriptor_; }

 private:
  int descriptor_;
  int number_;
  std::string rest_;
};

/// A server on 127.0.0.1 that does with every connection what the test says, each on a thread of its own.
class RawServer {
 public:
  using Script = std::function<void(RawPeer&)>;
  explicit RawServer(Script script);
  ~RawServer();
  RawServer(const RawServer&) = delete;
  RawServer& operator=(const RawServer&) = delete;

  [[nodiscard]] std::uint16_t port() const { return port_; }
  [[nodiscard]] std::string url(const std::string& path = "/hook") const;
  [[nodiscard]] int connections() const { return connections_; }

 private:
  void accept_all();
  Script script_;
  int listener_ = -1;
  std::uint16_t port_ = 0;
  std::atomic<int> connections_{0};
  std::mutex mutex_;
  std::vector<int> open_;
  std::vector<std::thread> threads_;
  std::thread acceptor_;
};

/// A port of 127.0.0.1 on which nobody listens.
[[nodiscard]] std::uint16_t unused_port();

}  // namespace crier::net
