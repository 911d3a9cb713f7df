#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "core/incident.h"
#include "core/operator_notice.h"

namespace crier::core {

/// What an operator notice says: one line, then the facts, then what to type. In English, as the client and the log are; text that came
/// from elsewhere is quoted as it came, cut where it is long.
struct OperatorWords {
  std::string title;
  std::vector<std::string> facts;     ///< a line each; "" parts them
  std::vector<std::string> commands;  ///< most useful first
  bool operator==(const OperatorWords&) const = default;
};

/// Requires: the notice has items.
[[nodiscard]] OperatorWords words_of(const OperatorNotice& notice);

/// A draft that waits for approval, as it is told (rules C1).
struct DraftNews {
  const Incident& incident;  ///< restricted: nothing of its words is told (rules A3)
  const Update& update;
  std::vector<std::string> reach;  ///< whom it would reach as things are, a line each: "customers by mail: 600"
  bool is_reminder = false;
};
[[nodiscard]] OperatorWords words_of(const DraftNews& news);

}  // namespace crier::core
