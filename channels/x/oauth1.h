#pragma once
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/secret.h"

namespace crier::channels::x {

/// OAuth 1.0a request signing (RFC 5849 section 3.4, protocols.md 2.2). Pure: nonce and timestamp are arguments.

using Parameters = std::vector<std::pair<std::string, std::string>>;  ///< names and values, decoded

struct OAuth1Keys {
  Secret consumer_key, consumer_secret, token, token_secret;
};

/// The pairs of a URL's query, decoded as a form is ('+' is a blank).
[[nodiscard]] Parameters query_parameters(std::string_view url);
/// Section 3.4.1.2: scheme and host in lower case, no default port, no query, no fragment.
[[nodiscard]] std::string base_string_uri(std::string_view url);
/// Section 3.4.1.3.2: encoded, sorted by name and then value, joined.
[[nodiscard]] std::string normalized(const Parameters& parameters);
/// Section 3.4.1.1. `others` are the oauth_ ones without the signature, and those of a form body; a JSON body takes no part.
[[nodiscard]] std::string signature_base(std::string_view method, std::string_view url, const Parameters& others);
/// Section 3.4.2: HMAC-SHA1 in base64.
[[nodiscard]] std::string sign_hmac_sha1(std::string_view base, const Secret& consumer_secret, const Secret& token_secret);
/// The Authorization header of a request without a form body.
[[nodiscard]] std::string authorization(const OAuth1Keys& keys, std::string_view method, std::string_view url, const std::string& timestamp,
                                        const std::string& nonce);

}  // namespace crier::channels::x
