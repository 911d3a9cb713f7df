#include "contract/store_contract.h"

/// Who did what when: updates and commands in the order in which they were committed.
namespace crier::store {
namespace {

using core::Impact;
using core::UpdateState;
using std::chrono::hours;
using std::chrono::minutes;

class StoreLog : public StoreContract {
 protected:
  void note(const std::string& command, const std::string& incident = "", int update = 0) {
    w.in_group([&](Store& s) { EXPECT_TRUE(s.note({w.now(), "alice", command, incident, update, "it was done"})); });
  }
  /// Each as "incident#update command".
  std::vector<std::string> log(const std::string& incident = "", std::size_t limit = 100) {
    std::vector<std::string> all;
    std::string after;
    do {
      const auto page = w.ledger()->log(incident, limit, after).value();
      EXPECT_LE(page.items.size(), limit);
      for (const LogEntry& one : page.items) all.push_back(one.incident + "#" + std::to_string(one.update) + " " + one.command);
      after = page.next;
    } while (!after.empty());
    return all;
  }
  void sweep() {
    w.in_group([&](Store& s) { EXPECT_TRUE(s.sweep(w.now() - hours(24 * 400), w.now() - hours(24 * 90), w.now(), 1000)); });
  }
};
INSTANTIATE_TEST_SUITE_P(Contract, StoreLog, ::testing::ValuesIn(backends()),
                         [](const ::testing::TestParamInfo<BackendKind>& tested) { return tested.param.name; });

TEST_P(StoreLog, is_empty_before_anything_happens) { EXPECT_TRUE(log().empty()); }

TEST_P(StoreLog, keeps_a_command_as_it_was_told) {
  w.announce("db", Impact::major, {});
  const LogEntry told{w.now(), "alice", "stop", "db", 1, "12 delivered, 3 on their way, 85 will not be sent"};
  w.in_group([&](Store& s) { ASSERT_TRUE(s.note(told)); });
  w.restart();

  const auto page = w.ledger()->log("", 10, "").value();

  ASSERT_EQ(page.items.size(), 2U);
  EXPECT_EQ(page.items[0], told);
}

TEST_P(StoreLog, has_updates_and_commands_in_the_order_of_their_commits) {
  note("reload");
  w.announce("db", Impact::major, {});
  note("retry", "db", 1);
  note("cancel", "db", 1);
  w.announce("web", Impact::major, {});
  w.announce("db", Impact::major, {});
  note("pause");

  const std::vector<std::string> newest_first{"#0 pause",   "db#2 update", "web#1 open", "db#1 cancel",
                                              "db#1 retry", "db#1 open",   "#0 reload"};
  EXPECT_EQ(log(), newest_first);
  EXPECT_EQ(log("", 1), newest_first) << "in pages of one";
  EXPECT_EQ(log("", 3), newest_first) << "in pages of three";
}

TEST_P(StoreLog, of_one_incident_is_that_of_the_occurrence_meant) {
  w.announce("db", Impact::major, {});
  note("retry", "db", 1);
  w.resolve("db", {});
  w.announce("db", Impact::major, {});
  note("cancel", "db~2", 1);
  note("retry", "db", 2);
  note("pause");
  w.announce("web", Impact::major, {});

  EXPECT_EQ(log("db"), (std::vector<std::string>{"db~2#1 cancel", "db~2#1 open"})) << "the key is that of the newest";
  EXPECT_EQ(log("db~1"), (std::vector<std::string>{"db#2 retry", "db#2 resolve", "db#1 retry", "db#1 open"}));
  EXPECT_EQ(log("db~1", 1), (std::vector<std::string>{"db#2 retry", "db#2 resolve", "db#1 retry", "db#1 open"}));
  EXPECT_EQ(log("nothing"), std::vector<std::string>{});
}

TEST_P(StoreLog, says_of_an_update_who_sent_it_and_what_came_of_it) {
  Acceptance told = w.plan("db", Impact::major, {});
  told.update.peer = "bob";
  told.update.audiences = {"customers", "partners"};
  w.record(told);
  w.pass(minutes(1));
  Acceptance quiet = w.plan("db", Impact::major, {});
  quiet.update.state = UpdateState::recorded;
  quiet.update.peer = "zabbix";
  w.record(quiet);

  const auto page = w.ledger()->log("", 10, "").value();

  ASSERT_EQ(page.items.size(), 2U);
  EXPECT_EQ(page.items[0], (LogEntry{w.now(), "zabbix", "update", "db", 2, "recorded, nobody was told"}));
  EXPECT_EQ(page.items[1], (LogEntry{w.now() - minutes(1), "bob", "open", "db", 1, "announced to customers, partners"}));
}

TEST_P(StoreLog, says_of_a_pending_update_what_has_become_of_it_since) {
  w.keep("db", UpdateState::held, w.now());
  w.keep("db", UpdateState::waiting, w.now());
  const Accepted draft = w.keep("db", UpdateState::draft);
  const auto effects = [&] {
    std::vector<std::string> all;
    const auto page = w.ledger()->log("", 10, "").value();
    for (const LogEntry& one : page.items) all.push_back(one.effect);
    return all;
  };
  EXPECT_EQ(effects(), (std::vector<std::string>{"is a draft", "waits", "is held"}));

  w.in_group([&](Store& s) { EXPECT_TRUE(s.end_pending(draft.update, UpdateState::withdrawn).value()); });

  EXPECT_EQ(effects().at(0), "withdrawn, nobody was told");
}

TEST_P(StoreLog, refuses_a_place_that_it_never_answered) {
  w.announce("db", Impact::major, {});

  for (const std::string nowhere : {"somewhere", "1", "1.", ".1", "1.x", "9223372036854775807.1", "9223372036854775808.1"}) {
    EXPECT_EQ(w.ledger()->log("", 10, nowhere).error().kind, ErrorKind::invalid) << nowhere;
  }
}

TEST_P(StoreLog, does_not_keep_what_was_not_committed) {
  w.in_lost_group([&](Store& s) { EXPECT_TRUE(s.note({w.now(), "alice", "pause", "", 0, ""})); });

  EXPECT_TRUE(log().empty());
}

TEST_P(StoreLog, goes_with_history) {
  w.announce("old", Impact::major, {});
  note("retry", "old", 1);
  w.resolve("old", {});
  w.announce("open", Impact::major, {});
  note("retry", "open", 1);
  note("pause");
  note("retry", "never-known", 1);
  w.pass(hours(24 * 450));
  w.announce("new", Impact::major, {});
  note("resume");

  sweep();

  EXPECT_EQ(log(), (std::vector<std::string>{"#0 resume", "new#1 open", "open#1 retry", "open#1 open"}))
      << "of open incidents all stays, whatever its age";
}

TEST_P(StoreLog, goes_with_history_a_few_rows_at_a_time) {
  for (int i = 0; i < 10; ++i) note("pause");
  w.pass(hours(24 * 450));
  w.in_group([&](Store& s) { EXPECT_EQ(s.sweep(w.now() - hours(24 * 400), w.now(), w.now(), 4).value(), 4); });

  EXPECT_EQ(log().size(), 6U);
}

}  // namespace
}  // namespace crier::store
