#pragma once
#include <string>

#include "client/consent.h"
#include "client/tool.h"

namespace crier::client {

/// Which pending update is meant: of an incident the newest draft, or the one of that number.
struct PendingFlags {
  std::string key;
  std::optional<int> number;
  std::string file;   ///< other words for it
  bool edit = false;  ///< other words for it, from the editor
  Consent consent;
};

/// `crier approve KEY [N] [--edit | --file FILE]`: shows what goes out and to how many, asks at a terminal, and releases it.
int approve(Tool& tool, const PendingFlags& flags);

/// `crier withdraw KEY [N]`: ends it unsent.
int withdraw(Tool& tool, const PendingFlags& flags);

}  // namespace crier::client
