#pragma once
#include <string>

#include "store/sqlite/tables.h"

namespace crier::store::sqlite {

/// Addresses that are not written to any more (rules F1). A broadcast whose suppressions are more than 20 and more than 5 % of its
/// recipients suppresses nobody: those it suppressed before are taken back, and later ones of it are not suppressed either.
/// Thread: store writer.
class Suppressions {
 public:
  explicit Suppressions(Tables& tables);
  /// True if this one went over the brake.
  [[nodiscard]] bool add(Broadcast& broadcast, RecipientId recipient, const std::string& reason, UtcTime now);
  [[nodiscard]] bool lift(std::int64_t channel, const std::string& address);
  [[nodiscard]] bool is_suppressed(RecipientId recipient) { return find_.one(recipient).has_value(); }

 private:
  Tables& t_;
  Query insert_, take_back_, lift_, find_;
};

}  // namespace crier::store::sqlite
