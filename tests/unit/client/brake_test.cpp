#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "terminal.h"

namespace crier::client {
namespace {

using testing::HasSubstr;
using testing::Not;

struct Brake : testing::Test, Terminal {
  std::string counts = R"({"delivered":120,"sending":3,"cancelled":877})";
  std::string updates =
      R"({"updates":[{"update_id":"u14","incident":"db~2","number":4,"state":"recorded"},{"update_id":"u13","incident":"db~2","number":3,"state":"announced"},)"
      R"({"update_id":"u12","incident":"db~2","number":2,"state":"announced"}],"next":null})";
  Brake() {
    daemon.answer = [this](const Call& call) -> Result<Answer> { return Answer{200, call.method == "POST" ? counts : updates, 0}; };
  }
};

TEST_F(Brake, says_how_many_got_it_and_how_to_put_it_right) {
  EXPECT_EQ(type({"stop", "u13"}), 0) << err.str();

  EXPECT_EQ(daemon.calls.at(0).method + daemon.calls.at(0).path, "POST/v1/updates/u13/stop") << "stopping comes before looking";
  EXPECT_EQ(out.str(),
            "Stopped u13 (db~2, update 3): 120 were delivered, 3 are on their way, 877 will not be sent.\n"
            "To put it right for those who got it: crier correct db 3 --summary …\n"
            "If nothing is wrong at all: crier retract db --summary …\n");
}

TEST_F(Brake, counts_one_as_one) {
  counts = R"({"delivered":1,"sending":1,"cancelled":0})";
  EXPECT_EQ(type({"stop", "u13"}), 0);
  EXPECT_THAT(out.str(), HasSubstr(": 1 was delivered, 1 is on its way, 0 will not be sent.\n"));
}

TEST_F(Brake, corrects_nothing_that_nobody_got) {
  counts = R"({"delivered":0,"sending":0,"cancelled":1000})";
  EXPECT_EQ(type({"stop", "u13"}), 0);
  EXPECT_EQ(out.str(),
            "Stopped u13 (db~2, update 3): 0 were delivered, 0 are on their way, 1000 will not be sent.\n"
            "Nobody got it; to say it in other words: crier update db --summary …\n");
}

TEST_F(Brake, what_is_on_its_way_may_be_got) {
  counts = R"({"delivered":0,"sending":1,"cancelled":0})";
  EXPECT_EQ(type({"stop", "u13"}), 0);
  EXPECT_THAT(out.str(), HasSubstr("crier correct db 3"));
}

TEST_F(Brake, a_key_means_its_newest_update_that_told_somebody) {
  EXPECT_EQ(type({"stop", "db~2"}), 0) << err.str();
  EXPECT_EQ(daemon.calls.at(0).path, "/v1/updates?limit=100&incident=db~2");
  EXPECT_EQ(daemon.calls.at(1).path, "/v1/updates/u13/stop");
  EXPECT_EQ(daemon.calls.size(), 2U);
}

TEST_F(Brake, a_number_means_that_update_even_of_a_key_that_looks_like_an_id) {
  EXPECT_EQ(type({"stop", "u5", "2"}), 0) << err.str();
  EXPECT_EQ(daemon.calls.at(0).path, "/v1/updates?limit=1000&incident=u5");
  EXPECT_EQ(daemon.calls.at(1).path, "/v1/updates/u12/stop");
}

TEST_F(Brake, last_is_the_newest_of_all_and_twice_is_not_the_one_before) {
  EXPECT_EQ(type({"stop", "--last"}), 0) << err.str();
  EXPECT_EQ(daemon.calls.at(0).path, "/v1/updates?limit=100");
  EXPECT_EQ(daemon.calls.at(1).path, "/v1/updates/u13/stop");

  updates.replace(updates.find("announced"), 9, "stopped");
  daemon.calls.clear();
  EXPECT_EQ(type({"stop", "--last"}), 0);
  EXPECT_EQ(daemon.calls.at(1).path, "/v1/updates/u13/stop");
}

TEST_F(Brake, says_that_there_is_nothing_to_stop) {
  updates = R"({"updates":[{"update_id":"u1","number":1,"state":"recorded"}],"next":null})";
  EXPECT_EQ(type({"stop", "--last"}), 65);
  EXPECT_THAT(err.str(), HasSubstr("nothing to stop"));
  EXPECT_EQ(type({"stop", "db"}), 65);
  EXPECT_THAT(err.str(), HasSubstr("No update of db was sent lately"));
  EXPECT_EQ(type({"stop", "db", "7"}), 65);
  EXPECT_THAT(err.str(), HasSubstr("There is no update 7 of db"));
  for (const auto& call : daemon.calls) EXPECT_EQ(call.method, "GET");
}

TEST_F(Brake, is_pulled_again_when_the_answer_was_lost) {
  auto usual = daemon.answer;
  daemon.answer = [this, usual](const Call& call) -> Result<Answer> {
    if (daemon.calls.size() == 1) return Error{ErrorKind::io, "The connection was cut."};
    return usual(call);
  };

  EXPECT_EQ(type({"stop", "u13"}), 0) << err.str();

  EXPECT_EQ(daemon.calls.at(1).path, "/v1/updates/u13/stop");
  EXPECT_THAT(out.str(), HasSubstr("120 were delivered"));
}

TEST_F(Brake, has_worked_though_which_it_was_cannot_be_told) {
  updates = R"({"updates":[],"next":null})";
  EXPECT_EQ(type({"stop", "u13"}), 0) << err.str();
  EXPECT_EQ(out.str(),
            "Stopped u13: 120 were delivered, 3 are on their way, 877 will not be sent.\n"
            "To put it right for those who got it: crier correct KEY N --summary …\n"
            "If nothing is wrong at all: crier retract KEY --summary …\n");
}

TEST_F(Brake, gives_programs_the_answer_as_it_is) {
  EXPECT_EQ(type({"stop", "u13", "--json"}), 0);
  EXPECT_EQ(out.str(), counts + "\n");
  EXPECT_EQ(daemon.calls.size(), 1U);
}

}  // namespace
}  // namespace crier::client
