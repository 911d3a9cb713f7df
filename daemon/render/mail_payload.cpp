#include <gmime/gmime.h>
#include <idn2.h>

#include <algorithm>
#include <memory>

#include "base/crypto.h"
#include "base/text.h"
#include "render/escape.h"
#include "render/mail.h"
#include "render/mail_header.h"

namespace crier::render {
namespace {

constexpr std::size_t kBoundaryDigits = 24;

struct Unref {
  void operator()(gpointer object) const { g_object_unref(object); }
};
template <class T>
using Owned = std::unique_ptr<T, Unref>;

struct FreeFormat {
  void operator()(GMimeFormatOptions* options) const { g_mime_format_options_free(options); }
};

/// GMime keeps tables of its own that are made once.
void start_gmime() {
  static const bool kStarted = (g_mime_init(), true);
  static_cast<void>(kStarted);
}

Owned<GMimePart> part_of(const char* subtype, const std::string& text) {
  Owned<GMimePart> part(g_mime_part_new_with_type("text", subtype));
  g_mime_object_set_content_type_parameter(GMIME_OBJECT(part.get()), "charset", "utf-8");
  g_mime_part_set_content_encoding(part.get(), GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE);
  const Owned<GMimeStream> stream(g_mime_stream_mem_new_with_buffer(text.data(), text.size()));
  const Owned<GMimeDataWrapper> content(g_mime_data_wrapper_new_with_stream(stream.get(), GMIME_CONTENT_ENCODING_DEFAULT));
  g_mime_part_set_content(part.get(), content.get());
  return part;
}

std::string written(GMimeObject* object) {
  const std::unique_ptr<GMimeFormatOptions, FreeFormat> format(g_mime_format_options_new());
  g_mime_format_options_set_newline_format(format.get(), GMIME_NEWLINE_FORMAT_DOS);
  const Owned<GMimeStream> out(g_mime_stream_mem_new());
  g_mime_object_write_to_stream(object, format.get(), out.get());
  const GByteArray* bytes = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(out.get()));
  return {reinterpret_cast<const char*>(bytes->data), bytes->len};
}

/// Content-Type, the blank line and the body.
std::string body_of(const MailContent& content) {
  const auto lines = [](const std::string& text) {
    std::string clean;
    append_clean(clean, valid_utf8(text));
    return clean.ends_with('\n') ? clean : clean + '\n';
  };
  const std::string text = lines(content.text);
  const Owned<GMimePart> plain = part_of("plain", text);
  if (content.html.empty()) return written(GMIME_OBJECT(plain.get()));

  const std::string html = lines(content.html);
  const Owned<GMimePart> rich = part_of("html", html);
  const Owned<GMimeMultipart> both(g_mime_multipart_new_with_subtype("alternative"));
  // "=_" cannot occur in quoted-printable text (RFC 2045 section 6.7), so no content can hold the boundary.
  const std::string boundary = "=_" + to_hex(sha256(text + html)).substr(0, kBoundaryDigits);
  g_mime_multipart_set_boundary(both.get(), boundary.c_str());
  g_mime_multipart_add(both.get(), GMIME_OBJECT(plain.get()));
  g_mime_multipart_add(both.get(), GMIME_OBJECT(rich.get()));
  return written(GMIME_OBJECT(both.get()));
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
  out += body_of(content);
  return out;
}

}  // namespace crier::render
