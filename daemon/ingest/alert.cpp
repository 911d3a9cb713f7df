#include "ingest/alert.h"

#include <algorithm>

#include "ingest/members.h"

namespace crier::ingest {
namespace {

using Kind = JsonNode::Kind;

const JsonNode* checked_texts(const JsonNode& node, std::string_view name, const Path& path, Faults& faults) {
  const auto* found = member_of(node, name, Kind::object, path, faults);
  if (found == nullptr) return nullptr;
  const Path here(path, name);
  for (const auto& child : JsonChildren(*found)) {
    if (child.kind != Kind::string && child.kind != Kind::null) faults.add(Path(here, child.name), "must be a string");
  }
  return found;
}

void overlay(const JsonNode* texts, Facts::Texts& to) {
  if (texts == nullptr) return;
  for (const auto& child : JsonChildren(*texts)) {
    if (child.kind == Kind::string) to.emplace(child.name, child.text);
  }
}

/// The services that the firing alerts name one by one, where they do not all name the same.
std::string services_of(const std::vector<Alert>& alerts, const Mapping& mapping) {
  std::vector<std::string> names;
  Facts facts;
  for (const auto& alert : alerts) {
    if (!alert.is_firing) continue;
    facts.labels.clear();
    facts.annotations.clear();
    overlay(alert.labels, facts.labels);
    overlay(alert.annotations, facts.annotations);
    auto name = mapping.services.fill(facts);
    if (!name.empty() && std::find(names.begin(), names.end(), name) == names.end()) names.push_back(std::move(name));
    constexpr std::size_t most = 32;
    if (names.size() == most) break;
  }
  // In an order of their own: that of the alerts changes from document to document.
  std::sort(names.begin(), names.end());
  std::string list;
  for (const auto& name : names) list += (list.empty() ? "" : ",") + name;
  return list;
}

}  // namespace

std::string_view Alert::label(std::string_view name) const {
  if (labels == nullptr) return {};
  const auto* found = member(*labels, name);
  return found == nullptr || found->kind != Kind::string ? std::string_view() : found->text;
}

Alert read_alert(const JsonNode& node, const Path& path, UtcTime now, Faults& faults) {
  Alert alert;
  if (!is_object(node, path, "an object: one alert", faults)) return alert;
  alert.labels = checked_texts(node, "labels", path, faults);
  alert.annotations = checked_texts(node, "annotations", path, faults);
  const auto said = [](std::optional<UtcTime> time) { return time && time->time_since_epoch().count() > 0 ? time : std::nullopt; };
  alert.starts = said(time_member(node, "startsAt", path, faults));
  alert.ends = said(time_member(node, "endsAt", path, faults));
  const auto status = text_member(node, "status", path, faults);
  if (status.empty()) {
    alert.is_firing = !alert.ends || *alert.ends > now;
  } else if (status == "firing" || status == "resolved") {
    alert.is_firing = status == "firing";
  } else {
    faults.add(Path(path, "status"), "must be firing or resolved");
  }
  return alert;
}

Facts::Texts common_labels(const std::vector<Alert>& alerts) {
  Facts::Texts common;
  if (alerts.empty()) return common;
  overlay(alerts.front().labels, common);
  for (const auto& alert : alerts) {
    std::erase_if(common, [&](const auto& label) {
      const auto* found = alert.labels == nullptr ? nullptr : member(*alert.labels, label.first);
      return found == nullptr || found->text != label.second;
    });
  }
  return common;
}

void add_alerts(const std::vector<Alert>& alerts, const Mapping& mapping, Happening& to) {
  const Alert* worst = nullptr;
  const auto common = text_in(to.facts.labels, "severity");
  std::optional<UtcTime> began, first, last_end;
  for (const auto& alert : alerts) {
    if (alert.starts && (!first || *alert.starts < *first)) first = alert.starts;
    if (!alert.is_firing) {
      if (alert.ends && (!last_end || *alert.ends > *last_end)) last_end = alert.ends;
      continue;
    }
    if (alert.starts && (!began || *alert.starts < *began)) began = alert.starts;
    const auto own = alert.label("severity");
    const auto severity = own.empty() ? common : own;
    const auto impact = mapping.impact_of(severity);
    if (worst != nullptr && impact <= to.impact) continue;
    worst = &alert;
    to.impact = impact;
    to.facts.severity = severity;
  }
  const bool is_over = to.action == core::Action::resolve;
  if (worst == nullptr) {
    to.facts.severity = common;
    to.impact = mapping.impact_of(to.facts.severity);
  } else {
    overlay(worst->annotations, to.facts.annotations);
    if (to.facts.alertname.empty()) to.facts.alertname = worst->label("alertname");
    to.services = services_of(alerts, mapping);
  }
  if (!began) began = first;
  to.at = is_over ? last_end : began;
  if (const auto start = is_over ? first : began) to.start = format_rfc3339(*start);
}

}  // namespace crier::ingest
