#include "clock/agenda.h"

#include <algorithm>

#include "clock/escalation.h"
#include "clock/keys.h"

namespace crier::clock {
namespace {

/// What was resolved is of interest to audiences until their next opening, which is not longer away than long holidays.
constexpr Millis kEndedKept{14LL * 86400 * 1000};
/// Further back nobody wants to be told of what was missed.
constexpr Millis kLongestPast{14LL * 86400 * 1000};
/// How far ahead promises and maintenance are looked at: all of them.
constexpr UtcTime kForEver = UtcTime::max();

bool is_office(core::Occasion kind) { return kind == core::Occasion::office_close || kind == core::Occasion::office_open; }

}  // namespace

bool is_watched(const config::Snapshot& snapshot, const core::Incident& incident) {
  // Promises are counted as they become more.
  const bool has_promises = incident.promise || incident.promises.kept > 0 || incident.promises.broken > 0;
  if (has_promises || incident.maintenance || !incident.deferred.empty()) return true;
  return std::any_of(incident.told.begin(), incident.told.end(), [&](const core::Told& told) {
    const auto audience = snapshot.audiences.find(told.audience);
    if (audience == snapshot.audiences.end()) return false;
    return audience->second.office_hours.has_value() || (!audience->second.escalate.empty() && awaits_answer(incident, told));
  });
}

std::uint32_t Agenda::office(const std::string& name) {
  const auto [found, is_new] = office_of_.emplace(name, static_cast<std::uint32_t>(offices_.size()));
  if (is_new) {
    Office office;
    office.name = name;
    offices_.push_back(std::move(office));
    const auto audience = snapshot_->audiences.find(name);
    if (audience != snapshot_->audiences.end()) offices_.back().audience = &audience->second;
  }
  return found->second;
}

void Agenda::plan(config::SnapshotPtr snapshot, std::vector<core::Reminder> once, UtcTime from) {
  snapshot_ = std::move(snapshot);
  from_ = from;
  order_.clear();
  armed_.clear();
  for (auto& office : offices_) {
    const auto audience = snapshot_->audiences.find(office.name);
    office.audience = audience == snapshot_->audiences.end() ? nullptr : &audience->second;
  }
  reminders_.assign(snapshot_->reminders.begin(), snapshot_->reminders.end());
  recurring_ = reminders_.size();
  for (auto& reminder : once) reminders_.emplace_back(std::move(reminder));
  for (const auto& slot : sources()) arm(slot.source, slot.index, from);
}

core::PromiseCounts Agenda::put(const core::Incident& incident, UtcTime now) {
  if (!is_watched(*snapshot_, incident)) {
    take_out(incident.id);
    return {};
  }
  View view;
  view.id = incident.id;
  view.name = incident.name();
  view.impact = incident.impact;
  view.status = incident.status;
  view.opened = incident.opened;
  view.resolved = incident.resolved;
  view.hushed = incident.hushed;
  view.is_open = incident.is_open();
  view.restricted = incident.restricted;
  view.promise = incident.promise;
  view.maintenance = incident.maintenance;
  view.by_people = incident.by_people;
  for (const auto& told : incident.told) {
    const bool is_dropped = std::find(incident.dropped.begin(), incident.dropped.end(), told.audience) != incident.dropped.end();
    if (is_dropped) continue;
    view.heard.push_back({office(told.audience), told.at, told.overnight});
    if (awaits_answer(incident, told)) view.silent.push_back({office(told.audience), told.first, told.since});
  }
  for (const auto& one : incident.deferred) {
    const auto audience = office(one.audience);
    if (std::find(view.deferred.begin(), view.deferred.end(), audience) == view.deferred.end()) view.deferred.push_back(audience);
  }
  view.promises = incident.promises;
  core::PromiseCounts more = incident.promises;
  if (const auto before = views_.find(incident.id.value); before != views_.end()) {
    more.kept -= before->second.promises.kept;
    more.broken -= before->second.promises.broken;
  }
  take_out(incident.id);
  const bool is_of_interest = view.is_open || !view.deferred.empty() || (view.resolved && *view.resolved + kEndedKept > now);
  if (is_of_interest && !incident.is_operators()) take_in(std::move(view), now);
  return more;
}

void Agenda::take_in(View view, UtcTime now) {
  const auto index = view.id.value;
  const UtcTime after = std::max(now, from_);
  const auto begin = [&](std::uint32_t office) {
    for (const auto source : {Source::ask, Source::close, Source::open}) {
      if (!armed_.contains({source, office})) arm(source, office, after);
    }
  };
  const bool counts = view.is_open || view.resolved;
  const auto& kept = views_.insert_or_assign(index, std::move(view)).first->second;
  if (!kept.maintenance && counts) {
    for (const auto& heard : kept.heard) offices_[heard.audience].heard.insert(index);
  }
  for (const auto audience : kept.deferred) offices_[audience].deferred.insert(index);
  for (const auto& heard : kept.heard) begin(heard.audience);
  for (const auto audience : kept.deferred) begin(audience);
  // What a promise or a maintenance had to say before it was made or moved is past.
  if (kept.promise) arm(Source::promise, index, std::max(from_, kept.promise->made));
  if (kept.maintenance) arm(Source::maintenance, index, after);
  if (!kept.silent.empty()) arm(Source::escalation, index, from_);
}

void Agenda::take_out(IncidentId id) {
  const auto found = views_.find(id.value);
  if (found == views_.end()) return;
  for (const auto& heard : found->second.heard) offices_[heard.audience].heard.erase(id.value);
  for (const auto audience : found->second.deferred) offices_[audience].deferred.erase(id.value);
  disarm(Source::promise, id.value);
  disarm(Source::maintenance, id.value);
  disarm(Source::escalation, id.value);
  views_.erase(found);
}

bool Agenda::concerns(Source source, const Office& office, const View& view) const {
  const auto& rhythm = snapshot_->rules.rhythm;
  if (view.maintenance || !view.is_open) return false;
  if (source == Source::open) return rhythm.office_open && view.impact >= rhythm.office_open->min_impact;
  if (!rhythm.office_close || view.impact < rhythm.office_close->min_impact) return false;
  return office.audience != nullptr;
}

bool Agenda::has_any(Source source, const Office& office) const {
  const auto& rhythm = snapshot_->rules.rhythm;
  if (office.audience == nullptr || !office.audience->office_hours) return false;
  if (source == Source::open) return !office.deferred.empty() || (rhythm.office_open && !office.heard.empty());
  if (!rhythm.office_close || (source == Source::ask && rhythm.office_close->ask.count() == 0)) return false;
  return !office.heard.empty();
}

/// Updates wait for an opening that the configuration does not know any more: they wait no longer.
bool Agenda::is_stuck(const Office& office) {
  return !office.deferred.empty() && office.audience != nullptr && (!office.audience->office_hours || !office.audience->quiet);
}

std::optional<Occasion> Agenda::following_of_office(Source source, const Office& office, UtcTime after) const {
  const auto& rhythm = snapshot_->rules.rhythm;
  Occasion occasion;
  occasion.audience = office.name;
  if (source == Source::open && is_stuck(office)) {
    occasion.kind = core::Occasion::office_open;
    occasion.stage = "open";
    occasion.at = after + Millis{1};
    occasion.key = "office-open-at-once/" + office.name + "/" + format_rfc3339(occasion.at);
    return occasion;
  }
  if (!has_any(source, office)) return std::nullopt;
  const auto& hours = *office.audience->office_hours;
  if (source == Source::open) {
    const Millis offset = rhythm.office_open ? rhythm.office_open->offset : Millis{};
    occasion.turn = hours.next_open(after - offset);
    if (!occasion.turn) return std::nullopt;
    occasion.kind = core::Occasion::office_open;
    occasion.stage = "open";
    occasion.at = occasion.turn->at + offset;
  } else {
    const Millis before = rhythm.office_close->lead + (source == Source::ask ? rhythm.office_close->ask : Millis{});
    occasion.turn = hours.next_close(after + before);
    if (!occasion.turn) return std::nullopt;
    occasion.kind = core::Occasion::office_close;
    occasion.stage = source == Source::ask ? "ask" : "close";
    occasion.at = occasion.turn->at - before;
  }
  occasion.day = occasion.turn->day;
  occasion.key = office_key(source == Source::ask ? "office-close-ask" : to_text(occasion.kind), office.name, occasion.day);
  return occasion;
}

std::optional<Occasion> Agenda::following_of_incident(Source source, const View& view, UtcTime after) const {
  const auto& rhythm = snapshot_->rules.rhythm;
  Occasion occasion;
  occasion.incidents = {view.id};
  if (source == Source::promise) {
    if (!view.promise || !view.is_open) return std::nullopt;
    const auto* rule = rhythm.promise ? &*rhythm.promise : nullptr;
    const auto next = next_promise_time(rule, *view.promise, after);
    if (!next) return std::nullopt;
    const auto all = promise_occasions(rule, *view.promise, *next - Millis{1}, *next);
    occasion.kind = core::Occasion::promise;
    occasion.promise = all.front();
    occasion.at = occasion.promise.at;
    occasion.stage = to_text(occasion.promise.stage);
    occasion.key = promise_key(view.id, view.promise->number, occasion.promise);
    if (occasion.promise.stage == core::PromiseStage::escalate)
      occasion.audience = rhythm.promise->escalate[static_cast<std::size_t>(occasion.promise.index) - 1].audience;
    return occasion;
  }
  if (source == Source::escalation) {
    auto steps = escalations(view, after);
    return steps.empty() ? std::nullopt : std::optional(std::move(steps.front()));
  }
  if (!view.maintenance || !view.is_open) return std::nullopt;
  core::Incident incident;
  incident.maintenance = view.maintenance;
  incident.status = view.status;
  const auto all = maintenance_occasions(rhythm.maintenance, incident, after, kForEver);
  if (all.empty()) return std::nullopt;
  occasion.kind = core::Occasion::maintenance;
  occasion.maintenance = all.front();
  occasion.at = occasion.maintenance.at;
  occasion.stage = occasion.maintenance.stage == core::Stage::reminder  ? "reminder"
                   : occasion.maintenance.stage == core::Stage::started ? "start"
                                                                        : "end";
  occasion.key = maintenance_key(view.id, view.maintenance->revision, occasion.maintenance);
  return occasion;
}

std::vector<Occasion> Agenda::escalations(const View& view, UtcTime after) const {
  std::vector<Occasion> all;
  for (const auto& silent : view.silent) {
    const Office& office = offices_[silent.audience];
    if (office.audience == nullptr) continue;
    for (const auto& step : office.audience->escalate) {
      const UtcTime at = silent.since + step.after;
      if (at <= after || (!all.empty() && at > all.front().at)) continue;
      if (!all.empty() && at < all.front().at) all.clear();
      Occasion occasion;
      occasion.incidents = {view.id};
      occasion.kind = core::Occasion::escalation;
      occasion.at = at;
      occasion.audience = step.audience;
      occasion.silent = office.name;
      occasion.key = escalation_key(view.id, silent.first, office.name, step);
      all.push_back(std::move(occasion));
    }
  }
  return all;
}

std::optional<Occasion> Agenda::following_of_reminder(const core::Reminder& reminder, UtcTime after) const {
  Occasion occasion;
  occasion.kind = core::Occasion::reminder;
  occasion.reminder = reminder.name;
  if (const auto* cron = std::get_if<core::Cron>(&reminder.when)) {
    const auto firing = cron->next(after, reminder.timezone);
    if (!firing) return std::nullopt;
    occasion.firing = *firing;
  } else {
    const auto local = std::get<std::chrono::local_seconds>(reminder.when);
    occasion.firing = {core::instant_of(local, reminder.timezone), local, 1};
    if (occasion.firing.at <= after) return std::nullopt;
  }
  occasion.at = occasion.firing.at;
  occasion.key = reminder_key(reminder.name, occasion.firing);
  return occasion;
}

std::optional<Occasion> Agenda::following(Source source, std::int64_t index, UtcTime after) const {
  switch (source) {
    case Source::promise:
    case Source::escalation:
    case Source::maintenance: {
      const auto view = views_.find(index);
      return view == views_.end() ? std::nullopt : following_of_incident(source, view->second, after);
    }
    case Source::reminder: {
      const auto& reminder = reminders_[static_cast<std::size_t>(index)];
      return reminder ? following_of_reminder(*reminder, after) : std::nullopt;
    }
    default:
      return following_of_office(source, offices_[static_cast<std::size_t>(index)], after);
  }
}

/// The incidents that an office's occasion is about, as things are.
void Agenda::fill(Occasion& occasion, Source source, const Office& office) const {
  if (!is_office(occasion.kind)) return;
  for (const auto id : office.heard) {
    const View& view = views_.at(id);
    const bool has_ended = source == Source::open && !view.is_open && view.resolved;
    if (concerns(source, office, view) || has_ended || office.deferred.contains(id)) occasion.incidents.push_back(view.id);
  }
  if (source != Source::open) return;
  for (const auto id : office.deferred) {
    if (!office.heard.contains(id)) occasion.incidents.push_back(IncidentId{id});
  }
  std::sort(occasion.incidents.begin(), occasion.incidents.end());
}

void Agenda::arm(Source source, std::int64_t index, UtcTime after) {
  disarm(source, index);
  const auto occasion = following(source, index, after);
  if (!occasion) return;
  order_.insert({occasion->at, source, index});
  armed_[{source, index}] = occasion->at;
}

void Agenda::disarm(Source source, std::int64_t index) {
  const auto found = armed_.find({source, index});
  if (found == armed_.end()) return;
  order_.erase({found->second, source, index});
  armed_.erase(found);
}

std::vector<Agenda::Slot> Agenda::sources() const {
  std::vector<Slot> all;
  for (std::size_t i = 0; i < offices_.size(); ++i) {
    for (const auto source : {Source::ask, Source::close, Source::open}) all.push_back({{}, source, static_cast<std::int64_t>(i)});
  }
  for (const auto& [id, view] : views_) {
    if (view.promise) all.push_back({{}, Source::promise, id});
    if (view.maintenance) all.push_back({{}, Source::maintenance, id});
    if (!view.silent.empty()) all.push_back({{}, Source::escalation, id});
  }
  for (std::size_t i = 0; i < reminders_.size(); ++i) all.push_back({{}, Source::reminder, static_cast<std::int64_t>(i)});
  return all;
}

void Agenda::settle(const store::SettledOccasion& settled) {
  auto& rows = settled_[settled.key];
  const auto same = std::find_if(rows.begin(), rows.end(), [&](const auto& row) { return row.result == settled.result; });
  if (same == rows.end()) {
    rows.push_back(settled);
    return;
  }
  for (const auto id : settled.incidents) {
    const auto at = std::lower_bound(same->incidents.begin(), same->incidents.end(), id);
    if (at == same->incidents.end() || *at != id) same->incidents.insert(at, id);
  }
}

void Agenda::add_reminder(core::Reminder reminder, UtcTime now) {
  reminders_.emplace_back(std::move(reminder));
  arm(Source::reminder, static_cast<std::int64_t>(reminders_.size()) - 1, now);
}

void Agenda::remove_reminder(const std::string& name) {
  for (std::size_t i = recurring_; i < reminders_.size(); ++i) {
    if (!reminders_[i] || reminders_[i]->name != name) continue;
    disarm(Source::reminder, static_cast<std::int64_t>(i));
    reminders_[i].reset();
  }
}

std::optional<UtcTime> Agenda::next() const { return order_.empty() ? std::nullopt : std::optional(order_.begin()->at); }

std::vector<Occasion> Agenda::next_of(Source source, std::int64_t index, UtcTime after) const {
  auto first = following(source, index, after);
  if (!first) return {};
  if (source == Source::ask || source == Source::close || source == Source::open) {
    fill(*first, source, offices_[static_cast<std::size_t>(index)]);
    return {std::move(*first)};
  }
  if (source == Source::escalation) return escalations(views_.at(index), first->at - Millis{1});
  if (source != Source::promise) return {std::move(*first)};
  const View& view = views_.at(index);
  const auto* rule = snapshot_->rules.rhythm.promise ? &*snapshot_->rules.rhythm.promise : nullptr;
  std::vector<Occasion> all;
  for (const auto& one : promise_occasions(rule, *view.promise, first->at - Millis{1}, first->at)) {
    Occasion occasion = *first;
    occasion.promise = one;
    occasion.stage = to_text(one.stage);
    occasion.key = promise_key(view.id, view.promise->number, one);
    const bool is_escalated = one.stage == core::PromiseStage::escalate;
    occasion.audience = is_escalated ? rule->escalate[static_cast<std::size_t>(one.index) - 1].audience : "";
    all.push_back(std::move(occasion));
  }
  return all;
}

std::vector<Occasion> Agenda::take_due(UtcTime now) {
  std::vector<Occasion> due;
  while (!order_.empty() && order_.begin()->at <= now) {
    const Slot slot = *order_.begin();
    UtcTime reached = slot.at;
    for (auto& occasion : next_of(slot.source, slot.index, reached - Millis{1})) {
      // What it was to say may have been said, or be no more, since its time was noted.
      if (occasion.at > now) break;
      reached = occasion.at;
      if (reached + kLongestPast > now) due.push_back(std::move(occasion));
    }
    arm(slot.source, slot.index, reached);
  }
  from_ = std::max(from_, now);
  std::stable_sort(due.begin(), due.end(), [](const Occasion& a, const Occasion& b) { return a.at < b.at; });
  return due;
}

}  // namespace crier::clock
