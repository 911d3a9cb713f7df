#pragma once
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "announce/announcer.h"
#include "channels/registry.h"
#include "clock/clockwork.h"
#include "dispatch/driver.h"
#include "operators/operators.h"
#include "store/memory/memory_store.h"
#include "support/quiet_log.h"
#include "support/scripted_transport.h"
#include "support/virtual_time.h"

namespace crier::scenarios {

/// The whole way of an event in virtual time, without a socket, a disk or a thread: announce, store, dispatch and the webhook
/// adapter, with a transport that answers as the test says. One audience "customers" hears everything.
class Story final : public dispatch::Observer, public announce::UpdateObserver {
 public:
  explicit Story(std::shared_ptr<store::Memory> memory = store::make_memory(), UtcTime start = UtcTime{Millis{1'795'356'300'000}});
  ~Story() override;

  /// Addresses on the channel "hooks".
  Story& customers(const std::vector<std::string>& addresses);
  channels::CommonSettings& settings() { return hook_settings_.common; }
  /// Changes the configuration before it is taken in.
  Story& configure(std::function<void(config::Snapshot&)> change);
  /// An internal audience on a webhook channel of its own, told by the part that tells operators.
  Story& operators(const std::string& audience, const std::string& channel, const std::vector<std::string>& addresses);
  /// The part that speaks by the clock.
  Story& with_clock();
  /// Takes the configuration in and begins.
  Story& begin();
  /// As a reload does, where recipients stay as they are.
  void reconfigure(const std::function<void(config::Snapshot&)>& change);

  using Answer = Result<std::vector<announce::EventResult>, core::Problem>;
  [[nodiscard]] static core::Peer alice() { return {"alice", core::Right::operate, true, 5, false}; }
  /// Accepts a batch and lets everything happen that happens at once.
  Answer say_all(std::vector<core::Event> events, const core::Peer& peer = alice());
  Answer say(core::Event event);
  Answer open(const std::string& key, core::Impact impact = core::Impact::major);
  Answer update(const std::string& key, const std::string& summary);
  Answer resolve(const std::string& key);
  /// Approves, or withdraws, the incident's newest draft, or the update named.
  Result<announce::EventResult, core::Problem> approve(announce::PendingName name, std::optional<core::Event> words = {},
                                                       std::optional<std::int64_t> confirm = {});
  Result<announce::Ended, core::Problem> end_pending(announce::PendingName name, core::UpdateState as);
  Result<announce::Preview, core::Problem> preview(core::Event event, const core::Peer& peer = alice());
  /// As POST /v1/check.
  Result<std::vector<wording::Finding>, core::Problem> check(core::Event event);
  /// As POST /v1/updates/{id}/stop of an announced one.
  Result<store::StopCounts> stop(UpdateId update);
  /// All of an incident's updates, in order.
  [[nodiscard]] std::vector<core::Update> updates(const std::string& key);
  [[nodiscard]] std::vector<store::LogEntry> log_of(const std::string& key);
  void wait(Millis span) { loop.run_for(span); }
  void wait_until(UtcTime time) { loop.run_for(time - clock.utc()); }
  /// The wall clock is set.
  void set_clock(UtcTime time);
  /// As an operator's `crier retry --all`.
  void retry_all();
  void pause();
  void resume();
  /// Called between the end of a group and its commit; an error is what the disk says then.
  std::function<Result<void>()> before_commit = [] { return Result<void>(); };

  [[nodiscard]] core::Incident incident(const std::string& key);
  /// How many deliveries of the incident are in a state.
  [[nodiscard]] std::int64_t count(const std::string& key, core::DeliveryState state);
  [[nodiscard]] std::vector<store::DeliveryRecord> deliveries(const store::DeliveryFilter& filter = {});
  /// The updates' numbers in the order in which an address got them.
  [[nodiscard]] std::vector<int> received(const std::string& address) const;

  void attempt_ended(const Attempt& attempt) override;
  void channel_changed(const dispatch::ChannelStatus& status) override;
  void update_accepted(const store::Accepted& accepted, const core::Update& update, const std::string& source) override;
  void update_changed(const store::Accepted& accepted, const core::Update& update) override;
  [[nodiscard]] announce::Announcer& announcer() { return *announcer_; }
  void release_failed(const store::Accepted& accepted, const std::string& why) override;
  [[nodiscard]] store::Ledger& ledger() { return *ledger_; }

  support::VirtualClock clock;
  support::VirtualLoop loop{clock};
  support::VirtualWallTimer timer{loop, clock};        ///< the announcer's
  support::VirtualWallTimer clock_timer{loop, clock};  ///< the clock's
  support::QuietLog log;
  support::ScriptedTransport transport{loop};
  std::vector<Attempt> attempts;
  std::vector<dispatch::ChannelStatus> changes;
  std::vector<core::Update> changed;
  std::vector<std::string> failed_releases;
  std::unique_ptr<dispatch::Driver> driver;
  std::unique_ptr<clock::Clockwork> clockwork;                             ///< once there is one
  std::vector<std::pair<core::Occasion, core::OccasionResult>> occasions;  ///< what it counted
  std::map<bool, std::int64_t> promises;                                   ///< what it counted, kept or broken
  std::unique_ptr<operators::Operators> telling;                           ///< once there are operators
  std::vector<std::pair<core::NoticeKind, std::string>> counted;           ///< what it counted

 private:
  /// Lets the test step in where the writer's thread could be overtaken by the loop's.
  class Between final : public store::GroupEnd {
   public:
    Between(Story& story, store::GroupEnd& end) : story_(story), end_(end) {}
    [[nodiscard]] Result<void> before_commit(store::Store& store) override {
      if (auto done = end_.before_commit(store); !done) return done;
      return story_.before_commit();
    }
    void committed() override { end_.committed(); }
    void dropped() override { end_.dropped(); }

   private:
    Story& story_;
    store::GroupEnd& end_;
  };

  std::shared_ptr<store::Memory> memory_;
  std::unique_ptr<store::Store> store_;
  channels::webhook::Settings hook_settings_;
  std::vector<std::string> addresses_;
  struct Internal {
    std::string audience, channel;
    std::vector<std::string> addresses;
  };
  std::vector<Internal> internal_;
  bool has_clock_ = false;
  std::unique_ptr<store::Ledger> ledger_;
  std::function<void(config::Snapshot&)> change_ = [](config::Snapshot&) {};
  config::SnapshotPtr snapshot_;
  std::unique_ptr<Between> between_;
  std::unique_ptr<store::Writer> writer_;
  std::unique_ptr<store::Reader> reader_;
  std::unique_ptr<announce::Announcer> announcer_;
};

}  // namespace crier::scenarios
