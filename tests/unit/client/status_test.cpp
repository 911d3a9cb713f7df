#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "terminal.h"

namespace crier::client {
namespace {

using testing::HasSubstr;
using testing::Not;

struct Status : testing::Test, Terminal {
  /// Answers by the whole path, else by the path without its query.
  std::map<std::string, Answer> pages;
  Status() {
    pages["/v1/whoami"] = {200, R"({"peer":"alice@token","may":["read","publish","operate"],"divert":null})", 0};
    pages["/v1/incidents"] = {200, R"({"incidents":[],"next":null})", 0};
    pages["/v1/updates"] = {200, R"({"updates":[],"next":null})", 0};
    pages["/v1/schedule"] = {501, R"({"detail":"This call is not built in this release; nothing was done."})", 0};
    pages["/v1/channels"] = {200, R"({"channels":[{"name":"mail","state":"ready"}]})", 0};
    pages["/v1/deliveries"] = {200, R"({"deliveries":[],"next":null})", 0};
    daemon.answer = [this](const Call& call) -> Result<Answer> {
      if (const auto whole = pages.find(call.path); whole != pages.end()) return whole->second;
      const auto page = pages.find(call.path.substr(0, call.path.find('?')));
      return page == pages.end() ? Answer{404, R"({"detail":"no such call"})", 0} : page->second;
    };
  }
};

TEST_F(Status, a_quiet_night_is_five_lines) {
  EXPECT_EQ(type({}), 0) << err.str();

  EXPECT_EQ(out.str(),
            "You are alice@token; you may read, publish and operate.\n"
            "LIVE: messages reach real recipients.\n"
            "\nNo incident is open; to open one: crier open KEY\n"
            "\nAll channels send.\n");
  const auto short_form = out.str();
  EXPECT_EQ(type({"status"}), 0);
  EXPECT_EQ(out.str(), short_form) << "crier is crier status";
}

TEST_F(Status, says_loudly_that_nothing_is_real) {
  pages["/v1/whoami"].body = R"({"peer":"alice","may":["read"],"divert":"all"})";
  EXPECT_EQ(type({}), 0);
  EXPECT_THAT(out.str(), HasSubstr("You are alice; you may read.\nDIVERTED: this is a rehearsal; no message reaches a real recipient.\n"));
  EXPECT_THAT(out.str(), Not(HasSubstr("LIVE")));

  pages["/v1/whoami"].body = R"({"peer":"alice","may":["read","operate"],"divert":"exercises"})";
  EXPECT_EQ(type({}), 0);
  EXPECT_THAT(out.str(), HasSubstr("you may read and operate.\nLIVE: messages reach real recipients; only exercises are diverted.\n"));
}

TEST_F(Status, a_maintenance_says_when_it_is_and_after_its_end_how_to_end_it) {
  pages["/v1/incidents"].body =
      R"({"incidents":[{"incident":"disks","title":"D","impact":"none","status":"scheduled","owner":"","promise":null,"maintenance":{"starts":"2026-11-23T21:00:00Z","ends":"2026-11-23T23:00:00Z"}},)"
      R"({"incident":"mail","title":"M","impact":"none","status":"in-progress","owner":"","promise":null,"maintenance":{"starts":"2026-11-22T11:00:00Z","ends":"2026-11-22T13:00:00Z"}}],"next":null})";
  EXPECT_EQ(type({}), 0);
  EXPECT_THAT(out.str(), HasSubstr("    from 2026-11-23 21:00 UTC until 2026-11-23 23:00 UTC\n    crier show disks\n"));
  EXPECT_THAT(out.str(),
              HasSubstr("    from 11:00 UTC until 13:00 UTC\n    crier maintenance mail --done --summary …, or --extend 1h --summary …\n"));
}

TEST_F(Status, overdue_promises_come_first_each_incident_with_its_next_command) {
  pages["/v1/incidents"].body =
      R"({"incidents":[{"incident":"quiet","title":"Q","impact":"minor","status":"monitoring","opened":"2026-11-22T13:04:20Z","owner":"bob","promise":null},)"
      R"({"incident":"ownerless","title":"O","impact":"critical","status":"investigating","opened":"2026-11-20T12:05:00Z","owner":"","acknowledged":{"by":"eve","at":"2026-11-20T12:06:00Z"},"promise":"2026-11-22T13:45:00Z"},)"
      R"({"incident":"late~2","title":"L\u001b","impact":"minor","status":"identified","opened":"2026-11-22T11:00:00Z","owner":"bob","promise":"2026-11-22T13:00:00Z","restricted":true},)"
      R"({"incident":"later","title":"M","impact":"major","status":"identified","opened":"2026-11-22T11:00:00Z","owner":"bob","promise":"2026-11-22T12:45:00Z","exercise":true}],"next":null})";

  EXPECT_EQ(type({}), 0) << err.str();

  EXPECT_THAT(out.str(), HasSubstr("\n4 incidents are open:\n"
                                   "  later  major, identified, open for 2h 5m, bob has it, exercise\n"
                                   "    M\n"
                                   "    next update promised for 12:45 UTC, 20m overdue\n"
                                   "    crier update later --summary …, or crier nonews later 45m\n"
                                   "  late~2  minor, identified, open for 2h 5m, bob has it, restricted\n"
                                   "    L\\x1b\n"
                                   "    next update promised for 13:00 UTC, 5m overdue\n"
                                   "    crier update late --summary …, or crier nonews late 45m\n"
                                   "  ownerless  critical, investigating, open for 2d 1h, acknowledged by eve, nobody has it\n"
                                   "    O\n"
                                   "    next update promised for 13:45 UTC, in 40m\n"
                                   "    crier take ownerless\n"
                                   "  quiet  minor, monitoring, open for 40s, bob has it\n"
                                   "    Q\n"
                                   "    crier show quiet\n"));
}

TEST_F(Status, shows_what_is_not_sent_yet_with_its_commands) {
  pages["/v1/updates?limit=1000&state=held"] = {
      200,
      R"({"updates":[{"update_id":"u5","incident":"db","number":2,"state":"held","title":"T","summary":"H.","author":"bob","at":"2026-11-22T13:04:50Z","due":"2026-11-22T13:06:00Z"}]})",
      0};
  pages["/v1/updates?limit=1000&state=draft"] = {
      200,
      R"({"updates":[{"update_id":"u6","incident":"web","number":1,"state":"draft","title":"W","summary":"D.\nE.","author":"","peer":"prom","at":"2026-11-22T12:55:00Z","due":null}]})",
      0};

  EXPECT_EQ(type({}), 0) << err.str();

  EXPECT_THAT(out.str(), HasSubstr("\nNot sent yet:\n"
                                   "  web 1: a draft, by prom, 10m old\n    W\n    D.\n    E.\n"
                                   "    to send it: crier approve web 1; to drop it: crier withdraw web 1\n"
                                   "  db 2: held, goes out in 1m, by bob, 10s old\n    T\n    H.\n"
                                   "    to send it: crier approve db 2; to drop it: crier stop u5\n"));
}

TEST_F(Status, shows_what_the_clock_will_say_where_there_is_a_clock) {
  EXPECT_EQ(type({}), 0);
  EXPECT_THAT(out.str(), Not(HasSubstr("clock")));
  EXPECT_THAT(out.str(), Not(HasSubstr("not built")));

  pages["/v1/schedule"] = {200, R"({"occasions":[{"at":"2026-11-22T14:30:00Z","occasion":"promise","incident":"db","audience":"emea"}]})",
                           0};
  EXPECT_EQ(type({}), 0);
  EXPECT_THAT(out.str(),
              HasSubstr("\nWhat the clock will say in the next two hours (crier schedule):\n  14:30 UTC  promise of db to emea\n"));
  EXPECT_THAT(daemon.calls.at(5).path, HasSubstr("until=2026-11-22T15:05:00Z"));
}

TEST_F(Status, says_what_is_blocked_and_what_failed) {
  pages["/v1/channels"].body =
      R"({"channels":[{"name":"mail","state":"ready"},{"name":"x","state":"paused","reason":"by alice","depth":4},{"name":"hooks","state":"blocked","reason":"","depth":0}]})";
  pages["/v1/deliveries"].body = R"({"deliveries":[{},{}]})";

  EXPECT_EQ(type({}), 0);

  EXPECT_THAT(out.str(), HasSubstr("\nChannel x is paused (by alice), 4 not sent.\n    crier resume x\n"
                                   "Channel hooks is blocked, 0 not sent.\n    crier resume hooks\n"));
  EXPECT_THAT(out.str(),
              HasSubstr("\n2 deliveries failed in the last 24 h.\n    crier queue --state failed, then crier retry --all-failed\n"));
  EXPECT_THAT(out.str(), Not(HasSubstr("All channels send")));
}

TEST_F(Status, who_may_not_read_is_told_who_he_is) {
  pages["/v1/whoami"].body = R"({"peer":"prometheus","may":["publish"],"divert":null})";

  EXPECT_EQ(type({}), 77);

  EXPECT_THAT(err.str(), HasSubstr("You are prometheus and may publish, not read what is open; ask who runs crierd"));
  EXPECT_EQ(daemon.calls.size(), 1U);
}

TEST_F(Status, shows_nothing_rather_than_half_of_it) {
  for (const char* path : {"/v1/whoami", "/v1/incidents", "/v1/updates", "/v1/schedule", "/v1/channels", "/v1/deliveries"}) {
    const auto before = pages[path];
    pages[path] = {403, R"({"detail":"you may not"})", 0};
    EXPECT_EQ(type({}), 77) << path;
    EXPECT_EQ(out.str(), "") << path;
    EXPECT_EQ(err.str(), "crier: you may not\n") << path;
    pages[path] = before;
  }
}

TEST_F(Status, follows_the_pages_of_open_incidents) {
  pages["/v1/incidents"].body = R"({"incidents":[{"incident":"one"}],"next":"a b"})";
  pages["/v1/incidents?state=open&limit=1000&after=a%20b"] = {200, R"({"incidents":[{"incident":"two"}],"next":null})", 0};

  EXPECT_EQ(type({}), 0);

  EXPECT_THAT(out.str(), HasSubstr("2 incidents are open:"));
}

TEST_F(Status, is_one_object_with_json) {
  pages["/v1/incidents"].body = R"({"incidents":[{"incident":"one"}],"next":null})";

  EXPECT_EQ(type({"--json"}), 0);

  const auto value = boost::json::parse(out.str());
  EXPECT_EQ(value.at("whoami").at("peer").as_string(), "alice@token");
  EXPECT_EQ(value.at("incidents").as_array().at(0).at("incident").as_string(), "one");
  for (const char* name : {"updates", "occasions", "failed"}) EXPECT_TRUE(value.at(name).as_array().empty()) << name;
  EXPECT_EQ(value.at("channels").as_array().size(), 1U);
}

TEST_F(Status, fits_eighty_columns_but_for_commands_that_are_to_be_copied) {
  pages["/v1/incidents"].body =
      R"({"incidents":[{"incident":"checkout-db","title":"Checkout unavailable","impact":"critical","status":"investigating","opened":"2026-11-20T12:05:00Z","owner":"alice","promise":"2026-11-21T13:45:00Z"}],"next":null})";

  EXPECT_EQ(type({}), 0);

  std::istringstream lines(out.str());
  for (std::string line; std::getline(lines, line);) EXPECT_LE(line.size(), 80U) << line;
}

}  // namespace
}  // namespace crier::client
