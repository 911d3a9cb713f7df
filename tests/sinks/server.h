#pragma once
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "base/result.h"
#include "sinks/house.h"

namespace crier::sinks {

/// The doors of the house on 127.0.0.1. Thread: the one that runs the context.
class Server {
 public:
  Server(boost::asio::io_context& context, const Options& options);

  /// Opens all doors, the record and the plan. Errors: invalid, io, unavailable (a port is taken).
  [[nodiscard]] Result<void> start();
  /// The port of each receiver that listens.
  [[nodiscard]] std::map<std::string, std::uint16_t> ports() const;
  /// Opens or closes a receiver's door; false if there is none by that name.
  bool listen(const std::string& receiver, bool open);

 private:
  struct Door {
    std::uint16_t port = 0;
    std::shared_ptr<boost::asio::ip::tcp::acceptor> acceptor;  ///< none while it is refused
  };
  [[nodiscard]] Result<void> open(const std::string& receiver, Door& door);
  void accept(const std::string& receiver, const std::shared_ptr<boost::asio::ip::tcp::acceptor>& acceptor);
  void serve(const std::string& receiver, boost::asio::ip::tcp::socket socket);

  boost::asio::io_context& context_;
  Options options_;
  House house_;
  std::optional<boost::asio::ssl::context> tls_;
  std::map<std::string, Door> doors_;
};

}  // namespace crier::sinks
