#include <algorithm>

#include "announce/plan.h"
#include "clock/errand.h"
#include "clock/letters.h"
#include "core/quiet.h"

namespace crier::clock {

using core::OccasionResult;

Result<core::Incident*> Errand::incident(IncidentId id) {
  if (const auto known = came.incidents.find(id.value); known != came.incidents.end()) return &known->second;
  auto found = store.incident_of(id);
  if (!found) return found.error();
  if (!*found) return static_cast<core::Incident*>(nullptr);
  return &came.incidents.emplace(id.value, std::move(**found)).first->second;
}

Result<bool> Errand::is_settled(const std::string& key, IncidentId incident) {
  auto known = settled_.find(key);
  if (known == settled_.end()) {
    auto rows = store.settled(key);
    if (!rows) return rows.error();
    known = settled_.emplace(key, std::move(*rows)).first;
  }
  return std::any_of(known->second.begin(), known->second.end(), [&](const store::SettledOccasion& row) {
    if (row.result == OccasionResult::missed) return false;
    return !incident || std::binary_search(row.incidents.begin(), row.incidents.end(), incident);
  });
}

Result<void> Errand::settle(const Occasion& occasion, OccasionResult result, std::vector<IncidentId> incidents) {
  std::sort(incidents.begin(), incidents.end());
  store::SettledOccasion settled{occasion.key, result, occasion.at, std::move(incidents)};
  if (auto done = store.settle(settled); !done) return done;
  settled_.erase(occasion.key);
  came.settled.push_back(std::move(settled));
  came.counts.push_back({occasion.kind, result});
  return {};
}

Result<void> Errand::say(core::Decision decision) {
  std::vector<core::Told> told_before = decision.incident.told;
  core::Incident& incident = decision.incident;
  core::Update& update = decision.update;
  update.rehearsed = snapshot.divert && snapshot.divert->all;
  for (const auto& match : decision.hearers) {
    update.audiences.push_back(match.audience);
    const auto told =
        std::find_if(incident.told.begin(), incident.told.end(), [&](const core::Told& one) { return one.audience == match.audience; });
    if (told != incident.told.end()) {
      told->number = update.number;
    } else {
      incident.told.push_back({match.audience, update.number, 0, {}, {}});
    }
  }
  if (!incident.is_notice) incident.clock_said.push_back(update.number);
  core::defer_quiet(decision, snapshot.audiences, now);
  auto broadcasts =
      announce::plan_broadcasts(snapshot, decision, told_before,
                                [this](const std::string& audience, const std::string& channel) { return store.group(audience, channel); });
  if (!broadcasts) return broadcasts.error();
  announce::Planned planned;
  planned.decision = std::move(decision);
  planned.broadcasts = std::move(*broadcasts);
  came.broadcasts.insert(came.broadcasts.end(), planned.broadcasts.begin(), planned.broadcasts.end());
  const core::Incident stands = planned.decision.incident;
  auto recorded = announce::Recording(store, now).record(std::move(planned), std::nullopt);
  if (!recorded) return recorded.error();
  core::Incident& known = came.incidents[recorded->accepted.incident.value] = stands;
  known.id = recorded->accepted.incident;
  came.recorded.push_back(std::move(*recorded));
  return {};
}

Result<void> Errand::keep(core::Incident& incident) { return store.keep_incident(incident); }

Result<void> Errand::tell(const operators::Letter& letter) {
  auto told = operators::tell(store, snapshot, letter, now);
  if (!told) return told.error();
  came.letters.push_back(letter.words);
  came.work.insert(came.work.end(), told->work.begin(), told->work.end());
  return {};
}

void Errand::miss(const Occasion& occasion, const std::string& what) {
  came.missed.push_back(what + ", which was to be at " + format_rfc3339(occasion.at));
}

core::Decision begin_statement(const core::Incident& incident, core::Occasion occasion, UtcTime now) {
  core::Decision decision;
  decision.incident = incident;
  core::Update& update = decision.update;
  update.number = ++decision.incident.updates;
  update.action = core::Action::update;
  update.state = core::UpdateState::announced;
  update.occasion = occasion;
  update.at = now;
  update.peer = "crierd";
  update.event.action = core::Action::update;
  update.event.incident = incident.key;
  update.event.author = "crierd";
  update.title = incident.title;
  update.impact = incident.impact;
  update.status = incident.status;
  return decision;
}

Result<void> CarryingOut::carry_out(Errand& errand, const std::vector<const Occasion*>& at_once) {
  std::vector<const Occasion*> closings, openings, asks;
  for (const auto* occasion : at_once) {
    if (occasion->kind == core::Occasion::office_open) {
      openings.push_back(occasion);
    } else if (occasion->kind == core::Occasion::office_close) {
      (occasion->stage == "ask" ? asks : closings).push_back(occasion);
    }
  }
  for (const auto* offices : {&openings, &closings}) {
    if (offices->empty()) continue;
    if (auto done = carry_out_office(errand, *offices); !done) return done;
  }
  if (!asks.empty()) {
    if (auto done = carry_out_asks(errand, asks); !done) return done;
  }
  for (const auto* occasion : at_once) {
    Result<void> done;
    if (occasion->kind == core::Occasion::promise) done = carry_out_promise(errand, *occasion);
    if (occasion->kind == core::Occasion::escalation) done = carry_out_escalation(errand, *occasion);
    if (occasion->kind == core::Occasion::maintenance) done = carry_out_maintenance(errand, *occasion);
    if (occasion->kind == core::Occasion::reminder) done = carry_out_reminder(errand, *occasion);
    if (!done) return done;
  }
  return {};
}

Result<void> CarryingOut::run(store::Store& store) {
  came = {};
  Errand errand(store, *snapshot_, now_, is_asked_for, came);
  for (std::size_t i = 0; i < due_.size();) {
    std::vector<const Occasion*> at_once;
    for (const UtcTime at = due_[i].at; i < due_.size() && due_[i].at == at; ++i) at_once.push_back(&due_[i]);
    auto done = carry_out(errand, at_once);
    // What a template cannot say must not keep the clock from saying everything else.
    if (!done && done.error().kind == ErrorKind::invalid) {
      errand.miss(*at_once.front(), std::string(to_text(at_once.front()->kind)) + " (" + done.error().text + ")");
      continue;
    }
    if (!done) return done;
  }
  if (!came.missed.empty()) {
    if (auto done = errand.tell(missed_letter(came.missed)); !done) return done;
  }
  for (const auto& one : came.recorded) {
    if (peer.empty()) continue;
    store::LogEntry entry{now_,
                          peer,
                          "now",
                          one.accepted.incident_name,
                          one.update.number,
                          std::string(to_text(one.update.occasion)) + ", carried out before its time"};
    if (auto done = store.note(entry); !done) return done;
  }
  return look_until ? store.set_looked_until(*look_until) : Result<void>();
}

}  // namespace crier::clock
