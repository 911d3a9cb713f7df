#include <map>
#include <set>

#include "base/random.h"
#include "contract/store_contract.h"

namespace crier::store {
namespace {

using core::Backlog;
using core::DeliveryState;
using core::Impact;
using std::chrono::minutes;

const std::vector<std::string> kKeys{"db", "web", "mail-relay"};

/// Random acceptance and dispatch on one store, with what must always hold checked after every step.
class RandomRun {
 public:
  RandomRun(World& world, std::uint64_t seed) : w_(world), random_(seed) {
    w_.take_in("customers", "mail", addresses(17));
    w_.take_in("partners", "mail", addresses(23));
    w_.take_in("customers", "slack", std::vector<std::string>{"#a", "#b", "#c"});
  }

  void step() {
    switch (below(11)) {
      case 10:
        stop();
        break;
      case 0:
        announce();
        break;
      case 1:
      case 2:
      case 3:
        start();
        break;
      case 4:
      case 5:
      case 6:
        finish();
        break;
      case 7:
        w_.pass(minutes(static_cast<int>(below(4))));
        break;
      case 8:
        cancel_or_retry();
        break;
      default:
        if (below(3) == 0) crash();
        break;
    }
    check();
  }

  /// Delivers whatever is left; afterwards everything has ended.
  void finish_all() {
    for (const auto& [id, started] : under_way_) w_.deliver({started});
    under_way_.clear();
    for (int turn = 0; turn < 400; ++turn) {
      const bool idle = w_.drain("mail").empty() && w_.drain("slack").empty();
      w_.pass(minutes(5));
      if (idle && turn > 3) break;
    }
    for (const std::string& key : kKeys) {
      if (!w_.incident(key)) continue;
      const StateCounts counts = w_.counts(key);
      EXPECT_EQ(in(counts, DeliveryState::queued) + in(counts, DeliveryState::sending) + in(counts, DeliveryState::waiting), 0) << key;
    }
    check();
  }

 private:
  std::size_t below(std::size_t bound) { return static_cast<std::size_t>(random_.next() % bound); }

  void announce() {
    const std::string& key = kKeys[below(kKeys.size())];
    const std::vector<Impact> impacts{Impact::minor, Impact::major, Impact::critical};
    const Backlog backlog = below(3) == 0 ? Backlog::latest : Backlog::all;
    std::vector<Planned> planned{Planned{.backlog = backlog}};
    if (below(2) == 0) planned.push_back(Planned{.audience = "partners", .backlog = backlog, .earlier = {"customers"}});
    if (below(2) == 0) planned.push_back(Planned{.channel = "slack", .backlog = Backlog::latest});
    Acceptance acceptance = w_.plan(key, impacts[below(3)], planned);
    if (below(6) == 0 && acceptance.update.number > 1) acceptance.gives_way = {acceptance.update.number - 1};
    const Accepted accepted = w_.record(acceptance);
    updates_.push_back(accepted.update);
    for (const BroadcastCount& one : accepted.broadcasts) recipients_[key] += one.recipients;
  }

  /// Nothing of it is unsent afterwards but what is on its way, and the counts say so.
  void stop() {
    if (updates_.empty() || below(3) != 0) return;
    const UpdateId update = updates_[below(updates_.size())];
    const StopCounts counts = w_.stop(update);
    std::int64_t sending = 0;
    for (const auto& [id, started] : under_way_) sending += started.of == update ? 1 : 0;
    EXPECT_EQ(counts.sending, sending);
    for (const std::string channel : {"mail", "slack"}) {
      for (const Started& one : w_.start_some(channel)) {
        EXPECT_NE(one.of, update) << to_text(one.claim.delivery);
        w_.wait(one, minutes(0));
      }
    }
  }

  void start() {
    const std::string channel = below(3) == 0 ? "slack" : "mail";
    for (const Started& one : w_.start_some(channel, 1 + below(6))) {
      const auto chain = std::make_pair(one.incident_name, one.address);
      EXPECT_TRUE(busy_.insert(chain).second) << "two of one chain under way: " << chain.first << " " << chain.second;
      EXPECT_FALSE(ended_.contains(one.claim.delivery)) << "something final was sent again: " << to_text(one.claim.delivery);
      under_way_.emplace(one.claim.delivery, one);
    }
  }

  void finish() {
    if (under_way_.empty()) return;
    auto at = under_way_.begin();
    std::advance(at, static_cast<std::ptrdiff_t>(below(under_way_.size())));
    const Started started = at->second;
    under_way_.erase(at);
    busy_.erase({started.incident_name, started.address});
    FinishReport report;
    switch (below(5)) {
      case 0:
        report = w_.wait(started, minutes(static_cast<int>(below(5))), below(2) == 0 ? Backlog::latest : Backlog::all);
        break;
      case 1:
        report = w_.fail({started});
        break;
      default:
        report = w_.deliver({started}, "id-" + to_text(started.claim.delivery));
        ended_.insert(started.claim.delivery);
        break;
    }
    EXPECT_TRUE(report.stale.empty());
  }

  void cancel_or_retry() {
    DeliveryFilter filter;
    filter.incident = kKeys[below(kKeys.size())];
    const bool cancels = below(4) == 0;
    w_.in_group([&](Store& s) {
      if (cancels) {
        EXPECT_TRUE(s.cancel(filter, w_.now()));
      } else {
        filter.state = DeliveryState::failed;
        EXPECT_TRUE(s.retry(filter, true, UtcTime{}, w_.now()));
      }
    });
  }

  void crash() {
    w_.restart();
    w_.in_group([&](Store& s) { EXPECT_EQ(s.recover({"slack"}, w_.now()).value(), static_cast<std::int64_t>(under_way_.size())); });
    under_way_.clear();
    busy_.clear();
  }

  void check() {
    std::int64_t sending = 0;
    for (const std::string& key : kKeys) {
      if (!w_.incident(key)) continue;
      const StateCounts counts = w_.counts(key);
      EXPECT_EQ(sum(counts), recipients_[key]) << key << ": every recipient is in exactly one state";
      sending += in(counts, DeliveryState::sending);
      StateCounts rows{};
      DeliveryFilter filter;
      filter.incident = key;
      for (const DeliveryRecord& one : w_.list(filter)) ++rows[static_cast<std::size_t>(one.state)];
      for (const DeliveryState state : {DeliveryState::sending, DeliveryState::waiting, DeliveryState::delivered, DeliveryState::failed}) {
        EXPECT_EQ(in(counts, state), in(rows, state)) << key << " " << core::to_text(state);
      }
      EXPECT_GE(in(counts, DeliveryState::queued), in(rows, DeliveryState::queued)) << key;
    }
    EXPECT_EQ(sending, static_cast<std::int64_t>(under_way_.size()));
    StateCounts by_incident{};
    StateCounts by_channel{};
    for (const std::string& key : kKeys) {
      if (w_.incident(key)) add(by_incident, w_.counts(key));
    }
    const std::vector<ChannelDepth> depths = w_.ledger()->depths().value();
    for (const ChannelDepth& one : depths) add(by_channel, one.counts);
    EXPECT_EQ(by_incident, by_channel);
  }

  static void add(StateCounts& to, const StateCounts& more) {
    for (std::size_t i = 0; i < to.size(); ++i) to[i] += more[i];
  }

  World& w_;
  Random random_;
  std::map<std::string, std::int64_t> recipients_;
  std::vector<UpdateId> updates_;
  std::map<DeliveryId, Started> under_way_;
  std::set<std::pair<std::string, std::string>> busy_;
  std::set<DeliveryId> ended_;
};

CRIER_STORE_SUITE(StoreProperty);

TEST_P(StoreProperty, counters_and_chains_are_right_at_every_moment) {
  const std::uint64_t seed = seed_of_this_run();
  for (std::uint64_t run = 0; run < 12; ++run) {
    SCOPED_TRACE("CRIER_SEED=" + std::to_string(seed) + ", run " + std::to_string(run));
    World world{GetParam().make()};
    RandomRun random(world, seed + run);
    for (int i = 0; i < 120 && !HasFailure(); ++i) random.step();
    if (!HasFailure()) random.finish_all();
    if (HasFailure()) return;
  }
}

}  // namespace
}  // namespace crier::store
