#pragma once
#include <boost/asio.hpp>
#include <boost/asio/ssl.hpp>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "fake_server.h"

namespace crier::tests {

/// A certificate that signs itself, made at run time, and the file that trusts it.
class TestCertificate {
 public:
  /// `names` as in subjectAltName: "DNS:localhost,IP:127.0.0.1".
  explicit TestCertificate(const std::string& names);
  ~TestCertificate();
  TestCertificate(const TestCertificate&) = delete;
  TestCertificate& operator=(const TestCertificate&) = delete;

  [[nodiscard]] const std::string& file() const { return file_; }
  [[nodiscard]] boost::asio::ssl::context server_context() const;

 private:
  std::string file_, certificate_, key_;
};

/// A mail server on 127.0.0.1 in the test's own context: a FakeServer a connection, with TLS where it is given a certificate.
class RelayServer {
 public:
  /// `plan` is asked at each connection, counted from 0.
  RelayServer(boost::asio::io_context& context, std::function<ServerPlan(int)> plan, const TestCertificate* certificate = nullptr,
              bool implicit_tls = false);
  ~RelayServer();
  RelayServer(const RelayServer&) = delete;
  RelayServer& operator=(const RelayServer&) = delete;

  [[nodiscard]] std::uint16_t port() const { return acceptor_.local_endpoint().port(); }
  [[nodiscard]] int connections() const { return static_cast<int>(sessions_.size()); }
  [[nodiscard]] std::vector<std::string> recipients() const;
  [[nodiscard]] std::vector<std::string> commands(int connection) const;
  [[nodiscard]] int most_at_once() const { return most_; }
  /// Closes every connection, as a server does that was restarted.
  void drop_all();
  void stop();

 private:
  struct Session;
  void accept();

  std::function<ServerPlan(int)> plan_;
  std::unique_ptr<boost::asio::ssl::context> tls_;
  bool implicit_tls_;
  boost::asio::ip::tcp::acceptor acceptor_;
  std::vector<std::shared_ptr<Session>> sessions_;
  int open_ = 0, most_ = 0;
};

}  // namespace crier::tests
