#include "channels/smtp/wire.h"

#include <algorithm>
#include <charconv>

#include "base/text.h"

namespace crier::channels::smtp {
namespace {

/// RFC 5321 section 4.5.3.1: 64 octets of local part, "@", 255 of domain.
constexpr std::size_t kMaxPath = 320;
/// RFC 3461 section 4.4.
constexpr std::size_t kMaxEnvelopeId = 100;

bool is_alnum(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); }

void read_auth(std::string_view mechanisms, Extensions& into) {
  for (const std::string_view word : split(mechanisms, ' ')) {
    const std::string name = to_lower_ascii(word);
    if (name == "plain") into.auth_plain = true;
    if (name == "login") into.auth_login = true;
    if (name == "xoauth2") into.auth_xoauth2 = true;
  }
}

void read_keyword(std::string_view line, Extensions& into) {
  line = trim(line);
  // Old servers write "AUTH=PLAIN LOGIN".
  const std::size_t end = line.find_first_of(" =");
  const std::string keyword = to_lower_ascii(line.substr(0, end));
  const std::string_view parameters = end == std::string_view::npos ? std::string_view{} : trim(line.substr(end + 1));
  if (keyword == "starttls") into.starttls = true;
  if (keyword == "pipelining") into.pipelining = true;
  if (keyword == "8bitmime") into.eight_bit = true;
  if (keyword == "smtputf8") into.smtputf8 = true;
  if (keyword == "dsn") into.dsn = true;
  if (keyword == "auth") read_auth(parameters, into);
  if (keyword == "size") {
    into.size = true;
    std::size_t limit = 0;
    const auto [stop, error] = std::from_chars(parameters.data(), parameters.data() + parameters.size(), limit);
    if (error == std::errc{} && stop == parameters.data() + parameters.size()) into.size_limit = limit;
  }
}

}  // namespace

void BodyEncoder::end_line(std::string& out) {
  out += "\r\n";
  at_line_start_ = true;
  after_cr_ = false;
}

void BodyEncoder::encode(std::string_view piece, std::string& out) {
  while (!piece.empty()) {
    if (after_cr_) {
      end_line(out);
      if (piece.front() == '\n') {
        piece.remove_prefix(1);
        continue;
      }
    }
    if (at_line_start_ && piece.front() == '.') out += '.';
    // Nearly all lines end in CRLF: two quick single-character searches beat one for either.
    std::size_t end = std::min(piece.find('\r'), piece.size());
    end = std::min(piece.substr(0, end).find('\n'), end);
    out += piece.substr(0, end);
    if (end > 0) at_line_start_ = false;
    if (end == piece.size()) return;
    if (piece[end] == '\r') {
      after_cr_ = true;
    } else {
      end_line(out);
    }
    piece.remove_prefix(end + 1);
  }
}

void BodyEncoder::finish(std::string& out) {
  if (after_cr_ || !at_line_start_) end_line(out);
  out += ".\r\n";
}

Extensions read_extensions(std::string_view lines) {
  Extensions found;
  bool first = true;  // the first line is the server's name
  for (const std::string_view line : split(lines, '\n')) {
    if (!first) read_keyword(line, found);
    first = false;
  }
  return found;
}

bool is_safe_path(std::string_view path) {
  if (path.empty() || path.size() > kMaxPath) return false;
  return std::none_of(path.begin(), path.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte <= 0x20 || byte == 0x7F || c == '<' || c == '>';
  });
}

bool is_hello_name(std::string_view name) {
  if (name.empty() || name.size() > 255) return false;
  if (name.front() == '[' && name.back() == ']') {
    name = name.substr(1, name.size() - 2);
    return !name.empty() && std::all_of(name.begin(), name.end(), [](char c) { return is_alnum(c) || c == '.' || c == ':'; });
  }
  // An underscore is no host name, but machines are named so and servers take it.
  if (!is_alnum(name.front()) || !is_alnum(name.back())) return false;
  return std::all_of(name.begin(), name.end(), [](char c) { return is_alnum(c) || c == '.' || c == '-' || c == '_'; });
}

std::string xtext(std::string_view text) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte > 0x20 && byte < 0x7F && c != '+' && c != '=') {
      out += c;
    } else {
      out += '+';
      out += digits[byte >> 4U];
      out += digits[byte & 15U];
    }
  }
  return out;
}

void append_mail(std::string& out, const MailSubmission& mail, const Extensions& server, bool eight_bit) {
  out += "MAIL FROM:<";
  out += mail.from;
  out += '>';
  if (server.size) {
    out += " SIZE=";
    out += std::to_string(mail.data.size());
  }
  if (eight_bit && server.eight_bit) out += " BODY=8BITMIME";
  if (mail.smtputf8) out += " SMTPUTF8";
  if (server.dsn) {
    out += " RET=HDRS";
    const std::string id = xtext(mail.envelope_id);
    if (!id.empty() && id.size() <= kMaxEnvelopeId) out += " ENVID=" + id;
  }
  out += "\r\n";
}

void append_rcpt(std::string& out, const MailSubmission& mail, const Extensions& server) {
  out += "RCPT TO:<";
  out += mail.to;
  out += '>';
  if (server.dsn) {
    out += " NOTIFY=FAILURE";
    // An address that is not ASCII would need RFC 6533's own type; without ORCPT the server reports the address as given.
    if (!has_eight_bit(mail.to)) out += " ORCPT=rfc822;" + xtext(mail.to);
  }
  out += "\r\n";
}

bool has_eight_bit(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) >= 0x80; });
}

}  // namespace crier::channels::smtp
