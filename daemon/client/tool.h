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

/// The whole of a plain file of at most 16 MiB, of stdin for "-", or of what the shell has opened ("/dev/stdin", "/dev/fd/63" of a process
/// substitution). Errors: no_file: it cannot be read, is larger, or is a folder, a named pipe or a device, which it does not wait for.
[[nodiscard]] Result<std::string, Failure> read_file(World& world, const std::string& path);

}  // namespace crier::client
