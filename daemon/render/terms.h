#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace crier::render {

/// What a marker of a template may name: the whole vocabulary (docs/templates.md). The order is that of the table in terms.cpp.
enum class Name : std::uint8_t {
  // texts
  organisation,
  contact,
  url,
  audience,
  also_told,
  incident,
  number,
  corrects,
  prefix,
  state,
  title,
  headline,
  impact,
  status,
  services,
  summary,
  now,
  expected,
  permanent,
  next_update,
  next_update_short,
  at_utc,
  began,
  ended,
  at,
  as_of,
  author,
  source,
  item,
  // texts of what the clock says
  written,
  written_short,
  age,
  closing,
  opening,
  opening_short,
  promised,
  promised_short,
  was_due,
  more,
  left_out,
  resolved_at,
  resolved_at_short,
  starts,
  starts_short,
  ends,
  ends_short,
  duration,
  starts_in,
  moved_from,
  moved_until,
  // Markdown
  details,
  workaround,
  root_cause,
  // lists
  done,
  planned,
  incidents,
  resolved_since,
  since,
  // flags
  has_consequences,
  has_done,
  has_planned,
  has_since,
  has_resolved_since,
  is_first,
  is_reopened,
  is_resolved,
  is_retracted,
  is_notice,
  is_internal,
  patience,
  overnight_continues,
  overnight_on_call,
  overnight_pauses,
  is_open,
  is_several,
  is_maintenance,
  was_deferred,
  is_listed,
  is_scheduled,
  is_moved,
  is_reminder,
  is_started,
  is_extended,
  is_completed,
  is_cancelled,
};
inline constexpr std::size_t kNames = static_cast<std::size_t>(Name::is_cancelled) + 1;

enum class TermKind : std::uint8_t {
  text,      ///< {{name}}, and sections: present = not empty
  markdown,  ///< the same; rendered for the part it stands in
  list,      ///< sections only: once for each record
  flag,      ///< sections only
};

/// Where a name stands for something: in the message, or in the records of a list.
enum Scope : std::uint8_t {
  kMessage = 1,
  kIncident = 2,   ///< {{#incidents}}, {{#resolved_since}}
  kStatement = 4,  ///< {{#since}}
  kEntry = 8,      ///< {{#done}}, {{#planned}}
};

struct Term {
  Name name;
  std::string_view text;
  TermKind kind;
  std::uint8_t scopes;       ///< bits of Scope
  Scope records = kMessage;  ///< of a list: what its records are
};

[[nodiscard]] const Term& term_of(Name name);
[[nodiscard]] inline TermKind kind_of(Name name) { return term_of(name).kind; }
[[nodiscard]] std::optional<Name> find_name(std::string_view text);
/// Every name, for suggestions.
[[nodiscard]] std::vector<std::string> all_names();

}  // namespace crier::render
