#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace crier::api {

/// A request target taken apart: the path is split at "/" before it is decoded, so that %2F is part of a name (RFC 3986 section 2.4).
struct Target {
  std::vector<std::string> segments;
  std::vector<std::pair<std::string, std::string>> query;  ///< in order; "+" stays a plus, as times have it
};

/// None if it does not begin with "/", or a percent sign or the decoded text is faulty.
[[nodiscard]] std::optional<Target> parse_target(std::string_view target);

}  // namespace crier::api
