#include "ingest/mapping.h"

#include "base/text.h"

namespace crier::ingest {

using core::Impact;

core::Impact Mapping::impact_of(std::string_view severity) const {
  const auto found = impact.find(to_lower_ascii(trim(severity)));
  return found == impact.end() ? otherwise : found->second;
}

TemplateTexts default_templates(Format format) {
  switch (format) {
    case Format::alertmanager:
    case Format::grafana:
      return {"{groupKey}", "{alertname}", "{annotation.summary}", "{label.service}"};
    case Format::prometheus:
      return {"{labels}", "{alertname}", "{annotation.summary}", "{label.service}"};
    case Format::cloudevents:
      return {"", "", "", ""};
    case Format::pagerduty:
    case Format::nagios:
    case Format::icinga:
    case Format::zabbix:
      break;
  }
  return {"{groupKey}", "{title}", "{summary}", "{label.service}"};
}

Mapping default_mapping(Format format) {
  Mapping made;
  const auto texts = default_templates(format);
  made.key = *Template::parse(texts.key);
  made.title = *Template::parse(texts.title);
  made.summary = *Template::parse(texts.summary);
  made.services = *Template::parse(texts.services);
  made.impact = {{"critical", Impact::critical}, {"error", Impact::major},   {"high", Impact::major},    {"disaster", Impact::major},
                 {"major", Impact::major},       {"warning", Impact::minor}, {"average", Impact::minor}, {"minor", Impact::minor},
                 {"info", Impact::none},         {"none", Impact::none}};
  // Words of their own that say the same.
  if (format == Format::nagios || format == Format::icinga) made.impact.emplace("down", Impact::critical);
  if (format == Format::icinga) {
    for (const char* word : {"crit", "alert", "emerg"}) made.impact.emplace(word, Impact::critical);
    made.impact.emplace("err", Impact::major);
    for (const char* word : {"notice", "debug"}) made.impact.emplace(word, Impact::none);
  }
  if (format == Format::zabbix) made.impact.emplace("information", Impact::none);
  made.ignore = {"instance", "pod"};
  return made;
}

Mappings::Mappings() {
  for (const auto format : kFormats) of(format) = default_mapping(format);
}

}  // namespace crier::ingest
