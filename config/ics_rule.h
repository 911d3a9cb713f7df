#pragma once
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/result.h"

namespace crier::config {

/// How an all-day event repeats (RFC 5545, 3.3.10). libical reads a rule; its days are found here, because libical's own iterator looks on
/// to the year 2582 for a day that never comes (0.4 s a rule, minutes with BYHOUR) and takes no bound. RSCALE (other calendars) is not
/// taken. Value. Thread: any.
struct IcsRule {
  enum class Every { day, week, month, year } every = Every::year;
  int interval = 1;
  int count = 0;  ///< 0 = without end
  std::optional<std::chrono::local_days> until;
  std::chrono::weekday week_start{std::chrono::Monday};
  std::vector<int> months, month_days, year_days, weeks,
      positions;                                               ///< BYMONTH and so on; days, weeks and positions < 0 count from the end
  std::vector<std::pair<std::chrono::weekday, int>> weekdays;  ///< "2MO" = {Monday, 2}, "MO" = {Monday, 0}
};

inline constexpr int kFirstIcsYear = 1970;
inline constexpr int kLastIcsYear = 2100;
inline constexpr std::size_t kMostIcsDays = 20'000;

/// The rule in the text of RRULE or EXRULE. Errors: invalid; half a sentence.
[[nodiscard]] Result<IcsRule> read_ics_rule(const std::string& text);

/// The days of a rule between 1970 and 2100 for an event whose first is `start`, ascending. `steps`: how many days may still be looked at,
/// for all rules of one calendar together. Errors: invalid if they do not suffice, or for more than kMostIcsDays days; half a sentence.
[[nodiscard]] Result<std::vector<std::chrono::local_days>> days_of(const IcsRule& rule, std::chrono::local_days start, std::int64_t& steps);

}  // namespace crier::config
