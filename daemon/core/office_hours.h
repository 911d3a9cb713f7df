#pragma once
#include <array>
#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/time.h"
#include "core/civil_time.h"

namespace crier::core {

/// One stretch of open office, in minutes since midnight of the day to which it belongs (that on which it begins).
/// Invariant: 0 <= open < 1440, open < close <= open + 1440; a close beyond 1440 is on the next day.
struct OfficeSpan {
  int open = 0;
  int close = 0;
  bool operator==(const OfficeSpan&) const = default;
};

/// An opening or a closing, and the day to which it belongs.
struct OfficeTurn {
  UtcTime at{};
  LocalDate day{};
  bool operator==(const OfficeTurn&) const = default;
};

/// When an office is open: spans a weekday in a zone, but for holidays. A day has one opening and one closing, its first and its last;
/// breaks in between are silent, and count as open for is_open. Days that touch make one long opening: a 24x7 office never opens or
/// closes. A local time in a gap moves to the first instant after it, one that exists twice means the first; hours that a gap swallows
/// whole do not exist (docs/decisions/rhythm.md, Civil time and office hours). Value, immutable. Thread: any. Invariants: 1. next_open and
/// next_close are later than their argument and alternate. 2. No day that is a holiday has a turn. Cost: about 1 µs a question.
class OfficeHours {
 public:
  /// Monday is [0]. Requires: spans do not overlap, over midnight neither (the configuration refuses it). `holidays`: date → what it is
  /// called, "" if it has no name.
  OfficeHours(Zone zone, std::array<std::vector<OfficeSpan>, 7> week, std::map<LocalDate, std::string> holidays);

  /// The first opening after `time`; none if there is none within ten years (it is always open, or never).
  [[nodiscard]] std::optional<OfficeTurn> next_open(UtcTime time) const;
  [[nodiscard]] std::optional<OfficeTurn> next_close(UtcTime time) const;
  /// The last closing at or before `time`; none if there is none within two years.
  [[nodiscard]] std::optional<OfficeTurn> last_close(UtcTime time) const;
  [[nodiscard]] std::optional<OfficeTurn> last_open(UtcTime time) const;
  [[nodiscard]] bool is_open(UtcTime time) const;

  /// For drawing: the spans of a day as instants, breaks left out; empty on holidays.
  struct Span {
    UtcTime from{}, until{};
    bool operator==(const Span&) const = default;
  };
  [[nodiscard]] std::vector<Span> spans(LocalDate day) const;
  /// The name of the holiday on that day ("" for one without), none if it is none.
  [[nodiscard]] std::optional<std::string> holiday(LocalDate day) const;
  [[nodiscard]] const Zone& zone() const { return zone_; }

 private:
  using Turn = std::optional<UtcTime> (OfficeHours::*)(std::chrono::local_days) const;
  [[nodiscard]] bool covers_the_week() const;
  [[nodiscard]] std::optional<Span> day_of(std::chrono::local_days day) const;
  [[nodiscard]] std::optional<UtcTime> opening_of(std::chrono::local_days day) const;
  [[nodiscard]] std::optional<UtcTime> closing_of(std::chrono::local_days day) const;
  [[nodiscard]] std::chrono::local_days date_of(UtcTime time) const;
  [[nodiscard]] std::chrono::local_days first_near_holiday(std::chrono::local_days day) const;
  [[nodiscard]] std::chrono::local_days last_near_holiday(std::chrono::local_days day) const;
  [[nodiscard]] std::optional<OfficeTurn> first(UtcTime time, Turn turn_of) const;
  [[nodiscard]] std::optional<OfficeTurn> last(UtcTime time, Turn turn_of) const;

  Zone zone_;
  std::array<std::vector<OfficeSpan>, 7> week_;
  std::map<LocalDate, std::string> holidays_;
  bool covers_week_ = false;  ///< without a holiday it would never close
  bool is_always_ = false;
  bool is_never_ = false;
};

}  // namespace crier::core
