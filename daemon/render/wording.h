#pragma once
#include <string>
#include <string_view>

#include "render/phrases.h"
#include "render/renderer.h"
#include "render/values.h"

namespace crier::render {

/// "13:05 UTC": tells posts apart that otherwise say the same, since X refuses a text that was posted before.
[[nodiscard]] std::string clock_utc(UtcTime time);

/// Which templates word an update: "open", "update", "nonews", "resolve", "postmortem", "notice", "correct" or "retract".
[[nodiscard]] std::string_view occasion_of(const core::Update& update);

/// The event's words in the language: what its translation has replaces the event's own, the rest stays. A nonews without words
/// says that there is no news, in the phrase of the language, and nothing more: nobody told more.
struct Words {
  std::string title, summary, details, workaround, root_cause;
  core::Consequences consequences;
};
[[nodiscard]] Words words_in(const core::Update& update, std::string_view language, const Phrases& phrases);

/// The values of every marker. Nothing is said that the subject does not say: an absent field is an empty value.
[[nodiscard]] Values values_of(const Subject& subject, const Phrases& phrases);

}  // namespace crier::render
