#pragma once
#include <map>
#include <string>
#include <string_view>

#include "base/result.h"
#include "core/civil_time.h"

namespace crier::config {

/// The days of a calendar as public calendars publish holidays (RFC 5545): all-day events, of several days too, with yearly and other
/// rules, exceptions and additions. Years 1970 to 2100.
struct IcsDays {
  std::map<core::LocalDate, std::string> days;  ///< date → what it is called
  int timed = 0;                                ///< events that begin at a time of day: they are no holidays and are left out
};

/// Pure. Errors: invalid; the text is no calendar, or its rules name more days than a calendar of holidays has (20,000), or more often
/// than daily, or would have to be looked through for too long; the error's text is half a sentence that says what.
[[nodiscard]] Result<IcsDays> read_ics(std::string_view text);

/// The largest file that is read.
inline constexpr std::size_t kLargestIcs = 4 * 1024 * 1024;

}  // namespace crier::config
