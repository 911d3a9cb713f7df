#pragma once
#include <vector>

#include "base/ids.h"
#include "base/result.h"
#include "base/time.h"
#include "store/ledger.h"

namespace crier::store {

/// What an update's deliveries are, when it was stopped (rules D1).
struct StopCounts {
  std::int64_t delivered = 0;
  std::int64_t sending = 0;
  std::int64_t cancelled = 0;  ///< of all its time, the unexpanded rest included
  std::vector<ClassId> work;   ///< classes that have new work: later updates that waited behind this one
};

/// What operators do to deliveries. Inside a group transaction. Thread: store writer. Errors: full, io.
class Interventions {
 public:
  virtual ~Interventions() = default;
  struct Count {
    std::int64_t count = 0;
    std::vector<ClassId> work;  ///< classes that have new work
  };
  /// Failed, expired and cancelled deliveries are queued again, waiting ones become due now: new attempts under the old id.
  /// Bulk: `closed_too` false leaves out those of incidents that are not open and those of updates older than `not_before`
  /// (rules D4); those of updates that were stopped or corrected are left out unless the filter names the update, suppressed ones
  /// always. What is retried of a stopped update is tried like all else again, with its fallback.
  [[nodiscard]] virtual Result<Count> retry(const DeliveryFilter& filter, bool closed_too, UtcTime not_before, UtcTime now) = 0;
  [[nodiscard]] virtual Result<Count> retry(const DeliveryId& id, UtcTime now) = 0;
  /// Queued and waiting deliveries end cancelled, the unexpanded rest included; sending ones go on.
  [[nodiscard]] virtual Result<Count> cancel(const DeliveryFilter& filter, UtcTime now) = 0;
  [[nodiscard]] virtual Result<Count> cancel(const DeliveryId& id, UtcTime now) = 0;
  /// Ends all that is unsent of an announced update, the unexpanded rest and waiting retries included; what is being sent now is not
  /// sent again: it ends delivered, failed or cancelled, and nothing of it takes another way. Edits of what was delivered go on. The
  /// update's state becomes stopped; of a stopped one, what an operator has retried since ends too. Other states: only counts.
  /// Errors: not_found.
  [[nodiscard]] virtual Result<StopCounts> stop(UpdateId update, UtcTime now) = 0;
  /// Remembers a command that was carried out. `incident` and `update` as in LogEntry.
  [[nodiscard]] virtual Result<void> note(const LogEntry& entry) = 0;
};

}  // namespace crier::store
