#pragma once
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "announce/announcer.h"
#include "base/executor.h"
#include "base/log.h"
#include "dispatch/control.h"
#include "operators/channel_watch.h"
#include "operators/errands.h"
#include "store/reader.h"
#include "store/writer.h"

namespace crier::operators {

/// Tells operators what they must know to act (rules A5, A6, C1): puts happenings together, watches channels, reminds of drafts, and has
/// each notice recorded like any message: durable, retried, on the internal audiences' channels. Without anybody who hears it, it is
/// logged. Owner: the daemon; it outlives the loop's last task. Thread: loop. Invariants: 1. What becomes of a notice never makes another
/// but the one try on the other channels (rules A6). 2. What the store does not take now is tried again, put together with what came since.
class Operators final : public dispatch::Observer, public announce::UpdateObserver {
 public:
  struct Parts {
    Executor& loop;
    const Clock& clock;
    Log& log;
    store::Writer& writer;
    store::Reader& reader;
    const dispatch::ChannelControl& channels;
    std::function<config::SnapshotPtr()> snapshot;
    std::function<void(const std::vector<ClassId>&)> work_for;             ///< these classes have new work
    std::function<void(core::NoticeKind, std::string_view result)> count;  ///< metrics: recorded, unheard, failed
  };
  explicit Operators(Parts parts) : parts_(std::move(parts)) {}

  /// Begins: drafts that were made before are told again, channels are watched.
  void start();
  void tell(const core::Happening& happening);
  /// The writer may go: nothing is recorded any more.
  void leave() { left_ = true; }

  void attempt_ended(const Attempt& attempt) override;
  void channel_changed(const dispatch::ChannelStatus& status) override;
  void update_accepted(const store::Accepted& accepted, const core::Update& update, const std::string& source) override;
  void update_changed(const store::Accepted& accepted, const core::Update& update) override;
  void release_failed(const store::Accepted& accepted, const std::string& why) override;

 private:
  struct Draft {
    UpdateId update;
    std::optional<SteadyTime> due;  ///< none while it is being told
    bool was_told = false;
  };

  void tell_held_back(const store::Accepted& accepted, const core::Update& update);
  void tell_set_aside(const store::Accepted& accepted, const core::Update& update);
  void add_draft(const std::string& incident, UpdateId update);
  void tell_draft(const std::string& incident, Draft& draft);
  void draft_told(const DraftErrand& errand, const std::string& incident, bool is_recorded);
  void list_drafts();
  void send(core::OperatorNotice notice);
  void relay(const Attempt& attempt);
  void watch_channels();
  void plan_watch(std::optional<SteadyTime> at);
  /// Whether the notice reached anybody, once it is recorded: said in the log and counted.
  void conclude(const core::NoticeKey& about, const core::OperatorWords& words, const Told& told);
  /// Has it committed; `then` is called on the loop with what came of it.
  void persist(bool as_outcome, std::function<Result<void>(store::Store&)> run, std::function<void(bool is_recorded)> then);
  void arm();
  void tick();

  Parts parts_;
  core::Aggregator notices_;
  ChannelWatch watch_;
  std::map<std::string, Draft> drafts_;                     ///< by incident: its newest
  std::map<core::NoticeKey, core::OperatorNotice> unsent_;  ///< that the store did not take, put together
  std::map<core::NoticeKey, std::string> last_;             ///< the last notice of a key that a newer one replaces
  std::map<std::string, std::string> last_of_draft_;        ///< the same of drafts, by incident
  std::set<int> relayed_;                                   ///< notices that were tried on other channels: operators~n
  std::optional<SteadyTime> retry_;
  std::optional<SteadyTime> next_watch_;  ///< none: no channel changes by time alone
  std::optional<SteadyTime> armed_;
  bool left_ = false;
};

}  // namespace crier::operators
