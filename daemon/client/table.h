#pragma once
#include <iosfwd>
#include <string>
#include <string_view>
#include <vector>

namespace crier::client {

/// Foreign text for one line of a terminal: control characters are shown escaped, those of C1 and what reorders text included, so
/// that nobody's summary moves the cursor or hides a word.
[[nodiscard]] std::string printable(std::string_view text);

/// The same for text of several lines, each begun with the indent.
void print_lines(std::ostream& out, std::string_view text, std::string_view indent);

/// Rows aligned in columns, plain, with a line of names above. Cells are made printable. Where a terminal's columns do not hold a row,
/// the last cell goes on below itself; where even that leaves it too little room, each row is shown as lines "NAME: cell".
class Table {
 public:
  explicit Table(std::vector<std::string> names) { rows_.push_back(std::move(names)); }
  void add(std::vector<std::string> cells);
  [[nodiscard]] bool empty() const { return rows_.size() == 1; }
  /// `width`: columns of the terminal (Style::width), 0 = as long as they are.
  void print(std::ostream& out, std::size_t width = 0) const;

 private:
  void print_as_lists(std::ostream& out) const;

  std::vector<std::vector<std::string>> rows_;
};

}  // namespace crier::client
