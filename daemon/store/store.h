#pragma once
#include <memory>

#include "store/acceptance.h"
#include "store/directory.h"
#include "store/interventions.h"
#include "store/ledger.h"
#include "store/occasions.h"
#include "store/queue.h"
#include "store/silences.h"
#include "store/upkeep.h"

namespace crier::store {

/// The durable truth behind one interface, in narrow parts. Implementations: sqlite/, memory/ (simulation and tests).
/// Owner: the Writer (store/writer.h). Thread: store writer, but for reader(), which makes an object for another thread.
class Store : public Intake, public Queue, public Upkeep, public Directory, public Interventions, public Occasions, public Silences {
 public:
  /// Opens a group transaction: everything until commit or rollback happens together or not at all.
  [[nodiscard]] virtual Result<void> begin_group() = 0;
  /// Errors: full (nothing of the group happened), io (uncertain: the process must end and read the truth again, rules G3).
  [[nodiscard]] virtual Result<void> commit_group() = 0;
  virtual void rollback_group() = 0;
  /// Work between groups: checkpoints by size (rules G2). `urgent`: urgent work waits, only what must be done now.
  [[nodiscard]] virtual Result<void> between_groups(bool urgent) = 0;
  /// Gives back disk space that is kept for a full disk (rules G3); false if there is none (any more).
  virtual bool free_reserve() { return false; }
  /// False after free_reserve until there is room again: only outcomes of attempts may be stored.
  [[nodiscard]] virtual bool has_reserve() const { return true; }
  /// A view of committed state for the reader thread.
  [[nodiscard]] virtual Result<std::unique_ptr<Ledger>> reader() = 0;
};

}  // namespace crier::store
