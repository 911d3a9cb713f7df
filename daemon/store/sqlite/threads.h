#pragma once
#include <optional>
#include <string>

#include "store/sqlite/tables.h"

namespace crier::store::sqlite {

/// What was posted to one recipient in one incident: the first delivered post and the newest (rules H2), and the edits of the first.
struct Thread {
  std::string root;
  std::string last;
  std::optional<BroadcastId> edit;       ///< whose edit is not finished
  std::optional<BroadcastId> next_edit;  ///< whose edit waits for that one, which is being sent
};

/// Threads, and the edits of their roots: at most one edit of a root is under way, and only the newest of the others is kept.
/// Thread: store writer.
class Threads {
 public:
  explicit Threads(Tables& tables);
  [[nodiscard]] std::optional<Thread> find(IncidentId incident, RecipientId recipient);
  /// A post was delivered as `remote_id`. True if there was a root before it.
  bool keep(IncidentId incident, RecipientId recipient, const std::string& remote_id);
  /// The delivered post asks for the root to be edited.
  void plan_edit(Broadcast& broadcast, const Delivery& post, UtcTime now);
  /// An ended edit of the broadcast is wanted again: false if another is under way.
  [[nodiscard]] bool take_edit(const Broadcast& broadcast, RecipientId recipient);
  /// An edit has ended: the next one may go.
  void edit_ended(Broadcast& broadcast, const Delivery& edit, UtcTime now);

 private:
  void store(IncidentId incident, RecipientId recipient, const Thread& thread);
  void supersede(BroadcastId broadcast, RecipientId recipient);

  Tables& t_;
  Query select_, store_;
};

}  // namespace crier::store::sqlite
