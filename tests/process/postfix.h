#pragma once
#include <string>
#include <vector>

#include "process/authority.h"
#include "process/sandbox.h"

namespace crier::process {

/// A Postfix of the test's own in the sandbox's folder: TLS by STARTTLS, login by SASL (user "crier"), mailboxes of
/// customer.example as folders. It shares nothing with an installed one but its programs.
/// Owner: the test, which outlives it with the sandbox.
class Postfix {
 public:
  struct Options {
    Authority::Issued identity;
    std::vector<std::string> mailboxes;  ///< local parts at customer.example
    std::string settings;                ///< more lines of main.cf
  };
  static constexpr const char* kPassword = "a-right-password";

  /// Why there can be none here, "" if there can.
  [[nodiscard]] static std::string missing();

  Postfix(Sandbox& sandbox, const Options& options);
  ~Postfix();
  Postfix(const Postfix&) = delete;
  Postfix& operator=(const Postfix&) = delete;

  [[nodiscard]] int port() const { return port_; }
  void stop();
  /// Again at the same port.
  void start();

  /// What lies in a mailbox, in the order of arrival.
  [[nodiscard]] std::vector<std::string> mails(const std::string& mailbox) const;
  /// False if fewer arrived before patience ended.
  [[nodiscard]] bool wait_for(const std::string& mailbox, std::size_t count) const;
  [[nodiscard]] std::string log() const { return sandbox_.read("postfix/log"); }

 private:
  void write_settings(const Options& options) const;
  void write_login() const;

  Sandbox& sandbox_;
  int port_;
  Program master_;
};

}  // namespace crier::process
