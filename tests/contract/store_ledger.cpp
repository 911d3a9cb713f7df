#include <set>

#include "contract/store_contract.h"

namespace crier::store {
namespace {

using core::DeliveryState;
using core::Impact;
using std::chrono::minutes;

CRIER_STORE_SUITE(StoreLedger);

TEST_P(StoreLedger, lists_incidents_newest_first_in_pages) {
  for (int i = 0; i < 7; ++i) w.announce("k" + std::to_string(i), Impact::major, {});
  const std::unique_ptr<Ledger> ledger = w.ledger();

  std::vector<std::string> keys;
  std::string after;
  int pages = 0;
  do {
    const Page<IncidentRecord> page = ledger->incidents(std::nullopt, 3, after).value();
    EXPECT_LE(page.items.size(), 3U);
    for (const IncidentRecord& one : page.items) keys.push_back(one.incident.key);
    after = page.next;
  } while (!after.empty() && ++pages < 10);

  EXPECT_EQ(keys, (std::vector<std::string>{"k6", "k5", "k4", "k3", "k2", "k1", "k0"}));
}

TEST_P(StoreLedger, an_incident_says_whom_each_of_its_updates_told) {
  w.take_in("customers", "mail", std::vector<std::string>{"a@x", "b@x"});
  w.announce("db");
  w.announce("db", Impact::major, {});

  const IncidentRecord record = w.ledger()->incident({"db", 0}).value();

  ASSERT_EQ(record.told.size(), 1U);
  ASSERT_EQ(record.told.at(1).size(), 1U);
  EXPECT_EQ(record.told.at(1)[0].audience, "customers");
  EXPECT_EQ(record.told.at(1)[0].channel, "mail");
  EXPECT_EQ(record.told.at(1)[0].recipients, 2);
  EXPECT_EQ(record.told.at(1)[0].delivered, 0);
}

TEST_P(StoreLedger, a_page_that_holds_the_rest_is_the_last) {
  for (int i = 0; i < 3; ++i) w.announce("k" + std::to_string(i), Impact::major, {});

  EXPECT_EQ(w.ledger()->incidents(std::nullopt, 3, "").value().next, "");
  EXPECT_NE(w.ledger()->incidents(std::nullopt, 2, "").value().next, "");
}

TEST_P(StoreLedger, lists_open_and_resolved_incidents_apart) {
  w.announce("a", Impact::major, {});
  w.announce("b", Impact::major, {});
  w.resolve("a", {});
  const std::unique_ptr<Ledger> ledger = w.ledger();

  const Page<IncidentRecord> open = ledger->incidents(true, 10, "").value();
  const Page<IncidentRecord> resolved = ledger->incidents(false, 10, "").value();

  ASSERT_EQ(open.items.size(), 1U);
  EXPECT_EQ(open.items[0].incident.key, "b");
  ASSERT_EQ(resolved.items.size(), 1U);
  EXPECT_EQ(resolved.items[0].incident.key, "a");
}

TEST_P(StoreLedger, an_open_list_does_not_grow_a_gap_between_pages) {
  for (int i = 0; i < 6; ++i) w.announce("k" + std::to_string(i), Impact::major, {});
  w.resolve("k3", {});
  const std::unique_ptr<Ledger> ledger = w.ledger();

  const Page<IncidentRecord> first = ledger->incidents(true, 2, "").value();
  const Page<IncidentRecord> second = ledger->incidents(true, 2, first.next).value();

  ASSERT_EQ(second.items.size(), 2U);
  EXPECT_EQ(second.items[0].incident.key, "k2");
  EXPECT_EQ(second.items[1].incident.key, "k1");
}

TEST_P(StoreLedger, tells_one_incident_with_its_updates_in_order) {
  w.take_in("customers", "mail", addresses(2));
  w.announce("db");
  w.announce("db", Impact::critical, {Planned{}});
  w.announce("web");

  const IncidentRecord record = w.ledger()->incident({"db", 0}).value();

  EXPECT_EQ(record.incident.key, "db");
  ASSERT_EQ(record.updates.size(), 2U);
  EXPECT_EQ(record.updates[0].number, 1);
  EXPECT_EQ(record.updates[1].number, 2);
  EXPECT_EQ(record.updates[1].impact, Impact::critical);
  EXPECT_TRUE(record.updates[1].id);
  EXPECT_EQ(sum(record.deliveries), 4);
  EXPECT_TRUE(w.ledger()->incidents(std::nullopt, 1, "").value().items[0].updates.empty()) << "filled only for one incident";
}

TEST_P(StoreLedger, keeps_an_update_as_it_was_accepted) {
  Acceptance acceptance = w.plan("db", Impact::major, {});
  core::Event& event = acceptance.update.event;
  event.id = "deploy-1";
  event.title = "Checkout \"down\"\\ ✓";
  event.impact = Impact::major;
  event.services = std::vector<std::string>{"checkout"};
  event.labels = {{"region", "eu"}};
  event.consequences = {"now", "expected", "permanent"};
  event.details = "line one\nline two\ttab";
  event.workaround = "Pay by invoice.";
  event.contact = "support@example.com";
  event.next_update_in = minutes(45);
  event.overnight = core::Overnight::continues;
  event.root_cause = "a cable";
  event.actions = {{"done"}, {"planned"}};
  event.began = w.now() - minutes(3);
  event.author = "alice";
  event.audiences = {"customers"};
  event.translations["de"].title = "Kasse gestört";
  acceptance.update.next_update = w.now() + minutes(45);
  acceptance.update.reopened = true;

  w.in_group([&](Store& s) { ASSERT_TRUE(s.record(acceptance, w.now())); });

  const core::Update stored = w.ledger()->incident({"db", 0}).value().updates.at(0);
  EXPECT_EQ(stored.event, event);
  EXPECT_EQ(stored.at, w.now());
  EXPECT_EQ(stored.next_update, acceptance.update.next_update);
  EXPECT_TRUE(stored.reopened);
  EXPECT_EQ(stored.action, core::Action::open);
}

TEST_P(StoreLedger, does_not_find_what_there_is_not) {
  const std::unique_ptr<Ledger> ledger = w.ledger();

  ASSERT_FALSE(ledger->incident({"db", 0}));
  EXPECT_EQ(ledger->incident({"db", 0}).error().kind, ErrorKind::not_found);
  ASSERT_FALSE(ledger->delivery({BroadcastId{1}, RecipientId{1}}));
  EXPECT_EQ(ledger->delivery({BroadcastId{1}, RecipientId{1}}).error().kind, ErrorKind::not_found);
  EXPECT_TRUE(ledger->incidents(std::nullopt, 10, "").value().items.empty());
  EXPECT_TRUE(ledger->deliveries({}, 10, "").value().items.empty());
}

TEST_P(StoreLedger, lists_deliveries_newest_first_in_pages_each_once) {
  w.take_in("customers", "mail", addresses(7));
  for (int i = 0; i < 3; ++i) {
    w.announce("db");
    w.drain("mail");
    w.pass(minutes(1));
  }
  const std::unique_ptr<Ledger> ledger = w.ledger();

  std::vector<int> updates;
  std::set<std::string> ids;
  std::string after;
  int pages = 0;
  do {
    const Page<DeliveryRecord> page = ledger->deliveries({}, 4, after).value();
    for (const DeliveryRecord& one : page.items) {
      updates.push_back(one.update);
      ids.insert(to_text(one.id));
    }
    after = page.next;
  } while (!after.empty() && ++pages < 20);

  EXPECT_EQ(updates.size(), 21U);
  EXPECT_EQ(ids.size(), 21U);
  EXPECT_TRUE(std::is_sorted(updates.rbegin(), updates.rend()));
}

TEST_P(StoreLedger, filters_deliveries) {
  w.take_in("customers", "mail", addresses(3));
  w.take_in("customers", "slack", std::vector<std::string>{"#a"});
  const std::vector<Planned> both{Planned{}, Planned{.channel = "slack"}};
  w.announce("db", Impact::major, both);
  const std::vector<Started> started = w.start_some("mail");
  w.fail({started[0]});
  w.wait(started[1], minutes(5));
  w.drain("slack");
  w.pass(minutes(10));
  const UtcTime second = w.now();
  w.resolve("db", both);
  w.drain("slack");
  w.announce("db", Impact::major, both);
  w.drain("slack");

  struct Case {
    std::string what;
    std::function<void(DeliveryFilter&)> set;
    std::size_t count;
  };
  const std::vector<Case> cases{
      {"failed", [](DeliveryFilter& f) { f.state = DeliveryState::failed; }, 1},
      {"waiting", [](DeliveryFilter& f) { f.state = DeliveryState::waiting; }, 1},
      {"sending", [](DeliveryFilter& f) { f.state = DeliveryState::sending; }, 1},
      {"delivered on slack",
       [](DeliveryFilter& f) {
         f.state = DeliveryState::delivered;
         f.channel = "slack";
       },
       3},
      {"delivered on mail",
       [](DeliveryFilter& f) {
         f.state = DeliveryState::delivered;
         f.channel = "mail";
       },
       0},
      {"the first incident of the key",
       [](DeliveryFilter& f) {
         f.incident = "db~1";
         f.channel = "slack";
       },
       2},
      {"the newest incident of the key",
       [](DeliveryFilter& f) {
         f.incident = "db";
         f.channel = "slack";
       },
       1},
      {"its second update",
       [](DeliveryFilter& f) {
         f.incident = "db~1";
         f.update = 2;
         f.channel = "slack";
       },
       1},
      {"one recipient", [](DeliveryFilter& f) { f.recipient = "p0@example.com"; }, 1},
      {"one recipient in another spelling",
       [](DeliveryFilter& f) {
         f.recipient = "p0@EXAMPLE.com";
         f.state = DeliveryState::failed;
       },
       1},
      {"accepted since",
       [&](DeliveryFilter& f) {
         f.since = second;
         f.channel = "slack";
       },
       2},
      {"an unknown channel", [](DeliveryFilter& f) { f.channel = "pigeon"; }, 0},
      {"an unknown incident", [](DeliveryFilter& f) { f.incident = "nothing"; }, 0},
      {"edits", [](DeliveryFilter& f) { f.edits = true; }, 0},
  };

  for (const Case& tried : cases) {
    DeliveryFilter filter;
    tried.set(filter);
    EXPECT_EQ(w.list(filter).size(), tried.count) << tried.what;
  }
}

TEST_P(StoreLedger, tells_a_delivery_by_its_id) {
  w.take_in("customers", "mail", addresses(2));
  w.announce("db");
  const std::vector<Started> started = w.start_some("mail");
  w.wait(started[1], minutes(5));

  const DeliveryRecord record = w.delivery(started[1].claim.delivery);

  EXPECT_EQ(record.id, started[1].claim.delivery);
  EXPECT_EQ(record.state, DeliveryState::waiting);
  EXPECT_EQ(record.incident, "db");
  EXPECT_EQ(record.update, 1);
  EXPECT_EQ(record.audience, "customers");
  EXPECT_EQ(record.channel, "mail");
  EXPECT_EQ(record.recipient, "p1@example.com");
  EXPECT_EQ(record.due, w.now() + minutes(5));
}

TEST_P(StoreLedger, tells_the_depth_of_each_channel) {
  w.take_in("customers", "mail", addresses(5));
  w.take_in("customers", "slack", std::vector<std::string>{"#a"});
  w.announce("db", Impact::major, {Planned{}, Planned{.channel = "slack"}});
  w.announce("web");
  w.deliver(w.start_some("mail", 2));

  std::map<std::string, StateCounts> depths;
  const std::vector<ChannelDepth> all = w.ledger()->depths().value();
  for (const ChannelDepth& one : all) depths[one.channel] = one.counts;

  EXPECT_EQ(in(depths["mail"], DeliveryState::queued), 8);
  EXPECT_EQ(in(depths["mail"], DeliveryState::delivered), 2);
  EXPECT_EQ(in(depths["slack"], DeliveryState::queued), 1);
}

}  // namespace
}  // namespace crier::store
