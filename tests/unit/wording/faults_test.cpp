// Rules that cannot be used: Rulebook::compile tells each fault with the key, and the item, that it is about.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/wording/rules.h"

namespace crier::wording {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

std::vector<RuleFault> faults_of(std::vector<Rule> rules) {
  auto book = Rulebook::compile(std::move(rules));
  return book ? std::vector<RuleFault>{} : book.error();
}

void expect_one(const Rule& rule, const std::string& key, std::size_t item, const std::string& detail) {
  const auto faults = faults_of({rule});
  ASSERT_THAT(faults, SizeIs(1)) << key << " of " << detail;
  EXPECT_EQ(faults[0].id, "house");
  EXPECT_EQ(faults[0].language, "en");
  EXPECT_EQ(faults[0].key, key);
  EXPECT_EQ(faults[0].item, item);
  EXPECT_THAT(faults[0].detail, HasSubstr(detail));
  EXPECT_EQ(faults[0].detail.find('\n'), std::string::npos);
}

TEST(AFaultyRule, lacks_the_keys_of_its_kind) {
  expect_one(existence({}), "tokens", 0, "`tokens` or `raw`");
  expect_one(rule_of(Kind::substitution), "swap", 0, "`swap`");
  expect_one(rule_of(Kind::required), "requires", 0, "`requires` or `tokens`");
  Rule rule = rule_of(Kind::occurrence);
  rule.max = 1;
  expect_one(rule, "token", 0, "`token`");
  rule.token = "soon";
  rule.max.reset();
  expect_one(rule, "max", 0, "`min` or `max`");
  rule = rule_of(Kind::conditional);
  rule.second = "b";
  expect_one(rule, "first", 0, "`first`");
  rule = rule_of(Kind::metric);
  rule.condition = "> 1";
  expect_one(rule, "formula", 0, "`formula`");
}

TEST(AFaultyRule, lacks_the_other_half_of_what_it_says) {
  Rule rule = rule_of(Kind::conditional);
  rule.first = "a";
  expect_one(rule, "second", 0, "`second`");
  rule = rule_of(Kind::metric);
  rule.formula = "words";
  expect_one(rule, "condition", 0, "`condition`");
}

TEST(AFaultyRule, lacks_its_message) {
  Rule rule = existence({"soon"});
  rule.message.clear();
  expect_one(rule, "message", 0, "`message`");
}

TEST(AFaultyRule, names_a_check_that_there_is_not) {
  Rule rule = coded("contentles");
  rule.id = "house";
  expect_one(rule, "check", 0, "contentless, ");
  rule.check.clear();
  expect_one(rule, "check", 0, "contentless, ");
}

TEST(AFaultyRule, has_an_expression_that_cannot_be_read) {
  expect_one(existence({"good", "(bad", "good"}), "tokens", 1, "the expression cannot be used");
  expect_one(existence({"good", "good", "[z-a]"}), "tokens", 2, "the expression cannot be used");
  Rule rule = rule_of(Kind::occurrence);
  rule.token = "*";
  rule.max = 1;
  expect_one(rule, "token", 0, "the expression cannot be used");
  rule = rule_of(Kind::substitution);
  rule.swaps = {{"good", "better"}, {"ba)d", "better"}};
  expect_one(rule, "swap", 1, "the expression cannot be used");
  rule = rule_of(Kind::conditional);
  rule.first = "good";
  rule.second = "bad\\";
  expect_one(rule, "second", 0, "the expression cannot be used");
  rule.first = "(?P<bad";
  rule.second = "good";
  expect_one(rule, "first", 0, "the expression cannot be used");
  rule = existence({"good"});
  rule.exceptions = {"very good", "[bad"};
  expect_one(rule, "exceptions", 1, "the expression cannot be used");
  rule = rule_of(Kind::existence);
  rule.raw = {"(so", "on"};
  expect_one(rule, "raw", 0, "the expression cannot be used");
}

TEST(AFaultyRule, closes_what_it_did_not_open) {
  expect_one(existence({"good", "a)|(?:b"}), "tokens", 1, "the expression cannot be used");
  expect_one(existence({")("}), "tokens", 0, "the expression cannot be used");
}

TEST(AFaultyRule, looks_around_or_back) {
  for (const char* token : {"soon(?= as)", "soon(?! as)", "(?<=very )soon", "(?<!very )soon", "(so)\\1on"})
    expect_one(existence({token}), "tokens", 0, "no look-around and no back-references");
}

TEST(AFaultyRule, has_an_empty_expression) {
  expect_one(existence({"soon", ""}), "tokens", 1, "an empty expression finds everything");
  Rule rule = existence({"soon"});
  rule.exceptions = {""};
  expect_one(rule, "exceptions", 0, "an empty expression finds everything");
  rule = rule_of(Kind::substitution);
  rule.swaps = {{"", "better"}};
  expect_one(rule, "swap", 0, "an empty expression finds everything");
}

TEST(AFaultyRule, repeats_too_much) {
  expect_one(existence({"a{1001}"}), "tokens", 0, "the expression cannot be used");
  expect_one(existence({"(?:(?:a{100}){100}){100}"}), "tokens", 0, "the expression cannot be used");
}

TEST(AFaultyRule, is_too_large_together) {
  // Each alone is taken; all at once are more than one expression may be.
  std::vector<std::string> tokens;
  for (int i = 0; i < 400; ++i) tokens.push_back("(?:[a-zäöüß]{1,30}x" + std::to_string(i) + "){1,10}");
  EXPECT_THAT(faults_of({existence(tokens)}), IsEmpty()) << "tokens are expressions of their own";
  Rule swaps = rule_of(Kind::substitution);
  for (const auto& token : tokens) swaps.swaps.push_back({token, "x"});
  expect_one(swaps, "swap", 0, "the expression is too large");
  Rule rule = existence({"soon"});
  rule.exceptions = tokens;
  EXPECT_THAT(faults_of({rule}), IsEmpty()) << "exceptions too";
}

TEST(AFaultyRule, has_a_formula_that_cannot_be_read) {
  Rule rule = rule_of(Kind::metric);
  rule.condition = "> 1";
  for (const char* formula : {"words /", "wrds", "(words", "words)", "1.2.3", "words sentences", "* words", "words % 2"}) {
    rule.formula = formula;
    expect_one(rule, "formula", 0, "the formula cannot be read");
  }
  rule.formula = std::string(40, '(') + "words" + std::string(40, ')');
  expect_one(rule, "formula", 0, "nested too deeply");
  rule.formula = "words" + std::string(5000, ' ');
  expect_one(rule, "formula", 0, "longer than");
}

TEST(AFaultyRule, has_a_condition_that_is_none) {
  Rule rule = rule_of(Kind::metric);
  rule.formula = "words";
  for (const char* condition : {"25", ">", "> many", "= 25", "!= 25", "> 25 words", "words > 25"}) {
    rule.condition = condition;
    expect_one(rule, "condition", 0, "a comparison with a number");
  }
}

TEST(AFaultyRule, is_there_twice) {
  const auto faults = faults_of({existence({"soon"}), existence({"shortly"})});
  ASSERT_THAT(faults, SizeIs(1));
  EXPECT_EQ(faults[0].id, "house");
  EXPECT_THAT(faults[0].detail, HasSubstr("two rules house"));
  Rule german = existence({"bald"});
  german.language = "de";
  EXPECT_THAT(faults_of({existence({"soon"}), german, existence({"soon"}, "other")}), IsEmpty());
}

TEST(FaultyRules, are_all_told) {
  Rule german = existence({"(schlecht"}, "third");
  german.language = "de";
  const auto faults = faults_of({existence({"(bad", "[bad"}, "first"), existence({"good"}, "second"), german});
  std::vector<std::string> told;
  for (const auto& fault : faults) told.push_back(fault.language + "/" + fault.id + " " + fault.key + " " + std::to_string(fault.item));
  EXPECT_THAT(told, testing::UnorderedElementsAre("en/first tokens 0", "en/first tokens 1", "de/third tokens 0"));
}

TEST(ARulebook, of_no_rules_finds_nothing) {
  const auto event = event_of("soon");
  EXPECT_THAT(check(*book_of({}), {.event = event}), IsEmpty());
  EXPECT_FALSE(book_of({})->speaks("en"));
}

}  // namespace
}  // namespace crier::wording
