#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace crier::wording {

/// A text as rules are matched against it: typographic quotes, dashes and spaces plain, marks of direction and of emphasis (`*`) and
/// zero-width signs left out, what is no UTF-8 and control characters a space; code (in backticks) blank, and URLs too unless they are
/// kept.
struct Folded {
  std::string text;
  std::vector<std::uint32_t> at;  ///< the byte of the original at which each byte of the text begins; one more, for the end
};

enum class Urls : bool { blank, keep };
/// Linear in the length. Requires: less than 4 GiB.
[[nodiscard]] Folded fold(std::string_view original, Urls urls);

}  // namespace crier::wording
