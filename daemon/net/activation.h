#pragma once
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"

namespace crier::net {

/// What systemd puts into the environment when it hands sockets over (sd_listen_fds(3)).
struct ActivationEnvironment {
  std::optional<std::string> listen_pid;
  std::optional<std::string> listen_fds;
  std::optional<std::string> listen_fdnames;
};

/// Reads the variables and takes them out of the environment, so that no child mistakes them for its own.
/// Thread: main, before any other is started.
[[nodiscard]] ActivationEnvironment take_activation_environment();

/// A descriptor that was handed over, with the name its unit gave it ("" if none).
struct PassedSocket {
  int descriptor = -1;
  std::string name;
  bool operator==(const PassedSocket&) const = default;
};

/// The descriptors meant for the process `own_pid`: they begin at 3. None if the variables are absent or for another process.
/// Pure: nothing is opened, checked or closed. Errors: config, if the variables contradict themselves.
[[nodiscard]] Result<std::vector<PassedSocket>> passed_sockets(const ActivationEnvironment& environment, long own_pid);

}  // namespace crier::net
