#pragma once
#include <optional>
#include <vector>

#include "core/incident.h"

namespace crier::core {

/// What one message of the clock tells one audience (rules I2 to I5): nothing but what was announced before, in order and with its age.
struct Bulletin {
  /// One incident as this audience knows it.
  struct Item {
    Incident incident;
    std::optional<Update> newest;  ///< the newest statement of people or monitors that was announced to it and not corrected since
    std::vector<Update> since;     ///< what was announced since the closing, and what waited for this opening, in order
    std::optional<UtcTime> next;   ///< when the next update comes, if that is known and to come
    bool was_deferred = false;     ///< some of `since` waited for this opening: the audience reads it for the first time
  };
  std::vector<Item> items;               ///< open, worst first
  std::vector<Item> ended;               ///< resolved since the closing
  std::optional<UtcTime> opening;        ///< of office-close: the next opening, if one is known
  std::optional<UtcTime> since_closing;  ///< of office-open: the closing before it
  std::optional<UtcTime> expires{};      ///< the audience's next occasion: what is unsent by then is of no use
  std::int64_t left_out = 0;             ///< further incidents, for which there is no room
};

/// A statement so old is quoted with its age (rules I2).
inline constexpr Millis kOldStatement{4LL * 3600 * 1000};

}  // namespace crier::core
