#pragma once
#include <string>
#include <string_view>

#include "base/time.h"

namespace crier::render {

class Phrases;

/// "14:05 CET on 22 November 2026 (13:05 UTC)" in the zone, by the language's phrases; the part in UTC only where the zone is
/// another one, with its date where that differs.
[[nodiscard]] std::string local_time(UtcTime time, const std::string& zone, const Phrases& phrases, std::string_view language);

/// Where room is short: "14:05 CET (13:05 UTC)", with the date if it is not the local date of `today`.
[[nodiscard]] std::string local_time_short(UtcTime time, UtcTime today, const std::string& zone, const Phrases& phrases,
                                           std::string_view language);

/// What is wrong with a phrase that is a pattern of a time (keys time, time_short, time_date, time_utc, time_utc_date: clauses with
/// {clock} {zone} {day} {month} {year} {utc}) or the list of months; "" for nothing, or another key.
[[nodiscard]] std::string time_pattern_fault(std::string_view key, std::string_view text);

}  // namespace crier::render
