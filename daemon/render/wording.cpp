#include "render/wording.h"

#include <utility>

#include "base/text.h"
#include "render/clock_wording.h"
#include "render/escape.h"
#include "render/times.h"

namespace crier::render {
namespace {

constexpr std::size_t kHeadline = 80;  // bytes; what lists of mails and notifications show

using core::Action;
using core::Overnight;
using core::Status;

void replace(std::string& own, const std::string& translated) {
  if (!translated.empty()) own = translated;
}

const core::Translation* translation(const core::Event& event, std::string_view language) {
  if (event.translations.empty()) return nullptr;
  for (const auto& tag : language_chain(language)) {
    for (const auto& [name, translated] : event.translations) {
      if (language_tag(name) == tag) return &translated;
    }
  }
  return nullptr;
}

bool is_retraction(const core::Update& update) { return update.action == Action::retract || update.status == Status::retracted; }

/// How the incident stands after the update, whatever kind of statement that is.
std::string stands_as(const Subject& subject) {
  const core::Update& update = subject.update;
  if (is_retraction(update)) return state_key(Status::retracted, update.impact, false);
  if (update.occasion == core::Occasion::reminder) return "prefix_reminder";
  const bool is_notice = update.action == Action::notice || subject.incident.is_notice;
  if (update.action == Action::postmortem && !is_notice) return "prefix_postmortem";
  return state_key(update.status, update.impact, is_notice);
}

/// What stands before the title.
std::string prefix(const Subject& subject, const std::string& state, const Phrases& phrases) {
  const core::Update& update = subject.update;
  const std::string_view occasion = occasion_of(update);
  const auto phrase = [&](const std::string& key) { return phrases.text(subject.language, key); };
  if (occasion == "correct") return phrase("prefix_correct");
  if (occasion == "maintenance" && update.stage) return phrase("prefix_stage_" + std::string(core::to_text(*update.stage)));
  if (occasion == "holding") return state + ", " + phrase("prefix_holding");
  // What comes late may come when the office has closed or opened already.
  if (update.planned) return state;
  if (occasion == "office-close") return state + ", " + phrase("prefix_office_close");
  return occasion == "office-open" ? state + ", " + phrase("prefix_office_open") : state;
}

/// Who said it, as readers know it: a peer by token is named "token:NAME" inside.
std::string source_name(const Subject& subject) {
  const std::string& own = subject.update.event.source;
  const std::string& source = own.empty() ? subject.incident.source : own;
  constexpr std::string_view kToken = "token:";
  return source.starts_with(kToken) ? source.substr(kToken.size()) : source;
}

}  // namespace

std::string state_key(Status status, core::Impact impact, bool is_notice) {
  if (status == Status::retracted) return "prefix_retract";
  if (is_notice) return "prefix_notice";
  if (status == Status::resolved) return "prefix_resolved";
  if (core::is_of_maintenance(status)) return "prefix_maintenance_" + std::string(core::to_text(status));
  return "prefix_" + std::string(core::to_text(impact));
}

std::string headline(const std::string& title, const std::string& summary) {
  if (!title.empty()) return title;
  std::string_view first = trim(summary);
  first = first.substr(0, first.find('\n'));
  if (const auto end = first.find(". "); end != std::string_view::npos && end < kHeadline) first = first.substr(0, end + 1);
  return clipped(first, kHeadline);
}

std::string clock_utc(UtcTime time) { return format_rfc3339(time).substr(11, 5) + " UTC"; }

namespace {

void set_times(Values& values, const Subject& subject, const Phrases& phrases) {
  const core::Event& event = subject.update.event;
  const Times times{subject, phrases};
  values.set(Name::next_update, times.full(subject.update.next_update));
  values.set(Name::next_update_short, times.brief(subject.update.next_update));
  values.set(Name::began, times.full(event.began));
  values.set(Name::ended, times.full(event.ended));
  values.set(Name::at, times.full(subject.update.at));
  values.set(Name::at_utc, clock_utc(subject.update.at));
  values.set(Name::as_of, times.full(event.ended ? event.ended : event.at ? event.at : subject.update.at));
  values.set(Name::was_due, times.full(subject.update.planned));
}

void set_flags(Values& values, const Subject& subject) {
  const core::Update& update = subject.update;
  const core::Event& event = update.event;
  const std::string_view occasion = occasion_of(update);
  const bool is_notice = occasion == "notice" || occasion == "reminder" || subject.incident.is_notice;
  values.set_flag(Name::has_done, !event.actions.done.empty());
  values.set_flag(Name::has_planned, !event.actions.planned.empty());
  values.set_flag(Name::is_first, subject.previous_update == 0);
  values.set_flag(Name::is_reopened, update.reopened);
  values.set_flag(Name::is_resolved, update.status == Status::resolved);
  values.set_flag(Name::is_retracted, is_retraction(update));
  values.set_flag(Name::is_notice, is_notice);
  values.set_flag(Name::is_internal, subject.audience.internal);
  const bool is_over = is_retraction(update) || update.status == Status::resolved || occasion == "postmortem";
  values.set_flag(Name::patience,
                  !is_over && !is_notice && (!core::is_of_maintenance(update.status) || update.status == Status::in_progress));
  values.set_flag(Name::is_open, subject.incident.is_open() && !subject.incident.is_maintenance());
  values.set_flag(Name::is_maintenance, subject.incident.is_maintenance());
  values.set_flag(Name::overnight_continues, event.overnight == Overnight::continues);
  values.set_flag(Name::overnight_on_call, event.overnight == Overnight::on_call);
  values.set_flag(Name::overnight_pauses, event.overnight == Overnight::pauses);
}

}  // namespace

std::string_view occasion_of(const core::Update& update) {
  if (update.event.corrects) return "correct";
  if (update.action == Action::retract) return "retract";
  switch (update.occasion) {
    case core::Occasion::office_close:
      return "office-close";
    case core::Occasion::office_open:
      return "office-open";
    case core::Occasion::promise:
      return "holding";
    case core::Occasion::reminder:
      return "reminder";
    case core::Occasion::maintenance:
    case core::Occasion::escalation:
    case core::Occasion::event:
      break;
  }
  if (update.action == Action::maintenance) return "maintenance";
  if (update.action == Action::notice) return "notice";
  if (update.action == Action::postmortem) return "postmortem";
  if (update.status == Status::resolved) return "resolve";
  // Who hears of an incident for the first time hears that it is open, even if it went on for a while untold.
  if (update.number <= 1 || update.reopened || update.begins) return "open";
  return update.action == Action::nonews ? "nonews" : "update";
}

bool has_bulletin(const core::Update& update) {
  const std::string_view occasion = occasion_of(update);
  return occasion == "office-close" || occasion == "office-open" || occasion == "holding";
}

Words words_in(const core::Update& update, std::string_view language, const Phrases& phrases) {
  const core::Event& event = update.event;
  Words words{update.title, event.summary, event.details, event.workaround, event.root_cause, event.consequences};
  if (const core::Translation* other = translation(event, language)) {
    replace(words.title, other->title);
    replace(words.summary, other->summary);
    replace(words.details, other->details);
    replace(words.workaround, other->workaround);
    replace(words.root_cause, other->root_cause);
    replace(words.consequences.now, other->consequences.now);
    replace(words.consequences.expected, other->consequences.expected);
    replace(words.consequences.permanent, other->consequences.permanent);
  }
  if (occasion_of(update) == "nonews" && trim(words.summary).empty()) words.summary = phrases.text(language, "nonews");
  return words;
}

void set_words(Values& values, Words words) {
  values.set_flag(Name::has_consequences, !(words.consequences == core::Consequences{}));
  values.set(Name::summary, std::string(trim(words.summary)));
  values.set(Name::now, std::string(trim(words.consequences.now)));
  values.set(Name::expected, std::string(trim(words.consequences.expected)));
  values.set(Name::permanent, std::string(trim(words.consequences.permanent)));
  values.set(Name::details, std::move(words.details));
  values.set(Name::workaround, std::move(words.workaround));
  values.set(Name::root_cause, std::move(words.root_cause));
}

Values values_of(const Subject& subject, const Phrases& phrases) {
  const core::Update& update = subject.update;
  Words words = words_in(update, subject.language, phrases);
  const auto phrase = [&](const std::string& key) { return phrases.text(subject.language, key); };

  Values values;
  set_times(values, subject, phrases);
  set_flags(values, subject);
  values.set(Name::headline, headline(words.title, words.summary));
  values.set(Name::title, words.title);
  set_words(values, std::move(words));
  values.set_list(Name::done, update.event.actions.done);
  values.set_list(Name::planned, update.event.actions.planned);

  values.set(Name::organisation, subject.organisation);
  values.set(Name::contact, subject.contact);
  values.set(Name::url, subject.url);
  values.set(Name::audience, subject.audience.name);
  values.set(Name::incident, subject.incident.name());
  values.set(Name::number, std::to_string(update.number));
  if (update.event.corrects) values.set(Name::corrects, std::to_string(*update.event.corrects));
  if (subject.audience.internal) values.set(Name::also_told, join(subject.also_told, ", "));
  const std::string state = phrase(stands_as(subject));
  values.set(Name::prefix, prefix(subject, state, phrases));
  values.set(Name::state, state);
  values.set(Name::impact, phrase("impact_" + std::string(core::to_text(update.impact))));
  values.set(Name::status, phrase("status_" + std::string(core::to_text(update.status))));
  values.set(Name::services, join(subject.service_names, ", "));
  values.set(Name::author, update.event.author);
  values.set(Name::source, source_name(subject));
  if (has_bulletin(update)) set_bulletin(values, subject, phrases);
  if (subject.incident.is_maintenance()) set_maintenance(values, subject, phrases);
  return values;
}

}  // namespace crier::render
