#pragma once
#include <map>
#include <string>
#include <vector>

#include "events.h"

namespace crier::core {

inline Route route(std::map<std::string, std::vector<std::string>> match, std::string audience) {
  Route one;
  one.match = std::move(match);
  one.audiences = {std::move(audience)};
  return one;
}

/// Minor ones wait 5 minutes for the public, major ones of prometheus need approval, everything else is told at once.
inline Rules rules() {
  Rules all;
  all.routes = {route({{"impact", {"minor"}}}, "public"), route({{"source", {"prometheus"}}, {"impact", {"major"}}}, "customers"),
                route({{"label.four-eyes", {"yes"}}}, "customers"), route({}, "customers")};
  all.routes[0].wait = std::chrono::minutes{5};
  all.routes[1].approve = true;
  all.routes[2].approve = true;
  all.audiences = {"customers", "operators", "public"};
  return all;
}

/// Decides and stores, as the announcer does.
class Story {
 public:
  Rules rules_now = rules();
  UtcTime now = kNow;
  std::optional<Incident> incident;
  std::map<int, Update> updates;
  std::vector<Background::Maintenance> maintenance;  ///< in progress
  std::vector<Silence> silences;
  Result<Decision, Problem> last = Problem{};

  Story& then(Event next, const Peer& peer = kAlice) {
    last = decide(rules_now, before(next), std::move(next), peer, now);
    keep();
    return *this;
  }
  Story& release(int number, const std::optional<Event>& words = std::nullopt) {
    last = core::release(rules_now, before(updates.at(number).event), updates.at(number), words, now);
    keep();
    return *this;
  }
  Story& after(Millis pause) {
    now += pause;
    return *this;
  }
  [[nodiscard]] UpdateState state(int number) const { return updates.at(number).state; }
  [[nodiscard]] std::vector<std::string> told() const {
    std::vector<std::string> names;
    if (!last || last->update.state != UpdateState::announced) return names;
    for (const auto& match : last->hearers) names.push_back(match.audience);
    return names;
  }
  [[nodiscard]] std::optional<ErrorKind> failure() const { return last ? std::nullopt : std::optional(last.error().kind); }
  [[nodiscard]] std::vector<std::string> pointers() const {
    std::vector<std::string> all;
    if (!last) {
      for (const auto& fault : last.error().faults) all.push_back(fault.pointer);
    }
    return all;
  }

 private:
  Background before(const Event& next) const {
    Background all;
    all.maintenance = maintenance;
    all.silences = silences;
    all.incident = incident;
    if (!incident) return all;
    for (const auto& one : incident->pending) {
      if (one.state == UpdateState::waiting) all.waiting = updates.at(one.number);
      if (one.state == UpdateState::draft && updates.at(one.number).by_monitor) all.drafted = updates.at(one.number);
    }
    if (next.corrects && updates.contains(*next.corrects)) all.corrected = updates.at(*next.corrects);
    return all;
  }
  void keep() {
    if (!last) return;
    if (incident && incident->occurrence != last->incident.occurrence) updates.clear();
    incident = last->incident;
    incident->id = IncidentId{1};
    updates[last->update.number] = last->update;
    for (const auto& settled : last->settled) {
      updates.at(settled.number).state = settled.state;
      if (settled.corrected_by) updates.at(settled.number).corrected_by = settled.corrected_by;
    }
  }
};

}  // namespace crier::core
