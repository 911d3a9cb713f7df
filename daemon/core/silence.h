#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "core/incident.h"

namespace crier::core {

/// What monitors say of these incidents waits until then: an operator has looked and knows. It holds back, and loses nothing.
struct Silence {
  std::int64_t number = 0;                                ///< counted from 1 for the installation's life
  std::map<std::string, std::vector<std::string>> match;  ///< as a route's; `*` in a value stands for anything
  UtcTime begins{};
  UtcTime until{};
  std::string why;
  std::string author;
  bool operator==(const Silence&) const = default;

  [[nodiscard]] std::string name() const { return "silence-" + std::to_string(number); }
  /// What stands in Pending::during: no name of an incident has a blank.
  [[nodiscard]] std::string mark() const { return std::string(kMark) + std::to_string(number); }
  static constexpr std::string_view kMark = "silence ";
};

/// Whether the silence is about the incident as it stands. One that matches nothing by name matches nothing.
[[nodiscard]] bool is_silenced(const Silence& silence, const Incident& incident);

/// "services is checkout, label.region is eu*", for people.
[[nodiscard]] std::string match_text(const std::map<std::string, std::vector<std::string>>& match);

}  // namespace crier::core
