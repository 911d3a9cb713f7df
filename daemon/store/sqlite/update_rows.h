#pragma once
#include <optional>
#include <utility>
#include <vector>

#include "core/incident.h"
#include "store/acceptance.h"
#include "store/sqlite/database.h"
#include "store/sqlite/sequence.h"

namespace crier::store::sqlite {

/// Rows of `updates`: what was accepted, announced or not.
/// Thread: store writer.
class UpdateRows {
 public:
  struct Row {
    IncidentId incident;
    core::Update update;
  };
  /// Where the update's broadcasts are: their ids follow each other.
  struct Span {
    std::int64_t first = 0;
    std::size_t count = 0;
  };

  explicit UpdateRows(Database& database);
  [[nodiscard]] UpdateId next_id() { return UpdateId{ids_.next()}; }
  void insert(UpdateId id, IncidentId incident, const Acceptance& acceptance, Span broadcasts, UtcTime at);
  /// The pending update that is stored becomes the one that is announced now.
  void release(const Acceptance& acceptance, Span broadcasts, UtcTime at);
  void settle(IncidentId incident, const core::Settled& settled);
  void set_state(UpdateId id, core::UpdateState state);
  /// When pending ones go out by themselves.
  void set_due(IncidentId incident, const core::Pending& pending);

  [[nodiscard]] Result<std::optional<Row>> find(UpdateId id);
  [[nodiscard]] Result<std::optional<core::Update>> find(IncidentId incident, int number);
  /// The broadcasts of the incident's update of that number.
  [[nodiscard]] std::vector<BroadcastId> broadcasts(IncidentId incident, int number);
  [[nodiscard]] DuePending due(UtcTime now, std::size_t limit);
  /// After a rollback.
  void forget() { ids_.forget(); }

 private:
  Query insert_, release_, settle_, set_state_, set_due_, by_id_, by_number_, span_, due_;
  Sequence ids_;
};

/// The columns of an update, as both connections read them: id, number, state, at, document.
[[nodiscard]] Result<core::Update> read_update(Rows& row);

}  // namespace crier::store::sqlite
