#pragma once
#include <cstddef>
#include <string_view>
#include <vector>

namespace crier::render {

/// Code points [begin, end) of a text.
struct Span {
  std::size_t begin = 0;
  std::size_t end = 0;
  bool operator==(const Span&) const = default;
};

/// Where X sees URLs, in order and disjoint: with http(s)://, or without if the name ends in a known top-level domain. X's own
/// counter decides by regular expressions (twitter-text 3.1, "extractUrlsWithIndices"); this is the language of those written out by
/// hand, so that no text makes it backtrack: linear in the text's length. Pure.
[[nodiscard]] std::vector<Span> find_urls(std::u32string_view text);

}  // namespace crier::render
