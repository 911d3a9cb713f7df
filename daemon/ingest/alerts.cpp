#include "base/text.h"
#include "ingest/alert.h"
#include "ingest/members.h"

namespace crier::ingest {
namespace {

using Kind = JsonNode::Kind;

std::vector<Alert> read_alerts(const JsonNode& root, const Path& path, const Decoding& decoding) {
  std::vector<Alert> alerts;
  const auto* list = member_of(root, "alerts", Kind::array, path, decoding.faults);
  if (list == nullptr) return alerts;
  const Path here(path, "alerts");
  for (const auto& node : JsonChildren(*list)) {
    alerts.push_back(read_alert(node, Path(here, alerts.size()), decoding.now, decoding.faults));
    alerts.back().index = alerts.size() - 1;
  }
  return alerts;
}

/// The group's own word; without one a single firing alert decides.
std::string status_of(const JsonNode& root, const std::vector<Alert>& alerts, const Path& path, Faults& faults) {
  const auto status = text_member(root, "status", path, faults);
  if (status == "firing" || status == "resolved") return std::string(status);
  if (!status.empty()) {
    faults.add(Path(path, "status"), "must be firing or resolved, not \"" + escape_control(status.substr(0, 80)) + "\"");
  } else if (alerts.empty()) {
    faults.add(Path(path, "status"), "is needed where there are no alerts: firing or resolved");
  }
  for (const auto& alert : alerts) {
    if (alert.is_firing) return "firing";
  }
  return "resolved";
}

/// Strings since version 4 of Alertmanager's documents, numbers before.
std::string group_key_of(const JsonNode& root, const Path& path, Faults& faults) {
  const auto* key = member(root, "groupKey");
  if (key == nullptr) return {};
  if (key->kind == Kind::string || key->kind == Kind::number) return std::string(key->text);
  faults.add(Path(path, "groupKey"), "must be a string");
  return {};
}

/// Alerts that were left out of the document. Its status is then that of those that are in it: Alertmanager cuts a group
/// (`max_alerts`) before it looks at what fires.
bool is_cut(const JsonNode& root, const Path& path, Faults& faults) {
  const auto* count = member_of(root, "truncatedAlerts", Kind::number, path, faults);
  return count != nullptr && count->text != "0";
}

}  // namespace

void decode_group(const JsonNode& root, const Decoding& decoding) {
  const Path path;
  auto& faults = decoding.faults;
  if (!is_object(root, path, "a JSON object: a group of alerts", faults)) return;
  const auto alerts = read_alerts(root, path, decoding);
  Happening happening;
  auto& facts = happening.facts;
  facts.status = status_of(root, alerts, path, faults);
  happening.action = facts.status == "firing" ? core::Action::open : core::Action::resolve;
  // What was left out may still fire: nobody is told of an end that the document cannot know.
  if (is_cut(root, path, faults) && happening.action == core::Action::resolve) return;
  Facts::Texts group;
  texts_member(root, "groupLabels", group, path, faults);
  facts.labels = group;
  if (member(root, "commonLabels") != nullptr) {
    texts_member(root, "commonLabels", facts.labels, path, faults);
  } else {
    facts.labels.merge(common_labels(alerts));
  }
  texts_member(root, "commonAnnotations", facts.annotations, path, faults);
  facts.alertname = text_in(facts.labels, "alertname");
  facts.host = text_in(facts.labels, facts.labels.count("host") > 0 ? "host" : "instance");
  facts.service = text_in(facts.labels, "service");
  add_scalars(root, facts.fields);
  facts.title = text_member(root, "title", path, faults);
  facts.group_key = group_key_of(root, path, faults);
  facts.identity = identity_of(group.empty() ? facts.labels : group, decoding.mapping().ignore);
  // Labels that are common to the alerts of today may not be common tomorrow, the group's are.
  happening.lead = group.count("alertname") > 0 ? group.at("alertname") : std::string(to_text(decoding.format));
  add_alerts(alerts, decoding.mapping(), happening);
  if (facts.summary.empty() && facts.status == "firing") facts.summary = text_member(root, "message", path, faults);
  add_event(happening, path, "groupKey", decoding);
}

}  // namespace crier::ingest
