#pragma once
#include <span>

#include "base/result.h"
#include "store/sqlite/database.h"

namespace crier::store::sqlite {

/// One numbered step of the schema, run in a transaction of its own.
struct Migration {
  int number;
  /// The oldest schema whose programs can still work on a store that has this step.
  int min_reader;
  const char* sql;
};

/// All steps, in order; the last one's number is the schema this program writes.
[[nodiscard]] std::span<const Migration> migrations();

/// Brings the store to the newest of `steps`. A store of a newer schema is left as it is if its min_reader allows, else refused.
/// Errors: config (made by a newer Crier, not a store of Crier), io, full. After an error every whole step before it stands.
[[nodiscard]] Result<void> migrate(Database& database, std::span<const Migration> steps, const std::string& path);

}  // namespace crier::store::sqlite
