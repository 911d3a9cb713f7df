#include "core/course.h"

#include <algorithm>

#include "base/text.h"

namespace crier::core {
namespace {

Problem conflict(std::string detail, std::vector<Fault> faults = {}) {
  return {ErrorKind::conflict, "It makes no sense now", std::move(detail), std::move(faults)};
}

bool contains(const std::vector<std::string>& list, const std::string& value) {
  return std::find(list.begin(), list.end(), value) != list.end();
}

Result<Course, Problem> course_of_correction(const Background& before, const Event& event) {
  const std::string number = std::to_string(*event.corrects);
  if (!before.incident) return conflict("there is no incident " + event.incident + "; nothing of it can be corrected");
  if (!before.corrected) return conflict("incident " + event.incident + " has no update " + number + "; see: crier show " + event.incident);
  const Update& wrong = *before.corrected;
  const std::string name = "update " + number + " of " + event.incident;
  if (is_pending(wrong.state))
    return conflict(name + " is not sent yet (" + std::string(to_text(wrong.state)) + "): stop or withdraw it, then say it right");
  if (wrong.audiences.empty()) return conflict(name + " was told to nobody, so there is nothing to correct; send an update");
  if (wrong.corrected_by) {
    const std::string by = std::to_string(*wrong.corrected_by);
    return conflict(name + " was corrected by update " + by + " already; look at it, and correct " + by + " if it is wrong too");
  }
  return Course{Action::update};
}

Result<Course, Problem> course_of_opening(const Rules& rules, const std::optional<Incident>& current, const Event& event, UtcTime now) {
  if (!current || current->retracted) return Course{Action::open, true};
  if (current->is_maintenance()) {
    if (!current->is_open()) return Course{Action::open, true};
    return conflict(event.incident + " is maintenance that is not over; choose another key");
  }
  // What really happens under the key of a rehearsal is an incident of its own: it must reach people.
  if (current->exercise && !event.exercise) return Course{Action::open, true};
  if (!current->resolved) return Course{Action::update};
  if (now - *current->resolved <= rules.reopen_within) return Course{Action::open, false, true};
  return Course{Action::open, true};
}

Result<Course, Problem> course_of_retraction(const std::optional<Incident>& current, const std::string& name) {
  if (!current) return conflict("there is no incident " + name + " to retract");
  if (current->retracted) return conflict("incident " + name + " was retracted already");
  return Course{Action::retract};
}

/// What only makes sense while the incident is open, or after it was resolved.
Result<Course, Problem> course_in_life(const std::optional<Incident>& current, const Event& event, bool monitor) {
  const std::string& name = event.incident;
  if (current && current->is_maintenance() && event.action != Action::take && event.action != Action::acknowledge &&
      event.action != Action::postmortem) {
    return conflict(name + " is maintenance; say what becomes of it with: crier maintenance " + name +
                    " --done, --extend 1h, --cancel, or other times");
  }
  if (event.action == Action::reopen) {
    if (!current) return conflict("there is no incident " + name + " to reopen; open it");
    if (current->retracted) return conflict("incident " + name + " was retracted, it had been opened in error; open it anew");
    if (!current->resolved) return conflict("incident " + name + " is open already; send an update");
    return Course{Action::reopen, false, true};
  }
  if (event.action == Action::postmortem) {
    if (!current) return conflict("there is no incident " + name + "; a postmortem follows its resolution");
    if (current->retracted) return conflict("incident " + name + " was retracted; a postmortem follows a resolution");
    if (!current->resolved) return conflict("incident " + name + " is still open; resolve it before its postmortem");
    return Course{Action::postmortem};
  }
  const bool ends = event.action == Action::resolve || event.status == Status::resolved;
  if (!current) return conflict("there is no incident " + name + "; open it first");
  if (current->is_open()) return Course{ends ? Action::resolve : event.action};
  if (ends && monitor) return Course{Action::resolve, false, false, true};
  if (event.action == Action::acknowledge && monitor) return Course{Action::acknowledge, false, false, true};
  if (current->retracted) return conflict("incident " + name + " was retracted; open it anew");
  if (ends) return conflict("incident " + name + " is resolved already");
  return conflict("incident " + name + " is resolved; open it again or reopen it, or send a postmortem");
}

/// Rules A3: whoever widens the circle of a restricted incident must say that it is meant.
std::optional<Problem> widens(const Incident& incident, const Event& event) {
  if (!incident.restricted || event.widen) return std::nullopt;
  for (std::size_t i = 0; i < event.audiences.size(); ++i) {
    if (contains(incident.added, event.audiences[i])) continue;
    return conflict("incident " + event.incident + " is restricted and was not for " + event.audiences[i] +
                        "; send it with widen: true if that is meant",
                    {{"/audiences/" + std::to_string(i), "is not in the circle of this restricted incident"}});
  }
  return std::nullopt;
}

Result<Course, Problem> course_of_maintenance(const std::optional<Incident>& current, const Event& event, UtcTime now) {
  const bool goes_on = current && current->is_open() && !(current->exercise && !event.exercise && !current->is_maintenance());
  if (goes_on && !current->is_maintenance()) return conflict(event.incident + " is an open incident, no maintenance; choose another key");
  if (!goes_on && (event.status == Status::completed || event.status == Status::cancelled || (event.extend && !event.starts))) {
    if (!current) return conflict("there is no maintenance " + event.incident + "; announce it with title, starts, ends and summary");
    return conflict("maintenance " + event.incident + " is over (" + std::string(to_text(current->status)) + ")");
  }
  auto change = change_maintenance(goes_on ? &*current : nullptr, event, now);
  if (!change) return change.error();
  if (goes_on) {
    if (auto problem = widens(*current, event)) return std::move(*problem);
  }
  Course course{Action::maintenance, !goes_on};
  course.maintenance = *change;
  return course;
}

/// What carries over (rules E2): the event's words replace the incident's where it has some.
void carry_over(Incident& incident, const Event& event) {
  if (event.title && !trim(*event.title).empty()) {
    incident.title = *event.title;
    incident.monitors_title = !event.source.empty() && event.author.empty();
  }
  if (event.impact) incident.impact = *event.impact;
  if (event.services) incident.services = *event.services;
  for (const auto& [name, value] : event.labels) incident.labels[name] = value;
  if (event.contact) incident.contact = *event.contact;
  if (event.overnight) incident.overnight = *event.overnight;
}

void choose_audiences(Incident& incident, const Event& event) {
  for (const auto& audience : event.audiences) {
    if (!contains(incident.added, audience)) incident.added.push_back(audience);
    std::erase(incident.dropped, audience);
  }
  for (const auto& audience : event.drop_audiences) {
    std::erase(incident.added, audience);
    if (!contains(incident.dropped, audience)) incident.dropped.push_back(audience);
  }
}

void apply_status(Incident& incident, const Course& course, const Event& event, UtcTime now) {
  if (course.maintenance) {
    incident.maintenance = course.maintenance->window;
    incident.status = course.maintenance->status;
    const bool is_over = incident.status == Status::completed || incident.status == Status::cancelled;
    incident.resolved = is_over ? std::optional(now) : std::nullopt;
    return;
  }
  if (course.begins || course.reopens) {
    incident.status = event.status.value_or(Status::investigating);
    incident.resolved.reset();
    incident.retracted.reset();
    incident.acknowledged.reset();
  } else if (course.action == Action::resolve) {
    incident.status = Status::resolved;
    incident.resolved = now;
  } else if (course.action == Action::retract) {
    incident.status = Status::retracted;
    incident.resolved.reset();
    incident.retracted = now;
  } else if (course.action == Action::update && event.status && incident.is_open()) {
    incident.status = *event.status;
  }
}

}  // namespace

Result<Course, Problem> course_of(const Rules& rules, const Background& before, const Event& event, bool monitor, UtcTime now) {
  const auto& current = before.incident;
  if (event.corrects) return course_of_correction(before, event);
  if (event.action == Action::notice) return Course{Action::notice, true};
  if (event.action == Action::maintenance) return course_of_maintenance(current, event, now);
  auto course = event.action == Action::open      ? course_of_opening(rules, current, event, now)
                : event.action == Action::retract ? course_of_retraction(current, event.incident)
                                                  : course_in_life(current, event, monitor);
  if (!course || course->begins) return course;
  if (auto problem = widens(*current, event)) return std::move(*problem);
  if (event.restricted && !current->restricted)
    return conflict("incident " + event.incident + " is open and was not restricted from the start", {{"/restricted", "only at opening"}});
  if (event.exercise && !current->exercise)
    return conflict("incident " + event.incident + " is open and is no exercise", {{"/exercise", "only at opening"}});
  return course;
}

void fold(Incident& incident, const Course& course, const Event& event, UtcTime now) {
  carry_over(incident, event);
  apply_status(incident, course, event, now);
  choose_audiences(incident, event);
  const bool acknowledges = course.action == Action::acknowledge || course.action == Action::take;
  if (course.action == Action::take) incident.owner = event.author;
  if (acknowledges && !incident.acknowledged) incident.acknowledged = Acknowledged{event.author.empty() ? event.source : event.author, now};
}

}  // namespace crier::core
