#include "wording/rule.h"

#include <array>

#include "base/enum_names.h"

namespace crier::wording {
namespace {

constexpr std::array<std::string_view, 3> kSeverities{"suggestion", "warning", "error"};
constexpr std::array<std::string_view, 11> kStates{"investigating", "identified",  "update",       "monitoring",  "resolved", "postmortem",
                                                   "scheduled",     "in_progress", "office_close", "office_open", "notice"};
constexpr std::array<std::string_view, 17> kFields{"title",      "summary",    "now",   "expected", "permanent", "details",
                                                   "workaround", "root_cause", "done",  "planned",  "contact",   "next_update",
                                                   "overnight",  "began",      "ended", "starts",   "ends"};

}  // namespace

std::string_view to_text(Severity severity) { return kSeverities[static_cast<std::size_t>(severity)]; }
std::optional<Severity> parse_severity(std::string_view text) { return find_name<Severity>(kSeverities, text); }
std::string_view to_text(State state) { return kStates[static_cast<std::size_t>(state)]; }
std::optional<State> parse_state(std::string_view text) { return find_name<State>(kStates, text); }
std::string_view to_text(Field field) { return kFields[static_cast<std::size_t>(field)]; }
std::optional<Field> parse_field(std::string_view text) { return find_name<Field>(kFields, text); }

std::string pointer_to(Field field, std::string_view translation) {
  std::string pointer;
  if (!translation.empty()) pointer.append("/translations/").append(translation);
  if (field == Field::now || field == Field::expected || field == Field::permanent) pointer += "/consequences";
  if (field == Field::done || field == Field::planned) pointer += "/actions";
  return pointer.append("/").append(to_text(field));
}

}  // namespace crier::wording
