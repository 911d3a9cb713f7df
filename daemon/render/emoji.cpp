#include "render/emoji.h"

#include <unicode/uchar.h>
#include <unicode/unistr.h>

namespace crier::render {
namespace {

constexpr char32_t kJoiner = 0x200D;
constexpr char32_t kEmojiStyle = 0xFE0F;
constexpr char32_t kTextStyle = 0xFE0E;
constexpr char32_t kKeycap = 0x20E3;
constexpr char32_t kCancelTag = 0xE007F;
constexpr std::size_t kLongest = 16;

bool has(char32_t c, UProperty property) { return u_hasBinaryProperty(static_cast<UChar32>(c), property) != 0; }
bool is_skin_tone(char32_t c) { return has(c, UCHAR_EMOJI_MODIFIER); }
bool is_tag(char32_t c) { return c >= 0xE0020 && c <= kCancelTag; }

/// The sequence as the lists have it: U+FE0F exactly behind each character that would be text without it.
icu::UnicodeString qualified(std::u32string_view sequence) {
  icu::UnicodeString out;
  for (std::size_t i = 0; i < sequence.size(); ++i) {
    const auto c = sequence[i];
    if (c == kEmojiStyle) continue;
    out.append(static_cast<UChar32>(c));
    const bool toned = i + 1 < sequence.size() && is_skin_tone(sequence[i + 1]);
    if (has(c, UCHAR_EMOJI) && !has(c, UCHAR_EMOJI_PRESENTATION) && !toned) out.append(static_cast<UChar32>(kEmojiStyle));
  }
  return out;
}

bool is_listed(std::u32string_view sequence) {
  const auto text = qualified(sequence);
  return u_stringHasBinaryProperty(text.getBuffer(), text.length(), UCHAR_RGI_EMOJI) != 0;
}

/// The length of one element: a character with what may follow it, but no joiner.
std::size_t element_length(std::u32string_view text) {
  const auto at = [text](std::size_t i) { return i < text.size() ? text[i] : U'\0'; };
  if (has(at(0), UCHAR_REGIONAL_INDICATOR)) return has(at(1), UCHAR_REGIONAL_INDICATOR) ? 2 : 1;
  if (!has(at(0), UCHAR_EMOJI)) return 0;
  std::size_t length = 1;
  if (is_skin_tone(at(1)) || (at(1) == kEmojiStyle && !has(at(0), UCHAR_EMOJI_PRESENTATION))) length = 2;
  if (at(length) == kKeycap) return length + 1;
  while (is_tag(at(length)) && length < kLongest) ++length;
  return length;
}

}  // namespace

std::size_t emoji_length(std::u32string_view text) {
  std::size_t best = 0;
  std::size_t length = element_length(text);
  while (length > 0 && length <= kLongest) {
    const auto candidate = text.substr(0, length);
    const bool as_text = length < text.size() && text[length] == kTextStyle;
    const bool styled = candidate.find(kEmojiStyle) != std::u32string_view::npos;
    const bool plain = length == 1 && candidate[0] < 0x1100 && !styled;
    if (!as_text && !plain && is_listed(candidate)) best = length;
    if (length >= text.size() || text[length] != kJoiner) break;
    const auto next = element_length(text.substr(length + 1));
    if (next == 0) break;
    length += 1 + next;
  }
  return best;
}

}  // namespace crier::render
