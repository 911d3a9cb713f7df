#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace crier::render {

/// What a marker of a template may name: the whole vocabulary (docs/templates.md). The order is that of kTerms.
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
  // Markdown
  details,
  workaround,
  root_cause,
  // lists
  done,
  planned,
  // flags
  has_consequences,
  has_done,
  has_planned,
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
};
inline constexpr std::size_t kNames = static_cast<std::size_t>(Name::overnight_pauses) + 1;

enum class TermKind : std::uint8_t {
  text,      ///< {{name}}, and sections: present = not empty
  markdown,  ///< the same; rendered for the part it stands in
  list,      ///< sections only: once for each {{item}}
  flag,      ///< sections only
};

struct Term {
  std::string_view name;
  TermKind kind;
};

inline constexpr std::array<Term, kNames> kTerms{{
    {"organisation", TermKind::text},
    {"contact", TermKind::text},
    {"url", TermKind::text},
    {"audience", TermKind::text},
    {"also_told", TermKind::text},
    {"incident", TermKind::text},
    {"number", TermKind::text},
    {"corrects", TermKind::text},
    {"prefix", TermKind::text},
    {"state", TermKind::text},
    {"title", TermKind::text},
    {"headline", TermKind::text},
    {"impact", TermKind::text},
    {"status", TermKind::text},
    {"services", TermKind::text},
    {"summary", TermKind::text},
    {"now", TermKind::text},
    {"expected", TermKind::text},
    {"permanent", TermKind::text},
    {"next_update", TermKind::text},
    {"next_update_short", TermKind::text},
    {"at_utc", TermKind::text},
    {"began", TermKind::text},
    {"ended", TermKind::text},
    {"at", TermKind::text},
    {"as_of", TermKind::text},
    {"author", TermKind::text},
    {"source", TermKind::text},
    {"item", TermKind::text},
    {"details", TermKind::markdown},
    {"workaround", TermKind::markdown},
    {"root_cause", TermKind::markdown},
    {"done", TermKind::list},
    {"planned", TermKind::list},
    {"has_consequences", TermKind::flag},
    {"has_done", TermKind::flag},
    {"has_planned", TermKind::flag},
    {"is_first", TermKind::flag},
    {"is_reopened", TermKind::flag},
    {"is_resolved", TermKind::flag},
    {"is_retracted", TermKind::flag},
    {"is_notice", TermKind::flag},
    {"is_internal", TermKind::flag},
    {"patience", TermKind::flag},
    {"overnight_continues", TermKind::flag},
    {"overnight_on_call", TermKind::flag},
    {"overnight_pauses", TermKind::flag},
}};

[[nodiscard]] inline TermKind kind_of(Name name) { return kTerms[static_cast<std::size_t>(name)].kind; }
[[nodiscard]] std::optional<Name> find_name(std::string_view text);
/// Every name, for suggestions.
[[nodiscard]] std::vector<std::string> all_names();

/// What the markers stand for in one message. A text that is empty was not told: its sections print nothing.
class Values {
 public:
  [[nodiscard]] const std::string& text(Name name) const { return texts_[static_cast<std::size_t>(name)]; }
  void set(Name name, std::string text) { texts_[static_cast<std::size_t>(name)] = std::move(text); }
  void set_flag(Name name, bool is_true) { texts_[static_cast<std::size_t>(name)] = is_true ? "1" : ""; }

  [[nodiscard]] const std::vector<std::string>& list(Name name) const { return name == Name::done ? done_ : planned_; }
  void set_list(Name name, std::vector<std::string> items) { (name == Name::done ? done_ : planned_) = std::move(items); }

 private:
  std::array<std::string, kNames> texts_;
  std::vector<std::string> done_, planned_;
};

}  // namespace crier::render
