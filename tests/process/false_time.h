#pragma once
#include <chrono>
#include <filesystem>

#include "process/false_clock.h"
#include "process/sandbox.h"

namespace crier::process {

/// A wall clock for programs under test that can be set while they run, without touching the machine's (false_clock.cpp). They learn that
/// it was set as the kernel tells it. Steady time is left alone. Owner: a test; the programs may outlive it.
class FalseTime {
 public:
  /// `file` is where the time stands; at first the machine's.
  explicit FalseTime(const std::filesystem::path& file);
  ~FalseTime();
  FalseTime(const FalseTime&) = delete;
  FalseTime& operator=(const FalseTime&) = delete;

  /// From now on so much ahead of the machine's.
  void set(std::chrono::seconds ahead);
  /// For programs that shall see it.
  [[nodiscard]] Surroundings surroundings() const;

 private:
  std::filesystem::path file_;
  FalseClock* clock_ = nullptr;
};

}  // namespace crier::process
