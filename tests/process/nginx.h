#pragma once
#include <string>

#include "process/authority.h"
#include "process/sandbox.h"

namespace crier::process {

/// An nginx of the test's own that ends TLS at a port of 127.0.0.1 and passes what comes on to a receiver in the test; what
/// lies under /moved is redirected there.
class Nginx {
 public:
  /// Why there can be none here, "" if there can.
  [[nodiscard]] static std::string missing();

  Nginx(const Sandbox& sandbox, const Authority::Issued& identity, int upstream_port);
  ~Nginx();
  Nginx(const Nginx&) = delete;
  Nginx& operator=(const Nginx&) = delete;

  [[nodiscard]] std::string url(const std::string& target) const { return "https://localhost:" + std::to_string(port_) + target; }
  [[nodiscard]] std::string log() const { return sandbox_.read("nginx.log"); }

 private:
  const Sandbox& sandbox_;
  int port_;
  Program master_;
};

}  // namespace crier::process
