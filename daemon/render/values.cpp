#include "render/values.h"

namespace crier::render {

std::optional<Name> find_name(std::string_view text) {
  for (std::size_t i = 0; i < kNames; ++i) {
    if (kTerms[i].name == text) return static_cast<Name>(i);
  }
  return std::nullopt;
}

std::vector<std::string> all_names() {
  std::vector<std::string> names;
  for (const Term& term : kTerms) names.emplace_back(term.name);
  return names;
}

}  // namespace crier::render
