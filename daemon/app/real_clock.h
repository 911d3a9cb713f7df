#pragma once
#include "base/time.h"

namespace crier::app {

/// The machine's clocks: made here alone and passed on (docs/architecture.md).
class RealClock final : public Clock {
 public:
  [[nodiscard]] UtcTime utc() const override { return std::chrono::floor<Millis>(std::chrono::system_clock::now()); }
  [[nodiscard]] SteadyTime steady() const override { return std::chrono::steady_clock::now(); }
};

}  // namespace crier::app
