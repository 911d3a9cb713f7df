#pragma once
#include <deque>
#include <map>
#include <set>
#include <string>

#include "base/time.h"
#include "sinks/http_types.h"

namespace crier::sinks {

struct XSettings {
  // OAuth 1.0a; with an empty consumer key no signature is checked.
  std::string consumer_key, consumer_secret, token, token_secret;
  // OAuth 2.0; with an empty refresh token no bearer is checked.
  std::string client_id, client_secret, refresh_token, access_token;
  int limit = 100;  ///< posts in 15 minutes, 0 = unlimited
};

/// X's API as far as posting goes: POST /2/tweets, DELETE /2/tweets/:id, POST /2/oauth2/token.
class XService {
 public:
  explicit XService(XSettings settings);
  [[nodiscard]] Verdict handle(const Request& request, UtcTime now);
  void forget();

 private:
  struct Post {
    std::string text;
    std::string reply_to;
  };
  [[nodiscard]] std::string unauthorized(const Request& request, UtcTime now);
  [[nodiscard]] std::string bad_signature(const Request& request, const std::string& header, UtcTime now);
  [[nodiscard]] Verdict post(const Request& request, UtcTime now);
  [[nodiscard]] Verdict refuse(int status, const std::string& title, const std::string& detail, const std::string& type) const;
  [[nodiscard]] Verdict take(const std::string& text, const std::string& reply_to);
  [[nodiscard]] Verdict erase(const std::string& id);
  [[nodiscard]] Verdict refresh(const Request& request, UtcTime now);
  /// Adds the rate headers; false if the window is full.
  [[nodiscard]] bool count_in_window(UtcTime now, Fields& headers);

  XSettings settings_;
  std::map<std::string, Post> posts_;
  std::set<std::string> texts_;
  std::set<std::string> nonces_;
  std::deque<UtcTime> window_;
  std::int64_t next_id_;
  std::string access_token_;  ///< valid now, "" = none
  UtcTime access_until_{};
  std::string refresh_token_;  ///< "" = the family was revoked
  std::set<std::string> used_refresh_tokens_;
  std::int64_t token_turn_ = 0;
};

}  // namespace crier::sinks
