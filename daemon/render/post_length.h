#pragma once
#include <string_view>

namespace crier::render {

/// How X counts (twitter-text configuration v3; protocols.md 2.4).
struct PostRules {
  int limit = 280;
  bool emoji_as_one = true;  ///< false: configuration v2, which counts each code point of an emoji
};

struct PostLength {
  int weighted = 0;    ///< a URL is 23, an emoji 2, a character 1 or 2
  bool valid = false;  ///< neither empty nor too long, and without characters that X refuses
};

/// Counts the text after normalising it to NFC. Pure.
[[nodiscard]] PostLength post_length(std::string_view text, const PostRules& rules = {});

/// The weight of one code point outside URLs and emoji.
[[nodiscard]] int post_weight(char32_t c);

inline constexpr int kUrlWeight = 23;
inline constexpr int kEmojiWeight = 2;

}  // namespace crier::render
