#include <gtest/gtest.h>

#include <csignal>
#include <fstream>
#include <sstream>

#include "process/house.h"
#include "process/local_socket.h"

namespace crier::process {
namespace {

/// Every secret that a configuration can hold, each with a word of its own.
const std::map<std::string, std::string>& secrets() {
  static const std::map<std::string, std::string> all{
      {"api-token", "zq-word-of-the-api"},
      {"read-token", "zq-word-of-the-reader"},
      {"smtp-password", "zq-word-of-the-mail"},
      {"x-consumer-key", "zq-word-of-consumer"},
      {"x-consumer-secret", "zq-word-of-consumer-secret"},
      {"x-access-token", "zq-word-of-access"},
      {"x-access-secret", "zq-word-of-access-secret"},
      {"slack-token", "xoxb-zq-word-of-slack"},
      {"hook-secret", "whsec_enEtd29yZC1vZi10aGUtaG9vaw=="},
      {"hook-customer", "whsec_enEtd29yZC1vZi1jdXN0b21lcg=="},
      {"slack-webhook", ""},  // the receiver's URL with a path of its own, set by the test
  };
  return all;
}

constexpr const char* kSlackPath = "/services/T0/B0/zq-word-of-the-path";

void furnish_with_secrets(const Sandbox& sandbox, const Receiver& receiver) {
  for (const auto& [name, secret] : secrets()) sandbox.write(name, secret.empty() ? receiver.url(kSlackPath) : secret);
  const std::string port = std::to_string(receiver.port());
  sandbox.write("crier.yaml", "listen:\n  - unix: " + sandbox.path("crier.sock").string() +
                                  "\n"
                                  "  - tcp: 127.0.0.1:" +
                                  std::to_string(free_port()) +
                                  "\n    tokens: [{name: reader, file: read-token, may: read}]\n"
                                  "  - tcp: 127.0.0.1:" +
                                  std::to_string(free_port()) +
                                  "\n    token_file: api-token\n"
                                  "store: sqlite://" +
                                  sandbox.path("crier.db").string() +
                                  "\n"
                                  "log: {level: debug}\n"
                                  "channels:\n"
                                  "  mail: {type: smtp, url: \"smtp://127.0.0.1:" +
                                  port +
                                  "\", starttls: never, username: crier, password_file: smtp-password, from: a@example.com, timeout: 1s}\n"
                                  "  x: {type: x, api: \"http://127.0.0.1:" +
                                  port +
                                  "\", consumer_key_file: x-consumer-key, consumer_secret_file: x-consumer-secret,"
                                  " access_token_file: x-access-token, access_token_secret_file: x-access-secret}\n"
                                  "  slack: {type: slack, api: \"http://127.0.0.1:" +
                                  port +
                                  "/api\", token_file: slack-token}\n"
                                  "  slack-hook: {type: slack, webhook_file: slack-webhook}\n"
                                  "  hooks: {type: webhook, secret_file: hook-secret, allow_private: true}\n"
                                  "audiences:\n"
                                  "  customers:\n"
                                  "    recipients:\n"
                                  "      - {channel: mail, to: ops@example.com}\n"
                                  "      - {channel: x}\n"
                                  "      - {channel: slack, to: \"#status\"}\n"
                                  "      - {channel: slack-hook}\n"
                                  "      - {channel: hooks, to: \"" +
                                  receiver.url("/first") +
                                  "\"}\n"
                                  "      - {channel: hooks, to: \"" +
                                  receiver.url("/second") +
                                  "\", secret_file: hook-customer}\n"
                                  "routes:\n  - {match: {}, audiences: [customers]}\n");
}

/// The secrets, or what is left of one, that stand in a text.
std::string found_in(const std::string& text) {
  std::string found;
  for (const char* mark : {"zq-word", "enEtd29yZC"}) {
    if (const auto at = text.find(mark); at != std::string::npos) found += text.substr(at > 60 ? at - 60 : 0, 120) + "\n";
  }
  return found;
}

std::string whole(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

class Secrets : public testing::TestWithParam<int> {};

/// The answer of every remote side decides which sentences come about.
TEST_P(Secrets, are_nowhere_to_be_read) {
  const int status = GetParam();
  Receiver receiver([status](const Received& request) {
    // A remote side may quote what it was sent, whose secrets are then in its answer.
    const auto said = request.headers.find("authorization");
    Reply reply{status, said == request.headers.end() ? "no" : "you said " + said->second, {}, status == 0};
    return reply;
  });
  Sandbox sandbox;
  furnish_with_secrets(sandbox, receiver);
  Program daemon = sandbox.daemon();
  ASSERT_EQ(sandbox.request("POST", "/v1/events", opening("db")).status, 202);
  ASSERT_TRUE(receiver.wait_for(5)) << daemon.errors();
  for (const char* channel : {"x", "slack-hook"}) {
    static_cast<void>(sandbox.request("POST", "/v1/channels/" + std::string(channel) + "/test", "{}"));
  }
  ASSERT_TRUE(eventually([&] { return deliveries(sandbox, "db", "sending") == 0 && deliveries(sandbox, "db", "queued") <= 3; }));

  for (const char* target : {"/v1/channels", "/v1/deliveries", "/v1/incidents/db", "/metrics", "/readyz"}) {
    EXPECT_EQ(found_in(sandbox.request("GET", target).body), "") << target;
  }
  const std::string process = "/proc/" + std::to_string(daemon.pid());
  EXPECT_EQ(found_in(whole(process + "/cmdline")), "");
  EXPECT_EQ(found_in(whole(process + "/environ")), "");
  const std::string file = sandbox.path("crier.yaml").string();
  for (const auto& command :
       {std::vector<std::string>{"config", "show", "--config", file}, {"config", "check", file}, {"status"}, {"queue"}, {"channels"}}) {
    const auto ended = sandbox.crier(command);
    EXPECT_EQ(ended.code, 0) << command.front() << ended.err;
    EXPECT_EQ(found_in(ended.out + ended.err), "") << command.front();
  }
  daemon.signal(SIGTERM);
  daemon.signal(SIGTERM);
  EXPECT_EQ(daemon.wait(), 0);
  EXPECT_EQ(found_in(daemon.errors() + daemon.output()), "");
  for (const char* name : {"crier.db", "crier.db-wal"}) EXPECT_EQ(found_in(sandbox.read(name)), "") << name;
}

INSTANTIATE_TEST_SUITE_P(Answers, Secrets, testing::Values(200, 301, 401, 403, 404, 500, 0));

TEST(ASecret, written_into_the_configuration_itself_is_neither_taken_nor_shown) {
  Sandbox sandbox;
  sandbox.configure(
      "channels:\n  hooks: {type: webhook, secret_file: whsec_enEtd29yZC1vZi10aGUtaG9vaw==}\n  slack: {type: slack, token_file: "
      "xoxb-zq-word}\n");
  const std::string file = sandbox.path("crier.yaml").string();
  const auto checked = sandbox.crierd({"--check-config", file});
  EXPECT_EQ(checked.code, 78);
  EXPECT_EQ(found_in(checked.err), "");
  EXPECT_EQ(found_in(sandbox.crier({"config", "show", "--config", file}).out), "");
}

TEST(TheStoreAndTheLockFiles, are_open_to_their_owner_only) {
  const Receiver receiver;
  Sandbox sandbox;
  furnish(sandbox, {.targets = {receiver.url("/")}});
  Program daemon = sandbox.daemon();
  ASSERT_EQ(sandbox.request("POST", "/v1/events", opening("db")).status, 202);
  int seen = 0;
  for (const auto& entry : std::filesystem::directory_iterator(sandbox.path(""))) {
    if (entry.path().filename().string().rfind("crier.db", 0) != 0) continue;
    const auto open = entry.status().permissions() & (std::filesystem::perms::group_all | std::filesystem::perms::others_all);
    EXPECT_EQ(open, std::filesystem::perms::none) << entry.path();
    ++seen;
  }
  EXPECT_GE(seen, 3) << "the store, its log and its lock";
}

}  // namespace
}  // namespace crier::process
