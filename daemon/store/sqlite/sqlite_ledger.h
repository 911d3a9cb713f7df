#pragma once
#include <memory>
#include <string>

#include "base/result.h"
#include "store/ledger.h"
#include "store/sqlite/sqlite_store.h"

namespace crier::store::sqlite {

/// A view of committed state on a connection of its own. Errors: io, conflict.
[[nodiscard]] Result<std::unique_ptr<Ledger>> open_ledger(const std::string& path, const SqliteOptions& options);

}  // namespace crier::store::sqlite
