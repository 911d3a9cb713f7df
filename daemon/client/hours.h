#pragma once
#include <string>

#include "client/tool.h"

namespace crier::client {

/// `crier hours [AUDIENCE] [--week DATE]`: a week of office hours drawn against UTC and the operator's zone: a line for each audience and
/// day, a character for each half hour.
int show_hours(Tool& tool, const std::string& audience, const std::string& week);

}  // namespace crier::client
