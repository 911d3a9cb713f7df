#pragma once
#include <optional>

#include "base/time.h"

namespace crier::dispatch {

/// A channel's rate limit: a bucket that holds one second's worth of attempts (at least one). A tenth of it is kept for urgent
/// ones (rules F4). Pure; owner: the board.
class RateLimit {
 public:
  RateLimit() = default;
  explicit RateLimit(std::optional<double> per_second) : per_second_(per_second), tokens_(per_second ? burst() : 0) {}

  /// How many attempts may start now.
  [[nodiscard]] int available(SteadyTime now, bool urgent);
  void take(int attempts) { tokens_ -= attempts; }
  /// An attempt that was taken did not happen.
  void give_back(int attempts) { tokens_ += attempts; }
  /// When one more may start, none if one may now or there is no limit.
  [[nodiscard]] std::optional<SteadyTime> next(SteadyTime now) const;
  void change(std::optional<double> per_second);

 private:
  [[nodiscard]] double burst() const;
  void refill(SteadyTime now);

  std::optional<double> per_second_;
  double tokens_ = 0;
  std::optional<SteadyTime> refilled_;
};

}  // namespace crier::dispatch
