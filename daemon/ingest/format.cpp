#include "ingest/format.h"

#include <algorithm>

namespace crier::ingest {

std::string_view to_text(Format format) {
  switch (format) {
    case Format::alertmanager:
      return "alertmanager";
    case Format::prometheus:
      return "prometheus";
    case Format::grafana:
      return "grafana";
    case Format::cloudevents:
      return "cloudevents";
    case Format::pagerduty:
      return "pagerduty";
    case Format::nagios:
      return "nagios";
    case Format::icinga:
      return "icinga";
    case Format::zabbix:
      break;
  }
  return "zabbix";
}

std::optional<Format> parse_format(std::string_view text) {
  const auto* found = std::find_if(kFormats.begin(), kFormats.end(), [text](Format format) { return to_text(format) == text; });
  return found == kFormats.end() ? std::nullopt : std::optional(*found);
}

const std::vector<std::string>& format_names() {
  static const std::vector<std::string> names = [] {
    std::vector<std::string> all;
    for (const auto format : kFormats) all.emplace_back(to_text(format));
    return all;
  }();
  return names;
}

}  // namespace crier::ingest
