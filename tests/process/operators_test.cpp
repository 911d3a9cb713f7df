#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <csignal>

#include "process/house.h"

/// What the built daemon tells operators (rules A5, A6, C1).
namespace crier::process {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

/// A house with customers, and operators on channels of their own.
class OperatorsOfAHouse : public testing::Test {
 protected:
  void SetUp() override { furnish_with(""); }

  /// `route`: more of the one route; `rest`: more of the configuration, `operators` more of the internal audience.
  void furnish_with(const std::string& route, const std::string& operators = "", const std::string& channels = "") const {
    sandbox_.write("hook-secret", kHookSecret);
    sandbox_.configure(
        "channels:\n"
        "  hooks: {type: webhook, secret_file: hook-secret, allow_private: true, retry: {initial: 50ms, cap: 200ms}}\n"
        "  pager: {type: webhook, secret_file: hook-secret, allow_private: true, retry: {initial: 50ms, cap: 200ms}}\n" +
        channels +
        "audiences:\n"
        "  customers: {recipients: [{channel: hooks, to: \"" +
        customer_.url("/customer") +
        "\"}]}\n"
        "  duty:\n    internal: true\n    recipients:\n      - {channel: pager, to: \"" +
        duty_.url("/duty") + "\"}\n" + operators + "routes:\n  - {match: {}, audiences: [customers]" + route + "}\n");
  }

  /// The first document to the operators whose title has this; "" if none came.
  [[nodiscard]] std::string told_of(const std::string& title) const {
    std::string found;
    eventually([&] {
      for (const auto& request : duty_.received()) {
        if (text_at(request.body, "/data/update/title").find(title) != std::string::npos) found = request.body;
      }
      return !found.empty();
    });
    return found;
  }

  Sandbox sandbox_;
  Receiver customer_, duty_;
};

TEST_F(OperatorsOfAHouse, hear_of_a_draft_again_after_a_kill_until_it_is_approved) {
  furnish_with(", approve: {remind: 1s}");
  Program daemon = sandbox_.daemon();
  ASSERT_EQ(sandbox_.request("POST", "/v1/events", opening("db")).status, 202);
  const std::string told = told_of("a draft waits for approval: db");
  EXPECT_EQ(text_at(told, "/type"), "operators.notice");
  EXPECT_THAT(told, AllOf(HasSubstr("Customers cannot pay."), HasSubstr("customers by hooks: 1"), HasSubstr("crier approve db 1")));
  EXPECT_NE(told_of("a draft still waits for approval: db"), "");
  daemon.kill();
  const auto before = duty_.received().size();
  Program again = sandbox_.daemon();
  EXPECT_TRUE(duty_.wait_for(before + 2));
  ASSERT_EQ(sandbox_.request("POST", "/v1/incidents/db/approve").status, 200);
  ASSERT_TRUE(customer_.wait_for(1));
  EXPECT_EQ(customer_.received().size(), 1U) << "customers hear the incident, and nothing that operators hear";
  again.signal(SIGTERM);
  EXPECT_EQ(again.wait(), 0);
}

TEST_F(OperatorsOfAHouse, hear_that_a_reload_was_refused_and_where_to_look) {
  Program daemon = sandbox_.daemon();
  sandbox_.write("crier.yaml", sandbox_.read("crier.yaml") + "rootes: []\n");
  daemon.signal(SIGHUP);
  const std::string told = told_of("the new configuration was refused");
  EXPECT_THAT(told, AllOf(HasSubstr("rootes"), HasSubstr("crierd --check-config " + sandbox_.path("crier.yaml").string())));
}

TEST_F(OperatorsOfAHouse, hear_of_a_refused_log_in_on_the_channel_that_works) {
  const Receiver slack([](const Received&) {
    return Reply{200, R"({"ok":false,"error":"invalid_auth"})", {{"Content-Type", "application/json"}}, false};
  });
  sandbox_.write("slack-token", "xoxb-1");
  furnish_with("", "      - {channel: slack, to: \"#duty\"}\n",
               "  slack: {type: slack, api: \"" + slack.url("/api") + "\", token_file: slack-token}\n");
  Program daemon = sandbox_.daemon();
  ASSERT_EQ(sandbox_.request("POST", "/v1/events", R"({"action":"notice","audiences":["duty"],"summary":"A drill at noon."})").status, 202);
  EXPECT_THAT(told_of("channel slack is blocked"), AllOf(HasSubstr("invalid_auth"), HasSubstr("crier resume slack")));
}

TEST_F(OperatorsOfAHouse, hear_of_lines_of_a_recipients_file_that_cannot_be_used) {
  sandbox_.write("more.csv", "ftp://nowhere.example/\n");
  Program daemon = sandbox_.daemon();
  std::string text = sandbox_.read("crier.yaml");
  text.insert(text.find("  duty:"), "  partners: {recipients: [{channel: hooks, file: more.csv}]}\n");
  sandbox_.write("crier.yaml", text);
  daemon.signal(SIGHUP);
  EXPECT_THAT(told_of("a recipients' file cannot be used"), HasSubstr("more.csv"));
}

TEST_F(OperatorsOfAHouse, hear_what_stands_in_no_list_and_in_no_count_of_events) {
  Program daemon = sandbox_.daemon();
  sandbox_.write("crier.yaml", sandbox_.read("crier.yaml") + "rootes: []\n");
  daemon.signal(SIGHUP);
  ASSERT_NE(told_of("the new configuration was refused"), "");
  for (const char* list : {"incidents", "updates"}) {
    const auto answer = parsed(sandbox_.request("GET", std::string("/v1/") + list).body);
    EXPECT_TRUE(answer.at(list).as_array().empty()) << list;
  }
  EXPECT_TRUE(parsed(sandbox_.request("GET", "/v1/log").body).at("entries").as_array().empty());
  EXPECT_THAT(
      sandbox_.request("GET", "/metrics").body,
      AllOf(Not(HasSubstr("crier_events_total{")), HasSubstr("crier_operator_notices_total{kind=\"faults\",result=\"recorded\"} 1\n")));
  EXPECT_EQ(sandbox_.request("GET", "/v1/incidents/operators~1").status, 200) << "by its name it can be looked at";
  const auto refused = sandbox_.request("POST", "/v1/events", opening("operators"));
  EXPECT_EQ(refused.status, 422);
}

TEST_F(OperatorsOfAHouse, read_a_mail_that_says_what_to_type) {
  const Program sinks = sandbox_.sinks({"--smtp", "0"});
  furnish_with(", approve: true", "      - {channel: mail, to: duty@example.com}\n",
               "  mail: {type: smtp, url: \"smtp://127.0.0.1:" + std::to_string(sandbox_.ports().at("smtp")) +
                   "\", starttls: never, from: status@example.com}\n");
  Program daemon = sandbox_.daemon();
  ASSERT_EQ(sandbox_.request("POST", "/v1/events", opening("db")).status, 202);
  std::string mail;
  EXPECT_TRUE(eventually([&] {
    for (const auto& one : sandbox_.received()) mail = one;
    return !mail.empty();
  }));
  EXPECT_THAT(mail, AllOf(HasSubstr("[\"Subject\",\"[Crier] a draft waits for approval: db\"]"), HasSubstr("    crier approve db 1"),
                          HasSubstr("Customers cannot pay."), HasSubstr("For operators")));
}

}  // namespace
}  // namespace crier::process
