#pragma once
#include <vector>

#include "store/queue.h"
#include "store/sqlite/endings.h"
#include "store/sqlite/suppressions.h"
#include "store/sqlite/tables.h"

namespace crier::store::sqlite {

/// Ends attempts, as dispatch decided what follows from them, and those that a crash left without an outcome.
/// Thread: store writer.
class Finisher {
 public:
  Finisher(Tables& tables, Chains& chains, Endings& endings, Threads& threads, Suppressions& suppressions)
      : t_(tables), chains_(chains), endings_(endings), threads_(threads), suppressions_(suppressions) {}
  [[nodiscard]] Result<FinishReport> finish(const std::vector<Finish>& finishes, UtcTime now);
  [[nodiscard]] Result<std::int64_t> recover(const std::vector<std::string>& drop, UtcTime now);

 private:
  [[nodiscard]] bool finish_plainly(Broadcast& broadcast, const Finish& finish, UtcTime now);
  void finish_one(Broadcast& broadcast, const Delivery& delivery, const Finish& finish, FinishReport& report, UtcTime now);
  void end_attempt(const Finish& finish, Delivery& after);
  void put_back(Broadcast& broadcast, const Delivery& before, Delivery after, const Finish& finish, UtcTime now);
  [[nodiscard]] bool is_overtaken(const Broadcast& broadcast, const Delivery& delivery, const Finish& finish);

  Tables& t_;
  Chains& chains_;
  Endings& endings_;
  Threads& threads_;
  Suppressions& suppressions_;
};

}  // namespace crier::store::sqlite
