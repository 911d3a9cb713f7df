#include "contract/store_contract.h"

/// Silences, and what monitors opened lately.
namespace crier::store {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

class StoreSilences : public StoreContract {
 protected:
  std::int64_t add(const core::Silence& silence) {
    std::int64_t number = 0;
    w.in_group([&](Store& s) { number = s.add_silence(silence).value(); });
    return number;
  }
  std::vector<core::Silence> list(UtcTime from) {
    std::vector<core::Silence> all;
    w.in_group([&](Store& s) { all = s.silences(from).value(); });
    return all;
  }
  bool end(std::int64_t number, UtcTime until, UtcTime now) {
    bool is_ended = false;
    w.in_group([&](Store& s) { is_ended = s.end_silence(number, until, now).value(); });
    return is_ended;
  }
  core::Silence silence(UtcTime until) {
    return {0, {{"services", {"checkout", "search"}}, {"label.region", {"eu-*"}}}, w.now(), until, "moving racks", "alice"};
  }
};
INSTANTIATE_TEST_SUITE_P(Contract, StoreSilences, ::testing::ValuesIn(backends()),
                         [](const ::testing::TestParamInfo<BackendKind>& tested) { return tested.param.name; });

TEST_P(StoreSilences, are_kept_with_their_numbers_over_a_restart) {
  const auto first = silence(w.now() + hours(2));
  EXPECT_EQ(add(first), 1);
  EXPECT_EQ(add(silence(w.now() + hours(1))), 2);
  w.restart();
  const auto kept = list(w.now());
  ASSERT_EQ(kept.size(), 2U);
  core::Silence numbered = first;
  numbered.number = 1;
  EXPECT_EQ(kept[0], numbered);
  EXPECT_EQ(list(w.now() + minutes(90)).size(), 1U) << "one has ended by then";
  EXPECT_EQ(add(first), 3);
}

TEST_P(StoreSilences, get_another_end_once_and_not_after_it) {
  add(silence(w.now() + hours(2)));
  EXPECT_TRUE(end(1, w.now() + minutes(5), w.now()));
  EXPECT_EQ(list(w.now() + minutes(4)).size(), 1U);
  EXPECT_TRUE(list(w.now() + minutes(5)).empty());
  EXPECT_FALSE(end(1, w.now() + hours(9), w.now() + minutes(5))) << "it is over";
  EXPECT_FALSE(end(7, w.now() + hours(9), w.now()));
}

TEST_P(StoreSilences, tell_of_a_storm_by_what_monitors_opened_lately) {
  w.announce("by-alice");
  const auto open_as = [&](const std::string& key, UtcTime at) {
    w.in_group([&](Store& s) {
      Acceptance one;
      one.incident.key = key;
      one.incident.source = "prometheus";
      one.incident.opened = at;
      one.incident.updates = 1;
      one.update.number = 1;
      one.update.at = at;
      ASSERT_TRUE(s.record(one, at));
    });
  };
  open_as("early", w.now() - hours(1));
  open_as("db", w.now());
  open_as("web", w.now() + minutes(1));
  std::vector<std::string> names;
  w.in_group([&](Store& s) {
    const auto all = s.opened_by_monitors(w.now(), 10);
    ASSERT_TRUE(all);
    for (const auto& incident : *all) names.push_back(incident.name());
  });
  EXPECT_EQ(names, (std::vector<std::string>{"web", "db"}));
  w.in_group([&](Store& s) { EXPECT_EQ(s.opened_by_monitors(w.now(), 1).value().size(), 1U); });
}

}  // namespace
}  // namespace crier::store
