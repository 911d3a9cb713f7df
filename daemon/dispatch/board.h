#pragma once
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/ids.h"
#include "base/time.h"
#include "core/vocabulary.h"
#include "dispatch/aftermath.h"
#include "dispatch/control.h"
#include "dispatch/place.h"
#include "dispatch/rate.h"
#include "dispatch/window.h"
#include "store/queue.h"

namespace crier::dispatch {

/// Time that a channel was paused, up to the end of the last pause: max_age stood still (rules H10).
struct PauseCredit {
  Millis length{};
  UtcTime until{};
  bool operator==(const PauseCredit&) const = default;
};

/// The state of sending: channels, their destinations, windows, limits, holds and pauses. It decides who may start and who may go
/// out; it does nothing. Shared by the loop (outcomes, operators) and the writer (starts) under one lock (Guarded<Board>).
/// Invariants: 1. started = sent + held by the driver, per destination. 2. A destination other than "" is forgotten when nothing of it
/// is started, due or wrong (kRemembered later if it has shown that it takes much), so memory follows what is under way.
class Board {
 public:
  /// A dead destination is tried again after a pause that begins with the shorter of this and the channel's first retry, and doubles
  /// up to the shorter of kLongestProbe and the channel's longest pause.
  static constexpr Millis kFirstProbe{5'000};
  static constexpr Millis kLongestProbe{60'000};
  /// Starts that run ahead of the window: as many as ended within kPace lately, so that a quick destination has enough to do
  /// until the next commit, and a slow one holds few; within these bounds.
  static constexpr Millis kPace{50};
  static constexpr int kAhead = 64;
  static constexpr int kMostAhead = 256;
  static constexpr Millis kRemembered{5'000};
  static constexpr int kMostStarted = 512;  ///< of a channel whose recipients have destinations of their own

  /// Takes over a configuration: channels that it lacks are kept, blocked ("not configured").
  void configure(const std::map<std::string, ChannelTerms>& channels);
  /// A class of the store becomes known; `works`: it has work.
  void know(const store::DestinationClass& known, bool works);
  /// The group that made the class was not committed: it does not exist.
  void unknow(ClassId id);
  /// The class may have work. False if it is not known here: know() it first.
  bool works(ClassId id);

  // The writer, at the end of a group.
  [[nodiscard]] std::vector<Allowance> allowances(SteadyTime now);
  /// Whether a candidate found in class `from` may start. Counts it as started if so.
  [[nodiscard]] Judgement judge(const store::DestinationClass& from, const store::Candidate& candidate, bool probe, SteadyTime now);
  [[nodiscard]] Place place_of(const std::string& channel, const std::string& address) const;
  /// The class has nothing due before this time (none: nothing at all).
  void idle_until(ClassId id, std::optional<UtcTime> due, SteadyTime now);
  /// Starts whose group was not committed.
  void unstart(const Place& place, bool retry, int count);

  // The loop.
  /// Whether one more may go out now, and counts it as sent if so.
  [[nodiscard]] bool send(const Place& place, core::Lane lane, SteadyTime now);
  /// Whether the destination takes nothing for now: what is started and not sent goes back to the store.
  [[nodiscard]] bool is_closed(const Place& place, SteadyTime now) const;
  /// A sent attempt ended. How long its destination takes nothing now, none if it is open.
  std::optional<Millis> ended(const Place& place, bool retry, Signal signal, std::optional<Millis> hold_destination,
                              std::optional<Millis> hold_channel, SteadyTime now);
  /// What was started and not sent goes back.
  void given_back(const Place& place, bool retry);

  void pause(const std::string& channel, const std::string& reason, bool by_operator, UtcTime now);
  void resume(const std::string& channel, UtcTime now);
  /// How long the channel was paused lately: so much older its deliveries may become (rules H10). A pause that nothing can have
  /// lived through any more does not count. It is kept in the store when a pause ends, and given back at the start.
  [[nodiscard]] Millis credit(const std::string& channel) const;
  /// What it is once a pause that lasts ends at `now`.
  [[nodiscard]] PauseCredit credit_at(const std::string& channel, UtcTime now) const;
  void restore(const std::string& channel, const PauseCredit& credit, UtcTime now);
  [[nodiscard]] std::optional<ChannelStatus> status(const std::string& channel, SteadyTime now) const;
  [[nodiscard]] std::vector<ChannelStatus> statuses(SteadyTime now) const;
  /// When something changes by time alone: a hold ends, a rate refills, work falls due.
  [[nodiscard]] std::optional<Millis> next_change(SteadyTime now, UtcTime utc) const;
  [[nodiscard]] int started() const;
  /// The class in which deliveries of a place wait while it is closed; none = the channel's own.
  [[nodiscard]] std::optional<ClassId> waiting_class(const Place& place) const;

 private:
  struct Destination {
    explicit Destination(int connections) : window(connections) {}
    Window window;
    ClassId id;  ///< none: no class of its own in the store yet
    int started = 0;
    int sent = 0;
    int retries = 0;                       ///< of the started
    std::optional<SteadyTime> held_until;  ///< Retry-After, or the next probe if dead
    std::optional<SteadyTime> progress;    ///< when an attempt last ended, or the first of a run went out
    int busy = 0;                          ///< sent and not ended when the last one was sent
    int ahead = kAhead;
    int ended = 0;         ///< attempts since …
    SteadyTime counted{};  ///< … then
    int failed_probes = 0;
    bool probing = false;        ///< the one probe is under way
    bool works = false;          ///< its class may have work …
    std::optional<UtcTime> due;  ///< … not before this
  };
  struct Channel {
    ChannelTerms terms;
    RateLimit rate;
    bool configured = true;
    std::optional<std::string> paused;  ///< the reason
    bool by_operator = false;
    UtcTime paused_since{};
    PauseCredit credit;
    int started = 0;
    std::map<std::string, Destination> destinations;  ///< "" is always there
  };

  [[nodiscard]] static bool is_held(const Destination& destination, SteadyTime now);
  [[nodiscard]] static bool may_probe(const Destination& destination, SteadyTime now);
  [[nodiscard]] static int most(const Channel& channel, const Destination& destination);
  static void keep_pace(Destination& destination, SteadyTime now);
  [[nodiscard]] static int room(const Channel& channel, const Destination& destination, bool urgent);
  [[nodiscard]] static bool is_slow(const Destination& destination, SteadyTime now);
  [[nodiscard]] Allowance allowance(const std::string& name, Channel& channel, const std::string& destination_name,
                                    Destination& destination, SteadyTime now);
  [[nodiscard]] Channel* find(const std::string& channel);
  [[nodiscard]] const Channel* find(const std::string& channel) const;
  [[nodiscard]] Destination* find(const Place& place);
  Destination& at(Channel& channel, const std::string& destination);
  [[nodiscard]] static bool is_forgettable(const Destination& destination, SteadyTime now);
  void forget_if_idle(Channel& channel, const std::string& destination, SteadyTime now);
  static void close(const Channel& channel, Destination& destination, SteadyTime now);

  std::map<std::string, Channel> channels_;
  std::map<ClassId, Place> places_;
};

}  // namespace crier::dispatch
