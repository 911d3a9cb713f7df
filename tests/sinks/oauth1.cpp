#include "sinks/oauth1.h"

#include <algorithm>

#include "base/crypto.h"
#include "base/text.h"

namespace crier::sinks {
namespace {

/// Decodes the pairs of a query, where + stands for a blank.
Fields query_of(std::string_view query) {
  Fields pairs;
  for (const std::string_view pair : split(query, '&')) {
    if (pair.empty()) continue;
    const std::size_t equals = pair.find('=');
    const auto decode = [](std::string_view text) {
      std::string plain(text);
      std::replace(plain.begin(), plain.end(), '+', ' ');
      return percent_decode(plain).value_or(plain);
    };
    pairs.emplace_back(decode(pair.substr(0, equals)), equals == std::string_view::npos ? "" : decode(pair.substr(equals + 1)));
  }
  return pairs;
}

/// Scheme and host in lower case, no default port, no query, no fragment.
std::string base_uri(std::string url) {
  url.resize(std::min(url.find_first_of("?#"), url.size()));
  const std::size_t host = url.find("://") + 3;
  const std::size_t path = std::min(url.find('/', host), url.size());
  std::string scheme = to_lower_ascii(url.substr(0, host));
  std::string authority = to_lower_ascii(url.substr(host, path - host));
  const std::string standard = scheme == "https://" ? ":443" : ":80";
  if (authority.size() > standard.size() && authority.compare(authority.size() - standard.size(), standard.size(), standard) == 0) {
    authority.resize(authority.size() - standard.size());
  }
  return scheme + authority + (path < url.size() ? url.substr(path) : "/");
}

}  // namespace

std::optional<std::map<std::string, std::string>> parse_oauth_header(std::string_view header) {
  if (header.substr(0, 6) != "OAuth ") return std::nullopt;
  std::map<std::string, std::string> parameters;
  for (const std::string_view part : split(header.substr(6), ',')) {
    const std::string_view pair = trim(part);
    const std::size_t equals = pair.find('=');
    if (equals == std::string_view::npos) return std::nullopt;
    std::string_view value = pair.substr(equals + 1);
    if (value.size() < 2 || value.front() != '"' || value.back() != '"') return std::nullopt;
    const auto name = percent_decode(pair.substr(0, equals));
    const auto decoded = percent_decode(value.substr(1, value.size() - 2));
    if (!name || !decoded || !parameters.emplace(*name, *decoded).second) return std::nullopt;
  }
  return parameters;
}

std::string oauth_base_string(const std::string& method, const std::string& url, Fields parameters) {
  const std::size_t query = url.find('?');
  if (query != std::string::npos) {
    const std::string text = url.substr(query + 1, url.find('#', query) - query - 1);
    for (auto& pair : query_of(text)) parameters.push_back(std::move(pair));
  }
  Fields encoded;
  for (const auto& [name, value] : parameters) {
    if (name != "oauth_signature" && name != "realm") encoded.emplace_back(percent_encode(name), percent_encode(value));
  }
  std::sort(encoded.begin(), encoded.end());
  std::vector<std::string> pairs;
  for (const auto& [name, value] : encoded) pairs.push_back(name + "=" + value);
  return method + "&" + percent_encode(base_uri(url)) + "&" + percent_encode(join(pairs, "&"));
}

std::string oauth_hmac_sha1(const std::string& base_string, const std::string& consumer_secret, const std::string& token_secret) {
  const auto digest = hmac_sha1(percent_encode(consumer_secret) + "&" + percent_encode(token_secret), base_string);
  return base64_encode({reinterpret_cast<const char*>(digest.data()), digest.size()});
}

}  // namespace crier::sinks
