#pragma once
#include <atomic>
#include <cstdint>

namespace crier::process {

/// What a test and the program that sees a false time share, in a file that both have mapped.
struct FalseClock {
  std::atomic<std::int64_t> ahead_seconds{0};
  std::atomic<std::uint32_t> turns{0};  ///< a futex: it changes with every setting
};
static_assert(std::atomic<std::int64_t>::is_always_lock_free && std::atomic<std::uint32_t>::is_always_lock_free);

}  // namespace crier::process
