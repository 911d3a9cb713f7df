#pragma once
#include <cstddef>
#include <string_view>
#include <vector>

namespace crier::channels::http {

/// Bytes [begin, end) of a text.
struct ByteSpan {
  std::size_t begin = 0;
  std::size_t end = 0;
  bool operator==(const ByteSpan&) const = default;
};

/// Where the text has URLs that begin with http:// or https://, in order and disjoint.
[[nodiscard]] std::vector<ByteSpan> links_in(std::string_view text);
/// The same with names that end in a known top-level domain.
[[nodiscard]] std::vector<ByteSpan> urls_in(std::string_view text);

}  // namespace crier::channels::http
