#pragma once
#include <string>
#include <vector>

#include "store/queue.h"
#include "store/sqlite/endings.h"
#include "store/sqlite/tables.h"

namespace crier::store::sqlite {

/// Starts attempts: ready deliveries first, then members that the broadcast has not expanded yet. A member that starts at once is
/// inserted as sending: no row is written twice in the group that accepts and starts it.
/// Thread: store writer.
class Starter {
 public:
  Starter(Tables& tables, Chains& chains, Endings& endings, Threads& threads);
  [[nodiscard]] Result<std::vector<Started>> start(const StartOrder& order, const Judge& judge, UtcTime now);
  /// Ends members that are not expanded yet expired, at most `limit`, as far as order and cap allow.
  void expire_rest(Broadcast& broadcast, std::size_t limit, UtcTime now);

 private:
  struct Member {
    RecipientId recipient;
    std::string address;
    std::string name;
    std::string secret_file;
    std::string language;
    bool is_suppressed = false;
    bool has_left = false;
    bool falls_back = false;
    std::optional<Millis> fallback_after;
    DeliveryKind kind = DeliveryKind::post;
  };
  struct Run {
    const StartOrder& order;
    const Judge& judge;
    UtcTime now;
    Broadcast& b;
    std::vector<Broadcast*> others;
    std::vector<GroupAt> earlier;
    std::vector<Broadcast*> siblings;
    std::vector<Started> started;
    std::size_t budget;       ///< rows that may still be looked at
    std::size_t skipped = 0;  ///< ready ones that stay where they are
    bool is_stopped = false;

    [[nodiscard]] bool is_full() const { return is_stopped || started.size() >= order.most || budget == 0; }
    [[nodiscard]] bool is_too_old(UtcTime since) const { return now - since > order.max_age || (b.expires && *b.expires <= now); }
  };

  [[nodiscard]] Run begin(Broadcast& broadcast, const StartOrder& order, const Judge& judge, UtcTime now);
  void take_ready(Run& run);
  [[nodiscard]] std::vector<Member> ready_page(const Run& run);
  void try_ready(Run& run, const Member& member);
  void expand(Run& run);
  [[nodiscard]] bool expand_one(Run& run, const Member& member);  ///< false: it stays where it is
  void end_expansion(Run& run, RecipientId bound);
  [[nodiscard]] bool is_told_elsewhere(Run& run, RecipientId recipient);
  void add_started(Run& run, const Member& member, const Delivery& delivery);
  [[nodiscard]] const std::string& incident_name(Broadcast& broadcast);
  [[nodiscard]] std::string corrected_id(Broadcast& broadcast, RecipientId recipient);

  Tables& t_;
  Chains& chains_;
  Endings& endings_;
  Threads& threads_;
  Query ready_, members_, incident_, languages_;
};

}  // namespace crier::store::sqlite
