#include "dispatch/window.h"

#include <algorithm>

namespace crier::dispatch {
namespace {

/// One cohort of failures in a row is enough (Postfix's default_destination_concurrency_failed_cohort_limit).
constexpr double kCohortLimit = 1;
/// Sums of 1/N are not exact.
constexpr double kRounding = 1e-9;

}  // namespace

Window::Window(int limit) : size_(std::min(kInitial, limit)), limit_(limit) {}

int Window::size() const { return dead_ ? 0 : std::max(1, static_cast<int>(size_ + kRounding)); }

bool Window::is_untouched() const { return !dead_ && cohorts_ == 0 && size_ >= std::min(kInitial, limit_); }

void Window::succeeded(int in_flight) {
  cohorts_ = 0;
  if (size_ < in_flight + kInitial) size_ = std::min<double>(limit_, size_ + 1 / size_);
}

void Window::failed() {
  cohorts_ += 1 / size_;
  size_ = std::max(1.0, size_ - 1 / size_);
  if (cohorts_ >= kCohortLimit - kRounding) dead_ = true;
}

void Window::revive() {
  dead_ = false;
  cohorts_ = 0;
  size_ = std::min(kInitial, limit_);
}

void Window::limit_to(int limit) {
  limit_ = limit;
  size_ = std::min<double>(size_, limit);
}

}  // namespace crier::dispatch
