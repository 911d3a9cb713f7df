#pragma once
#include <string>

#include "client/caller.h"
#include "client/world.h"

namespace crier::client {

/// What every command has: its process, crierd, and how to show what came back.
struct Tool {
  World& world;
  Caller& caller;
  bool prints_json = false;

  /// Prints the failure's sentence to stderr; gives its exit code.
  int fail(const Failure& failure) const;
  /// Prints the API's answer as it is.
  int print(const Reply& reply) const;
};

/// The whole of a file, or of stdin for "-". Errors: no_file.
[[nodiscard]] Result<std::string, Failure> read_file(World& world, const std::string& path);

}  // namespace crier::client
