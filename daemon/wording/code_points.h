#pragma once
#include <string>
#include <string_view>
#include <utility>

namespace crier::wording {

/// The code point at `from` and its length in bytes; length 0: what stands there is no UTF-8.
[[nodiscard]] std::pair<char32_t, std::size_t> decode(std::string_view text, std::size_t from);
void append(std::string& out, char32_t code);

}  // namespace crier::wording
