#include <algorithm>

#include "base/text.h"
#include "config/parts.h"
#include "ingest/mapping.h"

namespace crier::config {
namespace {

using ingest::Format;
using ingest::Mapping;
using ingest::Template;
using reader::Node;
using reader::Section;

constexpr std::string_view kDefault = "default";  // in `impact`: every word that is not named

void read_template(const Section& section, std::string_view key, Template& to) {
  const auto text = section.given(key);
  if (!text) return;
  auto made = Template::parse(*text);
  if (made) {
    to = std::move(*made);
    return;
  }
  const auto& fault = made.error();
  section.context().diagnostics.fault(section.node(key)->at_byte(fault.offset), "'" + std::string(key) + "': " + fault.what,
                                      fault.expected);
}

void read_impacts(const Section& section, Mapping& to) {
  const auto* node = section.node("impact");
  if (node == nullptr || node->kind == Node::Kind::broken) return;
  auto& diagnostics = section.context().diagnostics;
  if (node->kind != Node::Kind::map)
    return section.fault("impact", "'impact' has no words", "expected such as {critical: critical, page: major}");
  for (const auto& entry : node->entries) {
    if (entry.value.kind == Node::Kind::broken) continue;
    const auto impact = core::parse_impact(entry.value.text);
    if (!impact) {
      const bool has_place = entry.value.kind != Node::Kind::null;
      diagnostics.fault(has_place ? entry.value.at : entry.at, "there is no impact '" + entry.value.text + "'",
                        reader::suggestion(entry.value.text, {"none", "minor", "major", "critical"}));
    } else if (entry.key == kDefault) {
      to.otherwise = *impact;
    } else {
      to.impact[to_lower_ascii(trim(entry.key))] = *impact;
    }
  }
}

void read_ignored(const Section& section, Mapping& to) {
  if (!section.has("ignore")) return;
  to.ignore.clear();
  for (const auto* name : section.texts("ignore")) to.ignore.push_back(name->text);
}

void read_mapping(const Section& section, Mapping& to) {
  read_template(section, "key", to.key);
  read_template(section, "title", to.title);
  read_template(section, "summary", to.summary);
  read_template(section, "services", to.services);
  read_impacts(section, to);
  read_ignored(section, to);
}

}  // namespace

void read_ingest(Loading& loading) {
  const auto section = loading.root.section("ingest");
  auto& out = loading.snapshot.ingest;
  for (const auto& service : loading.snapshot.services) out.services.push_back(service.key);
  for (const auto format : ingest::kFormats) {
    auto& mapping = out.of(format);
    read_ignored(section, mapping);
    if (format == Format::prometheus) {
      // The same alerts come by way of an Alertmanager or straight from Prometheus: what is said of the one holds for the other.
      auto labels = std::move(mapping.key);
      mapping = out.of(Format::alertmanager);
      if (!section.section("alertmanager").has("key")) mapping.key = std::move(labels);
    }
    read_mapping(section.section(ingest::to_text(format)), mapping);
  }
  auto& monitors = loading.snapshot.rules.monitors;
  monitors.min_interval = section.duration("min_interval");
  if (!section.has("storm")) return;
  const auto storm = section.section("storm");
  monitors.storm = core::Storm{static_cast<int>(storm.count("over")), storm.duration("within")};
}

}  // namespace crier::config
