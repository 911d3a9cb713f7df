#pragma once
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "core/cron.h"

namespace crier::core {

/// A message by the calendar: by a cron line of the configuration, or once at a time that an operator named.
struct Reminder {
  std::string name;
  std::variant<std::chrono::local_seconds, Cron> when;  ///< once: a local time in `timezone`
  Zone timezone;
  std::vector<std::string> audiences;
  std::string title;  ///< may be empty
  std::string summary;
  std::string author;  ///< of one-shot reminders
  bool operator==(const Reminder&) const = default;
};

}  // namespace crier::core
