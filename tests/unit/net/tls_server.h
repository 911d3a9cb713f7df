#pragma once
#include <memory>
#include <string>

#include "unit/net/raw_client.h"
#include "unit/net/raw_server.h"

namespace crier::net {

/// A certificate authority made for one test; its certificate lies in a PEM file.
class Authority {
 public:
  explicit Authority(const std::string& name = "Test authority");
  ~Authority();
  [[nodiscard]] std::string file() const { return folder_.path("ca.pem"); }

  struct Keys;
  [[nodiscard]] const Keys& keys() const { return *keys_; }

 private:
  TestFolder folder_;
  std::unique_ptr<Keys> keys_;
};

/// Answers 204 to every request over TLS, with a certificate of the authority.
class TlsServer {
 public:
  struct Plan {
    std::string address = "127.0.0.1";  ///< that the certificate is for
    int days = 1;                       ///< it is valid; negative: it has expired
    int newest = 0;                     ///< the newest protocol version spoken (TLS1_1_VERSION …), 0 = any
  };
  TlsServer(const Authority& authority, Plan plan);
  ~TlsServer();
  [[nodiscard]] std::string url() const { return "https://127.0.0.1:" + std::to_string(server_->port()) + "/hook"; }
  [[nodiscard]] int connections() const { return server_->connections(); }

 private:
  struct Context;
  std::unique_ptr<Context> context_;
  std::unique_ptr<RawServer> server_;
};

}  // namespace crier::net
