#pragma once
#include <memory>
#include <string>

#include "base/log.h"
#include "base/result.h"
#include "store/store.h"

namespace crier::store {

struct SqliteOptions {
  std::int64_t cache_kib = 16 * 1024;          ///< page cache of the writing connection
  std::int64_t reader_cache_kib = 4 * 1024;    ///< of each reader
  std::int64_t ballast_bytes = 8 << 20;        ///< kept back for outcomes on a full disk (rules G3); 0 = none
  std::int64_t checkpoint_bytes = 4 << 20;     ///< of WAL after which a checkpoint is due (rules G2)
  std::int64_t checkpoint_at_most = 64 << 20;  ///< … and after which it waits for nothing
  std::int64_t max_pages = 0;                  ///< tests: the file may not grow beyond; 0 = no bound
};

/// Opens the store at `path`, makes it if there is none, brings it to this program's schema and checkpoints what an unclean end
/// left. The file has mode 0600; PATH.lock is held while the store is open.
/// Errors: conflict (another process has it), config (made by a newer Crier, or no store), io, full.
[[nodiscard]] Result<std::unique_ptr<Store>> open_sqlite(const std::string& path, const SqliteOptions& options = {});

}  // namespace crier::store
