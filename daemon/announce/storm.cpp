#include "announce/storm.h"

#include <algorithm>

namespace crier::announce {
namespace {

constexpr std::size_t kListed = 50;

void unite(std::vector<std::string>& all, const std::vector<std::string>& more) {
  for (const auto& one : more) {
    if (std::find(all.begin(), all.end(), one) == all.end()) all.push_back(one);
  }
}

}  // namespace

core::Event storm_event(const std::vector<core::Incident>& members, std::vector<std::string> audiences) {
  core::Event event;
  event.action = core::Action::open;
  event.incident = kStormKey;
  event.source = members.front().source;
  event.draft = true;
  event.audiences = std::move(audiences);
  event.impact = core::Impact::none;
  event.services.emplace();
  for (const auto& one : members) {
    event.impact = std::max(*event.impact, one.impact);
    unite(*event.services, one.services);
  }
  const std::string count = (members.size() >= kStormCounted ? "more than " : "") + std::to_string(members.size());
  event.title = count + " incidents reported by monitors";
  event.summary = "Monitors have reported " + count + " incidents since " + format_rfc3339(members.back().opened) + ".";
  for (std::size_t i = 0; i < members.size() && i < kListed; ++i) {
    const auto& one = members[members.size() - 1 - i];
    event.details += "- `" + one.name() + "` (" + std::string(core::to_text(one.impact)) + "): " + one.title +
                     (one.is_open() ? "" : " (resolved)") + "\n";
  }
  if (members.size() > kListed) event.details += "- and " + std::to_string(members.size() - kListed) + " more\n";
  return event;
}

}  // namespace crier::announce
