#include "core/handling.h"

#include <algorithm>
#include <tuple>

namespace crier::core {
namespace {

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

std::optional<Hold> silence_of(const std::vector<Silence>& silences, const Incident& incident, UtcTime now) {
  std::optional<Hold> longest;
  for (const auto& one : silences) {
    if (one.until <= now || one.begins > now || !is_silenced(one, incident)) continue;
    if (!longest || longest->until < one.until) longest = Hold{one.until, one.mark()};
  }
  return longest;
}

std::optional<Hold> longer(std::optional<Hold> one, std::optional<Hold> other) {
  if (!one || (other && other->until > one->until)) return other;
  return one;
}

/// When a monitor's change may be announced, if not now (rules B2).
std::optional<UtcTime> after_interval(const Rules& rules, const Decision& decision, bool rises, UtcTime now) {
  const Incident& incident = decision.incident;
  if (rises || incident.told.empty() || !incident.monitor_said) return std::nullopt;
  const UtcTime due = *incident.monitor_said + rules.monitors.min_interval;
  return due > now ? std::optional(due) : std::nullopt;
}

auto seen_by_customers(const Incident& incident) { return std::tie(incident.impact, incident.status, incident.title, incident.services); }

}  // namespace

const Pending* find_pending(const Incident& incident, UpdateState state) {
  const auto found = std::find_if(incident.pending.begin(), incident.pending.end(), [state](const Pending& p) { return p.state == state; });
  return found == incident.pending.end() ? nullptr : &*found;
}

const Route* route_of(const Rules& rules, const Match& match) {
  return match.route > 0 ? &rules.routes[static_cast<std::size_t>(match.route - 1)] : nullptr;
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

std::optional<Hold> monitors_hold(const Background& before, const Incident& incident, UtcTime now) {
  return longer(hold_of(before.maintenance, incident.services, now), silence_of(before.silences, incident, now));
}

bool says_nothing_new(const Background& before, const Course& course, const Event& event, UtcTime now) {
  Incident stands = *before.incident;
  for (const auto* pending : {&before.drafted, &before.waiting}) {
    if (*pending) fold(stands, course, (*pending)->event, now);
  }
  Incident after = stands;
  fold(after, course, event, now);
  return seen_by_customers(after) == seen_by_customers(stands);
}

MonitorResolve resolve_of(const Rules& rules, const std::vector<Match>& hearers, bool by_people) {
  std::optional<MonitorResolve> strictest;
  for (const auto& match : hearers) {
    const Route* route = route_of(rules, match);
    if (route != nullptr && route->monitor_resolve && (!strictest || *route->monitor_resolve > *strictest))
      strictest = route->monitor_resolve;
  }
  return strictest.value_or(by_people ? MonitorResolve::draft : MonitorResolve::announce);
}

Handling handling(const Rules& rules, const Background& before, const Decision& decision, const Course& course, UtcTime now) {
  const Event& event = decision.update.event;
  const bool monitor = decision.update.by_monitor;
  if (decision.hearers.empty()) return {UpdateState::recorded};
  // What a monitor adds to an opening that waits for approval would tell the opening's words too.
  const bool is_of_draft =
      monitor && !course.begins && decision.incident.told.empty() && find_pending(decision.incident, UpdateState::draft) != nullptr;
  if (event.draft || is_of_draft || needs_approval(rules, decision, course.begins)) return {UpdateState::draft};
  const bool ends = course.action == Action::resolve || course.action == Action::retract;
  const bool rises = course.reopens || (!course.begins && before.incident && decision.incident.impact > before.incident->impact);
  if (monitor && !ends) {
    auto hold = is_routed_by_maintenance(rules, decision) ? silence_of(before.silences, decision.incident, now)
                                                          : monitors_hold(before, decision.incident, now);
    if (hold) return {UpdateState::waiting, hold->until, std::move(hold->during)};
  }
  const Pending* waiting = find_pending(decision.incident, UpdateState::waiting);
  const bool may_wait = course.action == Action::open || (course.action == Action::update && !event.corrects);
  if (const auto wait = may_wait ? wait_of(rules, decision, rises) : std::nullopt)
    return {UpdateState::waiting, waiting != nullptr && waiting->due ? waiting->due : now + *wait};
  if (monitor && !ends) {
    if (const auto due = after_interval(rules, decision, rises, now)) return {UpdateState::waiting, due};
  }
  // While what puts something right is held, the wrong words would go on.
  const bool puts_right = event.corrects || course.action == Action::retract;
  if (rules.guard.hold.count() > 0 && !puts_right && decision.incident.impact != Impact::critical)
    return {UpdateState::held, now + rules.guard.hold};
  return {};
}

}  // namespace crier::core
