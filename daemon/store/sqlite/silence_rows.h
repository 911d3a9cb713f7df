#pragma once
#include <vector>

#include "store/silences.h"
#include "store/sqlite/tables.h"

namespace crier::store::sqlite {

/// Silences, and the newest incidents of monitors. Thread: store writer.
class SilenceRows {
 public:
  explicit SilenceRows(Tables& tables);
  [[nodiscard]] Result<std::int64_t> add(const core::Silence& silence);
  [[nodiscard]] Result<std::vector<core::Silence>> list(UtcTime from);
  [[nodiscard]] Result<bool> end(std::int64_t number, UtcTime until, UtcTime now);
  [[nodiscard]] Result<std::vector<core::Incident>> opened_by_monitors(UtcTime since, std::size_t limit);

 private:
  Tables& t_;
  Query add_, last_, list_, end_, newest_;
};

}  // namespace crier::store::sqlite
