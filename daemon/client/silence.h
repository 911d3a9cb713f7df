#pragma once
#include <string>
#include <vector>

#include "client/tool.h"

namespace crier::client {

struct SilenceFlags {
  std::vector<std::string> match;  ///< FIELD=VALUE, or an incident's key
  std::string span;                ///< 2h
  std::string why;
};
/// `crier silence MATCH --for 2h --why …`: what monitors say of these incidents waits.
int add_silence(Tool& tool, const SilenceFlags& flags);
/// `crier silence --list`: those that have not ended.
int list_silences(Tool& tool);
/// `crier silence --end ID`: what waited is told now.
int end_silence(Tool& tool, const std::string& id);

}  // namespace crier::client
