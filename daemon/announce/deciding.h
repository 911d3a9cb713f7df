#pragma once
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "announce/wording_look.h"
#include "config/model.h"
#include "core/decide.h"
#include "store/store.h"
#include "wording/check.h"

namespace crier::announce {

/// What one event, or one release, comes to: to be recorded.
struct Planned {
  core::Decision decision;
  std::vector<store::NewBroadcast> broadcasts;
  std::vector<store::BroadcastCount> counts;  ///< of whom a pending update would reach
  std::vector<wording::Finding> findings;     ///< in the wording of an event, or of what an operator releases
};

/// Decides events and releases within one group transaction, each upon what those before it have made of the incidents, and writes
/// nothing but numbers of notices: a request that turns out to make no sense leaves the group as it was.
/// Thread: store writer.
class Deciding {
 public:
  Deciding(store::Store& store, const config::Snapshot& snapshot, UtcTime now) : store_(store), snapshot_(snapshot), now_(now) {}
  /// From now on releases are by the time that has come: what waits for the end of a maintenance that goes on waits longer.
  void release_by_time() { by_time_ = true; }

  /// none = nothing is wrong. An Error is the store's own and ends the group.
  using Outcome = Result<std::optional<core::Problem>>;
  /// Appends what follows to `all`: held updates that must go out first, then the event's own.
  [[nodiscard]] Outcome event(const core::Event& event, const core::Peer& peer, std::vector<Planned>& all);
  /// After the events of a request: what is said of the storm that they made (rules B5), appended to `all`; nothing if they made none.
  [[nodiscard]] Outcome tell_storm(std::vector<Planned>& all);
  /// Releases a pending update. `asks`: an operator approves it, so its wording is looked at, and the guard may ask, which `confirm`
  /// answers. Only other `words` are refused for their wording: a draft's own were kept for somebody to look at.
  [[nodiscard]] Outcome release(const store::Stored& pending, const std::optional<core::Event>& words, bool asks,
                                const std::optional<std::int64_t>& confirm, std::vector<Planned>& all);
  /// Whom a pending update would reach as things are; of one that makes no sense any more, nobody. For a Deciding of its own: what it
  /// finds counts as decided.
  [[nodiscard]] Result<std::vector<store::BroadcastCount>> reach(const store::Stored& pending);

  /// The newest incident of the key, as it stands in this transaction.
  [[nodiscard]] Result<std::optional<core::Incident>> newest(const std::string& key);

 private:
  struct Known {
    core::Incident incident;
    std::map<int, core::Update> updates;  ///< of this transaction
  };
  [[nodiscard]] Result<core::Background> background(std::optional<core::Incident> incident, const core::Event& event);
  [[nodiscard]] Result<std::optional<core::Update>> update_of(const core::Incident& incident, int number);
  [[nodiscard]] Result<std::optional<core::Update>> wrong_update(const core::Incident& incident, int number);
  /// Those with a smaller number than `below`.
  [[nodiscard]] Result<std::vector<core::Background::Maintenance>> maintenance();
  [[nodiscard]] Result<std::vector<core::Silence>> silences();
  /// What monitors' words wait for.
  [[nodiscard]] Result<void> learn_of_holds(core::Background& before);
  [[nodiscard]] Outcome release_held(const core::Incident& incident, int below, std::vector<Planned>& all);
  [[nodiscard]] Outcome plan(core::Decision decision, const std::vector<core::Told>& told_before, Planned& planned);
  [[nodiscard]] Result<std::vector<store::BroadcastCount>> count(const std::vector<store::NewBroadcast>& broadcasts);
  void keep(const Planned& planned);
  /// What the event meets, as it stands in this transaction.
  [[nodiscard]] Result<core::Background> before_event(const core::Event& event);
  /// A notice has no key of its own: it gets a number.
  [[nodiscard]] Result<void> name_notice(core::Decision& decision);
  /// Counts whom it would reach, where that is told or the guard wants to know; the guard's question if it has one.
  [[nodiscard]] Outcome question_of(const core::Event& event, Planned& planned);
  /// The newest updates of the incident that were said, for the wording rules.
  [[nodiscard]] Result<std::vector<core::Update>> newest_updates(const core::Incident& incident);
  /// What the wording rules find goes into `planned`; what follows from it. `before`: null: the incident begins with it.
  [[nodiscard]] Result<WordingVerdict> look_at(const core::Event& event, const core::Incident* before, bool by_approver, Planned& planned);

  [[nodiscard]] Result<std::vector<core::Incident>> opened_since(UtcTime since, std::size_t limit);
  /// Whether a monitor's new incident is one too many, to be told of in one with the others.
  [[nodiscard]] Result<bool> joins_storm(const core::Decision& decision, bool begins);
  void join_storm(const core::Decision& decision);

  store::Store& store_;
  const config::Snapshot& snapshot_;
  UtcTime now_;
  bool by_time_ = false;
  std::optional<std::vector<core::Incident>> maintenance_;  ///< not over, as the store has it
  std::optional<std::vector<core::Silence>> silences_;      ///< that have not ended
  std::map<std::string, Known> known_;                      ///< by KEY~n
  std::vector<std::string> begun_;                          ///< names of incidents that monitors opened in this transaction
  std::vector<std::string> storm_audiences_;                ///< of incidents that joined a storm in it
  bool is_storm_ = false;
  std::set<std::string> windows_;              ///< names of maintenance that was known at some time
  std::map<std::string, std::string> newest_;  ///< key → name of its newest, of those known
};

/// A problem that the store's failure amounts to for whoever sent something.
[[nodiscard]] core::Problem to_problem(const Error& error);

}  // namespace crier::announce
