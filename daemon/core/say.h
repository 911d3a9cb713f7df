#pragma once
#include <optional>
#include <string>

#include "core/decide.h"

namespace crier::core {

/// The words written beforehand for what an audience hears of an incident (rules B4): those of the route that leads there now, else, for
/// an audience that no route gives any more, of the first route to it that has some. Null if there are none.
[[nodiscard]] const Say* say_for(const Rules& rules, const Incident& incident, const std::string& audience);

/// Puts the words in the place of a monitor's: the title while it is a monitor's, the rest in monitors' updates. What people say is left
/// alone. `service` stands for `{service}`.
void say_instead(const Say& say, const std::string& service, Incident& incident, Update& update);

/// What is wrong with the markers of such a text, half a sentence; none if nothing is.
[[nodiscard]] std::optional<std::string> say_fault(const std::string& text);

}  // namespace crier::core
