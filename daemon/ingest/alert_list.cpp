#include <algorithm>
#include <unordered_map>

#include "ingest/alert.h"
#include "ingest/incident_key.h"
#include "ingest/members.h"

namespace crier::ingest {
namespace {

Facts facts_of(const Alert& alert, const Mapping& mapping) {
  Facts facts;
  if (alert.labels != nullptr) add_scalars(*alert.labels, facts.labels);
  if (alert.annotations != nullptr) add_scalars(*alert.annotations, facts.annotations);
  facts.alertname = alert.label("alertname");
  facts.severity = alert.label("severity");
  facts.identity = identity_of(facts.labels, mapping.ignore);
  // Where all labels are ignored, they are still what tells this alert from others.
  if (facts.identity.empty()) facts.identity = identity_of(facts.labels, {});
  return facts;
}

/// The alerts of one key.
struct Member {
  std::string key;
  std::vector<Alert> alerts;
  std::vector<AlertState> states;
};

Happening happening_of(const Member& member, const Mapping& mapping) {
  Happening happening;
  const bool is_firing = std::any_of(member.alerts.begin(), member.alerts.end(), [](const Alert& alert) { return alert.is_firing; });
  happening.action = is_firing ? core::Action::open : core::Action::resolve;
  happening.key = member.key;
  auto& facts = happening.facts;
  facts = facts_of(member.alerts.front(), mapping);
  facts.labels = common_labels(member.alerts);
  facts.annotations.clear();
  facts.status = is_firing ? "firing" : "resolved";
  facts.host = text_in(facts.labels, facts.labels.count("host") > 0 ? "host" : "instance");
  facts.service = text_in(facts.labels, "service");
  add_alerts(member.alerts, mapping, happening);
  return happening;
}

}  // namespace

void decode_alert_list(const JsonNode& root, const Decoding& decoding) {
  const Path path;
  if (root.kind != JsonNode::Kind::array) return decoding.faults.add(path, "must be an array of alerts");
  std::vector<Member> members;
  std::unordered_map<std::string, std::size_t> place_of;
  std::size_t index = 0;
  const auto& ignored = decoding.mapping().ignore;
  const bool is_named = std::find(ignored.begin(), ignored.end(), "alertname") == ignored.end();
  for (const auto& node : JsonChildren(root)) {
    const Path here(path, index);
    auto alert = read_alert(node, here, decoding.now, decoding.faults);
    alert.index = index++;
    const auto facts = facts_of(alert, decoding.mapping());
    const auto key = key_of(decoding.mapping(), facts, is_named ? std::string_view(facts.alertname) : to_text(decoding.format));
    if (key.empty()) {
      if (node.kind == JsonNode::Kind::object) decoding.faults.add(Path(here, "labels"), "is needed: labels tell alerts apart");
      continue;
    }
    const auto [found, is_new] = place_of.emplace(key, members.size());
    if (is_new) members.push_back({key, {}, {}});
    auto& member = members[found->second];
    member.alerts.push_back(alert);
    member.states.push_back({short_hash(identity_of(facts.labels, {})), alert.is_firing, alert.ends});
  }
  for (const auto& member : members) {
    decoding.out.alerts.push_back(member.states);
    add_event(happening_of(member, decoding.mapping()), Path(path, member.alerts.front().index), "labels", decoding);
  }
}

}  // namespace crier::ingest
