#include "channels/x/oauth1.h"

#include <algorithm>

#include "base/crypto.h"
#include "base/text.h"

namespace crier::channels::x {
namespace {

/// A URL cut at its marks; parts that are absent are empty.
struct UrlParts {
  std::string scheme, authority, path, query;
};

UrlParts cut(std::string_view url) {
  UrlParts parts;
  url = url.substr(0, url.find('#'));
  const auto question = url.find('?');
  if (question != std::string_view::npos) parts.query = url.substr(question + 1);
  url = url.substr(0, question);
  const auto mark = url.find("://");
  if (mark != std::string_view::npos) {
    parts.scheme = to_lower_ascii(url.substr(0, mark));
    url.remove_prefix(mark + 3);
  }
  const auto slash = std::min(url.find('/'), url.size());
  parts.authority = to_lower_ascii(url.substr(0, slash));
  parts.path = url.substr(slash);
  return parts;
}

std::string form_decoded(std::string_view text) {
  std::string blanks(text);
  std::replace(blanks.begin(), blanks.end(), '+', ' ');
  return percent_decode(blanks).value_or(blanks);
}

}  // namespace

Parameters query_parameters(std::string_view url) {
  Parameters pairs;
  const auto query = cut(url).query;
  if (query.empty()) return pairs;
  for (const auto pair : split(query, '&')) {
    const auto equals = std::min(pair.find('='), pair.size());
    pairs.emplace_back(form_decoded(pair.substr(0, equals)), form_decoded(pair.substr(std::min(equals + 1, pair.size()))));
  }
  return pairs;
}

std::string base_string_uri(std::string_view url) {
  auto parts = cut(url);
  const std::string_view usual = parts.scheme == "https" ? ":443" : ":80";
  if (parts.authority.ends_with(usual)) parts.authority.erase(parts.authority.size() - usual.size());
  return parts.scheme + "://" + parts.authority + (parts.path.empty() ? "/" : parts.path);
}

std::string normalized(const Parameters& parameters) {
  Parameters encoded;
  for (const auto& [name, value] : parameters) encoded.emplace_back(percent_encode(name), percent_encode(value));
  std::sort(encoded.begin(), encoded.end());
  std::string text;
  for (const auto& [name, value] : encoded) {
    if (!text.empty()) text += '&';
    text += name;
    text += '=';
    text += value;
  }
  return text;
}

std::string signature_base(std::string_view method, std::string_view url, const Parameters& others) {
  auto all = query_parameters(url);
  all.insert(all.end(), others.begin(), others.end());
  return percent_encode(method) + "&" + percent_encode(base_string_uri(url)) + "&" + percent_encode(normalized(all));
}

std::string sign_hmac_sha1(std::string_view base, const Secret& consumer_secret, const Secret& token_secret) {
  const auto key = percent_encode(consumer_secret.reveal()) + "&" + percent_encode(token_secret.reveal());
  const auto digest = hmac_sha1(key, base);
  return base64_encode({reinterpret_cast<const char*>(digest.data()), digest.size()});
}

std::string authorization(const OAuth1Keys& keys, std::string_view method, std::string_view url, const std::string& timestamp,
                          const std::string& nonce) {
  Parameters parameters = {
      {"oauth_consumer_key", keys.consumer_key.reveal()},
      {"oauth_nonce", nonce},
      {"oauth_signature_method", "HMAC-SHA1"},
      {"oauth_timestamp", timestamp},
      {"oauth_token", keys.token.reveal()},
      {"oauth_version", "1.0"},
  };
  const auto base = signature_base(method, url, parameters);
  parameters.emplace_back("oauth_signature", sign_hmac_sha1(base, keys.consumer_secret, keys.token_secret));
  std::sort(parameters.begin(), parameters.end());
  std::string text;
  for (const auto& [name, value] : parameters) text += (text.empty() ? "OAuth " : ", ") + name + "=\"" + percent_encode(value) + "\"";
  return text;
}

}  // namespace crier::channels::x
