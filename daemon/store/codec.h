#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "core/incident.h"
#include "core/reminder.h"
#include "core/silence.h"

namespace crier::store {

// How incidents and updates lie in a store: JSON objects in which what is empty is left out, so that later fields can be added and
// rows of before still read. Enumerators are spelled as outside. Errors: io (the row is not what was written).
// What has a column of its own in every store (ids, key, occurrence, number, state, at) is the caller's to fill in.

[[nodiscard]] std::string encode(const core::Incident& incident);
[[nodiscard]] Result<core::Incident> decode_incident(std::string_view text);

[[nodiscard]] std::string encode(const core::Update& update);
[[nodiscard]] Result<core::Update> decode_update(std::string_view text);

/// One-shot reminders; the name has a column of its own.
[[nodiscard]] std::string encode(const core::Reminder& reminder);
[[nodiscard]] Result<core::Reminder> decode_reminder(std::string_view text, const std::string& name);

/// Silences; number and end have columns of their own.
[[nodiscard]] std::string encode(const core::Silence& silence);
[[nodiscard]] Result<core::Silence> decode_silence(std::string_view text);

[[nodiscard]] std::string encode_parts(const std::vector<std::string>& parts);
[[nodiscard]] std::vector<std::string> decode_parts(std::string_view text);

}  // namespace crier::store
