#pragma once
#include <optional>
#include <string>

#include "base/secret.h"
#include "base/time.h"
#include "channels/adapter.h"
#include "channels/settings.h"

namespace crier::channels::x {

/// The OAuth 2.0 tokens of a channel (protocols.md 2.3). A refresh token works once: a new pair is kept in the store before it is used
/// (rules H3), together with a hash of the configured one, so that a changed file is noticed and wins.
struct Tokens {
  std::string file_hash;  ///< of the refresh token in the configured file
  Secret access_token;    ///< empty: none yet
  Secret refresh_token;
  UtcTime expires{};  ///< of the access token

  /// What the store kept, unless the file has another token by now (or the store none).
  [[nodiscard]] static Tokens of(const Settings& settings, const std::string& channel_state);
  /// The form for the store, read again by `of`.
  [[nodiscard]] std::string state() const;
  /// No access token, or one with less than five minutes left.
  [[nodiscard]] bool needs_refresh(UtcTime now) const;
};

/// grant_type=refresh_token: a public client names itself in the form, a confidential one in an Authorization header.
[[nodiscard]] HttpRequest refresh_request(const Settings& settings, const Tokens& tokens);

/// The pair that a 200 brings; none if the body is not an answer to a refresh.
[[nodiscard]] std::optional<Tokens> refreshed(const Tokens& before, const std::string& body, UtcTime now);

/// "HTTP 400: invalid_request, Value passed …": only what names the error, for the rest of the answer may hold tokens.
[[nodiscard]] std::string describe_refresh(const HttpReply& reply);

}  // namespace crier::channels::x
