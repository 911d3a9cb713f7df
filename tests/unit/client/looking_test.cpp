#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "terminal.h"

namespace crier::client {
namespace {

using testing::HasSubstr;

struct Looking : testing::Test, Terminal {
  /// Answers by the beginning of the path.
  std::map<std::string, std::string> pages;
  Looking() {
    daemon.answer = [this](const Call& call) -> Result<Answer> {
      std::string best = "{}";
      std::size_t length = 0;
      for (const auto& [path, body] : pages) {
        if (call.path.starts_with(path) && path.size() >= length) best = body, length = path.size();
      }
      return Answer{200, best, 0};
    };
  }
};

TEST_F(Looking, the_door_is_the_socket_unless_said_otherwise) {
  type({"list"});
  EXPECT_EQ(daemon.address.socket, "/run/crier/crier.sock");
  variables["CRIER_SOCKET"] = "/tmp/env.sock";
  type({"list"});
  EXPECT_EQ(daemon.address.socket, "/tmp/env.sock");
  type({"--socket", "/tmp/flag.sock", "list"});
  EXPECT_EQ(daemon.address.socket, "/tmp/flag.sock");
  EXPECT_EQ(type({"--socket", "/tmp/flag.sock", "--url", "http://127.0.0.1:9797", "list"}), 64);
}

TEST_F(Looking, a_url_goes_with_the_token_of_a_file) {
  const auto file = std::filesystem::temp_directory_path() / ("crier-token-" + std::to_string(getpid()));
  std::ofstream(file) << "secret\n";

  EXPECT_EQ(type({"--url", "http://127.0.0.1:9797", "--token-file", file, "list"}), 0);
  EXPECT_EQ(daemon.address.url, "http://127.0.0.1:9797");
  EXPECT_EQ(daemon.address.token.reveal(), "secret");
  std::filesystem::remove(file);
  EXPECT_EQ(type({"--url", "http://127.0.0.1:9797", "--token-file", file, "list"}), 66);
}

TEST_F(Looking, lists_incidents_in_a_table) {
  pages["/v1/incidents"] =
      R"({"incidents":[{"incident":"db","status":"identified","impact":"major","opened":"2026-11-22T11:00:00Z","promise":"2026-11-22T13:45:00Z","owner":"bob","title":"Slow\u001b[1m"},)"
      R"({"incident":"web","status":"resolved","impact":"none","opened":"2026-11-19T09:00:00Z","promise":null,"owner":"","acknowledged":{"by":"eve","at":"2026-11-19T09:01:00Z"},"title":"T"}],"next":"x"})";

  EXPECT_EQ(type({"list", "--state", "open", "--limit", "1"}), 0);

  EXPECT_EQ(daemon.calls.at(0).path, "/v1/incidents?limit=1&state=open");
  EXPECT_EQ(out.str(),
            "INCIDENT  STATUS      IMPACT  AGE    PROMISE  OWNER            TITLE\n"
            "db        identified  major   2h 5m  in 40m   bob              Slow\\x1b[1m\n"
            "web       resolved    none    3d 4h  -        - (seen by eve)  T\n"
            "There are more; to see them: crier list --limit N\n");
}

TEST_F(Looking, lists_what_is_pending_where_something_is) {
  pages["/v1/incidents"] =
      R"({"incidents":[{"incident":"db","status":"identified","impact":"major","title":"T","promise":"2026-11-22T12:45:00Z",)"
      R"("pending":[{"update":2,"state":"draft"},{"update":3,"state":"held"},{"update":4,"state":"draft"}]},{"incident":"b"}]})";

  EXPECT_EQ(type({"list"}), 0);

  EXPECT_EQ(out.str(),
            "INCIDENT  STATUS      IMPACT  AGE  PROMISE   OWNER  PENDING          TITLE\n"
            "db        identified  major   -    20m late  -      2 draft, 1 held  T\n"
            "b                             -    -         -      -\n");
}

TEST_F(Looking, shows_who_was_told_who_has_it_and_what_kind_it_is) {
  pages["/v1/incidents/"] =
      R"({"incident":"db","title":"T","owner":"bob","acknowledged":{"by":"eve","at":"2026-11-22T13:01:00Z"},"told":["emea","us"],"dropped":["apac"],"restricted":true,"exercise":true,"updates":[]})";
  EXPECT_EQ(type({"show", "db"}), 0);
  EXPECT_THAT(out.str(), HasSubstr("  owner       bob\n  seen        by eve at 2026-11-22T13:01:00Z\n  told        emea, us\n  dropped     "
                                   "apac\n  deliveries  none\n"));
  EXPECT_THAT(out.str(), HasSubstr("  restricted: "));
  EXPECT_THAT(out.str(), HasSubstr("  an exercise: "));

  pages["/v1/incidents/"] = R"({"incident":"db~2","title":"T","owner":"","told":[],"dropped":[],"restricted":false,"exercise":false})";
  EXPECT_EQ(type({"show", "db~2"}), 0);
  EXPECT_THAT(out.str(), HasSubstr("  owner       nobody; to have it: crier take db\n  told        -\n  deliveries  none\n"));
  EXPECT_THAT(out.str(), testing::Not(HasSubstr("restricted")));
  EXPECT_THAT(out.str(), testing::Not(HasSubstr("exercise")));
}

TEST_F(Looking, a_restricted_incident_without_its_words_is_named_so) {
  pages["/v1/incidents"] = R"({"incidents":[{"incident":"db","title":"","restricted":true}]})";
  EXPECT_EQ(type({"list"}), 0);
  EXPECT_THAT(out.str(), HasSubstr("(restricted)\n"));
  pages["/v1/incidents/"] =
      R"({"incident":"db","title":"","restricted":true,"updates":[{"number":1,"update_id":"u1","state":"announced","summary":""}]})";
  EXPECT_EQ(type({"show", "db"}), 0);
  EXPECT_THAT(out.str(), HasSubstr("db: (restricted)\n"));
}

TEST_F(Looking, shows_both_versions_of_what_was_corrected) {
  pages["/v1/incidents/"] =
      R"({"incident":"db","updates":[)"
      R"({"number":1,"update_id":"u1","action":"open","state":"announced","summary":"All of Europe.","event":{"summary":"All of Europe."}},)"
      R"({"number":2,"update_id":"u2","action":"update","state":"announced","summary":"Only Germany.","event":{"summary":"Only Germany.","corrects":1}},)"
      R"({"number":3,"update_id":"u3","action":"update","state":"draft","summary":"D.","event":{"summary":"D.","corrects":2}}]})";

  EXPECT_EQ(type({"show", "db"}), 0);

  EXPECT_THAT(out.str(), HasSubstr("announced  u1\n    WRONG, corrected by 2:\n    All of Europe.\n"));
  EXPECT_THAT(out.str(), HasSubstr("announced  u2\n    corrects 1:\n    Only Germany.\n")) << "a draft has corrected nothing yet";
  EXPECT_THAT(out.str(), HasSubstr("draft  u3\n    corrects 2:\n    D.\n"));
}

TEST_F(Looking, of_an_earlier_occurrence_names_it_in_the_commands) {
  pages["/v1/incidents/db~1"] =
      R"({"incident":"db","pending":[{"update":2,"state":"draft","due":null}],"updates":[{"update_id":"u2","number":2,"state":"draft"}]})";

  EXPECT_EQ(type({"show", "db~1"}), 0);

  EXPECT_THAT(out.str(), HasSubstr("to send it: crier approve db~1 2; to drop it: crier withdraw db~1 2\n"));
}

TEST_F(Looking, shows_what_is_pending_with_its_commands) {
  pages["/v1/incidents/"] =
      R"({"incident":"db","pending":[{"update":2,"state":"held","due":"2026-11-22T13:06:00Z"},{"update":3,"state":"draft","due":null}],"updates":[)"
      R"({"number":1,"update_id":"u1","state":"announced","summary":"A."},{"number":2,"update_id":"u2","state":"held","summary":"B."},)"
      R"({"number":3,"update_id":"u3","state":"draft","summary":"C."},{"number":4,"update_id":"u4","state":"withdrawn","summary":"D."}]})";

  EXPECT_EQ(type({"show", "db"}), 0);

  EXPECT_THAT(out.str(), HasSubstr("    A.\n\n"));
  EXPECT_THAT(out.str(),
              HasSubstr("    B.\n    not sent yet, goes out in 1m; to send it: crier approve db 2; to drop it: crier stop u2\n"));
  EXPECT_THAT(out.str(), HasSubstr("    C.\n    not sent yet; to send it: crier approve db 3; to drop it: crier withdraw db 3\n"));
  EXPECT_TRUE(out.str().ends_with("    D.\n"));
}

TEST_F(Looking, the_log_says_who_did_what_when) {
  pages["/v1/log"] =
      R"({"entries":[{"at":"2026-11-22T13:00:00Z","peer":"bob","command":"stop","incident":"a/b","update":2,"effect":"877 cancelled"},)"
      R"({"at":"2026-11-22T12:00:00Z","peer":"alice","command":"pause","incident":"","update":null,"effect":"mail"}],"next":"n"})";

  EXPECT_EQ(type({"log", "a/b", "--limit", "2"}), 0);

  EXPECT_EQ(daemon.calls.at(0).path, "/v1/log?limit=2&incident=a%2Fb");
  EXPECT_EQ(out.str(),
            "AT                    WHO    WHAT   INCIDENT  UPDATE  EFFECT\n"
            "2026-11-22T13:00:00Z  bob    stop   a/b       2       877 cancelled\n"
            "2026-11-22T12:00:00Z  alice  pause  -         -       mail\n"
            "There are more; to see them: crier log --limit N\n");
  pages["/v1/log"] = R"({"entries":[],"next":null})";
  EXPECT_EQ(type({"log"}), 0);
  EXPECT_EQ(daemon.calls.at(1).path, "/v1/log?limit=100");
  EXPECT_EQ(out.str(), "Nobody did anything.\n");
}

TEST_F(Looking, shows_one_incident_with_its_updates) {
  pages["/v1/incidents/"] =
      R"({"incident":"a/b","title":"T","status":"resolved","impact":"minor","services":["x","y"],"opened":"o","resolved":"r","promise":null,)"
      R"("updates":[{"number":1,"update_id":"u1","action":"open","status":"investigating","at":"t","author":"alice","state":"announced","summary":"One.\nTwo.",)"
      R"("event":{"consequences":{"now":"N"},"details":"D","actions":{"done":["A","B"]}}}],"deliveries":{"delivered":7,"failed":1}})";

  EXPECT_EQ(type({"show", "a/b"}), 0);

  EXPECT_EQ(daemon.calls.at(0).path, "/v1/incidents/a%2Fb");
  EXPECT_THAT(out.str(), HasSubstr("a/b: T\n  status      resolved\n"));
  EXPECT_THAT(out.str(), HasSubstr("deliveries  7 delivered, 1 failed\n"));
  EXPECT_THAT(out.str(), HasSubstr("  1  t  open (investigating)  by alice, announced  u1\n    One.\n    Two.\n    Now:\n      N\n    "
                                   "Details:\n      D\n    Done:\n      A\n      B\n"));
}

TEST_F(Looking, shows_and_changes_channels) {
  pages["/v1/channels"] = R"({"channels":[{"name":"mail","type":"smtp","state":"ready","reason":"","depth":3,"rate":200.5}]})";
  EXPECT_EQ(type({"channels"}), 0);
  EXPECT_EQ(out.str(), "CHANNEL  TYPE  STATE  DEPTH  RATE       REASON\nmail     smtp  ready  3      2.005E2/s\n");

  pages["/v1/channels/mail/pause"] = R"({"name":"mail","state":"paused","depth":3})";
  EXPECT_EQ(type({"pause", "mail"}), 0);
  EXPECT_EQ(daemon.calls.back().method, "POST");
  EXPECT_EQ(out.str(), "Channel mail is paused, 3 not sent.\n");
}

TEST_F(Looking, a_test_ends_with_the_code_of_its_outcome) {
  const std::pair<const char*, int> cases[] = {{"delivered", 0}, {"rejected", 65}, {"retry", 75}, {"unknown", 75}};
  for (const auto& [outcome, code] : cases) {
    pages["/v1/channels/mail/test"] = std::string(R"({"outcome":")") + outcome + R"(","reply":"250 ok","remote_id":""})";
    EXPECT_EQ(type({"test", "mail", "--to", "a@b"}), code);
    EXPECT_EQ(daemon.calls.back().body, R"({"to":"a@b"})");
    EXPECT_EQ(out.str(), std::string(outcome) + ": 250 ok\n");
  }
}

TEST_F(Looking, checks_a_configuration_offline) {
  const auto file = std::filesystem::temp_directory_path() / ("crier-config-" + std::to_string(getpid()) + ".yaml");
  std::ofstream(file) << "orgnisation: {}\n";

  EXPECT_EQ(type({"config", "check", file}), 78);
  EXPECT_THAT(out.str(), HasSubstr(file.string() + ":1:1:"));
  EXPECT_EQ(type({"config", "check", "--config", file}), 78);
  EXPECT_EQ(type({"config", "show", "--config", file}), 0) << err.str();
  std::filesystem::remove(file);
  EXPECT_EQ(type({"config", "check", file}), 66);
  EXPECT_EQ(type({"config"}), 64);
  EXPECT_TRUE(daemon.calls.empty());
}

TEST_F(Looking, help_and_version_are_no_failures) {
  EXPECT_EQ(type({"--help"}), 0);
  EXPECT_THAT(out.str(), HasSubstr("open"));
  EXPECT_EQ(type({"open", "--help"}), 0);
  EXPECT_THAT(out.str(), HasSubstr("--next-update"));
  EXPECT_EQ(type({"--version"}), 0);
}

}  // namespace
}  // namespace crier::client
