#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "base/time.h"
#include "client/world.h"
#include "core/zone.h"

namespace crier::client {

/// How long something has lasted, in the two largest units: "3d 4h", "2h 5m", "12m", "40s". A negative time is "0s".
[[nodiscard]] std::string length_of(Millis time);

/// How long ago the moment of an answer was; "" if it is none.
[[nodiscard]] std::string age_of(std::string_view rfc3339, UtcTime now);

/// The moment of an answer as a person reads it: "13:45 UTC" on the day of `now`, else "2026-11-23 13:45 UTC"; what is no moment stays as
/// it is.
[[nodiscard]] std::string clock_of(std::string_view rfc3339, UtcTime now);

/// A promise and how it stands: "13:45 UTC, in 40m", "13:45 UTC, 20m overdue".
[[nodiscard]] std::string promise_of(std::string_view rfc3339, UtcTime now);
/// "goes out in 59s" for what is held or waits; "" if it is no moment.
[[nodiscard]] std::string due_in(std::string_view rfc3339, UtcTime now);
[[nodiscard]] bool is_past(std::string_view rfc3339, UtcTime now);

/// The operator's own time zone: TZ, else the machine's (/etc/localtime), else UTC.
[[nodiscard]] core::Zone home_zone(const World& world);

}  // namespace crier::client
