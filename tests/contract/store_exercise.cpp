#include "contract/store_contract.h"

/// Whether a delivery belongs to a rehearsal is told with its start, whatever happened since (rules D6).
namespace crier::store {
namespace {

using core::DeliveryState;
using core::Impact;

class StoreExercise : public StoreContract {
 protected:
  void announce(const std::string& key, bool exercise) {
    Acceptance acceptance = w.plan(key, Impact::major, {Planned{.channel = "slack"}, Planned{.channel = "mail", .for_fallbacks = true}});
    for (auto& broadcast : acceptance.broadcasts) broadcast.exercise = exercise;
    w.in_group([&](Store& store) { ASSERT_TRUE(store.record(acceptance, w.now())); });
  }
  void take_in_one() {
    w.take_in("customers", "slack", std::vector<core::Recipient>{with_fallback(recipient("slack", "#a"), "mail", "a@example.com")});
  }
};
INSTANTIATE_TEST_SUITE_P(Contract, StoreExercise, ::testing::ValuesIn(backends()),
                         [](const ::testing::TestParamInfo<BackendKind>& tested) { return tested.param.name; });

TEST_P(StoreExercise, is_told_with_a_start_and_only_of_its_own_incident) {
  take_in_one();
  announce("drill", true);
  announce("real", false);

  std::map<std::string, bool> exercises;
  for (const Started& one : w.start_some("slack")) exercises[one.incident_name] = one.exercise;

  EXPECT_EQ(exercises, (std::map<std::string, bool>{{"drill", true}, {"real", false}}));
}

TEST_P(StoreExercise, is_known_after_a_restart) {
  take_in_one();
  announce("drill", true);
  w.restart();

  const std::vector<Started> started = w.start_some("slack");

  ASSERT_EQ(started.size(), 1U);
  EXPECT_TRUE(started[0].exercise);
}

TEST_P(StoreExercise, is_known_of_a_retry) {
  take_in_one();
  announce("drill", true);
  w.wait(w.start_some("slack").at(0), std::chrono::minutes(1));
  w.restart();
  w.pass(std::chrono::minutes(1));

  const std::vector<Started> started = w.start_some("slack");

  ASSERT_EQ(started.size(), 1U);
  EXPECT_TRUE(started[0].exercise);
}

TEST_P(StoreExercise, is_known_of_its_fallbacks) {
  take_in_one();
  announce("drill", true);
  w.fail(w.start_some("slack"));

  const std::vector<Started> started = w.start_some("mail");

  ASSERT_EQ(started.size(), 1U);
  EXPECT_TRUE(started[0].exercise);
}

}  // namespace
}  // namespace crier::store
