#pragma once
#include <boost/json/fwd.hpp>
#include <string>

#include "client/tool.h"

namespace crier::client {

/// "office-close, ask", "reminder weekly": what an entry of the schedule is.
[[nodiscard]] std::string occasion_of(const boost::json::value& entry);
/// Whom an entry of the schedule speaks to.
[[nodiscard]] std::string whom(const boost::json::value& entry);

struct ScheduleFlags {
  std::string from, until, incident, audience;
};
/// `crier schedule`: what the clock will say, soonest first.
int show_schedule(Tool& tool, const ScheduleFlags& flags);
/// `crier schedule show ID`: one with its messages as they would be now.
int show_occasion(Tool& tool, const std::string& id);
/// `crier schedule skip|now ID`: `what` is the verb.
int change_occasion(Tool& tool, const std::string& id, const std::string& what);
/// `crier hush KEY --for 8h`; "0s" ends it.
int hush_incident(Tool& tool, const std::string& key, const std::string& span);

}  // namespace crier::client
