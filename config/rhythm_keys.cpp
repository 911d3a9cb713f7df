#include "config/keys.h"

namespace crier::config {
namespace {

using reader::Table;
using reader::Type;

constexpr std::string_view kImpacts = "none | minor | major | critical";

const Table& office_close_keys() {
  static const Table table{
      {.name = "lead", .type = Type::duration, .fallback = "30m", .bounds = "0s..12h", .help = "before the last closing of the day"},
      {.name = "min_impact", .type = Type::choice, .fallback = "major", .bounds = kImpacts, .help = "of the incidents that it tells of"},
      {.name = "fresh",
       .type = Type::duration,
       .fallback = "45m",
       .bounds = "0s..7d",
       .help = "not needed if an update that says overnight came so shortly before"},
      {.name = "ask",
       .type = Type::duration,
       .fallback = "30m",
       .bounds = "0s..1d",
       .help = "operators are told so long before it what will go out; 0s: they are not"},
  };
  return table;
}

const Table& office_open_keys() {
  static const Table table{
      {.name = "offset", .type = Type::duration, .fallback = "0m", .bounds = "0s..12h", .help = "after the first opening of the day"},
      {.name = "min_impact", .type = Type::choice, .fallback = "major", .bounds = kImpacts, .help = "of the incidents that it tells of"},
      {.name = "fresh",
       .type = Type::duration,
       .fallback = "45m",
       .bounds = "0s..7d",
       .help = "not needed if any update came so shortly before"},
      {.name = "resolved", .type = Type::flag, .fallback = "true", .help = "what was resolved since closing is added"},
  };
  return table;
}

const Table& every_keys() {
  static const Table table{
      {.name = "none", .type = Type::duration, .bounds = "1s..7d", .help = "of this impact", .example = "24h"},
      {.name = "minor", .type = Type::duration, .bounds = "1s..7d", .help = "of this impact", .example = "4h"},
      {.name = "major", .type = Type::duration, .bounds = "1s..7d", .help = "of this impact", .example = "2h"},
      {.name = "critical", .type = Type::duration, .bounds = "1s..7d", .help = "of this impact", .example = "60m", .shown = true},
  };
  return table;
}

const Table& escalate_keys() {
  static const Table table{
      {.name = "after", .type = Type::duration, .fallback = "0m", .bounds = "0s..7d", .help = "after the deadline"},
      {.name = "audience", .help = "who is told", .required = true, .example = "duty"},
  };
  return table;
}

const Table& holding_keys() {
  static const Table table{
      {.name = "times", .type = Type::count, .fallback = "0", .bounds = "0..10", .help = "how often for one broken promise"},
  };
  return table;
}

const Table& promise_keys() {
  static const Table table{
      {.name = "remind",
       .type = Type::duration,
       .fallback = "15m",
       .bounds = "0s..1d",
       .help = "operators are reminded so long before the deadline; 0s: they are not"},
      {.name = "every",
       .type = Type::section,
       .help = "what a person's update promises that names no time, by impact",
       .inner = every_keys},
      {.name = "escalate", .type = Type::sections, .help = "who else is told when none came", .inner = escalate_keys},
      {.name = "repeat",
       .type = Type::duration,
       .bounds = "1s..1d",
       .help = "operators are told again so often, for a day; absent: once",
       .example = "15m"},
      {.name = "holding", .type = Type::section, .help = "the audience is told that work goes on", .inner = holding_keys},
  };
  return table;
}

const Table& maintenance_keys() {
  static const Table table{
      {.name = "remind", .type = Type::texts, .fallback = "[7d, 24h, 1h]", .help = "before it starts; those that are past are left out"},
      {.name = "end",
       .type = Type::choice,
       .fallback = "ask",
       .bounds = "ask | announce",
       .help = "ask operators whether it has ended, or say so"},
  };
  return table;
}

}  // namespace

const Table& rhythm_keys() {
  static const Table table{
      {.name = "office_close", .type = Type::section, .help = "before an office closes; absent: nothing", .inner = office_close_keys},
      {.name = "office_open", .type = Type::section, .help = "when it opens; absent: nothing", .inner = office_open_keys},
      {.name = "promise", .type = Type::section, .help = "promised updates; absent: they are only counted", .inner = promise_keys},
      {.name = "maintenance", .type = Type::section, .fallback = "{}", .help = "reminders of maintenance", .inner = maintenance_keys},
      {.name = "catch_up",
       .type = Type::duration,
       .fallback = "2h",
       .bounds = "0s..7d",
       .help = "how late something may still be said after downtime"},
      {.name = "reopen_within",
       .type = Type::duration,
       .fallback = "30m",
       .bounds = "0s..30d",
       .help = "an incident that comes back this soon is the same"},
  };
  return table;
}

const Table& reminder_keys() {
  static const Table table{
      {.name = "name", .help = "by which it is known", .required = true, .example = "weekly-window"},
      {.name = "cron",
       .help = "when: five fields, or @daily and the like (in quotes if it begins with * or @)",
       .required = true,
       .example = "0 9 * * MON"},
      {.name = "timezone", .fallback = "UTC", .help = "of the line"},
      {.name = "audiences", .type = Type::texts, .help = "who is reminded", .required = true, .example = "[customers]"},
      {.name = "title", .help = "a line before it", .example = "Maintenance"},
      {.name = "summary",
       .type = Type::prose,
       .help = "what is said",
       .required = true,
       .example = "Maintenance tonight from 22:00 to 23:00."},
  };
  return table;
}

}  // namespace crier::config
