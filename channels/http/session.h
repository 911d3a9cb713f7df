#pragma once
#include <string>

#include "channels/http/preset.h"
#include "channels/settings.h"

namespace crier::channels::http {

/// What a login brought, kept for the channel from attempt to attempt (rules H3).
class Session {
 public:
  /// What the store kept, unless it belongs to other credentials by now.
  Session(const Settings& settings, const std::string& channel_state);

  [[nodiscard]] bool is_open() const { return !values_.empty(); }
  /// As {login.NAME}.
  void add_to(Values& values) const;
  /// Takes what an answer brings; false if something is missing that nothing is known of.
  [[nodiscard]] bool take(const Login& login, const std::string& body);
  /// The form for the store.
  [[nodiscard]] std::string state() const;

 private:
  std::string credentials_;  ///< a hash of whose session it is
  std::map<std::string, std::string> values_;
};

}  // namespace crier::channels::http
