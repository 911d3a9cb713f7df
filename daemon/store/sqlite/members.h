#pragma once
#include <string>
#include <utility>
#include <vector>

#include "core/audience.h"
#include "store/sqlite/fallbacks.h"
#include "store/sqlite/tables.h"

namespace crier::store::sqlite {

/// Takes generations of recipients in (store/directory.h).
/// Thread: store writer.
class Members {
 public:
  Members(Tables& tables, Fallbacks& fallbacks);
  [[nodiscard]] Result<std::string> fingerprint(const std::string& audience, const std::string& channel);
  [[nodiscard]] Result<void> begin(const std::string& audience, const std::string& channel);
  [[nodiscard]] Result<std::int64_t> add(const std::string& audience, const std::string& channel,
                                         const std::vector<core::Recipient>& recipients);
  [[nodiscard]] Result<bool> complete(const std::string& audience, const std::string& channel, const std::string& fingerprint,
                                      std::size_t limit);
  [[nodiscard]] Result<std::vector<std::pair<std::string, std::string>>> groups();

 private:
  [[nodiscard]] GroupRow* find(const std::string& audience, const std::string& channel);
  [[nodiscard]] bool add_one(GroupRow& group, const core::Recipient& recipient);
  [[nodiscard]] bool purge(GroupRow& group, std::size_t limit);
  void release(const GroupRow& group);

  Tables& t_;
  Fallbacks& fallbacks_;
  Query seen_, insert_, refresh_, page_, erase_;
};

}  // namespace crier::store::sqlite
