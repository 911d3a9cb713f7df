#include "announce/preview.h"

#include <algorithm>

#include "announce/deciding.h"
#include "announce/wording_look.h"
#include "core/quiet.h"

namespace crier::announce {
namespace {

using core::Problem;

std::string explain(const core::Decision& decision) {
  const core::Update& update = decision.update;
  if (update.action == core::Action::take) return "taking an incident tells nobody";
  if (update.action == core::Action::acknowledge) return "acknowledging an incident tells nobody";
  if (!update.event.announce) return "it is only recorded: nobody would be told";
  if (update.state == core::UpdateState::recorded && update.by_monitor && !decision.incident.told.empty())
    return "it is only recorded: a monitor's word that changes nothing for customers, or that people have taken over, is told to nobody";
  if (update.state == core::UpdateState::recorded && decision.hearers.empty())
    return "no route matches and no audience is named, or nobody was told of the beginning: nobody would be told";
  std::string text;
  if (is_pending(update.state))
    text = "it would be " + std::string(update.state == core::UpdateState::draft ? "a draft" : to_text(update.state));
  for (const auto& match : decision.hearers) text += (text.empty() ? "" : "; ") + match.audience + ": " + match.reason;
  return text;
}

/// One message a language: those who name it get it, all others the first.
void show_messages(const store::Reach& reach, const std::vector<core::Message>& messages, Preview& preview) {
  const std::size_t first = preview.messages.size();
  std::int64_t others = 0;
  for (const auto& message : messages) {
    store::BroadcastCount count = reach.count;
    if (preview.messages.size() > first) {
      const auto own = reach.languages.find(message.language);
      if (own == reach.languages.end()) continue;
      count.recipients = own->second;
      others += own->second;
    }
    preview.messages.push_back({std::move(count), message, {}});
  }
  if (first < preview.messages.size()) preview.messages[first].count.recipients -= others;
}

/// The event's incident with the updates that the decision looks at.
Result<core::Background> background(store::Ledger& ledger, const core::Event& event, std::vector<core::Update>& earlier) {
  core::Background before;
  if (event.incident.empty()) return before;
  auto record = ledger.incident({event.incident, 0});
  if (!record && record.error().kind == ErrorKind::not_found) return before;
  if (!record) return record.error();
  earlier = record->updates;
  std::reverse(earlier.begin(), earlier.end());
  const int draft = core::newest_draft(record->incident);
  for (auto& update : record->updates) {
    if (event.corrects == update.number) {
      before.corrected = std::move(update);
    } else if (update.state == core::UpdateState::waiting) {
      before.waiting = std::move(update);
    } else if (update.number == draft && update.by_monitor) {
      before.drafted = std::move(update);
    }
  }
  before.incident = std::move(record->incident);
  return before;
}

}  // namespace

GroupOf groups_of(store::Ledger& ledger) {
  return [&ledger](const std::string& audience, const std::string& channel) -> Result<store::Group> {
    const auto reach = ledger.reach(audience, channel, {});
    if (!reach) return reach.error();
    std::vector<std::string> languages;
    for (const auto& [language, recipients] : reach->languages) {
      if (!language.empty()) languages.push_back(language);
    }
    return store::Group{true, reach->count.recipients, languages};
  };
}

Result<void> show_all(store::Ledger& ledger, const std::vector<store::NewBroadcast>& planned, Preview& preview) {
  for (const auto& broadcast : planned) {
    if (broadcast.for_fallbacks) continue;
    const auto reach = ledger.reach(broadcast.audience, broadcast.channel, broadcast.earlier_audiences);
    if (!reach) return reach.error();
    preview.deduplicated += reach->count.deduplicated;
    show_messages(*reach, broadcast.messages, preview);
  }
  return {};
}

Result<Preview, Problem> preview_now(store::Ledger& ledger, const config::Snapshot& snapshot, const core::Event& event,
                                     const core::Peer& peer, UtcTime now) {
  std::vector<core::Update> earlier;
  auto before = background(ledger, event, earlier);
  if (!before) return to_problem(before.error());
  const std::vector<core::Update> nothing;
  const auto& current = before->incident;
  auto decision = core::decide(snapshot.rules, *before, event, peer, now);
  if (!decision) return decision.error();
  if (decision->incident.is_notice && decision->update.action == core::Action::notice) decision->incident.key = "notice-0";
  const bool same = current && current->occurrence == decision->incident.occurrence;
  const auto planned = plan_broadcasts(snapshot, *decision, same ? current->told : std::vector<core::Told>{}, groups_of(ledger));
  if (!planned) return to_problem(planned.error());
  Preview preview;
  preview.findings =
      look_at_wording(snapshot, {event, same ? &*current : nullptr, same ? earlier : nothing, now, false, true}, &*decision, *planned);
  preview.matched = decision->hearers;
  preview.state = decision->update.state;
  preview.reason = explain(*decision);
  for (const auto& match : decision->hearers) {
    const auto audience = snapshot.audiences.find(match.audience);
    if (audience == snapshot.audiences.end() || !core::is_quiet(audience->second, decision->update.impact, now)) continue;
    preview.reason +=
        "; " + match.audience + " reads it when its office opens, at " + format_rfc3339(audience->second.office_hours->next_open(now)->at);
  }
  if (auto shown = show_all(ledger, *planned, preview); !shown) return to_problem(shown.error());
  for (auto& message : preview.messages) {
    const auto channel = snapshot.channels.find(message.count.channel);
    if (channel != snapshot.channels.end()) message.type = channel->second.type;
  }
  return preview;
}

Result<std::vector<wording::Finding>, Problem> check_now(store::Ledger& ledger, const config::Snapshot& snapshot, const core::Event& event,
                                                         const core::Peer& peer, UtcTime now) {
  std::vector<core::Update> earlier;
  auto before = background(ledger, event, earlier);
  if (!before) return to_problem(before.error());
  // An event that would not be taken as things are is checked all the same.
  auto decision = core::decide(snapshot.rules, *before, event, peer, now);
  std::vector<store::NewBroadcast> broadcasts;
  if (decision) {
    const auto& told = before->incident ? before->incident->told : std::vector<core::Told>{};
    if (decision->incident.key.empty()) decision->incident.key = "notice-0";
    if (auto planned = plan_broadcasts(snapshot, *decision, told, groups_of(ledger))) broadcasts = std::move(*planned);
  }
  const bool goes_on = before->incident && before->incident->is_open();
  const core::Incident* incident = before->incident && (goes_on || event.action != core::Action::open) ? &*before->incident : nullptr;
  return look_at_wording(snapshot, {event, incident, incident == nullptr ? std::vector<core::Update>() : earlier, now, false, true},
                         decision ? &*decision : nullptr, broadcasts);
}

}  // namespace crier::announce
