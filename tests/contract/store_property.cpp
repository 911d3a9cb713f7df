#include <cstdlib>
#include <map>
#include <set>

#include "base/random.h"
#include "contract/store_contract.h"

namespace crier::store {
namespace {

using core::Backlog;
using core::DeliveryState;
using core::Impact;
using std::chrono::hours;
using std::chrono::minutes;

std::uint64_t seed_of_this_run() {
  const char* given = std::getenv("CRIER_SEED");
  return given ? std::strtoull(given, nullptr, 10)
               : static_cast<std::uint64_t>(::testing::UnitTest::GetInstance()->random_seed()) + 20261122;
}

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
    switch (below(10)) {
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
    const Accepted accepted = w_.announce(key, impacts[below(3)], planned);
    for (const BroadcastCount& one : accepted.broadcasts) recipients_[key] += one.recipients;
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

/// The same decisions on one store, in a form in which the order of starts does not matter: all that is due starts, and what
/// comes of an attempt hangs on the delivery and the attempt alone. No address is suppressed: what else is under way to it then
/// would depend on the order.
class Script {
 public:
  Script(World& world, std::uint64_t seed) : w_(world), random_(seed), seed_(seed) {
    std::vector<core::Recipient> slack{recipient("slack", "#b")};
    slack.push_back(with_fallback(recipient("slack", "#a"), "mail", "fallback@example.com", Millis{minutes(7)}));
    w_.take_in("customers", "slack", slack);
    w_.take_in("customers", "mail", addresses(9));
    w_.take_in("partners", "mail", addresses(14));
  }

  void step() {
    switch (below(8)) {
      case 0:
      case 1:
        announce();
        break;
      case 2:  // and a turn, because how soon the counts of what is not expanded know who left is left to the store
        w_.take_in("customers", "mail", addresses(5 + below(8)));
        turn();
        break;
      case 3:
        w_.pass(minutes(static_cast<int>(1 + below(9))));
        break;
      case 4:
        restart();
        break;
      case 5:
        intervene();
        break;
      default:
        turn();
        break;
    }
  }

  [[nodiscard]] std::string picture() {
    std::string all;
    for (const std::string& key : kKeys) {
      if (!w_.incident(key)) continue;
      all += key + ":";
      for (const std::int64_t count : w_.counts(key)) all += " " + std::to_string(count);
      all += "\n";
    }
    return all;
  }

  /// Every post that was attempted, with how it stands.
  [[nodiscard]] std::set<std::string> deliveries() {
    std::set<std::string> all;
    for (const DeliveryRecord& one : w_.list()) {
      if (one.attempts.empty()) continue;
      all.insert(one.incident + "/" + std::to_string(one.update) + " " + one.channel + " " + one.recipient + " " +
                 std::string(core::to_text(one.state)) + " x" + std::to_string(one.attempts.size()));
    }
    return all;
  }

 private:
  std::size_t below(std::size_t bound) { return static_cast<std::size_t>(random_.next() % bound); }

  void announce() {
    const std::string& key = kKeys[below(kKeys.size())];
    const Backlog backlog = below(2) == 0 ? Backlog::latest : Backlog::all;
    std::vector<Planned> planned{Planned{.backlog = backlog}};
    // Whoever heard an earlier update hears this one (rules A1).
    if (below(2) == 0 || told_.contains(key)) {
      planned.push_back(Planned{.audience = "partners", .backlog = backlog, .earlier = {"customers"}});
      told_.insert(key);
    }
    planned.push_back(Planned{.channel = "slack", .backlog = Backlog::latest});
    planned.push_back(Planned{.channel = "mail", .for_fallbacks = true});
    w_.announce(key, below(2) == 0 ? Impact::critical : Impact::minor, planned);
  }

  void turn() {
    w_.in_group([&](Store& s) { EXPECT_TRUE(s.due_fallbacks(w_.now(), 1000)); });
    for (int round = 0; round < 50; ++round) {
      std::vector<Started> started = w_.start_some("slack");
      for (Started& one : w_.start_some("mail")) started.push_back(std::move(one));
      if (started.empty()) return;
      std::vector<Finish> finishes;
      for (const Started& one : started) finishes.push_back(outcome(one));
      EXPECT_TRUE(w_.finish(finishes).stale.empty());
    }
  }

  Finish outcome(const Started& one) {
    const std::string what = one.incident_name + one.channel + one.address + std::to_string(one.update) + "/" + std::to_string(one.attempt);
    Random fate(seed_ ^ std::hash<std::string>{}(what));
    const std::uint64_t dice = fate.next() % 20;
    Finish finish = finish_of(one, dice < 12 ? DeliveryState::delivered : dice < 17 ? DeliveryState::waiting : DeliveryState::failed);
    finish.due = w_.now() + minutes(static_cast<int>(1 + dice % 4));
    finish.backlog = one.channel == "slack" ? Backlog::latest : Backlog::all;
    finish.remote_id = "id-" + what;
    finish.keep_thread = one.channel == "slack";
    finish.edit_root = one.channel == "slack" && one.claim.delivery.kind == DeliveryKind::post;
    return finish;
  }

  /// With some under way, so that there is something to recover.
  void restart() {
    w_.start_some("slack");
    w_.restart();
    w_.in_group([&](Store& s) { EXPECT_TRUE(s.recover({}, w_.now())); });
  }

  void intervene() {
    DeliveryFilter filter;
    filter.incident = kKeys[below(kKeys.size())];
    const bool cancels = below(3) == 0;
    if (!w_.incident(filter.incident)) return;
    // Whether a retried older one goes before a newer one that waits is left to the store.
    const StateCounts counts = w_.counts(filter.incident);
    if (!cancels && in(counts, DeliveryState::queued) + in(counts, DeliveryState::waiting) > 0) return;
    w_.in_group([&](Store& s) {
      if (cancels) {
        EXPECT_TRUE(s.cancel(filter, w_.now()));
      } else {
        filter.state = DeliveryState::failed;
        EXPECT_TRUE(s.retry(filter, false, UtcTime{}, w_.now()));
      }
    });
  }

  World& w_;
  Random random_;
  std::uint64_t seed_;
  std::set<std::string> told_;
};

/// What only one of the two has, a line each.
std::string difference(const std::set<std::string>& first, const std::set<std::string>& second) {
  std::string only;
  for (const std::string& one : first) only += second.contains(one) ? "" : "\nfirst only: " + one;
  for (const std::string& one : second) only += first.contains(one) ? "" : "\nsecond only: " + one;
  return only;
}

TEST(StoresAgree, on_every_count_and_delivery) {
  const std::vector<BackendKind> kinds = backends();
  if (kinds.size() < 2) GTEST_SKIP() << "there is one store only, nothing to compare it with";
  const std::uint64_t seed = seed_of_this_run();
  for (std::uint64_t run = 0; run < 12; ++run) {
    std::vector<std::unique_ptr<World>> worlds;
    std::vector<Script> scripts;
    for (const BackendKind& kind : kinds) {
      worlds.push_back(std::make_unique<World>(kind.make()));
      scripts.emplace_back(*worlds.back(), seed + run);
    }
    for (int i = 0; i < 60; ++i) {
      for (Script& script : scripts) script.step();
      for (std::size_t k = 1; k < kinds.size(); ++k) {
        SCOPED_TRACE("CRIER_SEED=" + std::to_string(seed) + ", run " + std::to_string(run) + ", step " + std::to_string(i) + ": " +
                     kinds[0].name + " and " + kinds[k].name);
        EXPECT_EQ(scripts[0].picture(), scripts[k].picture());
        EXPECT_EQ(difference(scripts[0].deliveries(), scripts[k].deliveries()), "");
        if (::testing::Test::HasFailure()) return;
      }
    }
  }
}

}  // namespace
}  // namespace crier::store
