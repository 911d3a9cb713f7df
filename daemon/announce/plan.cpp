#include "announce/plan.h"

#include <algorithm>
#include <set>

#include "config/subject.h"
#include "core/say.h"

namespace crier::announce {
namespace {

int number_told(const std::vector<core::Told>& told, const std::string& audience) {
  const auto found = std::find_if(told.begin(), told.end(), [&](const core::Told& t) { return t.audience == audience; });
  return found == told.end() ? 0 : found->number;
}

const core::Bulletin* bulletin_of(const core::Decision& decision, const core::Audience& audience) {
  const auto found = decision.bulletins.find(audience.name);
  return found == decision.bulletins.end() ? nullptr : &found->second;
}

/// One audience on one channel: its languages, each rendered once. A form that has no human words (webhook) needs only one.
class Wording {
 public:
  Wording(const config::Snapshot& snapshot, const core::Decision& decision, const core::Audience& audience, int previous)
      : snapshot_(snapshot),
        incident_(&decision.incident),
        update_(&decision.update),
        audience_(audience),
        bulletin_(bulletin_of(decision, audience)),
        previous_(previous) {
    const bool has_words = std::any_of(snapshot.rules.routes.begin(), snapshot.rules.routes.end(),
                                       [](const core::Route& route) { return route.say.has_value(); });
    if (has_words) reword();
  }

  [[nodiscard]] Result<std::vector<core::Message>> messages(const config::Channel& channel,
                                                            const std::vector<std::string>& recipients_languages) const {
    std::vector<std::string> languages{audience_.language};
    if (channel.form != render::Form::webhook) {
      for (const auto& language : recipients_languages) {
        if (std::find(languages.begin(), languages.end(), language) == languages.end()) languages.push_back(language);
      }
    }
    std::vector<core::Message> messages;
    for (const auto& language : languages) {
      auto subject = config::subject_of(snapshot_, channel, *incident_, *update_, audience_, language, previous_);
      subject.bulletin = bulletin_;
      auto message = render::render(*snapshot_.templates, channel.form, subject);
      if (!message)
        return Error{ErrorKind::invalid, "channel " + channel.name + ", audience " + audience_.name + ": " + message.error().text};
      messages.push_back(std::move(*message));
    }
    return messages;
  }

 private:
  /// What was written beforehand for this audience instead of a monitor's words (rules B4).
  void say_instead(core::Incident& incident, core::Update& update) const {
    if (const auto* say = core::say_for(snapshot_.rules, incident, audience_.name))
      core::say_instead(*say, config::service_text(snapshot_, incident), incident, update);
  }
  /// What the clock quotes was said to this audience in those words too.
  void reword() {
    worded_.emplace(Worded{*incident_, *update_});
    say_instead(worded_->incident, worded_->update);
    incident_ = &worded_->incident;
    update_ = &worded_->update;
    if (bulletin_ == nullptr) return;
    reworded_ = *bulletin_;
    for (auto* items : {&reworded_->items, &reworded_->ended}) {
      for (auto& item : *items) {
        const core::Incident as_it_stands = item.incident;
        const auto say = [&](core::Update& update) {
          core::Incident incident = as_it_stands;
          say_instead(incident, update);
        };
        core::Update none;
        say_instead(item.incident, none);
        if (item.newest) say(*item.newest);
        for (auto& update : item.since) say(update);
      }
    }
    bulletin_ = &*reworded_;
  }

  const config::Snapshot& snapshot_;
  const core::Incident* incident_;
  const core::Update* update_;
  const core::Audience& audience_;
  const core::Bulletin* bulletin_;
  struct Worded {
    core::Incident incident;
    core::Update update;
  };
  std::optional<Worded> worded_;  ///< in words written beforehand
  std::optional<core::Bulletin> reworded_;
  int previous_;
};

/// The channels that fallbacks of an audience's recipients go to.
std::set<std::string> fallback_channels(const core::Audience& audience) {
  std::set<std::string> channels;
  for (const auto& recipient : audience.recipients) {
    if (recipient.fallback) channels.insert(recipient.fallback->channel);
  }
  return channels;
}

}  // namespace

Result<std::vector<store::NewBroadcast>> plan_broadcasts(const config::Snapshot& snapshot, const core::Decision& decision,
                                                         const std::vector<core::Told>& told_before, const GroupOf& group_of) {
  std::vector<store::NewBroadcast> broadcasts;
  std::vector<const core::Audience*> earlier;
  const auto lane = decision.incident.is_notice ? core::Lane::bulk : core::lane_of(decision.incident.impact);
  const auto plan = [&](const core::Audience& audience, const std::string& channel_name, const std::vector<std::string>& languages,
                        bool for_fallbacks) -> Result<void> {
    const auto channel = snapshot.channels.find(channel_name);
    if (channel == snapshot.channels.end()) return {};
    // A rehearsal is never posted where everybody reads (rules D6).
    if (decision.incident.exercise && channel->second.type == "x") return {};
    store::NewBroadcast broadcast;
    broadcast.audience = audience.name;
    broadcast.channel = channel_name;
    broadcast.lane = lane;
    broadcast.backlog = channel->second.common.backlog;
    broadcast.previous_update = number_told(told_before, audience.name);
    broadcast.for_fallbacks = for_fallbacks;
    broadcast.exercise = decision.incident.exercise || decision.update.rehearsed || (snapshot.divert && snapshot.divert->all);
    if (const auto* bulletin = bulletin_of(decision, audience)) broadcast.expires = bulletin->expires;
    for (const auto* other : earlier) {
      if (std::find(other->channels.begin(), other->channels.end(), channel_name) != other->channels.end())
        broadcast.earlier_audiences.push_back(other->name);
    }
    auto messages = Wording(snapshot, decision, audience, broadcast.previous_update).messages(channel->second, languages);
    if (!messages) return messages.error();
    broadcast.messages = std::move(*messages);
    broadcasts.push_back(std::move(broadcast));
    return {};
  };

  for (const auto& match : decision.hearers) {
    const auto found = snapshot.audiences.find(match.audience);
    // An audience that was told before and is gone from the configuration has nobody left to tell.
    if (found == snapshot.audiences.end()) continue;
    // It reads this at its opening (rules I5).
    const auto& deferred = decision.update.deferred;
    if (std::find(deferred.begin(), deferred.end(), match.audience) != deferred.end()) continue;
    const core::Audience& audience = found->second;
    for (const auto& channel : audience.channels) {
      const auto group = group_of(audience.name, channel);
      if (!group) return group.error();
      if (!group->exists) continue;
      if (auto planned = plan(audience, channel, group->languages, false); !planned) return planned.error();
    }
    for (const auto& channel : fallback_channels(audience)) {
      if (auto planned = plan(audience, channel, {}, true); !planned) return planned.error();
    }
    earlier.push_back(&audience);
  }
  return broadcasts;
}

}  // namespace crier::announce
