#pragma once
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "wording/rule.h"

namespace crier::wording {

/// A rule that cannot be used: one sentence, and the key that it is about ("tokens", 2 = the third of them).
struct RuleFault {
  std::string id, language;  ///< of the rule
  std::string key;
  std::size_t item = 0;
  std::string detail;
};

/// Another severity for rules by id, in all languages; none: the rule is off.
using Levels = std::map<std::string, std::optional<Severity>>;

/// All rules of an installation, compiled. Immutable, shared by all threads. Invariant: at most one rule of an id and a language.
/// Memory: some 12 MB a language that is used, more as texts differ; RE2's caches are limited for each expression (rulebook.cpp).
class Rulebook {
 public:
  /// Errors: every fault of every rule (an expression that RE2 refuses, a formula that cannot be read, a kind that lacks its keys).
  [[nodiscard]] static Result<std::shared_ptr<const Rulebook>, std::vector<RuleFault>> compile(std::vector<Rule> rules);
  /// Of rules that are known to be good, the shipped ones: each language is compiled when it is first used, which takes 100 to 200 ms.
  [[nodiscard]] static std::shared_ptr<const Rulebook> trust(std::vector<Rule> rules);
  ~Rulebook();

  [[nodiscard]] const std::vector<Rule>& rules() const { return rules_; }
  /// Whether there are rules for texts of that language ("de"; of "de-AT" the part before the dash counts).
  [[nodiscard]] bool speaks(std::string_view language) const;

  struct Compiled;  ///< the expressions: compiled.h, seen by this room alone
  [[nodiscard]] Compiled& compiled() const { return *compiled_; }

 private:
  Rulebook();
  [[nodiscard]] static std::shared_ptr<Rulebook> begin(std::vector<Rule> rules, std::vector<RuleFault>& faults);
  std::vector<Rule> rules_;
  std::unique_ptr<Compiled> compiled_;
};

}  // namespace crier::wording
