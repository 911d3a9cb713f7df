#include "base/text.h"
#include "ingest/decoders.h"
#include "ingest/happening.h"
#include "ingest/incident_key.h"
#include "ingest/members.h"

namespace crier::ingest {
namespace {

constexpr auto kObject = JsonNode::Kind::object;

/// What the document says of what is wrong; resolve and acknowledge have no payload.
void read_payload(const JsonNode& payload, const Path& path, const Decoding& decoding, Happening& to) {
  auto& faults = decoding.faults;
  auto& facts = to.facts;
  facts.summary = text_member(payload, "summary", path, faults);
  facts.host = text_member(payload, "source", path, faults);
  facts.severity = text_member(payload, "severity", path, faults);
  facts.service = text_member(payload, "component", path, faults);
  for (const char* name : {"component", "group", "class"}) {
    if (const auto text = text_member(payload, name, path, faults); !text.empty()) facts.labels.emplace(name, text);
  }
  if (!facts.host.empty()) facts.labels.emplace("host", facts.host);
  if (const auto* details = member(payload, "custom_details")) add_scalars(*details, facts.fields);
  add_scalars(payload, facts.fields);
  const auto time = text_member(payload, "timestamp", path, faults);
  to.at = foreign_time(time);
  to.start = time;
}

/// Without dedup_key PagerDuty makes one up; here it is what tells one thing from another.
std::string own_key(const Facts& facts) {
  std::string text;
  for (const auto& part :
       {facts.host, facts.service, std::string(text_in(facts.labels, "group")), std::string(text_in(facts.labels, "class")), facts.summary})
    text += part + kSeparator;
  return text;
}

std::optional<core::Action> action_of(std::string_view word) {
  if (word == "trigger") return core::Action::open;
  if (word == "acknowledge") return core::Action::acknowledge;
  if (word == "resolve") return core::Action::resolve;
  return std::nullopt;
}

}  // namespace

void decode_pagerduty(const JsonNode& root, const Decoding& decoding) {
  const Path path;
  auto& faults = decoding.faults;
  if (!is_object(root, path, "a JSON object: an event", faults)) return;
  const auto word = text_member(root, "event_action", path, faults);
  const auto action = action_of(word);
  if (!action) return faults.add(Path(path, "event_action"), "must be trigger, acknowledge or resolve");
  Happening happening;
  happening.action = *action;
  auto& facts = happening.facts;
  facts.status = word;
  facts.group_key = text_member(root, "dedup_key", path, faults);
  if (const auto* payload = member_of(root, "payload", kObject, path, faults))
    read_payload(*payload, Path(path, "payload"), decoding, happening);
  if (const auto client = text_member(root, "client", path, faults); !client.empty()) facts.labels.emplace("client", client);
  facts.title = facts.summary;
  happening.impact = decoding.mapping().impact_of(facts.severity);
  if (facts.group_key.empty() && *action == core::Action::open && !(facts.summary + facts.host + facts.service).empty()) {
    happening.lead = facts.service.empty() ? facts.host : facts.service;
    if (trim(decoding.mapping().key.fill(facts)).empty()) happening.key = incident_key(own_key(facts), happening.lead);
  } else {
    happening.lead = facts.group_key;
  }
  if (*action == core::Action::open && trim(facts.summary).empty()) {
    facts.summary.clear();
    facts.title = facts.service.empty() ? facts.host : facts.service;
  }
  add_event(happening, path, *action == core::Action::open && facts.group_key.empty() ? "payload" : "dedup_key", decoding);
}

}  // namespace crier::ingest
