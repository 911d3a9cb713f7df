#pragma once
#include <chrono>

#include "store/sqlite/database.h"

namespace crier::store::sqlite {

/// One look at the store: every statement in it sees the same committed state, and all of them together take at most `at_most`
/// (a long reader would keep checkpoints from cutting the log).
class Reading {
 public:
  explicit Reading(Database& database, std::chrono::milliseconds at_most = std::chrono::seconds(2));
  ~Reading();
  Reading(const Reading&) = delete;
  Reading& operator=(const Reading&) = delete;

 private:
  static int is_over(void* reading);
  Database& database_;
  std::chrono::steady_clock::time_point until_;
};

}  // namespace crier::store::sqlite
