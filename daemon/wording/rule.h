#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/vocabulary.h"

namespace crier::wording {

/// Vale's words. By default errors refuse an update, warnings are reported; suggestions are shown to who asks.
enum class Severity : std::uint8_t { suggestion, warning, error };
[[nodiscard]] std::string_view to_text(Severity severity);
[[nodiscard]] std::optional<Severity> parse_severity(std::string_view text);

/// What a message is, by which rules are chosen (the letters of the rules' table: I D U M R P S X O N). `notice` is a message outside
/// incidents.
enum class State : std::uint8_t {
  investigating,
  identified,
  update,
  monitoring,
  resolved,
  postmortem,
  scheduled,
  in_progress,
  office_close,
  office_open,
  notice
};
[[nodiscard]] std::string_view to_text(State state);
[[nodiscard]] std::optional<State> parse_state(std::string_view text);

/// A field of an event in which prose stands, or which a rule can require. In JSON pointers as interface.md section 2 has them.
enum class Field : std::uint8_t {
  title,
  summary,
  now,        ///< /consequences/now
  expected,   ///< /consequences/expected
  permanent,  ///< /consequences/permanent
  details,
  workaround,
  root_cause,
  done,     ///< /actions/done
  planned,  ///< /actions/planned
  contact,
  next_update,
  overnight,
  began,
  ended,
  starts,
  ends
};
[[nodiscard]] std::string_view to_text(Field field);
[[nodiscard]] std::optional<Field> parse_field(std::string_view text);
/// "/consequences/now"; "/translations/de/consequences/now" with a language.
[[nodiscard]] std::string pointer_to(Field field, std::string_view translation = {});

/// What a rule does with its expressions: Vale's checks, and two of ours.
enum class Kind : std::uint8_t {
  existence,     ///< none of the tokens may be there
  substitution,  ///< instead of the one the other
  occurrence,    ///< `token` at least `min` and at most `max` times
  conditional,   ///< where `first` stands, `second` must stand too
  metric,        ///< a formula over counts of the text
  required,      ///< one of the fields, or one of the tokens in the prose
  coded          ///< what needs the incident's history or data: see coded.h
};

struct Swap {
  std::string pattern;
  std::string better;
  bool operator==(const Swap&) const = default;
};

/// A rule as it is written: data, not compiled yet. Patterns are RE2's, with typographic signs already plain ("'" and '"' and "-").
struct Rule {
  std::string id;        ///< "eta-commitment"
  std::string language;  ///< of the texts that it is for: "en"
  std::string path;      ///< where it was read, for faults
  Kind kind = Kind::existence;
  Severity severity = Severity::warning;
  std::map<State, Severity> by_state;          ///< another severity in a state
  std::map<std::string, Severity> by_channel;  ///< … and on a channel type, where it is said on such a one
  std::vector<State> states;                   ///< empty: all
  std::vector<core::Action> actions;           ///< empty: all
  std::vector<std::string> channels;           ///< channel types ("smtp", "x"), one of which it must be said on; empty: whichever
  std::vector<Field> fields;                   ///< in which it looks; empty: all prose
  bool ignores_case = true;
  bool nonword = false;  ///< tokens may begin and end inside words
  std::vector<std::string> tokens;
  std::vector<std::string> raw;         ///< pieces put together as one expression, without boundaries
  std::vector<std::string> exceptions;  ///< a match within a match of one of these does not count
  std::vector<std::string> unless;      ///< said anywhere in the text: it finds nothing
  std::vector<Swap> swaps;
  std::string token;  ///< of occurrence
  std::optional<int> min, max;
  std::string first, second;        ///< of conditional; with a group in both, what the first one's holds the second's must hold too
  std::string formula, condition;   ///< of metric
  std::vector<Field> requires_one;  ///< of required
  std::string check;                ///< of coded: its name
  std::string message;              ///< one sentence; %s is what was found (in substitution: the better, then what was found)
  std::string advice;               ///< one sentence that says what to do
  std::string better;               ///< a phrase to take instead
  std::string link;
  bool operator==(const Rule&) const = default;
};

}  // namespace crier::wording
