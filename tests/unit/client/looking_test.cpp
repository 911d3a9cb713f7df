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
      R"({"incidents":[{"incident":"db","status":"identified","impact":"major","opened":"2026-11-22T13:05:00Z","promise":null,"title":"Slow\u001b[1m"}],"next":"x"})";

  EXPECT_EQ(type({"list", "--state", "open", "--limit", "1"}), 0);

  EXPECT_EQ(daemon.calls.at(0).path, "/v1/incidents?limit=1&state=open");
  EXPECT_EQ(out.str(),
            "INCIDENT  STATUS      IMPACT  OPENED                PROMISE  TITLE\n"
            "db        identified  major   2026-11-22T13:05:00Z  -        Slow\\x1b[1m\n"
            "There are more; to see them: crier list --limit N\n");
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

TEST_F(Looking, without_a_command_says_what_is_open_blocked_and_failed) {
  pages["/v1/incidents"] = R"({"incidents":[{"incident":"db","title":"T"}]})";
  pages["/v1/channels"] = R"({"channels":[{"name":"mail","state":"ready"},{"name":"x","state":"paused","reason":"by alice","depth":4}]})";
  pages["/v1/deliveries"] = R"({"deliveries":[{},{}]})";

  EXPECT_EQ(type({}), 0) << err.str();

  EXPECT_THAT(out.str(), HasSubstr("You are alice.\n1 incident is open; to see one: crier show KEY\n"));
  EXPECT_THAT(out.str(), HasSubstr("Channel x is paused (by alice), 4 not sent; to go on: crier resume x\n"));
  EXPECT_THAT(out.str(), HasSubstr("2 deliveries failed in the last 24 h"));
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

TEST_F(Looking, watches_the_stream_line_by_line) {
  daemon.pieces = {": hello\n\nid: 1\nevent: update\nda",
                   "ta: {\"incident\":\"db\",\"number\":2,\"status\":\"identified\",\"summary\":\"S\\u001b\",\"at\":\"t\"}\n\n",
                   "id: 2\nevent: update\ndata: {\"incident\":\"other\"}\n\n",
                   "id: 3\nevent: delivery\ndata: "
                   "{\"incident\":\"db\",\"update\":2,\"recipient\":\"a@b\",\"channel\":\"mail\",\"state\":\"delivered\",\"attempts\":[{"
                   "\"at\":\"t\",\"reply\":\"250\"}]}\n\n"};

  EXPECT_EQ(type({"watch", "db"}), 69) << "a stream that ends is a daemon that ended";

  EXPECT_EQ(out.str(), "t  db update 2 (identified): S\\x1b\nt  db update 2 to a@b by mail: delivered (250)\n");
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
