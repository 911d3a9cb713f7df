#pragma once
#include <string>
#include <string_view>

namespace crier::render {

// Text from outside on its way into a place where some characters mean more than themselves. Each function appends; none
// fails. Unless said otherwise the text is UTF-8 (core/event.h), and control characters but \n and \t and the marks that turn the direction
// of what follows (docs/decisions/wording.md) are dropped.

/// Only those go; \r\n and a lone \r become \n.
void append_clean(std::string& out, std::string_view text);
/// One line: every run of white space and control characters is one blank, none at the ends.
[[nodiscard]] std::string one_line(std::string_view text);

/// For HTML text and quoted attribute values: & < > " '.
void append_html(std::string& out, std::string_view text);
/// The same with line breaks shown as <br>.
void append_html_lines(std::string& out, std::string_view text);
/// For an attribute that is a URL: the escaped URL if its scheme is one of is_safe_url, else "#".
void append_html_url(std::string& out, std::string_view url);

/// For Slack's mrkdwn and plain_text: & < > and nothing else (protocols.md 3.3), so no mention and no link is left.
void append_mrkdwn(std::string& out, std::string_view text);
/// The same, but http and https URLs become links, since sections are sent verbatim (Slack then makes none by itself).
void append_mrkdwn_linked(std::string& out, std::string_view text);
/// "<url|label>", or the label alone if the URL is not safe, or both as text if that is longer than 2,000 bytes; label is escaped already.
void append_mrkdwn_link(std::string& out, std::string_view url, std::string_view label);

/// http, https, mailto or tel, told by the scheme alone; no controls or blanks. Relative URLs lead nowhere in a message.
[[nodiscard]] bool is_safe_url(std::string_view url);

/// The text with U+FFFD for bytes that are no UTF-8.
[[nodiscard]] std::string valid_utf8(std::string_view text);
/// At most `limit` bytes, cut between characters, with "…" if anything was cut.
[[nodiscard]] std::string clipped(std::string_view text, std::size_t limit);

}  // namespace crier::render
