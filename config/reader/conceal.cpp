#include "config/reader/conceal.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <string>

#include "base/text.h"

namespace crier::reader {
namespace {

constexpr std::array<std::string_view, 7> kWords{"password", "passphrase", "passwd", "secret", "token", "credential", "api_key"};
constexpr std::array<std::string_view, 6> kTokens{"whsec_", "whsk_", "xoxb-", "xoxp-", "xoxe", "xapp-"};

bool is_name(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '-'; }

/// Behind the first "key:" whose name would hold a secret.
std::size_t behind_key(std::string_view line) {
  for (auto colon = line.find(':'); colon != std::string_view::npos; colon = line.find(':', colon + 1)) {
    auto end = colon;
    while (end > 0 && (line[end - 1] == '"' || line[end - 1] == '\'' || line[end - 1] == ' ')) --end;
    auto begin = end;
    while (begin > 0 && is_name(line[begin - 1])) --begin;
    if (holds_secret(line.substr(begin, end - begin))) return colon + 1;
  }
  return std::string_view::npos;
}

/// At "user:password@" of a URL.
std::size_t at_credentials(std::string_view line) {
  for (auto scheme = line.find("://"); scheme != std::string_view::npos; scheme = line.find("://", scheme + 3)) {
    const auto rest = line.substr(scheme + 3);
    const auto authority = rest.substr(0, rest.find_first_of("/?# \"'"));
    if (authority.find('@') != std::string_view::npos && authority.find(':') < authority.rfind('@')) return scheme + 3;
  }
  return std::string_view::npos;
}

}  // namespace

bool holds_secret(std::string_view key) {
  const auto lower = to_lower_ascii(key);
  if (lower == "tokens" || lower.ends_with("file")) return false;
  return std::any_of(kWords.begin(), kWords.end(), [&lower](std::string_view word) { return lower.find(word) != std::string::npos; });
}

std::size_t secret_begin(std::string_view line) {
  std::size_t out = std::min(behind_key(line), at_credentials(line));
  for (const auto token : kTokens) out = std::min(out, line.find(token));
  return out;
}

}  // namespace crier::reader
