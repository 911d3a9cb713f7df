#include "contract/store_contract.h"

namespace crier::store {
namespace {

using core::DeliveryState;
using core::Impact;

CRIER_STORE_SUITE(StoreIntake);

Digest digest_of(std::uint8_t byte) {
  Digest digest{};
  digest.fill(byte);
  return digest;
}

TEST_P(StoreIntake, keeps_a_receipt_in_its_senders_scope) {
  Acceptance acceptance = w.plan("db", Impact::major, {Planned{}});
  acceptance.receipt = ReceiptKey{"alice", "deploy-1", digest_of(7), w.now() + std::chrono::hours(168)};
  Accepted accepted;

  w.in_group([&](Store& s) { accepted = s.record(acceptance, w.now()).value(); });

  w.in_group([&](Store& s) {
    const std::optional<Receipt> known = s.receipt("alice", "deploy-1").value();
    ASSERT_TRUE(known);
    EXPECT_EQ(known->content, digest_of(7));
    EXPECT_NE(known->content, digest_of(8)) << "another content under the same id must be told apart";
    EXPECT_EQ(known->update, accepted.update);
    EXPECT_FALSE(s.receipt("bob", "deploy-1").value());
    EXPECT_FALSE(s.receipt("alice", "deploy-2").value());
  });
}

TEST_P(StoreIntake, sees_a_receipt_of_the_same_group) {
  Acceptance acceptance = w.plan("db", Impact::major, {});
  acceptance.receipt = ReceiptKey{"alice", "x", digest_of(1), w.now() + std::chrono::hours(1)};

  w.in_group([&](Store& s) {
    ASSERT_TRUE(s.record(acceptance, w.now()));
    EXPECT_TRUE(s.receipt("alice", "x").value());
  });
}

TEST_P(StoreIntake, keeps_a_receipt_over_a_restart) {
  Acceptance acceptance = w.plan("db", Impact::major, {});
  acceptance.receipt = ReceiptKey{"alice", "x", digest_of(1), w.now() + std::chrono::hours(1)};
  w.in_group([&](Store& s) { ASSERT_TRUE(s.record(acceptance, w.now())); });

  w.restart();

  w.in_group([&](Store& s) { EXPECT_TRUE(s.receipt("alice", "x").value()); });
}

TEST_P(StoreIntake, answers_a_duplicate_with_what_was_accepted) {
  w.take_in("customers", "mail", addresses(3));
  w.take_in("partners", "mail", addresses(5));
  const Accepted first = w.announce("db", Impact::major, {Planned{}, Planned{.audience = "partners", .earlier = {"customers"}}});
  w.take_in("customers", "mail", addresses(9));
  w.announce("db");

  Accepted again;
  w.in_group([&](Store& s) { again = s.accepted(first.update).value(); });

  EXPECT_EQ(again.incident, first.incident);
  EXPECT_EQ(again.update, first.update);
  EXPECT_EQ(again.incident_name, "db");
  EXPECT_EQ(again.number, 1);
  EXPECT_EQ(again.state, core::UpdateState::announced);
  ASSERT_EQ(again.broadcasts.size(), 2U);
  EXPECT_EQ(again.broadcasts[0].audience, "customers");
  EXPECT_EQ(again.broadcasts[0].recipients, 3);
  EXPECT_EQ(again.broadcasts[0].deduplicated, 0);
  EXPECT_EQ(again.broadcasts[1].audience, "partners");
  EXPECT_EQ(again.broadcasts[1].recipients, 2);
  EXPECT_EQ(again.broadcasts[1].deduplicated, 3);
}

TEST_P(StoreIntake, keeps_an_incident_as_it_stands_after_its_newest_update) {
  Acceptance acceptance = w.plan("db", Impact::critical, {});
  core::Incident& incident = acceptance.incident;
  incident.services = {"checkout", "search"};
  incident.labels = {{"region", "eu"}, {"shard", "\"7\""}};
  incident.contact = "Zoë, +49 30 1";
  incident.overnight = core::Overnight::on_call;
  incident.source = "prometheus";
  incident.promise = core::Promise{1, w.now(), w.now() + std::chrono::minutes(45), {"customers"}, false};
  incident.routing_off = true;
  incident.added = {"customers"};
  incident.told = {{"customers", 1}, {"public", 1}};
  Accepted accepted;

  w.in_group([&](Store& s) { accepted = s.record(acceptance, w.now()).value(); });

  std::optional<core::Incident> stored = w.incident("db");
  ASSERT_TRUE(stored);
  incident.id = accepted.incident;
  EXPECT_EQ(*stored, incident);
}

TEST_P(StoreIntake, replaces_the_version_stored) {
  const Accepted first = w.announce("db", Impact::critical, {});
  const Accepted second = w.announce("db", Impact::minor, {});

  EXPECT_EQ(second.incident, first.incident);
  EXPECT_NE(second.update, first.update);
  EXPECT_EQ(second.number, 2);
  EXPECT_EQ(w.incident("db")->impact, Impact::minor);
  EXPECT_EQ(w.incident("db")->updates, 2);
}

TEST_P(StoreIntake, names_a_keys_second_incident_with_a_tilde) {
  w.announce("db", Impact::major, {});
  w.resolve("db", {});
  const Accepted second = w.announce("db", Impact::minor, {});

  EXPECT_EQ(second.incident_name, "db~2");
  EXPECT_EQ(w.incident("db")->occurrence, 2);
  EXPECT_EQ(w.incident("db", 1)->occurrence, 1);
  EXPECT_EQ(w.incident("db", 2)->impact, Impact::minor);
  EXPECT_FALSE(w.incident("db", 3));
  EXPECT_FALSE(w.incident("d"));
  EXPECT_EQ(w.ledger()->incident({"db", 0}).value().incident.occurrence, 2);
  EXPECT_EQ(w.ledger()->incident({"db", 1}).value().updates.size(), 2U);
}

TEST_P(StoreIntake, numbers_notices_without_a_gap_or_a_repeat) {
  std::vector<std::string> keys;
  for (int i = 0; i < 3; ++i) {
    w.in_group([&](Store& s) {
      Acceptance notice;
      notice.incident.is_notice = true;
      notice.incident.key = "notice-" + std::to_string(s.next_notice().value());
      notice.update.number = 1;
      notice.update.at = w.now();
      keys.push_back(s.record(notice, w.now()).value().incident_name);
    });
    if (i == 1) w.restart();
  }

  EXPECT_EQ(keys, (std::vector<std::string>{"notice-1", "notice-2", "notice-3"}));
  EXPECT_FALSE(w.incident("notice-2")->is_open());
}

TEST_P(StoreIntake, gives_each_notice_of_a_group_its_own_number) {
  w.in_group([&](Store& s) {
    EXPECT_EQ(s.next_notice().value(), 1);
    EXPECT_EQ(s.next_notice().value(), 2);
  });
}

TEST_P(StoreIntake, keeps_updates_that_nobody_hears) {
  Acceptance acceptance = w.plan("db", Impact::none, {});
  acceptance.update.state = core::UpdateState::recorded;

  w.in_group([&](Store& s) { EXPECT_EQ(s.record(acceptance, w.now()).value().state, core::UpdateState::recorded); });

  const IncidentRecord record = w.ledger()->incident({"db", 0}).value();
  ASSERT_EQ(record.updates.size(), 1U);
  EXPECT_EQ(record.updates[0].state, core::UpdateState::recorded);
  EXPECT_EQ(record.updates[0].event.summary, "Summary 1");
  EXPECT_EQ(sum(record.deliveries), 0);
}

TEST_P(StoreIntake, keeps_a_message_byte_for_byte) {
  w.take_in("customers", "mail", addresses(1));
  const Acceptance acceptance = w.plan("db", Impact::major, {Planned{}});
  w.in_group([&](Store& s) { ASSERT_TRUE(s.record(acceptance, w.now())); });
  const std::vector<Started> started = w.start_some("mail");
  ASSERT_EQ(started.size(), 1U);

  core::Message stored;
  w.in_group([&](Store& s) { stored = s.message(started[0].message).value(); });

  EXPECT_EQ(stored, acceptance.broadcasts[0].messages[0]);
}

TEST_P(StoreIntake, gives_each_recipient_the_message_of_its_language) {
  core::Recipient german = recipient("mail", "de@example.com");
  german.language = "de";
  core::Recipient french = recipient("mail", "fr@example.com");
  french.language = "fr";
  w.take_in("customers", "mail", std::vector<core::Recipient>{german, french, recipient("mail", "en@example.com")});
  EXPECT_EQ(w.group("customers", "mail").languages.size(), 2U);
  w.announce("db", Impact::major, {Planned{.languages = {"en", "de"}}});

  for (const Started& one : w.start_some("mail")) {
    w.in_group([&](Store& s) {
      const std::string expected = one.address == "de@example.com" ? "de" : "en";
      EXPECT_EQ(s.message(one.message).value().language, expected) << one.address;
    });
  }
}

TEST_P(StoreIntake, loses_a_group_that_is_rolled_back_whole) {
  w.take_in("customers", "mail", addresses(4));
  w.announce("db");
  const std::vector<Started> started = w.start_some("mail", 2);
  const StateCounts before = w.counts("db");
  const Acceptance more = w.plan("db", Impact::critical, {Planned{.backlog = core::Backlog::latest}});
  Acceptance other = w.plan("web", Impact::critical, {Planned{}});
  other.receipt = ReceiptKey{"alice", "x", digest_of(1), w.now() + std::chrono::hours(1)};

  w.in_lost_group([&](Store& s) {
    ASSERT_TRUE(s.record(more, w.now()));
    ASSERT_TRUE(s.record(other, w.now()));
    ASSERT_TRUE(s.finish({finish_of(started[0], DeliveryState::delivered)}, w.now()));
    ASSERT_TRUE(s.begin("customers", "mail"));
    ASSERT_TRUE(s.add("customers", "mail", {recipient("mail", "new@example.com")}));
    ASSERT_TRUE(s.complete("customers", "mail", "other", 100));
    ASSERT_TRUE(s.set_pause("mail", Upkeep::Pause{"mail", "tested", true, w.now()}));
    ASSERT_TRUE(s.keep_channel_state("x", "token"));
  });

  EXPECT_EQ(w.counts("db"), before);
  EXPECT_EQ(w.incident("db")->updates, 1);
  EXPECT_FALSE(w.incident("web"));
  EXPECT_EQ(w.group("customers", "mail").recipients, 4);
  w.in_group([&](Store& s) {
    EXPECT_FALSE(s.receipt("alice", "x").value());
    EXPECT_TRUE(s.pauses().value().empty());
    EXPECT_EQ(s.channel_state("x").value(), "");
    EXPECT_EQ(s.fingerprint("customers", "mail").value(), "fingerprint");
  });
  EXPECT_TRUE(w.deliver(started).stale.empty()) << "the attempts are still under way";
  EXPECT_EQ(w.drain("mail").size(), 2U);
  EXPECT_EQ(in(w.counts("db"), DeliveryState::delivered), 4);
}

TEST_P(StoreIntake, loses_a_group_that_a_crash_cuts_off) {
  const Acceptance acceptance = w.plan("db", Impact::critical, {});

  ASSERT_TRUE(w.store().begin_group());
  ASSERT_TRUE(w.store().record(acceptance, w.now()));
  w.restart();

  EXPECT_FALSE(w.incident("db"));
}

TEST_P(StoreIntake, shows_a_reader_what_was_committed_since_it_was_made) {
  w.announce("db", Impact::major, {});
  const std::unique_ptr<Ledger> ledger = w.ledger();

  w.announce("web", Impact::major, {});

  EXPECT_EQ(ledger->incidents(std::nullopt, 10, "").value().items.size(), 2U);
}

}  // namespace
}  // namespace crier::store
