#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "core/event.h"
#include "wording/rule.h"

namespace crier::wording {

/// A text of an event that readers see, and where it stands ("/actions/done/0"). Borrowed from the event.
struct Prose {
  Field field = Field::summary;
  std::string pointer;
  std::string_view text;
};

/// The event's own texts in the order in which readers meet them; without empty ones.
[[nodiscard]] std::vector<Prose> prose_of(const core::Event& event);
/// Those of a translation, with pointers like "/translations/de/summary".
[[nodiscard]] std::vector<Prose> prose_of(std::string_view language, const core::Translation& words);

}  // namespace crier::wording
