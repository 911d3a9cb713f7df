#pragma once
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "announce/announcer.h"
#include "base/log.h"
#include "base/virtual_time.h"
#include "clock/clockwork.h"
#include "dispatch/driver.h"
#include "operators/operators.h"
#include "simulation/receivers.h"
#include "store/memory/memory_store.h"

namespace crier::simulation {

/// What a clock that is right shows, while the daemon's may be set.
class RightClock final : public Clock {
 public:
  RightClock(const VirtualClock& clock, UtcTime now) : clock_(clock), from_(clock.steady()), at_(now) {}
  [[nodiscard]] UtcTime utc() const override { return at_ + std::chrono::floor<Millis>(clock_.steady() - from_); }
  [[nodiscard]] SteadyTime steady() const override { return clock_.steady(); }

 private:
  const VirtualClock& clock_;
  SteadyTime from_;
  UtcTime at_;
};

/// What outlives the daemon: time, what it stored, whom it writes to, and who hears its complaints.
struct World {
  VirtualClock& clock;  ///< the daemon's
  const RightClock& right_clock;
  std::shared_ptr<store::Memory> memory;
  const std::vector<Trouble>& faults;
  std::int64_t& posts;
  std::function<void(const std::string&)> complain;  ///< one sentence
};

/// One life of crierd in virtual time: the parts that the daemon is made of, wired as it wires them, without a socket, a disk or a thread.
/// Its end is sudden, as after kill -9. Owner: the play. Thread: one. Errors of taking up: what the store or the configuration refuses.
class Life final : public dispatch::Observer, public announce::UpdateObserver {
 public:
  Life(World world, const config::SnapshotPtr& snapshot);
  ~Life() override;

  [[nodiscard]] Result<void> begin();
  /// Until that time comes, of the right clock, and without what is due then.
  void live_until(UtcTime time);
  /// What is due now, too.
  void settle();
  /// The wall clock was set.
  void clock_was_set();
  [[nodiscard]] Result<void> reload(const config::SnapshotPtr& snapshot);

  /// The problem, if it is not taken.
  [[nodiscard]] std::optional<core::Problem> say(core::Event event);
  [[nodiscard]] std::optional<core::Problem> carry_out(const Order& order);

  void attempt_ended(const Attempt& attempt) override;
  void channel_changed(const dispatch::ChannelStatus& status) override;
  void update_accepted(const store::Accepted& accepted, const core::Update& update, const std::string& source) override;
  void update_changed(const store::Accepted& accepted, const core::Update& update) override;
  void release_failed(const store::Accepted& accepted, const std::string& why) override;

 private:
  /// What goes wrong inside is told; everything else is of no interest.
  class Ear final : public Log {
   public:
    explicit Ear(const std::function<void(const std::string&)>& complain) : complain_(complain) {}
    [[nodiscard]] bool wants(LogLevel level) const override { return level == LogLevel::error; }
    void write(LogLevel level, std::string_view id, std::string_view sentence, std::initializer_list<LogField> fields) override;

   private:
    const std::function<void(const std::string&)>& complain_;
  };

  void wire();
  [[nodiscard]] Result<void> take_recipients(store::Store& store, const config::Snapshot& snapshot);
  /// Has it committed; the error, if it was not.
  [[nodiscard]] std::optional<core::Problem> persist(std::function<Result<void>(store::Store&)> run);
  /// Calls `ask` with what takes the answer, and gives its problem. The answer comes at once, since nothing is ever busy.
  template <class T, class Ask>
  [[nodiscard]] std::optional<core::Problem> answer_of(Ask ask);
  [[nodiscard]] std::optional<core::Problem> end_pending(const Order& order, core::UpdateState as);
  [[nodiscard]] std::optional<core::Problem> stop(const Order& order);
  [[nodiscard]] std::optional<core::Problem> do_occasion(const Order& order);
  [[nodiscard]] std::optional<core::Problem> remind(const Order& order);
  [[nodiscard]] std::optional<core::Problem> retry_failed();
  [[nodiscard]] Result<announce::PendingName, core::Problem> pending_of(const Order& order);

  World world_;
  config::SnapshotPtr snapshot_;
  Ear ear_;
  VirtualLoop loop_;
  VirtualWallTimer release_timer_, occasion_timer_;
  Receivers receivers_;
  std::unique_ptr<store::Store> store_;
  dispatch::Remembered remembered_;
  clock::Remembered occasions_;
  std::unique_ptr<dispatch::Driver> driver_;
  std::unique_ptr<store::Writer> writer_;
  std::unique_ptr<store::Reader> reader_;
  std::unique_ptr<announce::Announcer> announcer_;
  std::unique_ptr<operators::Operators> operators_;
  std::unique_ptr<clock::Clockwork> clockwork_;
};

}  // namespace crier::simulation
