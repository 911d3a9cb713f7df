#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace crier {

[[nodiscard]] std::string_view trim(std::string_view text);
[[nodiscard]] std::string to_lower_ascii(std::string_view text);
[[nodiscard]] std::vector<std::string_view> split(std::string_view text, char separator);
[[nodiscard]] std::string join(const std::vector<std::string>& parts, std::string_view separator);
[[nodiscard]] bool is_utf8(std::string_view text);
/// CR, LF or NUL: what a one-line field must not have (header and protocol injection).
[[nodiscard]] bool breaks_line(std::string_view text);
/// Control characters as \n, \r, \t or \x1b, so that foreign text stays on one line of a log or a table.
[[nodiscard]] std::string escape_control(std::string_view text);
/// Percent-encoding of RFC 3986: unreserved characters stay, every other byte becomes %XX in upper case.
[[nodiscard]] std::string percent_encode(std::string_view text);
/// None if a % is not followed by two hexadecimal digits.
[[nodiscard]] std::optional<std::string> percent_decode(std::string_view text);
/// The candidate that differs least from the word (edit distance at most 2, or 1 for words of up to 3), none if none is near.
[[nodiscard]] std::optional<std::string> nearest(std::string_view word, const std::vector<std::string>& candidates);

}  // namespace crier
