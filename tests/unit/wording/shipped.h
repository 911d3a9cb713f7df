#pragma once
#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "config/wording_rules.h"
#include "wording/check.h"

namespace crier::tests {

/// The action of an event whose message is in that state.
inline core::Action action_of(wording::State state) {
  using enum wording::State;
  if (state == resolved) return core::Action::resolve;
  if (state == postmortem) return core::Action::postmortem;
  if (state == scheduled || state == in_progress) return core::Action::maintenance;
  if (state == notice) return core::Action::notice;
  return core::Action::update;
}

/// What the shipped rules find in a text of which nothing else is known: it is the summary.
inline std::vector<wording::Finding> found_in(const wording::Rulebook& rules, const std::string& text, wording::State state,
                                              const std::string& language) {
  core::Event event;
  event.action = action_of(state);
  event.summary = text;
  const wording::Subject subject{.event = event, .state = state, .language = language};
  return wording::check(rules, subject);
}

inline bool has_rule(const std::vector<wording::Finding>& findings, std::string_view rule) {
  return std::any_of(findings.begin(), findings.end(), [rule](const wording::Finding& finding) { return finding.rule == rule; });
}

}  // namespace crier::tests
