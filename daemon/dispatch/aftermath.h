#pragma once
#include <optional>
#include <string>

#include "base/time.h"
#include "channels/settings.h"
#include "core/outcome.h"
#include "store/queue.h"

namespace crier::dispatch {

/// What an attempt's outcome means for its destination's window.
enum class Signal { none, succeeded, failed };

/// Everything that follows from one outcome: the pure heart of retrying.
struct Aftermath {
  store::Finish finish;  ///< claim and class are the caller's to fill in
  Signal signal = Signal::none;
  std::optional<Millis> hold_destination;  ///< nothing more to it for so long
  std::optional<Millis> hold_channel;
  std::string pause_channel;  ///< not empty: pause it for this reason (rules H10)
};

struct AttemptFacts {
  int attempt = 1;            ///< counting from 1, this one included
  UtcTime since{};            ///< when the delivery's life began
  bool keeps_thread = false;  ///< the channel's protocol has threads
  bool edits_root = false;    ///< … and wants the root edited after a follow-up
  bool is_edit = false;
  bool has_root = false;  ///< there was a thread before this attempt
};

/// `unit` is a random number in [0, 1). Rules: design.md section 5, rules F1, H2, H10.
[[nodiscard]] Aftermath aftermath(const core::Outcome& outcome, const AttemptFacts& facts, const channels::CommonSettings& settings,
                                  UtcTime now, double unit);

}  // namespace crier::dispatch
