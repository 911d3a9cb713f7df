#pragma once
#include <array>
#include <unordered_map>

#include "core/vocabulary.h"
#include "store/sqlite/database.h"

namespace crier::store::sqlite {

/// The numbers of deliveries by channel and state, written once a group (rules F6).
/// Thread: store writer.
class Tally {
 public:
  explicit Tally(Database& database);
  void add(std::int64_t channel, core::DeliveryState state, std::int64_t count) {
    if (count != 0) changes_[channel][static_cast<std::size_t>(state)] += count;
  }
  void flush();
  void forget() { changes_.clear(); }

 private:
  Query update_;
  std::unordered_map<std::int64_t, std::array<std::int64_t, core::kDeliveryStates>> changes_;
};

}  // namespace crier::store::sqlite
