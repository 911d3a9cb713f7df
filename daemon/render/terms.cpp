#include "render/terms.h"

#include <array>

namespace crier::render {
namespace {

constexpr std::uint8_t kNotInLists = kMessage;
constexpr std::uint8_t kOfIncidents = kMessage | kIncident;
constexpr std::uint8_t kOfStatements = kMessage | kStatement;
constexpr std::uint8_t kAnywhere = kMessage | kIncident | kStatement;

constexpr std::array<Term, kNames> kTerms{{
    {Name::organisation, "organisation", TermKind::text, kNotInLists},
    {Name::contact, "contact", TermKind::text, kOfIncidents},
    {Name::url, "url", TermKind::text, kNotInLists},
    {Name::audience, "audience", TermKind::text, kNotInLists},
    {Name::also_told, "also_told", TermKind::text, kNotInLists},
    {Name::incident, "incident", TermKind::text, kOfIncidents},
    {Name::number, "number", TermKind::text, kOfStatements},
    {Name::corrects, "corrects", TermKind::text, kOfStatements},
    {Name::prefix, "prefix", TermKind::text, kNotInLists},
    {Name::state, "state", TermKind::text, kOfIncidents},
    {Name::title, "title", TermKind::text, kOfIncidents},
    {Name::headline, "headline", TermKind::text, kOfIncidents},
    {Name::impact, "impact", TermKind::text, kAnywhere},
    {Name::status, "status", TermKind::text, kAnywhere},
    {Name::services, "services", TermKind::text, kNotInLists},
    {Name::summary, "summary", TermKind::text, kAnywhere},
    {Name::now, "now", TermKind::text, kAnywhere},
    {Name::expected, "expected", TermKind::text, kAnywhere},
    {Name::permanent, "permanent", TermKind::text, kAnywhere},
    {Name::next_update, "next_update", TermKind::text, kOfIncidents},
    {Name::next_update_short, "next_update_short", TermKind::text, kOfIncidents},
    {Name::at_utc, "at_utc", TermKind::text, kNotInLists},
    {Name::began, "began", TermKind::text, kOfStatements},
    {Name::ended, "ended", TermKind::text, kOfStatements},
    {Name::at, "at", TermKind::text, kNotInLists},
    {Name::as_of, "as_of", TermKind::text, kNotInLists},
    {Name::author, "author", TermKind::text, kNotInLists},
    {Name::source, "source", TermKind::text, kNotInLists},
    {Name::item, "item", TermKind::text, kEntry},
    {Name::written, "written", TermKind::text, kAnywhere},
    {Name::written_short, "written_short", TermKind::text, kAnywhere},
    {Name::age, "age", TermKind::text, kOfIncidents},
    {Name::closing, "closing", TermKind::text, kNotInLists},
    {Name::opening, "opening", TermKind::text, kNotInLists},
    {Name::opening_short, "opening_short", TermKind::text, kNotInLists},
    {Name::promised, "promised", TermKind::text, kNotInLists},
    {Name::promised_short, "promised_short", TermKind::text, kNotInLists},
    {Name::was_due, "was_due", TermKind::text, kNotInLists},
    {Name::more, "more", TermKind::text, kNotInLists},
    {Name::left_out, "left_out", TermKind::text, kNotInLists},
    {Name::resolved_at, "resolved_at", TermKind::text, kOfIncidents},
    {Name::resolved_at_short, "resolved_at_short", TermKind::text, kOfIncidents},
    {Name::starts, "starts", TermKind::text, kOfIncidents},
    {Name::starts_short, "starts_short", TermKind::text, kOfIncidents},
    {Name::ends, "ends", TermKind::text, kOfIncidents},
    {Name::ends_short, "ends_short", TermKind::text, kOfIncidents},
    {Name::duration, "duration", TermKind::text, kOfIncidents},
    {Name::starts_in, "starts_in", TermKind::text, kNotInLists},
    {Name::moved_from, "moved_from", TermKind::text, kNotInLists},
    {Name::moved_until, "moved_until", TermKind::text, kNotInLists},
    {Name::details, "details", TermKind::markdown, kOfStatements},
    {Name::workaround, "workaround", TermKind::markdown, kOfIncidents},
    {Name::root_cause, "root_cause", TermKind::markdown, kOfStatements},
    {Name::done, "done", TermKind::list, kOfStatements, kEntry},
    {Name::planned, "planned", TermKind::list, kOfStatements, kEntry},
    {Name::incidents, "incidents", TermKind::list, kNotInLists, kIncident},
    {Name::resolved_since, "resolved_since", TermKind::list, kNotInLists, kIncident},
    {Name::since, "since", TermKind::list, kOfIncidents, kStatement},
    {Name::has_consequences, "has_consequences", TermKind::flag, kOfIncidents},
    {Name::has_done, "has_done", TermKind::flag, kOfStatements},
    {Name::has_planned, "has_planned", TermKind::flag, kOfStatements},
    {Name::has_since, "has_since", TermKind::flag, kOfIncidents},
    {Name::has_resolved_since, "has_resolved_since", TermKind::flag, kNotInLists},
    {Name::is_first, "is_first", TermKind::flag, kNotInLists},
    {Name::is_reopened, "is_reopened", TermKind::flag, kOfStatements},
    {Name::is_resolved, "is_resolved", TermKind::flag, kAnywhere},
    {Name::is_retracted, "is_retracted", TermKind::flag, kAnywhere},
    {Name::is_notice, "is_notice", TermKind::flag, kOfIncidents},
    {Name::is_internal, "is_internal", TermKind::flag, kNotInLists},
    {Name::patience, "patience", TermKind::flag, kNotInLists},
    {Name::overnight_continues, "overnight_continues", TermKind::flag, kOfIncidents},
    {Name::overnight_on_call, "overnight_on_call", TermKind::flag, kOfIncidents},
    {Name::overnight_pauses, "overnight_pauses", TermKind::flag, kOfIncidents},
    {Name::is_open, "is_open", TermKind::flag, kOfIncidents},
    {Name::is_several, "is_several", TermKind::flag, kNotInLists},
    {Name::is_maintenance, "is_maintenance", TermKind::flag, kOfIncidents},
    {Name::was_deferred, "was_deferred", TermKind::flag, kOfIncidents},
    {Name::is_listed, "is_listed", TermKind::flag, kOfIncidents},
    {Name::is_scheduled, "is_scheduled", TermKind::flag, kNotInLists},
    {Name::is_moved, "is_moved", TermKind::flag, kNotInLists},
    {Name::is_reminder, "is_reminder", TermKind::flag, kNotInLists},
    {Name::is_started, "is_started", TermKind::flag, kNotInLists},
    {Name::is_extended, "is_extended", TermKind::flag, kNotInLists},
    {Name::is_completed, "is_completed", TermKind::flag, kNotInLists},
    {Name::is_cancelled, "is_cancelled", TermKind::flag, kNotInLists},
}};

constexpr bool is_in_order() {
  for (std::size_t i = 0; i < kNames; ++i) {
    if (kTerms[i].name != static_cast<Name>(i)) return false;
  }
  return true;
}
static_assert(is_in_order(), "the table has a row for every name, in the order of the names");

}  // namespace

const Term& term_of(Name name) { return kTerms[static_cast<std::size_t>(name)]; }

std::optional<Name> find_name(std::string_view text) {
  for (const Term& term : kTerms) {
    if (term.text == text) return term.name;
  }
  return std::nullopt;
}

std::vector<std::string> all_names() {
  std::vector<std::string> names;
  for (const Term& term : kTerms) names.emplace_back(term.text);
  return names;
}

}  // namespace crier::render
