#pragma once
#include "client/tool.h"

namespace crier::client {

/// `crier`, `crier status`: who asks and may do what, whether messages are real, what is open (overdue first), pending, what the
/// clock will say next, what is blocked, what failed, each with the command to type. With --json one object with the API's answers.
int show_status(Tool& tool);

}  // namespace crier::client
