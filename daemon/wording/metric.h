#pragma once
#include <memory>
#include <string>
#include <string_view>
#include <variant>

#include "base/result.h"

namespace crier::wording {

/// What a metric's formula may count (Vale's names where it has them), of one text.
struct TextCounts {
  double characters = 0, words = 0, sentences = 0, paragraphs = 0, first_paragraph_words = 0, long_words = 0;
};
[[nodiscard]] TextCounts count(std::string_view folded);

/// A formula and the condition on its value ("words / sentences", "> 25"): numbers, names of TextCounts, + - * /, brackets. Immutable.
/// A division by zero is 0: where there is nothing to count, nothing is too much.
class Metric {
 public:
  /// Errors: one sentence. Nested at most 32 deep.
  [[nodiscard]] static Result<Metric, std::string> parse(std::string_view formula, std::string_view condition);
  [[nodiscard]] double value(const TextCounts& counts) const;
  /// Whether the condition holds, which is what is found.
  [[nodiscard]] bool holds(const TextCounts& counts) const;

  struct Node;

 private:
  std::shared_ptr<const Node> root_;
  std::string comparison_;
  double bound_ = 0;
};

}  // namespace crier::wording
