#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "wording/document.h"

namespace crier::wording {

// Rules in code, by the name of their `check`: what needs the incident's history or data, or where in a text something stands. Their words
// are the rule's: `tokens`, `first` and `second`.

[[nodiscard]] bool is_coded(std::string_view name);
/// All names, for faults.
[[nodiscard]] std::string coded_names();

/// What the rule finds in the document: where, none if nothing is wrong.
[[nodiscard]] std::vector<Spot> run_coded(const Matcher& matcher, const Document& document, const Subject& subject);

}  // namespace crier::wording
