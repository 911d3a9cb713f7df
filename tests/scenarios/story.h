#pragma once
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "announce/announcer.h"
#include "channels/registry.h"
#include "dispatch/driver.h"
#include "store/memory/memory_store.h"
#include "support/quiet_log.h"
#include "support/scripted_transport.h"
#include "support/virtual_time.h"

namespace crier::scenarios {

/// The whole way of an event in virtual time, without a socket, a disk or a thread: announce, store, dispatch and the webhook
/// adapter, with a transport that answers as the test says. One audience "customers" hears everything.
class Story final : public dispatch::Observer, public announce::UpdateObserver {
 public:
  explicit Story(std::shared_ptr<store::Memory> memory = store::make_memory());
  ~Story() override;

  /// Addresses on the channel "hooks".
  Story& customers(const std::vector<std::string>& addresses);
  channels::CommonSettings& settings() { return hook_settings_.common; }
  /// Takes the configuration in and begins.
  Story& begin();

  using Answer = Result<std::vector<announce::EventResult>, core::Problem>;
  [[nodiscard]] static core::Peer alice() { return {"alice", core::Right::operate, true, 5, false}; }
  /// Accepts a batch and lets everything happen that happens at once.
  Answer say_all(std::vector<core::Event> events, const core::Peer& peer = alice());
  Answer say(core::Event event);
  Answer open(const std::string& key, core::Impact impact = core::Impact::major);
  Answer update(const std::string& key, const std::string& summary);
  Answer resolve(const std::string& key);
  void wait(Millis span) { loop.run_for(span); }
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

  void attempt_ended(const Attempt& attempt) override { attempts.push_back(attempt); }
  void channel_changed(const dispatch::ChannelStatus& status) override { changes.push_back(status); }
  void update_accepted(const store::Accepted&, const core::Update&, const std::string&) override {}

  support::VirtualClock clock{UtcTime{Millis{1'795'356'300'000}}};
  support::VirtualLoop loop{clock};
  support::QuietLog log;
  support::ScriptedTransport transport{loop};
  std::vector<Attempt> attempts;
  std::vector<dispatch::ChannelStatus> changes;
  std::unique_ptr<dispatch::Driver> driver;

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
  config::SnapshotPtr snapshot_;
  std::unique_ptr<Between> between_;
  std::unique_ptr<store::Writer> writer_;
  std::unique_ptr<store::Reader> reader_;
  std::unique_ptr<announce::Announcer> announcer_;
};

}  // namespace crier::scenarios
