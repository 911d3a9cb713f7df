#pragma once
#include <string>
#include <string_view>

#include "core/message.h"
#include "render/renderer.h"

namespace crier::render {

/// What everything said in an exercise begins with (rules D6), in every language.
inline constexpr std::string_view kExercise = "[EXERCISE]";

/// "[EXERCISE for ops@customer.example]": what is diverted says whom it was meant for. Control characters become blanks; "[EXERCISE]"
/// for an address that is empty.
[[nodiscard]] std::string exercise_marker(std::string_view address);

/// A finished message with the marker in front of all that people read of it, `payload` included, so that it can be sent as it is:
///   mail     Subject (encoded), the text and the HTML
///   slack    fallback text and header block of the post and of whatever is edited
///   x        every post of the thread, cut anew so that each keeps within X's limit
///   letter   all of it, the document as a webhook's
///   webhook  titles and summaries, and `data.exercise` is true
/// A marker kExercise that is there already gives way to the new one. Pure; costs as much as rendering.
[[nodiscard]] core::Message marked(const core::Message& message, Form form, const std::string& marker);

}  // namespace crier::render
