#pragma once
#include <map>
#include <string>
#include <string_view>

#include "config/ics_lines.h"
#include "core/civil_time.h"

namespace crier::config {

/// The days of a calendar as public calendars publish holidays (RFC 5545): all-day events, of several days too, with yearly and other
/// rules, exceptions, additions and single occurrences that are moved or cancelled. Years 1970 to 2100.
struct IcsDays {
  std::map<core::LocalDate, std::string> days;  ///< date → what it is called, by the first event that has a name for it
  int timed = 0;                                ///< events that begin at a time of day: they are no holidays and are left out
};

/// Pure; for any text within a fraction of a second. Errors: the text is no calendar or not a whole one; an event's dates or rules cannot
/// be read, it repeats more often than daily or lasts longer than 400 days; more than 20,000 events or days, or rules that would have to be
/// looked through for too long.
[[nodiscard]] Result<IcsDays, IcsFault> read_ics(std::string_view text);

/// The largest file that is read.
inline constexpr std::size_t kLargestIcs = 4 * 1024 * 1024;

}  // namespace crier::config
