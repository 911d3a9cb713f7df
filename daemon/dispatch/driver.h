#pragma once
#include <array>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/executor.h"
#include "base/guarded.h"
#include "base/log.h"
#include "base/mailbox.h"
#include "base/random.h"
#include "channels/transport.h"
#include "config/model.h"
#include "dispatch/board.h"
#include "dispatch/control.h"
#include "dispatch/granter.h"
#include "dispatch/runner.h"
#include "store/writer.h"

namespace crier::dispatch {

/// What the store knew of sending when the daemon started.
struct Remembered {
  std::vector<store::DestinationClass> classes;  ///< with work
  std::vector<store::Upkeep::Pause> pauses;
  std::map<std::string, std::string> channel_states;
  std::map<std::string, PauseCredit> credits;
  std::uint64_t instance = 0;  ///< of this store, for ids that no other store gives
  std::int64_t recovered = 0;  ///< attempts that a crash left without an outcome
};

/// Keeps for the next start how long a channel was paused.
[[nodiscard]] Result<void> keep_credit(store::Store& store, const std::string& channel, const PauseCredit& credit);

/// Reads it, ends the attempts that a crash left open, and makes the channels' classes. In one group of its own, before the
/// writer starts. `random` makes the instance of a new store.
[[nodiscard]] Result<Remembered> remember(store::Store& store, const config::Snapshot& snapshot, Random& random, UtcTime now);

/// Whether the clock of fallbacks has anything to watch.
[[nodiscard]] bool has_timed_fallbacks(const config::Snapshot& snapshot);

/// The one driver that acts: takes started attempts, sends them as the board permits, and has their outcomes recorded.
/// Owner: the daemon. Thread: loop, unless said otherwise. It outlives the writer's and the outbound loop's last task.
class Driver final : public ChannelControl, public Brake {
 public:
  struct Parts {
    Executor& loop;
    Executor& outbound;
    channels::Transport& transport;
    const Clock& clock;
    Log& log;
    Observer& observer;
    Random random;
  };
  explicit Driver(Parts parts);
  ~Driver() override;

  /// The hook for the writer that is made after the driver.
  [[nodiscard]] store::GroupEnd& group_end() { return granter_; }

  void start(store::Writer& writer, config::SnapshotPtr snapshot, Remembered remembered);
  void reload(config::SnapshotPtr snapshot);
  /// Work may have been made for these classes by somebody else (an operator's retry).
  void work_for(const std::vector<ClassId>& classes);
  /// Starts nothing more; `done` once nothing is under way and all outcomes are recorded.
  void drain(UniqueFunction<void()> done);
  /// What is still under way ends with what is known of it. For the end of a drain's patience.
  void cancel();
  /// Nothing is recorded any more: the writer may go before the driver.
  void leave();
  [[nodiscard]] int under_way() const;
  /// An update was announced that makes others of its incident give way (rules D3): what of them is not on the wire goes back.
  void give_way(IncidentId incident, const core::Update& update);

  [[nodiscard]] std::vector<ChannelStatus> channels() const override;
  void freeze(UpdateId update) override;
  void thaw(UpdateId update) override;
  void stop(UpdateId update, StopNote note, StopDone done) override;
  void pause(const std::string& name, UniqueFunction<void(Result<ChannelStatus>)> done) override;
  void resume(const std::string& name, UniqueFunction<void(Result<ChannelStatus>)> done) override;
  void test(const std::string& name, const std::string& to, UniqueFunction<void(Result<core::Outcome>)> done) override;

 private:
  /// Started attempts that wait for a slot at their destination, by lane.
  using Held = std::array<std::deque<Ready>, 3>;
  struct Ending {
    store::Finish finish;
    Observer::Attempt seen;
  };

  void granted(Granter::Grant grant);
  void wake_after(Millis pause);
  void pump(const Place& place);
  void launch(Ready ready);
  /// The last hop: to the recipient, to a drill's address or nowhere (rules D6). Ends in news() in each case.
  void send(FlightPtr flight);
  void news(std::vector<RunnerNews> all);
  void landed(Landed landed, std::vector<Ending>& endings);
  void wanted(Wanted wanted);
  void record(std::vector<Ending> endings);
  void recorded(const std::vector<Ending>& endings, const store::FinishReport& report);
  /// Has `run` committed, trying again while the disk is full or the writer busy, then calls `then` on the loop.
  void persist(const std::function<Result<void>(store::Store&)>& run, const std::function<void()>& then);
  void give_back(const Place& place);
  /// The end of an attempt that was started and not sent.
  [[nodiscard]] Ending unsent(const Ready& ready, core::DeliveryState state);
  [[nodiscard]] std::vector<Ending> take_back(const std::function<bool(const store::Started&)>& is_meant);  ///< of what is held
  /// The stop is committed: what was granted before goes back, and the counts are read again.
  void stopped(UpdateId update, Result<store::StopCounts> counts, const std::shared_ptr<StopNote>& note,
               const std::shared_ptr<StopDone>& done);
  void give_back_all();
  void give_back_all_of(const std::string& channel);
  void pause_for(const std::string& channel, const std::string& reason);
  void change_pause(const std::string& name, std::optional<store::Upkeep::Pause> pause, UniqueFunction<void(Result<ChannelStatus>)> done);
  void arm();
  /// Fallbacks whose time has come are made, when it has.
  void arm_fallbacks();
  void make_fallbacks();
  void sweep_later(Millis pause);
  void sweep();
  void expire_later();
  void expire();
  void know_classes();
  /// Asks the store for classes with work that the board does not know, or not any more.
  void find_classes();
  void know(const std::vector<store::DestinationClass>& classes);
  void check_drained();
  void announce_state(const std::string& channel);
  [[nodiscard]] channels::Job job_for(const Ready& ready);

  Parts parts_;
  Guarded<Board> board_;
  Granter granter_;
  Mailbox<Granter::Grant> grants_;
  Mailbox<FlightPtr> departures_;
  Mailbox<RunnerNews> news_;
  Runner runner_;
  store::Writer* writer_ = nullptr;
  config::SnapshotPtr snapshot_;
  std::uint64_t instance_ = 0;
  std::map<std::string, std::string> channel_states_;
  std::map<Place, Held> held_;
  std::map<UpdateId, std::vector<Ready>> stopping_;  ///< updates that are being stopped, with what was granted of them meanwhile
  std::optional<SteadyTime> armed_;
  std::size_t recording_ = 0;  ///< operations of ours that the writer has not answered
  std::size_t in_flight_ = 0;
  bool draining_ = false;
  bool failed_ = false;  ///< the store is gone: nothing can be recorded any more
  std::optional<UtcTime> next_fallback_;
  std::optional<SteadyTime> fallbacks_armed_;
  bool is_making_fallbacks_ = false;  ///< just now
  bool is_expiring_later_ = false;
  UniqueFunction<void()> drained_;
};

}  // namespace crier::dispatch
