#pragma once
#include <optional>
#include <string>
#include <vector>

#include "store/sqlite/endings.h"
#include "store/sqlite/starter.h"
#include "store/sqlite/tables.h"
#include "store/upkeep.h"

namespace crier::store::sqlite {

/// What follows from the passing of time and what is kept for channels (store/queue.h, Upkeep).
/// Thread: store writer.
class Keeper {
 public:
  Keeper(Tables& tables, Chains& chains, Fallbacks& fallbacks, Endings& endings, Starter& starter);
  [[nodiscard]] Result<std::vector<ClassId>> due_fallbacks(UtcTime now, std::size_t limit);
  [[nodiscard]] Result<std::optional<UtcTime>> next_fallback();
  [[nodiscard]] Result<std::int64_t> expire(const std::string& channel, UtcTime accepted_before, UtcTime now, std::size_t limit);
  [[nodiscard]] Result<void> keep_channel_state(const std::string& channel, const std::string& state);
  [[nodiscard]] Result<std::string> channel_state(const std::string& channel);
  [[nodiscard]] Result<void> set_pause(const std::string& channel, const std::optional<Upkeep::Pause>& pause);
  [[nodiscard]] Result<std::vector<Upkeep::Pause>> pauses();

 private:
  void fall_back(const DeliveryId& id, UtcTime now);
  void fall_back_unexpanded(Broadcast& broadcast, UtcTime now);
  [[nodiscard]] std::vector<BroadcastId> unsent(std::int64_t channel, std::size_t rows);
  void expire_one(Broadcast& broadcast, UtcTime accepted_before, UtcTime now, std::int64_t limit, std::int64_t& ended);

  Tables& t_;
  Chains& chains_;
  Fallbacks& fallbacks_;
  Endings& endings_;
  Starter& starter_;
  Query due_rows_, due_broadcasts_, next_row_, next_broadcast_, members_, queued_, languages_, keep_state_, state_, set_pause_, lift_pause_,
      pauses_;
};

}  // namespace crier::store::sqlite
