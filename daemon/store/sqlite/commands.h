#pragma once
#include "store/ledger.h"
#include "store/sqlite/tables.h"

namespace crier::store::sqlite {

/// The log of commands that are not updates.
/// Thread: store writer.
class Commands {
 public:
  explicit Commands(Tables& tables);
  [[nodiscard]] Result<void> note(const LogEntry& entry);

 private:
  Tables& t_;
  Query newest_update_, last_turn_, incident_, insert_;
};

}  // namespace crier::store::sqlite
