#include "base/text.h"
#include "ingest/decoders.h"
#include "ingest/happening.h"
#include "ingest/incident_key.h"
#include "ingest/members.h"

namespace crier::ingest {
namespace {

/// None: it says nothing of whether something works (a downtime, flapping, muting, a custom notification, the age of an incident).
std::optional<core::Action> action_of(std::string_view type, std::string_view severity) {
  if (type == "acknowledgement-set") return core::Action::acknowledge;
  if (!type.empty() && type != "state") return std::nullopt;
  return severity == "ok" ? core::Action::resolve : core::Action::open;
}

}  // namespace

void decode_process_event(const JsonNode& root, const Decoding& decoding) {
  const Path path;
  auto& faults = decoding.faults;
  Happening happening;
  auto& facts = happening.facts;
  const auto type = text_member(root, "type", path, faults);
  facts.severity = to_lower_ascii(text_member(root, "severity", path, faults));
  facts.status = type;
  facts.title = text_member(root, "name", path, faults);
  facts.summary = text_member(root, "message", path, faults);
  texts_member(root, "tags", facts.labels, path, faults);
  facts.host = text_in(facts.labels, "host");
  facts.service = text_in(facts.labels, "service");
  facts.alertname = facts.service.empty() ? facts.host : facts.service;
  facts.group_key = object_name(facts.host, facts.service);
  if (facts.group_key.empty()) facts.group_key = facts.title;
  add_scalars(root, facts.fields);
  const auto action = action_of(type, facts.severity);
  if (!action) return;
  if (*action != core::Action::acknowledge && facts.severity.empty())
    return faults.add(Path(path, "severity"), "is needed: ok, debug, info, notice, warning, err, crit, alert or emerg");
  happening.action = *action;
  happening.impact = decoding.mapping().impact_of(facts.severity);
  happening.lead = facts.group_key;
  const auto user = text_member(root, "username", path, faults);
  happening.said = std::string(user) + (user.empty() || facts.summary.empty() ? "" : ": ") + facts.summary;
  add_event(happening, path, "tags", decoding);
}

}  // namespace crier::ingest
