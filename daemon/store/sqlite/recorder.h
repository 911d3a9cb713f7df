#pragma once
#include <optional>
#include <string>
#include <vector>

#include "store/acceptance.h"
#include "store/sqlite/chains.h"
#include "store/sqlite/sequence.h"
#include "store/sqlite/tables.h"

namespace crier::store::sqlite {

/// Stores accepted events whole, and pending updates when they are announced.
/// Thread: store writer.
class Recorder {
 public:
  Recorder(Tables& tables, Chains& chains);

  [[nodiscard]] Result<std::optional<Receipt>> receipt(const std::string& scope, const std::string& id);
  [[nodiscard]] Result<std::optional<core::Incident>> incident(const std::string& key, int occurrence);
  [[nodiscard]] Result<Group> group(const std::string& audience, const std::string& channel);
  [[nodiscard]] Result<std::int64_t> next_notice();
  [[nodiscard]] Result<Accepted> record(const Acceptance& acceptance, UtcTime now);
  [[nodiscard]] Result<BroadcastCount> reach(const NewBroadcast& planned);
  [[nodiscard]] Result<Accepted> accepted(UpdateId update);
  /// Replaces what is stored of an incident.
  void keep(const core::Incident& incident);
  /// After a rollback.
  void forget();

 private:
  void store_incident(const core::Incident& incident, IncidentId id, bool is_new, UtcTime now);
  void store_update(const Acceptance& acceptance, const Accepted& accepted, UpdateRows::Span broadcasts, UtcTime now);
  /// Raises the incident's unfinished broadcasts and those planned to the highest lane of them.
  [[nodiscard]] core::Lane common_lane(const Acceptance& acceptance, const std::vector<Broadcast*>& pending);
  void insert(Broadcast broadcast, Accepted& accepted, core::Lane lane, bool is_first, UtcTime now);
  [[nodiscard]] Broadcast plan(const NewBroadcast& plan, const Acceptance& acceptance, UtcTime now);
  void count_members(Broadcast& broadcast, const NewBroadcast& plan);
  void store_messages(Broadcast& broadcast, const NewBroadcast& plan);
  void supersede_earlier(IncidentId incident, const NewBroadcast& planned, UtcTime now);
  void give_way(IncidentId incident, int number, UtcTime now);
  void supersede(Broadcast& broadcast, UtcTime now);

  Tables& t_;
  Chains& chains_;
  Query receipt_, drop_receipt_, newest_incident_, named_incident_, notice_, keep_notice_, insert_incident_, update_incident_,
      keep_incident_, insert_message_, accepted_;
  Sequence incident_ids_, message_ids_;
};

/// What is stored in incident.state, by which lists of incidents are found. Retracted ones are among the resolved.
enum class IncidentState : std::int64_t { notice = 0, resolved = 1, open = 2 };

}  // namespace crier::store::sqlite
