#include "bench/load_options.h"

#include <cstdio>
#include <map>
#include <string_view>

namespace crier::bench {
namespace {

constexpr const char* kUsage =
    "usage: crier-load --socket PATH [--prefix NAME] [--impact I] [--audience NAME] [--connections N] [--batch N]\n"
    "                  [--events N] [--seconds S] [--rate EVENTS_PER_SECOND] [--padding BYTES]\n"
    "Sends events to crierd and prints what came of it as one JSON object.\n";

std::map<std::string, std::string> pairs(int count, char** words) {
  std::map<std::string, std::string> all;
  for (int i = 1; i + 1 < count; i += 2) all[words[i]] = words[i + 1];
  if (count % 2 == 0) all[words[count - 1]] = "";
  return all;
}

}  // namespace

std::optional<LoadOptions> read_options(int count, char** words) {
  LoadOptions options;
  auto given = pairs(count, words);
  const auto take = [&](const char* name, auto set) {
    const auto found = given.find(name);
    if (found == given.end()) return;
    set(found->second);
    given.erase(found);
  };
  try {
    take("--socket", [&](const std::string& v) { options.socket = v; });
    take("--prefix", [&](const std::string& v) { options.prefix = v; });
    take("--impact", [&](const std::string& v) { options.impact = v; });
    take("--audience", [&](const std::string& v) { options.audience = v; });
    take("--connections", [&](const std::string& v) { options.connections = std::stoi(v); });
    take("--batch", [&](const std::string& v) { options.batch = std::stoi(v); });
    take("--events", [&](const std::string& v) { options.events = std::stoll(v); });
    take("--seconds", [&](const std::string& v) { options.seconds = std::stod(v); });
    take("--rate", [&](const std::string& v) { options.rate = std::stod(v); });
    take("--padding", [&](const std::string& v) { options.padding = std::stoi(v); });
  } catch (const std::exception&) {
    given["a number"] = "";
  }
  const bool makes_sense = options.connections > 0 && options.batch > 0 && options.events > 0 && options.padding >= 0;
  if (given.empty() && !options.socket.empty() && makes_sense) return options;
  std::fputs(kUsage, stderr);
  return std::nullopt;
}

}  // namespace crier::bench
