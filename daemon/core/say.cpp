#include "core/say.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace crier::core {
namespace {

constexpr std::string_view kLabel = "label.";
constexpr std::array<std::string_view, 5> kMarkers{"service", "title", "impact", "status", "incident"};

/// What a marker stands for in the texts of one incident.
std::string value_of(std::string_view marker, const std::string& service, const Incident& incident) {
  if (marker == "service") return service;
  if (marker == "title") return incident.title;
  if (marker == "impact") return std::string(to_text(incident.impact));
  if (marker == "status") return std::string(to_text(incident.status));
  if (marker == "incident") return incident.key;
  const auto label = incident.labels.find(std::string(marker.substr(std::min(kLabel.size(), marker.size()))));
  return label == incident.labels.end() ? "" : label->second;
}

bool is_marker(std::string_view name) {
  return std::find(kMarkers.begin(), kMarkers.end(), name) != kMarkers.end() || (name.starts_with(kLabel) && name.size() > kLabel.size());
}

std::string filled(const std::string& text, const std::string& service, const Incident& incident) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const auto begin = text.find('{', at);
    const auto end = begin == std::string::npos ? begin : text.find('}', begin);
    if (end == std::string::npos) return out += text.substr(at);
    out += text.substr(at, begin - at) + value_of(std::string_view(text).substr(begin + 1, end - begin - 1), service, incident);
    at = end + 1;
  }
  return out;
}

/// All that the monitor said besides the title gives way: half of each would be a third story.
void replace_words(const Say& say, const std::string& service, const Incident& incident, Update& update) {
  const bool is_resolve = update.action == Action::resolve;
  Event& event = update.event;
  event.summary = filled(is_resolve ? say.resolved : say.summary, service, incident);
  event.consequences = {};
  event.details.clear();
  event.workaround.clear();
  event.root_cause.clear();
  event.actions = {};
  event.translations.clear();
  event.labels.clear();  // what a monitor calls things
  if (is_resolve) return;
  event.consequences = {filled(say.consequences.now, service, incident), filled(say.consequences.expected, service, incident),
                        filled(say.consequences.permanent, service, incident)};
  event.details = filled(say.details, service, incident);
  event.workaround = filled(say.workaround, service, incident);
}

}  // namespace

const Say* say_for(const Rules& rules, const Incident& incident, const std::string& audience) {
  const auto own = [](const Route& one) { return one.say ? &*one.say : nullptr; };
  if (!incident.routing_off) {
    for (const auto& match : route(rules.routes, incident)) {
      if (match.audience == audience) return own(rules.routes[static_cast<std::size_t>(match.route - 1)]);
    }
  }
  for (const auto& one : rules.routes) {
    if (one.say && std::find(one.audiences.begin(), one.audiences.end(), audience) != one.audiences.end()) return own(one);
  }
  return nullptr;
}

void say_instead(const Say& say, const std::string& service, Incident& incident, Update& update) {
  const Incident as_it_stands = incident;
  if (update.by_monitor && !(say.summary.empty() && say.resolved.empty())) replace_words(say, service, as_it_stands, update);
  if (!incident.monitors_title || say.title.empty()) return;
  incident.title = filled(say.title, service, as_it_stands);
  update.title = incident.title;
  if (update.event.title) update.event.title = incident.title;
  for (auto& [language, words] : update.event.translations) words.title.clear();
}

std::optional<std::string> say_fault(const std::string& text) {
  for (std::size_t at = text.find('{'); at != std::string::npos; at = text.find('{', at + 1)) {
    const auto end = text.find('}', at);
    if (end == std::string::npos) return "has a { without }";
    const auto name = text.substr(at + 1, end - at - 1);
    if (is_marker(name)) continue;
    std::string fault = "has the marker {" + name + "}, which there is not";
    const auto near = nearest(name, std::vector<std::string>(kMarkers.begin(), kMarkers.end()));
    return near ? fault + "; did you mean {" + *near + "}?" : fault;
  }
  return std::nullopt;
}

}  // namespace crier::core
