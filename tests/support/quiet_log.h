#pragma once
#include <string>
#include <vector>

#include "base/log.h"

namespace crier::support {

/// Keeps the identifiers of what was logged.
class QuietLog final : public Log {
 public:
  [[nodiscard]] bool wants(LogLevel level) const override { return level != LogLevel::debug; }
  void write(LogLevel, std::string_view id, std::string_view, std::initializer_list<LogField>) override { ids.emplace_back(id); }
  std::vector<std::string> ids;
};

}  // namespace crier::support
