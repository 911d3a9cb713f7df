#include "render/clock_wording.h"

#include <algorithm>
#include <array>
#include <utility>

#include "render/quota.h"
#include "render/times.h"

namespace crier::render {
namespace {

using core::Bulletin;
using core::Occasion;
using core::Overnight;
using core::Stage;
using core::Status;

Words title_alone(std::string title) {
  Words words;
  words.title = std::move(title);
  return words;
}

/// The newest statement's words, under the title that stands: what translates it holds only as long as it is the same.
Words words_of(const Bulletin::Item& item, std::string_view language, const Phrases& phrases) {
  if (!item.newest) return title_alone(item.incident.title);
  Words words = words_in(*item.newest, language, phrases);
  if (item.newest->title != item.incident.title) words.title = item.incident.title;
  return words;
}

/// Words one bulletin: records of incidents and of their statements.
class BulletinWording {
 public:
  BulletinWording(const Subject& subject, const Phrases& phrases) : subject_(subject), phrases_(phrases), times_(subject, phrases) {}

  [[nodiscard]] Values incident(const Bulletin::Item& item, bool is_alone);

 private:
  void cut(Words& words);
  void set_state(Values& values, const core::Incident& incident) const;
  void set_newest(Values& values, const Bulletin::Item& item);
  void set_next(Values& values, const Bulletin::Item& item, bool is_alone) const;
  [[nodiscard]] Values statement(const core::Update& update, bool is_newest, bool is_first_read);
  [[nodiscard]] std::string phrase(const std::string& key) const { return phrases_.text(subject_.language, key); }

  const Subject& subject_;
  const Phrases& phrases_;
  Times times_;
  Quota quota_;
};

void BulletinWording::cut(Words& words) {
  for (auto* text : {&words.summary, &words.consequences.permanent, &words.consequences.now, &words.consequences.expected,
                     &words.workaround, &words.details, &words.root_cause})
    quota_.cut(*text);
}

void BulletinWording::set_state(Values& values, const core::Incident& incident) const {
  values.set(Name::incident, incident.name());
  values.set(Name::state, phrase(state_key(incident.status, incident.impact, incident.is_notice)));
  values.set(Name::impact, phrase("impact_" + std::string(core::to_text(incident.impact))));
  values.set(Name::status, phrase("status_" + std::string(core::to_text(incident.status))));
  values.set_flag(Name::is_open, incident.is_open() && !incident.is_maintenance());
  values.set_flag(Name::is_resolved, incident.status == Status::resolved);
  values.set_flag(Name::is_retracted, incident.status == Status::retracted);
  values.set_flag(Name::is_notice, incident.is_notice);
  values.set_flag(Name::is_maintenance, incident.is_maintenance());
  values.set(Name::resolved_at, times_.full(incident.resolved));
  values.set(Name::resolved_at_short, times_.brief(incident.resolved));
  if (!incident.contact.empty() && incident.contact != subject_.contact) values.set(Name::contact, incident.contact);
  if (incident.maintenance) {
    values.set(Name::starts, times_.full(incident.maintenance->starts));
    values.set(Name::starts_short, times_.brief(incident.maintenance->starts));
    values.set(Name::ends, times_.full(incident.maintenance->ends));
    values.set(Name::ends_short, times_.brief(incident.maintenance->ends, incident.maintenance->starts));
    values.set(Name::duration, times_.duration(incident.maintenance->ends - incident.maintenance->starts));
  }
  const bool is_night = subject_.update.occasion == Occasion::office_close && incident.is_open();
  values.set_flag(Name::overnight_continues, is_night && incident.overnight == Overnight::continues);
  values.set_flag(Name::overnight_on_call, is_night && incident.overnight == Overnight::on_call);
  values.set_flag(Name::overnight_pauses, is_night && incident.overnight == Overnight::pauses);
}

void BulletinWording::set_newest(Values& values, const Bulletin::Item& item) {
  Words words = words_of(item, subject_.language, phrases_);
  if (item.newest) {
    values.set(Name::written, times_.full(item.newest->at));
    values.set(Name::written_short, times_.brief(item.newest->at));
    values.set(Name::age, times_.age(item.newest->at));
  }
  cut(words);
  // What belongs to one statement alone is said with it, among those since the closing.
  words.details.clear();
  words.root_cause.clear();
  values.set(Name::title, words.title);
  values.set(Name::headline, headline(words.title, words.summary));
  set_words(values, std::move(words));
}

void BulletinWording::set_next(Values& values, const Bulletin::Item& item, bool is_alone) const {
  // A promise for later than the opening gives way to it where the opening surely speaks of this incident.
  const auto opening = subject_.bulletin == nullptr ? std::nullopt : subject_.bulletin->opening;
  if (is_alone && opening && item.next && *opening < *item.next) return;
  values.set(Name::next_update, times_.full(item.next));
  values.set(Name::next_update_short, times_.brief(item.next));
}

Values BulletinWording::statement(const core::Update& update, bool is_newest, bool is_first_read) {
  Values values;
  Words words = words_in(update, subject_.language, phrases_);
  // The consequences of the newest stand with the incident; those of earlier ones hold no more, but what is lost stays lost.
  words.consequences.now.clear();
  words.consequences.expected.clear();
  if (is_newest) words.consequences.permanent.clear();
  words.workaround.clear();
  if (!is_first_read) {
    words.details.clear();
    words.root_cause.clear();
  }
  cut(words);
  set_words(values, std::move(words));
  values.set(Name::number, std::to_string(update.number));
  if (update.event.corrects) values.set(Name::corrects, std::to_string(*update.event.corrects));
  values.set(Name::written, times_.full(update.at));
  values.set(Name::written_short, times_.brief(update.at));
  values.set(Name::impact, phrase("impact_" + std::string(core::to_text(update.impact))));
  values.set(Name::status, phrase("status_" + std::string(core::to_text(update.status))));
  values.set_flag(Name::is_reopened, update.reopened);
  values.set_flag(Name::is_resolved, update.status == Status::resolved);
  values.set_flag(Name::is_retracted, update.status == Status::retracted);
  if (!is_first_read) return values;
  const core::Event& event = update.event;
  values.set(Name::began, times_.full(event.began));
  values.set(Name::ended, times_.full(event.ended));
  values.set_flag(Name::has_done, !event.actions.done.empty());
  values.set_flag(Name::has_planned, !event.actions.planned.empty());
  values.set_list(Name::done, quota_.cut(event.actions.done));
  values.set_list(Name::planned, quota_.cut(event.actions.planned));
  return values;
}

Values BulletinWording::incident(const Bulletin::Item& item, bool is_alone) {
  Values values;
  set_state(values, item.incident);
  set_newest(values, item);
  set_next(values, item, is_alone);
  const int newest = item.newest ? item.newest->number : 0;
  std::vector<Values> since;
  for (const auto& update : item.since) {
    since.push_back(statement(update, update.number == newest, item.was_deferred));
    if (update.number == newest) values.set_flag(Name::is_listed, true);
  }
  values.set_flag(Name::has_since, !since.empty());
  values.set_records(Name::since, std::move(since));
  values.set_flag(Name::was_deferred, item.was_deferred);
  return values;
}

bool goes_on(const core::Incident& incident) {
  return incident.is_maintenance() ? incident.status == Status::in_progress : incident.is_open();
}

const Bulletin::Item* first_item(const Subject& subject) {
  return subject.bulletin == nullptr || subject.bulletin->items.empty() ? nullptr : &subject.bulletin->items.front();
}

}  // namespace

Quoted quoted(const Subject& subject, const Phrases& phrases) {
  const auto* item = first_item(subject);
  // What was written before a maintenance spoke of what was to come.
  if (subject.update.occasion == Occasion::maintenance && subject.update.stage == Stage::completed)
    return {title_alone(words_in(subject.update, subject.language, phrases).title), nullptr};
  if (item == nullptr) return {words_in(subject.update, subject.language, phrases), nullptr};
  return {words_of(*item, subject.language, phrases), item->newest ? &*item->newest : nullptr};
}

void set_bulletin(Values& values, const Subject& subject, const Phrases& phrases) {
  const Times times(subject, phrases);
  BulletinWording wording(subject, phrases);
  Bulletin own;
  if (first_item(subject) == nullptr) own.items.push_back({subject.incident, subject.update, {}, subject.update.next_update, false});
  const Bulletin& bulletin = own.items.empty() ? *subject.bulletin : own;
  const std::size_t others = bulletin.items.size() - 1 + static_cast<std::size_t>(bulletin.left_out);

  std::vector<Values> incidents, resolved;
  bool waits_for_opening = false, is_patience = false;
  for (const auto& item : bulletin.items) {
    incidents.push_back(wording.incident(item, others == 0));
    if (!own.items.empty()) incidents.back().set(Name::written, "");
    waits_for_opening = waits_for_opening || !item.next || (bulletin.opening && *bulletin.opening < *item.next);
    is_patience = is_patience || goes_on(item.incident);
  }
  for (const auto& item : bulletin.ended) resolved.push_back(wording.incident(item, false));

  // A message that quotes nobody says nothing of its own words.
  set_words(values, {});
  values.set(Name::next_update, "");
  values.set(Name::next_update_short, "");
  values.take(incidents.front());
  if (waits_for_opening) {
    values.set(Name::opening, times.with_weekday(bulletin.opening));
    values.set(Name::opening_short, times.brief(bulletin.opening));
  }
  const auto& promise = bulletin.items.front().incident.promise;
  if (subject.update.occasion == Occasion::promise && promise) {
    values.set(Name::promised, times.full(promise->due));
    values.set(Name::promised_short, times.brief(promise->due));
  }
  values.set(Name::closing, times.full(bulletin.since_closing));
  if (others > 0) values.set(Name::more, std::to_string(others));
  if (bulletin.left_out > 0) values.set(Name::left_out, std::to_string(bulletin.left_out));
  values.set_flag(Name::is_several, others > 0);
  values.set_flag(Name::patience, is_patience);
  values.set_records(Name::incidents, std::move(incidents));
  values.set_flag(Name::has_resolved_since, !resolved.empty());
  values.set_records(Name::resolved_since, std::move(resolved));
}

void set_maintenance(Values& values, const Subject& subject, const Phrases& phrases) {
  const core::Update& update = subject.update;
  const Times times(subject, phrases);
  const auto& window = subject.incident.maintenance;
  const UtcTime starts = update.starts.value_or(window->starts), ends = update.ends.value_or(window->ends);
  values.set(Name::starts, times.full(starts));
  values.set(Name::starts_short, times.brief(starts));
  values.set(Name::ends, times.full(ends));
  values.set(Name::ends_short, times.brief(ends, starts));
  values.set(Name::duration, times.duration(ends - starts));
  if (occasion_of(update) != "maintenance") return;

  if (starts > update.at) values.set(Name::starts_in, times.duration(starts - update.at));
  if (update.moved_from) {
    const auto& before = *update.moved_from;
    if (before.starts != starts) values.set(Name::moved_from, times.full(before.starts));
    if (before.ends != ends) values.set(Name::moved_until, times.full(before.ends));
  }
  constexpr std::array kStages{Name::is_scheduled, Name::is_moved,     Name::is_reminder, Name::is_started,
                               Name::is_extended,  Name::is_completed, Name::is_cancelled};
  const Stage stage = update.stage.value_or(Stage::scheduled);
  values.set_flag(kStages[static_cast<std::size_t>(stage)], true);
  if (update.occasion != Occasion::maintenance) return;
  Quoted said = quoted(subject, phrases);
  set_words(values, std::move(said.words));
  if (said.statement != nullptr) {
    values.set(Name::written, times.full(said.statement->at));
    values.set(Name::written_short, times.brief(said.statement->at));
    values.set(Name::age, times.age(said.statement->at));
  }
}

}  // namespace crier::render
