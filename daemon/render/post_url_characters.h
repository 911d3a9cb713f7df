#pragma once
#include <string_view>

namespace crier::render {

/// The character classes of twitter-text's URL rules. ASCII letters are compared in either case.

[[nodiscard]] constexpr bool is_ascii_letter(char32_t c) { return (c >= U'a' && c <= U'z') || (c >= U'A' && c <= U'Z'); }
[[nodiscard]] constexpr bool is_ascii_alphanumeric(char32_t c) { return is_ascii_letter(c) || (c >= U'0' && c <= U'9'); }
[[nodiscard]] constexpr bool is_one_of(char32_t c, std::u32string_view set) { return set.find(c) != std::u32string_view::npos; }

/// Never allowed in a post.
[[nodiscard]] constexpr bool is_forbidden(char32_t c) { return c == 0xFFFE || c == 0xFEFF || c == 0xFFFF; }

[[nodiscard]] constexpr bool is_blank(char32_t c) {
  return (c >= 0x09 && c <= 0x0D) || c == 0x20 || c == 0x85 || c == 0xA0 || c == 0x1680 || c == 0x180E || (c >= 0x2000 && c <= 0x200A) ||
         c == 0x2028 || c == 0x2029 || c == 0x202F || c == 0x205F || c == 0x3000;
}

[[nodiscard]] constexpr bool is_directional_mark(char32_t c) {
  return (c >= 0x202A && c <= 0x202E) || c == 0x061C || c == 0x200E || c == 0x200F || (c >= 0x2066 && c <= 0x2069);
}

/// A character of a host name: any but ASCII punctuation (a few marks excepted), blanks and marks of direction.
[[nodiscard]] constexpr bool is_name_character(char32_t c) {
  return !is_one_of(c, U"!'#%&()*+,\\-./:;<=>?@[]^_{|}~$") && !is_blank(c) && !is_forbidden(c) && !is_directional_mark(c);
}

/// What may stand before a URL.
[[nodiscard]] constexpr bool may_precede_url(char32_t c) {
  return !is_ascii_alphanumeric(c) && !is_one_of(c, U"@＠$#＃") && !is_forbidden(c);
}

[[nodiscard]] constexpr bool is_accented_latin(char32_t c) {
  return (c >= 0xC0 && c <= 0xD6) || (c >= 0xD8 && c <= 0xF6) || (c >= 0xF8 && c <= 0xFF) || (c >= 0x100 && c <= 0x24F) ||
         is_one_of(c, U"\u0253\u0254\u0256\u0257\u0259\u025B\u0263\u0268\u026F\u0272\u0289\u028B\u02BB") || (c >= 0x300 && c <= 0x36F) ||
         (c >= 0x1E00 && c <= 0x1EFF);
}

[[nodiscard]] constexpr bool is_path_letter(char32_t c) {
  return is_ascii_alphanumeric(c) || (c >= 0x400 && c <= 0x4FF) || is_accented_latin(c);
}
[[nodiscard]] constexpr bool is_path_character(char32_t c) { return is_path_letter(c) || is_one_of(c, U"!*';:=+,.$/%#[]-\u2013_~@|&"); }
[[nodiscard]] constexpr bool may_end_path(char32_t c) { return is_path_letter(c) || is_one_of(c, U"+-=_#/"); }
[[nodiscard]] constexpr bool is_query_character(char32_t c) {
  return is_ascii_alphanumeric(c) || is_one_of(c, U"!?*'@();:&=+$/%#[]-_.,~|");
}
[[nodiscard]] constexpr bool may_end_query(char32_t c) { return is_ascii_alphanumeric(c) || is_one_of(c, U"-_&=#/"); }

}  // namespace crier::render
