#include "config/reader/source.h"

#include <algorithm>

#include "base/text.h"

namespace crier::reader {

Source::Source(std::string_view text) : text_(text), starts_{0} {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\n') starts_.push_back(i + 1);
  }
}

std::string_view Source::line(int number) const {
  const auto index = static_cast<std::size_t>(std::max(number, 0));
  if (index >= starts_.size()) return {};
  const auto end = index + 1 < starts_.size() ? starts_[index + 1] : text_.size();
  return text_.substr(starts_[index], end - starts_[index]);
}

Position Source::position(int number, int column) const {
  const auto before = line(number).substr(0, static_cast<std::size_t>(std::max(column, 0)));
  return {number + 1, characters(before) + 1};
}

Position Source::position_of(std::size_t offset) const {
  const auto after = std::upper_bound(starts_.begin(), starts_.end(), offset);
  const auto index = static_cast<int>(after - starts_.begin()) - 1;
  return position(index, static_cast<int>(offset - starts_[static_cast<std::size_t>(index)]));
}

std::optional<Diagnostic> Source::unreadable() const {
  for (std::size_t i = 0; i < text_.size(); ++i) {
    const char c = text_[i];
    const auto byte = static_cast<unsigned char>(c);
    if ((byte >= 0x20 && byte != 0x7F) || c == '\n' || c == '\t') continue;
    if (c == '\r' && i + 1 < text_.size() && text_[i + 1] == '\n') continue;
    return Diagnostic{position_of(i), "the file has the control character " + escape_control({&c, 1}), "expected plain text", 0};
  }
  if (is_utf8(text_)) return std::nullopt;
  // Line by line, so that the place is known; a sequence never crosses a line end.
  for (std::size_t i = 0; i < starts_.size(); ++i) {
    const auto rest = line(static_cast<int>(i));
    if (is_utf8(rest)) continue;
    std::size_t good = 0;
    for (std::size_t length = 1; length <= 4; ++length) {
      if (good + length > rest.size() || !is_utf8(rest.substr(good, length))) continue;
      good += length;
      length = 0;
    }
    return Diagnostic{position_of(starts_[i] + good), "the file is not UTF-8", "save it in that encoding",
                      static_cast<int>(characters(rest.substr(0, good))) + 1};
  }
  return std::nullopt;
}

bool Source::closes_quote(int number, int column) const {
  if (line(number).size() <= static_cast<std::size_t>(column)) return true;
  auto rest = text_.substr(starts_[static_cast<std::size_t>(number)] + static_cast<std::size_t>(column));
  const char quote = rest.front();
  if (quote != '"' && quote != '\'') return true;
  for (std::size_t i = 1; i < rest.size(); ++i) {
    if (quote == '"' && rest[i] == '\\') {
      ++i;
    } else if (rest[i] == quote) {
      if (quote == '"' || i + 1 >= rest.size() || rest[i + 1] != '\'') return true;
      ++i;
    }
  }
  return false;
}

bool Source::has(std::string_view text, int number, int column) const {
  const auto whole = line(number);
  return column >= 0 && whole.size() >= static_cast<std::size_t>(column) &&
         whole.substr(static_cast<std::size_t>(column)).starts_with(text);
}

std::optional<int> Source::tab_in_indentation(int number) const {
  const auto text = line(number);
  const auto begin = text.find_first_not_of(" \t");
  const auto tab = text.find('\t');
  if (tab == std::string_view::npos || tab > begin) return std::nullopt;
  return static_cast<int>(tab);
}

}  // namespace crier::reader
