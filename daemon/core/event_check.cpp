#include "core/event_check.h"

#include <algorithm>

#include "base/text.h"

namespace crier::core {
namespace {

void check_names(const std::vector<std::string>& names, const std::vector<std::string>& known, const std::string& pointer,
                 const std::string& noun, std::vector<Fault>& faults) {
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (std::find(known.begin(), known.end(), names[i]) != known.end()) continue;
    std::string detail = "there is no " + noun + " called " + names[i];
    if (const auto near = nearest(names[i], known)) detail += "; did you mean " + *near + "?";
    faults.push_back({pointer + "/" + std::to_string(i), std::move(detail)});
  }
}

/// What the action needs.
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
    case Action::maintenance:
      need(has_summary, "/summary", "a summary: what is done, and what customers will notice");
      break;
    case Action::retract:
      need(has_summary, "/summary", "a summary: say that nothing was wrong, and why it was said");
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

/// Fields of maintenance alone.
void check_maintenance(const Event& event, std::vector<Fault>& faults) {
  const auto refuse = [&](bool wrong, const char* pointer, const char* detail) {
    if (wrong) faults.push_back({pointer, detail});
  };
  if (event.action == Action::maintenance) {
    refuse(event.status && !is_of_maintenance(*event.status), "/status", "maintenance is scheduled, in-progress, completed or cancelled");
    refuse(event.next_update || event.next_update_in, "/next_update", "maintenance tells its times by itself; leave it out");
    refuse(event.starts && event.ends && *event.ends <= *event.starts, "/ends", "it would end before it starts");
    return;
  }
  refuse(event.starts.has_value(), "/starts", "only maintenance has it");
  refuse(event.ends.has_value(), "/ends", "only maintenance has it");
  refuse(event.extend.has_value(), "/extend", "only maintenance has it");
  refuse(event.status && is_of_maintenance(*event.status), "/status", "only maintenance can be that");
}

/// Fields that ask for something only some events can have.
void check_asks(const Rules& rules, const Event& event, std::vector<Fault>& faults) {
  const auto refuse = [&](bool wrong, const char* pointer, const char* detail) {
    if (wrong) faults.push_back({pointer, detail});
  };
  const bool is_opening = event.action == Action::open;
  refuse(event.draft && !event.announce, "/announce", "a draft waits to be announced; leave out draft or announce");
  refuse(event.draft && event.action == Action::take, "/draft", "taking an incident tells nobody, so it cannot be a draft");
  refuse(event.draft && event.action == Action::acknowledge, "/draft", "acknowledging an incident tells nobody, so it cannot be a draft");
  refuse(event.restricted && !is_opening, "/restricted", "only an opening can make an incident restricted");
  refuse(event.restricted && is_opening && event.audiences.empty(), "/audiences",
         "a restricted incident is told only to audiences that are named; name them");
  refuse(event.exercise && !is_opening && event.action != Action::notice, "/exercise", "only an opening or a notice can be an exercise");
  refuse(event.exercise && !rules.has_divert, "/exercise",
         "an exercise needs `divert` in the configuration, which says where its messages go instead");
  refuse(event.corrects && event.action != Action::update, "/corrects", "only an update can correct another");
  refuse(event.corrects && !event.audiences.empty(), "/audiences", "a correction goes to those who got what it corrects; leave them out");
  refuse(event.corrects && event.status == Status::resolved, "/status", "a correction does not resolve; resolve the incident");
  refuse(event.corrects && !event.announce, "/announce", "a correction that nobody hears corrects nothing; leave announce out");
  refuse(event.status == Status::retracted, "/status", "to take an incident back, send the action retract");
  check_maintenance(event, faults);
}

}  // namespace

std::vector<Fault> check_event(const Rules& rules, const Event& event, bool monitor, UtcTime now) {
  std::vector<Fault> faults;
  check_required(event, monitor, faults);
  check_asks(rules, event, faults);
  if (event.action != Action::notice) {
    if (event.incident.empty()) {
      faults.push_back({"/incident", std::string(to_text(event.action)) + " needs the incident's key"});
    } else if (event.incident.starts_with("notice-") && !event.corrects) {
      faults.push_back({"/incident", "keys that begin with notice- are kept for notices; choose another key"});
    } else if (event.incident == kOperatorsKey) {
      faults.push_back({"/incident", "the key operators is kept for what crierd tells operators; choose another key"});
    }
  }
  check_names(event.audiences, rules.audiences, "/audiences", "audience", faults);
  check_names(event.drop_audiences, rules.audiences, "/drop_audiences", "audience", faults);
  // A monitor's service label may name what the configuration does not; losing its event would be worse.
  if (event.services && !rules.services.empty() && !monitor) check_names(*event.services, rules.services, "/services", "service", faults);
  if (event.next_update && *event.next_update <= now) faults.push_back({"/next_update", "the time of the next update is already past"});
  if (event.action == Action::resolve && event.status && event.status != Status::resolved)
    faults.push_back({"/status", "a resolve has the status resolved; leave it out"});
  return faults;
}

}  // namespace crier::core
