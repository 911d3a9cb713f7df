#include "api/health.h"

#include <gtest/gtest.h>

#include <filesystem>

namespace crier::api {
namespace {

TEST(DiskWarning, agrees_with_the_file_system_and_is_silent_where_there_is_none) {
  const auto space = std::filesystem::space("/");
  const bool is_low = space.available < space.capacity / 100 * 10;

  EXPECT_EQ(disk_warning("/").empty(), !is_low);
  EXPECT_EQ(disk_warning("/does/not/exist"), "");
}

}  // namespace
}  // namespace crier::api
