#pragma once
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "config/model.h"
#include "wording/check.h"

namespace crier::scenarios {

inline wording::Rule forbids(const std::string& id, const std::string& token, wording::Severity severity,
                             const std::string& language = "en") {
  wording::Rule rule;
  rule.id = id;
  rule.language = language;
  rule.severity = severity;
  rule.tokens = {token};
  rule.message = "'%s' is not said here.";
  rule.advice = "Say what is known.";
  return rule;
}

/// Rules of a house that nobody has to know by heart: an error, a warning and a suggestion, each a word; and one for openings alone.
inline std::vector<wording::Rule> house_rules() {
  auto first = forbids("no-cause", "because", wording::Severity::warning);
  first.states = {wording::State::investigating};
  return {forbids("no-eta", "ETA", wording::Severity::error), forbids("no-soon", "soon", wording::Severity::warning),
          forbids("no-maybe", "maybe", wording::Severity::suggestion), forbids("no-eta", "bald", wording::Severity::error, "de"), first};
}

/// The defaults of `wording:` (interface.md section 1).
inline void usual_wording(config::Snapshot& snapshot) {
  snapshot.wording.errors = config::Treatment::reject;
  snapshot.wording.warnings = config::Treatment::report;
  snapshot.wording.automatic = config::Treatment::draft;
}

/// The defaults, with the house's rules instead of the shipped ones.
inline void house_wording(config::Snapshot& snapshot) {
  usual_wording(snapshot);
  auto book = wording::Rulebook::compile(house_rules());
  if (!book) throw std::runtime_error(book.error().front().detail);
  snapshot.wording.own = std::move(*book);
}

/// "rule pointer" of each.
inline std::vector<std::string> places(const std::vector<wording::Finding>& findings) {
  std::vector<std::string> all;
  for (const auto& finding : findings) all.push_back(finding.rule + " " + finding.pointer);
  return all;
}

}  // namespace crier::scenarios
