#pragma once
#include <optional>
#include <string>
#include <vector>

#include "core/event.h"
#include "core/incident.h"
#include "wording/rulebook.h"

namespace crier::wording {

/// What is looked at. Pointers are borrowed for the call; a null one is a thing that is not known, and what needs it is not found.
struct Subject {
  const core::Event& event;  ///< as said; translations are checked by the rules of their languages
  State state = State::update;
  std::string language = "en";               ///< of the event's own words
  std::vector<std::string> channels{};       ///< types that it is said on ("smtp", "x"); empty: not known
  std::vector<std::string> posted_in{};      ///< languages of the posts among them (X); empty: not known
  const core::Incident* incident = nullptr;  ///< as it stands before the event; null: it begins with it, or is not known
  std::vector<std::string> earlier{};        ///< summaries announced of the incident before, newest first
  std::optional<std::string> contact{};      ///< what readers are given if the event says none (the incident's, the organisation's)
  std::optional<UtcTime> now{};              ///< none: offline, nothing is past
  Severity least = Severity::suggestion;     ///< what is less grave is not looked for
};

/// Which state a message of this event is in, given the incident as it stands before (null: none). Pure.
[[nodiscard]] State state_of(const core::Event& event, const core::Incident* incident);

struct Finding {
  std::string rule;
  Severity severity = Severity::warning;
  std::string pointer;     ///< of the field, a JSON pointer
  std::size_t offset = 0;  ///< bytes into the field's text; 0 where nothing was found because it is missing
  std::size_t length = 0;
  std::string excerpt;  ///< what was found, with some words around it, one line; "" where it is missing
  std::string message;  ///< what is wrong, one sentence
  std::string advice;   ///< what to do, with a better phrase where the rule has one
  bool operator==(const Finding&) const = default;
};

/// All findings, by severity (errors first), then in the order of the event's fields and of the text. At most kMostFindings, and of one
/// rule in one field at most kMostOfOne. Linear in the length of the text. Thread: any.
inline constexpr std::size_t kMostFindings = 200;
inline constexpr std::size_t kMostOfOne = 20;
[[nodiscard]] std::vector<Finding> check(const Rulebook& rulebook, const Subject& subject, const Levels& levels = {});
[[nodiscard]] bool has_errors(const std::vector<Finding>& findings);

}  // namespace crier::wording
