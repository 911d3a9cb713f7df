#pragma once
#include <re2/filtered_re2.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace crier::wording {

/// Which of many expressions may match a text, found in one pass over it: each expression needs one of some words to be there (RE2's
/// FilteredRE2 says which), and those words are looked for all at once (Aho and Corasick, CACM 18/6, 1975). Immutable once compiled.
class Filter {
 public:
  /// Adds an expression; its number is that of the call, from 0. False: RE2 does not take it, and it has no number.
  [[nodiscard]] bool add(const std::string& pattern, const RE2::Options& options);
  void compile();
  /// Numbers of those that may match, ascending. `lower`: the text in lower case.
  [[nodiscard]] std::vector<int> candidates(std::string_view lower) const;
  [[nodiscard]] const RE2& expression(int number) const { return expressions_.GetRE2(number); }

 private:
  static constexpr std::uint32_t kRoot = 0;
  void add_word(const std::string& word, int number);
  void link();
  [[nodiscard]] std::uint32_t step(std::uint32_t state, unsigned char byte) const;

  /// Words of fewer bytes are everywhere.
  static constexpr int kShortest = 3;

  re2::FilteredRE2 expressions_{kShortest};
  int count_ = 0;
  std::unordered_map<std::uint64_t, std::uint32_t> edges_;  ///< by state and byte
  std::vector<std::uint32_t> failures_;
  std::vector<std::vector<int>> words_;  ///< those that end in a state, by their numbers
};

}  // namespace crier::wording
