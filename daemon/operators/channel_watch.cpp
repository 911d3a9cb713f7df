#include "operators/channel_watch.h"

#include <algorithm>

namespace crier::operators {

using core::Happening;
using core::Matter;
using dispatch::ChannelCondition;

std::optional<Happening> ChannelWatch::look(const dispatch::ChannelStatus& status, Now now) {
  Happening happening;
  happening.channel = status.name;
  happening.reason = status.reason;
  const auto known = closed_.find(status.name);
  if (status.condition == ChannelCondition::ready || !status.configured) {
    if (known == closed_.end()) return std::nullopt;
    const Closed was = known->second;
    closed_.erase(known);
    if (!status.configured || (was.told.empty() && !was.is_told_long)) return std::nullopt;
    happening.matter = Matter::recovered;
    happening.since = was.since;
    return happening;
  }

  Closed& closed = known != closed_.end() ? known->second : closed_[status.name];
  if (known == closed_.end()) closed = {now.utc, now.steady, "", false, false};
  if (status.paused_since && *status.paused_since < closed.since) {
    // Before this start of the daemon.
    closed.steady_since = now.steady - (now.utc - *status.paused_since);
    closed.since = *status.paused_since;
  }
  closed.stays = status.paused_since.has_value();
  happening.since = closed.since;
  const auto lasted = now.steady - closed.steady_since;
  if (lasted >= kLong && !closed.is_told_long) {
    closed.is_told_long = true;
    closed.told = status.reason;
    happening.matter = Matter::closed_long;
    return happening;
  }
  if (status.condition == ChannelCondition::paused || closed.told == status.reason) return std::nullopt;
  if (!closed.stays && (lasted < kPatience || !closed.told.empty())) return std::nullopt;
  closed.told = status.reason;
  happening.matter = closed.stays ? Matter::blocked : Matter::silent;
  return happening;
}

std::optional<SteadyTime> ChannelWatch::next(SteadyTime now) const {
  std::optional<SteadyTime> at;
  for (const auto& [channel, closed] : closed_) {
    if (closed.stays && closed.is_told_long) continue;
    const SteadyTime soon = now + kAgain;
    const SteadyTime then = closed.stays ? std::max(soon, closed.steady_since + kLong) : soon;
    at = std::min(at.value_or(then), then);
  }
  return at;
}

}  // namespace crier::operators
