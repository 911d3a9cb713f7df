#include "channels/http/escape.h"

#include <array>

#include "base/text.h"
#include "channels/http/links.h"
#include "render/escape.h"

namespace crier::channels::http {
namespace {

constexpr std::string_view kNothing = "\u200B";  // a blank without width: it parts what would be read as one

bool is_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         (static_cast<unsigned char>(c) & 0x80U) != 0;
}

/// Names that call everybody, which some services find within words too.
bool names_everybody(std::string_view text) {
  constexpr std::array<std::string_view, 4> names{"everyone", "here", "channel", "all"};
  for (const auto name : names) {
    if (to_lower_ascii(text.substr(0, name.size())) == name) return true;
  }
  return false;
}

/// True if an @ there would begin a mention; in ops@example.com it does not.
bool begins_mention(std::string_view text, std::size_t at) {
  const bool within_word = at > 0 && is_word(text[at - 1]);
  return !within_word || names_everybody(text.substr(at + 1));
}

/// A link as it stands, but for the characters that are marks or mentions: those are percent-encoded, which leads to the same place.
std::string safe_link(std::string_view url) {
  constexpr std::string_view marks = "*`|[]()<>\\@^\"'";
  std::string out;
  for (const char c : url) {
    if (marks.find(c) != std::string_view::npos) {
      out += percent_encode({&c, 1});
    } else if (c == '~') {
      out += "%7E";
    } else {
      out += c;
    }
  }
  return out;
}

/// True if a line of only such marks stands there: it would make a heading of the line before, or a rule.
bool is_rule_line(std::string_view line) {
  const auto text = trim(line);
  return !text.empty() && text.find_first_not_of("-=+ ") == std::string_view::npos;
}

void append_markdown(std::string& out, std::string_view text, std::size_t at, bool begins_line) {
  constexpr std::string_view marks = "\\`*_~|[]<>";
  const char c = text[at];
  const bool begins_block = begins_line && (c == '#' || is_rule_line(text.substr(at, text.substr(at).find('\n'))));
  const bool is_mark = marks.find(c) != std::string_view::npos || c == '&' || (c == '!' && text.substr(at + 1).starts_with("["));
  if (begins_block || is_mark) out += '\\';
  out += c;
  if (c == '@' && begins_mention(text, at)) out += kNothing;
}

void append_quiet(std::string& out, std::string_view text, std::size_t at, bool /*begins_line*/) {
  const char c = text[at];
  out += c;
  if ((c == '@' && begins_mention(text, at)) || c == '<' || (c == ']' && text.substr(at + 1).starts_with("("))) out += kNothing;
}

template <class Append>
std::string each(std::string_view text, Append append) {
  std::string clean;
  render::append_clean(clean, text);
  const std::string_view view = clean;
  const auto links = links_in(view);
  auto link = links.begin();
  std::string out;
  bool begins_line = true;
  for (std::size_t at = 0; at < view.size();) {
    if (link != links.end() && link->begin == at) {
      out += safe_link(view.substr(link->begin, link->end - link->begin));
      at = link->end;
      ++link;
      begins_line = false;
      continue;
    }
    append(out, view, at, begins_line);
    begins_line = view[at] == '\n' || (begins_line && view[at] == ' ');
    ++at;
  }
  return out;
}

}  // namespace

std::optional<Escape> parse_escape(std::string_view word) {
  constexpr std::array<std::string_view, 5> words{"none", "html", "html-br", "markdown", "mentions"};
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (words[i] == word) return static_cast<Escape>(i);
  }
  return std::nullopt;
}

std::string escaped(std::string_view text, Escape how) {
  std::string out;
  switch (how) {
    case Escape::none:
      render::append_clean(out, text);
      return out;
    case Escape::html:
      render::append_html(out, text);
      return out;
    case Escape::html_br:
      render::append_html_lines(out, text);
      return out;
    case Escape::markdown:
      return each(text, append_markdown);
    case Escape::mentions:
      return each(text, append_quiet);
  }
  return out;
}

}  // namespace crier::channels::http
