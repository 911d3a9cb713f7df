#include "render/wording.h"

#include "base/text.h"
#include "render/escape.h"
#include "render/local_time.h"

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

/// A notice may have no title: then its first line stands for it.
std::string headline(const Words& words) {
  if (!words.title.empty()) return words.title;
  std::string_view first = trim(words.summary);
  first = first.substr(0, first.find('\n'));
  if (const auto end = first.find(". "); end != std::string_view::npos && end < kHeadline) first = first.substr(0, end + 1);
  return clipped(first, kHeadline);
}

bool is_retraction(const core::Update& update) { return update.action == Action::retract || update.status == Status::retracted; }

/// How the incident stands after the update, whatever kind of statement that is.
std::string state_key(const Subject& subject) {
  const core::Update& update = subject.update;
  if (is_retraction(update)) return "prefix_retract";
  if (update.action == Action::notice || subject.incident.is_notice) return "prefix_notice";
  if (update.action == Action::postmortem) return "prefix_postmortem";
  if (update.status == Status::resolved) return "prefix_resolved";
  return "prefix_" + std::string(core::to_text(update.impact));
}

/// Who said it, as readers know it: a peer by token is named "token:NAME" inside.
std::string source_name(const Subject& subject) {
  const std::string& own = subject.update.event.source;
  const std::string& source = own.empty() ? subject.incident.source : own;
  constexpr std::string_view kToken = "token:";
  return source.starts_with(kToken) ? source.substr(kToken.size()) : source;
}

/// Times of one message: all in the audience's zone and the message's language.
struct Times {
  const Subject& subject;
  const Phrases& phrases;
  [[nodiscard]] std::string full(std::optional<UtcTime> time) const {
    return time ? local_time(*time, subject.audience.timezone, phrases, subject.language) : "";
  }
  [[nodiscard]] std::string brief(std::optional<UtcTime> time) const {
    return time ? local_time_short(*time, subject.update.at, subject.audience.timezone, phrases, subject.language) : "";
  }
};

}  // namespace

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
}

void set_flags(Values& values, const Subject& subject, const Words& words) {
  const core::Update& update = subject.update;
  const core::Event& event = update.event;
  const std::string_view occasion = occasion_of(update);
  const bool is_notice = occasion == "notice" || subject.incident.is_notice;
  values.set_flag(Name::has_consequences, !(words.consequences == core::Consequences{}));
  values.set_flag(Name::has_done, !event.actions.done.empty());
  values.set_flag(Name::has_planned, !event.actions.planned.empty());
  values.set_flag(Name::is_first, subject.previous_update == 0);
  values.set_flag(Name::is_reopened, update.reopened);
  values.set_flag(Name::is_resolved, update.status == Status::resolved);
  values.set_flag(Name::is_retracted, is_retraction(update));
  values.set_flag(Name::is_notice, is_notice);
  values.set_flag(Name::is_internal, subject.audience.internal);
  const bool is_over = is_retraction(update) || update.status == Status::resolved || occasion == "postmortem";
  values.set_flag(Name::patience, !is_over && !is_notice);
  values.set_flag(Name::overnight_continues, event.overnight == Overnight::continues);
  values.set_flag(Name::overnight_on_call, event.overnight == Overnight::on_call);
  values.set_flag(Name::overnight_pauses, event.overnight == Overnight::pauses);
}

}  // namespace

std::string_view occasion_of(const core::Update& update) {
  if (update.event.corrects) return "correct";
  if (update.action == Action::retract) return "retract";
  if (update.action == Action::notice) return "notice";
  if (update.action == Action::postmortem) return "postmortem";
  if (update.status == Status::resolved) return "resolve";
  // Who hears of an incident for the first time hears that it is open, even if it went on for a while untold.
  if (update.number <= 1 || update.reopened || update.begins) return "open";
  return update.action == Action::nonews ? "nonews" : "update";
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

Values values_of(const Subject& subject, const Phrases& phrases) {
  const core::Update& update = subject.update;
  Words words = words_in(update, subject.language, phrases);
  const auto phrase = [&](const std::string& key) { return phrases.text(subject.language, key); };

  Values values;
  set_times(values, subject, phrases);
  set_flags(values, subject, words);
  values.set(Name::headline, headline(words));
  values.set(Name::title, std::move(words.title));
  values.set(Name::summary, std::string(trim(words.summary)));
  values.set(Name::now, std::string(trim(words.consequences.now)));
  values.set(Name::expected, std::string(trim(words.consequences.expected)));
  values.set(Name::permanent, std::string(trim(words.consequences.permanent)));
  values.set(Name::details, std::move(words.details));
  values.set(Name::workaround, std::move(words.workaround));
  values.set(Name::root_cause, std::move(words.root_cause));
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
  const std::string state = phrase(state_key(subject));
  values.set(Name::prefix, occasion_of(update) == "correct" ? phrase("prefix_correct") : state);
  values.set(Name::state, state);
  values.set(Name::impact, phrase("impact_" + std::string(core::to_text(update.impact))));
  values.set(Name::status, phrase("status_" + std::string(core::to_text(update.status))));
  values.set(Name::services, join(subject.service_names, ", "));
  values.set(Name::author, update.event.author);
  values.set(Name::source, source_name(subject));
  return values;
}

}  // namespace crier::render
