#pragma once
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sinks/http_types.h"

namespace crier::sinks {

/// The parameters of an `Authorization: OAuth …` header, decoded; none if it is broken or names one twice.
[[nodiscard]] std::optional<std::map<std::string, std::string>> parse_oauth_header(std::string_view header);

/// What is signed (RFC 5849 section 3.4.1): `url` absolute with its query, `parameters` decoded, oauth_signature left out.
[[nodiscard]] std::string oauth_base_string(const std::string& method, const std::string& url, Fields parameters);

[[nodiscard]] std::string oauth_hmac_sha1(const std::string& base_string, const std::string& consumer_secret,
                                          const std::string& token_secret);

}  // namespace crier::sinks
