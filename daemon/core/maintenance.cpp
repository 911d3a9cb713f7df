#include "core/maintenance.h"

#include <algorithm>

namespace crier::core {
namespace {

Problem conflict(std::string detail) { return {ErrorKind::conflict, "It makes no sense now", std::move(detail), {}}; }

Problem invalid(const char* pointer, const std::string& detail) {
  return {ErrorKind::invalid, "The event cannot be taken", detail, {{pointer, detail}}};
}

Result<MaintenanceChange, Problem> announced(const Event& event, UtcTime now) {
  if (!event.title || event.title->find_first_not_of(" \t") == std::string::npos) return invalid("/title", "maintenance needs a title");
  if (!event.starts) return invalid("/starts", "maintenance needs the time when it starts");
  if (!event.ends) return invalid("/ends", "maintenance needs the time when it ends");
  if (event.extend) return invalid("/extend", "there is no maintenance yet that could be extended; say when it ends");
  if (event.status && *event.status != Status::scheduled && *event.status != Status::in_progress)
    return invalid("/status", "maintenance is announced as scheduled; leave the status out");
  if (*event.ends <= *event.starts) return invalid("/ends", "it would end before it starts");
  if (*event.ends <= now) return invalid("/ends", "it would have ended already");
  MaintenanceChange change{Stage::scheduled, {*event.starts, *event.ends, 1}, Status::scheduled};
  if (*event.starts <= now || event.status == Status::in_progress) {
    change.stage = Stage::started;
    change.status = Status::in_progress;
  }
  return change;
}

Result<MaintenanceChange, Problem> ended(const Incident& current, Status as, UtcTime now) {
  const bool has_begun = current.status == Status::in_progress || current.maintenance->starts <= now;
  if (as == Status::completed && !has_begun) return conflict("maintenance " + current.name() + " has not begun; cancel it, or move it");
  return MaintenanceChange{as == Status::completed ? Stage::completed : Stage::cancelled, *current.maintenance, as};
}

}  // namespace

Result<MaintenanceChange, Problem> change_maintenance(const Incident* current, const Event& event, UtcTime now) {
  if (current == nullptr) return announced(event, now);
  const MaintenanceWindow& stands = *current->maintenance;
  const bool is_under_way = current->status == Status::in_progress;
  if (event.status == Status::completed || event.status == Status::cancelled) {
    if (event.starts || event.ends || event.extend)
      return invalid("/status", "what is over has no other times; leave starts, ends and extend out");
    return ended(*current, *event.status, now);
  }
  MaintenanceChange change{is_under_way ? Stage::started : Stage::scheduled, stands, current->status};
  change.window.starts = event.starts.value_or(stands.starts);
  change.window.ends = event.extend ? stands.ends + *event.extend : event.ends.value_or(stands.ends);
  if (event.extend && event.ends) return invalid("/extend", "say either when it ends or by how much it is extended");
  const bool starts_now = event.status == Status::in_progress;
  if (event.starts && is_under_way && *event.starts != stands.starts)
    return invalid("/starts", "it is in progress since " + format_rfc3339(stands.starts) + "; only its end can be moved");
  if (starts_now && is_under_way) return conflict("maintenance " + current->name() + " is in progress already");
  if (change.window.ends <= change.window.starts) return invalid(event.ends ? "/ends" : "/starts", "it would end before it starts");
  const bool other_start = change.window.starts != stands.starts;
  const bool other_end = change.window.ends != stands.ends;
  if ((other_start || other_end) && change.window.ends <= now)
    return invalid(event.ends ? "/ends" : "/extend", "it would have ended already");
  if (other_start || other_end) {
    ++change.window.revision;
    change.stage = !other_start && change.window.ends > stands.ends ? Stage::extended : Stage::moved;
  }
  if (starts_now || (other_start && change.window.starts <= now)) {
    if (starts_now && !other_start && now < change.window.starts) {
      change.window.starts = now;
      if (change.window.revision == stands.revision) ++change.window.revision;
    }
    change.stage = Stage::started;
    change.status = Status::in_progress;
  }
  return change;
}

bool is_open_maintenance(const Incident& incident) { return incident.is_maintenance() && incident.is_open(); }

std::vector<MaintenanceOccasion> maintenance_occasions(const MaintenanceRule& rule, const Incident& incident, UtcTime after,
                                                       UtcTime until) {
  std::vector<MaintenanceOccasion> all;
  if (!is_open_maintenance(incident)) return all;
  const auto add = [&](Stage stage, Millis before, UtcTime at) {
    if (at > after && at <= until) all.push_back({stage, before, at});
  };
  if (incident.status == Status::scheduled) {
    for (const Millis before : rule.remind) add(Stage::reminder, before, incident.maintenance->starts - before);
    add(Stage::started, {}, incident.maintenance->starts);
  }
  add(Stage::completed, {}, incident.maintenance->ends);
  std::stable_sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.at < b.at; });
  return all;
}

}  // namespace crier::core
