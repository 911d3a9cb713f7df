#pragma once
#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "render/terms.h"

namespace crier::render {

/// What the markers stand for in one message, or in one record of a list. A text that is empty was not told: its sections print
/// nothing. Only what was set takes room. Invariant: a list name has records, every other a text; flags are texts too.
class Values {
 public:
  /// Requires: the name is no list.
  [[nodiscard]] const std::string& text(Name name) const;
  void set(Name name, std::string text);
  void set_flag(Name name, bool is_true) { set(name, is_true ? "1" : ""); }

  /// Requires: the name is a list.
  [[nodiscard]] const std::vector<Values>& list(Name name) const;
  void set_records(Name name, std::vector<Values> records);
  /// A list of which each record is one {{item}}.
  void set_list(Name name, const std::vector<std::string>& items);

  /// Everything that `other` has in the place of what is here.
  void take(const Values& other);

 private:
  std::array<std::uint8_t, kNames> places_{};  ///< counted from 1; 0 = not set
  std::vector<std::string> texts_;
  std::vector<std::vector<Values>> lists_;
};

}  // namespace crier::render
