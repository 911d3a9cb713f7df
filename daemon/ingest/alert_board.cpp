#include "ingest/alert_board.h"

#include <algorithm>

namespace crier::ingest {
namespace {

constexpr Millis kResolveTimeout{5 * 60 * 1000};
constexpr Millis kSweep{60 * 1000};
constexpr std::size_t kMost = 200'000;  // alerts; more are not noted

}  // namespace

void AlertBoard::note(Alerts& alerts, const std::vector<AlertState>& states, UtcTime now) {
  for (const auto& state : states) {
    if (!state.is_firing) {
      size_ -= alerts.erase(state.digest);
    } else if (size_ < kMost || alerts.count(state.digest) > 0) {
      const auto until = state.ends.value_or(now + kResolveTimeout);
      size_ += alerts.insert_or_assign(state.digest, until).second ? 1 : 0;
    }
  }
}

void AlertBoard::sweep(UtcTime now) {
  if (now < next_sweep_) return;
  next_sweep_ = now + kSweep;
  size_ = 0;
  for (auto incident = incidents_.begin(); incident != incidents_.end();) {
    std::erase_if(incident->second, [now](const auto& alert) { return alert.second <= now; });
    size_ += incident->second.size();
    incident = incident->second.empty() ? incidents_.erase(incident) : std::next(incident);
  }
}

void AlertBoard::settle(MonitorEvents& document, UtcTime now) {
  if (document.alerts.empty()) return;
  sweep(now);
  MonitorEvents kept;
  kept.are_events_there = document.are_events_there;
  for (std::size_t i = 0; i < document.events.size(); ++i) {
    auto& event = document.events[i];
    auto& alerts = incidents_[event.incident];
    note(alerts, document.alerts[i], now);
    const bool is_over = event.action == core::Action::resolve;
    const bool others_fire = std::any_of(alerts.begin(), alerts.end(), [now](const auto& alert) { return alert.second > now; });
    if (alerts.empty()) incidents_.erase(event.incident);
    if (is_over && others_fire) continue;
    kept.events.push_back(std::move(event));
    kept.places.push_back(std::move(document.places[i]));
    kept.alerts.push_back(std::move(document.alerts[i]));
  }
  document = std::move(kept);
}

}  // namespace crier::ingest
