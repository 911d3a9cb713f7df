#pragma once
#include <re2/re2.h>

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "wording/filter.h"
#include "wording/metric.h"
#include "wording/rulebook.h"

namespace crier::wording {

/// Part of a rule that is an expression.
enum class Part : std::uint8_t { tokens, swaps, first, second, unless, exceptions };

/// The expressions of all rules of one language, behind one filter, and what stands beside it.
struct Rulebook::Compiled {
  struct Expression {
    std::size_t rule = 0;
    Part part = Part::tokens;
    std::string source{};    ///< as the rule has it
    bool is_merged = false;  ///< another one looks for it
  };
  struct OfRule {
    /// Numbers in the language. Each token is an expression of its own: the filter leaves out most of them, and each is small.
    std::vector<int> tokens, swaps, first, second, unless, exceptions;
    std::vector<std::shared_ptr<const RE2>> each_swap;  ///< to know which it was
    std::optional<Metric> metric;
  };
  struct Language {
    std::vector<std::size_t> rules;  ///< in the order of their ids
    Filter filter;
    std::vector<Expression> expressions;  ///< by number in the filter
    /// Those of a rule that no word tells from any text, as one: they are looked for in every text. Numbered behind the filter's.
    std::vector<std::unique_ptr<const RE2>> merged;

    [[nodiscard]] const RE2& expression(int number) const {
      const auto at = static_cast<std::size_t>(number);
      return at < expressions.size() ? filter.expression(number) : *merged[at - expressions.size()];
    }
    /// Numbers of those that may match, ascending. `lower`: the text in lower case.
    [[nodiscard]] std::vector<int> candidates(std::string_view lower) const;
    std::once_flag once;
  };
  /// The language's rules, ready to be used; null if there are none. Thread: any.
  [[nodiscard]] const Language* ready(const Rulebook& book, std::string_view language);
  std::map<std::string, Language, std::less<>> languages;
  std::vector<OfRule> of_rules;  ///< as rules()
};

/// "de" of "de-AT".
[[nodiscard]] inline std::string_view primary(std::string_view language) { return language.substr(0, language.find('-')); }

}  // namespace crier::wording
