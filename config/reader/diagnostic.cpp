#include "config/reader/diagnostic.h"

#include <algorithm>

#include "base/text.h"
#include "config/reader/conceal.h"

namespace crier::reader {
namespace {

/// A line longer than this is cut: the caret is what matters.
constexpr std::size_t kLongestLine = 200;

std::string_view line_of(std::string_view text, int number) {
  for (int i = 1; i < number; ++i) {
    const auto end = text.find('\n');
    if (end == std::string_view::npos) return {};
    text.remove_prefix(end + 1);
  }
  text = text.substr(0, text.find('\n'));
  if (text.ends_with('\r')) text.remove_suffix(1);
  return text;
}

bool continues_character(char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; }

/// The first `count` characters.
std::string_view first(std::string_view text, int count) {
  std::size_t at = 0;
  while (at < text.size() && count > 0) {
    ++at;
    while (at < text.size() && continues_character(text[at])) ++at;
    --count;
  }
  return text.substr(0, at);
}

std::string excerpt(std::string_view text, const Diagnostic& diagnostic) {
  const auto line = line_of(text, diagnostic.at.line);
  if (trim(line).empty()) return {};
  auto shown = line.substr(0, secret_begin(line));
  if (diagnostic.conceal_from > 0) shown = first(shown, diagnostic.conceal_from - 1);
  const bool is_long = shown.size() > kLongestLine;
  if (is_long) shown = first(shown, static_cast<int>(kLongestLine));
  const int before = diagnostic.at.column - 1;
  // Tabs stay tabs below the line, so that the caret stands right however wide they are.
  std::string padding;
  for (const char c : first(shown, before)) {
    if (!continues_character(c)) padding += c == '\t' ? '\t' : ' ';
  }
  std::string out;
  for (const char c : shown) out += c == '\t' ? std::string(1, c) : escape_control({&c, 1});
  const bool cut = is_long || shown.size() < line.size();
  return out + (cut ? "…" : "") + "\n" + padding + "^\n";
}

}  // namespace

int characters(std::string_view utf8) {
  return static_cast<int>(std::count_if(utf8.begin(), utf8.end(), [](char c) { return !continues_character(c); }));
}

std::string headline(std::string_view file, const Diagnostic& diagnostic) {
  std::string out(file);
  if (diagnostic.at.line > 0) out += ":" + std::to_string(diagnostic.at.line) + ":" + std::to_string(diagnostic.at.column);
  out += ": " + escape_control(diagnostic.what);
  if (!diagnostic.expected.empty()) out += ", " + escape_control(diagnostic.expected);
  return out;
}

std::string format(std::string_view file, std::string_view text, std::vector<Diagnostic> diagnostics) {
  std::stable_sort(diagnostics.begin(), diagnostics.end(), [](const auto& a, const auto& b) { return a.at < b.at; });
  std::string out;
  for (const auto& diagnostic : diagnostics) {
    out += headline(file, diagnostic) + "\n";
    if (diagnostic.at.line > 0) out += excerpt(text, diagnostic);
  }
  return out;
}

}  // namespace crier::reader
