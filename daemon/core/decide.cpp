#include "core/decide.h"

#include <algorithm>

#include "base/text.h"

namespace crier::core {
namespace {

Problem conflict(std::string detail) { return {ErrorKind::conflict, "It makes no sense now", std::move(detail), {}}; }

bool contains(const std::vector<std::string>& list, const std::string& value) {
  return std::find(list.begin(), list.end(), value) != list.end();
}

void check_names(const std::vector<std::string>& names, const std::vector<std::string>& known, const std::string& pointer,
                 const std::string& noun, std::vector<Fault>& faults) {
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (contains(known, names[i])) continue;
    std::string detail = "there is no " + noun + " called " + names[i];
    if (const auto near = nearest(names[i], known)) detail += "; did you mean " + *near + "?";
    faults.push_back({pointer + "/" + std::to_string(i), std::move(detail)});
  }
}

/// What the action needs (interface.md section 2, rules E2).
void check_required(const Event& event, bool monitor, std::vector<Fault>& faults) {
  const auto need = [&](bool present, const char* pointer, const std::string& what) {
    if (!present) faults.push_back({pointer, std::string(to_text(event.action)) + " needs " + what});
  };
  const bool has_summary = !trim(event.summary).empty();
  switch (event.action) {
    case Action::open:
      need(event.title && !trim(*event.title).empty(), "/title", "a title");
      need(event.impact.has_value(), "/impact", "an impact (none, minor, major or critical)");
      need(has_summary, "/summary", "a summary: one or two sentences on what customers notice");
      if (event.status == Status::resolved)
        faults.push_back({"/status", "an incident cannot be opened as resolved; open it, then resolve it"});
      break;
    case Action::update:
    case Action::resolve:
    case Action::postmortem:
      need(has_summary || monitor, "/summary", "a summary: say what is new");
      break;
    case Action::notice:
      need(!event.audiences.empty(), "/audiences", "audiences: a notice goes to those it names");
      need(has_summary, "/summary", "a summary");
      if (!event.incident.empty()) faults.push_back({"/incident", "a notice has no incident; leave it out, or send an update"});
      break;
    default:
      break;
  }
}

void check(const Rules& rules, const Event& event, bool monitor, UtcTime now, std::vector<Fault>& faults) {
  check_required(event, monitor, faults);
  if (event.action != Action::notice) {
    if (event.incident.empty()) {
      faults.push_back({"/incident", std::string(to_text(event.action)) + " needs the incident's key"});
    } else if (event.incident.starts_with("notice-")) {
      faults.push_back({"/incident", "keys that begin with notice- are kept for notices; choose another key"});
    }
  }
  check_names(event.audiences, rules.audiences, "/audiences", "audience", faults);
  check_names(event.drop_audiences, rules.audiences, "/drop_audiences", "audience", faults);
  // A monitor's service label may name what the configuration does not; losing its event would be worse.
  if (event.services && !rules.services.empty() && !monitor) check_names(*event.services, rules.services, "/services", "service", faults);
  if (event.next_update && *event.next_update <= now) faults.push_back({"/next_update", "the time of the next update is already past"});
  if (event.action == Action::resolve && event.status && event.status != Status::resolved)
    faults.push_back({"/status", "a resolve has the status resolved; leave it out"});
}

/// What carries over (rules E2): the event's words replace the incident's where it has some.
void carry_over(Incident& incident, const Event& event) {
  if (event.title && !trim(*event.title).empty()) incident.title = *event.title;
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

Incident begin_incident(const std::optional<Incident>& earlier, const Event& event, UtcTime now) {
  Incident incident;
  incident.key = event.incident;
  incident.occurrence = earlier ? earlier->occurrence + 1 : 1;
  incident.source = event.source;
  incident.opened = now;
  incident.is_notice = event.action == Action::notice;
  incident.routing_off = !event.audiences.empty();
  return incident;
}

/// What the event does to the incident's life: the action as it counts, or why it makes no sense.
struct Course {
  Action action;
  bool begins = false;  ///< a new incident
  bool reopens = false;
  bool only_record = false;  ///< nothing changes for anybody
};

Result<Course, Problem> course(const Rules& rules, const std::optional<Incident>& current, const Event& event, bool monitor, UtcTime now) {
  const std::string name = event.incident;
  switch (event.action) {
    case Action::notice:
      return Course{Action::notice, true};
    case Action::open:
      if (!current) return Course{Action::open, true};
      if (!current->resolved) return Course{Action::update};
      if (now - *current->resolved <= rules.reopen_within) return Course{Action::open, false, true};
      return Course{Action::open, true};
    case Action::reopen:
      if (!current) return conflict("there is no incident " + name + " to reopen; open it");
      if (!current->resolved) return conflict("incident " + name + " is open already; send an update");
      return Course{Action::reopen, false, true};
    case Action::update:
    case Action::resolve: {
      const bool ends = event.action == Action::resolve || event.status == Status::resolved;
      if (!current) return conflict("there is no incident " + name + "; open it first");
      if (!current->resolved) return Course{ends ? Action::resolve : Action::update};
      if (ends && monitor) return Course{Action::resolve, false, false, true};
      if (ends) return conflict("incident " + name + " is resolved already");
      return conflict("incident " + name + " is resolved; open it again or reopen it, or send a postmortem");
    }
    case Action::postmortem:
      if (!current) return conflict("there is no incident " + name + "; a postmortem follows its resolution");
      if (!current->resolved) return conflict("incident " + name + " is still open; resolve it before its postmortem");
      return Course{Action::postmortem};
    default:
      return Problem{ErrorKind::invalid,
                     "Not built yet",
                     "the action " + std::string(to_text(event.action)) + " is not built in this release",
                     {{"/action", "not built in this release"}}};
  }
}

void apply_status(Incident& incident, const Course& way, const Event& event, UtcTime now) {
  if (way.begins || way.reopens) {
    incident.status = event.status.value_or(Status::investigating);
    incident.resolved.reset();
  } else if (way.action == Action::resolve) {
    incident.status = Status::resolved;
    incident.resolved = now;
  } else if (way.action == Action::update && event.status) {
    incident.status = *event.status;
  }
}

}  // namespace

Result<Decision, Problem> decide(const Rules& rules, const std::optional<Incident>& current, Event event, const Peer& peer, UtcTime now) {
  const bool monitor = is_monitor(peer, event);
  std::vector<Fault> faults;
  check(rules, event, monitor, now, faults);
  if (!faults.empty()) return Problem{ErrorKind::invalid, "The event cannot be taken", faults.front().detail, std::move(faults)};
  const auto way = course(rules, current, event, monitor, now);
  if (!way) return way.error();

  Decision decision;
  Incident& incident = decision.incident;
  incident = way->begins ? begin_incident(current, event, now) : *current;
  Update& update = decision.update;
  update.number = ++incident.updates;
  update.action = way->action;
  update.reopened = way->reopens;
  update.at = now;
  update.state = UpdateState::recorded;
  if (!way->only_record) {
    carry_over(incident, event);
    apply_status(incident, *way, event, now);
    choose_audiences(incident, event);
    if (way->action != Action::resolve && way->action != Action::postmortem) {
      update.next_update = event.next_update_in ? std::optional(now + *event.next_update_in) : event.next_update;
    }
    if (!monitor && way->action != Action::postmortem) incident.promise = update.next_update;
    if (way->action == Action::resolve) incident.promise.reset();
    decision.hearers = hearers(rules.routes, incident);
    if (!decision.hearers.empty()) update.state = UpdateState::announced;
  }
  for (const auto& match : decision.hearers) {
    const auto told = std::find_if(incident.told.begin(), incident.told.end(), [&](const Told& t) { return t.audience == match.audience; });
    if (told != incident.told.end()) {
      told->number = update.number;
    } else {
      incident.told.push_back({match.audience, update.number});
    }
  }
  update.event = std::move(event);
  update.title = incident.title;
  update.impact = incident.impact;
  update.status = incident.status;
  return decision;
}

}  // namespace crier::core
