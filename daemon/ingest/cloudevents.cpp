#include "base/crypto.h"
#include "base/text.h"
#include "ingest/decoders.h"
#include "ingest/event_fields.h"
#include "ingest/happening.h"
#include "ingest/incident_key.h"
#include "ingest/members.h"

namespace crier::ingest {
namespace {

constexpr std::size_t kLongestId = 256;
constexpr std::string_view kHeader = "ce-";

/// The attributes of one CloudEvent (CloudEvents 1.0 section 3).
struct Attributes {
  std::string id, source, subject, type, time;
  Facts::Texts extensions;
};

/// Source and id together are its identity (CloudEvents 1.0 section 3.1.1).
std::string id_of(const Attributes& attributes) {
  auto id = attributes.source + " " + attributes.id;
  const bool is_plain = id.size() <= kLongestId && !breaks_line(id) && attributes.source.find(' ') == std::string::npos;
  return is_plain ? id : to_hex(sha256(attributes.source + kSeparator + attributes.id));
}

/// The event that the data is, with what the attributes say where it says nothing.
void add_data(const JsonNode& node, const Path& path, const Attributes& attributes, const Decoding& decoding) {
  auto event = read_event(node, path, decoding.faults);
  const auto& mapping = decoding.mapping();
  Facts facts;
  facts.status = core::to_text(event.action);
  facts.alertname = attributes.type;
  facts.group_key = !event.incident.empty()       ? event.incident
                    : !attributes.subject.empty() ? attributes.subject
                                                  : attributes.source + kSeparator + attributes.id;
  facts.title = event.title.value_or("");
  facts.summary = event.summary;
  facts.labels = {event.labels.begin(), event.labels.end()};
  facts.fields = attributes.extensions;
  if (event.action != core::Action::notice) event.incident = key_of(mapping, facts, facts.group_key);
  event.id = id_of(attributes);
  if (!event.at) event.at = foreign_time(attributes.time);
  if (event.action == core::Action::open) {
    Happening happening;
    happening.facts = facts;
    const auto words = event_of(decoding.format, decoding.mappings, happening);
    if (!event.title && !mapping.title.empty()) event.title = words.title;
    if (event.summary.empty() && !mapping.summary.empty()) event.summary = words.summary;
    if (!event.services) event.services = words.services;
    const auto severity = facts.fields.find("severity");
    if (!event.impact && severity != facts.fields.end()) event.impact = mapping.impact_of(severity->second);
  }
  if (event.source.empty()) event.source = to_text(decoding.format);
  decoding.out.places.push_back(path.pointer());
  decoding.out.events.push_back(std::move(event));
}

void add_encoded(std::string_view text, const Path& path, const Attributes& attributes, const Decoding& decoding) {
  const auto bytes = base64_decode(text);
  if (!bytes) return decoding.faults.add(path, "must be base64 (RFC 4648)");
  JsonTree tree;
  if (const auto parsed = tree.parse(*bytes); !parsed) return decoding.faults.add(path, "holds no JSON: " + parsed.error().detail);
  add_data(tree.root(), path, attributes, decoding);
}

/// True if it has what its identity is made of.
bool check_identity(const Attributes& attributes, const Path& id, const Path& source, Faults& faults) {
  if (attributes.id.empty()) faults.add(id, "is needed: the id of the CloudEvent");
  if (attributes.source.empty()) faults.add(source, "is needed: the source of the CloudEvent");
  return !attributes.id.empty() && !attributes.source.empty();
}

}  // namespace

void decode_cloudevent(const JsonNode& root, const Path& path, const Decoding& decoding) {
  auto& faults = decoding.faults;
  if (!is_object(root, path, "a JSON object: a CloudEvent", faults)) return;
  Attributes attributes;
  attributes.id = text_member(root, "id", path, faults);
  attributes.source = text_member(root, "source", path, faults);
  attributes.subject = text_member(root, "subject", path, faults);
  attributes.type = text_member(root, "type", path, faults);
  attributes.time = text_member(root, "time", path, faults);
  add_scalars(root, attributes.extensions);
  for (const char* name : {"data", "data_base64"}) attributes.extensions.erase(name);
  if (text_member(root, "specversion", path, faults).empty())
    faults.add(Path(path, "specversion"), "is needed: this is no CloudEvent in structured mode");
  if (!check_identity(attributes, Path(path, "id"), Path(path, "source"), faults)) return;
  if (const auto* data = member(root, "data")) return add_data(*data, Path(path, "data"), attributes, decoding);
  const auto encoded = text_member(root, "data_base64", path, faults);
  if (encoded.empty()) return faults.add(Path(path, "data"), "is needed: an event as for POST /v1/events");
  add_encoded(encoded, Path(path, "data_base64"), attributes, decoding);
}

bool is_binary_cloudevent(const MonitorDocument& document) {
  if (document.media_type.starts_with("application/cloudevents")) return false;
  for (const auto& [name, value] : document.headers) {
    if (name == "ce-specversion" || name == "ce-id") return true;
  }
  return false;
}

void decode_binary_cloudevent(const JsonNode& body, const MonitorDocument& document, const Decoding& decoding) {
  Attributes attributes;
  const Path path;
  for (const auto& [name, value] : document.headers) {
    if (!name.starts_with(kHeader)) continue;
    // Percent-encoded where it is not plain (CloudEvents HTTP binding section 3.1.3.2).
    const auto decoded = percent_decode(value);
    if (!decoded || !is_utf8(*decoded) || breaks_line(*decoded)) {
      decoding.faults.add(path, "the header " + std::string(name) + " is not percent-encoded UTF-8 on one line");
      continue;
    }
    const auto attribute = name.substr(kHeader.size());
    attributes.extensions.emplace(attribute, *decoded);
    if (attribute == "id") attributes.id = *decoded;
    if (attribute == "source") attributes.source = *decoded;
    if (attribute == "subject") attributes.subject = *decoded;
    if (attribute == "type") attributes.type = *decoded;
    if (attribute == "time") attributes.time = *decoded;
  }
  if (attributes.id.empty() || attributes.source.empty())
    return decoding.faults.add(path, "the headers ce-id and ce-source are needed: they are what a CloudEvent is known by");
  add_data(body, path, attributes, decoding);
}

}  // namespace crier::ingest
