#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/executor.h"
#include "channels/transport.h"
#include "config/model.h"
#include "simulation/scenario.h"

namespace crier::simulation {

/// The same configuration, whose channels say in each request which of them it is of and to whom it goes: a request itself does not.
[[nodiscard]] config::SnapshotPtr labelled(const config::SnapshotPtr& snapshot);

/// Everybody whom messages go to: they take them, or answer as the scenario's faults say. Nothing touches a network.
/// Owner: one life of the daemon. Thread: the simulation's. Requires: the configuration is a labelled one.
class Receivers final : public channels::Transport {
 public:
  /// `posts` counts what was posted, over all lives, for the ids that services give.
  Receivers(Executor& executor, const Clock& right_clock, const std::vector<Trouble>& faults, std::int64_t& posts)
      : executor_(executor), clock_(right_clock), faults_(faults), posts_(posts) {}

  void http(channels::HttpRequest request, const channels::HttpPolicy& policy, UniqueFunction<void(channels::HttpReply)> done) override;
  void mail(channels::MailSubmission submission, std::shared_ptr<const channels::smtp::Settings> settings,
            UniqueFunction<void(channels::MailReply)> done) override;
  /// Programs are not begun: each is taken to have done what it should, or fails as the faults say ("75 reason" is its exit code).
  void command(channels::CommandRun run, UniqueFunction<void(channels::CommandReply)> done) override;
  void cancel_all() override {}

 private:
  [[nodiscard]] const Trouble* trouble(const std::string& channel, const std::string& recipient) const;
  [[nodiscard]] channels::HttpReply good(const channels::HttpRequest& request, const std::string& type, const std::string& well);

  Executor& executor_;
  const Clock& clock_;
  const std::vector<Trouble>& faults_;
  std::int64_t& posts_;
};

}  // namespace crier::simulation
