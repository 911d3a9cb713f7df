#pragma once
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "core/incident.h"
#include "core/silence.h"

namespace crier::store {

/// The store as acceptance sees what is quiet and what is too loud: silences, and how many incidents monitors have opened lately.
/// Every call happens inside a group transaction of the writer. Thread: store writer. Errors: full, io.
class Silences {
 public:
  virtual ~Silences() = default;
  /// Keeps a silence under the next number, which is returned; its own is not looked at.
  [[nodiscard]] virtual Result<std::int64_t> add_silence(const core::Silence& silence) = 0;
  /// Those that end after `from`, ascending number.
  [[nodiscard]] virtual Result<std::vector<core::Silence>> silences(UtcTime from) = 0;
  /// Gives the silence another end. False if there is none of the number that ends after `now`.
  [[nodiscard]] virtual Result<bool> end_silence(std::int64_t number, UtcTime until, UtcTime now) = 0;
  /// Incidents that monitors opened at `since` or later, newest first, at most `limit`; notices and exercises left out.
  [[nodiscard]] virtual Result<std::vector<core::Incident>> opened_by_monitors(UtcTime since, std::size_t limit) = 0;
};

}  // namespace crier::store
