#pragma once
#include <array>
#include <cstddef>
#include <optional>
#include <string_view>

namespace crier {

/// The value that is spelled so, of an enumeration that counts from 0 and has its names in that order; none if there is no such name.
template <class E, std::size_t N>
[[nodiscard]] std::optional<E> find_name(const std::array<std::string_view, N>& names, std::string_view text) {
  for (std::size_t i = 0; i < N; ++i) {
    if (names[i] == text) return static_cast<E>(i);
  }
  return std::nullopt;
}

}  // namespace crier
