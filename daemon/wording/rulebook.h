#pragma once
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "base/result.h"
#include "wording/rule.h"

namespace crier::wording {

/// A rule that cannot be used: one sentence, and the key that it is about ("tokens", 2 = the third of them).
struct RuleFault {
  std::size_t rule = 0;  ///< index of what was given
  std::string key;
  std::size_t item = 0;
  std::string detail;
};

/// All rules of an installation, compiled. Immutable, shared by all threads. Invariant: at most one rule of an id and a language.
/// Memory: bounded by the size of the rules; RE2's caches are limited (kCache a rule).
class Rulebook {
 public:
  /// Errors: every fault of every rule (an expression that RE2 refuses, a formula that cannot be read, a kind that lacks its keys).
  [[nodiscard]] static Result<std::shared_ptr<const Rulebook>, std::vector<RuleFault>> compile(std::vector<Rule> rules);
  ~Rulebook();

  [[nodiscard]] const std::vector<Rule>& rules() const { return rules_; }
  /// Whether there are rules for texts of that language ("de"; of "de-AT" the part before the dash counts).
  [[nodiscard]] bool speaks(std::string_view language) const;

  struct Compiled;  ///< the expressions: compiled.h, seen by this room alone
  [[nodiscard]] const Compiled& compiled() const { return *compiled_; }

 private:
  Rulebook();
  std::vector<Rule> rules_;
  std::unique_ptr<Compiled> compiled_;
};

}  // namespace crier::wording
