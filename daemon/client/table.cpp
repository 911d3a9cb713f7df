#include "client/table.h"

#include <algorithm>
#include <ostream>

#include "base/text.h"
#include "client/terminal.h"

namespace crier::client {
namespace {

/// The least room for a last column that is broken into lines.
constexpr std::size_t kLeastRoom = 20;

/// The bytes of a character that a terminal may act upon: C1 controls (U+0080-009F) and the ones that turn the direction of text
/// (U+202A-202E, U+2066-2069); 0 if the text does not begin with one.
std::size_t dangerous(std::string_view text) {
  const auto at = [text](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U; };
  if (at(0) == 0xC2 && at(1) >= 0x80 && at(1) <= 0x9F) return 2;
  if (at(0) == 0xE2 && at(1) == 0x80 && at(2) >= 0xAA && at(2) <= 0xAE) return 3;
  if (at(0) == 0xE2 && at(1) == 0x81 && at(2) >= 0xA6 && at(2) <= 0xA9) return 3;
  return 0;
}

}  // namespace

std::string printable(std::string_view text) {
  constexpr std::string_view digits = "0123456789abcdef";
  const std::string escaped = escape_control(text);
  std::string out;
  for (std::size_t i = 0; i < escaped.size();) {
    const auto length = dangerous(std::string_view(escaped).substr(i));
    if (length == 0) {
      out += escaped[i++];
      continue;
    }
    for (const auto end = i + length; i < end; ++i) {
      const auto byte = static_cast<unsigned char>(escaped[i]);
      out.append("\\x").append(1, digits[byte >> 4U]).append(1, digits[byte & 15U]);
    }
  }
  return out;
}

void print_lines(std::ostream& out, std::string_view text, std::string_view indent) {
  for (auto line : split(trim(text), '\n')) {
    if (line.ends_with('\r')) line.remove_suffix(1);
    out << (line.empty() ? "" : indent) << printable(line) << '\n';
  }
}

void Table::add(std::vector<std::string> cells) {
  for (auto& cell : cells) cell = printable(cell);
  rows_.push_back(std::move(cells));
}

void Table::print(std::ostream& out, std::size_t width) const {
  std::vector<std::size_t> widths(rows_.front().size());
  for (const auto& row : rows_) {
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], columns_of(row[i]));
  }
  std::size_t before = 0;  // columns left of the last one
  for (std::size_t i = 0; i + 1 < widths.size(); ++i) before += widths[i] + 2;
  const bool is_wide = width > 0 && before + widths.back() > width;
  if (is_wide && before + std::min(kLeastRoom, widths.back()) > width) return print_as_lists(out);
  for (const auto& row : rows_) {
    std::string line;
    for (std::size_t i = 0; i + 1 < row.size(); ++i) line.append(row[i]).append(widths[i] - columns_of(row[i]) + 2, ' ');
    for (const auto& part : wrapped(row.back(), is_wide ? width - before : 0)) {
      line += part;
      out << line.substr(0, line.find_last_not_of(' ') + 1) << '\n';
      line.assign(before, ' ');
    }
  }
}

void Table::print_as_lists(std::ostream& out) const {
  for (auto row = rows_.begin() + 1; row != rows_.end(); ++row) {
    if (row != rows_.begin() + 1) out << '\n';
    for (std::size_t i = 0; i < row->size(); ++i) {
      if (!(*row)[i].empty()) out << rows_.front()[i] << ": " << (*row)[i] << '\n';
    }
  }
}

}  // namespace crier::client
