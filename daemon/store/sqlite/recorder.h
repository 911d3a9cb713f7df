#pragma once
#include <optional>
#include <string>
#include <vector>

#include "store/acceptance.h"
#include "store/sqlite/chains.h"
#include "store/sqlite/sequence.h"
#include "store/sqlite/tables.h"

namespace crier::store::sqlite {

/// Stores accepted events whole.
/// Thread: store writer.
class Recorder {
 public:
  Recorder(Tables& tables, Chains& chains);

  [[nodiscard]] Result<std::optional<Receipt>> receipt(const std::string& scope, const std::string& id);
  [[nodiscard]] Result<std::optional<core::Incident>> incident(const std::string& key, int occurrence);
  [[nodiscard]] Result<Group> group(const std::string& audience, const std::string& channel);
  [[nodiscard]] Result<std::int64_t> next_notice();
  [[nodiscard]] Result<Accepted> record(const Acceptance& acceptance, UtcTime now);
  [[nodiscard]] Result<Accepted> accepted(UpdateId update);
  /// After a rollback.
  void forget();

 private:
  void store_incident(const core::Incident& incident, IncidentId id, bool is_new, UtcTime now);
  void store_update(const Acceptance& acceptance, const Accepted& accepted, std::int64_t first_broadcast, UtcTime now);
  [[nodiscard]] Broadcast plan(const NewBroadcast& plan, const Acceptance& acceptance, UtcTime now);
  void count_members(Broadcast& broadcast, const NewBroadcast& plan);
  void store_messages(Broadcast& broadcast, const NewBroadcast& plan);
  void supersede_earlier(IncidentId incident, const NewBroadcast& planned, UtcTime now);

  Tables& t_;
  Chains& chains_;
  Query receipt_, newest_incident_, named_incident_, notice_, keep_notice_, insert_incident_, update_incident_, insert_update_,
      insert_message_, accepted_;
  Sequence incident_ids_, update_ids_, message_ids_;
};

/// What is stored in incident.state, by which lists of incidents are found.
enum class IncidentState : std::int64_t { notice = 0, resolved = 1, open = 2 };

}  // namespace crier::store::sqlite
