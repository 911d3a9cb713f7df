#include "client/caller.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "terminal.h"

namespace crier::client {
namespace {

using testing::HasSubstr;

/// Answers from a list, the last one for ever.
std::function<Result<Answer>(const Call&)> script(std::vector<Result<Answer>> answers) {
  auto rest = std::make_shared<std::deque<Result<Answer>>>(answers.begin(), answers.end());
  return [rest](const Call&) {
    const auto next = rest->front();
    if (rest->size() > 1) rest->pop_front();
    return next;
  };
}

const Error kUnreached{ErrorKind::unavailable, "crierd cannot be reached."};
const Error kCut{ErrorKind::io, "The connection was cut."};
Answer busy(int after) { return {503, R"({"detail": "busy"})", after}; }
const Answer kAccepted{202, R"({"accepted": 1, "results": [{"incident": "db", "update": 1, "update_id": "u1", "broadcasts": []}]})", 0};

TEST(Caller, tries_again_with_the_same_id_until_it_is_answered) {
  for (const auto& first : {Result<Answer>(kUnreached), Result<Answer>(kCut), Result<Answer>(busy(1))}) {
    Terminal terminal;
    terminal.daemon.answer = script({first, kAccepted});

    EXPECT_EQ(terminal.type({"update", "db", "--summary", "S"}), 0) << terminal.err.str();

    ASSERT_EQ(terminal.daemon.calls.size(), 2U);
    EXPECT_EQ(terminal.daemon.calls[0].body, terminal.daemon.calls[1].body);
    EXPECT_THAT(terminal.daemon.calls[0].body, HasSubstr("\"id\":\"crier-010101"));
    EXPECT_EQ(terminal.pauses.size(), 1U);
  }
}

TEST(Caller, gives_up_after_a_few_tries_with_the_code_that_says_why) {
  const std::pair<Result<Answer>, int> cases[] = {{kUnreached, 69}, {kCut, 69}, {busy(0), 75}};
  for (const auto& [answer, code] : cases) {
    Terminal terminal;
    terminal.daemon.answer = script({answer});

    EXPECT_EQ(terminal.type({"list"}), code);

    EXPECT_EQ(terminal.daemon.calls.size(), 4U);
    EXPECT_THAT(terminal.err.str(), testing::StartsWith("crier: "));
  }
}

TEST(Caller, waits_as_long_as_it_is_told_but_not_for_ever) {
  Terminal terminal;
  terminal.daemon.answer = script({busy(2), busy(3600), kAccepted});

  EXPECT_EQ(terminal.type({"update", "db", "--summary", "S"}), 0);

  EXPECT_EQ(terminal.pauses, (std::vector<Millis>{Millis(2000), Millis(5000)}));
}

TEST(Caller, does_not_repeat_a_cut_call_that_may_have_been_done) {
  Terminal terminal;
  terminal.daemon.answer = script({kCut});

  EXPECT_EQ(terminal.type({"pause", "mail"}), 69);

  EXPECT_EQ(terminal.daemon.calls.size(), 1U);
}

TEST(Caller, ends_with_the_exit_code_of_the_status) {
  const std::pair<int, int> cases[] = {{400, 65}, {401, 77}, {403, 77}, {404, 65}, {409, 65}, {413, 65},
                                       {415, 65}, {422, 65}, {429, 75}, {500, 75}, {501, 64}, {503, 75}};
  for (const auto& [status, code] : cases) {
    Terminal terminal;
    terminal.daemon.answer = script({Answer{status, R"({"detail": "what to do"})", 0}});
    EXPECT_EQ(terminal.type({"show", "db"}), code) << status;
    EXPECT_EQ(terminal.err.str(), "crier: what to do\n");
  }
}

TEST(Caller, lists_every_fault_when_there_are_several) {
  Terminal terminal;
  terminal.daemon.answer = script({Answer{
      422,
      R"({"detail": "two faults", "errors": [{"pointer": "/title", "detail": "missing"}, {"pointer": "/impact", "detail": "bad\u001b"}]})",
      0}});

  terminal.type({"open", "db"});

  EXPECT_EQ(terminal.err.str(), "crier: two faults\n  /title missing\n  /impact bad\\x1b\n");
}

TEST(Caller, tells_the_only_fault_unless_the_sentence_has_it) {
  Terminal terminal;
  terminal.daemon.answer =
      script({Answer{422, R"({"detail": "the wording has 1 fault", "errors": [{"pointer": "/summary", "detail": "hype: no"}]})", 0},
              Answer{422, R"({"detail": "/title is missing", "errors": [{"pointer": "/title", "detail": "is missing"}]})", 0}});

  terminal.type({"open", "db"});
  EXPECT_EQ(terminal.err.str(), "crier: the wording has 1 fault\n  /summary hype: no\n");
  terminal.type({"open", "db"});
  EXPECT_EQ(terminal.err.str(), "crier: /title is missing\n");
}

TEST(Caller, says_that_something_else_answered) {
  Terminal terminal;
  terminal.daemon.answer = script({Answer{200, "<html>", 0}});

  EXPECT_EQ(terminal.type({"list"}), 69);

  EXPECT_THAT(terminal.err.str(), HasSubstr("not crierd"));
}

TEST(Caller, prints_a_refusal_as_it_is_with_json) {
  Terminal terminal;
  terminal.daemon.answer = script({Answer{404, R"({"detail":"no"})", 0}});

  EXPECT_EQ(terminal.type({"show", "db", "--json"}), 65);

  EXPECT_EQ(terminal.out.str(), "{\"detail\":\"no\"}\n");
}

}  // namespace
}  // namespace crier::client
