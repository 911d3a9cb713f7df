#include "channels/common_settings.h"

namespace crier::channels {
namespace {

using reader::Key;
using reader::Type;

const reader::Table& retry_keys() {
  static const reader::Table table{
      {.name = "initial", .type = Type::duration, .fallback = "5s", .bounds = "1ms..1d", .help = "the pause before the second attempt"},
      {.name = "factor", .type = Type::number, .fallback = "2", .bounds = "1..10", .help = "each further pause is this much longer"},
      {.name = "cap", .type = Type::duration, .fallback = "15m", .bounds = "1ms..7d", .help = "but never longer than this"},
      {.name = "max_age", .type = Type::duration, .fallback = "48h", .bounds = "1ms..60d", .help = "a delivery this old expires"},
  };
  return table;
}

}  // namespace

reader::Table with_common_keys(std::string_view type, const reader::Table& own, const CommonDefaults& defaults) {
  reader::Table out;
  out.push_back({.name = "type", .fallback = type, .help = "which adapter speaks for the channel", .required = true});
  for (auto& key : own) out.push_back(key);
  out.push_back(
      {.name = "timeout", .type = Type::duration, .fallback = defaults.timeout, .bounds = "100ms..10m", .help = defaults.timeout_help});
  if (!defaults.is_serial)
    out.push_back({.name = "connections", .type = Type::count, .fallback = "10", .bounds = "1..1000", .help = defaults.connections_help});
  out.push_back({.name = "rate", .type = Type::rate, .help = "attempts at most; absent: unlimited", .example = "200/s"});
  out.push_back({.name = "retry",
                 .type = Type::section,
                 .fallback = "{}",
                 .help = "when an attempt that may succeed later is repeated",
                 .inner = retry_keys});
  out.push_back({.name = "backlog",
                 .type = Type::choice,
                 .fallback = defaults.backlog,
                 .bounds = "all | latest",
                 .help = "what an unsent older update of the incident does when a newer one comes"});
  out.push_back({.name = "unsure",
                 .type = Type::choice,
                 .fallback = "repeat",
                 .bounds = "repeat | drop",
                 .help = "what follows an attempt of unknown outcome"});
  if (defaults.is_remote)
    out.push_back({.name = "ca_file", .type = Type::file, .help = "authorities trusted instead of the system's, PEM", .example = "ca.pem"});
  return out;
}

CommonSettings read_common(const reader::Section& section) {
  CommonSettings out;
  const auto retry = section.section("retry");
  out.retry.initial = retry.duration("initial");
  out.retry.factor = retry.number("factor");
  out.retry.cap = retry.duration("cap");
  out.retry.max_age = retry.duration("max_age");
  // One alone may cross the other's default: the shorter then counts.
  if (retry.has("initial") && retry.has("cap") && out.retry.cap < out.retry.initial) {
    retry.fault("cap", "'cap' is shorter than 'initial'", "expected a longer one");
  }
  out.rate = section.rate("rate");
  out.backlog = section.choice("backlog") == 0 ? core::Backlog::all : core::Backlog::latest;
  out.unsure = section.choice("unsure") == 0 ? core::Unsure::repeat : core::Unsure::drop;
  out.timeout = section.duration("timeout");
  out.connections = section.knows("connections") ? static_cast<int>(section.count("connections")) : 1;
  if (section.knows("ca_file")) out.ca_file = section.path("ca_file");
  return out;
}

}  // namespace crier::channels
