#include "contract/store_contract.h"

namespace crier::store {
namespace {

using core::DeliveryState;
using core::Impact;

CRIER_STORE_SUITE(StoreDirectory);

std::vector<core::Recipient> mailboxes(const std::vector<std::string>& addresses) {
  std::vector<core::Recipient> all;
  for (const std::string& address : addresses) all.push_back(recipient("mail", address));
  return all;
}

TEST_P(StoreDirectory, knows_no_group_before_one_was_begun) {
  EXPECT_FALSE(w.group("customers", "mail").exists);
  w.in_group([&](Store& s) {
    EXPECT_EQ(s.fingerprint("customers", "mail").value(), "");
    EXPECT_TRUE(s.groups().value().empty());
  });
}

TEST_P(StoreDirectory, counts_a_generation_when_it_is_complete) {
  w.in_group([&](Store& s) {
    ASSERT_TRUE(s.begin("customers", "mail"));
    EXPECT_EQ(s.add("customers", "mail", mailboxes({"a@example.com", "b@example.com", "a@example.com"})).value(), 2)
        << "the same address again changes nothing";
    EXPECT_EQ(s.add("customers", "mail", mailboxes({"b@example.com", "c@example.com"})).value(), 1) << "in a later chunk too";
  });
  EXPECT_EQ(w.group("customers", "mail").recipients, 0) << "the open generation does not count";
  w.in_group([&](Store& s) { EXPECT_TRUE(s.complete("customers", "mail", "abc", 100).value()); });

  EXPECT_TRUE(w.group("customers", "mail").exists);
  EXPECT_EQ(w.group("customers", "mail").recipients, 3);
  w.in_group([&](Store& s) {
    EXPECT_EQ(s.fingerprint("customers", "mail").value(), "abc");
    EXPECT_EQ(s.groups().value(), (std::vector<std::pair<std::string, std::string>>{{"customers", "mail"}}));
  });
}

TEST_P(StoreDirectory, compares_mail_addresses_with_the_domain_in_lower_case) {
  w.in_group([&](Store& s) {
    ASSERT_TRUE(s.begin("customers", "mail"));
    EXPECT_EQ(s.add("customers", "mail", mailboxes({"Ann@Example.COM", "Ann@example.com", "ann@example.com"})).value(), 2)
        << "the domain is folded, the local part is the receiver's business";
  });
}

TEST_P(StoreDirectory, keeps_other_addresses_as_they_are) {
  w.in_group([&](Store& s) {
    ASSERT_TRUE(s.begin("customers", "hooks"));
    EXPECT_EQ(
        s.add("customers", "hooks", {recipient("hooks", "https://example.com/A"), recipient("hooks", "https://example.com/a")}).value(), 2);
  });
}

TEST_P(StoreDirectory, takes_in_a_channel_that_is_its_own_recipient) {
  w.take_in("public", "x", std::vector<std::string>{""});
  w.announce("db", Impact::major, {Planned{.audience = "public", .channel = "x"}});

  EXPECT_EQ(w.drain("x"), std::vector<std::string>{"/1"});
}

TEST_P(StoreDirectory, removes_whom_the_new_generation_does_not_have_in_chunks) {
  w.take_in("customers", "mail", addresses(10));
  w.in_group([&](Store& s) {
    ASSERT_TRUE(s.begin("customers", "mail"));
    ASSERT_TRUE(s.add("customers", "mail", mailboxes({"p0@example.com", "new@example.com"})));
  });

  int calls = 1;
  for (bool done = false; !done && calls < 20; ++calls) {
    w.in_group([&](Store& s) { done = s.complete("customers", "mail", "second", 4).value(); });
  }

  EXPECT_GE(calls - 1, 3) << "nine left, four at a time";
  EXPECT_EQ(w.group("customers", "mail").recipients, 2);
  w.announce("db");
  EXPECT_EQ(w.drain("mail"), (std::vector<std::string>{"p0@example.com/1", "new@example.com/1"}));
}

TEST_P(StoreDirectory, leaves_the_earlier_generation_in_force_when_a_pass_breaks_off) {
  w.take_in("customers", "mail", addresses(2));
  w.in_group([&](Store& s) {
    ASSERT_TRUE(s.begin("customers", "mail"));
    ASSERT_TRUE(s.add("customers", "mail", mailboxes({"new@example.com"})));
  });

  w.restart();

  EXPECT_EQ(w.group("customers", "mail").recipients, 2);
  w.in_group([&](Store& s) { EXPECT_EQ(s.fingerprint("customers", "mail").value(), "fingerprint"); });
}

TEST_P(StoreDirectory, goes_on_after_a_pass_that_broke_off) {
  w.take_in("customers", "mail", addresses(2));
  w.in_group([&](Store& s) {
    ASSERT_TRUE(s.begin("customers", "mail"));
    ASSERT_TRUE(s.add("customers", "mail", mailboxes({"x@example.com", "y@example.com"})));
  });
  w.restart();

  w.take_in("customers", "mail", std::vector<std::string>{"p1@example.com", "y@example.com", "z@example.com"});

  EXPECT_EQ(w.group("customers", "mail").recipients, 3);
  w.announce("db");
  std::vector<std::string> told = w.drain("mail");
  std::sort(told.begin(), told.end());
  EXPECT_EQ(told, (std::vector<std::string>{"p1@example.com/1", "y@example.com/1", "z@example.com/1"}))
      << "whom only the broken-off pass named is not written to";
}

TEST_P(StoreDirectory, expands_a_broadcast_accepted_meanwhile_when_the_generation_is_complete) {
  w.take_in("customers", "mail", addresses(2));
  w.in_group([&](Store& s) {
    ASSERT_TRUE(s.begin("customers", "mail"));
    ASSERT_TRUE(s.add("customers", "mail", mailboxes({"p1@example.com", "new@example.com"})));
  });
  w.announce("db");
  const ClassId mail = w.class_of("mail");
  EXPECT_FALSE(w.next_due(mail)) << "work that waits for its file is not due";
  EXPECT_TRUE(w.heads(mail, core::Lane::normal).empty());

  w.in_group([&](Store& s) { ASSERT_TRUE(s.complete("customers", "mail", "second", 100).value()); });

  EXPECT_TRUE(w.next_due(mail));
  EXPECT_EQ(w.drain("mail"), (std::vector<std::string>{"p1@example.com/1", "new@example.com/1"}));
  EXPECT_EQ(sum(w.counts("db")), 2);
}

TEST_P(StoreDirectory, expands_a_broadcast_accepted_during_a_pass_that_broke_off) {
  w.in_group([&](Store& s) {
    ASSERT_TRUE(s.begin("customers", "mail"));
    ASSERT_TRUE(s.add("customers", "mail", mailboxes({"a@example.com"})));
  });
  w.announce("db");
  w.restart();

  w.take_in("customers", "mail", std::vector<std::string>{"a@example.com", "b@example.com"});

  EXPECT_EQ(w.drain("mail"), (std::vector<std::string>{"a@example.com/1", "b@example.com/1"}));
}

TEST_P(StoreDirectory, counts_later_additions_from_the_next_update) {
  w.take_in("customers", "mail", std::vector<std::string>{"a@example.com", "b@example.com"});
  w.announce("db");
  w.start_some("mail", 1);

  w.take_in("customers", "mail", std::vector<std::string>{"a@example.com", "b@example.com", "c@example.com"});
  EXPECT_EQ(w.drain("mail"), std::vector<std::string>{"b@example.com/1"});
  EXPECT_EQ(sum(w.counts("db")), 2);

  w.announce("web");
  EXPECT_EQ(w.drain("mail").size(), 3U);
}

TEST_P(StoreDirectory, lets_a_removal_win_at_expansion) {
  w.take_in("customers", "mail", addresses(4));
  w.announce("db");
  w.deliver(w.start_some("mail", 1));

  w.take_in("customers", "mail", std::vector<std::string>{"p0@example.com", "p3@example.com"});

  EXPECT_EQ(w.drain("mail"), std::vector<std::string>{"p3@example.com/1"});
  EXPECT_EQ(sum(w.counts("db")), 2) << "whoever left before expansion was never a recipient";
}

TEST_P(StoreDirectory, lets_a_removal_win_before_the_send) {
  w.take_in("customers", "mail", addresses(2));
  w.announce("db");
  const std::vector<Started> started = w.start_some("mail", 1);
  w.wait(started[0], std::chrono::minutes(1));

  w.take_in("customers", "mail", std::vector<std::string>{"p1@example.com"});
  w.pass(std::chrono::minutes(2));

  EXPECT_EQ(w.drain("mail"), std::vector<std::string>{"p1@example.com/1"});
  const StateCounts counts = w.counts("db");
  EXPECT_EQ(in(counts, DeliveryState::waiting) + in(counts, DeliveryState::queued), 0) << "the one who left is not waited for";
  EXPECT_EQ(sum(counts), 2);
}

TEST_P(StoreDirectory, empties_a_group_by_an_empty_generation) {
  w.take_in("customers", "mail", addresses(3));

  w.take_in("customers", "mail", std::vector<std::string>{});

  EXPECT_EQ(w.group("customers", "mail").recipients, 0);
  w.announce("db");
  EXPECT_TRUE(w.drain("mail").empty());
  EXPECT_EQ(sum(w.counts("db")), 0);
}

TEST_P(StoreDirectory, takes_an_address_back_that_had_left) {
  w.take_in("customers", "mail", addresses(2));
  w.take_in("customers", "mail", addresses(1));
  w.take_in("customers", "mail", addresses(2));

  w.announce("db");

  EXPECT_EQ(w.drain("mail").size(), 2U);
}

TEST_P(StoreDirectory, tells_the_name_and_secret_of_the_newest_generation) {
  core::Recipient one = recipient("hooks", "https://a.example/hook");
  one.name = "Old";
  w.take_in("customers", "hooks", std::vector<core::Recipient>{one});
  one.name = "New";
  one.secret_file = "/etc/crier/hook";
  w.take_in("customers", "hooks", std::vector<core::Recipient>{one});
  w.announce("db", Impact::major, {Planned{.channel = "hooks"}});

  const std::vector<Started> started = w.start_some("hooks");

  ASSERT_EQ(started.size(), 1U);
  EXPECT_EQ(started[0].name, "New");
  EXPECT_EQ(started[0].secret_file, "/etc/crier/hook");
}

TEST_P(StoreDirectory, previews_how_many_are_reached) {
  w.take_in("customers", "mail", addresses(4));
  w.take_in("partners", "mail", addresses(6));

  const BroadcastCount count = w.ledger()->reach("partners", "mail", {"customers"}).value().count;

  EXPECT_EQ(count.recipients, 2);
  EXPECT_EQ(count.deduplicated, 4);
  EXPECT_EQ(w.ledger()->reach("nobody", "mail", {}).value().count.recipients, 0);
}

TEST_P(StoreDirectory, previews_in_which_languages_they_are_reached) {
  std::vector<core::Recipient> partners{recipient("mail", "a@b.example"), recipient("mail", "c@d.example"),
                                        recipient("mail", "e@f.example")};
  partners[0].language = partners[1].language = "de";
  w.take_in("customers", "mail", std::vector<core::Recipient>{recipient("mail", "a@b.example")});
  w.take_in("partners", "mail", partners);

  const std::map<std::string, std::int64_t> expected{{"", 1}, {"de", 1}};
  EXPECT_EQ(w.ledger()->reach("partners", "mail", {"customers"}).value().languages, expected);
}

}  // namespace
}  // namespace crier::store
