#include "client/simulate.h"

#include <filesystem>
#include <ostream>

#include "client/table.h"
#include "simulation/play.h"

namespace crier::client {

int simulate(World& world, const std::string& scenario, const std::string& config, bool prints_json) {
  const auto read = simulation::read_scenario(scenario);
  if (!read.scenario) {
    world.err << read.report;
    return read.is_missing ? no_file : refused;
  }
  const std::string path = !config.empty() ? config : !read.scenario->config.empty() ? read.scenario->config : "/etc/crier/crier.yaml";
  std::error_code failed;
  if (!std::filesystem::exists(path, failed)) {
    world.err << "crier: " << printable(path) << " does not exist; name the configuration with --config FILE.\n";
    return no_file;
  }
  config::Environment environment;
  environment.without_secrets = true;
  const auto loaded = config::load(path, environment);
  world.err << loaded.report;
  if (!loaded.snapshot) return bad_config;
  const auto played = simulation::play(*read.scenario, loaded.snapshot, environment);
  if (prints_json) {
    for (const auto& line : played.lines) world.out << simulation::to_json(line) << '\n';
  } else {
    world.out << simulation::to_table(played.lines);
  }
  for (const auto& remark : played.remarks) world.err << "crier: " << printable(remark) << '\n';
  for (const auto& problem : played.problems) world.err << problem << '\n';
  return played.problems.empty() ? done : refused;
}

}  // namespace crier::client
