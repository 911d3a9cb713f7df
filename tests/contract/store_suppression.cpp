#include "contract/store_contract.h"

namespace crier::store {
namespace {

using core::DeliveryState;
using core::Impact;
using std::chrono::minutes;

CRIER_STORE_SUITE(StoreSuppression);

TEST_P(StoreSuppression, is_by_channel_with_reason_and_time) {
  w.take_in("customers", "mail", addresses(2));
  w.take_in("customers", "other", addresses(1));
  w.announce("db");
  Finish gone = finish_of(w.start_some("mail")[0], DeliveryState::failed);
  gone.suppress = true;
  gone.reply = "550 5.1.1 no such user";

  const FinishReport report = w.finish({gone});

  EXPECT_TRUE(report.braked.empty());
  const std::vector<Suppression> all = w.ledger()->suppressions().value();
  ASSERT_EQ(all.size(), 1U);
  EXPECT_EQ(all[0].channel, "mail");
  EXPECT_EQ(all[0].address, "p0@example.com");
  EXPECT_EQ(all[0].since, w.now());
  EXPECT_NE(all[0].reason.find("5.1.1"), std::string::npos);
  EXPECT_EQ(w.group("customers", "mail").recipients, 1) << "left out of what the group counts";
  EXPECT_EQ(w.group("customers", "other").recipients, 1);
}

TEST_P(StoreSuppression, ends_a_delivery_failed_without_an_attempt) {
  w.take_in("customers", "mail", addresses(3));
  w.announce("db");
  w.fail({w.start_some("mail")[0]}, true);
  w.drain("mail");
  w.announce("web");

  EXPECT_EQ(w.drain("mail"), (std::vector<std::string>{"p1@example.com/1", "p2@example.com/1"}));

  DeliveryFilter filter;
  filter.incident = "web";
  filter.state = DeliveryState::failed;
  const std::vector<DeliveryRecord> failed = w.list(filter);
  ASSERT_EQ(failed.size(), 1U);
  EXPECT_EQ(failed[0].recipient, "p0@example.com");
  EXPECT_EQ(failed[0].reason, "suppressed");
  EXPECT_TRUE(failed[0].attempts.empty());
  EXPECT_EQ(in(w.counts("web"), DeliveryState::failed), 1);
  EXPECT_EQ(in(w.counts("web"), DeliveryState::queued), 0);
}

TEST_P(StoreSuppression, wins_over_what_is_queued_already) {
  w.take_in("customers", "mail", addresses(1));
  w.announce("db");
  w.announce("web");
  const std::vector<Started> started = w.start_some("mail");
  ASSERT_EQ(started.size(), 2U);
  w.wait(started[1], minutes(1));
  w.fail({started[0]}, true);
  w.pass(minutes(1));

  EXPECT_TRUE(w.drain("mail").empty());
  EXPECT_EQ(in(w.counts("web"), DeliveryState::failed), 1);
}

TEST_P(StoreSuppression, compares_addresses_as_groups_do) {
  w.take_in("customers", "mail", std::vector<std::string>{"Ann@example.com"});
  w.announce("db");
  w.fail(w.start_some("mail"), true);
  w.take_in("partners", "mail", std::vector<std::string>{"Ann@EXAMPLE.com"});

  w.announce("web", Impact::major, {Planned{.audience = "partners"}});

  EXPECT_TRUE(w.drain("mail").empty());
  w.in_group([&](Store& s) {
    EXPECT_TRUE(s.lift("mail", "Ann@Example.COM").value());
    EXPECT_FALSE(s.lift("mail", "Ann@example.com").value()) << "it is lifted already";
  });
}

TEST_P(StoreSuppression, ends_when_it_is_lifted) {
  w.take_in("customers", "mail", addresses(1));
  w.announce("db");
  w.fail(w.start_some("mail"), true);
  w.in_group([&](Store& s) {
    EXPECT_FALSE(s.lift("other", "p0@example.com").value());
    EXPECT_TRUE(s.lift("mail", "p0@example.com").value());
  });

  w.announce("web");

  EXPECT_TRUE(w.suppressed().empty());
  EXPECT_EQ(w.drain("mail").size(), 1U);
  EXPECT_EQ(w.group("customers", "mail").recipients, 1);
}

TEST_P(StoreSuppression, of_a_failure_without_the_mark_does_not_happen) {
  w.take_in("customers", "mail", addresses(1));
  w.announce("db");
  w.fail(w.start_some("mail"), false);

  EXPECT_TRUE(w.suppressed().empty());
}

struct Brake {
  std::size_t recipients;
  std::size_t gone;
  std::size_t at_a_time;
  bool braked;
};

class StoreBrake : public ::testing::TestWithParam<std::tuple<BackendKind, Brake>> {};

INSTANTIATE_TEST_SUITE_P(Contract, StoreBrake,
                         ::testing::Combine(::testing::ValuesIn(backends()),
                                            ::testing::Values(Brake{100, 20, 100, false},   // not more than 20
                                                              Brake{100, 21, 100, true},    // more than 20, and 21 %
                                                              Brake{1000, 40, 100, false},  // 4 %
                                                              Brake{1000, 50, 100, false},  // exactly 5 %
                                                              Brake{1000, 51, 100, true},   //
                                                              Brake{100, 60, 10, true})),   // in groups of ten
                         [](const auto& tested) {
                           const Brake& brake = std::get<1>(tested.param);
                           return std::get<0>(tested.param).name + "_" + std::to_string(brake.gone) + "_of_" +
                                  std::to_string(brake.recipients) + "_by_" + std::to_string(brake.at_a_time);
                         });

TEST_P(StoreBrake, suppresses_nobody_when_too_many_of_a_broadcast_are_called_gone) {
  const auto& [kind, brake] = GetParam();
  World w{kind.make()};
  w.take_in("customers", "mail", addresses(brake.recipients));
  w.announce("db");
  const std::vector<Started> started = w.start_some("mail", brake.gone);
  ASSERT_EQ(started.size(), brake.gone);

  bool braked = false;
  for (std::size_t from = 0; from < brake.gone; from += brake.at_a_time) {
    const std::size_t to = std::min(brake.gone, from + brake.at_a_time);
    const auto begin = started.begin();
    const FinishReport report = w.fail({begin + static_cast<std::ptrdiff_t>(from), begin + static_cast<std::ptrdiff_t>(to)}, true);
    if (!report.braked.empty()) {
      EXPECT_EQ(report.braked, std::vector<std::string>{"mail"});
      braked = true;
    }
  }

  EXPECT_EQ(braked, brake.braked);
  EXPECT_EQ(w.suppressed().size(), brake.braked ? 0U : brake.gone);
  EXPECT_EQ(in(w.counts("db"), DeliveryState::failed), static_cast<std::int64_t>(brake.gone)) << "the deliveries end all the same";
}

}  // namespace
}  // namespace crier::store
