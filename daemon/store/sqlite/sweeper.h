#pragma once
#include <vector>

#include "store/sqlite/tables.h"

namespace crier::store::sqlite {

/// Deletes what is past its time (rules G4), a few rows a call: receipts, deliveries of finished broadcasts, whole incidents with the
/// commands about them, commands about none. Open incidents and unfinished deliveries stay. The newest row of each table stays, so
/// that no id is given twice.
/// Thread: store writer.
class Sweeper {
 public:
  explicit Sweeper(Tables& tables);
  [[nodiscard]] Result<std::int64_t> sweep(UtcTime history_before, UtcTime deliveries_before, UtcTime now, std::size_t limit);
  /// After a rollback.
  void forget() { looked_to_ = 0; }

 private:
  void forget_receipts(UtcTime now);
  void sweep_deliveries(UtcTime before);
  void sweep_history(UtcTime before);
  void sweep_commands(UtcTime before);
  /// True when nothing of the broadcast's deliveries is left.
  [[nodiscard]] bool erase_deliveries(BroadcastId broadcast);
  [[nodiscard]] bool erase_incident(IncidentId incident);
  void erase_messages(const Broadcast& broadcast);
  [[nodiscard]] bool is_open(IncidentId incident);
  [[nodiscard]] bool is_done() const { return left_ <= 0; }

  Tables& t_;
  std::int64_t left_ = 0;       ///< rows that this call may still delete
  std::int64_t looked_to_ = 0;  ///< the broadcast up to which this round has looked
  Query receipts_, forget_receipt_, receipts_swept_, keep_receipts_swept_, old_broadcasts_, last_delivery_, erase_deliveries_,
      erase_attempts_, erase_messages_, newest_message_, ended_, incident_state_, updates_, erase_broadcast_, erase_update_, erase_threads_,
      erase_incident_, newest_, erase_commands_, erase_old_commands_, erase_old_occasions_, erase_old_silences_;
};

}  // namespace crier::store::sqlite
