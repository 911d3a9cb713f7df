#include "core/silence.h"

#include <algorithm>

#include "base/text.h"
#include "core/route.h"

namespace crier::core {
namespace {

/// `*` stands for any text, also none. Linear but for backtracking to the last star.
bool fits(std::string_view pattern, std::string_view text) {
  std::size_t p = 0;
  std::size_t t = 0;
  std::size_t star = std::string_view::npos;
  std::size_t resumed = 0;
  while (t < text.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      resumed = t;
    } else if (p < pattern.size() && pattern[p] == text[t]) {
      ++p;
      ++t;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      t = ++resumed;
    } else {
      return false;
    }
  }
  return pattern.find_first_not_of('*', p) == std::string_view::npos;
}

}  // namespace

bool is_silenced(const Silence& silence, const Incident& incident) {
  if (silence.match.empty()) return false;
  return std::all_of(silence.match.begin(), silence.match.end(), [&](const auto& clause) {
    const auto values = field_values(incident, clause.first);
    return std::any_of(values.begin(), values.end(), [&](const std::string& value) {
      return std::any_of(clause.second.begin(), clause.second.end(), [&](const std::string& pattern) { return fits(pattern, value); });
    });
  });
}

std::string match_text(const std::map<std::string, std::vector<std::string>>& match) {
  std::string text;
  for (const auto& [field, values] : match) text += (text.empty() ? "" : ", ") + field + " is " + join(values, " or ");
  return text;
}

}  // namespace crier::core
