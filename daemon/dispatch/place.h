#pragma once
#include <optional>
#include <string>

#include "base/time.h"
#include "core/retry.h"
#include "store/queue.h"

namespace crier::dispatch {

/// What dispatch needs of a channel's configuration.
struct ChannelTerms {
  std::string type;
  int connections = 10;  ///< per destination
  std::optional<double> rate;
  bool addressed = false;  ///< recipients have destinations of their own (webhook)
  /// Starts that may be recorded before a slot is free, so that the next commit does not idle the slots; none where an attempt
  /// that a crash leaves open would be dropped (unsure: drop).
  bool runs_ahead = true;
  core::RetryPolicy retry;
};

/// One class that may start attempts now, and how many.
struct Allowance {
  store::DestinationClass from;
  int urgent = 0;      ///< for the urgent lane
  int others = 0;      ///< for the other lanes, the urgent ones' share left out
  bool probe = false;  ///< one attempt, due or not, to see whether the destination lives
  Millis max_age{};
};

/// Which destination of which channel; name "" is the channel's one service (or what addresses share before they differ).
struct Place {
  std::string channel;
  std::string destination;
  auto operator<=>(const Place&) const = default;
};

/// What the board says of a candidate, and where it goes. `wants_class`: its destination needs a class of its own first: make
/// one, know() it and ask again.
struct Judgement {
  store::Verdict verdict;
  Place place;
  bool wants_class = false;
};

}  // namespace crier::dispatch
