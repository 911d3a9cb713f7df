#pragma once
#include <string>
#include <string_view>

#include "base/time.h"
#include "core/zone.h"

namespace crier::render {

class Phrases;

/// "14:05 CET on 22 November 2026 (13:05 UTC)" in the zone, by the language's phrases; the part in UTC only where the zone is
/// another one, with its date where that differs.
[[nodiscard]] std::string local_time(UtcTime time, const core::Zone& zone, const Phrases& phrases, std::string_view language);

/// Where room is short: "14:05 CET (13:05 UTC)", with the date if it is not the local date of `today`.
[[nodiscard]] std::string local_time_short(UtcTime time, UtcTime today, const core::Zone& zone, const Phrases& phrases,
                                           std::string_view language);

/// With the day of the week: "09:00 CET on Monday 30 November 2026 (08:00 UTC)".
[[nodiscard]] std::string local_time_with_weekday(UtcTime time, const core::Zone& zone, const Phrases& phrases, std::string_view language);

/// "1 hour 30 minutes", "7 days": to the minute, days only from two on. Of less than half a minute, "0 minutes".
[[nodiscard]] std::string duration_in_words(Millis duration, const Phrases& phrases, std::string_view language);

/// "5 hours", "3 days": the whole hours that have passed, from two days on the whole days.
[[nodiscard]] std::string age_in_words(Millis age, const Phrases& phrases, std::string_view language);

/// What is wrong with a phrase that is a pattern: of a time (keys time, time_short, time_date, time_weekday, time_utc, time_utc_date:
/// clauses with {clock} {zone} {weekday} {day} {month} {year} {utc}), of a duration (keys duration_…: {n}); or that is the list of months
/// or of weekdays. "" for nothing, or another key.
[[nodiscard]] std::string time_pattern_fault(std::string_view key, std::string_view text);

}  // namespace crier::render
