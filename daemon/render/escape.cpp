#include "render/escape.h"

#include <algorithm>

#include "base/text.h"

namespace crier::render {
namespace {

constexpr std::string_view kEllipsis = "\xE2\x80\xA6";
constexpr std::size_t kLongestLink = 2000;  // bytes; it is not cut, and must fit a section of Slack (protocols.md 3.2)

/// Whether the text begins with a mark that turns the direction of what follows it until another ends that: embeddings, overrides, isolates
/// and their ends, U+202A to U+202E and U+2066 to U+2069 (UAX 9).
bool begins_with_turn(std::string_view text) {
  if (text.size() < 3 || text[0] != '\xE2') return false;
  const auto last = static_cast<unsigned char>(text[2]);
  return (text[1] == '\x80' && last >= 0xAA && last <= 0xAE) || (text[1] == '\x81' && last >= 0xA6 && last <= 0xA9);
}

/// The line and paragraph separators of Unicode, which some programs break a line at.
bool begins_with_separator(std::string_view text) { return text.starts_with("\xE2\x80\xA8") || text.starts_with("\xE2\x80\xA9"); }

/// Length of what is at the front that no reader should see: C0 but \t and \n, DEL, C1 (two bytes), turns of direction. 0 if none.
std::size_t control_length(std::string_view text) {
  const auto c = static_cast<unsigned char>(text.front());
  if (c == 0xE2) return begins_with_turn(text) ? 3 : 0;
  if (c < 0x20) return c == '\t' || c == '\n' ? 0 : 1;
  if (c == 0x7F) return 1;
  if (c == 0xC2 && text.size() > 1) {
    const auto next = static_cast<unsigned char>(text[1]);
    return next >= 0x80 && next < 0xA0 ? 2 : 0;
  }
  return 0;
}

/// Appends the text without controls; `escape` gives what stands for a character, none = the character itself.
template <class Escape>
void append_escaped(std::string& out, std::string_view text, Escape escape) {
  std::size_t begin = 0;  // what stands between here and `at` goes out as it is
  std::size_t at = 0;
  const auto skip = [&](std::size_t length, std::string_view instead) {
    out.append(text, begin, at - begin);
    out += instead;
    begin = at += length;
  };
  while (at < text.size()) {
    const char c = text[at];
    if (c == '\r') {
      const bool is_alone = at + 1 == text.size() || text[at + 1] != '\n';
      const std::string_view instead = is_alone ? escape('\n') : std::string_view();
      skip(1, is_alone && instead.empty() ? std::string_view("\n") : instead);
    } else if (const std::size_t control = control_length(text.substr(at)); control > 0) {
      skip(control, {});
    } else if (const std::string_view instead = escape(c); !instead.empty()) {
      skip(1, instead);
    } else {
      ++at;
    }
  }
  out.append(text, begin, at - begin);
}

std::string_view html_escape(char c) {
  switch (c) {
    case '&':
      return "&amp;";
    case '<':
      return "&lt;";
    case '>':
      return "&gt;";
    case '"':
      return "&quot;";
    case '\'':
      return "&#39;";
    default:
      return {};
  }
}

/// Slack wants three of them escaped and no more ("Formatting message text").
std::string_view mrkdwn_escape(char c) { return c == '&' || c == '<' || c == '>' ? html_escape(c) : std::string_view(); }

bool is_url_end(char c) {
  return static_cast<unsigned char>(c) <= 0x20 || c == 0x7F || std::string_view("<>\"|`").find(c) != std::string_view::npos;
}

bool starts_url(std::string_view text) { return text.starts_with("http://") || text.starts_with("https://"); }

/// How much of the text is the URL it begins with; punctuation that ends a sentence is not.
std::size_t url_length(std::string_view text) {
  std::size_t end = 0;
  while (end < text.size() && !is_url_end(text[end])) ++end;
  while (end > 0 && std::string_view(".,;:!?)'*_~]}").find(text[end - 1]) != std::string_view::npos) --end;
  return end;
}

bool is_word(char c) {
  return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || static_cast<unsigned char>(c) >= 0x80;
}

}  // namespace

void append_clean(std::string& out, std::string_view text) {
  append_escaped(out, text, [](char) { return std::string_view(); });
}

std::string one_line(std::string_view text) {
  std::string clean;
  append_clean(clean, text);
  std::string line;
  line.reserve(clean.size());
  for (std::size_t at = 0; at < clean.size(); ++at) {
    const char c = clean[at];
    const bool is_separator = begins_with_separator(std::string_view(clean).substr(at));
    const bool is_blank = c == ' ' || c == '\t' || c == '\n' || is_separator;
    if (is_separator) at += 2;
    if (!is_blank) {
      line += c;
    } else if (!line.empty() && line.back() != ' ') {
      line += ' ';
    }
  }
  if (!line.empty() && line.back() == ' ') line.pop_back();
  return line;
}

void append_html(std::string& out, std::string_view text) { append_escaped(out, text, html_escape); }

void append_html_lines(std::string& out, std::string_view text) {
  append_escaped(out, text, [](char c) { return c == '\n' ? std::string_view("<br>\n") : html_escape(c); });
}

void append_html_url(std::string& out, std::string_view url) {
  if (is_safe_url(url)) {
    append_html(out, url);
  } else {
    out += '#';
  }
}

void append_mrkdwn(std::string& out, std::string_view text) { append_escaped(out, text, mrkdwn_escape); }

void append_mrkdwn_linked(std::string& out, std::string_view text) {
  std::size_t begin = 0;
  std::size_t at = 0;
  while ((at = text.find("http", at)) != std::string_view::npos) {
    const std::string_view rest = text.substr(at);
    const std::size_t length = starts_url(rest) && (at == 0 || !is_word(text[at - 1])) ? url_length(rest) : 0;
    if (length <= std::string_view("https://").size()) {
      ++at;
      continue;
    }
    append_mrkdwn(out, text.substr(begin, at - begin));
    append_mrkdwn_link(out, rest.substr(0, length), {});
    at += length;
    begin = at;
  }
  append_mrkdwn(out, text.substr(begin));
}

void append_mrkdwn_link(std::string& out, std::string_view url, std::string_view label) {
  if (!is_safe_url(url)) {
    out += label;
    return;
  }
  std::string clean;
  append_clean(clean, url);
  std::string link = "<";
  for (const char c : clean) {
    // These would end the link or its address; as percent escapes they mean the same to the server.
    switch (c) {
      case '<':
        link += "%3C";
        break;
      case '>':
        link += "%3E";
        break;
      case '|':
        link += "%7C";
        break;
      case '&':
        link += "&amp;";
        break;
      default:
        link += c;
        break;
    }
  }
  if (!label.empty()) {
    link += '|';
    for (const char c : label) link += c == '|' || c == '\n' ? '/' : c;
  }
  if (link.size() < kLongestLink) {
    out.append(link).append(">");
    return;
  }
  out += label;
  if (!label.empty()) out += " (";
  append_mrkdwn(out, clean);
  if (!label.empty()) out += ')';
}

bool is_safe_url(std::string_view url) {
  if (std::any_of(url.begin(), url.end(), [](char c) { return static_cast<unsigned char>(c) <= 0x20 || c == 0x7F; })) return false;
  const auto colon = url.find(':');
  if (colon == std::string_view::npos || colon + 1 == url.size()) return false;
  const std::string scheme = to_lower_ascii(url.substr(0, colon));
  if (scheme == "mailto" || scheme == "tel") return true;
  return (scheme == "http" || scheme == "https") && url.substr(colon).starts_with("://") && url.size() > colon + 3;
}

std::string valid_utf8(std::string_view text) {
  if (is_utf8(text)) return std::string(text);
  std::string out;
  while (!text.empty()) {
    std::size_t length = 1;
    while (length <= 4 && length <= text.size() && !is_utf8(text.substr(0, length))) ++length;
    if (length <= 4 && length <= text.size()) {
      out += text.substr(0, length);
      text.remove_prefix(length);
    } else {
      out += "\xEF\xBF\xBD";
      text.remove_prefix(1);
    }
  }
  return out;
}

std::string clipped(std::string_view text, std::size_t limit) {
  if (text.size() <= limit) return std::string(text);
  std::size_t end = limit > kEllipsis.size() ? limit - kEllipsis.size() : 0;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80) --end;
  if (const auto blank = text.rfind(' ', end); blank != std::string_view::npos && blank > end / 2) end = blank;
  return std::string(text.substr(0, end)) + std::string(kEllipsis);
}

}  // namespace crier::render
