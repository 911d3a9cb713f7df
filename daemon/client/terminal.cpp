#include "client/terminal.h"

#include <algorithm>

#include "base/text.h"

namespace crier::client {
namespace {

/// Narrower terminals are written to as if they had so many columns: they break lines themselves.
constexpr std::size_t kNarrowest = 40;

bool says(const World& world, const std::string& name) { return !world.variable(name).value_or("").empty(); }

}  // namespace

Style::Style(const World& world)
    : can_redraw_(world.is_terminal && world.variable("TERM").value_or("dumb") != "dumb"),
      has_colours_(can_redraw_ && !says(world, "NO_COLOR")),
      width_(world.is_terminal ? std::max(kNarrowest, world.columns()) : 0) {}

std::string Style::painted(std::string_view code, std::string_view text) const {
  if (!has_colours_) return std::string(text);
  return std::string("\x1b[").append(code).append("m").append(text).append("\x1b[0m");
}

std::size_t columns_of(std::string_view text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

std::vector<std::string> wrapped(std::string_view text, std::size_t width) {
  if (width == 0) return {std::string(text)};
  std::vector<std::string> lines{{}};
  for (const auto word : split(text, ' ')) {
    if (word.empty()) continue;
    auto& line = lines.back();
    if (line.empty()) {
      line = word;
    } else if (columns_of(line) + 1 + columns_of(word) <= width) {
      line.append(" ").append(word);
    } else {
      lines.emplace_back(word);
    }
  }
  return lines;
}

std::string cut(std::string_view text, std::size_t width) {
  constexpr std::string_view left_out = "...";
  if (columns_of(text) <= width || width < left_out.size()) return std::string(text);
  std::size_t end = 0;
  for (std::size_t columns = 0; end < text.size(); ++end) {
    const bool begins = (static_cast<unsigned char>(text[end]) & 0xC0U) != 0x80U;
    if (begins && columns++ == width - left_out.size()) break;
  }
  return std::string(text.substr(0, end)).append(left_out);
}

}  // namespace crier::client
