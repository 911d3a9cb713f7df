#pragma once
#include <memory>
#include <string>

#include "base/result.h"
#include "store/sqlite/database.h"
#include "store/sqlite/sqlite_store.h"

namespace crier::store::sqlite {

/// The one connection that writes and checkpoints (rules G2; docs/decisions/store-tables.md). Nothing else may.
/// Errors: io, conflict, config, full.
[[nodiscard]] Result<std::unique_ptr<Database>> connect_writer(const std::string& path, const SqliteOptions& options);

/// A connection that only reads and never checkpoints, also not when it is closed.
[[nodiscard]] Result<std::unique_ptr<Database>> connect_reader(const std::string& path, const SqliteOptions& options);

/// How much of the log is not in the database file yet, and taking it there.
/// Thread: store writer.
class Checkpointer {
 public:
  Checkpointer(Database& database, std::int64_t due_bytes, std::int64_t at_most_bytes);
  ~Checkpointer();
  Checkpointer(const Checkpointer&) = delete;
  Checkpointer& operator=(const Checkpointer&) = delete;
  /// Does it if it is due; while urgent work waits only if the log has become long.
  void run_if_due(bool urgent);
  /// Takes all of it and cuts the log (open after an unclean end, close).
  void run_whole();
  [[nodiscard]] std::int64_t pending_frames() const { return frames_ >= done_ ? frames_ - done_ : frames_; }

 private:
  Database& database_;
  std::int64_t due_frames_;
  std::int64_t at_most_frames_;
  std::int64_t frames_ = 0;  ///< in the log after the last commit
  std::int64_t done_ = 0;    ///< of them already taken
};

}  // namespace crier::store::sqlite
