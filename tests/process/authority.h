#pragma once
#include <string>

#include "process/sandbox.h"

namespace crier::process {

/// A certificate authority in a sandbox, made by the openssl command when it is needed and gone with the sandbox.
class Authority {
 public:
  /// Makes `name`.pem, what those who trust it are given.
  Authority(const Sandbox& sandbox, std::string name);

  [[nodiscard]] std::string certificate() const { return sandbox_.path(name_ + ".pem").string(); }

  struct Issued {
    std::string certificate, key;  ///< files
  };
  /// For the host "localhost" and 127.0.0.1.
  [[nodiscard]] Issued issue(const std::string& server) const;

 private:
  const Sandbox& sandbox_;
  std::string name_;
};

}  // namespace crier::process
