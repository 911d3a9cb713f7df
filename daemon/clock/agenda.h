#pragma once
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/ids.h"
#include "config/model.h"
#include "core/incident.h"
#include "core/maintenance.h"
#include "core/promise.h"
#include "core/reminder.h"
#include "store/occasions.h"

namespace crier::clock {

/// One occasion that is due or to come: of an office for all incidents it concerns, of one incident's promise or maintenance, of a reminder.
struct Occasion {
  core::Occasion kind = core::Occasion::office_close;
  std::string stage;     ///< office_close: "ask", "close"; promise: to_text(PromiseStage); maintenance: "reminder", "start", "end"; else ""
  UtcTime at{};
  std::string key;       ///< under which the store remembers it (rules I1)
  std::string audience;  ///< of an office, or that a promise is escalated to
  std::vector<IncidentId> incidents;
  core::LocalDate day{};          ///< of an office
  std::optional<core::OfficeTurn> turn{};  ///< the closing or opening itself
  core::PromiseOccasion promise{};
  core::MaintenanceOccasion maintenance{};
  std::string reminder{};  ///< its name
  core::Firing firing{};
};

/// One line of the schedule: an occasion, for one incident.
struct Entry {
  std::string id;  ///< the same over restarts
  UtcTime at{};
  core::Zone timezone;
  core::Occasion kind = core::Occasion::office_close;
  std::string stage;
  std::string incident;  ///< KEY or KEY~2; "" for reminders
  IncidentId incident_id;
  std::string audience;  ///< "" = operators
  std::string reason;
  std::string name;              ///< of a reminder
  std::string state = "planned";  ///< planned, hushed, skipped, done
  bool restricted = false;
  std::string key;
};

struct EntryQuery {
  UtcTime from{};
  UtcTime until{};
  std::string incident;
  std::string audience;
  std::optional<core::Occasion> kind;
  std::size_t limit = 1000;
  std::string after;
};
struct EntryPage {
  std::vector<Entry> entries;
  std::string next;
};

}  // namespace crier::clock
