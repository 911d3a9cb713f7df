#pragma once
#include <optional>
#include <string>

#include "client/tool.h"

namespace crier::client {

/// What is to be stopped: an update by its id, one of an incident (the newest, if no number is said), or the newest of all.
struct StopFlags {
  std::string target;  ///< UPDATE_ID or KEY
  std::optional<int> number;
  bool last = false;
};

/// `crier stop UPDATE_ID | KEY [N] | --last`: what of the update is not sent yet is not sent any more. Says how many got it, and the
/// command that puts it right.
int stop(Tool& tool, const StopFlags& flags);

}  // namespace crier::client
