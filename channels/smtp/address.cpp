#include "channels/smtp/address.h"

#include <arpa/inet.h>
#include <idn2.h>

#include <algorithm>

#include "base/text.h"
#include "channels/smtp/wire.h"

namespace crier::channels::smtp {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_eight_bit(char c) { return static_cast<unsigned char>(c) >= 0x80; }

/// RFC 5322 section 3.2.3 with RFC 6532's extension.
bool is_atext(char c) {
  return is_letter(c) || is_digit(c) || is_eight_bit(c) || std::string_view("!#$%&'*+-/=?^_`{|}~").find(c) != std::string_view::npos;
}

bool is_dot_string(std::string_view local) {
  bool after_dot = true;
  for (const char c : local) {
    if (c == '.') {
      if (after_dot) return false;
      after_dot = true;
    } else {
      if (!is_atext(c)) return false;
      after_dot = false;
    }
  }
  return !after_dot;
}

bool is_quoted_string(std::string_view local) {
  if (local.size() < 3 || local.front() != '"' || local.back() != '"') return false;
  const std::string_view inner = local.substr(1, local.size() - 2);
  for (std::size_t i = 0; i < inner.size(); ++i) {
    if (inner[i] == '"') return false;
    if (inner[i] == '\\' && ++i == inner.size()) return false;
  }
  return true;
}

/// C1 controls and the line and paragraph separators: some programs break lines at them.
bool has_odd_breaks(std::string_view text) {
  for (std::size_t i = 0; i + 1 < text.size(); ++i) {
    const auto second = static_cast<unsigned char>(text[i + 1]);
    if (text[i] == '\xC2' && second >= 0x80 && second <= 0x9F) return true;
    if (text.substr(i, 3) == "\xE2\x80\xA8" || text.substr(i, 3) == "\xE2\x80\xA9") return true;
  }
  return false;
}

bool is_label(std::string_view label) {
  if (label.empty() || label.size() > 63 || label.front() == '-' || label.back() == '-') return false;
  return std::all_of(label.begin(), label.end(), [](char c) { return is_letter(c) || is_digit(c) || c == '-'; });
}

bool is_host_name(std::string_view domain) {
  if (domain.empty() || domain.size() > 253) return false;
  const std::vector<std::string_view> labels = split(domain, '.');
  if (!std::all_of(labels.begin(), labels.end(), is_label)) return false;
  // 127.0.0.1 without brackets is no domain.
  return !std::all_of(labels.back().begin(), labels.back().end(), is_digit);
}

bool is_literal(std::string_view domain) {
  if (domain.size() < 3 || domain.front() != '[' || domain.back() != ']') return false;
  std::string inner(domain.substr(1, domain.size() - 2));
  in6_addr room{};
  if (to_lower_ascii(inner).rfind("ipv6:", 0) == 0) return inet_pton(AF_INET6, inner.c_str() + 5, &room) == 1;
  return inet_pton(AF_INET, inner.c_str(), &room) == 1;
}

std::optional<std::string> ascii_domain(std::string_view domain) {
  if (!std::any_of(domain.begin(), domain.end(), is_eight_bit)) return to_lower_ascii(domain);
  char* made = nullptr;
  const std::string name(domain);
  if (idn2_to_ascii_8z(name.c_str(), &made, IDN2_NFC_INPUT | IDN2_NONTRANSITIONAL) != IDN2_OK) return std::nullopt;
  std::string ascii = to_lower_ascii(made);
  idn2_free(made);
  return ascii;
}

Error invalid(std::string text) { return Error{ErrorKind::invalid, std::move(text)}; }

}  // namespace

Result<MailAddress> parse_address(std::string_view text) {
  if (!is_utf8(text) || has_odd_breaks(text)) return invalid("the mail address is not clean UTF-8 text; write it again");
  if (!is_safe_path(text))
    return invalid("the mail address is empty, too long, or has a blank, '<', '>' or control character; give it as name@domain");
  const std::size_t at = text.rfind('@');
  if (at == std::string_view::npos || at == 0 || at + 1 == text.size())
    return invalid("the mail address has no name or no domain; give it as name@domain");
  const std::string_view local = text.substr(0, at);
  const std::string_view domain = text.substr(at + 1);
  if (local.size() > 64) return invalid("the mail address's name is longer than 64 bytes; no server takes it");
  if (!is_dot_string(local) && !is_quoted_string(local))
    return invalid("the mail address's name has characters or dots that need quotes; write \"name\"@domain");
  MailAddress address;
  address.local = local;
  address.smtputf8 = has_eight_bit(local);
  if (is_literal(domain)) {
    address.domain = domain;
    return address;
  }
  std::optional<std::string> ascii = ascii_domain(domain);
  if (!ascii || !is_host_name(*ascii)) return invalid("the mail address's domain is no domain name; check its spelling");
  address.domain = std::move(*ascii);
  return address;
}

}  // namespace crier::channels::smtp
