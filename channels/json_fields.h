#pragma once
#include <boost/json/object.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace crier::channels {

/// Reading answers that may be anything: nothing here throws, and what has another type than expected counts as absent.

/// A JSON object; none if the text is none or nests deeper than 32.
[[nodiscard]] std::optional<boost::json::object> parse_object(std::string_view text);
/// The string under a key, "" if there is none.
[[nodiscard]] std::string text_field(const boost::json::object& object, std::string_view key);
[[nodiscard]] std::optional<std::int64_t> number_field(const boost::json::object& object, std::string_view key);
[[nodiscard]] const boost::json::object* object_field(const boost::json::object& object, std::string_view key);
[[nodiscard]] const boost::json::array* array_field(const boost::json::object& object, std::string_view key);

}  // namespace crier::channels
