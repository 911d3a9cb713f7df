#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "config/reader/key.h"
#include "config/reader/node.h"

namespace crier::reader {

// A node as a value of the key's type and within its bounds; none if it is not one. Pure.

[[nodiscard]] std::optional<std::string> as_text(const Key& key, const Node& node);
[[nodiscard]] std::optional<bool> as_flag(const Node& node);
[[nodiscard]] std::optional<std::int64_t> as_count(const Key& key, const Node& node);
[[nodiscard]] std::optional<double> as_number(const Key& key, const Node& node);
[[nodiscard]] std::optional<Millis> as_duration(const Key& key, const Node& node);
[[nodiscard]] std::optional<std::uint32_t> as_mode(const Node& node);
/// The position of the word among the key's.
[[nodiscard]] std::optional<std::size_t> as_choice(const Key& key, const Node& node);
/// Attempts a second.
[[nodiscard]] std::optional<double> as_rate(const Node& node);

/// True if a value of a simple type is one; sections and lists are looked into by check() (section.h).
[[nodiscard]] bool is_value(const Key& key, const Node& node);

/// A scalar node of that text, for the defaults that tables give as text.
[[nodiscard]] Node scalar(std::string_view text);

}  // namespace crier::reader
