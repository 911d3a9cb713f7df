#include <algorithm>
#include <utility>

#include "clock/errand.h"
#include "clock/keys.h"
#include "clock/letters.h"
#include "clock/statements.h"

namespace crier::clock {
namespace {

using core::OccasionResult;
using core::Stage;

/// The statement of a stage; each audience reads the words that announced the maintenance to it.
Result<core::Decision> statement(Errand& errand, const core::Incident& incident, const Occasion& occasion) {
  core::Decision decision = begin_statement(incident, core::Occasion::maintenance, errand.now);
  core::Update& update = decision.update;
  update.action = update.event.action = core::Action::maintenance;
  update.stage = occasion.maintenance.stage;
  update.starts = incident.maintenance->starts;
  update.ends = incident.maintenance->ends;
  if (errand.is_late(occasion.at)) update.planned = occasion.at;
  for (const auto& told : incident.told) {
    const bool is_dropped = std::find(incident.dropped.begin(), incident.dropped.end(), told.audience) != incident.dropped.end();
    if (is_dropped || !errand.snapshot.audiences.contains(told.audience)) continue;
    decision.hearers.push_back({0, told.audience, "was told of this maintenance"});
    // What was announced before it says what will be; it is not true any more of what is over.
    if (update.stage == Stage::completed) continue;
    auto newest = newest_statement(errand.store, incident, told.audience);
    if (!newest) return newest.error();
    if (!*newest) continue;
    if (decision.hearers.size() == 1) quote(update.event, (*newest)->event);
    core::Bulletin::Item item;
    item.incident = incident;
    item.newest = std::move(*newest);
    decision.bulletins[told.audience].items.push_back(std::move(item));
  }
  return decision;
}

/// The status follows the clock even if there is nobody to tell.
Result<void> take_status(Errand& errand, core::Incident& incident, Stage stage) {
  if (stage == Stage::started) {
    incident.status = core::Status::in_progress;
    incident.maintenance->starts = std::min(incident.maintenance->starts, errand.now);
  } else {
    incident.status = core::Status::completed;
    incident.resolved = errand.now;
  }
  return errand.keep(incident);
}

}  // namespace

Result<void> carry_out_maintenance(Errand& errand, const Occasion& occasion) {
  auto found = errand.incident(occasion.incidents.front());
  if (!found) return found.error();
  core::Incident* incident = *found;
  if (incident == nullptr || !is_open_maintenance(*incident)) return {};
  if (maintenance_key(incident->id, incident->maintenance->revision, occasion.maintenance) != occasion.key) return {};
  const auto settled = errand.is_settled(occasion.key, incident->id);
  if (!settled) return settled.error();
  if (*settled) return {};
  const Stage stage = occasion.maintenance.stage;
  const std::vector<IncidentId> ids{incident->id};
  const bool is_over = stage == Stage::reminder && errand.now >= incident->maintenance->starts;
  if (is_over) return errand.settle(occasion, OccasionResult::needless, ids);
  const bool asks = stage == Stage::completed && !errand.snapshot.rules.rhythm.maintenance.announces_end;
  const bool is_hushed = !errand.is_asked_for && incident->hushed && *incident->hushed > occasion.at;
  if (!asks && stage != Stage::reminder) {
    if (auto done = take_status(errand, *incident, stage); !done) return done;
  }
  if (is_hushed) return errand.settle(occasion, OccasionResult::skipped, ids);
  if (asks) {
    if (auto done = errand.tell(end_letter(*incident)); !done) return done;
    return errand.settle(occasion, errand.is_late(occasion.at) ? OccasionResult::late : OccasionResult::done, ids);
  }
  if (errand.is_too_late(occasion.at)) {
    errand.miss(occasion, "maintenance " + incident->name() + " (" + std::string(to_text(stage)) + ")");
    return errand.settle(occasion, OccasionResult::missed, ids);
  }
  auto decision = statement(errand, *incident, occasion);
  if (!decision) return decision.error();
  const bool has_hearers = !decision->hearers.empty();
  // Reminders that were not sent yet say what this says newer.
  decision->gives_way = std::exchange(decision->incident.clock_said, {});
  if (has_hearers) {
    if (auto done = errand.say(std::move(*decision)); !done) return done;
  }
  const auto result = !has_hearers ? OccasionResult::needless : errand.is_late(occasion.at) ? OccasionResult::late : OccasionResult::done;
  return errand.settle(occasion, result, ids);
}

Result<void> carry_out_reminder(Errand& errand, const Occasion& occasion) {
  const auto settled = errand.is_settled(occasion.key, {});
  if (!settled) return settled.error();
  const auto& recurring = errand.snapshot.reminders;
  auto reminder =
      std::find_if(recurring.begin(), recurring.end(), [&](const core::Reminder& one) { return one.name == occasion.reminder; });
  std::optional<core::Reminder> words;
  if (reminder != recurring.end()) {
    words = *reminder;
  } else {
    auto once = errand.store.reminders();
    if (!once) return once.error();
    for (auto& one : *once) {
      if (one.name == occasion.reminder) words = std::move(one);
    }
    if (words) {
      if (auto removed = errand.store.remove_reminder(occasion.reminder); !removed) return removed.error();
      errand.came.reminders.push_back(occasion.reminder);
    }
  }
  if (!words || *settled) return {};
  if (errand.is_too_late(occasion.at)) {
    errand.miss(occasion, "reminder " + occasion.reminder);
    return errand.settle(occasion, OccasionResult::missed, {});
  }
  const auto number = errand.store.next_notice();
  if (!number) return number.error();
  core::Incident notice;
  notice.key = "notice-" + std::to_string(*number);
  notice.title = words->title;
  notice.opened = errand.now;
  notice.is_notice = true;
  notice.routing_off = true;
  core::Decision decision = begin_statement(notice, core::Occasion::reminder, errand.now);
  core::Update& update = decision.update;
  update.action = update.event.action = core::Action::notice;
  update.name = words->name;
  update.event.incident.clear();
  if (!words->title.empty()) update.event.title = words->title;
  update.event.summary = words->summary;
  update.event.audiences = words->audiences;
  if (!words->author.empty()) update.event.author = words->author;
  if (errand.is_late(occasion.at)) update.planned = occasion.at;
  for (const auto& audience : words->audiences) {
    if (!errand.snapshot.audiences.contains(audience)) continue;
    decision.hearers.push_back({0, audience, "named by the reminder"});
    decision.incident.added.push_back(audience);
  }
  if (auto done = errand.say(std::move(decision)); !done) return done;
  return errand.settle(occasion, errand.is_late(occasion.at) ? OccasionResult::late : OccasionResult::done, {});
}

}  // namespace crier::clock
