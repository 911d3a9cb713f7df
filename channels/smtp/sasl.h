#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "channels/settings.h"
#include "channels/smtp/wire.h"

namespace crier::channels::smtp {

/// The client's side of one AUTH exchange (RFC 4954): PLAIN (RFC 4616), LOGIN, XOAUTH2.
/// Pure; it holds the credentials as long as the exchange lasts.
class Sasl {
 public:
  /// The mechanism that both the settings and the server know; automatic takes PLAIN before LOGIN.
  /// Errors: config, if there is none in common or the credentials cannot be said.
  [[nodiscard]] static Result<Sasl> choose(const Settings& settings, const Extensions& server);

  /// The AUTH command with CRLF.
  [[nodiscard]] std::string first_line();
  /// What answers a 334, with CRLF. "*" gives the exchange up (RFC 4954 section 4) if the server asks for more than there is.
  [[nodiscard]] std::string answer();

 private:
  Sasl(Auth mechanism, const Settings& settings) : mechanism_(mechanism), username_(settings.username), password_(settings.password) {}

  Auth mechanism_;
  std::string username_;
  Secret password_;
  int step_ = 0;  ///< challenges answered
  bool initial_sent_ = false;
};

/// Every form in which the password goes over the wire, the longest first: what a server's reply must not be kept with.
[[nodiscard]] std::vector<std::string> secrets_of(const Settings& settings);

}  // namespace crier::channels::smtp
