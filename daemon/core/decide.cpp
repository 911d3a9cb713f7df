#include "core/decide.h"

#include <algorithm>
#include <utility>

#include "base/text.h"
#include "core/course.h"
#include "core/event_check.h"
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

const Pending* find_pending(const Incident& incident, UpdateState state) {
  const auto found = std::find_if(incident.pending.begin(), incident.pending.end(), [state](const Pending& p) { return p.state == state; });
  return found == incident.pending.end() ? nullptr : &*found;
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

/// How an event's update is treated before anybody hears it.
struct Handling {
  UpdateState state = UpdateState::announced;
  std::optional<UtcTime> due{};
  std::string during{};  ///< the maintenance whose end it waits for
};

const Route* route_of(const Rules& rules, const Match& match) {
  return match.route > 0 ? &rules.routes[static_cast<std::size_t>(match.route - 1)] : nullptr;
}

bool was_told(const Incident& incident, const std::string& audience) {
  return std::any_of(incident.told.begin(), incident.told.end(), [&](const Told& told) { return told.audience == audience; });
}

/// A route asks for approval of what monitors say, and of everything about an incident that a person opened. Where a monitor opened
/// it, a person who writes has seen it, and withdraws the drafts (rules C1).
bool needs_approval(const Rules& rules, const Decision& decision, bool begins) {
  if (!begins && !decision.update.by_monitor && decision.incident.is_monitors()) return false;
  return std::any_of(decision.hearers.begin(), decision.hearers.end(), [&](const Match& match) {
    const Route* route = route_of(rules, match);
    return route != nullptr && route->approve;
  });
}

/// A route that asks whether there is maintenance says itself what is done meanwhile (rules I8).
bool is_routed_by_maintenance(const Rules& rules, const Decision& decision) {
  return std::any_of(decision.hearers.begin(), decision.hearers.end(), [&](const Match& match) {
    const Route* route = route_of(rules, match);
    return route != nullptr && route->match.contains("in_maintenance");
  });
}

/// The longest that a route asks to wait for an audience that was not told yet, unless a rise also came by one that does not wait.
std::optional<Millis> wait_of(const Rules& rules, const Decision& decision, bool rises) {
  std::optional<Millis> longest;
  for (const auto& match : decision.hearers) {
    const Route* route = route_of(rules, match);
    if (route == nullptr || was_told(decision.incident, match.audience)) continue;
    if (!route->wait && rises) return std::nullopt;
    if (route->wait && (!longest || *route->wait > *longest)) longest = route->wait;
  }
  return longest;
}

Handling handling(const Rules& rules, const Background& before, const Decision& decision, const Course& course, UtcTime now) {
  const Event& event = decision.update.event;
  if (decision.hearers.empty()) return {UpdateState::recorded};
  // What a monitor adds to an opening that waits for approval would tell the opening's words too.
  const bool is_of_draft = decision.update.by_monitor && !course.begins && decision.incident.told.empty() &&
                           find_pending(decision.incident, UpdateState::draft) != nullptr;
  if (event.draft || is_of_draft || needs_approval(rules, decision, course.begins)) return {UpdateState::draft};
  const bool ends = course.action == Action::resolve || course.action == Action::retract;
  if (decision.update.by_monitor && !ends && !is_routed_by_maintenance(rules, decision)) {
    if (auto hold = hold_of(before.maintenance, decision.incident.services, now))
      return {UpdateState::waiting, hold->until, std::move(hold->during)};
  }
  const bool may_wait = course.action == Action::open || (course.action == Action::update && !event.corrects);
  const bool rises = !course.begins && before.incident && decision.incident.impact > before.incident->impact;
  if (const auto wait = may_wait ? wait_of(rules, decision, rises) : std::nullopt) {
    const Pending* waiting = find_pending(decision.incident, UpdateState::waiting);
    return {UpdateState::waiting, waiting != nullptr && waiting->due ? waiting->due : now + *wait};
  }
  // While what puts something right is held, the wrong words would go on.
  const bool puts_right = event.corrects || course.action == Action::retract;
  if (rules.guard.hold.count() > 0 && !puts_right && decision.incident.impact != Impact::critical)
    return {UpdateState::held, now + rules.guard.hold};
  return {};
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

/// An end that nobody needs to hear, since nobody was told of the beginning (rules C2). One that names audiences is meant for them.
bool is_untold_end(const Incident& incident, const Course& course, const Event& event) {
  const bool ends = course.action == Action::resolve || course.action == Action::retract;
  const bool tells_held = course.action == Action::resolve && find_pending(incident, UpdateState::held) != nullptr;
  return ends && incident.told.empty() && event.audiences.empty() && !tells_held;
}

/// From here on it counts as told.
void announce(const Rhythm& rhythm, Decision& decision, UtcTime now) {
  Incident& incident = decision.incident;
  Update& update = decision.update;
  update.state = decision.hearers.empty() ? UpdateState::recorded : UpdateState::announced;
  update.begins = incident.told.empty() && update.action != Action::notice;
  update.next_update = next_update_of(rhythm, incident, update, now);
  for (const auto& match : decision.hearers) {
    update.audiences.push_back(match.audience);
    auto told = std::find_if(incident.told.begin(), incident.told.end(), [&](const Told& t) { return t.audience == match.audience; });
    if (told == incident.told.end()) told = incident.told.insert(told, Told{match.audience, 0, 0, {}, {}});
    told->number = told->said = update.number;
    told->at = now;
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
  decision.incident = std::move(kept);
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
  const auto course = course_of(rules, before, event, monitor, now);
  if (!course) return course.error();

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
  const bool is_silent = course->only_record || course->action == Action::take || !event.announce;
  const Pending* waiting = find_pending(incident, UpdateState::waiting);
  if (!is_silent && waiting != nullptr && before.waiting && !event.draft && !event.corrects)
    event = merged(before.waiting->event, std::move(event));
  if (!course->only_record) fold(incident, *course, event, now);
  update.event = std::move(event);
  stand(update, incident);
  set_stage(decision, before, *course);
  if (is_silent) return decision;
  if (is_untold_end(incident, *course, update.event)) return untold(std::move(decision));

  decision.hearers = hearers_of(rules, before, incident, update.event, now);
  const Handling treated = handling(rules, before, decision, *course, now);
  update.state = treated.state;
  if (treated.state != UpdateState::draft) settle(decision, UpdateState::waiting, UpdateState::recorded);
  const bool speaks = treated.state == UpdateState::announced || treated.state == UpdateState::held;
  const bool ends = course->action == Action::resolve || course->action == Action::retract;
  if (speaks && (!monitor || ends)) settle(decision, UpdateState::draft, UpdateState::withdrawn);
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
    if (auto hold = hold_of(before.maintenance, update.event.services.value_or(incident.services), now)) {
      // The maintenance goes on longer than was known.
      incident.pending.push_back({update.number, UpdateState::waiting, hold->until, std::move(hold->during)});
      return decision;
    }
  }
  if (words) {
    if (auto faults = check_event(rules, *words, update.by_monitor, now); !faults.empty())
      return Problem{ErrorKind::invalid, "The words cannot be taken", faults.front().detail, std::move(faults)};
    update.event = *words;
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

std::optional<Hold> hold_of(const std::vector<Background::Maintenance>& maintenance, const std::vector<std::string>& services,
                            UtcTime now) {
  std::optional<Hold> longest;
  for (const auto& one : maintenance) {
    const bool touches = std::any_of(services.begin(), services.end(), [&](const std::string& service) {
      return std::find(one.services.begin(), one.services.end(), service) != one.services.end();
    });
    if (touches && one.ends > now && (!longest || longest->until < one.ends)) longest = Hold{one.ends, one.name};
  }
  return longest;
}

Incident without_pending(Incident incident, int number) {
  std::erase_if(incident.pending, [number](const Pending& one) { return one.number == number; });
  return incident;
}

int newest_draft(const Incident& incident) {
  int newest = 0;
  for (const auto& one : incident.pending) {
    if (one.state == UpdateState::draft) newest = std::max(newest, one.number);
  }
  return newest;
}

}  // namespace crier::core
