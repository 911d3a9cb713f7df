#include "dispatch/board.h"

namespace crier::dispatch {

std::string_view to_text(ChannelCondition condition) {
  switch (condition) {
    case ChannelCondition::ready:
      return "ready";
    case ChannelCondition::paused:
      return "paused";
    case ChannelCondition::probing:
      return "probing";
    case ChannelCondition::blocked:
      return "blocked";
  }
  return "";
}

std::optional<ChannelStatus> Board::status(const std::string& name, SteadyTime now) const {
  const Channel* channel = find(name);
  if (channel == nullptr) return std::nullopt;
  ChannelStatus status{name, channel->terms.type, ChannelCondition::ready, "", channel->terms.rate, 0, channel->configured};
  int dead = 0;
  for (const auto& [key, destination] : channel->destinations) {
    status.in_flight += destination.sent;
    if (destination.window.is_dead()) ++dead;
  }
  const auto own = channel->destinations.find("");
  if (!channel->configured) {
    status.condition = ChannelCondition::blocked;
    status.reason = "not configured";
  } else if (channel->paused) {
    status.condition = channel->by_operator ? ChannelCondition::paused : ChannelCondition::blocked;
    status.reason = *channel->paused;
    status.paused_since = channel->paused_since;
  } else if (own != channel->destinations.end() && own->second.window.is_dead()) {
    status.condition = ChannelCondition::probing;
    status.reason = "the service does not answer; it is tried now and then";
  } else if (own != channel->destinations.end() && is_held(own->second, now)) {
    status.condition = ChannelCondition::blocked;
    status.reason = "the service asked to wait";
  } else if (dead > 0) {
    status.reason = std::to_string(dead) + (dead == 1 ? " destination does" : " destinations do") + " not answer";
  }
  return status;
}

std::vector<ChannelStatus> Board::statuses(SteadyTime now) const {
  std::vector<ChannelStatus> all;
  for (const auto& [name, channel] : channels_) all.push_back(*status(name, now));
  return all;
}

}  // namespace crier::dispatch
