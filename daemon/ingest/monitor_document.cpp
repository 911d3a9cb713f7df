#include "ingest/monitor_document.h"

#include "base/text.h"
#include "core/event_json_writer.h"
#include "ingest/decoders.h"
#include "ingest/happening.h"
#include "ingest/refusals.h"

namespace crier::ingest {
namespace {

void decode_cloudevents(const JsonNode& root, const MonitorDocument& document, const Decoding& decoding) {
  decoding.out.are_events_there = true;
  if (is_binary_cloudevent(document)) return decode_binary_cloudevent(root, document, decoding);
  const Path path;
  if (root.kind != JsonNode::Kind::array) return decode_cloudevent(root, path, decoding);
  std::size_t index = 0;
  for (const auto& node : JsonChildren(root)) decode_cloudevent(node, Path(path, index++), decoding);
}

void decode(const JsonNode& root, const MonitorDocument& document, const Decoding& decoding) {
  switch (document.format) {
    case Format::alertmanager:
    case Format::grafana:
      return decode_group(root, decoding);
    case Format::prometheus:
      return decode_alert_list(root, decoding);
    case Format::cloudevents:
      return decode_cloudevents(root, document, decoding);
    case Format::pagerduty:
      return decode_pagerduty(root, decoding);
    case Format::nagios:
    case Format::icinga:
      return decode_macros(root, decoding);
    case Format::zabbix:
      return decode_zabbix(root, decoding);
  }
}

/// Only a CloudEvent's data can be that large; what is made of the others is bounded.
bool is_too_large(const MonitorDocument& document, const std::vector<core::Event>& events) {
  if (document.format != Format::cloudevents || document.body.size() <= kEventLimit) return false;
  for (const auto& event : events) {
    if (core::canonical_json(event).size() > kEventLimit) return true;
  }
  return false;
}

}  // namespace

bool is_object(const JsonNode& node, const Path& path, const char* what, Faults& faults) {
  if (node.kind == JsonNode::Kind::object) return true;
  faults.add(path, std::string("must be ") + what);
  return false;
}

void add_event(const Happening& happening, const Path& path, std::string_view key_member, const Decoding& decoding) {
  auto event = event_of(decoding.format, decoding.mappings, happening);
  if (event.incident.empty())
    return decoding.faults.add(Path(path, key_member), "is needed: without it nothing says which incident this is about");
  if (event.action == core::Action::open && event.title->empty())
    return decoding.faults.add(path, "says nothing that could be the incident's title");
  decoding.out.places.push_back(path.pointer());
  decoding.out.events.push_back(std::move(event));
}

Result<MonitorEvents, Refusal> read_monitor(const MonitorDocument& document, const Mappings& mappings, UtcTime now) {
  if (document.body.size() > kBodyLimit) return too_large("A body may have at most 16 MiB; send it in parts.");
  if (trim(document.body).empty()) return malformed("the body is empty; send a document of " + std::string(to_text(document.format)));
  JsonTree tree;
  if (const auto parsed = tree.parse(document.body); !parsed)
    return malformed(parsed.error().detail + " at " + position_in(document.body, parsed.error().offset));
  Faults faults;
  MonitorEvents out;
  decode(tree.root(), document, {document.format, mappings, now, faults, out});
  if (!faults.empty()) return invalid("Invalid document", faults.take());
  if (out.events.size() > kBatchLimit) return too_large("A document may make at most 10,000 events; send it in parts.");
  if (is_too_large(document, out.events)) return too_large("An event may have at most 1 MiB.");
  return out;
}

}  // namespace crier::ingest
