#pragma once
#include <cstddef>
#include <string>
#include <string_view>

namespace crier::render {

// Markdown (CommonMark and ~~strikethrough~~) of an event's details, workaround and root cause, in three forms. The source is
// untrusted: raw HTML is left out, images become links (nothing is loaded from afar), links that are not is_safe_url() become
// their label. A source over kMaxMarkdown is taken as plain text: the parser's worst cases grow with the square of the length.
// Each appends without a line break at the end. Thread: any.

inline constexpr std::size_t kMaxMarkdown = 32 * 1024;  // worst case found: 45 ms

void append_markdown_as_html(std::string& out, std::string_view source);
/// For people: no marks; "label (url)"; lists with dashes and numbers; code indented by four blanks.
void append_markdown_as_text(std::string& out, std::string_view source);
/// Slack's mrkdwn (protocols.md 3.3): escaped first, so that no mention gets through.
void append_markdown_as_mrkdwn(std::string& out, std::string_view source);

}  // namespace crier::render
