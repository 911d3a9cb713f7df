#include "core/decide.h"

#include <algorithm>
#include <utility>

#include "base/text.h"
#include "core/course.h"
#include "core/event_check.h"
#include "core/handling.h"
#include "core/maintenance.h"
#include "core/promise.h"

namespace crier::core {
namespace {

Incident begin_incident(const std::optional<Incident>& earlier, const Event& event, UtcTime now) {
  Incident incident;
  incident.key = event.incident;
  incident.occurrence = earlier ? earlier->occurrence + 1 : 1;
  incident.source = event.source;
  incident.opened = now;
  incident.is_notice = event.action == Action::notice;
  incident.routing_off = !event.audiences.empty();
  incident.restricted = event.restricted;
  incident.exercise = event.exercise;
  return incident;
}

/// Ends all pending ones of a state.
void settle(Decision& decision, UpdateState pending, UpdateState as) {
  for (const auto& one : decision.incident.pending) {
    if (one.state == pending && one.number != decision.update.number) decision.settled.push_back({one.number, as, {}});
  }
  std::erase_if(decision.incident.pending,
                [&](const Pending& one) { return one.state == pending && one.number != decision.update.number; });
}

/// What waits is told in one with what comes now (rules C2): later words replace earlier ones, what was not said again stays.
Event merged(const Event& waiting, Event now) {
  Event all = waiting;
  const auto text = [](std::string& to, std::string& from) {
    if (!trim(from).empty()) to = std::move(from);
  };
  const auto present = [](auto& to, auto& from) {
    if (from) to = std::move(from);
  };
  all.id = now.id;
  all.action = now.action;
  all.incident = now.incident;
  all.author = now.author;
  all.source = now.source;
  text(all.summary, now.summary);
  text(all.details, now.details);
  text(all.workaround, now.workaround);
  text(all.root_cause, now.root_cause);
  text(all.consequences.now, now.consequences.now);
  text(all.consequences.expected, now.consequences.expected);
  text(all.consequences.permanent, now.consequences.permanent);
  present(all.title, now.title);
  present(all.impact, now.impact);
  present(all.status, now.status);
  present(all.services, now.services);
  present(all.contact, now.contact);
  present(all.overnight, now.overnight);
  present(all.began, now.began);
  present(all.ended, now.ended);
  present(all.at, now.at);
  if (now.next_update || now.next_update_in) {
    all.next_update = now.next_update;
    all.next_update_in = now.next_update_in;
  }
  for (auto& [name, value] : now.labels) all.labels[name] = std::move(value);
  for (auto& [language, words] : now.translations) all.translations[language] = std::move(words);
  if (now.actions != Actions{}) all.actions = std::move(now.actions);
  for (auto& audience : now.audiences) {
    if (std::find(all.audiences.begin(), all.audiences.end(), audience) == all.audiences.end())
      all.audiences.push_back(std::move(audience));
  }
  for (auto& audience : now.drop_audiences) all.drop_audiences.push_back(std::move(audience));
  all.confirm = now.confirm;
  return all;
}

/// The audiences of what is corrected (rules D3), those dropped since left out.
std::vector<Match> hearers_of_correction(const Incident& incident, const Update& wrong) {
  std::vector<Match> all;
  for (const auto& audience : wrong.audiences) {
    if (std::find(incident.dropped.begin(), incident.dropped.end(), audience) != incident.dropped.end()) continue;
    all.push_back({0, audience, "was told update " + std::to_string(wrong.number) + ", which this corrects"});
  }
  return all;
}

bool is_known(const Rules& rules, const std::string& audience) {
  return std::find(rules.audiences.begin(), rules.audiences.end(), audience) != rules.audiences.end();
}

/// Audiences that the configuration has no more cannot hear.
std::vector<Match> hearers_of(const Rules& rules, const Background& before, const Incident& incident, const Event& event, UtcTime now) {
  auto all = event.corrects ? hearers_of_correction(incident, *before.corrected)
                            : hearers(rules.routes, incident, hold_of(before.maintenance, incident.services, now).has_value());
  std::erase_if(all, [&](const Match& match) { return !is_known(rules, match.audience); });
  return all;
}

/// Why what a pending update names cannot be told any more, or may not be told without saying that it is meant.
std::optional<Problem> cannot_hear(const Rules& rules, const Incident& incident, const Update& update, bool has_words) {
  for (const auto& audience : update.event.audiences) {
    if (!is_known(rules, audience)) {
      return Problem{ErrorKind::conflict,
                     "It makes no sense now",
                     "it is for the audience " + audience +
                         ", which the configuration has no more: approve it in other words, for other audiences, or withdraw it",
                     {}};
    }
    const bool is_inside = std::find(incident.added.begin(), incident.added.end(), audience) != incident.added.end();
    if (has_words && incident.restricted && !is_inside && !update.event.widen) {
      return Problem{
          ErrorKind::conflict,
          "It makes no sense now",
          "incident " + incident.key + " is restricted and was not for " + audience + "; approve it with widen: true if that is meant",
          {{"/event/audiences", "is not in the circle of this restricted incident"}}};
    }
  }
  return std::nullopt;
}

bool is_end(const Course& course) { return course.action == Action::resolve || course.action == Action::retract; }

/// An end that nobody needs to hear, since nobody was told of the beginning (rules C2). One that names audiences is meant for them.
bool is_untold_end(const Incident& incident, const Course& course, const Event& event) {
  const bool tells_held = course.action == Action::resolve && find_pending(incident, UpdateState::held) != nullptr;
  return is_end(course) && incident.told.empty() && event.audiences.empty() && !tells_held;
}

/// From here on it counts as told.
void announce(const Rhythm& rhythm, Decision& decision, UtcTime now) {
  Incident& incident = decision.incident;
  Update& update = decision.update;
  update.state = decision.hearers.empty() ? UpdateState::recorded : UpdateState::announced;
  update.begins = incident.told.empty() && update.action != Action::notice;
  update.next_update = next_update_of(rhythm, incident, update, now);
  if (update.by_monitor && update.state == UpdateState::announced) incident.monitor_said = now;
  for (const auto& match : decision.hearers) {
    update.audiences.push_back(match.audience);
    auto told = std::find_if(incident.told.begin(), incident.told.end(), [&](const Told& t) { return t.audience == match.audience; });
    if (told == incident.told.end()) told = incident.told.insert(told, Told{match.audience, 0, 0, {}, {}});
    told->number = told->said = update.number;
    told->at = now;
    if (update.reopened || told->first == 0) {
      told->first = update.number;
      told->since = now;
    }
    if (update.event.overnight) told->overnight = now;
  }
  decision.ended_promise = follow_promise(incident, update, now);
  if (update.state == UpdateState::announced) {
    // What the clock said is no longer the newest (rules I5).
    for (const int number : std::exchange(incident.clock_said, {})) decision.gives_way.push_back(number);
  }
  if (update.event.corrects) decision.gives_way.push_back(*update.event.corrects);
  if (update.action == Action::retract) {
    for (int number = 1; number <= incident.updates; ++number) {
      if (number != update.number) decision.gives_way.push_back(number);
    }
  }
}

void settle_corrected(Decision& decision, const Background& before) {
  if (decision.update.event.corrects)
    decision.settled.push_back({before.corrected->number, before.corrected->state, decision.update.number});
}

void stand(Update& update, const Incident& incident) {
  update.title = incident.title;
  update.impact = incident.impact;
  update.status = incident.status;
}

/// The beginning and the end of one incident meet before anybody was told: both are recorded.
Decision untold(Decision decision) {
  decision.hearers.clear();
  decision.update.state = UpdateState::recorded;
  decision.incident.promise.reset();
  settle(decision, UpdateState::draft, UpdateState::recorded);
  settle(decision, UpdateState::waiting, UpdateState::recorded);
  settle(decision, UpdateState::held, UpdateState::recorded);
  return decision;
}

/// Nothing of the event shows in an incident of which people were told before it is announced itself.
void keep_back(Decision& decision, const Background& before, const Course& course) {
  const bool is_merged = decision.update.state == UpdateState::waiting && decision.incident.told.empty();
  if (course.begins || is_merged) return;
  Incident kept = *before.incident;
  kept.updates = decision.incident.updates;
  kept.pending = std::move(decision.incident.pending);
  kept.by_people = decision.incident.by_people;
  kept.people_said = decision.incident.people_said;
  decision.incident = std::move(kept);
}

/// A monitor's event that changes nothing for anybody: what stands is left as it is, but its labels are known (rules A1, B2).
void record_labels(Incident& incident, const Event& event) {
  for (const auto& [name, value] : event.labels) incident.labels[name] = value;
}

void write_by_person(Incident& incident, int number) {
  incident.by_people = true;
  incident.people_said = std::max(incident.people_said, number);
}

/// What monitors add to an incident that people have is for operators alone (rules B3): recorded, or as a draft where it comes back.
/// What they add to one of a storm is nobody's, for the storm is told of.
void leave_to_people(const Background& before, Course& course, Event& event) {
  if (!course.begins && !before.incident->storm.empty() && !before.incident->by_people && !is_end(course)) course.only_record = true;
  if (course.begins || !before.incident->by_people || course.action == Action::acknowledge) return;
  if (course.reopens) {
    event.draft = true;
  } else if (!is_end(course)) {
    course.only_record = true;
  }
}

/// A monitor's event that says nothing new to those who know of the incident, or to who is asked for approval (rules B2).
bool is_repetition(const Background& before, const Course& course, const Event& event, UtcTime now) {
  if (course.begins || course.reopens || is_end(course) || course.only_record || course.action == Action::acknowledge) return false;
  const bool is_known = !before.incident->told.empty() || find_pending(*before.incident, UpdateState::draft) != nullptr;
  return is_known && says_nothing_new(before, course, event, now);
}

/// A monitor's end that is not taken for one: recorded, the incident goes on.
Decision left_open(Decision decision, const Background& before) {
  const int number = decision.update.number;
  decision.incident = *before.incident;
  decision.incident.updates = number;
  decision.hearers.clear();
  decision.update.state = UpdateState::recorded;
  stand(decision.update, decision.incident);
  return decision;
}

void set_stage(Decision& decision, const Background& before, const Course& course) {
  Update& update = decision.update;
  if (!decision.incident.is_maintenance()) return;
  update.starts = decision.incident.maintenance->starts;
  update.ends = decision.incident.maintenance->ends;
  if (!course.maintenance) return;
  update.stage = course.maintenance->stage;
  const bool moves = !course.begins && before.incident && before.incident->maintenance != decision.incident.maintenance;
  if (moves) update.moved_from = before.incident->maintenance;
}

}  // namespace

Result<Decision, Problem> decide(const Rules& rules, const Background& before, Event event, const Peer& peer, UtcTime now) {
  const bool monitor = is_monitor(peer, event);
  auto faults = check_event(rules, event, monitor, now);
  if (!faults.empty()) return Problem{ErrorKind::invalid, "The event cannot be taken", faults.front().detail, std::move(faults)};
  auto course = course_of(rules, before, event, monitor, now);
  if (!course) return course.error();
  if (monitor) leave_to_people(before, *course, event);
  const bool repeats = monitor && is_repetition(before, *course, event, now);
  if (repeats) course->only_record = true;

  Decision decision;
  Incident& incident = decision.incident;
  incident = course->begins ? begin_incident(before.incident, event, now) : *before.incident;
  Update& update = decision.update;
  update.number = ++incident.updates;
  update.action = course->action;
  update.reopened = course->reopens;
  update.at = now;
  update.state = UpdateState::recorded;
  update.peer = peer.name;
  update.by_monitor = monitor;
  // Who writes on an incident has it (rules B3); to acknowledge it is not to write.
  if (!monitor && course->action != Action::acknowledge) write_by_person(incident, update.number);
  const bool tells_nobody = course->action == Action::take || course->action == Action::acknowledge;
  const bool is_silent = course->only_record || tells_nobody || !event.announce;
  const Pending* waiting = find_pending(incident, UpdateState::waiting);
  if (!is_silent && waiting != nullptr && before.waiting && !event.draft && !event.corrects)
    event = merged(before.waiting->event, std::move(event));
  if (!course->only_record) fold(incident, *course, event, now);
  update.event = std::move(event);
  stand(update, incident);
  set_stage(decision, before, *course);
  if (repeats) record_labels(incident, update.event);
  // What waits to be said of an incident that is over by now has nothing to say.
  if (course->only_record && is_end(*course)) settle(decision, UpdateState::waiting, UpdateState::recorded);
  if (is_silent) return decision;

  decision.hearers = hearers_of(rules, before, incident, update.event, now);
  if (monitor && course->action == Action::resolve) {
    const auto way = resolve_of(rules, decision.hearers, incident.by_people);
    const bool is_left = way == MonitorResolve::ignore || (incident.by_people && way == MonitorResolve::draft && incident.told.empty());
    if (is_left) return left_open(std::move(decision), before);
    update.event.draft = update.event.draft || (way == MonitorResolve::draft && !incident.told.empty());
  }
  if (is_untold_end(incident, *course, update.event)) return untold(std::move(decision));

  const Handling treated = handling(rules, before, decision, *course, now);
  update.state = treated.state;
  if (treated.state != UpdateState::draft) settle(decision, UpdateState::waiting, UpdateState::recorded);
  const bool speaks = treated.state == UpdateState::announced || treated.state == UpdateState::held;
  if (speaks && (!monitor || is_end(*course))) settle(decision, UpdateState::draft, UpdateState::withdrawn);
  if (is_pending(treated.state)) {
    incident.pending.push_back({update.number, treated.state, treated.due, treated.during});
    keep_back(decision, before, *course);
    return decision;
  }
  settle_corrected(decision, before);
  announce(rules.rhythm, decision, now);
  return decision;
}

Result<Decision, Problem> release(const Rules& rules, const Background& before, Update pending, const std::optional<Event>& words,
                                  UtcTime now) {
  Decision decision;
  const bool was_draft = pending.state == UpdateState::draft;
  decision.incident = without_pending(*before.incident, pending.number);
  decision.update = std::move(pending);
  Incident& incident = decision.incident;
  Update& update = decision.update;
  if (update.by_monitor && update.state == UpdateState::waiting && !words) {
    Incident after = incident;
    if (update.event.services) after.services = *update.event.services;
    if (auto hold = monitors_hold(before, after, now)) {
      // The maintenance or the silence goes on longer than was known.
      incident.pending.push_back({update.number, UpdateState::waiting, hold->until, std::move(hold->during)});
      return decision;
    }
    if (incident.by_people) {
      // Somebody has taken the incident since.
      update.state = UpdateState::recorded;
      return decision;
    }
  }
  if (words) {
    if (auto faults = check_event(rules, *words, update.by_monitor, now); !faults.empty())
      return Problem{ErrorKind::invalid, "The words cannot be taken", faults.front().detail, std::move(faults)};
    update.event = *words;
    write_by_person(incident, update.number);
  }
  if (auto problem = cannot_hear(rules, incident, update, words.has_value())) return std::move(*problem);
  Course course{update.action, update.number == 1, update.reopened, false, {}};
  if (update.number > 1) {
    // Decided anew: what made sense when it was written may not any more. An opening that met others by then is an update.
    Event again = update.event;
    again.restricted = false;
    again.exercise = false;
    auto decided = course_of(rules, before, again, update.by_monitor, now);
    if (!decided) return decided.error();
    if (decided->only_record || decided->begins)
      return Problem{ErrorKind::conflict, "It makes no sense now", "incident " + incident.key + " is closed; withdraw the draft", {}};
    course = *decided;
    update.action = course.action;
    update.reopened = course.reopens;
  } else if (!incident.is_open() && !incident.is_notice) {
    return Problem{ErrorKind::conflict, "It makes no sense now", "incident " + incident.key + " is closed; withdraw the draft", {}};
  }
  // What was promised for a time that is past by now must not be promised.
  if (update.event.next_update && *update.event.next_update <= now) {
    if (was_draft) {
      return Problem{ErrorKind::conflict,
                     "It makes no sense now",
                     "it promises the next update for a time that is past by now; approve it in other words, with another next_update",
                     {{"/event/next_update", "is past"}}};
    }
    update.event.next_update.reset();
  }
  // Other words for an opening choose its audiences anew; a restricted one keeps its circle if they name none.
  if (course.begins && words && !(incident.restricted && words->audiences.empty())) {
    incident.added.clear();
    incident.dropped.clear();
    incident.routing_off = !words->audiences.empty();
  }
  // An opening shows in its incident from the start; only other words change it now.
  if (!course.begins || words) fold(incident, course, update.event, now);
  if (!update.written) update.written = update.at;
  update.at = now;
  stand(update, incident);
  set_stage(decision, before, course);
  decision.hearers = hearers_of(rules, before, incident, update.event, now);
  if (was_draft) {
    settle(decision, UpdateState::waiting, UpdateState::recorded);
    settle(decision, UpdateState::draft, UpdateState::withdrawn);
  }
  settle_corrected(decision, before);
  update.audiences.clear();
  announce(rules.rhythm, decision, now);
  return decision;
}

Incident without_pending(Incident incident, int number) {
  std::erase_if(incident.pending, [number](const Pending& one) { return one.number == number; });
  return incident;
}

void replace_drafts(Decision& decision) { settle(decision, UpdateState::draft, UpdateState::withdrawn); }

int newest_draft(const Incident& incident) {
  int newest = 0;
  for (const auto& one : incident.pending) {
    if (one.state == UpdateState::draft) newest = std::max(newest, one.number);
  }
  return newest;
}

}  // namespace crier::core
