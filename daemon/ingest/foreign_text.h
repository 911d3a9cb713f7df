#pragma once
#include <string>
#include <string_view>

namespace crier::ingest {

// What a monitor says is text of anybody: names of hosts, outputs of programs, of any length. Both take UTF-8 and give UTF-8 of at most
// `longest` bytes (an ellipsis stands where it was cut) without control characters, marks that turn the direction of text, and
// characters that are not seen. Pure; the time is bounded by `longest`, unless most of it is left out.

/// One line: whatever breaks or spaces it becomes one blank, none at the ends.
[[nodiscard]] std::string foreign_line(std::string_view text, std::size_t longest);
/// Lines stay lines.
[[nodiscard]] std::string foreign_prose(std::string_view text, std::size_t longest);

}  // namespace crier::ingest
