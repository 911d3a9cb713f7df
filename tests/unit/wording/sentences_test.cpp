// What each shipped rule must find and must leave alone, sentence by sentence: sentences.en and sentences.de beside this file. They are
// other sentences than those of the corpus, so that rules that fit only the corpus fail here.
#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <sstream>

#include "unit/wording/shipped.h"

namespace crier::tests {
namespace {

struct Line {
  int number = 0;
  bool wanted = true;
  std::vector<std::string> rules;
  wording::State state = wording::State::update;
  std::string sentence;
};

std::vector<std::string> split(const std::string& text, char at) {
  std::vector<std::string> pieces;
  std::istringstream in(text);
  for (std::string piece; std::getline(in, piece, at);) pieces.push_back(piece);
  return pieces;
}

std::vector<Line> lines_of(const std::string& language) {
  std::ifstream in(CRIER_SENTENCES "/sentences." + language);
  std::vector<Line> lines;
  int number = 0;
  for (std::string text; std::getline(in, text);) {
    ++number;
    if (text.empty() || text.front() == '#') continue;
    const std::size_t first = text.find('|');
    const std::size_t second = text.find('|', first + 1);
    Line line;
    line.number = number;
    line.wanted = text.front() != '-';
    line.rules = split(text.substr(line.wanted ? 0 : 1, first - (line.wanted ? 0 : 1)), ',');
    const auto state = wording::parse_state(text.substr(first + 1, second - first - 1));
    EXPECT_TRUE(state) << "line " << number << " of sentences." << language << " has no state";
    line.state = state.value_or(wording::State::update);
    line.sentence = text.substr(second + 1);
    lines.push_back(std::move(line));
  }
  return lines;
}

std::string told(const std::vector<wording::Finding>& findings) {
  std::string text;
  for (const auto& finding : findings) text += "\n  " + finding.rule + ": " + finding.excerpt;
  return text;
}

void expect_as_written(const std::string& language) {
  const auto rules = config::shipped_rulebook();
  ASSERT_TRUE(rules);
  for (const Line& line : lines_of(language)) {
    const auto findings = found_in(*rules, line.sentence, line.state, language);
    const bool found = std::any_of(line.rules.begin(), line.rules.end(), [&](const std::string& rule) { return has_rule(findings, rule); });
    EXPECT_EQ(found, line.wanted) << "sentences." << language << ":" << line.number << ": " << line.sentence << told(findings);
  }
}

void expect_both_sides(const std::string& language, std::size_t least) {
  std::size_t wanted = 0, unwanted = 0;
  for (const Line& line : lines_of(language)) ++(line.wanted ? wanted : unwanted);
  EXPECT_GE(wanted + unwanted, least);
  EXPECT_GE(wanted * 3, wanted + unwanted) << "too few sentences that must be found";
  EXPECT_GE(unwanted * 3, wanted + unwanted) << "too few sentences that must be left alone";
}

TEST(WordingSentences, ThereAreEnoughOfBothSidesInBothLanguages) {
  expect_both_sides("en", 300);
  expect_both_sides("de", 100);
}

TEST(WordingSentences, EnglishRulesFindWhatTheyMustAndLeaveTheRest) { expect_as_written("en"); }

TEST(WordingSentences, GermanRulesFindWhatTheyMustAndLeaveTheRest) { expect_as_written("de"); }

TEST(WordingSentences, EveryRuleIsThereInBothLanguagesAndTellsWhatToDo) {
  const auto rules = config::shipped_rulebook();
  ASSERT_TRUE(rules);
  std::map<std::string, std::vector<std::string>> languages;
  for (const wording::Rule& rule : rules->rules()) {
    languages[rule.id].push_back(rule.language);
    EXPECT_FALSE(rule.message.empty()) << rule.path;
    EXPECT_FALSE(rule.advice.empty()) << rule.path;
    if (rule.kind == wording::Kind::required) {
      EXPECT_NE(rule.severity, wording::Severity::error) << rule.id << ": what is missing is a warning unless an organisation raises it";
    }
  }
  EXPECT_EQ(languages.size(), 40U);
  for (const auto& [id, in] : languages) EXPECT_EQ(in.size(), 2U) << id;
}

}  // namespace
}  // namespace crier::tests
