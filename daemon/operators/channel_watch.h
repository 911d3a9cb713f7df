#pragma once
#include <map>
#include <string>
#include <vector>

#include "base/time.h"
#include "core/operator_notice.h"
#include "dispatch/control.h"

namespace crier::operators {

/// What operators are told of a channel's states (rules A5). A refusal that only an operator can end is told at once, a service that
/// does not answer once that has lasted kPatience, whatever sends nothing for kLong once more (an operator's own pause only then), and
/// that a channel sends again only if anything of it was told.
/// Owner: Operators. Thread: loop. Not here: channels that the configuration has no more; who removed them knows.
class ChannelWatch {
 public:
  static constexpr Millis kPatience{60'000};
  static constexpr Millis kLong{30 * 60 * 1000};
  struct Now {
    UtcTime utc;
    SteadyTime steady;
  };

  /// While a service does not answer: that it does again shows in no change that is told.
  static constexpr Millis kAgain{10'000};

  /// To be called at every change, at next(), and kAgain after an attempt. At most one happening a call.
  [[nodiscard]] std::optional<core::Happening> look(const dispatch::ChannelStatus& status, Now now);
  /// When all channels must be looked at again although nothing changes; none: nothing comes of time alone.
  [[nodiscard]] std::optional<SteadyTime> next(SteadyTime now) const;

 private:
  struct Closed {
    UtcTime since;
    SteadyTime steady_since;
    std::string told;  ///< the reason that was told; "" = nothing
    bool is_told_long = false;
    bool stays = false;  ///< until somebody ends it
  };
  std::map<std::string, Closed> closed_;
};

}  // namespace crier::operators
