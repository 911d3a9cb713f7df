#include <gmime/gmime.h>
#include <idn2.h>

#include <algorithm>
#include <string_view>

#include "base/crypto.h"
#include "base/text.h"
#include "render/escape.h"
#include "render/mail.h"
#include "render/mail_header.h"

namespace crier::render {
namespace {

constexpr std::size_t kBoundaryDigits = 24;

/// GMime keeps tables of its own that are made once.
void start_gmime() {
  static const bool kStarted = (g_mime_init(), true);
  static_cast<void>(kStarted);
}

/// RFC 2045 section 6.7 by GMime's encoder, with CRLF. Its objects for parts and streams would cost ten times as much, for every
/// event that goes out by mail.
std::string quoted_printable(const std::string& text) {
  GMimeEncoding encoding;
  g_mime_encoding_init_encode(&encoding, GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE);
  std::string encoded(g_mime_encoding_outlen(&encoding, text.size()), '\0');
  std::size_t size = g_mime_encoding_step(&encoding, text.data(), text.size(), encoded.data());
  size += g_mime_encoding_flush(&encoding, nullptr, 0, encoded.data() + size);
  std::string lines;
  lines.reserve(size + size / 32);
  for (std::string_view rest(encoded.data(), size); !rest.empty();) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    lines.append(rest.substr(0, end)).append("\r\n");
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return lines;
}

void append_part(std::string& out, std::string_view subtype, const std::string& text) {
  out.append("Content-Type: text/").append(subtype).append("; charset=utf-8\r\n");
  out += "Content-Transfer-Encoding: quoted-printable\r\n\r\n";
  out += quoted_printable(text);
}

/// Content-Type, the blank line and the body.
void append_body(std::string& out, const std::string& said, const std::string& shown) {
  const auto lines = [](const std::string& text) {
    std::string clean;
    append_clean(clean, valid_utf8(text));
    if (!clean.ends_with('\n')) clean += '\n';
    return clean;
  };
  const std::string text = lines(said);
  if (shown.empty()) return append_part(out, "plain", text);

  const std::string html = lines(shown);
  // "=_" cannot occur in quoted-printable text (RFC 2045 section 6.7), so no content can hold the boundary.
  const std::string boundary = "=_" + to_hex(sha256(text + html)).substr(0, kBoundaryDigits);
  out += "Content-Type: multipart/alternative; boundary=\"" + boundary + "\"\r\n\r\n";
  const std::string delimiter = "--" + boundary;
  out += delimiter + "\r\n";
  append_part(out, "plain", text);
  out += "\r\n" + delimiter + "\r\n";
  append_part(out, "html", html);
  out += "\r\n" + delimiter + "--\r\n";
}

/// An audience's name as the label of a List-Id (RFC 2919: letters, digits and hyphens between dots).
std::string list_label(const std::string& audience) {
  std::string label = to_lower_ascii(audience);
  std::replace_if(
      label.begin(), label.end(), [](char c) { return !((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')); }, '-');
  return label.empty() ? "status" : label;
}

/// The address with its domain as A-labels (RFC 5890), so that the header is 7 bit; as it is if that cannot be had.
std::string ascii_domain(const std::string& address) {
  const auto at = address.rfind('@');
  if (at == std::string::npos) return address;
  const bool is_plain = std::all_of(address.begin() + static_cast<std::ptrdiff_t>(at) + 1, address.end(),
                                    [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.'; });
  if (is_plain) return address;
  char* ascii = nullptr;
  if (idn2_to_ascii_8z(address.c_str() + at + 1, &ascii, IDN2_NONTRANSITIONAL) != IDN2_OK) return address;
  std::string out = address.substr(0, at + 1) + ascii;
  idn2_free(ascii);
  return out;
}

void append_mailbox(std::string& out, std::string_view name, const std::string& text) {
  const Mailbox mailbox = parse_mailbox(text);
  if (is_header_address(mailbox.address)) append_mailbox_header(out, name, mailbox.display, ascii_domain(mailbox.address));
}

}  // namespace

std::string mail_payload(const MailContent& content) {
  start_gmime();
  std::string out;
  append_mailbox(out, "From", content.from);
  append_mailbox(out, "Reply-To", content.reply_to);
  append_text_header(out, "Subject", content.subject);
  out += "Auto-Submitted: auto-generated\r\n";
  out += "X-Auto-Response-Suppress: All\r\n";
  out += "List-Id: <" + list_label(content.audience) + "." + mail_domain(ascii_domain(parse_mailbox(content.from).address)) + ">\r\n";
  append_text_header(out, "X-Crier-Incident", content.incident);
  append_text_header(out, "X-Crier-Update", std::to_string(content.update));
  out += "MIME-Version: 1.0\r\n";
  append_body(out, content.text, content.html);
  return out;
}

std::string mail_payload_with(std::string_view payload, const std::string& subject, const std::string& text, const std::string& html) {
  start_gmime();
  std::string out;
  out.reserve(payload.size() + 256);
  // Content-Type is the first header of the body's own; a line that begins with a blank goes on with the header before it.
  bool is_kept = true;
  while (!payload.empty() && !payload.starts_with("Content-Type:") && !payload.starts_with("\r\n")) {
    const auto end = payload.find("\r\n");
    const std::string_view line = payload.substr(0, end == std::string_view::npos ? end : end + 2);
    if (line.front() != ' ') {
      is_kept = !line.starts_with("Subject:");
      if (!is_kept) append_text_header(out, "Subject", subject);
    }
    if (is_kept) out += line;
    payload.remove_prefix(line.size());
  }
  append_body(out, text, html);
  return out;
}

}  // namespace crier::render
