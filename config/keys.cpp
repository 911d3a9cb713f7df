#include "config/keys.h"

namespace crier::config {
namespace {

using reader::Built;
using reader::Key;
using reader::Table;
using reader::Type;

const Table& organisation_keys() {
  static const Table table{
      {.name = "name", .help = "who speaks", .example = "Example GmbH"},
      {.name = "contact", .help = "where questions go if an update names no contact", .example = "support@example.com, +49 30 1234567"},
      {.name = "url", .help = "where more can be read", .example = "https://status.example.com"},
  };
  return table;
}

const Table& token_keys() {
  static const Table table{
      {.name = "name", .help = "who it is; the author of what comes with it", .required = true, .example = "prometheus"},
      {.name = "file", .type = Type::secret, .help = "holds the token", .required = true, .example = "api-token"},
      {.name = "may",
       .type = Type::choice,
       .bounds = "publish | read | operate",
       .help = "its right",
       .required = true,
       .example = "publish"},
  };
  return table;
}

const Table& listen_keys() {
  static const Table table{
      {.name = "unix", .type = Type::text, .fallback = "/run/crier/crier.sock", .help = "a Unix socket …"},
      {.name = "mode", .type = Type::mode, .fallback = "0660", .help = "its permissions"},
      {.name = "group", .help = "its group; absent: the daemon's", .example = "crier"},
      {.name = "tcp", .help = "… or address:port; loopback only unless public", .example = "127.0.0.1:9797"},
      {.name = "public", .type = Type::flag, .help = "tcp may be any address", .example = "false"},
      {.name = "tokens", .type = Type::sections, .help = "who may come by tcp: Authorization: Bearer …", .inner = token_keys},
      {.name = "token_file", .type = Type::secret, .help = "or one token alone, that may operate", .example = "api-token"},
  };
  return table;
}

const Table& peers_keys() {
  static const Table table{
      {.name = "users", .type = Type::texts, .help = "user names", .example = "[]", .shown = true},
      {.name = "groups", .type = Type::texts, .help = "group names, supplementary ones count", .example = "[]", .shown = true},
  };
  return table;
}

const Table& access_keys() {
  static const Table table{
      {.name = "publish", .type = Type::section, .help = "may send events", .shown = true, .inner = peers_keys},
      {.name = "operate", .type = Type::section, .help = "may do everything", .shown = true, .inner = peers_keys},
      {.name = "read", .type = Type::section, .help = "may look", .shown = true, .inner = peers_keys},
  };
  return table;
}

const Table& retention_keys() {
  static const Table table{
      {.name = "history",
       .type = Type::duration,
       .fallback = "400d",
       .bounds = "1s..36500d",
       .help = "how long incidents and updates are kept"},
      {.name = "deliveries", .type = Type::duration, .fallback = "90d", .bounds = "1s..36500d", .help = "how long it is kept who was told"},
  };
  return table;
}

const Table& guard_keys() {
  static const Table table{
      {.name = "confirm_above",
       .type = Type::count,
       .bounds = "0..1000000000",
       .help = "what reaches more recipients than this must be confirmed",
       .example = "500",
       .shown = true},
      {.name = "confirm_channels", .type = Type::texts, .help = "and what goes out over these channels", .example = "[x]", .shown = true},
      {.name = "hold",
       .type = Type::duration,
       .bounds = "0s..1d",
       .help = "how long an update can be stopped before anything of it is sent",
       .example = "60s",
       .shown = true},
  };
  return table;
}

const Table& service_keys() {
  static const Table table{
      {.name = "name", .help = "as it is shown; absent: the key", .example = "Checkout", .shown = true},
      {.name = "group", .help = "under which it is listed", .example = "Shop", .shown = true},
  };
  return table;
}

const Table& fallback_keys() {
  static const Table table{
      {.name = "channel", .help = "another channel", .required = true, .example = "mail"},
      {.name = "to", .help = "the address there", .example = "status@customer.example", .shown = true},
      {.name = "after",
       .type = Type::duration,
       .bounds = "100ms..7d",
       .help = "not later than this; absent: when the first has ended unsent",
       .example = "20m"},
  };
  return table;
}

const Table& audience_escalate_keys() {
  static const Table table{
      {.name = "after",
       .type = Type::duration,
       .bounds = "1s..7d",
       .help = "it was told, if nobody has acknowledged by then or the message is not delivered",
       .required = true,
       .example = "15m"},
      {.name = "audience", .help = "who is told, internal too", .required = true, .example = "duty"},
  };
  return table;
}

const Table& audience_keys() {
  static const Table table{
      {.name = "timezone", .fallback = "UTC", .help = "of the tz database"},
      {.name = "language", .fallback = "en", .help = "of its messages"},
      {.name = "internal", .type = Type::flag, .fallback = "false", .help = "gets the operators' form"},
      {.name = "recipients", .type = Type::sections, .fallback = "[]", .help = "who belongs to it", .inner = recipient_keys},
      {.name = "office_hours",
       .type = Type::free,
       .help = "opening and closing by day; several spans a day, over midnight; or 24x7",
       .example = "{mon-fri: \"09:00-17:30\"}"},
      {.name = "holidays", .type = Type::free, .help = ".ics files and dates on which the office is closed", .example = "[2026-12-24]"},
      {.name = "hears",
       .type = Type::choices,
       .bounds = "drafts | promises | occasions | channels | dead-letters | faults",
       .help = "the operator notices that an internal audience gets; absent: all",
       .example = "[drafts, channels]"},
      {.name = "escalate",
       .type = Type::sections,
       .help = "of an internal audience: who else is told of an incident that nobody acknowledges",
       .inner = audience_escalate_keys},
      {.name = "deliver",
       .type = Type::free,
       .help = "office-hours: updates wait for the opening and come as one; or {when: office-hours, min_impact: critical}",
       .example = "office-hours"},
      {.name = "min_impact",
       .type = Type::choice,
       .bounds = "none | minor | major | critical",
       .help = "with deliver: updates of this impact and worse do not wait",
       .example = "critical"},
  };
  return table;
}

const Table& say_consequences_keys() {
  static const Table table{
      {.name = "now", .type = Type::prose, .help = "what customers notice", .example = "Payments may fail.", .shown = true},
      {.name = "expected", .type = Type::prose, .help = "what follows soon", .example = "Orders are kept.", .shown = true},
      {.name = "permanent", .type = Type::prose, .help = "what stays", .example = "None.", .shown = true},
  };
  return table;
}

const Table& say_keys() {
  static const Table table{
      {.name = "title", .help = "until a person gives another", .example = "{service} is disturbed", .shown = true},
      {.name = "summary",
       .type = Type::prose,
       .help = "of what a monitor opens or changes; replaces all of its other words",
       .example = "Some customers cannot use {service}; we are looking into it.",
       .shown = true},
      {.name = "consequences", .type = Type::section, .help = "with the summary", .inner = say_consequences_keys},
      {.name = "details", .type = Type::prose, .help = "with the summary", .example = "We are looking into it."},
      {.name = "workaround", .type = Type::prose, .help = "with the summary", .example = "Pay by invoice."},
      {.name = "resolved",
       .type = Type::prose,
       .help = "of a monitor's resolve; absent: it is worded by template",
       .example = "{service} works again."},
  };
  return table;
}

const Table& route_keys() {
  static const Table table{
      {.name = "match",
       .type = Type::free,
       .help = "fields of the incident, or label.<name>; a list means any of; {} everything",
       .required = true,
       .example = "{impact: [major, critical]}"},
      {.name = "audiences", .type = Type::texts, .help = "who hears of it", .required = true, .example = "[customers]"},
      {.name = "continue", .type = Type::flag, .fallback = "false", .help = "go on to later routes after a match"},
      {.name = "say",
       .type = Type::section,
       .help = "words for these audiences instead of a monitor's; {service}, {title}, {impact}, {status}, {incident}, {label.NAME}",
       .inner = say_keys},
      {.name = "wait",
       .type = Type::duration,
       .bounds = "1s..7d",
       .help = "an incident is announced only if it still holds after this",
       .example = "5m"},
      {.name = "approve",
       .type = Type::free,
       .help = "true, or how often operators are reminded: a draft until one approves it",
       .example = "{remind: 5m}"},
      {.name = "monitor_resolve",
       .type = Type::choice,
       .bounds = "announce | draft | ignore",
       .help = "what a monitor's resolve is; absent: announced until a person has written, then a draft",
       .example = "draft"},
  };
  return table;
}

const Table& log_keys() {
  static const Table table{
      {.name = "level", .type = Type::choice, .fallback = "info", .bounds = "debug | info | warn | error", .help = "what is worth a line"},
      {.name = "format", .type = Type::choice, .fallback = "text", .bounds = "text | json", .help = "how a line looks"},
  };
  return table;
}

}  // namespace

const Table& recipient_keys() {
  static const Table table{
      {.name = "channel", .help = "the way there", .required = true, .example = "mail"},
      {.name = "to", .help = "one address …", .example = "ops@customer.example", .shown = true},
      {.name = "file", .type = Type::file, .help = "… or a file of address[,name[,language]]", .example = "customers.csv"},
      {.name = "name", .help = "of the recipient at `to`", .example = "Customer Operations"},
      {.name = "language", .help = "of the recipient at `to`; absent: the audience's", .example = "de"},
      {.name = "secret_file",
       .type = Type::secret,
       .help = "webhook: signs for this recipient instead of the channel's",
       .example = "hook-customer"},
      {.name = "fallback", .type = Type::section, .help = "the way if this one ends unsent", .inner = fallback_keys},
  };
  return table;
}

const Table& deliver_keys() {
  static const Table table{
      {.name = "when",
       .type = Type::choice,
       .bounds = "office-hours | always",
       .help = "when updates are delivered",
       .required = true,
       .example = "office-hours"},
      {.name = "min_impact",
       .type = Type::choice,
       .bounds = "none | minor | major | critical",
       .help = "updates of this impact and worse do not wait",
       .example = "critical"},
  };
  return table;
}

const Table& approve_keys() {
  static const Table table{
      {.name = "remind",
       .type = Type::duration,
       .fallback = "5m",
       .bounds = "1s..7d",
       .help = "of a draft, again and again until it is approved or withdrawn"},
  };
  return table;
}

const Table& keys() {
  static const Table table{
      {.name = "organisation", .type = Type::section, .fallback = "{}", .help = "who speaks", .inner = organisation_keys},
      {.name = "listen", .type = Type::sections, .fallback = "[]", .help = "the local doors", .inner = listen_keys},
      {.name = "access",
       .type = Type::section,
       .help = "who may do what over the Unix socket; absent: whoever can open it may operate",
       .inner = access_keys},
      {.name = "store", .fallback = "sqlite:///var/lib/crier/crier.db", .help = "the durable truth"},
      {.name = "spool", .fallback = "/var/spool/crier", .help = "the folder where the client leaves events while the daemon is away"},
      {.name = "guard", .type = Type::section, .help = "questions before much is sent", .inner = guard_keys},
      {.name = "retention", .type = Type::section, .fallback = "{}", .help = "what is deleted when", .inner = retention_keys},
      {.name = "divert",
       .type = Type::free,
       .help = "rehearsals: channel → the address that gets what its recipients would get",
       .example = "{mail: drill@example.com, default: drop, all: false}"},
      {.name = "channels", .type = Type::named, .fallback = "{}", .help = "name → adapter and its settings"},
      {.name = "services",
       .type = Type::named,
       .fallback = "{}",
       .help = "what can be affected",
       .example = "checkout",
       .inner = service_keys},
      {.name = "audiences", .type = Type::named, .fallback = "{}", .help = "who is told", .example = "customers", .inner = audience_keys},
      {.name = "routes",
       .type = Type::sections,
       .fallback = "[]",
       .help = "which incident goes to whom; the first match wins",
       .inner = route_keys},
      {.name = "rhythm", .type = Type::section, .fallback = "{}", .help = "what the clock says", .inner = rhythm_keys},
      {.name = "ingest", .type = Type::section, .fallback = "{}", .help = "how monitors' documents become incidents", .inner = ingest_keys},
      {.name = "reminders", .type = Type::sections, .fallback = "[]", .help = "messages by the calendar", .inner = reminder_keys},
      {.name = "wording",
       .type = Type::section,
       .fallback = "{}",
       .help = "what is done about what the wording rules find",
       .inner = wording_keys},
      {.name = "templates", .type = Type::folder, .help = "a folder of templates that override the shipped ones", .example = "templates/"},
      {.name = "log", .type = Type::section, .fallback = "{}", .help = "what is logged", .inner = log_keys},
  };
  return table;
}

}  // namespace crier::config
