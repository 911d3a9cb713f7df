#include "core/retry.h"

#include <algorithm>
#include <cmath>

namespace crier::core {

Millis backoff(const RetryPolicy& policy, int attempts, std::optional<Millis> after, double unit) {
  const double exponent = std::max(0, attempts - 1);
  const double planned =
      std::min(static_cast<double>(policy.initial.count()) * std::pow(policy.factor, exponent), static_cast<double>(policy.cap.count()));
  Millis pause{static_cast<Millis::rep>(planned)};
  if (after) pause = std::max(pause, std::min(*after, policy.max_age));
  constexpr double kJitter = 0.2;
  return pause + Millis{static_cast<Millis::rep>(static_cast<double>(pause.count()) * kJitter * unit)};
}

bool is_too_old(const RetryPolicy& policy, UtcTime since, UtcTime due) { return due > since + policy.max_age; }

}  // namespace crier::core
