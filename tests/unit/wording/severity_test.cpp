// How grave findings are, in which order and how many are told, and what they point to: wording/check.h.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/wording/rules.h"
#include "wording/fold.h"

namespace crier::wording {
namespace {

using testing::Each;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;
using enum Severity;

Rule graver(std::vector<std::string> tokens, std::string id, Severity severity) {
  Rule rule = existence(std::move(tokens), std::move(id));
  rule.severity = severity;
  return rule;
}

Severity severity_of(const Rule& rule, State state, std::vector<std::string> channels) {
  const auto event = event_of("soon");
  const auto all = check(*book_of({rule}), {.event = event, .state = state, .channels = std::move(channels)});
  if (all.size() != 1) throw std::logic_error("one finding was expected");
  return all[0].severity;
}

TEST(TheSeverity, is_the_rules_own_unless_the_state_has_another) {
  Rule rule = graver({"soon"}, "house", warning);
  rule.by_state = {{State::resolved, error}, {State::monitoring, suggestion}};
  EXPECT_EQ(severity_of(rule, State::update, {}), warning);
  EXPECT_EQ(severity_of(rule, State::resolved, {}), error);
  EXPECT_EQ(severity_of(rule, State::monitoring, {"smtp"}), suggestion);
}

TEST(TheSeverity, is_that_of_the_gravest_channel_it_is_said_on) {
  Rule rule = graver({"soon"}, "house", warning);
  rule.by_channel = {{"x", suggestion}, {"page", error}};
  EXPECT_EQ(severity_of(rule, State::update, {"x"}), suggestion);
  EXPECT_EQ(severity_of(rule, State::update, {"x", "smtp"}), warning);
  EXPECT_EQ(severity_of(rule, State::update, {"x", "page", "smtp"}), error);
  EXPECT_EQ(severity_of(rule, State::update, {}), warning) << "where it goes is not known";
}

TEST(Findings, come_errors_first_then_as_the_fields_and_the_text_go) {
  core::Event event = event_of("bad odd, bad");
  event.title = "odd";
  event.consequences.now = "bad";
  event.details = "hint";
  const auto book =
      book_of({graver({"odd"}, "a-warning", warning), graver({"hint"}, "b-suggestion", suggestion), graver({"bad"}, "c-error", error)});
  const auto all = check(*book, {.event = event});
  EXPECT_THAT(rules_of(all), ElementsAre("c-error", "c-error", "c-error", "a-warning", "a-warning", "b-suggestion"));
  EXPECT_THAT(pointers_of(all), ElementsAre("/summary", "/summary", "/consequences/now", "/title", "/summary", "/details"));
  EXPECT_EQ(all[0].offset, 0U);
  EXPECT_EQ(all[1].offset, 9U);
}

TEST(Findings, of_one_rule_in_one_field_are_limited) {
  core::Event event = event_of(words(50, "bad"));
  event.details = "bad";
  const auto all = found(existence({"bad"}), event);
  EXPECT_THAT(all, SizeIs(kMostOfOne + 1));
  EXPECT_EQ(all.back().pointer, "/details");
}

TEST(Findings, are_limited) {
  core::Event event = event_of("Payments fail.");
  for (int i = 0; i < 30; ++i) event.actions.done.push_back(words(50, "bad"));
  EXPECT_THAT(found(existence({"bad"}), event), SizeIs(kMostFindings));
}

TEST(Findings, that_are_errors_are_told_however_many_warnings_there_are) {
  core::Event event = event_of("worse");
  for (int i = 0; i < 30; ++i) event.actions.done.push_back(words(50, "bad"));
  event.translations["de"].summary = "schlimm";
  Rule german = graver({"schlimm"}, "z-error", error);
  german.language = "de";
  const auto all = check(*book_of({graver({"bad"}, "a-warning", warning), graver({"worse"}, "z-error", error), german}), {.event = event});
  ASSERT_THAT(all, SizeIs(kMostFindings));
  EXPECT_TRUE(has_errors(all));
  EXPECT_EQ(all[0].pointer, "/summary");
  EXPECT_EQ(all[1].pointer, "/translations/de/summary");
  EXPECT_EQ(all[2].severity, warning);
}

TEST(Levels, replace_severities_and_turn_rules_off) {
  const auto event = event_of("bad odd hint");
  const auto book = book_of({graver({"bad"}, "a", error), graver({"odd"}, "b", warning), graver({"hint"}, "c", suggestion)});
  const auto all = check(*book, {.event = event}, {{"a", std::nullopt}, {"c", error}, {"d", error}});
  EXPECT_THAT(rules_of(all), ElementsAre("c", "b"));
  EXPECT_EQ(all[0].severity, error);
  EXPECT_EQ(all[1].severity, warning);
}

TEST(Levels, count_before_the_number_of_findings_does) {
  core::Event event = event_of("odd");
  for (int i = 0; i < 400; ++i) event.actions.done.emplace_back("bad bad bad");
  const auto book = book_of({graver({"bad"}, "a", warning), graver({"odd"}, "b", suggestion)});
  const auto all = check(*book, {.event = event}, {{"b", error}});
  ASSERT_FALSE(all.empty());
  EXPECT_EQ(all.front().rule, "b");
}

TEST(Levels, that_are_none_change_nothing) {
  const auto event = event_of("bad odd");
  const auto all = check(*book_of({graver({"bad"}, "a", error), graver({"odd"}, "b", warning)}), {.event = event});
  EXPECT_THAT(rules_of(all), ElementsAre("a", "b"));
}

TEST(HasErrors, is_true_of_an_error_only) {
  const auto event = event_of("bad");
  EXPECT_FALSE(has_errors({}));
  EXPECT_FALSE(has_errors(check(*book_of({graver({"bad"}, "a", warning)}), {.event = event})));
  EXPECT_TRUE(has_errors(check(*book_of({graver({"bad"}, "a", error)}), {.event = event})));
}

/// Texts around "soon" that are awkward to cut.
std::vector<std::string> awkward() {
  return {"soon",
          "Störungen überall, ärgerlicherweise: soon überall, ärgerlicherweise Störungen",
          words(20, "ü") + " soon " + words(20, "ü"),
          "ääääääääääääääääääääääääääääää🔥🔥🔥🔥 soon 🔥🔥🔥🔥ääääääääääääääääääääääääääääää",
          "障害障害障害障害障害障害障害障害障害、soon。障害障害障害障害障害障害障害障害障害",
          "x障害障害障害障害障害障害障害障害障害、soon。x障害障害障害障害障害障害障害障害障害",
          "One.\r\n\r\nTwo,\tsoon\nthree\x01"
          "four",
          "One\u2028soon\u2029two\u0085three",
          "One “so\u00ADon” — two…",
          std::string("One soon two", 12)};
}

TEST(AFinding, points_to_what_was_written) {
  for (const auto& text : awkward()) {
    const auto event = event_of(text);
    const auto all = found(existence({"soon"}), event);
    ASSERT_THAT(all, SizeIs(1)) << text;
    EXPECT_EQ(fold(text.substr(all[0].offset, all[0].length), Urls::blank).text, "soon") << text;
  }
}

TEST(AFinding, ends_where_its_last_character_ends) {
  EXPECT_THAT(words_in(existence({"soon"}), "It is **so\u00ADon** now"), ElementsAre("so\u00ADon"));
  EXPECT_THAT(words_in(existence({"soon"}), "It is soon\u200B\u200B"), ElementsAre("soon"));
  EXPECT_THAT(words_in(existence({"don'"}), "don’*"), ElementsAre("don’"));
  EXPECT_THAT(words_in(existence({"soon\\.\\.\\."}), "soon…*"), ElementsAre("soon…"));
  EXPECT_THAT(words_in(existence({"see [ ] now"}), "see `it`* now"), ElementsAre("see `it`* now"));
}

TEST(AFinding, shows_it_with_some_words_on_one_line_of_whole_characters) {
  for (const auto& text : awkward()) {
    const auto all = found(existence({"soon"}), event_of(text));
    ASSERT_THAT(all, SizeIs(1)) << text;
    const auto& excerpt = all[0].excerpt;
    EXPECT_TRUE(is_utf8(excerpt)) << text;
    EXPECT_EQ(fold(excerpt, Urls::blank).text.find("soon") == std::string::npos, false) << excerpt;
    EXPECT_EQ(excerpt.find_first_of(std::string("\n\r\t\x01\x00", 5)), std::string::npos) << text;
    for (const char* line : {"\u2028", "\u2029", "\u0085"}) EXPECT_THAT(excerpt, Not(HasSubstr(line))) << text;
  }
}

TEST(AFinding, shows_whole_words_where_there_are_words) {
  const auto all = found(existence({"soon"}),
                         event_of("Payments in Europe have failed since noon, and it will be mended soon, as far as anybody here knows."));
  ASSERT_THAT(all, SizeIs(1));
  EXPECT_THAT(all[0].excerpt, testing::StartsWith("… "));
  EXPECT_THAT(all[0].excerpt, testing::EndsWith(" …"));
  EXPECT_THAT(all[0].excerpt, HasSubstr(" it will be mended soon, as far "));
  EXPECT_LT(all[0].excerpt.size(), 80U);
}

TEST(AFinding, shows_no_more_of_a_long_match_than_a_line_holds) {
  const auto event = event_of("Störung: " + words(500, "ü") + " soon.");
  const auto all = found(existence({"ü.*soon"}), event);
  ASSERT_THAT(all, SizeIs(1));
  EXPECT_EQ(text_at(event, "/summary").substr(all[0].offset, all[0].length), words(500, "ü") + " soon");
  EXPECT_TRUE(is_utf8(all[0].excerpt));
  EXPECT_LT(all[0].excerpt.size(), 240U);
  EXPECT_TRUE(is_utf8(all[0].message));
}

TEST(AFinding, about_what_is_missing_points_to_the_field_and_shows_nothing) {
  Rule rule = rule_of(Kind::required);
  rule.requires_one = {Field::now};
  const auto all = found(rule, event_of("Payments fail."));
  ASSERT_THAT(all, SizeIs(1));
  EXPECT_EQ(all[0].pointer, "/consequences/now");
  EXPECT_EQ(all[0].offset, 0U);
  EXPECT_EQ(all[0].length, 0U);
  EXPECT_EQ(all[0].excerpt, "");
}

}  // namespace
}  // namespace crier::wording
