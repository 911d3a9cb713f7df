#pragma once
#include <functional>
#include <optional>

#include "client/tool.h"

namespace crier::client {

/// A call that tells people, made with the number of recipients that the sender has seen, or without one.
using TellingCall = std::function<Call(std::optional<std::int64_t> confirm)>;

/// Who answers the guard's question (rules D2).
struct Consent {
  std::optional<std::int64_t> confirm;  ///< --confirm: the number, given beforehand
  bool yes = false;                     ///< --yes: whatever the number is
};

/// Makes the call; if crierd asks first, because it would reach many, the question goes to the person at the terminal, who types
/// the number, or is answered by --yes. It is the same event each time, so nothing is sent twice.
/// A conflict (409) that is no question is given back as a reply, for the caller to judge.
/// Errors: refused (nobody there to ask, or another number typed; nothing was sent), and those of the call.
[[nodiscard]] Result<Reply, Failure> call_with_consent(Tool& tool, const Consent& consent, const TellingCall& call, bool repeatable);

/// "yes" or "y" at the terminal. Requires: World::can_ask.
[[nodiscard]] bool says_yes(World& world, const std::string& question);

}  // namespace crier::client
