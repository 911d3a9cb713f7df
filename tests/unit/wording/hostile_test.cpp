// Texts that are made to make the check fail: it ends, what it says is limited, and every place is within the text.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/wording/rules.h"
#include "wording/coded.h"
#include "wording/fold.h"

namespace crier::wording {
namespace {

using testing::IsEmpty;
using testing::Le;
using testing::SizeIs;

constexpr std::size_t kMebibyte = std::size_t{1} << 20U;

/// A rule of each kind and each check.
std::shared_ptr<const Rulebook> all_kinds() {
  static const auto book = [] {
    std::vector<Rule> rules{existence({R"([^\s@]+@[^\s@]+)", "soon", "(?:a|b|ab)+c", "!+"}, "existence")};
    rules[0].exceptions = {"as soon as", "[^@]+@a@a"};
    Rule raw = rule_of(Kind::existence, "raw");
    raw.raw = {"o", "[^x]?"};
    rules.push_back(raw);
    Rule swap = rule_of(Kind::substitution, "swap");
    swap.swaps = {{"soo+n", "later"}, {"a@a", "b"}};
    swap.message = "'%s' instead of '%s'.";
    rules.push_back(swap);
    Rule many = rule_of(Kind::occurrence, "occurrence");
    many.token = "\\w+";
    many.max = 3;
    rules.push_back(many);
    Rule both = rule_of(Kind::conditional, "conditional");
    both.first = "(\\w+)@";
    both.second = "\\((\\w+)\\)";
    rules.push_back(both);
    Rule metric = rule_of(Kind::metric, "metric");
    metric.formula = "characters / words + long_words * sentences - paragraphs";
    metric.condition = "> 1";
    rules.push_back(metric);
    Rule required = rule_of(Kind::required, "required");
    required.requires_one = {Field::contact};
    required.tokens = {"[^\\s@]+@[^\\s@]+\\.com"};
    rules.push_back(required);
    for (const char* name : {"channel-fit", "consequence-late", "contentless", "jargon-early", "patience-apart", "permanent-buried",
                             "promise-overdue", "resolved-bare", "state-mismatch", "summary-long"}) {
      Rule one = coded(name);
      one.tokens = {"soon", "a@a", "x+"};
      one.first = "soon|a@a|x+";
      one.second = "(?:soon|a@)+";
      rules.push_back(one);
    }
    return book_of(rules);
  }();
  return book;
}

std::string repeated(std::string_view piece, std::size_t size) {
  std::string text;
  text.reserve(size + piece.size());
  while (text.size() < size) text += piece;
  return text;
}

void expect_within(const std::string& text, std::string_view name) {
  SCOPED_TRACE(name);
  core::Event event = event_of(text);
  event.title = text.substr(0, 4096);
  event.details = text.substr(0, 65'536);
  for (const State state : {State::update, State::resolved}) {
    const auto all = check(*all_kinds(), {.event = event, .state = state, .channels = {"x"}, .earlier = {text.substr(1), text}});
    EXPECT_THAT(all, SizeIs(Le(kMostFindings)));
    for (const auto& finding : all) {
      const auto field = text_at(event, finding.pointer);
      EXPECT_LE(finding.offset, field.size()) << finding.rule;
      EXPECT_LE(finding.offset + finding.length, field.size()) << finding.rule;
      EXPECT_TRUE(is_utf8(finding.excerpt)) << finding.rule;
      EXPECT_TRUE(is_utf8(finding.message)) << finding.rule;
      EXPECT_LT(finding.excerpt.size(), 700U) << finding.rule;
      EXPECT_LT(finding.message.size(), 700U) << finding.rule;
      EXPECT_EQ(finding.excerpt.find_first_of("\r\n"), std::string::npos) << finding.rule;
    }
  }
}

TEST(AHostileText, of_a_mebibyte_is_looked_through) {
  for (const std::string_view piece : {"a",       "a@a@",     "soon ", "x", "ü",  "🔥",    "soon", "((((", "“",  "`", "` ",    "``` ",
                                       "```\n\n", "https://", "www.",  "!", "\n", "\n\n", "  ",   ". ",   "ab", "*", "\u00AD"})
    expect_within(repeated(piece, kMebibyte), piece);
}

TEST(AHostileText, of_nested_quotes_is_looked_through) {
  std::string nested;
  for (int i = 0; i < 50'000; ++i) nested += i % 2 == 0 ? "“‘" : "(\"";
  nested += "soon";
  for (int i = 0; i < 50'000; ++i) nested += i % 2 == 0 ? "’”" : "\")";
  expect_within(nested, "nested quotes");
}

TEST(AHostileText, that_is_no_utf8_is_looked_through) {
  for (const std::string_view piece : {"\xFF", "soon\xFF", "\xC3", "soon \xE2\x82", "\xF0\x9F\x98", "\x80soon", "\xED\xA0\x80", "\xC0\xAF",
                                       "\xF4\x90\x80\x80", "\xFE\xFE soon"})
    expect_within(repeated(piece, 20'000), piece);
  std::string all_bytes;
  for (int i = 0; i < 65'536; ++i) all_bytes += {static_cast<char>(i >> 8), static_cast<char>(i & 0xFF), ' '};
  expect_within(all_bytes, "all pairs of bytes");
}

TEST(AHostileText, with_control_characters_is_looked_through) {
  expect_within(repeated(std::string_view("soon\0", 5), 20'000), "NUL");
  expect_within(repeated("soon\r\n\x1B[31m", 20'000), "escapes");
  expect_within(repeated("\u202Esoon\u202C \u2067noos\u2069", 20'000), "right to left");
}

TEST(AHostileText, cannot_hide_a_word_behind_what_nobody_sees) {
  for (const char* text : {"s\u200Bo\u200Don", "\u202Esoon\u202C", "so\u00ADon", "s*o*on", "soon\xFF", "\x80soon", "soo\u2060n"})
    EXPECT_THAT(words_in(existence({"soon"}), text), SizeIs(1)) << text;
  const std::string with_nul("back\0soon\0", 10);
  EXPECT_THAT(words_in(existence({"soon"}), with_nul), SizeIs(1));
}

TEST(AHostileText, of_many_matches_is_told_of_as_often_as_is_of_use) {
  const auto event = event_of(repeated("soon ", 500'000));
  const auto all = found(existence({"soon"}), event);
  ASSERT_THAT(all, SizeIs(kMostOfOne));
  for (std::size_t i = 0; i < all.size(); ++i) EXPECT_EQ(all[i].offset, i * 5);
}

TEST(AHostileText, of_many_exceptions_is_looked_through) {
  Rule rule = existence({"soon"});
  rule.exceptions = {"as soon as"};
  EXPECT_THAT(found(rule, event_of(repeated("as soon as possible, ", kMebibyte))), IsEmpty());
  const auto event = event_of(repeated("as soon as possible, ", 50'000) + "soon");
  EXPECT_THAT(words_of(found(rule, event), event), testing::ElementsAre("soon"));
}

TEST(AHostileText, is_looked_at_as_far_as_anybody_reads) {
  const std::string umlauts = repeated("\xC3\xBC", 64 * 1024 - 6);
  const auto event = event_of(umlauts + " soon soon");
  ASSERT_EQ(umlauts.size(), 65530U);
  EXPECT_THAT(found(existence({"soon"}), event), SizeIs(1)) << "the second is behind 64 KiB";
  core::Event two = event_of(umlauts + " soon soon");
  two.details = "soon";
  EXPECT_THAT(found(existence({"soon"}), two), SizeIs(1)) << "all fields together";
}

TEST(AHostileEvent, of_many_fields_is_told_of_as_often_as_is_of_use) {
  core::Event event = event_of("soon");
  for (int i = 0; i < 20'000; ++i) event.actions.planned.emplace_back("soon a@a");
  for (int i = 0; i < 200; ++i) event.translations["en-" + std::to_string(i)].summary = words(100, "soon");
  EXPECT_THAT(check(*all_kinds(), {.event = event, .channels = {"x"}}), SizeIs(kMostFindings));
}

TEST(AHostileEvent, that_says_nothing_is_looked_through) {
  const core::Event event;
  for (const auto& finding : check(*all_kinds(), {.event = event, .channels = {"x"}})) EXPECT_EQ(finding.length, 0U) << finding.rule;
}

}  // namespace
}  // namespace crier::wording
