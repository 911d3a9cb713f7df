#pragma once
#include <memory>
#include <string>

#include "channels/adapter.h"
#include "config/model.h"
#include "core/message.h"
#include "core/outcome.h"
#include "store/queue.h"

namespace crier::dispatch {

/// Where one delivery really goes (rules D6). Everything before the last hop knows nothing of it: who hears, order, pace, retries and
/// counts are those of the real recipient.
struct Hop {
  enum class Kind { real, diverted, dropped } kind = Kind::real;
  std::string to;  ///< diverted: the drill's address
  [[nodiscard]] bool is_real() const { return kind == Kind::real; }
};

/// What the configuration in force at the attempt says. An exercise never reaches a real recipient, also where nothing is diverted any
/// more; what posts to an account or conversation of its own (x, incoming webhooks) has no other address and is dropped. Pure.
[[nodiscard]] Hop last_hop(const config::Snapshot& snapshot, const config::Channel& channel, bool exercise);

/// Puts what a real recipient would have got on its way to the drill's address: `job` becomes addressed to it, says
/// "[EXERCISE for …]", and has neither the recipient's name nor its secrets. Requires: hop is diverted. Pure.
void divert(channels::Job& job, const Hop& hop, render::Form form);

/// Posts of a rehearsal and real ones make threads of their own: what would follow, edit or put right a post of the other kind knows none.
/// The ids that are kept of diverted posts are marked, which is taken off here. True if a thread was left. Pure.
[[nodiscard]] bool leave_foreign_thread(store::Started& started, const Hop& hop);

/// The outcome of what is not sent.
[[nodiscard]] core::Outcome not_sent();

/// What a diverted attempt's outcome means for the delivery of the real recipient, who was not asked: its address is not suppressed,
/// and the id of the post is marked. Pure.
[[nodiscard]] core::Outcome of_the_real_recipient(core::Outcome outcome, const Hop& hop);

}  // namespace crier::dispatch
