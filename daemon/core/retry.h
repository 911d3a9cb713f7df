#pragma once
#include <optional>

#include "base/time.h"
#include "core/outcome.h"

namespace crier::core {

/// When to try again; all of it configurable per channel.
struct RetryPolicy {
  Millis initial{5000};
  double factor = 2;
  Millis cap{15 * 60 * 1000};
  Millis max_age{48LL * 3600 * 1000};
  bool operator==(const RetryPolicy&) const = default;
};

/// What follows an attempt of unknown outcome: repeat it with the same idempotency key, or not (the delivery ends failed).
enum class Unsure : std::uint8_t { repeat, drop };
/// What an unsent older update of the incident does when a newer comes.
enum class Backlog : std::uint8_t { all, latest };

/// The pause before attempt `attempts`+1: initial × factor^(attempts-1), at most cap; never shorter than `after` (the
/// remote side's Retry-After, itself limited to max_age). Jitter is only added, up to a fifth: never early.
/// `unit` is a random number in [0, 1).
[[nodiscard]] Millis backoff(const RetryPolicy& policy, int attempts, std::optional<Millis> after, double unit);

/// True if a retry at `due` would be past the delivery's life that began at `since`.
[[nodiscard]] bool is_too_old(const RetryPolicy& policy, UtcTime since, UtcTime due);

}  // namespace crier::core
