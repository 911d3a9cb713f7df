#include "contract/store_contract.h"

namespace crier::store {
namespace {

using core::DeliveryState;
using core::Impact;
using std::chrono::minutes;

/// A Slack recipient whose fallback is a mailbox, and an update with a broadcast for fallbacks.
class StoreFallbacks : public StoreContract {
 protected:
  void take_in(std::optional<Millis> after = std::nullopt) {
    w.take_in(
        "customers", "slack",
        std::vector<core::Recipient>{with_fallback(recipient("slack", "#a"), "mail", "a@example.com", after), recipient("slack", "#b")});
  }
  Accepted announce(const std::string& key = "db", core::Backlog backlog = core::Backlog::all) {
    return w.announce(key, Impact::major,
                      {Planned{.channel = "slack", .backlog = backlog}, Planned{.channel = "mail", .for_fallbacks = true}});
  }
  /// The starts on slack by address.
  std::map<std::string, Started> start() {
    std::map<std::string, Started> all;
    for (const Started& one : w.start_some("slack")) all.emplace(one.address, one);
    return all;
  }
  std::optional<UtcTime> next_fallback() {
    std::optional<UtcTime> next;
    w.in_group([&](Store& s) { next = s.next_fallback().value(); });
    return next;
  }
  std::vector<ClassId> due_fallbacks() {
    std::vector<ClassId> work;
    w.in_group([&](Store& s) { work = s.due_fallbacks(w.now(), 100).value(); });
    return work;
  }
};
INSTANTIATE_TEST_SUITE_P(Contract, StoreFallbacks, ::testing::ValuesIn(backends()),
                         [](const ::testing::TestParamInfo<BackendKind>& tested) { return tested.param.name; });

TEST_P(StoreFallbacks, are_nothing_while_the_first_way_works) {
  take_in();
  const Accepted accepted = announce();
  EXPECT_EQ(accepted.broadcasts.size(), 1U) << "the broadcast for fallbacks is not answered";
  w.drain("slack");

  EXPECT_TRUE(w.drain("mail").empty());
  EXPECT_EQ(sum(w.counts("db")), 2);
}

TEST_P(StoreFallbacks, go_when_the_first_way_failed) {
  take_in();
  announce();
  const auto started = start();

  const FinishReport report = w.fail({started.at("#a"), started.at("#b")});

  EXPECT_TRUE(wakes(report.work, w.class_of("mail")));
  const std::vector<Started> fallback = w.start_some("mail");
  EXPECT_EQ(names(fallback), std::vector<std::string>{"a@example.com/1"});
  EXPECT_EQ(fallback[0].audience, "customers");
  EXPECT_TRUE(fallback[0].message);
  EXPECT_EQ(sum(w.counts("db")), 3);
  const DeliveryId origin = started.at("#a").claim.delivery;
  EXPECT_EQ(w.delivery(fallback[0].claim.delivery).via, origin);
  EXPECT_EQ(w.delivery(origin).via, fallback[0].claim.delivery);
  EXPECT_FALSE(w.delivery(started.at("#b").claim.delivery).via);
}

TEST_P(StoreFallbacks, go_when_it_expired_under_way_or_before) {
  take_in();
  announce();
  const auto started = start();
  w.finish({finish_of(started.at("#a"), DeliveryState::expired)});
  EXPECT_EQ(w.drain("mail").size(), 1U);

  announce("web");
  w.max_age = minutes(5);
  w.pass(minutes(10));
  start();
  w.max_age = std::chrono::hours(48);

  EXPECT_EQ(w.drain("mail"), std::vector<std::string>{"a@example.com/1"});
}

TEST_P(StoreFallbacks, go_when_the_address_is_suppressed) {
  take_in();
  announce("earlier");
  const auto started = start();
  w.fail({started.at("#a")}, true);
  w.drain("mail");
  ASSERT_EQ(w.suppressed(), std::vector<std::string>{"#a"});

  announce("db");
  w.drain("slack");

  EXPECT_EQ(w.drain("mail"), std::vector<std::string>{"a@example.com/1"});
}

TEST_P(StoreFallbacks, do_not_go_for_what_is_superseded_or_cancelled) {
  take_in(minutes(20));
  announce("db", core::Backlog::latest);
  announce("db", core::Backlog::latest);
  announce("web");
  w.in_group([&](Store& s) {
    DeliveryFilter filter;
    filter.incident = "web";
    ASSERT_TRUE(s.cancel(filter, w.now()));
  });
  w.drain("slack");
  w.pass(minutes(30));

  EXPECT_TRUE(due_fallbacks().empty());
  EXPECT_TRUE(w.drain("mail").empty());
}

TEST_P(StoreFallbacks, make_no_chains) {
  w.take_in("customers", "slack", std::vector<core::Recipient>{with_fallback(recipient("slack", "#a"), "mail", "a@example.com")});
  w.take_in("customers", "mail", std::vector<core::Recipient>{});
  w.announce(
      "db", Impact::major,
      {Planned{.channel = "slack"}, Planned{.channel = "mail", .for_fallbacks = true}, Planned{.channel = "slack", .for_fallbacks = true}});
  w.fail(w.start_some("slack"));

  w.fail(w.start_some("mail"));

  EXPECT_TRUE(w.drain("slack").empty());
  EXPECT_TRUE(w.drain("mail").empty());
  EXPECT_EQ(in(w.counts("db"), DeliveryState::failed), 2);
}

TEST_P(StoreFallbacks, go_after_their_time_if_the_first_way_is_not_through) {
  take_in(minutes(20));
  announce();
  const auto started = start();
  w.wait(started.at("#a"), std::chrono::hours(1));
  w.pass(minutes(19));
  EXPECT_TRUE(due_fallbacks().empty());
  w.pass(minutes(1));

  EXPECT_TRUE(wakes(due_fallbacks(), w.class_of("mail")));

  EXPECT_EQ(w.drain("mail"), std::vector<std::string>{"a@example.com/1"});
  EXPECT_TRUE(due_fallbacks().empty());
  w.pass(std::chrono::hours(1));
  w.fail(w.start_some("slack"));
  EXPECT_TRUE(w.drain("mail").empty()) << "one that was made is not made again";
}

TEST_P(StoreFallbacks, go_after_their_time_from_what_was_never_started) {
  take_in(minutes(20));
  announce();
  w.restart();
  w.pass(minutes(21));

  EXPECT_TRUE(wakes(due_fallbacks(), w.class_of("mail"))) << "a channel that stands still is what they are for";

  EXPECT_EQ(w.drain("mail"), std::vector<std::string>{"a@example.com/1"});
  EXPECT_EQ(sum(w.counts("db")), 3);
  EXPECT_EQ(w.drain("slack").size(), 2U);
  EXPECT_EQ(sum(w.counts("db")), 3);
}

TEST_P(StoreFallbacks, are_known_by_the_time_of_the_next_before_and_after_a_restart) {
  EXPECT_FALSE(next_fallback());
  take_in(minutes(20));
  EXPECT_FALSE(next_fallback());
  const UtcTime accepted = w.now();
  announce();
  EXPECT_EQ(next_fallback(), accepted + minutes(20)) << "of what is not expanded yet";
  w.pass(minutes(1));
  announce("web");
  w.restart();
  EXPECT_EQ(next_fallback(), accepted + minutes(20));
  w.wait(start().at("#a"), std::chrono::hours(1));
  EXPECT_EQ(next_fallback(), accepted + minutes(20)) << "of what is";

  w.pass(minutes(19));
  due_fallbacks();
  EXPECT_EQ(next_fallback(), accepted + minutes(21));
  w.pass(minutes(1));
  due_fallbacks();

  EXPECT_FALSE(next_fallback());
}

TEST_P(StoreFallbacks, do_not_go_after_their_time_when_the_first_way_is_through) {
  take_in(minutes(20));
  announce();
  w.drain("slack");
  w.pass(minutes(21));

  EXPECT_TRUE(due_fallbacks().empty());
  EXPECT_TRUE(w.drain("mail").empty());
}

TEST_P(StoreFallbacks, go_at_once_when_it_failed_before_their_time) {
  take_in(minutes(20));
  announce();
  w.fail({start().at("#a")});

  EXPECT_EQ(w.drain("mail"), std::vector<std::string>{"a@example.com/1"});
  w.pass(minutes(21));
  due_fallbacks();
  EXPECT_TRUE(w.drain("mail").empty());
}

TEST_P(StoreFallbacks, keep_the_order_of_their_own_recipient) {
  take_in();
  announce();
  w.fail({start().at("#a")});
  const std::vector<Started> first = w.start_some("mail");
  announce();
  w.fail({start().at("#a")});

  EXPECT_TRUE(w.start_some("mail").empty());
  w.deliver(first);
  EXPECT_EQ(w.drain("mail"), std::vector<std::string>{"a@example.com/2"});
}

TEST_P(StoreFallbacks, speak_the_language_of_whom_they_stand_in_for) {
  core::Recipient german = with_fallback(recipient("slack", "#a"), "mail", "a@example.com");
  german.language = "de";
  w.take_in("customers", "slack", std::vector<core::Recipient>{german});
  w.announce("db", Impact::major,
             {Planned{.channel = "slack", .languages = {"en", "de"}},
              Planned{.channel = "mail", .for_fallbacks = true, .languages = {"en", "de"}}});
  w.fail(w.start_some("slack"));

  const std::vector<Started> fallback = w.start_some("mail");

  ASSERT_EQ(fallback.size(), 1U);
  w.in_group([&](Store& s) { EXPECT_EQ(s.message(fallback[0].message).value().language, "de"); });
}

TEST_P(StoreFallbacks, of_two_to_one_address_say_it_once) {
  w.take_in("customers", "slack",
            std::vector<core::Recipient>{with_fallback(recipient("slack", "#a"), "mail", "a@example.com"),
                                         with_fallback(recipient("slack", "#b"), "mail", "a@example.com")});
  announce();

  w.fail(w.start_some("slack"));

  EXPECT_EQ(w.drain("mail"), std::vector<std::string>{"a@example.com/1"}) << "one update reaches one address on one channel once";
}

TEST_P(StoreFallbacks, go_when_an_attempt_of_unknown_outcome_is_dropped) {
  take_in();
  announce();
  start();
  w.restart();

  w.in_group([&](Store& s) { ASSERT_TRUE(s.recover({"slack"}, w.now())); });

  EXPECT_EQ(w.drain("mail"), std::vector<std::string>{"a@example.com/1"});
}

TEST_P(StoreFallbacks, go_for_what_expires_without_ever_being_started) {
  take_in();
  announce();
  w.pass(std::chrono::hours(50));

  w.in_group([&](Store& s) { EXPECT_EQ(s.expire("slack", w.now() - std::chrono::hours(48), w.now(), 100).value(), 2); });

  EXPECT_EQ(in(w.counts("db"), DeliveryState::expired), 2);
  w.max_age = std::chrono::hours(100);
  EXPECT_EQ(w.drain("mail"), std::vector<std::string>{"a@example.com/1"});
}

}  // namespace
}  // namespace crier::store
