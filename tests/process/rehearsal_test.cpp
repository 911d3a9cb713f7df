#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <csignal>

#include "process/house.h"

/// Rehearsals on the built programs: whatever the channel, nothing reaches a real recipient (rules D6).
namespace crier::process {
namespace {

using testing::AllOf;
using testing::Each;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

constexpr const char* kDivert = "mail: drill@example.com, slack: \"#drill\", hooks: \"DRILL\", default: drop";

/// A house with a recipient on every channel, whose drill's address on `hooks` is the test's own receiver.
class Rehearsal : public testing::Test {
 protected:
  void SetUp() override {
    sinks_ = sandbox_.sinks({"--smtp", "0", "--slack", "0", "--x", "0", "--control", "0", "--slack-token", "xoxb-1", "--x-consumer-key",
                             "k", "--x-consumer-secret", "k", "--x-token", "k", "--x-token-secret", "k"});
    sandbox_.write("hook-secret", kHookSecret);
    for (const auto* name : {"ck", "cs", "at", "as"}) sandbox_.write(name, "k");
    sandbox_.write("slack-token", "xoxb-1");
    sandbox_.write("slack-webhook-url", "http://127.0.0.1:" + port("slack") + "/services/T0/B0/real");
  }

  [[nodiscard]] std::string port(const std::string& name) const { return std::to_string(sandbox_.ports().at(name)); }

  [[nodiscard]] std::string filled(std::string text) const {
    if (const auto at = text.find("DRILL"); at != std::string::npos) text.replace(at, 5, drill_.url("/drill"));
    return text;
  }

  /// `divert`: the section's text, "" for none.
  void furnish_with(const std::string& divert) const {
    sandbox_.configure((divert.empty() ? "" : "divert: {" + filled(divert) + "}\n") +
                       "channels:\n"
                       "  mail: {type: smtp, url: \"smtp://127.0.0.1:" +
                       port("smtp") +
                       "\", starttls: never, from: status@example.com}\n"
                       "  x: {type: x, api: \"http://127.0.0.1:" +
                       port("x") +
                       "\", consumer_key_file: ck, consumer_secret_file: cs,"
                       " access_token_file: at, access_token_secret_file: as}\n"
                       "  slack: {type: slack, api: \"http://127.0.0.1:" +
                       port("slack") +
                       "/api\", token_file: slack-token}\n"
                       "  slack-hook: {type: slack, webhook_file: slack-webhook-url}\n"
                       "  hooks: {type: webhook, secret_file: hook-secret, allow_private: true}\n"
                       "audiences:\n"
                       "  customers:\n"
                       "    recipients:\n"
                       "      - {channel: mail, to: real@customer.example}\n"
                       "      - {channel: x}\n"
                       "      - {channel: slack, to: \"#real\"}\n"
                       "      - {channel: slack-hook}\n"
                       "      - {channel: hooks, to: \"" +
                       real_.url("/real") +
                       "\"}\n"
                       "      - {channel: hooks, to: \"" +
                       real_.url("/gone") +
                       "\", fallback: {channel: mail, to: fallback@customer.example}}\n"
                       "routes:\n  - {match: {}, audiences: [customers]}\n");
  }

  [[nodiscard]] Program start_with(const std::vector<std::string>& options) const {
    std::vector<std::string> command{Sandbox::program("crierd"), "--config", sandbox_.path("crier.yaml").string()};
    command.insert(command.end(), options.begin(), options.end());
    Program daemon(command, sandbox_.path(""), "crierd");
    EXPECT_TRUE(sandbox_.wait_ready(daemon)) << daemon.errors();
    return daemon;
  }

  static void reload(Program& daemon, const std::string& line) {
    const auto before = count_of(line, daemon.errors());
    daemon.signal(SIGHUP);
    ASSERT_TRUE(eventually([&] { return count_of(line, daemon.errors()) > before; })) << daemon.errors();
  }

  void expect_that_nobody_real_was_reached() const {
    EXPECT_THAT(real_.received(), IsEmpty());
    for (const auto& line : sandbox_.received()) {
      const auto receiver = text_at(line, "/receiver");
      EXPECT_NE(receiver, "x") << "a post is never diverted to an account: " << line;
      EXPECT_NE(text_at(line, "/door"), "webhook") << "an incoming webhook has one conversation: " << line;
      if (receiver == "smtp") {
        EXPECT_EQ(text_at(line, "/to/0"), "drill@example.com") << line;
      }
      if (receiver == "slack") {
        EXPECT_EQ(text_at(line, "/door") == "chat.update" ? "#drill" : text_at(line, "/channel"), "#drill") << line;
      }
      EXPECT_THAT(line, HasSubstr("EXERCISE"));
    }
    for (const auto& request : drill_.received()) EXPECT_THAT(request.body, HasSubstr("[EXERCISE for http://"));
  }

  /// How many records of the receiver have all these parts.
  [[nodiscard]] std::size_t records_with(const std::string& receiver, const std::string& part) const {
    std::size_t count = 0;
    for (const auto& line : sandbox_.received()) {
      if (text_at(line, "/receiver") == receiver && line.find(part) != std::string::npos) ++count;
    }
    return count;
  }

  Sandbox sandbox_;
  Program sinks_;
  Receiver real_;
  /// What was meant for /gone is refused for good, so that its fallback comes.
  Receiver drill_{[](const Received& request) {
    return Reply{request.body.find("/gone]") != std::string::npos ? 410 : 200, "", {}, false};
  }};
};

TEST_F(Rehearsal, of_the_whole_installation_reaches_no_recipient_on_any_channel) {
  furnish_with(kDivert);
  Program daemon = sandbox_.daemon();

  ASSERT_EQ(sandbox_.request("POST", "/v1/events", opening("db")).status, 202);
  ASSERT_EQ(sandbox_.request("POST", "/v1/events", updating("db", "It goes on.")).status, 202);

  ASSERT_TRUE(eventually([&] { return deliveries(sandbox_, "db", "delivered") == 12 && deliveries(sandbox_, "db", "failed") == 2; }))
      << sandbox_.request("GET", "/v1/deliveries?incident=db").body;
  expect_that_nobody_real_was_reached();
  EXPECT_EQ(records_with("smtp", "[EXERCISE for real@customer.example]"), 2U);
  EXPECT_EQ(records_with("smtp", "[EXERCISE for fallback@customer.example]"), 2U) << "a fallback is diverted as well";
  EXPECT_GE(records_with("slack", "[EXERCISE for #real]"), 2U);
  EXPECT_EQ(drill_.received().size(), 4U) << "two recipients, two updates: what the drill refused suppressed nobody";
  const auto posts = sandbox_.request("GET", "/v1/deliveries?incident=db&channel=x").body;
  EXPECT_EQ(text_at(posts, "/deliveries/0/attempts/0/reply"), "not sent: diverted") << posts;
  EXPECT_EQ(number_at(sandbox_.request("GET", "/v1/suppressions").body, "/suppressions/0/since"), -1);
  EXPECT_THAT(sandbox_.request("GET", "/v1/suppressions").body, Not(HasSubstr("gone")));
}

struct TestCase {
  const char* channel;
  std::string body;
  const char* reply;  ///< "" = whatever the drill's receiver says
};

TEST_F(Rehearsal, takes_the_test_message_of_every_channel) {
  furnish_with(kDivert);
  Program daemon = sandbox_.daemon();
  const std::vector<TestCase> cases{{"mail", R"({"to": "real@customer.example"})", ""},
                                    {"slack", R"({"to": "#real"})", ""},
                                    {"hooks", R"({"to": ")" + real_.url("/real") + R"("})", ""},
                                    {"x", "{}", "not sent: diverted"},
                                    {"slack-hook", "{}", "not sent: diverted"}};

  for (const auto& one : cases) {
    SCOPED_TRACE(one.channel);
    const auto answer = sandbox_.request("POST", "/v1/channels/" + std::string(one.channel) + "/test", one.body);
    EXPECT_EQ(text_at(answer.body, "/outcome"), "delivered") << answer.body;
    if (*one.reply != '\0') {
      EXPECT_EQ(text_at(answer.body, "/reply"), one.reply);
    }
  }

  expect_that_nobody_real_was_reached();
  EXPECT_EQ(sandbox_.received().size(), 2U) << "a mail and a post on Slack";
  EXPECT_EQ(drill_.received().size(), 1U);
}

TEST_F(Rehearsal, cannot_be_overlooked) {
  furnish_with(kDivert);
  Program daemon = sandbox_.daemon();
  EXPECT_EQ(count_of(" divert-on: everything is diverted", daemon.errors()), 1U) << daemon.errors();
  const auto ready = sandbox_.request("GET", "/readyz").body;
  EXPECT_EQ(text_at(ready, "/divert"), "all") << ready;
  EXPECT_THAT(text_at(ready, "/warnings/0"), HasSubstr("everything is diverted"));

  reload(daemon, " reloaded: ");
  EXPECT_EQ(count_of(" divert-on: ", daemon.errors()), 2U);
  furnish_with(std::string(kDivert) + ", all: false");
  reload(daemon, " reloaded: ");
  EXPECT_EQ(text_at(sandbox_.request("GET", "/readyz").body, "/divert"), "exercises");
  EXPECT_EQ(count_of(" divert-on: exercises are diverted", daemon.errors()), 1U);

  furnish_with("");
  reload(daemon, " reloaded: ");
  EXPECT_THAT(sandbox_.request("GET", "/readyz").body, HasSubstr("\"divert\":null"));
  EXPECT_EQ(count_of(" divert-off: ", daemon.errors()), 1U);
}

TEST_F(Rehearsal, by_a_file_of_its_own_overrides_the_configuration_and_outlives_reloads) {
  furnish_with(std::string(kDivert) + ", all: false");
  sandbox_.write("drill.yaml", "default: drop\nmail: drill@example.com\n");
  Program daemon = start_with({"--divert-all", sandbox_.path("drill.yaml").string()});
  EXPECT_EQ(text_at(sandbox_.request("GET", "/readyz").body, "/divert"), "all");

  ASSERT_EQ(sandbox_.request("POST", "/v1/events", opening("one")).status, 202);
  ASSERT_TRUE(eventually([&] { return deliveries(sandbox_, "one", "delivered") == 6; }));
  EXPECT_THAT(drill_.received(), IsEmpty()) << "the file names no address for webhooks";

  furnish_with("");
  sandbox_.write("drill.yaml", filled("hooks: \"DRILL\"\n"));
  reload(daemon, " reloaded: ");
  EXPECT_EQ(text_at(sandbox_.request("GET", "/readyz").body, "/divert"), "all");
  ASSERT_EQ(sandbox_.request("POST", "/v1/events", opening("two")).status, 202);
  ASSERT_TRUE(eventually([&] { return deliveries(sandbox_, "two", "delivered") == 6 && deliveries(sandbox_, "two", "failed") == 1; }));

  expect_that_nobody_real_was_reached();
  EXPECT_EQ(sandbox_.received().size(), 1U) << "the mail of the first; then the file named webhooks alone";
  EXPECT_EQ(drill_.received().size(), 2U);
}

TEST_F(Rehearsal, goes_on_where_its_file_is_broken_by_a_reload) {
  furnish_with("");
  sandbox_.write("drill.yaml", "default: drop\n");
  Program daemon = start_with({"--divert-all", sandbox_.path("drill.yaml").string()});

  sandbox_.write("drill.yaml", "default: drop\nmial: drill@example.com\n");
  reload(daemon, " reload-refused: ");
  EXPECT_THAT(daemon.errors(), HasSubstr("drill.yaml:2:1: there is no channel 'mial', did you mean 'mail'?"));
  ASSERT_EQ(sandbox_.request("POST", "/v1/events", opening("db")).status, 202);
  ASSERT_TRUE(eventually([&] { return deliveries(sandbox_, "db", "delivered") == 6; }));

  expect_that_nobody_real_was_reached();
}

TEST_F(Rehearsal, does_not_begin_where_its_file_cannot_be_used) {
  furnish_with("");
  const auto crierd = [&](const std::vector<std::string>& more) {
    std::vector<std::string> arguments{"--config", sandbox_.path("crier.yaml").string()};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return sandbox_.crierd(arguments);
  };
  sandbox_.write("drill.yaml", "mail: nobody\n");
  const auto file = sandbox_.path("drill.yaml").string();

  const auto faulty = crierd({"--divert-all", file});
  const auto absent = crierd({"--divert-all", sandbox_.path("absent.yaml").string()});
  const auto unnamed = crierd({"--divert-all", ""});
  const auto checked = sandbox_.crierd({"--check-config", sandbox_.path("crier.yaml").string(), "--divert-all", file});

  EXPECT_EQ(faulty.code, 78);
  EXPECT_THAT(faulty.err, HasSubstr(file + ":1:7: "));
  EXPECT_EQ(absent.code, 78);
  EXPECT_THAT(absent.err, HasSubstr("absent.yaml: the file is missing"));
  EXPECT_EQ(unnamed.code, 64) << "nothing would be diverted";
  EXPECT_EQ(checked.code, 78);
  EXPECT_THAT(checked.err, HasSubstr(file + ":1:7: "));
}

TEST_F(Rehearsal, of_one_incident_goes_on_beside_a_real_one_and_counts_in_no_metric) {
  furnish_with(std::string(kDivert) + ", all: false");
  Program daemon = sandbox_.daemon();
  const std::string drill =
      R"({"action": "open", "incident": "drill", "title": "Drill", "impact": "major", "summary": "Nobody can pay.", "exercise": true})";
  const std::string attempts = R"(crier_deliveries_total{channel="hooks",outcome="delivered"})";

  ASSERT_EQ(sandbox_.request("POST", "/v1/events", drill).status, 202);
  ASSERT_TRUE(eventually([&] { return drill_.received().size() == 2 && records_with("smtp", "[EXERCISE for fallback@") == 1; }));
  EXPECT_THAT(real_.received(), IsEmpty());
  EXPECT_TRUE(std::isnan(metric(sandbox_, attempts)));
  ASSERT_EQ(sandbox_.request("POST", "/v1/events", opening("real")).status, 202);
  ASSERT_TRUE(eventually([&] { return deliveries(sandbox_, "real", "delivered") == 6; }));

  EXPECT_EQ(metric(sandbox_, attempts), 2);
  EXPECT_EQ(real_.received().size(), 2U);
  for (const auto& request : real_.received()) EXPECT_THAT(request.body, AllOf(HasSubstr("real"), Not(HasSubstr("EXERCISE"))));
  for (const auto& request : drill_.received()) EXPECT_EQ(told(request), "drill#1");
  EXPECT_EQ(records_with("x", ""), 1U) << "the real one; an exercise is never posted";
  EXPECT_EQ(records_with("slack", "\"door\":\"webhook\""), 1U) << "the same for the incoming webhook";
}

TEST_F(Rehearsal, that_a_reload_begins_lets_nothing_more_of_a_blast_out) {
  constexpr std::size_t kMany = 60;
  constexpr std::size_t kConnections = 4;
  std::vector<std::string> targets;
  for (std::size_t i = 0; i < kMany; ++i) targets.push_back(real_.url("/" + std::to_string(i)));
  const std::string hooks = "allow_private: true, connections: " + std::to_string(kConnections);
  furnish(sandbox_, {.targets = targets, .hooks = hooks});
  Program daemon = sandbox_.daemon();
  real_.hold();
  ASSERT_EQ(sandbox_.request("POST", "/v1/events", opening("db")).status, 202);
  ASSERT_TRUE(real_.wait_for(1));

  furnish(sandbox_, {.targets = targets, .hooks = hooks, .rest = filled("divert: {hooks: \"DRILL\"}\n")});
  reload(daemon, " reloaded: ");
  real_.release();
  ASSERT_TRUE(eventually([&] { return deliveries(sandbox_, "db", "delivered") == static_cast<std::int64_t>(kMany); }));

  EXPECT_LE(real_.received().size(), kConnections) << "what was on the wire";
  EXPECT_EQ(real_.received().size() + drill_.received().size(), kMany);
  for (const auto& request : drill_.received()) EXPECT_THAT(request.body, HasSubstr("[EXERCISE for http://"));
}

}  // namespace
}  // namespace crier::process
