#pragma once
#include <array>
#include <optional>
#include <string>
#include <vector>

#include "base/ids.h"
#include "base/time.h"
#include "core/vocabulary.h"

namespace crier::store::sqlite {

/// A due time that does not come by itself: work that waits for its chain, its file or its cap.
inline constexpr UtcTime kNever{Millis{INT64_MAX}};

/// Facts about a broadcast, one bit each.
enum BroadcastFlag : std::int64_t {
  kExpanded = 1,        ///< its cursor has seen every member, or was closed
  kForFallbacks = 2,    ///< has no members of its own (rules F5)
  kShared = 4,          ///< the update has another broadcast on this channel: an address may be in both (rules A4)
  kFollowed = 8,        ///< a delivery of another broadcast is blocked behind one of this
  kHoldsBack = 16,      ///< another broadcast's expansion waits for this one's (rules F2)
  kParkedByCap = 32,    ///< expansion waits for deliveries never attempted to become fewer
  kParkedByOrder = 64,  ///< expansion waits for an earlier broadcast's
  kGaps = 128,          ///< deliveries exist past the cursor
  kBraked = 256,        ///< its suppressions went over the brake (rules F1)
  kSwept = 512,         ///< its deliveries were deleted (rules G4)
  kLatest = 1024,       ///< it supersedes what is unsent of earlier updates (rules F3)
  kStopped = 2048,      ///< an operator stopped the update: nothing of it starts again (rules D1)
  kGivesWay = 4096,     ///< the update was corrected or its incident retracted: the same (rules D3)
  kCorrects = 8192,     ///< its update corrects another
  kExercise = 16384,    ///< planned in a rehearsal (rules D6)
};

/// One update × one audience × one channel. Counts are of posts; edits are in none but `live`.
struct Broadcast {
  // Fixed at acceptance.
  BroadcastId id;
  IncidentId incident;
  UpdateId update;
  int number = 0;
  int previous = 0;
  std::int64_t audience = 0;
  std::int64_t channel = 0;
  ClassId own_class;
  std::int64_t group = 0;  ///< 0: the audience has nobody on the channel
  UtcTime accepted{};
  MessageId first_message;
  int messages = 0;
  std::int64_t recipients = 0;
  std::int64_t deduplicated = 0;
  std::string earlier;  ///< "group:generation,…" whose members are left out
  // Changing, each behind a partial index.
  std::int64_t generation = 0;         ///< members added later are not meant
  bool waits = false;                  ///< the generation is still being taken in
  std::optional<UtcTime> expires;      ///< what is unsent by then ends expired
  std::optional<UtcTime> fallback_at;  ///< when members not expanded yet may need their fallback
  // Changing.
  core::Lane lane = core::Lane::bulk;
  std::int64_t flags = 0;
  RecipientId cursor;
  std::int64_t rest = 0;                                     ///< members that the cursor has not seen
  std::array<std::int64_t, core::kDeliveryStates> counts{};  ///< rows by state
  std::int64_t blocked = 0;                                  ///< of the queued: those behind another of their chain
  std::int64_t untried = 0;                                  ///< of the queued: those never attempted
  std::int64_t live = 0;                                     ///< rows queued or waiting, edits included
  std::int64_t suppressions = 0;
  std::optional<UtcTime> queue_due;  ///< key of its row in its own class's queue, none if it has no row
  std::int64_t queue_turn = 0;

  [[nodiscard]] bool has(BroadcastFlag flag) const { return (flags & flag) != 0; }
  void set(BroadcastFlag flag) {
    flags |= flag;
    dirty = true;
  }
  void clear(BroadcastFlag flag) {
    flags &= ~static_cast<std::int64_t>(flag);
    dirty = true;
  }
  [[nodiscard]] std::int64_t& count(core::DeliveryState state) { return counts[static_cast<std::size_t>(state)]; }
  [[nodiscard]] std::int64_t count(core::DeliveryState state) const { return counts[static_cast<std::size_t>(state)]; }
  /// How what ends unsent now ends, instead of being tried again; none: it is tried again.
  [[nodiscard]] std::optional<core::DeliveryState> ending() const {
    if (has(kStopped)) return core::DeliveryState::cancelled;
    return has(kGivesWay) ? std::optional(core::DeliveryState::superseded) : std::nullopt;
  }
  [[nodiscard]] bool is_active() const { return !has(kExpanded) || counts[0] + counts[1] + counts[2] > 0; }

  // Of this process only.
  bool dirty = false;
  bool is_new = false;    ///< not in the table yet
  bool is_alone = false;  ///< the only one of its incident on its channel, until the group ends
  bool stored_active = false;
  std::string incident_name;                          ///< once it was asked for
  std::optional<std::vector<BroadcastId>> corrected;  ///< of the update that this one corrects, on this channel; once asked for
};

/// True if members of the broadcast may be expanded now as far as it knows itself.
[[nodiscard]] inline bool may_expand(const Broadcast& broadcast) {
  return !broadcast.has(kExpanded) && !broadcast.waits && !broadcast.has(kParkedByCap) && !broadcast.has(kParkedByOrder);
}

}  // namespace crier::store::sqlite
