#include "channels/conceal.h"

#include <string_view>

#include "base/text.h"

namespace crier::channels {
namespace {

constexpr std::size_t kShortestCredential = 8;
constexpr std::size_t kShortestPathPart = 16;
constexpr std::string_view kReplacement = "…";

/// Numbers are times and ids, and ids of posts must come through unharmed.
bool is_number(std::string_view part) { return part.find_first_not_of("0123456789") == std::string_view::npos; }

/// The parts of `text` between separators that are long enough.
void add_parts(std::vector<std::string>& parts, std::string_view text, std::string_view separators, std::size_t shortest) {
  while (!text.empty()) {
    const auto end = std::min(text.find_first_of(separators), text.size());
    const auto part = text.substr(0, end);
    if (part.size() >= shortest && !part.starts_with("oauth_") && !is_number(part)) parts.emplace_back(part);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
}

void replace_all(std::string& text, std::string_view part) {
  for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + kReplacement.size())) {
    text.replace(at, part.size(), kReplacement);
  }
}

}  // namespace

std::vector<std::string> secrets_of(const HttpRequest& request) {
  std::vector<std::string> parts;
  for (const auto& [name, value] : request.headers) {
    if (name == "authorization") add_parts(parts, value, " \",=", kShortestCredential);
  }
  const std::string_view url = request.url;
  const auto scheme = url.find("://");
  const auto path = scheme == std::string_view::npos ? scheme : url.find_first_of("/?", scheme + 3);
  if (path != std::string_view::npos) add_parts(parts, url.substr(path), "/?&=", kShortestPathPart);
  for (const auto& secret : request.secrets) {
    if (secret.size() < kShortestCredential) continue;
    parts.push_back(secret);
    if (auto encoded = percent_encode(secret); encoded != secret) parts.push_back(std::move(encoded));
  }
  return parts;
}

void conceal(HttpReply& reply, const std::vector<std::string>& secrets) {
  for (const auto& secret : secrets) {
    replace_all(reply.body, secret);
    for (auto& [name, value] : reply.headers) replace_all(value, secret);
  }
}

void conceal(MailReply& reply, const std::vector<std::string>& secrets) {
  for (const auto& secret : secrets) replace_all(reply.text, secret);
}

void conceal(CommandReply& reply, const std::vector<std::string>& secrets) {
  for (const auto& secret : secrets) {
    replace_all(reply.output, secret);
    replace_all(reply.errors, secret);
  }
}

}  // namespace crier::channels
