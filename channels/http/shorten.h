#pragma once
#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

namespace crier::channels::http {

/// How services count.
enum class Unit {
  characters,  ///< code points
  utf16,       ///< UTF-16 units
  bytes,       ///< of UTF-8
  graphemes,   ///< extended grapheme clusters (UAX 29)
  post,        ///< code points, a URL as at least 23 (Mastodon)
};

struct Limit {
  std::size_t count = 0;
  Unit unit = Unit::characters;
};

[[nodiscard]] std::size_t measure(std::string_view text, Unit unit);
/// True without counting where the bytes are few enough.
[[nodiscard]] bool is_within(std::string_view text, const Limit& limit);

/// The longest beginning of the text with `more` behind it that `fits`: cut at the end of a paragraph, a sentence or a word, in this
/// order as far as it does not become much shorter for it; never inside a URL, an emoji or a letter with its combining marks. The whole
/// text, without `more`, if that fits; "" if nothing does. Only the first `reach` bytes are looked at. Pure.
[[nodiscard]] std::string shortened(std::string_view text, std::string_view more, std::size_t reach,
                                    const std::function<bool(const std::string&)>& fits);

}  // namespace crier::channels::http
