#pragma once
#include <string>

#include "api/filters.h"
#include "clock/clockwork.h"
#include "config/model.h"

namespace crier::api {

// The JSON of what the clock has to do (docs/api.md, The rhythm). Pure.

[[nodiscard]] std::string schedule_json(const clock::EntryPage& page);
[[nodiscard]] std::string entry_json(const clock::Entry& entry);
/// `shows` false: without the words.
[[nodiscard]] std::string shown_json(const clock::Shown& shown, bool shows);
[[nodiscard]] std::string hushed_json(const std::string& incident, const std::optional<UtcTime>& until);
[[nodiscard]] std::string reminders_json(const std::vector<clock::Clockwork::ReminderEntry>& reminders);
[[nodiscard]] std::string reminder_json(const clock::Clockwork::ReminderEntry& reminder);
/// When the offices of audiences are open.
[[nodiscard]] std::string hours_json(const config::Snapshot& snapshot, const HoursQuery& query, UtcTime now);

}  // namespace crier::api
