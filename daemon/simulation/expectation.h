#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "config/reader/diagnostic.h"
#include "simulation/line.h"

namespace crier::simulation {

/// What a line is compared with: only what is given counts.
struct Expectation {
  reader::Position place;                                  ///< in the scenario
  std::vector<std::pair<std::string, std::string>> equal;  ///< key of a line and its text; `incidents` joined by blanks; "" = null
  std::vector<std::string> text_has, text_lacks, subject_has;
  std::optional<std::int64_t> count;  ///< so many lines are like this, no more and no fewer
};

/// The text of a line's key as expectations have it. Requires: a key of lines.
[[nodiscard]] std::string value_of(const Line& line, std::string_view key);

/// In how much the line is not as expected, a clause each; none: it is.
[[nodiscard]] std::vector<std::string> differences(const Expectation& expectation, const Line& line);

/// What was expected and did not come, or came and must not: a sentence each, which tells what came near. Each line answers one expectation
/// without `count`, in the order of the scenario.
struct Unmet {
  reader::Position place;
  std::string what;
};
[[nodiscard]] std::vector<Unmet> compare(const std::vector<Expectation>& expect, const std::vector<Expectation>& never,
                                         const std::vector<Line>& lines);

}  // namespace crier::simulation
