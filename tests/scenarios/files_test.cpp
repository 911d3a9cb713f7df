#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include "simulation/play.h"

/// The scenario files beside this one, as `crier simulate` plays them: each says itself what must come of it (docs/simulate.md).
namespace crier::simulation {
namespace {

namespace fs = std::filesystem;

std::vector<std::string> files() {
  std::vector<std::string> all;
  for (const auto& entry : fs::directory_iterator(fs::path(CRIER_SOURCE) / "tests/scenarios")) {
    if (entry.path().extension() == ".yaml") all.push_back(entry.path().string());
  }
  std::sort(all.begin(), all.end());
  return all;
}

std::string name_of(const testing::TestParamInfo<std::string>& info) {
  std::string name = fs::path(info.param).stem().string();
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
}

config::Environment environment() {
  config::Environment environment;
  environment.without_secrets = true;
  return environment;
}

class ScenarioFile : public testing::TestWithParam<std::string> {};

TEST_P(ScenarioFile, comes_out_as_it_says) {
  const auto read = read_scenario(GetParam());
  ASSERT_TRUE(read.scenario) << read.report;
  ASSERT_FALSE(read.scenario->expect.empty()) << "a scenario without expectations tests nothing";
  const auto loaded = config::load(read.scenario->config, environment());
  ASSERT_TRUE(loaded.snapshot) << loaded.report;

  const auto played = play(*read.scenario, loaded.snapshot, environment());

  EXPECT_THAT(played.problems, testing::IsEmpty()) << to_table(played.lines);
  EXPECT_THAT(played.remarks, testing::IsEmpty());
}

INSTANTIATE_TEST_SUITE_P(All, ScenarioFile, testing::ValuesIn(files()), name_of);

TEST(ScenarioFiles, are_at_least_forty) { EXPECT_GE(files().size(), 40U); }

}  // namespace
}  // namespace crier::simulation
