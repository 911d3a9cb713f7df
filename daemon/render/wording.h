#pragma once
#include <string>
#include <string_view>

#include "render/phrases.h"
#include "render/renderer.h"
#include "render/values.h"

namespace crier::render {

/// "13:05 UTC": tells posts apart that otherwise say the same, since X refuses a text that was posted before.
[[nodiscard]] std::string clock_utc(UtcTime time);

/// Which templates word an update: "open", "update", "nonews", "resolve", "postmortem", "notice", "correct", "retract", "maintenance", or
/// of what the clock says "office-close", "office-open", "holding", "reminder".
[[nodiscard]] std::string_view occasion_of(const core::Update& update);

/// Whether the update says to each audience what stands in a bulletin (core/bulletin.h).
[[nodiscard]] bool has_bulletin(const core::Update& update);

/// The event's words in the language: what its translation has replaces the event's own, the rest stays. A nonews without words
/// says that there is no news, in the phrase of the language, and nothing more: nobody told more.
struct Words {
  std::string title, summary, details, workaround, root_cause;
  core::Consequences consequences;
};
[[nodiscard]] Words words_in(const core::Update& update, std::string_view language, const Phrases& phrases);

/// What the words are in a template; the title is left alone.
void set_words(Values& values, Words words);

/// A notice may have no title: then its first sentence stands for it.
[[nodiscard]] std::string headline(const std::string& title, const std::string& summary);

/// The phrase that says how an incident stands.
[[nodiscard]] std::string state_key(core::Status status, core::Impact impact, bool is_notice);

/// The values of every marker. Nothing is said that the subject does not say: an absent field is an empty value.
[[nodiscard]] Values values_of(const Subject& subject, const Phrases& phrases);

}  // namespace crier::render
