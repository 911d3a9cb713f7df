#pragma once
#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "store/store.h"

namespace crier::store {

/// One implementation under contract, on a place of its own that a restart keeps.
class Backend {
 public:
  virtual ~Backend() = default;
  [[nodiscard]] virtual Store& store() = 0;
  /// The process dies here: an open group is lost, a new start opens the same place again.
  virtual void restart() = 0;
};

struct BackendKind {
  std::string name;
  std::function<std::unique_ptr<Backend>()> make;
  friend void PrintTo(const BackendKind& kind, std::ostream* out) { *out << kind.name; }
};
[[nodiscard]] std::vector<BackendKind> backends();

struct Planned {
  std::string audience = "customers";
  std::string channel = "mail";
  core::Backlog backlog = core::Backlog::all;
  std::vector<std::string> earlier = {};
  bool for_fallbacks = false;
  std::vector<std::string> languages = {"en"};
};

inline constexpr std::size_t kMany = 1000000;

/// The vocabulary of the contract tests: one store, its clock, and short words for what acceptance and dispatch do.
/// Every word is a group of its own unless it takes a Store.
class World {
 public:
  explicit World(std::unique_ptr<Backend> backend) : backend_(std::move(backend)) {}

  [[nodiscard]] Store& store() { return backend_->store(); }
  void restart() { backend_->restart(); }
  void in_group(const std::function<void(Store&)>& work);
  /// The same, but taken back at the end.
  void in_lost_group(const std::function<void(Store&)>& work);

  [[nodiscard]] UtcTime now() const { return now_; }
  void pass(Millis time) { now_ += time; }

  // Directory.
  void take_in(const std::string& audience, const std::string& channel, const std::vector<core::Recipient>& recipients);
  void take_in(const std::string& audience, const std::string& channel, const std::vector<std::string>& addresses);
  [[nodiscard]] Group group(const std::string& audience, const std::string& channel);

  // Acceptance. The first update of a key opens its incident, later ones are of the same.
  Accepted announce(const std::string& key, core::Impact impact, const std::vector<Planned>& planned);
  Accepted announce(const std::string& key) { return announce(key, core::Impact::major, {Planned{}}); }
  /// Closes the incident with a last update.
  Accepted resolve(const std::string& key, const std::vector<Planned>& planned);
  Accepted record(const Acceptance& acceptance);
  /// An update of the key that is pending.
  Accepted keep(const std::string& key, core::UpdateState state, std::optional<UtcTime> due = std::nullopt);
  /// What it takes to announce a pending update now.
  [[nodiscard]] Acceptance release_of(UpdateId pending, const std::vector<Planned>& planned);
  StopCounts stop(UpdateId update);
  [[nodiscard]] std::optional<core::Incident> incident(const std::string& key, int occurrence = 0);
  [[nodiscard]] Acceptance plan(const std::string& key, core::Impact impact, const std::vector<Planned>& planned);

  // Dispatch.
  [[nodiscard]] ClassId class_of(const std::string& channel, const std::string& destination = "");
  [[nodiscard]] std::vector<Head> heads(ClassId from, core::Lane lane, std::size_t limit = kMany);
  [[nodiscard]] std::optional<UtcTime> next_due(ClassId from);
  std::vector<Started> start(const StartOrder& order, const Judge& judge = nullptr);
  /// Starts up to `most` of what the class's heads offer, urgent lanes first, each broadcast after the other.
  std::vector<Started> start_some(ClassId from, std::size_t most = kMany);
  std::vector<Started> start_some(const std::string& channel, std::size_t most = kMany) { return start_some(class_of(channel), most); }
  FinishReport finish(const std::vector<Finish>& finishes);
  FinishReport deliver(const std::vector<Started>& started, const std::string& remote_id = "");
  FinishReport wait(const Started& started, Millis pause, core::Backlog backlog = core::Backlog::all);
  FinishReport fail(const std::vector<Started>& started, bool suppress = false);
  /// Starts and delivers until nothing is due: "address/update number" in the order of the starts.
  std::vector<std::string> drain(const std::string& channel);

  // What is stored.
  [[nodiscard]] std::unique_ptr<Ledger> ledger();
  [[nodiscard]] StateCounts counts(const std::string& key);
  [[nodiscard]] std::vector<DeliveryRecord> list(const DeliveryFilter& filter = {});
  [[nodiscard]] DeliveryRecord delivery(const DeliveryId& id);
  [[nodiscard]] std::vector<std::string> suppressed();

  Millis max_age{48LL * 3600 * 1000};

 private:
  std::unique_ptr<Backend> backend_;
  UtcTime now_{std::chrono::sys_days{std::chrono::year{2026} / 11 / 22} + std::chrono::hours{13}};
};

[[nodiscard]] NewBroadcast broadcast_of(const Planned& planned, const core::Update& update);
[[nodiscard]] Finish finish_of(const Started& started, core::DeliveryState state);
/// "address/update number" of each.
[[nodiscard]] std::vector<std::string> names(const std::vector<Started>& started);
/// True if the classes that have new work include this one; a store may name more.
[[nodiscard]] bool wakes(const std::vector<ClassId>& work, ClassId named);
[[nodiscard]] std::int64_t in(const StateCounts& counts, core::DeliveryState state);
[[nodiscard]] std::int64_t sum(const StateCounts& counts);
[[nodiscard]] core::Recipient recipient(const std::string& channel, const std::string& address);
[[nodiscard]] core::Recipient with_fallback(core::Recipient recipient, const std::string& channel, const std::string& to,
                                            std::optional<Millis> after = std::nullopt);
[[nodiscard]] std::vector<std::string> addresses(std::size_t count, const std::string& stem = "p");

/// CRIER_SEED, so that a run can be had again; otherwise googletest's.
[[nodiscard]] std::uint64_t seed_of_this_run();

/// Base of the suites: a fresh world of the backend that is the test's parameter.
class StoreContract : public ::testing::TestWithParam<BackendKind> {
 protected:
  World w{GetParam().make()};
};

#define CRIER_STORE_SUITE(Suite)                                             \
  class Suite : public StoreContract {};                                     \
  INSTANTIATE_TEST_SUITE_P(Contract, Suite, ::testing::ValuesIn(backends()), \
                           [](const ::testing::TestParamInfo<BackendKind>& tested) { return tested.param.name; })

}  // namespace crier::store
