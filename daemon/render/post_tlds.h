#pragma once
#include <cstddef>
#include <string_view>

namespace crier::render {

/// The longest name that is_top_level_domain knows, in code points.
inline constexpr std::size_t kLongestTopLevelDomain = 18;

/// Whether X takes this for a top-level domain ("com", "みんな"), so that a name ending in it is a URL.
[[nodiscard]] bool is_top_level_domain(std::u32string_view lower_case);

}  // namespace crier::render
