#pragma once
#include <cstdint>
#include <optional>
#include <string>

namespace crier::bench {

/// What is sent: `events` events of which each opens an incident of its own, or as many as fit into `seconds`.
struct LoadOptions {
  std::string socket;
  std::string prefix = "load";  ///< of ids and incident keys: runs against one daemon need different ones
  std::string impact = "minor";
  std::string audience;  ///< "" leaves the choice to the routes
  int connections = 64;
  int batch = 1;  ///< events a request; more than one is sent as NDJSON
  std::int64_t events = 10'000;
  double seconds = 0;  ///< 0: until all events are sent
  double rate = 0;     ///< events a second; 0: each connection sends when it is answered
  int padding = 0;     ///< bytes added to each event's details
};

/// Reads the command line; none after a usage text on stderr.
[[nodiscard]] std::optional<LoadOptions> read_options(int count, char** words);

}  // namespace crier::bench
