#include <functional>
#include <set>

#include "base/random.h"
#include "contract/store_contract.h"

/// Random scripts end alike on every store.
namespace crier::store {
namespace {

using core::Backlog;
using core::DeliveryState;
using core::Impact;
using std::chrono::minutes;

const std::vector<std::string> kKeys{"db", "web", "mail-relay"};

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
    switch (below(11)) {
      case 8:
        stop();
        break;
      case 9:
        keep();
        break;
      case 10:
        release();
        break;
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
    const auto updates = w_.ledger()->updates({}, 10000, "").value();
    for (const UpdateRecord& one : updates.items) {
      all += one.incident + "#" + std::to_string(one.update.number) + " " + std::string(core::to_text(one.update.state)) +
             (one.due ? " due" : "") + " by " + std::to_string(one.update.corrected_by.value_or(0)) + "\n";
    }
    const auto log = w_.ledger()->log("", 10000, "").value();
    for (const LogEntry& one : log.items) all += one.incident + " " + one.command + " " + one.effect + "\n";
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
    Acceptance acceptance = w_.plan(key, below(2) == 0 ? Impact::critical : Impact::minor, planned);
    if (below(5) == 0 && acceptance.update.number > 1) {
      acceptance.update.event.corrects = acceptance.update.number - 1;
      acceptance.gives_way = {acceptance.update.number - 1};
      acceptance.settled = {{acceptance.update.number - 1, core::UpdateState::announced, acceptance.update.number}};
      std::erase_if(acceptance.incident.pending, [&](const core::Pending& one) { return one.number == acceptance.update.number - 1; });
    }
    updates_.push_back(w_.record(acceptance).update);
  }

  /// With some under way, which then end in every way, or with the process.
  void stop() {
    if (updates_.empty()) return;
    const std::vector<Started> started = w_.start_some("slack");
    const UpdateId update = updates_[below(updates_.size())];
    const StopCounts counts = w_.stop(update);
    w_.in_group([&](Store& s) {
      EXPECT_TRUE(s.note({w_.now(), "alice", "stop", "", 0, std::to_string(counts.cancelled) + " of " + std::to_string(counts.sending)}));
    });
    if (below(2) == 0) {
      w_.restart();
      w_.in_group([&](Store& s) { EXPECT_TRUE(s.recover({}, w_.now())); });
      return;
    }
    std::vector<Finish> finishes;
    for (const Started& one : started) finishes.push_back(outcome(one));
    w_.finish(finishes);
  }

  void keep() {
    const std::optional<UtcTime> due = below(2) == 0 ? std::optional(w_.now() + minutes(5)) : std::nullopt;
    pending_.push_back(w_.keep(kKeys[below(kKeys.size())], due ? core::UpdateState::held : core::UpdateState::draft, due).update);
  }

  /// Or the other end of a pending update.
  void release() {
    if (pending_.empty()) return;
    const UpdateId update = pending_.back();
    pending_.pop_back();
    if (below(3) == 0) {
      w_.in_group([&](Store& s) { EXPECT_TRUE(s.end_pending(update, core::UpdateState::withdrawn)); });
      return;
    }
    std::optional<Stored> stored;
    w_.in_group([&](Store& s) { stored = s.stored(update).value(); });
    if (!core::is_pending(stored->update.state)) return;
    std::vector<Planned> planned{Planned{}, Planned{.channel = "slack", .backlog = Backlog::latest}};
    if (told_.contains(stored->incident.key)) planned.push_back(Planned{.audience = "partners", .earlier = {"customers"}});
    w_.record(w_.release_of(update, planned));
    updates_.push_back(update);
  }

  /// A start may end what was removed and nothing else; then the next one finds more.
  [[nodiscard]] bool is_due(const std::string& channel) {
    const auto next = w_.next_due(w_.class_of(channel));
    return next && *next <= w_.now();
  }

  void turn() {
    w_.in_group([&](Store& s) { EXPECT_TRUE(s.due_fallbacks(w_.now(), 1000)); });
    for (int round = 0; round < 50; ++round) {
      std::vector<Started> started = w_.start_some("slack");
      for (Started& one : w_.start_some("mail")) started.push_back(std::move(one));
      if (started.empty() && !is_due("slack") && !is_due("mail")) return;
      std::vector<Finish> finishes;
      for (const Started& one : started) {
        keep_progress(one);
        finishes.push_back(outcome(one));
      }
      EXPECT_TRUE(w_.finish(finishes).stale.empty());
    }
  }

  [[nodiscard]] static std::string name_of(const Started& one) {
    return one.incident_name + one.channel + one.address + std::to_string(one.update) + "/" + std::to_string(one.attempt);
  }
  [[nodiscard]] std::uint64_t dice_of(const std::string& what) const { return Random(seed_ ^ std::hash<std::string>{}(what)).next() % 20; }

  /// Some posts are out in part before their attempt ends.
  void keep_progress(const Started& one) {
    if (one.claim.delivery.kind != DeliveryKind::post || dice_of(name_of(one) + " in part") > 5) return;
    w_.in_group([&](Store& s) { EXPECT_TRUE(s.checkpoint(one.claim, "part 1")); });
  }

  Finish outcome(const Started& one) {
    const std::string what = name_of(one);
    const std::uint64_t dice = dice_of(what);
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
  std::vector<UpdateId> updates_;
  std::vector<UpdateId> pending_;
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
