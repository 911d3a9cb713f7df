#include "operators/errands.h"

#include <algorithm>

#include "announce/deciding.h"
#include "core/decide.h"

namespace crier::operators {
namespace {

using core::NoticeKind;

/// The shortest that a route asks for among those that made it a draft; the default where no route did.
Millis remind_of(const core::Rules& rules, const store::Stored& draft, UtcTime now) {
  std::optional<Millis> shortest;
  if (!draft.update.event.corrects) {
    core::Background before;
    before.incident = draft.incident;
    const auto decision = core::release(rules, before, draft.update, std::nullopt, now);
    for (const auto& match : decision ? decision->hearers : std::vector<core::Match>{}) {
      if (match.route < 1) continue;
      const core::Route& route = rules.routes[static_cast<std::size_t>(match.route - 1)];
      if (route.approve && (!shortest || route.remind < *shortest)) shortest = route.remind;
    }
  }
  return shortest.value_or(core::Route{}.remind);
}

std::vector<std::string> lines(const std::vector<store::BroadcastCount>& counts) {
  std::vector<std::string> lines;
  for (const auto& count : counts) lines.push_back(count.audience + " by " + count.channel + ": " + std::to_string(count.recipients));
  return lines;
}

NoticeKind kind_named(const std::string& name) {
  for (const auto kind :
       {NoticeKind::drafts, NoticeKind::promises, NoticeKind::occasions, NoticeKind::channels, NoticeKind::dead_letters}) {
    if (core::to_text(kind) == name) return kind;
  }
  return NoticeKind::faults;
}

std::string label(const core::Event& event, const std::string& name) {
  const auto found = event.labels.find(name);
  return found == event.labels.end() ? "" : found->second;
}

}  // namespace

Result<void> DraftErrand::run(store::Store& store) {
  told = {};
  older = {};
  const auto draft = store.stored(update);
  if (!draft) return draft.error();
  is_over =
      !*draft || (*draft)->update.state != core::UpdateState::draft || core::newest_draft((*draft)->incident) != (*draft)->update.number;
  if (is_over) {
    if (*draft) {
      if (auto found = find_older(store, **draft); !found) return found;
    }
    return take_back(store);
  }
  const auto& [incident, stored] = **draft;
  remind = remind_of(snapshot->rules, **draft, now);
  const auto reach = announce::Deciding(store, *snapshot, now).reach(**draft);
  if (!reach) return reach.error();

  Letter letter;
  letter.about = {NoticeKind::drafts, "", incident.name()};
  letter.words = words = core::words_of(core::DraftNews{incident, stored, lines(*reach), is_reminder});
  letter.replaces = replaces;
  auto done = tell(store, *snapshot, letter, now);
  if (!done) return done.error();
  told = std::move(*done);
  return {};
}

/// A newer one is told of by itself.
Result<void> DraftErrand::find_older(store::Store& store, const store::Stored& ended) {
  const int newest = core::newest_draft(ended.incident);
  if (newest == 0 || newest > ended.update.number) return {};
  const auto found = store.update(ended.incident.id, newest);
  if (!found) return found.error();
  if (*found) older = (*found)->id;
  return {};
}

Result<void> DraftErrand::take_back(store::Store& store) {
  if (replaces.empty()) return {};
  store::DeliveryFilter unsent;
  unsent.incident = replaces;
  auto gone = store.cancel(unsent, now);
  if (!gone) return gone.error();
  told.work = std::move(gone->work);
  return {};
}

Result<void> RelayErrand::run(store::Store& store) {
  kind.reset();
  is_relay = false;
  told = {};
  const auto name = core::parse_incident_name(incident);
  if (!name) return {};
  // "operators" alone is the first of them, not the newest.
  const auto own = store.incident(name->key, std::max(name->occurrence, 1));
  if (!own) return own.error();
  if (!*own) return {};
  const auto update = store.update((*own)->id, 1);
  if (!update) return update.error();
  if (!*update) return {};
  const core::Event& event = (*update)->event;
  kind = kind_named(label(event, kKindLabel));
  is_relay = event.labels.contains(kRelaysLabel);
  words = {(*update)->title, {}, event.actions.planned};
  if (is_relay) return {};
  const auto accepted = store.accepted((*update)->id);
  if (!accepted) return accepted.error();

  Letter letter;
  letter.about = {*kind, label(event, "channel"), label(event, "incident")};
  letter.words = words;
  letter.words.facts = {"Channel " + channel + " did not take this notice: " + reply, "", event.summary};
  letter.relays = incident;
  letter.not_on.push_back(channel);
  for (const auto& count : accepted->broadcasts) letter.not_on.push_back(count.channel);
  auto done = tell(store, *snapshot, letter, now);
  if (!done) return done.error();
  told = std::move(*done);
  return {};
}

}  // namespace crier::operators
