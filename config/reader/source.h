#pragma once
#include <optional>
#include <string_view>
#include <vector>

#include "config/reader/diagnostic.h"

namespace crier::reader {

/// The text of a file with its lines, for what the YAML parser does not check and for places in characters.
/// Lines and columns of its arguments are the parser's: counted from zero, columns in bytes.
class Source {
 public:
  explicit Source(std::string_view text);

  [[nodiscard]] Position position(int line, int column) const;
  /// The first byte that no configuration may have: not UTF-8, or a control character (the parser takes 0x04 for the end).
  [[nodiscard]] std::optional<Diagnostic> unreadable() const;
  /// False if a quoted text that begins there runs to the end of the file, which the parser accepts; true for block texts.
  [[nodiscard]] bool closes_quote(int line, int column) const;
  /// True if the text stands there as it is.
  [[nodiscard]] bool has(std::string_view text, int line, int column) const;
  /// The column of a tab before the first character of the line, if there is one.
  [[nodiscard]] std::optional<int> tab_in_indentation(int line) const;

 private:
  [[nodiscard]] std::string_view line(int number) const;
  [[nodiscard]] Position position_of(std::size_t offset) const;

  std::string_view text_;
  std::vector<std::size_t> starts_;
};

}  // namespace crier::reader
