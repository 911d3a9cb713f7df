#pragma once
#include <optional>
#include <string>
#include <vector>

#include "base/ids.h"
#include "base/result.h"
#include "base/time.h"

namespace crier::store {

/// What only starting, reloading and the clock of dispatch need. Every call happens inside a group transaction of the writer.
/// Thread: store writer. Errors: full, io.
class Upkeep {
 public:
  virtual ~Upkeep() = default;
  /// The claims of earlier starts, which a crash left without an outcome: ends each as unknown (rules: design.md section 5).
  /// `drop` names the channels with `unsure: drop`, whose deliveries end failed; the others wait, due now, unsure.
  [[nodiscard]] virtual Result<std::int64_t> recover(const std::vector<std::string>& drop, UtcTime now) = 0;
  /// Makes deliveries for fallbacks whose time has come; the classes that have new work.
  [[nodiscard]] virtual Result<std::vector<ClassId>> due_fallbacks(UtcTime now, std::size_t limit) = 0;
  /// When the next fallback is due: of a delivery, or of what is not expanded yet; none if nothing has one. It may be too early, of what
  /// has ended meanwhile, never too late.
  [[nodiscard]] virtual Result<std::optional<UtcTime>> next_fallback() = 0;
  /// Ends up to `limit` deliveries of broadcasts older than their channel's max age that never started; the number ended.
  [[nodiscard]] virtual Result<std::int64_t> expire(const std::string& channel, UtcTime accepted_before, UtcTime now,
                                                    std::size_t limit) = 0;
  /// Deletes up to `limit` rows that are past their time (rules G4); how many were deleted.
  [[nodiscard]] virtual Result<std::int64_t> sweep(UtcTime history_before, UtcTime deliveries_before, UtcTime now, std::size_t limit) = 0;
  /// What an adapter asked to keep for its channel (rules H3).
  [[nodiscard]] virtual Result<void> keep_channel_state(const std::string& channel, const std::string& state) = 0;
  [[nodiscard]] virtual Result<std::string> channel_state(const std::string& channel) = 0;
  /// Why a channel is paused; none = it is not. Kept over restarts.
  struct Pause {
    std::string channel;
    std::string reason;
    bool by_operator = false;
    UtcTime since{};
  };
  [[nodiscard]] virtual Result<void> set_pause(const std::string& channel, const std::optional<Pause>& pause) = 0;
  [[nodiscard]] virtual Result<std::vector<Pause>> pauses() = 0;
};

}  // namespace crier::store
