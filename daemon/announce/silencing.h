#pragma once
#include <cstdint>
#include <optional>
#include <vector>

#include "core/access.h"
#include "core/problem.h"
#include "core/silence.h"
#include "store/store.h"

namespace crier::announce {

// What operators do about silences, each run in a group transaction of the writer. A run may come again after a rollback.

/// Keeps a silence, from now on.
struct Silencing {
  core::Silence silence;  ///< its number is known once it ran
  core::Peer peer;
  UtcTime now{};
  [[nodiscard]] Result<void> run(store::Store& store);
};

/// Ends one now: what waited for its end is looked at.
struct EndingSilence {
  std::int64_t number = 0;
  core::Peer peer;
  UtcTime now{};
  std::optional<core::Silence> ended;  ///< none: there is none of the number any more
  bool wakes = false;                  ///< something waited for it
  [[nodiscard]] Result<void> run(store::Store& store);
};

/// Those that have not ended.
struct ListingSilences {
  UtcTime now{};
  std::vector<core::Silence> all;
  [[nodiscard]] Result<void> run(store::Store& store);
};

}  // namespace crier::announce
