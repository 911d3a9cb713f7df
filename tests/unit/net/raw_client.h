#pragma once
#include <cstdint>
#include <string>

#include "net/descriptor.h"

namespace crier::net {

/// A client that sends exactly the bytes it is told to; blocking, and giving up after ten seconds without a byte.
class RawClient {
 public:
  /// `bound_to`: the client's own path, "" = none.
  static RawClient to_unix(const std::string& path, const std::string& bound_to = "");
  static RawClient to_port(std::uint16_t port);

  /// False if the connection is gone.
  bool send(const std::string& bytes);
  /// One answer: head and as much body as its Content-Length says (none for HEAD). "" at the end of the connection.
  std::string answer(bool has_body = true);
  /// Everything until the other side closes.
  std::string rest();
  /// At least so many bytes, or what there is until the end.
  std::string read(std::size_t least);
  /// Until this text has come.
  std::string read_until(const std::string& text);
  void half_close();
  void close() { socket_.reset(); }
  [[nodiscard]] bool is_connected() const { return static_cast<bool>(socket_); }
  [[nodiscard]] int descriptor() const { return socket_.get(); }

 private:
  bool receive();
  Descriptor socket_;
  std::string come_;
};

/// A folder of its own for sockets, removed with everything in it.
class TestFolder {
 public:
  TestFolder();
  ~TestFolder();
  TestFolder(const TestFolder&) = delete;
  TestFolder& operator=(const TestFolder&) = delete;
  [[nodiscard]] std::string path(const std::string& name) const { return folder_ + "/" + name; }

 private:
  std::string folder_;
};

}  // namespace crier::net
