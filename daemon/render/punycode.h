#pragma once
#include <cstddef>
#include <optional>
#include <string_view>

namespace crier::render {

/// How many octets a label of a host name takes in the DNS: its own if it is ASCII, else those of its encoding with "xn--" (RFC 3492).
/// None if that is 0 or more than `most`. Pure.
[[nodiscard]] std::optional<std::size_t> encoded_label_length(std::u32string_view label, std::size_t most);

}  // namespace crier::render
