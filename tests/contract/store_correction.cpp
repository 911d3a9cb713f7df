#include "contract/store_contract.h"

/// What gives way when an update is corrected or its incident retracted, and what a correction is told (rules D3).
namespace crier::store {
namespace {

using core::DeliveryState;
using core::Impact;
using std::chrono::minutes;

class StoreCorrection : public StoreContract {
 protected:
  /// A correction or retraction: nothing of these updates is to be sent any more.
  void give_way(const std::string& key, const std::vector<int>& numbers) {
    Acceptance next = w.plan(key, Impact::major, {});
    next.gives_way = numbers;
    w.record(next);
  }
  void recover() {
    w.restart();
    w.in_group([&](Store& s) { EXPECT_TRUE(s.recover({}, w.now())); });
  }
  void expect_nothing_more(const std::string& channel = "mail") {
    w.pass(minutes(60));
    w.in_group([&](Store& s) { EXPECT_TRUE(s.due_fallbacks(w.now(), 100)); });
    EXPECT_TRUE(w.drain(channel).empty());
    EXPECT_FALSE(w.next_due(w.class_of(channel)));
  }
  void take_in_slack() {
    w.take_in("customers", "slack",
              std::vector<core::Recipient>{with_fallback(recipient("slack", "#a"), "mail", "a@example.com"), recipient("slack", "#b")});
  }
  void announce_slack() {
    w.announce("db", Impact::major, {Planned{.channel = "slack"}, Planned{.channel = "mail", .for_fallbacks = true}});
  }
};
INSTANTIATE_TEST_SUITE_P(Contract, StoreCorrection, ::testing::ValuesIn(backends()),
                         [](const ::testing::TestParamInfo<BackendKind>& tested) { return tested.param.name; });

TEST_P(StoreCorrection, a_corrected_update_gives_way_in_all_audiences_at_once) {
  w.take_in("customers", "mail", addresses(6));
  w.take_in("partners", "slack", std::vector<std::string>{"#a", "#b"});
  w.announce("db", Impact::major, {Planned{}, Planned{.audience = "partners", .channel = "slack"}});
  const std::vector<Started> started = w.start_some("mail", 4);
  w.deliver({started[0]});
  w.wait(started[1], minutes(1));

  give_way("db", {1});

  const StateCounts counts = w.counts("db");
  EXPECT_EQ(in(counts, DeliveryState::delivered), 1);
  EXPECT_EQ(in(counts, DeliveryState::sending), 2) << "what is being sent is left alone";
  EXPECT_EQ(in(counts, DeliveryState::superseded), 5);
  w.wait(started[2], minutes(1));
  EXPECT_EQ(w.delivery(started[2].claim.delivery).state, DeliveryState::superseded) << "but it is not sent again";
  recover();
  EXPECT_EQ(w.delivery(started[3].claim.delivery).state, DeliveryState::superseded);
  expect_nothing_more();
  expect_nothing_more("slack");
}

TEST_P(StoreCorrection, a_corrected_update_has_no_fallbacks_any_more) {
  take_in_slack();
  announce_slack();
  const std::vector<Started> started = w.start_some("slack");

  give_way("db", {1});
  w.fail(started);

  expect_nothing_more("mail");
}

TEST_P(StoreCorrection, what_is_posted_in_part_does_not_give_way_but_takes_no_other_way_either) {
  std::vector<core::Recipient> all;
  for (const std::string address : {"#a", "#b", "#c", "#d"}) {
    all.push_back(with_fallback(recipient("slack", address), "mail", address.substr(1) + "@example.com"));
  }
  w.take_in("customers", "slack", all);
  announce_slack();
  const std::vector<Started> started = w.start_some("slack");
  w.in_group([&](Store& s) {
    for (const std::size_t one : {0U, 1U, 2U}) ASSERT_TRUE(s.checkpoint(started[one].claim, "posted"));
  });
  w.wait(started[0], minutes(5));
  w.wait(started[3], minutes(5));

  give_way("db", {1});
  w.wait(started[1], minutes(5));
  recover();

  EXPECT_EQ(w.delivery(started[0].claim.delivery).state, DeliveryState::waiting);
  EXPECT_EQ(w.delivery(started[1].claim.delivery).state, DeliveryState::waiting);
  EXPECT_EQ(w.delivery(started[2].claim.delivery).state, DeliveryState::waiting) << "a crash left it open";
  EXPECT_EQ(w.delivery(started[3].claim.delivery).state, DeliveryState::superseded);
  w.pass(minutes(5));
  const std::vector<Started> again = w.start_some("slack");
  ASSERT_EQ(again.size(), 3U);
  for (const Started& one : again) EXPECT_EQ(one.progress, "posted");
  w.fail(again);
  expect_nothing_more("mail");
}

TEST_P(StoreCorrection, a_retraction_makes_all_that_are_named_give_way) {
  w.take_in("customers", "mail", addresses(3));
  w.announce("db");
  w.announce("db");
  w.announce("web");

  give_way("db", {1, 2, 9});

  EXPECT_EQ(in(w.counts("db"), DeliveryState::superseded), 6);
  EXPECT_EQ(w.drain("mail").size(), 3U) << "another incident's";
}

TEST_P(StoreCorrection, a_correction_starts_with_the_id_under_which_the_wrong_one_was_delivered) {
  w.take_in("customers", "slack", std::vector<std::string>{"#a", "#b"});
  w.take_in("customers", "mail", addresses(1));
  const std::vector<Planned> both{Planned{.channel = "slack"}, Planned{}};
  w.announce("db", Impact::major, both);
  const std::vector<Started> first = w.start_some("slack");
  w.deliver({first[0]}, "wrong");
  w.deliver(w.start_some("mail"), "<wrong@example.com>");
  w.announce("db", Impact::major, {Planned{.channel = "slack"}});
  Acceptance correction = w.plan("db", Impact::major, both);
  correction.update.event.corrects = 1;
  correction.gives_way = {1};
  w.fail({first[1]});
  w.record(correction);
  w.restart();

  std::map<std::string, std::string> corrected;
  for (int round = 0; round < 2; ++round) {
    const std::vector<Started> started = w.start_some("slack");
    for (const Started& one : started) corrected[one.address + "/" + std::to_string(one.update)] = one.corrected_id;
    w.deliver(started, "later");
  }
  const std::vector<Started> mail = w.start_some("mail");

  EXPECT_EQ(corrected, (std::map<std::string, std::string>{{"#a/2", ""}, {"#b/2", ""}, {"#a/3", "wrong"}, {"#b/3", ""}}));
  ASSERT_EQ(mail.size(), 1U);
  EXPECT_EQ(mail[0].corrected_id, "<wrong@example.com>");
}

}  // namespace
}  // namespace crier::store
