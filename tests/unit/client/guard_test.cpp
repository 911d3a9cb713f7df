#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ingest/event_json.h"
#include "terminal.h"

namespace crier::client {
namespace {

using testing::HasSubstr;

constexpr const char* kAsks = R"({"title":"Many","status":409,"detail":"It would reach 601.","confirm":601,"channels":{"mail":600,"x":1}})";
constexpr const char* kTaken =
    R"({"accepted":1,"results":[{"incident":"db","update":2,"update_id":"u9","state":"announced","broadcasts":[{"channel":"mail","recipients":601}]}]})";

/// A crierd that asks about 601 recipients, or as many as there are just now.
struct Guard : testing::Test, Terminal {
  std::int64_t recipients = 601;
  Guard() {
    daemon.answer = [this](const Call& call) -> Result<Answer> {
      if (event(call).confirm == recipients) return Answer{202, kTaken, 0};
      std::string asks = kAsks;
      if (recipients != 601) asks.replace(asks.find("\"confirm\":601"), 13, "\"confirm\":" + std::to_string(recipients));
      return Answer{409, asks, 0};
    };
  }
  static core::Event event(const Call& call) { return ingest::read_events(call.body, ingest::Layout::json, "")->events.at(0); }
  int update(std::vector<std::string> more = {}) {
    std::vector<std::string> line{"update", "db", "--summary", "S"};
    line.insert(line.end(), more.begin(), more.end());
    daemon.calls.clear();
    return type(std::move(line));
  }
};

TEST_F(Guard, without_a_terminal_sends_nothing_and_says_how_to) {
  EXPECT_EQ(update(), 65);

  EXPECT_EQ(daemon.calls.size(), 1U);
  EXPECT_EQ(out.str(), "");
  EXPECT_EQ(err.str(),
            "crier: This would reach 601 recipients (mail 600, x 1), so crierd asks first; nothing was sent. To send it: the same with "
            "--confirm 601, or with --yes whatever the number is.\n");
}

TEST_F(Guard, yes_answers_with_the_number_and_the_same_event) {
  EXPECT_EQ(update({"--yes"}), 0) << err.str();

  ASSERT_EQ(daemon.calls.size(), 2U);
  EXPECT_EQ(event(daemon.calls[0]).id, event(daemon.calls[1]).id);
  EXPECT_FALSE(event(daemon.calls[0]).confirm);
  EXPECT_EQ(event(daemon.calls[1]).confirm, 601);
  EXPECT_THAT(out.str(), HasSubstr("undo: crier stop u9\n"));
}

TEST_F(Guard, a_number_that_is_right_needs_no_question) {
  EXPECT_EQ(update({"--confirm", "601"}), 0) << err.str();
  EXPECT_EQ(daemon.calls.size(), 1U);
}

TEST_F(Guard, a_number_that_is_wrong_is_told_beside_the_right_one) {
  EXPECT_EQ(update({"--confirm", "600"}), 65);

  EXPECT_EQ(daemon.calls.size(), 1U);
  EXPECT_THAT(err.str(), HasSubstr("would reach 601 recipients (mail 600, x 1), not 600 as --confirm says"));
}

TEST_F(Guard, at_a_terminal_the_number_is_typed) {
  can_ask = true;
  in.str("601\n");

  EXPECT_EQ(update(), 0) << err.str();

  EXPECT_EQ(err.str(), "This would reach 601 recipients (mail 600, x 1).\nType the number to send it, anything else to leave it: ");
  ASSERT_EQ(daemon.calls.size(), 2U);
  EXPECT_EQ(event(daemon.calls[0]).id, event(daemon.calls[1]).id);
}

TEST_F(Guard, anything_else_that_is_typed_sends_nothing) {
  for (const char* typed : {"", "\n", "y\n", "600\n", "6010\n", "-601\n"}) {
    can_ask = true;
    in.clear();
    in.str(typed);
    EXPECT_EQ(update(), 65) << typed;
    EXPECT_EQ(daemon.calls.size(), 1U) << typed;
    EXPECT_THAT(err.str(), HasSubstr("crier: The number was not typed; nothing was sent.\n")) << typed;
  }
}

TEST_F(Guard, control_c_at_the_question_sends_nothing_and_says_so) {
  can_ask = true;
  in.str("601\n");
  is_interrupted = [] { return true; };

  EXPECT_EQ(update(), 65);

  EXPECT_EQ(daemon.calls.size(), 1U);
  EXPECT_THAT(err.str(), testing::EndsWith("to leave it: \ncrier: The number was not typed; nothing was sent.\n"))
      << "not on the line of the question";
}

TEST_F(Guard, a_count_that_changed_meanwhile_is_asked_again) {
  can_ask = true;
  in.str("601\n602\n");
  auto asks = daemon.answer;
  daemon.answer = [this, asks](const Call& call) {
    if (daemon.calls.size() == 2) recipients = 602;
    return asks(call);
  };

  EXPECT_EQ(update(), 0) << err.str();

  EXPECT_EQ(event(daemon.calls.at(2)).confirm, 602);
}

TEST_F(Guard, a_count_that_never_stands_still_is_given_up) {
  auto asks = daemon.answer;
  daemon.answer = [this, asks](const Call& call) {
    ++recipients;
    return asks(call);
  };

  EXPECT_EQ(update({"--yes"}), 65);

  EXPECT_LT(daemon.calls.size(), 10U);
  EXPECT_THAT(err.str(), HasSubstr("nothing was sent"));
}

TEST_F(Guard, programs_are_not_asked) {
  can_ask = true;

  EXPECT_EQ(update({"--json"}), 65);

  EXPECT_EQ(out.str(), std::string(kAsks) + "\n");
  EXPECT_EQ(daemon.calls.size(), 1U);
}

TEST_F(Guard, a_conflict_that_is_no_question_is_refused_once) {
  can_ask = true;
  for (const char* body : {R"({"detail":"db is resolved"})", R"({"detail":"db is resolved","confirm":"601"})"}) {
    daemon.answer = [body](const Call&) { return Answer{409, body, 0}; };
    EXPECT_EQ(update({"--yes"}), 65);
    EXPECT_EQ(err.str(), "crier: db is resolved\n");
    EXPECT_EQ(daemon.calls.size(), 1U);
  }
}

TEST_F(Guard, the_answer_to_the_question_may_be_lost_and_is_sent_again) {
  auto asks = daemon.answer;
  daemon.answer = [this, asks](const Call& call) -> Result<Answer> {
    if (daemon.calls.size() == 2) return Error{ErrorKind::io, "The connection was cut."};
    return asks(call);
  };

  EXPECT_EQ(update({"--yes"}), 0) << err.str();

  ASSERT_EQ(daemon.calls.size(), 3U);
  EXPECT_EQ(daemon.calls[1].body, daemon.calls[2].body);
}

TEST_F(Guard, raw_events_are_asked_about_too) {
  in.str(R"({"action": "update", "incident": "db", "summary": "S"})");
  EXPECT_EQ(type({"send", "--yes"}), 0) << err.str();
  EXPECT_EQ(event(daemon.calls.at(1)).confirm, 601);
  EXPECT_EQ(event(daemon.calls.at(1)).id, event(daemon.calls.at(0)).id);

  in.clear();
  in.str(R"([{"action": "update", "incident": "db", "summary": "S"}])");
  daemon.calls.clear();
  EXPECT_EQ(type({"send", "--yes"}), 64);
  EXPECT_TRUE(daemon.calls.empty());
}

}  // namespace
}  // namespace crier::client
