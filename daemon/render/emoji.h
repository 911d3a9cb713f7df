#pragma once
#include <cstddef>
#include <string_view>

namespace crier::render {

/// The number of code points of the emoji that begins the text, taken as long as possible: joined ones, skin tones, flags and
/// keycaps are one (UTS #51, the sequences recommended for general interchange, with or without U+FE0F). 0 if none begins there.
[[nodiscard]] std::size_t emoji_length(std::u32string_view text);

}  // namespace crier::render
