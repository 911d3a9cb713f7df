#pragma once
#include <string>
#include <vector>

#include "store/interventions.h"
#include "store/sqlite/endings.h"
#include "store/sqlite/starter.h"
#include "store/sqlite/suppressions.h"
#include "store/sqlite/tables.h"

namespace crier::store::sqlite {

/// What operators do to deliveries: again, and not any more.
/// Thread: store writer.
class Operators {
 public:
  Operators(Tables& tables, Chains& chains, Endings& endings, Threads& threads, Suppressions& suppressions);
  [[nodiscard]] Result<Interventions::Count> retry(const DeliveryFilter& filter, bool closed_too, UtcTime not_before, UtcTime now);
  [[nodiscard]] Result<Interventions::Count> retry(const DeliveryId& id, UtcTime now);
  [[nodiscard]] Result<Interventions::Count> cancel(const DeliveryFilter& filter, UtcTime now);
  [[nodiscard]] Result<Interventions::Count> cancel(const DeliveryId& id, UtcTime now);

 private:
  [[nodiscard]] std::vector<BroadcastId> of_incident(const DeliveryFilter& filter);
  [[nodiscard]] std::vector<BroadcastId> with_dead(const DeliveryFilter& filter);
  void add_live(std::vector<BroadcastId>& ids);
  [[nodiscard]] std::vector<BroadcastId> with_work();
  [[nodiscard]] bool is_meant(const Broadcast& broadcast, const DeliveryFilter& filter);
  [[nodiscard]] bool is_open(IncidentId incident);
  [[nodiscard]] std::vector<DeliveryId> rows(const Broadcast& broadcast, const DeliveryFilter& filter, bool dead);
  [[nodiscard]] RecipientId recipient(const Broadcast& broadcast, const std::string& address);
  [[nodiscard]] bool retry_one(Broadcast& broadcast, const DeliveryId& id, const DeliveryFilter& filter, UtcTime now);
  [[nodiscard]] bool cancel_one(Broadcast& broadcast, const DeliveryId& id, const DeliveryFilter& filter, UtcTime now);
  [[nodiscard]] std::int64_t cancel_rest(Broadcast& broadcast, const DeliveryFilter& filter, UtcTime now);
  [[nodiscard]] Result<Interventions::Count> report(std::int64_t count);

  Tables& t_;
  Chains& chains_;
  Endings& endings_;
  Threads& threads_;
  Suppressions& suppressions_;
  Query newest_incident_, named_incident_, incident_state_, updates_, next_dead_, next_live_, dead_, unexpanded_, recipient_;
};

}  // namespace crier::store::sqlite
