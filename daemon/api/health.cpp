#include "api/health.h"

#include <filesystem>

namespace crier::api {

std::string disk_warning(const std::string& folder) {
  constexpr std::uintmax_t kLeastPercent = 10;
  std::error_code failed;
  const auto space = std::filesystem::space(folder, failed);
  if (failed || space.capacity == 0 || space.capacity == static_cast<std::uintmax_t>(-1)) return {};
  const auto percent = space.available / (space.capacity / 100 + 1);
  if (percent >= kLeastPercent) return {};
  return "less than 10 % of the disk is free (" + std::to_string(percent) + " % of " + folder +
         "): free some before the store stops accepting";
}

}  // namespace crier::api
