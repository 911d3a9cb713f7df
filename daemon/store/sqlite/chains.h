#pragma once
#include <vector>

#include "store/sqlite/tables.h"

namespace crier::store::sqlite {

/// The order of one recipient's updates of one incident (rules F2, F3). A chain is the unfinished posts to one recipient (which
/// is one address on one channel) in one incident: one of them is the head, all others are blocked.
/// Thread: store writer.
class Chains {
 public:
  explicit Chains(Tables& tables) : t_(tables) {}

  /// True if another of `others` has an unfinished post to the recipient: a new one must be blocked.
  [[nodiscard]] bool is_taken(const std::vector<Broadcast*>& others, RecipientId recipient);
  /// The same for one delivery of the broadcast.
  [[nodiscard]] bool is_taken(const Broadcast& broadcast, RecipientId recipient);
  /// A head of the broadcast has ended: the oldest blocked one of its chain becomes ready.
  void promote(Broadcast& broadcast, RecipientId recipient, UtcTime now);

  /// An unsent post gives way to a later update, unless part of it is out.
  void supersede(Broadcast& broadcast, const Delivery& unsent, UtcTime now);
  /// The same for all of earlier updates in the recipient's chain.
  void supersede_older(const Broadcast& than, const std::vector<Broadcast*>& others, RecipientId recipient, UtcTime now);

  /// How far the broadcast may expand: never past the cursor of an earlier one that is not expanded (rules F2). Those of its own update
  /// have other members.
  [[nodiscard]] RecipientId bound(const Broadcast& broadcast, const std::vector<Broadcast*>& others) const;
  /// The broadcast's cursor has moved or was closed: those held back by it may go on.
  void let_go(Broadcast& broadcast, UtcTime now);
  /// Deliveries never attempted have become fewer: expansion that waited for that may go on.
  void unpark(Broadcast& broadcast, UtcTime now);
  /// Members not expanded end in `state` as one number, without rows.
  void close(Broadcast& broadcast, core::DeliveryState state, UtcTime now);
  /// True if a newer broadcast of the incident on the channel reaches the recipient too.
  [[nodiscard]] bool has_successor(const Broadcast& broadcast, RecipientId recipient);

  [[nodiscard]] std::vector<Broadcast*> others(const Broadcast& broadcast);

 private:
  Tables& t_;
};

/// Deliveries never attempted that a broadcast may have before its expansion waits (rules F2).
inline constexpr std::int64_t kUntriedAtMost = 5000;

}  // namespace crier::store::sqlite
