#pragma once
#include <array>
#include <string_view>

namespace crier::client {

/// One page of `crier help`: what to do in one situation. Lines that begin with "  crier " are commands to type.
/// Invariant: no line is longer than 80 columns, and every command in it is one that `crier` takes (tested).
struct Topic {
  std::string_view name;
  std::string_view about;  ///< one line, for the list
  std::string_view text;
};

inline constexpr std::size_t kTopics = 13;
[[nodiscard]] const std::array<Topic, kTopics>& topics();

}  // namespace crier::client
