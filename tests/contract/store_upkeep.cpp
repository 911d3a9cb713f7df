#include "contract/store_contract.h"

namespace crier::store {
namespace {

using core::DeliveryState;
using core::Impact;
using std::chrono::hours;
using std::chrono::minutes;

class StoreUpkeep : public StoreContract {
 protected:
  std::int64_t expire(UtcTime before, std::size_t limit = 1000) {
    std::int64_t ended = 0;
    w.in_group([&](Store& s) { ended = s.expire("mail", before, w.now(), limit).value(); });
    return ended;
  }
  /// Sweeps to the end, `limit` rows a time.
  std::int64_t sweep(UtcTime history, UtcTime deliveries, std::size_t limit = 500) {
    std::int64_t all = 0;
    for (int turn = 0; turn < 1000; ++turn) {
      std::int64_t deleted = 0;
      w.in_group([&](Store& s) { deleted = s.sweep(history, deliveries, w.now(), limit).value(); });
      EXPECT_LE(deleted, static_cast<std::int64_t>(limit));
      all += deleted;
      if (deleted == 0) break;
    }
    return all;
  }
};
INSTANTIATE_TEST_SUITE_P(Contract, StoreUpkeep, ::testing::ValuesIn(backends()),
                         [](const ::testing::TestParamInfo<BackendKind>& tested) { return tested.param.name; });

TEST_P(StoreUpkeep, keeps_pauses_over_a_restart) {
  const Upkeep::Pause pause{"mail", "the operators said so", true, w.now()};
  w.in_group([&](Store& s) { ASSERT_TRUE(s.set_pause("mail", pause)); });
  w.in_group([&](Store& s) { ASSERT_TRUE(s.set_pause("x", Upkeep::Pause{"x", "credentials", false, w.now()})); });

  w.restart();

  w.in_group([&](Store& s) {
    std::vector<Upkeep::Pause> all = s.pauses().value();
    ASSERT_EQ(all.size(), 2U);
    std::sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.channel < b.channel; });
    EXPECT_EQ(all[0].channel, "mail");
    EXPECT_EQ(all[0].reason, "the operators said so");
    EXPECT_TRUE(all[0].by_operator);
    EXPECT_EQ(all[0].since, w.now());
    EXPECT_FALSE(all[1].by_operator);
  });
  w.in_group([&](Store& s) {
    ASSERT_TRUE(s.set_pause("mail", Upkeep::Pause{"mail", "another reason", false, w.now()}));
    ASSERT_TRUE(s.set_pause("x", std::nullopt));
    ASSERT_TRUE(s.set_pause("never", std::nullopt));
    const std::vector<Upkeep::Pause> all = s.pauses().value();
    ASSERT_EQ(all.size(), 1U);
    EXPECT_EQ(all[0].reason, "another reason");
  });
}

TEST_P(StoreUpkeep, keeps_what_an_adapter_asked_for_over_a_restart) {
  const std::string bytes("pair\0 two", 9);
  w.in_group([&](Store& s) {
    EXPECT_EQ(s.channel_state("x").value(), "");
    ASSERT_TRUE(s.keep_channel_state("x", "old"));
    ASSERT_TRUE(s.keep_channel_state("x", bytes));
  });

  w.restart();

  w.in_group([&](Store& s) {
    EXPECT_EQ(s.channel_state("x").value(), bytes);
    EXPECT_EQ(s.channel_state("mail").value(), "");
  });
}

TEST_P(StoreUpkeep, expires_what_is_old_and_was_never_started) {
  w.take_in("customers", "mail", addresses(5));
  w.announce("db");
  const std::vector<Started> started = w.start_some("mail", 2);
  w.wait(started[0], minutes(1));
  w.pass(hours(2));
  w.announce("web");

  EXPECT_EQ(expire(w.now() - hours(1)), 3);

  const StateCounts counts = w.counts("db");
  EXPECT_EQ(in(counts, DeliveryState::expired), 3);
  EXPECT_EQ(in(counts, DeliveryState::waiting), 1) << "what was started ends by its own age";
  EXPECT_EQ(in(counts, DeliveryState::sending), 1);
  EXPECT_EQ(in(w.counts("web"), DeliveryState::queued), 5);
  EXPECT_EQ(expire(w.now() - hours(1)), 0);
}

TEST_P(StoreUpkeep, expires_in_portions) {
  w.take_in("customers", "mail", addresses(10));
  w.announce("db");
  w.pass(hours(2));

  EXPECT_EQ(expire(w.now() - hours(1), 4), 4);
  EXPECT_EQ(in(w.counts("db"), DeliveryState::expired), 4);
  EXPECT_EQ(sum(w.counts("db")), 10);
  EXPECT_EQ(expire(w.now() - hours(1), 100), 6);
}

TEST_P(StoreUpkeep, expires_what_waits_for_its_chain) {
  w.take_in("customers", "mail", addresses(1));
  w.announce("db");
  w.wait(w.start_some("mail")[0], hours(30));
  w.announce("db");
  w.start_some("mail");
  w.pass(hours(2));

  EXPECT_EQ(expire(w.now() - hours(1)), 1);

  EXPECT_EQ(in(w.counts("db"), DeliveryState::waiting), 1);
  EXPECT_EQ(in(w.counts("db"), DeliveryState::expired), 1);
}

TEST_P(StoreUpkeep, expires_on_no_other_channel) {
  w.take_in("customers", "slack", std::vector<std::string>{"#a"});
  w.announce("db", Impact::major, {Planned{.channel = "slack"}});
  w.pass(hours(2));

  EXPECT_EQ(expire(w.now() - hours(1)), 0);
}

TEST_P(StoreUpkeep, sweeps_receipts_that_may_be_forgotten) {
  for (const std::string id : {"old", "new"}) {
    const UtcTime until = w.now() + hours(id == "old" ? 1 : 100);
    Acceptance acceptance = w.plan("db-" + id, Impact::major, {});
    acceptance.receipt = ReceiptKey{"alice", id, Digest{}, until};
    w.in_group([&](Store& s) { ASSERT_TRUE(s.record(acceptance, w.now())); });
  }
  w.pass(hours(2));

  sweep(UtcTime{}, UtcTime{});

  w.in_group([&](Store& s) {
    EXPECT_FALSE(s.receipt("alice", "old").value());
    EXPECT_TRUE(s.receipt("alice", "new").value());
  });
  EXPECT_TRUE(w.incident("db-old")) << "only the receipt goes";
}

TEST_P(StoreUpkeep, sweeps_deliveries_of_closed_incidents_in_portions) {
  w.take_in("customers", "mail", addresses(20));
  w.announce("open");
  w.announce("closed");
  w.drain("mail");
  w.resolve("closed", {});
  w.pass(hours(24 * 100));
  w.announce("new");
  w.drain("mail");

  EXPECT_GE(sweep(w.now() - hours(24 * 400), w.now() - hours(24 * 90), 7), 20);

  EXPECT_TRUE(w.list([] {
                 DeliveryFilter filter;
                 filter.incident = "closed";
                 return filter;
               }())
                  .empty());
  EXPECT_EQ(w.list().size(), 40U) << "those of open incidents and new ones stay";
  EXPECT_TRUE(w.incident("closed")) << "its history is kept longer";
}

TEST_P(StoreUpkeep, never_sweeps_what_is_active) {
  w.take_in("customers", "mail", addresses(4));
  w.announce("db");
  const std::vector<Started> started = w.start_some("mail", 2);
  w.wait(started[0], hours(24 * 500));
  w.resolve("db", {});
  w.pass(hours(24 * 450));

  sweep(w.now() - hours(24 * 400), w.now() - hours(24 * 90));

  EXPECT_TRUE(w.incident("db"));
  EXPECT_EQ(sum(w.counts("db")), 4);
  EXPECT_TRUE(w.deliver({started[1]}).stale.empty());
}

TEST_P(StoreUpkeep, sweeps_the_history_of_closed_incidents) {
  w.take_in("customers", "mail", addresses(3));
  w.announce("old");
  w.announce("open");
  w.drain("mail");
  w.resolve("old", {});
  w.pass(hours(24 * 450));
  w.announce("new");

  sweep(w.now() - hours(24 * 400), w.now() - hours(24 * 90));

  EXPECT_FALSE(w.incident("old"));
  EXPECT_FALSE(w.ledger()->incident({"old", 0}));
  EXPECT_TRUE(w.incident("open"));
  EXPECT_EQ(w.announce("old").incident_name.substr(0, 3), "old") << "the key can be used again";
}

TEST_P(StoreUpkeep, a_notice_number_is_not_given_again_after_a_sweep) {
  const auto notice = [&] {
    std::string name;
    w.in_group([&](Store& s) {
      Acceptance acceptance;
      acceptance.incident.is_notice = true;
      acceptance.incident.opened = w.now();
      acceptance.incident.key = "notice-" + std::to_string(s.next_notice().value());
      acceptance.update.number = 1;
      acceptance.update.at = w.now();
      name = s.record(acceptance, w.now()).value().incident_name;
    });
    return name;
  };
  EXPECT_EQ(notice(), "notice-1");
  w.pass(hours(24 * 450));
  w.announce("db", Impact::major, {});
  sweep(w.now() - hours(24 * 400), w.now() - hours(24 * 90));

  w.restart();

  EXPECT_EQ(notice(), "notice-2");
}

TEST_P(StoreUpkeep, works_between_groups) {
  w.announce("db", Impact::major, {});

  EXPECT_TRUE(w.store().between_groups(true));
  EXPECT_TRUE(w.store().between_groups(false));
  EXPECT_TRUE(w.incident("db"));
}

TEST_P(StoreUpkeep, has_nothing_to_recover_after_a_clean_end) {
  w.take_in("customers", "mail", addresses(2));
  w.announce("db");
  w.deliver(w.start_some("mail"));
  w.restart();

  w.in_group([&](Store& s) { EXPECT_EQ(s.recover({"mail"}, w.now()).value(), 0); });
  EXPECT_EQ(in(w.counts("db"), DeliveryState::delivered), 2);
}

}  // namespace
}  // namespace crier::store
