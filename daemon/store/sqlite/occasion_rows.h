#pragma once
#include <optional>
#include <string>
#include <vector>

#include "store/occasions.h"
#include "store/sqlite/recorder.h"
#include "store/sqlite/tables.h"

namespace crier::store::sqlite {

/// What the clock remembers: occasions that are settled, one-shot reminders, how far it has looked, and which incidents concern it.
/// Thread: store writer.
class OccasionRows {
 public:
  OccasionRows(Tables& tables, Recorder& recorder);
  [[nodiscard]] Result<std::vector<SettledOccasion>> settled(const std::string& key);
  [[nodiscard]] Result<void> settle(const SettledOccasion& settled);
  [[nodiscard]] Result<std::vector<SettledOccasion>> settled_from(UtcTime from);
  [[nodiscard]] Result<std::optional<UtcTime>> looked_until();
  [[nodiscard]] Result<void> set_looked_until(UtcTime time);
  [[nodiscard]] Result<std::vector<core::Incident>> watched(UtcTime ended_from, const Occasions::Wanted& wanted);
  [[nodiscard]] Result<std::optional<core::Incident>> incident(IncidentId id);
  [[nodiscard]] Result<void> keep(const core::Incident& incident);
  [[nodiscard]] Result<std::vector<core::Incident>> open_maintenance();
  [[nodiscard]] Result<std::vector<UpdateId>> waiting_during(const std::string& maintenance);
  [[nodiscard]] Result<std::vector<core::Update>> updates_after(IncidentId incident, int after, std::size_t limit);
  [[nodiscard]] Result<std::vector<Way>> ways(IncidentId incident, const std::string& audience, int from, int until);
  [[nodiscard]] Result<bool> add_reminder(const core::Reminder& reminder);
  [[nodiscard]] Result<std::vector<core::Reminder>> reminders();
  [[nodiscard]] Result<bool> remove_reminder(const std::string& name);

 private:
  [[nodiscard]] Result<std::vector<core::Incident>> read(Rows rows, const Occasions::Wanted& wanted = {});

  Tables& t_;
  Recorder& recorder_;
  Query settled_, from_, put_, drop_, looked_, set_looked_, watched_, by_id_, maintenance_, waiting_, updates_, reply_, add_reminder_,
      reminders_, remove_reminder_;
};

}  // namespace crier::store::sqlite
