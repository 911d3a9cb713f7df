#pragma once
#include "store/sqlite/chains.h"
#include "store/sqlite/fallbacks.h"
#include "store/sqlite/tables.h"
#include "store/sqlite/threads.h"

namespace crier::store::sqlite {

/// The end of a delivery, with all that follows from it: the chain's next one, the fallback, the next edit.
/// Thread: store writer.
class Endings {
 public:
  Endings(Tables& tables, Chains& chains, Fallbacks& fallbacks, Threads& threads)
      : t_(tables), chains_(chains), fallbacks_(fallbacks), threads_(threads) {}
  /// Stores `after`, whose state is final, in place of `before`.
  void end(Broadcast& broadcast, const Delivery& before, Delivery after, UtcTime now);
  /// Stores a delivery that ends as it begins (suppressed, too old).
  void insert_ended(Broadcast& broadcast, Delivery delivery, UtcTime now);

 private:
  Tables& t_;
  Chains& chains_;
  Fallbacks& fallbacks_;
  Threads& threads_;
};

}  // namespace crier::store::sqlite
