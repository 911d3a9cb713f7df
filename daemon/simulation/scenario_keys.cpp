#include "simulation/scenario_keys.h"

namespace crier::simulation {
namespace {

using reader::Table;
using reader::Type;

constexpr std::string_view kOccasions = "event | office-close | office-open | promise | reminder | maintenance | escalation";

const Table& fault_keys() {
  static const Table table{
      {.name = "channel", .help = "whose receivers answer so", .required = true, .example = "mail"},
      {.name = "recipient", .help = "only this one's"},
      {.name = "from", .help = "from this time on …", .required = true, .example = "2026-03-27T15:00:00Z"},
      {.name = "until", .help = "… and before this one", .required = true, .example = "2026-03-27T16:00:00Z"},
      {.name = "reply",
       .help = "an SMTP reply, an HTTP status, a program's exit code, timeout or cut",
       .required = true,
       .example = "451 4.3.0 try again later"},
      {.name = "retry_after", .type = Type::duration, .bounds = "1s..7d", .help = "of an HTTP answer"},
      {.name = "stage",
       .type = Type::choice,
       .bounds = "connect | greeting | hello | starttls | auth | mail | rcpt | data | body",
       .help = "of mail: the command that is answered so; absent: rcpt"},
  };
  return table;
}

const Table& command_keys() {
  static const Table table{
      {.name = "at", .help = "when", .required = true, .example = "2026-03-27T15:00:00Z"},
      {.name = "command",
       .type = Type::choice,
       .bounds = "approve | withdraw | stop | skip | now | hush | remind | unremind | pause | resume | retry | restart | reload",
       .help = "what",
       .required = true},
      {.name = "incident", .help = "approve, withdraw, stop, skip, now, hush"},
      {.name = "update", .type = Type::count, .fallback = "0", .bounds = "1..1000000", .help = "approve, withdraw, stop: its number"},
      {.name = "occasion", .type = Type::choice, .bounds = kOccasions, .help = "skip, now"},
      {.name = "stage", .help = "skip, now"},
      {.name = "audience", .help = "skip, now"},
      {.name = "for", .type = Type::duration, .bounds = "0s..60d", .help = "hush"},
      {.name = "name", .help = "skip, now, remind, unremind: of the reminder"},
      {.name = "when", .help = "remind: a local time with its zone", .example = "2026-11-23 09:00 Europe/Berlin"},
      {.name = "audiences", .type = Type::texts, .help = "remind"},
      {.name = "title", .help = "remind"},
      {.name = "summary", .type = Type::prose, .help = "remind"},
      {.name = "channel", .help = "pause, resume"},
      {.name = "config", .type = Type::file, .help = "reload: another configuration"},
  };
  return table;
}

const Table& down_keys() {
  static const Table table{
      {.name = "from", .help = "killed at this time …", .required = true, .example = "2026-03-27T15:00:00Z"},
      {.name = "until", .help = "… and started again at this one", .required = true, .example = "2026-03-27T16:00:00Z"},
  };
  return table;
}

const Table& clock_keys() {
  static const Table table{
      {.name = "at", .help = "when the daemon's wall clock is set", .required = true, .example = "2026-03-27T15:00:00Z"},
      {.name = "set", .help = "what it shows then", .required = true, .example = "2026-03-27T12:00:00Z"},
  };
  return table;
}

const Table& line_keys() {
  static const Table table{
      {.name = "at", .help = "the same instant"},
      {.name = "local", .help = "the same text, as all that follow"},
      {.name = "audience", .type = Type::free, .help = "or null"},
      {.name = "channel", .type = Type::free, .help = "or null"},
      {.name = "recipient", .type = Type::free, .help = "or null"},
      {.name = "occasion", .type = Type::choice, .bounds = kOccasions},
      {.name = "incident", .type = Type::free, .help = "or null"},
      {.name = "incidents", .type = Type::texts},
      {.name = "update", .type = Type::free, .help = "or null"},
      {.name = "stage"},
      {.name = "outcome",
       .type = Type::choice,
       .bounds = "delivered | retry | rejected | unknown | failed | expired | superseded | cancelled | refused"},
      {.name = "reply"},
      {.name = "subject"},
      {.name = "text", .type = Type::prose},
      {.name = "name"},
      {.name = "subject_has", .type = Type::texts, .help = "all of these are in it"},
      {.name = "text_has", .type = Type::texts, .help = "all of these are in it"},
      {.name = "text_lacks", .type = Type::texts, .help = "none of these is in it"},
      {.name = "count", .type = Type::count, .bounds = "0..1000000", .help = "so many lines are like this"},
  };
  return table;
}

}  // namespace

const Table& scenario_keys() {
  static const Table table{
      {.name = "about", .type = Type::prose, .help = "what the scenario shows"},
      {.name = "config", .type = Type::file, .help = "the configuration where the command names none"},
      {.name = "start", .help = "the first instant", .required = true, .example = "2026-03-27T12:00:00Z"},
      {.name = "end", .help = "the last instant", .required = true, .example = "2026-03-30T12:00:00Z"},
      {.name = "events", .type = Type::free, .help = "events, each with the time at which it comes"},
      {.name = "commands", .type = Type::sections, .help = "what operators do", .inner = command_keys},
      {.name = "faults", .type = Type::sections, .help = "how receivers answer for a while", .inner = fault_keys},
      {.name = "down", .type = Type::sections, .help = "while crierd is not there", .inner = down_keys},
      {.name = "clock", .type = Type::sections, .help = "how its wall clock is set", .inner = clock_keys},
      {.name = "expect", .type = Type::sections, .help = "lines that must come", .inner = line_keys},
      {.name = "never", .type = Type::sections, .help = "lines that must not", .inner = line_keys},
  };
  return table;
}

}  // namespace crier::simulation
