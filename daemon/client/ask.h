#pragma once
#include "client/event_flags.h"
#include "client/tool.h"

namespace crier::client {

/// True if `crier open` leaves out its key, or (where somebody can answer) its summary, and neither a file nor an editor will say it.
[[nodiscard]] bool is_asked_for(const World& world, const EventFlags& flags);

/// `crier open` at a terminal: asks field by field for what the flags do not say, checks each answer at once, shows the preview, and sends
/// after "yes". Ctrl-C, the end of input and "no" send nothing and say so. Where nobody can answer: a usage failure that names the flags.
int open_by_questions(Tool& tool, EventFlags flags);

/// A key made from a title: "Checkout: unavailable!" → "checkout-unavailable", umlauts as ae, oe, ue; "" if it has no
/// letter or digit that a key may have.
[[nodiscard]] std::string key_from(std::string_view title);

}  // namespace crier::client
