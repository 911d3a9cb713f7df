#pragma once
#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace crier {

using Millis = std::chrono::milliseconds;
/// A point of the wall clock. For what people and protocols see.
using UtcTime = std::chrono::sys_time<Millis>;
/// A point of the monotonic clock. For intervals only; never mixed with UtcTime.
using SteadyTime = std::chrono::steady_clock::time_point;

/// The one source of time. Pure code takes times as arguments; the real clock is made in daemon/app.
/// Thread: any.
class Clock {
 public:
  virtual ~Clock() = default;
  [[nodiscard]] virtual UtcTime utc() const = 0;
  [[nodiscard]] virtual SteadyTime steady() const = 0;
};

/// "2026-11-22T13:05:00Z"; milliseconds only where there are some.
[[nodiscard]] std::string format_rfc3339(UtcTime time);
/// RFC 3339 with any offset and up to nine fractional digits (further ones are cut).
[[nodiscard]] std::optional<UtcTime> parse_rfc3339(std::string_view text);
/// "Sun, 22 Nov 2026 13:05:00 +0000" (RFC 5322 section 3.3).
[[nodiscard]] std::string format_rfc5322(UtcTime time);
/// "90s", "45m", "24h", "7d", "250ms"; a bare number or a negative one is none.
[[nodiscard]] std::optional<Millis> parse_duration(std::string_view text);
/// The shortest of the forms parse_duration takes that is exact.
[[nodiscard]] std::string format_duration(Millis duration);
/// The instant of an HTTP date (RFC 9110 section 5.6.7, the three forms), none if it is not one.
[[nodiscard]] std::optional<UtcTime> parse_http_date(std::string_view text);

}  // namespace crier
