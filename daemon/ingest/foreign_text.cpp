#include "ingest/foreign_text.h"

#include <cstdint>

#include "base/text.h"

namespace crier::ingest {
namespace {

constexpr std::string_view kEllipsis = "\u2026";

/// What is done with a character.
enum class Fate { keep, drop, blank, newline };

struct Character {
  char32_t code = 0;
  std::size_t size = 1;
};

/// The character at the begin of well-formed UTF-8.
Character first_of(std::string_view text) {
  const auto lead = static_cast<unsigned char>(text.front());
  const std::size_t size = lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
  if (size == 1 || text.size() < size) return {lead, 1};
  char32_t code = lead & (0xffU >> (size + 1));
  for (std::size_t i = 1; i < size; ++i) code = (code << 6U) | (static_cast<unsigned char>(text[i]) & 0x3fU);
  return {code, size};
}

constexpr bool is_within(char32_t code, char32_t first, char32_t last) { return code >= first && code <= last; }

Fate fate_of(char32_t code) {
  if (code == '\n' || code == 0x85 || code == 0x2028 || code == 0x2029) return Fate::newline;
  if (code < 0x20 || is_within(code, 0x7f, 0xa0)) return Fate::blank;
  // Zero-width space, marks of direction, embeddings and isolates, word joiner and the like, byte order mark, annotations, tags. The
  // joiners stay: writing of several languages and emoji need them.
  const bool is_unseen = code == 0xad || code == 0x61c || code == 0x180e || code == 0x200b || is_within(code, 0x200e, 0x200f) ||
                         is_within(code, 0x202a, 0x202e) || is_within(code, 0x2060, 0x206f) || code == 0xfeff ||
                         is_within(code, 0xfff9, 0xfffb) || is_within(code, 0xe0000, 0xe007f);
  return is_unseen ? Fate::drop : Fate::keep;
}

/// Cuts at the begin of a character so that the ellipsis fits.
void shorten(std::string& text, std::size_t longest) {
  if (text.size() <= longest) return;
  std::size_t end = longest < kEllipsis.size() ? 0 : longest - kEllipsis.size();
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0U) == 0x80U) --end;
  text.resize(end);
  while (text.ends_with(' ') || text.ends_with('\n')) text.pop_back();
  if (longest >= kEllipsis.size()) text += kEllipsis;
}

std::string cleaned(std::string_view text, std::size_t longest, bool keeps_lines) {
  std::string out;
  while (!text.empty() && out.size() <= longest) {
    const auto character = first_of(text);
    const auto fate = fate_of(character.code);
    if (fate == Fate::keep && character.code != ' ') {
      out.append(text.substr(0, character.size));
    } else if (fate == Fate::newline && keeps_lines) {
      if (out.ends_with(' ')) out.pop_back();
      if (!out.empty() && !out.ends_with("\n\n")) out += '\n';
    } else if (fate != Fate::drop && !out.empty() && !out.ends_with(' ') && !out.ends_with('\n')) {
      out += ' ';
    }
    text.remove_prefix(character.size);
  }
  if (text.empty()) {
    while (out.ends_with(' ') || out.ends_with('\n')) out.pop_back();
  }
  shorten(out, longest);
  return out;
}

}  // namespace

std::string foreign_line(std::string_view text, std::size_t longest) { return cleaned(text, longest, false); }
std::string foreign_prose(std::string_view text, std::size_t longest) { return cleaned(text, longest, true); }

}  // namespace crier::ingest
