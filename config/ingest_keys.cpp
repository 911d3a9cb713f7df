#include "config/keys.h"
#include "ingest/mapping.h"

namespace crier::config {
namespace {

using ingest::Format;
using reader::Table;
using reader::Type;

constexpr std::string_view kImpacts =
    "{critical: critical, error: major, high: major, disaster: major, warning: minor, average: minor, info: none, default: minor}";
constexpr std::string_view kIgnored = "[instance, pod]";

/// A table is asked for by a plain function, so that each format has one of its own.
template <Format format>
const Table& mapping_keys() {
  static const Table table = [] {
    const auto templates = ingest::default_templates(format);
    // Where there is no default, an example shows how one is written.
    const auto line = [](std::string_view name, std::string_view fallback, std::string_view help, std::string_view example) {
      return reader::Key{.name = name, .fallback = fallback, .help = help, .example = example};
    };
    return Table{
        line("key", templates.key, "what tells incidents apart; nothing: as docs/ingest.md says", "{field.type}"),
        line("title", templates.title, "of an opening", "{field.type}"),
        line("summary", templates.summary, "of an opening", "{field.type}"),
        line("services", templates.services, "names with commas between, of those under `services`", "{label.service}"),
        {.name = "impact",
         .type = Type::free,
         .fallback = kImpacts,
         .help = "by the word of severity; these are the defaults, which others are added to"},
        {.name = "ignore", .type = Type::texts, .fallback = kIgnored, .help = "labels that do not tell incidents apart"},
    };
  }();
  return table;
}

const Table& storm_keys() {
  static const Table table{
      {.name = "over", .type = Type::count, .fallback = "10", .bounds = "1..100000", .help = "more new incidents of monitors than this …"},
      {.name = "within", .type = Type::duration, .fallback = "10m", .bounds = "1s..1d", .help = "… in this time are one, as a draft"},
  };
  return table;
}

}  // namespace

const Table& ingest_keys() {
  static const Table table{
      {.name = "min_interval",
       .type = Type::duration,
       .fallback = "15m",
       .bounds = "0s..7d",
       .help = "between two updates of a monitor that are announced; a rise of impact and a resolve are announced at once"},
      {.name = "storm", .type = Type::section, .help = "many incidents at once; absent: each is one", .inner = storm_keys},
      {.name = "ignore", .type = Type::texts, .help = "the same for all formats that do not say it", .example = "[instance, pod]"},
      {.name = "alertmanager",
       .type = Type::section,
       .fallback = "{}",
       .help = "Alertmanager's webhook",
       .inner = mapping_keys<Format::alertmanager>},
      {.name = "prometheus",
       .type = Type::section,
       .help = "POST /api/v2/alerts; what is absent is as under alertmanager",
       .inner = mapping_keys<Format::prometheus>},
      {.name = "grafana", .type = Type::section, .help = "Grafana's webhook", .inner = mapping_keys<Format::grafana>},
      {.name = "cloudevents",
       .type = Type::section,
       .help = "CloudEvents whose data is an event: what that does not say",
       .inner = mapping_keys<Format::cloudevents>},
      {.name = "pagerduty", .type = Type::section, .help = "PagerDuty's Events API 2", .inner = mapping_keys<Format::pagerduty>},
      {.name = "nagios", .type = Type::section, .help = "macros of Nagios", .inner = mapping_keys<Format::nagios>},
      {.name = "icinga",
       .type = Type::section,
       .help = "macros of Icinga, and Icinga Notifications",
       .inner = mapping_keys<Format::icinga>},
      {.name = "zabbix", .type = Type::section, .help = "parameters of a Zabbix webhook", .inner = mapping_keys<Format::zabbix>},
  };
  return table;
}

}  // namespace crier::config
