#pragma once
#include <string>

#include "client/tool.h"

namespace crier::client {

/// Which deliveries are meant; empty fields do not filter.
struct QueueFlags {
  std::string id;
  std::string state, incident, channel, recipient, since;
  int limit = 100;
  bool all_failed = false;
  bool edits = false;
};

/// `crier queue`: deliveries, newest first; without a state those that are under way or failed.
int show_queue(Tool& tool, const QueueFlags& flags);
/// `crier retry ID | --all-failed`: prints how many before it does it (rules D4).
int retry_deliveries(Tool& tool, const QueueFlags& flags);
/// `crier cancel ID | --incident KEY`.
int cancel_deliveries(Tool& tool, const QueueFlags& flags);

/// `crier suppress --list | --lift ADDRESS`; the channel only where the address is suppressed on several.
int list_suppressions(Tool& tool);
int lift_suppression(Tool& tool, const std::string& address, const std::string& channel);

}  // namespace crier::client
