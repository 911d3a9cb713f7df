#pragma once
#include <optional>

#include "store/acceptance.h"
#include "store/sqlite/tables.h"

namespace crier::store::sqlite {

/// Updates that were accepted and are announced later or never, and updates as decisions ask for them.
/// Thread: store writer.
class Pendings {
 public:
  explicit Pendings(Tables& tables);
  [[nodiscard]] Result<std::optional<Stored>> stored(UpdateId update);
  [[nodiscard]] Result<std::optional<core::Update>> update(IncidentId incident, int number);
  [[nodiscard]] Result<DuePending> due(UtcTime now, std::size_t limit);
  [[nodiscard]] Result<bool> end(UpdateId update, core::UpdateState as);

 private:
  Tables& t_;
  Query incident_, keep_incident_;
};

}  // namespace crier::store::sqlite
