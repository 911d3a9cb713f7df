#pragma once
#include <bitset>
#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/time.h"
#include "core/zone.h"

namespace crier::core {

/// One time a cron line fires.
struct Firing {
  UtcTime at{};
  std::chrono::local_seconds local{};  ///< what the line names: in a gap not what a clock shows then
  int pass = 1;                        ///< 2: the second time that this local time exists that day
  bool operator==(const Firing&) const = default;
};

/// What is wrong with a cron line, and where (columns counted from 0).
struct CronFault {
  std::size_t column = 0;
  std::string what;
};

/// Five fields (minute, hour, day of month, month, day of week) or @hourly … @yearly: names, lists, ranges, steps. Both day fields
/// restricted: either matches; a field that begins with `*` counts as unrestricted, as in Vixie cron. A minute or hour that begins with `*`
/// follows real time at clock changes; a fixed one runs once: in a gap at its end, of two passes in the first (ISC cron's rule; conformance
/// tags or-vixie and vixie). Value, immutable. Thread: any.
class Cron {
 public:
  [[nodiscard]] static Result<Cron, CronFault> parse(std::string_view text);
  /// The first firing after `time`. Every line that parse() takes fires again, if only after 40 years (29 February on a Sunday).
  [[nodiscard]] std::optional<Firing> next(UtcTime time, const Zone& zone) const;
  /// Whether it fires in the minute that begins at `time`.
  [[nodiscard]] bool fires_at(UtcTime time, const Zone& zone) const;
  [[nodiscard]] const std::string& text() const { return text_; }
  bool operator==(const Cron& other) const { return text_ == other.text_; }

 private:
  Cron() = default;
  [[nodiscard]] bool has_day(std::chrono::local_days date) const;
  [[nodiscard]] std::optional<std::chrono::local_seconds> next_local(std::chrono::local_seconds from) const;
  [[nodiscard]] std::optional<Firing> next_real(UtcTime time, const Zone& zone) const;
  [[nodiscard]] std::optional<Firing> next_fixed(UtcTime time, const Zone& zone) const;

  std::string text_;
  std::bitset<60> minutes_;
  std::bitset<24> hours_;
  std::bitset<32> days_;
  std::bitset<13> months_;
  std::bitset<7> weekdays_;
  bool any_day_ = true, any_weekday_ = true;
  bool follows_real_time_ = false;
};

}  // namespace crier::core
