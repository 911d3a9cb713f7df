#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "terminal.h"

namespace crier::client {
namespace {

using testing::HasSubstr;

struct Queue : testing::Test, Terminal {
  [[nodiscard]] std::vector<std::string> asked() const {
    std::vector<std::string> all;
    for (const auto& call : daemon.calls) all.push_back(call.method + " " + call.path + (call.body.empty() ? "" : " " + call.body));
    return all;
  }
  void answer(const std::string& body) {
    daemon.answer = [body](const Call&) { return Answer{200, body, 0}; };
  }
};

TEST_F(Queue, shows_deliveries_in_a_table) {
  answer(
      R"({"deliveries":[{"id":"d1-2","state":"failed","incident":"db","update":3,"channel":"mail","recipient":"a@b","due":"t","attempts":[{"reply":"450"},{"reply":"550 no\r\n"}]},)"
      R"({"id":"d1-3","state":"failed","reason":"suppressed","attempts":[]}],"next":null})");

  EXPECT_EQ(type({"queue", "--state", "failed", "--incident", "db", "--channel", "mail", "--limit", "5"}), 0);

  EXPECT_THAT(asked(), testing::ElementsAre("GET /v1/deliveries?limit=5&state=failed&incident=db&channel=mail"));
  EXPECT_THAT(out.str(), HasSubstr("d1-2  failed  db        3       mail     a@b        t    2      550 no\\r\\n\n"));
  EXPECT_THAT(out.str(), HasSubstr("suppressed\n"));
}

TEST_F(Queue, without_a_state_shows_what_waits_and_what_failed) {
  answer(R"({"deliveries":[]})");

  EXPECT_EQ(type({"queue"}), 0);

  EXPECT_THAT(asked(), testing::ElementsAre("GET /v1/deliveries?limit=100&state=sending", "GET /v1/deliveries?limit=100&state=waiting",
                                            "GET /v1/deliveries?limit=100&state=queued", "GET /v1/deliveries?limit=100&state=failed"));
  EXPECT_EQ(out.str(), "Nothing waits and nothing failed.\n");
}

TEST_F(Queue, retries_or_cancels_one) {
  answer(R"({"count":1})");

  EXPECT_EQ(type({"retry", "d1-2"}), 0);
  EXPECT_EQ(out.str(), "1 delivery will be tried again.\n");
  EXPECT_EQ(type({"cancel", "d1-2"}), 0);
  EXPECT_EQ(type({"cancel", "--incident", "db"}), 0);

  EXPECT_THAT(asked(), testing::ElementsAre("POST /v1/deliveries/d1-2/retry", "POST /v1/deliveries/d1-2/cancel",
                                            R"(POST /v1/deliveries/cancel {"incident":"db"})"));
}

TEST_F(Queue, prints_how_many_before_it_retries_all) {
  daemon.answer = [this](const Call& call) -> Result<Answer> {
    if (call.path.starts_with("/v1/incidents")) return Answer{200, R"({"incidents":[{"incident":"open-one"}],"next":null})", 0};
    if (call.method == "POST") {
      EXPECT_THAT(out.str(), HasSubstr("2 failed deliveries of open incidents, at most 24 h old, are to be tried again.\n"));
      return Answer{200, R"({"count":2})", 0};
    }
    return Answer{
        200,
        R"({"deliveries":[{"incident":"open-one"},{"incident":"closed"},{"incident":"open-one","reason":"suppressed"},{"incident":"open-one"}],"next":null})",
        0};
  };

  EXPECT_EQ(type({"retry", "--all-failed"}), 0);

  EXPECT_THAT(asked(),
              testing::ElementsAre("GET /v1/incidents?state=open&limit=1000", "GET /v1/deliveries?limit=1000&state=failed&since=24h",
                                   R"(POST /v1/deliveries/retry {"state":"failed"})"));
  EXPECT_THAT(out.str(), testing::EndsWith("2 deliveries will be tried again.\n"));
}

TEST_F(Queue, an_incident_or_a_time_says_which_failed_ones_are_meant) {
  answer(R"({"count":0,"deliveries":[],"next":null})");

  EXPECT_EQ(type({"retry", "--all-failed", "--incident", "db", "--since", "7d", "--channel", "mail"}), 0);

  EXPECT_THAT(asked(),
              testing::ElementsAre("GET /v1/deliveries?limit=1000&state=failed&incident=db&channel=mail&since=7d",
                                   R"(POST /v1/deliveries/retry {"state":"failed","incident":"db","channel":"mail","since":"7d"})"));
}

TEST_F(Queue, asks_to_say_which_when_it_is_not_clear) {
  for (const auto& line : std::vector<std::vector<std::string>>{{"retry"},
                                                                {"retry", "d1-2", "--all-failed"},
                                                                {"cancel"},
                                                                {"cancel", "d1-2", "--incident", "db"},
                                                                {"suppress"},
                                                                {"suppress", "--list", "--lift", "a"}}) {
    EXPECT_EQ(type(line), 64);
    EXPECT_THAT(err.str(), HasSubstr("Say which"));
  }
  EXPECT_TRUE(daemon.calls.empty());
}

TEST_F(Queue, lifts_a_suppression_wherever_the_address_has_one) {
  daemon.answer = [](const Call& call) -> Result<Answer> {
    if (call.method == "DELETE") return Answer{200, R"({"count":1})", 0};
    return Answer{
        200,
        R"({"suppressions":[{"channel":"mail","address":"a@b.example","since":"t","reason":"550"},{"channel":"hooks","address":"other"}]})",
        0};
  };

  EXPECT_EQ(type({"suppress", "--list"}), 0);
  EXPECT_EQ(out.str(), "CHANNEL  ADDRESS      SINCE  REASON\nmail     a@b.example  t      550\nhooks    other\n");
  EXPECT_EQ(type({"suppress", "--lift", "a@B.example"}), 0);
  EXPECT_EQ(asked().back(), "DELETE /v1/suppressions/mail/a%40B.example");
  EXPECT_EQ(type({"suppress", "--lift", "nobody"}), 65);
}

}  // namespace
}  // namespace crier::client
