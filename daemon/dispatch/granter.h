#pragma once
#include <atomic>
#include <map>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "base/guarded.h"
#include "base/log.h"
#include "base/task.h"
#include "base/time.h"
#include "core/message.h"
#include "dispatch/board.h"
#include "dispatch/fair.h"
#include "dispatch/message_cache.h"
#include "store/writer.h"

namespace crier::dispatch {

/// A started attempt with what it says, ready to go out.
struct Ready {
  store::Started started;
  std::shared_ptr<const core::Message> message;  ///< empty: the store has it no more
  Place place;
  [[nodiscard]] bool is_retry() const { return started.attempt > 1; }
};

/// Starts attempts at the end of every group, inside its transaction, as far as the board has room (rules G1): so an event's
/// acceptance, earlier outcomes and the next starts share one commit.
/// Thread: store writer, but for enable() (any).
class Granter final : public store::GroupEnd {
 public:
  struct Grant {
    std::vector<Ready> ready;
    bool more = false;                ///< work is left that could start at once: run another group
    bool lost = false;                ///< the group was not committed: nothing of it started, run another in a while
    std::optional<UtcTime> fallback;  ///< when one is due next, while they are watched
  };
  /// `deliver` is called on the writer's thread after the commit, or after what was to be committed was lost.
  Granter(Guarded<Board>& board, const Clock& clock, UniqueFunction<void(Grant)> deliver);

  /// Off while starting and draining: nothing is started. What a group had started when it was switched off is still delivered.
  void enable(bool on) { enabled_ = on; }

  /// Whether every group says when the next fallback is due. Thread: any.
  void watch_fallbacks(bool on) { watches_fallbacks_ = on; }

  Result<void> before_commit(store::Store& store) override;
  void committed() override;
  void dropped() override;

 private:
  struct Now {
    UtcTime utc;
    SteadyTime steady;
  };
  void begin();
  Result<void> grant_class(store::Store& store, const Allowance& allowance, const Now& now);
  /// Starts from one lane what there is room for; how many were started.
  Result<int> grant_lane(store::Store& store, const Allowance& allowance, core::Lane lane, int room, const Now& now, bool& stopped);
  Result<void> keep(store::Store& store, std::vector<store::Started> started);
  Result<std::shared_ptr<const core::Message>> message(store::Store& store, MessageId id);

  Guarded<Board>& board_;
  const Clock& clock_;
  UniqueFunction<void(Grant)> deliver_;
  std::atomic<bool> enabled_{false};
  std::atomic<bool> watches_fallbacks_{false};
  Grant grant_;
  std::vector<std::pair<Place, bool>> counted_;  ///< what the board counted as started in this group, and whether as a retry
  std::vector<ClassId> visited_;                 ///< classes that were told in this group until when they are idle
  std::vector<ClassId> made_;                    ///< classes that this group made
  std::map<std::pair<ClassId, core::Lane>, FairShare> fair_;
  MessageCache messages_;
};

}  // namespace crier::dispatch
