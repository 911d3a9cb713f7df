#include "operators/teller.h"

#include <algorithm>

#include "announce/plan.h"
#include "base/text.h"

namespace crier::operators {
namespace {

using core::NoticeKind;

bool contains(const std::vector<std::string>& list, const std::string& value) {
  return std::find(list.begin(), list.end(), value) != list.end();
}

/// Not behind a blast, but for what is counted anyway.
core::Lane lane_of(NoticeKind kind) {
  return kind == NoticeKind::drafts || kind == NoticeKind::promises || kind == NoticeKind::channels || kind == NoticeKind::faults
             ? core::Lane::normal
             : core::Lane::bulk;
}

core::Event event_of(const Letter& letter) {
  core::Event event;
  event.action = core::Action::notice;
  event.title = letter.words.title;
  event.summary = join(letter.words.facts, "\n");
  event.actions.planned = letter.words.commands;
  event.author = "crierd";
  event.labels[kKindLabel] = core::to_text(letter.about.kind);
  if (!letter.about.channel.empty()) event.labels["channel"] = letter.about.channel;
  if (!letter.about.incident.empty()) event.labels["incident"] = letter.about.incident;
  if (!letter.relays.empty()) event.labels[kRelaysLabel] = letter.relays;
  return event;
}

/// What is told of a rehearsal is part of it (rules D6).
Result<bool> is_exercise(store::Store& store, const std::string& name) {
  const auto parsed = core::parse_incident_name(name);
  if (!parsed) return false;
  // A happening names the first incident of its key without a number.
  const auto incident = store.incident(parsed->key, std::max(parsed->occurrence, 1));
  if (!incident) return incident.error();
  return *incident && (*incident)->exercise;
}

Result<core::Decision> decision_of(store::Store& store, const config::Snapshot& snapshot, const Letter& letter, UtcTime now) {
  core::Decision decision;
  for (const auto& [name, audience] : snapshot.audiences) {
    const bool is_meant = !letter.to.empty()      ? contains(letter.to, name)
                          : letter.relays.empty() ? hears(audience, letter.about.kind)
                                                  : audience.internal;
    if (is_meant) decision.hearers.push_back({0, name, "hears operator notices"});
  }
  const auto newest = store.incident(std::string(core::kOperatorsKey), 0);
  if (!newest) return newest.error();
  const auto exercise = is_exercise(store, letter.about.incident);
  if (!exercise) return exercise.error();

  core::Update& update = decision.update;
  update.number = 1;
  update.action = core::Action::notice;
  update.occasion = letter.occasion;
  update.event = event_of(letter);
  update.at = now;
  update.title = letter.words.title;
  update.peer = "crierd";
  core::Incident& incident = decision.incident;
  incident.key = core::kOperatorsKey;
  incident.occurrence = *newest ? (*newest)->occurrence + 1 : 1;
  incident.title = update.title;
  incident.labels = update.event.labels;
  incident.opened = now;
  incident.updates = 1;
  incident.is_notice = true;
  incident.exercise = *exercise;
  for (const auto& match : decision.hearers) {
    update.audiences.push_back(match.audience);
    incident.told.push_back({match.audience, 1});
  }
  return decision;
}

}  // namespace

bool hears(const core::Audience& audience, NoticeKind kind) {
  return audience.internal && std::find(audience.hears.begin(), audience.hears.end(), kind) != audience.hears.end();
}

Result<Told> tell(store::Store& store, const config::Snapshot& snapshot, const Letter& letter, UtcTime now) {
  Told told;
  auto decision = decision_of(store, snapshot, letter, now);
  if (!decision) return decision.error();
  auto broadcasts = announce::plan_broadcasts(snapshot, *decision, {}, [&store](const std::string& audience, const std::string& channel) {
    return store.group(audience, channel);
  });
  if (!broadcasts) return broadcasts.error();
  std::erase_if(*broadcasts, [&](const store::NewBroadcast& one) {
    return snapshot.channels.at(one.channel).form == render::Form::x || contains(letter.not_on, one.channel);
  });
  if (std::all_of(broadcasts->begin(), broadcasts->end(), [](const store::NewBroadcast& one) { return one.for_fallbacks; })) return told;
  for (auto& one : *broadcasts) one.lane = letter.lane.value_or(lane_of(letter.about.kind));

  if (!letter.replaces.empty()) {
    store::DeliveryFilter earlier;
    earlier.incident = letter.replaces;
    auto gone = store.cancel(earlier, now);
    if (!gone) return gone.error();
    told.work = std::move(gone->work);
  }
  store::Acceptance acceptance;
  acceptance.incident = std::move(decision->incident);
  acceptance.update = std::move(decision->update);
  acceptance.broadcasts = std::move(*broadcasts);
  const auto accepted = store.record(acceptance, now);
  if (!accepted) return accepted.error();
  // With its number even if it is the first: the bare key would name the newest.
  told.incident = std::string(core::kOperatorsKey) + '~' + std::to_string(acceptance.incident.occurrence);
  for (const auto& count : accepted->broadcasts) told.recipients += count.recipients;
  return told;
}

}  // namespace crier::operators
