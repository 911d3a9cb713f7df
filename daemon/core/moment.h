#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "core/civil_time.h"

namespace crier::core {

/// A time as people name it: what a wall clock shows in some place.
struct Moment {
  std::chrono::local_seconds local{};
  Zone zone;
  [[nodiscard]] UtcTime at() const { return instant_of(local, zone); }
};

/// "2026-11-23 09:00 Europe/Berlin", with a T between and seconds if wanted, or RFC 3339 (then in UTC). Without a zone the time is in
/// `home`, if there is one. Errors: one sentence that says what was expected.
[[nodiscard]] Result<Moment, std::string> parse_moment(std::string_view text, const std::optional<Zone>& home = std::nullopt);

}  // namespace crier::core
