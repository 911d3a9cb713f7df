#include "core/access.h"

#include <gtest/gtest.h>

namespace crier::core {
namespace {

constexpr std::uint32_t kDaemon = 998;

Access example() {
  Access access;
  access.is_set = true;
  access.publish = {{"prometheus"}, {"monitoring"}};
  access.operate = {{}, {"crier"}};
  access.read = {{}, {"support"}};
  return access;
}

TEST(Access, is_decided_by_user_and_any_of_the_groups) {
  struct Case {
    PeerIdentity who;
    Right right;
    bool reads;
  };
  const Case cases[] = {
      {{0, "root", {}}, Right::operate, true},
      {{kDaemon, "crier", {}}, Right::operate, true},
      {{5, "alice", {"users", "crier"}}, Right::operate, true},
      {{6, "prometheus", {}}, Right::publish, false},
      {{7, "nagios", {"monitoring"}}, Right::publish, false},
      {{8, "bob", {"support"}}, Right::read, true},
      {{9, "carol", {"support", "monitoring"}}, Right::publish, true},
      {{10, "mallory", {"users"}}, Right::none, false},
      {{11, "", {}}, Right::none, false},
  };
  for (const auto& c : cases) {
    const Peer peer = judge(example(), c.who, kDaemon);
    EXPECT_EQ(peer.right, c.right) << c.who.user;
    EXPECT_EQ(peer.may_read, c.reads) << c.who.user;
  }
}

TEST(Access, absent_means_that_whoever_opens_the_socket_may_operate) {
  EXPECT_EQ(judge(Access{}, {4711, "anyone", {}}, kDaemon).right, Right::operate);
  EXPECT_EQ(judge(Access{}, {4711, "", {}}, kDaemon).name, "uid 4711");
}

TEST(Access, what_a_publisher_cannot_set_is_named_with_its_pointer) {
  Peer publisher;
  publisher.right = Right::publish;
  Event event;
  event.action = Action::open;
  EXPECT_TRUE(forbidden(publisher, event).empty());
  event.audiences = {"public"};
  event.author = "alice";
  auto faults = forbidden(publisher, event);
  ASSERT_EQ(faults.size(), 2U);
  EXPECT_EQ(faults[0].pointer, "/audiences");
  EXPECT_EQ(faults[1].pointer, "/author");
  for (const auto action : {Action::notice, Action::postmortem, Action::maintenance, Action::retract}) {
    Event other;
    other.action = action;
    faults = forbidden(publisher, other);
    ASSERT_EQ(faults.size(), 1U);
    EXPECT_EQ(faults[0].pointer, "/action");
  }
  Peer operator_;
  operator_.right = Right::operate;
  EXPECT_TRUE(forbidden(operator_, event).empty());
}

TEST(Access, a_publishers_source_is_its_name_and_a_sent_one_becomes_a_label) {
  Peer peer{"prometheus", Right::publish, false, 6, false};
  Event event;
  event.source = "grafana";
  attribute(peer, event);
  EXPECT_EQ(event.source, "prometheus");
  EXPECT_EQ(event.labels.at("sent_source"), "grafana");
  EXPECT_TRUE(event.author.empty());
  EXPECT_TRUE(is_monitor(peer, event));
}

TEST(Access, an_operators_event_is_a_persons_unless_it_has_a_source_and_no_author) {
  const Peer alice{"alice", Right::operate, true, 5, false};
  Event plain;
  EXPECT_FALSE(is_monitor(alice, plain));
  attribute(alice, plain);
  EXPECT_EQ(plain.author, "alice");
  Event machine;
  machine.source = "cron";
  EXPECT_TRUE(is_monitor(alice, machine));
  attribute(alice, machine);
  EXPECT_TRUE(machine.author.empty());
  Event both;
  both.source = "desk";
  both.author = "bob";
  EXPECT_FALSE(is_monitor(alice, both));
}

TEST(Access, what_comes_by_an_ingest_door_is_a_monitors_and_has_the_formats_name_as_source) {
  for (const auto right : {Right::publish, Right::operate}) {
    Peer peer{"root", right, true, 0, false};
    peer.door = "grafana";
    Event event;
    event.source = "grafana";
    attribute(peer, event);
    EXPECT_TRUE(is_monitor(peer, event));
    EXPECT_EQ(event.source, "grafana");
    EXPECT_TRUE(event.author.empty());
    EXPECT_TRUE(event.labels.empty());
    Event other;
    other.source = "shop";
    attribute(peer, other);
    EXPECT_EQ(other.source, "grafana");
    EXPECT_EQ(other.labels.at("sent_source"), "shop");
  }
}

TEST(Access, only_a_monitors_own_document_acknowledges_for_who_may_publish) {
  Peer publisher{"nagios", Right::publish, false, 6, false};
  Event event;
  event.action = Action::acknowledge;
  ASSERT_EQ(forbidden(publisher, event).size(), 1U);
  EXPECT_EQ(forbidden(publisher, event).front().pointer, "/action");
  publisher.door = "nagios";
  EXPECT_TRUE(forbidden(publisher, event).empty());
}

TEST(Access, ids_of_different_senders_do_not_meet) {
  EXPECT_NE(receipt_scope({"a", Right::operate, true, 5, false}), receipt_scope({"a", Right::operate, true, 6, false}));
  EXPECT_NE(receipt_scope({"5", Right::operate, true, 0, true}), receipt_scope({"5", Right::operate, true, 5, false}));
}

}  // namespace
}  // namespace crier::core
