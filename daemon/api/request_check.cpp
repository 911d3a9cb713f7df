#include "api/request_check.h"

#include <algorithm>

#include "base/text.h"

namespace crier::api {

namespace {

bool is_digits(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

bool is_visible_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c > 0x20 && c < 0x7f; });
}

}  // namespace

void HeadCheck::refuse(int status, std::string_view detail) {
  if (!refusal_) refusal_ = Refusal{status, detail};
}

void HeadCheck::start(std::string_view target, int version) {
  version_ = version;
  if (version != 10 && version != 11) refuse(505, "Only HTTP/1.1 and HTTP/1.0 are spoken here.");
  if (!target.starts_with('/') || !is_visible_ascii(target))
    refuse(400, "The request target is no path; other characters must be percent-encoded.");
}

void HeadCheck::field(std::string_view lower_name, std::string_view value) {
  if (++fields_ > most_fields_) return refuse(431, "The request has too many header fields.");
  if (lower_name == "content-length") {
    if (++lengths_ > 1 || !is_digits(value)) return refuse(400, "Content-Length must be given once, as one number.");
    if (encodings_ > 0) return refuse(400, "Content-Length and Transfer-Encoding exclude each other.");
  } else if (lower_name == "transfer-encoding") {
    if (++encodings_ > 1) return refuse(400, "Transfer-Encoding must be given once.");
    if (lengths_ > 0) return refuse(400, "Content-Length and Transfer-Encoding exclude each other.");
    if (version_ == 10) return refuse(400, "HTTP/1.0 has no Transfer-Encoding.");
    if (to_lower_ascii(value) != "chunked") return refuse(501, "The only Transfer-Encoding taken is chunked.");
  } else if (lower_name == "host") {
    if (++hosts_ > 1) return refuse(400, "Host must be given once.");
  } else if (lower_name == "expect") {
    if (to_lower_ascii(value) != "100-continue") return refuse(417, "The only expectation met is 100-continue.");
    expects_continue_ = true;
  }
}

void HeadCheck::end() {
  if (version_ == 11 && hosts_ == 0) refuse(400, "A request of HTTP/1.1 needs a Host field.");
}

std::string_view origin_form(std::string_view target) {
  constexpr std::string_view kScheme = "http://";
  if (!target.starts_with(kScheme)) return target;
  const std::size_t slash = target.find('/', kScheme.size());
  return slash == std::string_view::npos ? std::string_view("/") : target.substr(slash);
}

bool has_folded_line(std::string_view head) {
  for (std::size_t at = head.find('\n'); at != std::string_view::npos && at + 1 < head.size(); at = head.find('\n', at + 1)) {
    if (head[at + 1] == ' ' || head[at + 1] == '\t') return true;
  }
  return false;
}

bool has_bare_line_feed(std::string_view bytes, std::size_t from) {
  for (std::size_t at = bytes.find('\n', from); at != std::string_view::npos; at = bytes.find('\n', at + 1)) {
    if (at == 0 || bytes[at - 1] != '\r') return true;
  }
  return false;
}

std::optional<std::string_view> bearer_token(std::string_view authorization) {
  const std::size_t blank = authorization.find(' ');
  if (blank == std::string_view::npos || to_lower_ascii(authorization.substr(0, blank)) != "bearer") return std::nullopt;
  const std::string_view token = trim(authorization.substr(blank + 1));
  if (token.empty() || token.find(' ') != std::string_view::npos) return std::nullopt;
  return token;
}

}  // namespace crier::api
