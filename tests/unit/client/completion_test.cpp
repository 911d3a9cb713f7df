#include "client/completion.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/text.h"
#include "terminal.h"

namespace crier::client {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::IsSupersetOf;
using testing::Not;

/// Somebody who presses Tab at the last word.
struct Completing : testing::Test, Terminal {
  std::map<std::string, std::string> pages;
  Completing() {
    daemon.answer = [this](const Call& call) -> Result<Answer> {
      const auto found = pages.find(call.path);
      return found == pages.end() ? Answer{404, "{}", 0} : Answer{200, found->second, 0};
    };
  }
  std::vector<std::string> tab(std::vector<std::string> words) {
    words.insert(words.begin(), "__complete");
    EXPECT_EQ(type(std::move(words)), 0);
    EXPECT_EQ(err.str(), "");
    std::vector<std::string> values;
    const std::string shown = out.str();
    for (const auto line : split(shown, '\n')) {
      if (!line.empty()) values.emplace_back(line.substr(0, line.find('\t')));
    }
    return values;
  }
};

TEST_F(Completing, formats_of_monitors_and_the_commands_that_take_them) {
  EXPECT_THAT(tab({"ingest", ""}), testing::UnorderedElementsAre("test", "send"));
  EXPECT_THAT(tab({"ingest", "test", "--format", "ala"}), IsEmpty());
  EXPECT_THAT(tab({"ingest", "test", "--format", "al"}), ElementsAre("alertmanager"));
  EXPECT_THAT(tab({"ingest", "send", "--format=ic"}), ElementsAre("--format=icinga"));
  EXPECT_THAT(tab({"ingest", "test", ""}), ElementsAre(":files"));
}

TEST_F(Completing, commands_by_their_beginning) {
  EXPECT_THAT(tab({""}), IsSupersetOf({"open", "update", "stop", "approve", "help", "completion"}));
  EXPECT_THAT(tab({"wa"}), ElementsAre("watch"));
  EXPECT_THAT(tab({"re"}), IsSupersetOf({"resolve", "reopen", "retract", "retry", "resume"}));
  EXPECT_THAT(tab({"--json", "--socket", "/x", "wa"}), ElementsAre("watch"));
  EXPECT_THAT(tab({"config", ""}), ElementsAre("check", "show"));
  EXPECT_THAT(tab({"nonsense", ""}), IsEmpty());
  EXPECT_THAT(tab({""}), Not(Contains("audience"))) << "what is not built is not offered";
}

TEST_F(Completing, flags_of_the_command_and_of_all) {
  EXPECT_THAT(tab({"update", "db", "--su"}), ElementsAre("--summary"));
  EXPECT_THAT(tab({"update", "--"}), IsSupersetOf({"--impact", "--watch", "--json", "--socket"}));
  EXPECT_THAT(tab({"queue", "--e"}), ElementsAre("--edits"));
  EXPECT_THAT(tab({"--tok"}), ElementsAre("--token-file"));
}

TEST_F(Completing, words_that_a_flag_takes) {
  EXPECT_THAT(tab({"open", "db", "--impact", ""}), ElementsAre("critical", "major", "minor", "none"));
  EXPECT_THAT(tab({"open", "db", "--impact=ma"}), ElementsAre("--impact=major"));
  EXPECT_THAT(tab({"update", "db", "--status", "mon"}), ElementsAre("monitoring"));
  EXPECT_THAT(tab({"update", "db", "--overnight", "on"}), ElementsAre("on-call"));
  EXPECT_THAT(tab({"list", "--state", ""}), ElementsAre("open", "resolved"));
  EXPECT_THAT(tab({"queue", "--state", "f"}), ElementsAre("failed"));
  EXPECT_THAT(tab({"update", "db", "--title", ""}), IsEmpty()) << "free text";
  EXPECT_THAT(tab({"completion", ""}), ElementsAre("bash", "zsh", "fish"));
  EXPECT_THAT(tab({"help", "stop"}), ElementsAre("stop-a-mistake", "stop"));
  EXPECT_THAT(tab({"update", "db", "--file", "x"}), ElementsAre(":files"));
  EXPECT_THAT(tab({"config", "check", ""}), ElementsAre(":files"));
  EXPECT_TRUE(daemon.calls.empty()) << "nobody is asked what is known";
}

TEST_F(Completing, keys_of_open_incidents_with_their_titles) {
  pages["/v1/incidents?limit=100&state=open"] =
      R"({"incidents":[{"incident":"db","title":"Down"},{"incident":"a/b:c","title":"x\u001b"}]})";

  EXPECT_THAT(tab({"update", ""}), ElementsAre("db", "a/b:c"));
  EXPECT_THAT(tab({"update", "a"}), ElementsAre("a/b:c"));
  EXPECT_THAT(tab({"update", "--summary", "S", "d"}), ElementsAre("db"));
  EXPECT_THAT(tab({"cancel", "--incident", "d"}), ElementsAre("db"));
  EXPECT_EQ(out.str(), "db\tDown\n");
  EXPECT_THAT(tab({"update", "db", ""}), IsEmpty()) << "there is no second word";
  daemon.calls.clear();
  EXPECT_THAT(tab({"open", ""}), IsEmpty()) << "a new name";
  EXPECT_TRUE(daemon.calls.empty());
}

TEST_F(Completing, drafts_and_their_numbers) {
  pages["/v1/updates?state=draft&limit=100"] =
      R"({"updates":[{"incident":"db","number":3,"summary":"S"},{"incident":"db","number":2,"summary":"R"},{"incident":"mail","number":1,"summary":"Q"}]})";
  pages["/v1/updates?limit=20&incident=db&state=draft"] = R"({"updates":[{"number":3,"summary":"S"},{"number":2,"summary":"R"}]})";

  EXPECT_THAT(tab({"approve", ""}), ElementsAre("db", "mail"));
  EXPECT_THAT(tab({"withdraw", "m"}), ElementsAre("mail"));
  EXPECT_THAT(tab({"approve", "db", ""}), ElementsAre("3", "2"));
}

TEST_F(Completing, channels_audiences_and_what_may_be_stopped) {
  pages["/v1/channels"] = R"({"channels":[{"name":"mail","state":"ready"},{"name":"x","state":"paused"}]})";
  pages["/v1/deliveries?limit=1000"] = R"({"deliveries":[{"audience":"public"},{"audience":"public"},{"audience":"emea"}]})";
  pages["/v1/incidents?limit=100"] = R"({"incidents":[{"incident":"db"}]})";
  pages["/v1/updates?limit=20&incident=db"] = R"({"updates":[{"number":2},{"number":1}]})";

  EXPECT_THAT(tab({"pause", ""}), ElementsAre("mail", "x"));
  EXPECT_THAT(tab({"queue", "--channel", "m"}), ElementsAre("mail"));
  EXPECT_THAT(tab({"open", "db", "--audience", ""}), ElementsAre("public", "emea"));
  EXPECT_THAT(tab({"stop", "d"}), ElementsAre("db"));
  EXPECT_THAT(tab({"stop", "db", ""}), ElementsAre("2", "1"));
  EXPECT_THAT(tab({"correct", "db", ""}), ElementsAre("2", "1"));
}

TEST_F(Completing, asks_where_the_line_says_and_does_not_wait_long) {
  tab({"--socket", "/tmp/other.sock", "update", ""});

  EXPECT_EQ(daemon.address.socket, "/tmp/other.sock");
  EXPECT_LE(daemon.calls.at(0).patience, Millis(2000));
  tab({"update", "--url=http://127.0.0.1:1", "d"});
  EXPECT_EQ(daemon.address.url, "http://127.0.0.1:1");
}

TEST_F(Completing, is_silent_where_crierd_is_away_or_answers_strangely) {
  daemon.answer = [](const Call&) -> Result<Answer> { return Error{ErrorKind::unavailable, "away"}; };
  EXPECT_THAT(tab({"update", ""}), IsEmpty());
  EXPECT_EQ(daemon.calls.size(), 1U) << "it is not tried again";
  daemon.answer = [](const Call&) -> Result<Answer> { return Answer{200, "<html>", 0}; };
  EXPECT_THAT(tab({"update", ""}), IsEmpty());
  daemon.answer = [](const Call&) -> Result<Answer> { return Answer{403, "{}", 0}; };
  EXPECT_THAT(tab({"update", ""}), IsEmpty());
  EXPECT_THAT(tab({"--token-file", "/none", "update", ""}), IsEmpty());
  EXPECT_TRUE(pauses.empty());
}

TEST_F(Completing, offers_nothing_that_a_shell_would_take_apart) {
  pages["/v1/channels"] = R"({"channels":[{"name":"a b"},{"name":"c\nd"},{"name":"ok"}]})";

  EXPECT_THAT(tab({"pause", ""}), ElementsAre("ok"));
}

TEST_F(Completing, there_is_a_script_for_three_shells) {
  for (const char* shell : {"bash", "zsh", "fish"}) {
    EXPECT_EQ(type({"completion", shell}), 0);
    EXPECT_THAT(out.str(), testing::HasSubstr("__complete"));
  }
  EXPECT_EQ(type({"completion", "tcsh"}), 64);
  EXPECT_EQ(err.str(), "crier: There is a script for bash, zsh and fish, not for tcsh.\n");
}

}  // namespace
}  // namespace crier::client
