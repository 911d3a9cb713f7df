#pragma once
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "base/mailbox.h"
#include "base/time.h"
#include "channels/transport.h"
#include "config/model.h"
#include "dispatch/divert.h"
#include "dispatch/granter.h"

namespace crier::dispatch {

/// One attempt under way: what it was started with, the exchange that runs it, and the configuration it runs under.
struct Flight {
  Ready ready;
  channels::Job job;
  config::SnapshotPtr snapshot;              ///< kept until the attempt ends, whatever is reloaded
  const config::Channel* channel = nullptr;  ///< of the snapshot
  std::string channel_state;
  Hop hop;  ///< where it really goes
  std::unique_ptr<channels::Exchange> exchange;
  SteadyTime began{};
  UniqueFunction<void(core::Outcome)> tested;  ///< set for a test message: it has no delivery
};
using FlightPtr = std::shared_ptr<Flight>;

/// The end of a flight, or bytes to commit before it goes on.
struct Landed {
  FlightPtr flight;
  core::Outcome outcome;
  SteadyTime at{};
};
struct Wanted {
  FlightPtr flight;
  std::variant<channels::Checkpoint, channels::ChannelState> what;
};
using RunnerNews = std::variant<Landed, Wanted>;

/// Runs exchanges through the transport until each ends in an outcome. The one place where steps become I/O.
/// Thread: outbound. Owner: the driver; it outlives every flight.
class Runner {
 public:
  Runner(channels::Transport& transport, const Clock& clock, Mailbox<RunnerNews>& news)
      : transport_(transport), clock_(clock), news_(news) {}

  void run(FlightPtr flight);
  /// What was wanted is committed: the exchange goes on.
  void go_on(const FlightPtr& flight);

 private:
  void take(const FlightPtr& flight, channels::Step step);
  void answer(const FlightPtr& flight, channels::Reply reply);

  channels::Transport& transport_;
  const Clock& clock_;
  Mailbox<RunnerNews>& news_;
};

}  // namespace crier::dispatch
