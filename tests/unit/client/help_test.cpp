#include "client/topics.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/text.h"
#include "terminal.h"

namespace crier::client {
namespace {

using testing::HasSubstr;

struct Help : testing::Test, Terminal {};

/// The words of a command as a shell takes them apart; a column of explanation behind it (two blanks) is left out.
std::vector<std::string> words_of(std::string_view line) {
  line = trim(line);
  std::vector<std::string> words{""};
  bool is_quoted = false;
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (line[i] == '"') {
      is_quoted = !is_quoted;
    } else if (line[i] == ' ' && !is_quoted) {
      if (i + 1 < line.size() && line[i + 1] == ' ') break;
      words.emplace_back();
    } else {
      words.back() += line[i];
    }
  }
  return {words.begin() + 1, words.end()};  // without "crier"
}

TEST_F(Help, lists_topics_and_commands) {
  EXPECT_EQ(type({"help"}), 0);

  for (const auto& topic : topics()) EXPECT_THAT(out.str(), HasSubstr("\n  " + std::string(topic.name) + " "));
  for (const char* command : {"open", "stop", "approve", "watch", "config"})
    EXPECT_THAT(out.str(), HasSubstr("\n  " + std::string(command) + " "));
  EXPECT_THAT(out.str(), testing::Not(HasSubstr("not built")));
}

TEST_F(Help, has_the_topics_of_a_bad_night) {
  for (const char* topic : {"stop-a-mistake", "open-an-incident", "rehearse", "drafts", "what-is-blocked", "exit-codes"}) {
    EXPECT_EQ(type({"help", topic}), 0) << topic;
    EXPECT_THAT(out.str(), testing::StartsWith(topic));
  }
}

TEST_F(Help, every_command_of_every_topic_is_one_that_crier_takes) {
  int commands = 0;
  for (const auto& topic : topics()) {
    for (const auto line : split(topic.text, '\n')) {
      if (!line.starts_with("  crier ")) continue;
      auto words = words_of(line);
      for (auto& word : words) {
        if (word == "T") word = "2026-11-22T13:00:00Z";
      }
      daemon.stream = [](const auto&) -> Result<Answer> { return Error{ErrorKind::unavailable, "away"}; };
      can_ask = is_terminal = true;
      const int code = type(words);
      ++commands;
      EXPECT_NE(code, 64) << topic.name << ": " << line << "\n" << err.str();
    }
  }
  EXPECT_GT(commands, 40) << "the topics are made of commands";
}

TEST_F(Help, no_topic_is_wider_than_80_columns) {
  for (const auto& topic : topics()) {
    EXPECT_TRUE(topic.text.ends_with('\n')) << topic.name;
    for (const auto line : split(topic.text, '\n')) EXPECT_LE(line.size(), 80U) << topic.name << ": " << line;
  }
}

TEST_F(Help, of_a_command_is_its_flags) {
  EXPECT_EQ(type({"help", "update"}), 0);
  const auto shown = out.str();
  EXPECT_THAT(shown, HasSubstr("--next-update"));
  EXPECT_EQ(type({"update", "--help"}), 0);
  EXPECT_EQ(shown, out.str());
}

TEST_F(Help, of_no_command_is_wider_than_80_columns_and_every_flag_says_what_it_is) {
  EXPECT_EQ(type({"--help"}), 0);
  auto pages = out.str();
  std::vector<std::string> commands;
  EXPECT_EQ(type({"help"}), 0);
  const auto listed = out.str().substr(out.str().find("Commands:"));
  for (const auto line : split(listed, '\n')) {
    if (line.starts_with("  ")) commands.emplace_back(line.substr(2, line.find(' ', 2) - 2));
  }
  EXPECT_GT(commands.size(), 30U);
  for (const auto& command : commands) {
    EXPECT_EQ(type({command, "--help"}), 0) << command;
    pages += out.str();
  }
  for (const auto line : split(pages, '\n')) {
    EXPECT_LE(line.size(), 80U) << line;
    const bool is_described = !line.starts_with("  ") || trim(line).size() > 28;  // where the descriptions begin
    EXPECT_TRUE(is_described) << line;
  }
}

TEST_F(Help, at_a_terminal_a_mistake_is_told_in_lines_that_fit) {
  can_ask = is_terminal = true;
  columns = 60;
  EXPECT_EQ(type({"opn"}), 64);
  EXPECT_EQ(err.str(), "crier: The following argument was not expected: opn (did you\nmean open?); see: crier --help\n");
}

TEST_F(Help, on_what_there_is_not_suggests_what_is_near) {
  EXPECT_EQ(type({"help", "exit-code"}), 64);
  EXPECT_THAT(err.str(), HasSubstr("(did you mean exit-codes?)"));
  EXPECT_EQ(type({"help", "blocked"}), 64);
  EXPECT_THAT(err.str(), HasSubstr("(did you mean what-is-blocked?)"));
  EXPECT_EQ(type({"help", "zzzzzz"}), 64);
  EXPECT_EQ(err.str(), "crier: There is no help on zzzzzz; see: crier help\n");
  EXPECT_TRUE(daemon.calls.empty());
}

}  // namespace
}  // namespace crier::client
