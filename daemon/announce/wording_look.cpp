#include "announce/wording_look.h"

#include <algorithm>

#include "config/subject.h"
#include "config/wording_rules.h"
#include "core/say.h"

namespace crier::announce {
namespace {

using config::Treatment;
using core::Action;
using wording::Finding;
using wording::Severity;

/// What has no words of its own is crierd's, or tells nobody.
bool has_words(const core::Event& event) {
  return event.action != Action::take && event.action != Action::acknowledge && event.action != Action::nonews;
}

bool is_monitors(const Said& said, const core::Decision* decision) {
  return decision != nullptr && decision->update.by_monitor && !said.by_approver;
}

/// `errors` is for what people say; for a monitor's it is `automatic` (interface.md section 1).
config::Wording for_monitors(config::Wording settings) {
  settings.errors = settings.automatic;
  return settings;
}

/// The language in which the event's own words are read: that of the first audience that hears them untranslated. The rules are for
/// what customers read, so their language goes before that of an internal audience.
std::string language_of(const config::Snapshot& snapshot, const core::Event& event, const core::Decision* decision) {
  std::string inside;
  for (const auto& match : decision == nullptr ? std::vector<core::Match>{} : decision->hearers) {
    const auto audience = snapshot.audiences.find(match.audience);
    if (audience == snapshot.audiences.end()) continue;
    const auto& language = audience->second.language;
    const bool is_translated = event.translations.contains(language) || event.translations.contains(language.substr(0, language.find('-')));
    if (is_translated) continue;
    if (!audience->second.internal) return language;
    if (inside.empty()) inside = language;
  }
  return inside.empty() ? "en" : inside;
}

std::vector<std::string> channel_types(const config::Snapshot& snapshot, const std::vector<store::NewBroadcast>& broadcasts) {
  std::vector<std::string> types;
  for (const auto& broadcast : broadcasts) {
    const auto channel = snapshot.channels.find(broadcast.channel);
    if (channel == snapshot.channels.end()) continue;
    if (std::find(types.begin(), types.end(), channel->second.type) == types.end()) types.push_back(channel->second.type);
  }
  return types;
}

/// In which posts on X are written, which no sentence may be too long for.
std::vector<std::string> languages_of_posts(const config::Snapshot& snapshot, const std::vector<store::NewBroadcast>& broadcasts) {
  std::vector<std::string> languages;
  for (const auto& broadcast : broadcasts) {
    const auto channel = snapshot.channels.find(broadcast.channel);
    if (channel == snapshot.channels.end() || channel->second.type != "x") continue;
    for (const auto& message : broadcast.messages) languages.push_back(message.language);
  }
  return languages;
}

std::vector<std::string> announced(const std::vector<core::Update>& earlier) {
  std::vector<std::string> summaries;
  for (const auto& update : earlier) {
    if (summaries.size() == kEarlier) break;
    if (was_said(update)) summaries.push_back(update.event.summary);
  }
  return summaries;
}

/// What was said before stays (rules E2); else the organisation's.
std::optional<std::string> contact_of(const config::Snapshot& snapshot, const core::Incident* incident) {
  if (incident != nullptr && !incident->contact.empty()) return incident->contact;
  return snapshot.organisation.contact.empty() ? std::nullopt : std::optional(snapshot.organisation.contact);
}

bool reaches_customers(const config::Snapshot& snapshot, const core::Decision& decision) {
  return std::any_of(decision.hearers.begin(), decision.hearers.end(), [&](const core::Match& match) {
    const auto audience = snapshot.audiences.find(match.audience);
    return audience != snapshot.audiences.end() && !audience->second.internal;
  });
}

core::Problem refusal(const std::vector<Finding>& findings, const config::Wording& settings) {
  core::Problem problem{ErrorKind::invalid, "The wording is refused", "", {}};
  for (const auto& finding : findings) {
    const bool counts = (finding.severity == Severity::error && settings.errors == Treatment::reject) ||
                        (finding.severity == Severity::warning && settings.warnings == Treatment::reject);
    if (!counts) continue;
    const std::string found = finding.excerpt.empty() ? "" : " (\"" + finding.excerpt + "\")";
    const std::string advice = finding.advice.empty() ? "" : " " + finding.advice;
    problem.faults.push_back({finding.pointer, finding.rule + ": " + finding.message + found + advice});
  }
  // What shows one sentence of a problem shows what is wrong, if that is one thing.
  const auto count = problem.faults.size();
  problem.detail =
      count == 1 ? problem.faults.front().detail + " To send it in spite of that, set `anyway`"
                 : "the wording has " + std::to_string(count) + " faults; say it in other words, or send it in spite of that with `anyway`";
  return problem;
}

}  // namespace

std::vector<core::Event> heard_by_customers(const config::Snapshot& snapshot, const core::Event& event, const core::Decision& decision) {
  std::vector<core::Event> all;
  std::vector<const core::Say*> seen;
  for (const auto& match : decision.hearers) {
    const auto audience = snapshot.audiences.find(match.audience);
    if (audience == snapshot.audiences.end() || audience->second.internal) continue;
    const auto* say = decision.update.by_monitor ? core::say_for(snapshot.rules, decision.incident, match.audience) : nullptr;
    if (std::find(seen.begin(), seen.end(), say) != seen.end()) continue;
    seen.push_back(say);
    core::Update update = decision.update;
    update.event = event;
    core::Incident incident = decision.incident;
    if (say != nullptr) core::say_instead(*say, config::service_text(snapshot, incident), incident, update);
    all.push_back(std::move(update.event));
  }
  if (all.empty()) all.push_back(event);
  return all;
}

bool was_said(const core::Update& update) {
  return update.state == core::UpdateState::announced && !update.is_by_clock() && !update.event.summary.empty();
}

std::vector<Finding> look_at_wording(const config::Snapshot& snapshot, const Said& said, const core::Decision* decision,
                                     const std::vector<store::NewBroadcast>& broadcasts) {
  const auto& settings = snapshot.wording;
  if (settings.is_off() || !has_words(said.event)) return {};
  wording::Subject subject{said.event};
  subject.state = wording::state_of(said.event, said.incident);
  subject.language = language_of(snapshot, said.event, decision);
  subject.channels = channel_types(snapshot, broadcasts);
  subject.posted_in = languages_of_posts(snapshot, broadcasts);
  subject.incident = said.incident;
  subject.earlier = announced(said.earlier);
  subject.contact = contact_of(snapshot, said.incident);
  subject.now = said.now;
  if (!said.with_advice) subject.least = Severity::warning;
  return config::findings_of(is_monitors(said, decision) ? for_monitors(settings) : settings, subject);
}

WordingVerdict judge_wording(const config::Snapshot& snapshot, const Said& said, const core::Decision& decision,
                             const std::vector<Finding>& findings) {
  const auto& settings = snapshot.wording;
  // The rules are for what customers read; and a person may have looked and meant it.
  if (findings.empty() || said.event.anyway || !reaches_customers(snapshot, decision)) return {};
  if (is_monitors(said, &decision)) return {std::nullopt, settings.automatic == Treatment::draft && wording::has_errors(findings)};
  const bool refuses = std::any_of(findings.begin(), findings.end(), [&](const Finding& finding) {
    return (finding.severity == Severity::error && settings.errors == Treatment::reject) ||
           (finding.severity == Severity::warning && settings.warnings == Treatment::reject);
  });
  if (!refuses) return {};
  return {refusal(findings, settings), false};
}

}  // namespace crier::announce
