#pragma once
#include <string>
#include <vector>

#include "client/tool.h"

namespace crier::client {

struct ReminderFlags {
  std::string at;
  std::vector<std::string> audiences;
  std::string title, summary, name;
};
/// `crier remind --at …`: a message at a time, once.
int add_reminder(Tool& tool, const ReminderFlags& flags);
/// `crier remind --list`: those of the configuration too.
int list_reminders(Tool& tool);
int cancel_reminder(Tool& tool, const std::string& name);

}  // namespace crier::client
