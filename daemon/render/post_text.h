#pragma once
#include <string>
#include <string_view>

namespace crier::render {

/// Code points of UTF-8; U+FFFD for what is not UTF-8.
[[nodiscard]] std::u32string to_utf32(std::string_view text);
[[nodiscard]] std::string to_utf8(std::u32string_view text);
/// Code points in Normalization Form C, in which X counts.
[[nodiscard]] std::u32string to_nfc(std::string_view text);

}  // namespace crier::render
