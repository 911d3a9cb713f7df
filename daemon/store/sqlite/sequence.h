#pragma once
#include "store/sqlite/database.h"

namespace crier::store::sqlite {

/// The ids of one table, ascending. The newest row of a table is never deleted, so that no id is given twice.
/// Thread: store writer.
class Sequence {
 public:
  Sequence(Database& database, const char* select_max) : select_max_(database, select_max) {}
  [[nodiscard]] std::int64_t next() {
    if (last_ == 0) last_ = select_max_.one().value_or(0);
    return ++last_;
  }
  /// After a rollback: what was given is free again.
  void forget() { last_ = 0; }

 private:
  Query select_max_;
  std::int64_t last_ = 0;
};

}  // namespace crier::store::sqlite
