#pragma once
#include <string>
#include <string_view>

namespace crier::render {

// The one place where text becomes mail headers: RFC 5322 folding, RFC 2047 encoded-words. Whatever the text holds, what is
// appended is 7 bit, has CRLF line ends, lines of at most 76 characters (longer only for one unbreakable address), and stays
// one header: control characters become blanks, bytes that are no UTF-8 become U+FFFD.

/// "Name: value\r\n" with text that people read (Subject).
void append_text_header(std::string& out, std::string_view name, std::string_view value);

/// "Name: Display <address>\r\n"; without a display name only the address.
/// Requires: the address passed is_header_address().
void append_mailbox_header(std::string& out, std::string_view name, std::string_view display, std::string_view address);

/// False for what cannot stand in a header or envelope as an address: empty, controls, angle brackets, blanks outside quotes.
[[nodiscard]] bool is_header_address(std::string_view address);

/// "Example Status <status@example.com>" in its two halves; the display name is unquoted.
struct Mailbox {
  std::string display;
  std::string address;
};
[[nodiscard]] Mailbox parse_mailbox(std::string_view text);

}  // namespace crier::render
