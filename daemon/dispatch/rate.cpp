#include "dispatch/rate.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace crier::dispatch {
namespace {

constexpr double kKeptForUrgent = 0.1;

}  // namespace

double RateLimit::burst() const { return std::max(1.0, *per_second_); }

void RateLimit::refill(SteadyTime now) {
  if (!per_second_) return;
  if (refilled_ && now > *refilled_) {
    const double seconds = std::chrono::duration<double>(now - *refilled_).count();
    tokens_ = std::min(burst(), tokens_ + seconds * *per_second_);
  }
  refilled_ = refilled_ ? std::max(*refilled_, now) : now;
}

int RateLimit::available(SteadyTime now, bool urgent) {
  if (!per_second_) return std::numeric_limits<int>::max();
  refill(now);
  // A bucket of a few tokens cannot spare a tenth of one: then everybody may take the last.
  const double kept = urgent || burst() < 2 ? 0 : std::min(1.0, burst() * kKeptForUrgent);
  return std::max(0, static_cast<int>(tokens_ - kept + 1e-9));
}

std::optional<SteadyTime> RateLimit::next(SteadyTime now) const {
  if (!per_second_) return std::nullopt;
  const double needed = (burst() < 2 ? 1.0 : 2.0) - tokens_;
  if (needed <= 0) return std::nullopt;
  return now + std::chrono::ceil<Millis>(std::chrono::duration<double>(needed / *per_second_));
}

void RateLimit::change(std::optional<double> per_second) {
  if (per_second == per_second_) return;
  *this = RateLimit(per_second);
}

}  // namespace crier::dispatch
