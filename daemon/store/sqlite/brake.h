#pragma once
#include "store/interventions.h"
#include "store/sqlite/endings.h"
#include "store/sqlite/tables.h"

namespace crier::store::sqlite {

/// Stops an update (rules D1): what of it is not sent ends cancelled, and its broadcasts are marked, so that nothing of them starts
/// again. What is not expanded is one number a broadcast: a million cost as little as ten.
/// Thread: store writer.
class Brake {
 public:
  Brake(Tables& tables, Chains& chains, Endings& endings) : t_(tables), chains_(chains), endings_(endings) {}
  [[nodiscard]] Result<StopCounts> stop(UpdateId update, UtcTime now);

 private:
  void stop(Broadcast& broadcast, UtcTime now);

  Tables& t_;
  Chains& chains_;
  Endings& endings_;
};

}  // namespace crier::store::sqlite
