#include "wording/fold.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/wording/rules.h"

namespace crier::wording {
namespace {

using testing::HasSubstr;
using testing::Not;

std::string folded(std::string_view original) { return fold(original, Urls::blank).text; }

/// As many bytes as `there` has of the original, from where the folded text says `word`.
std::string original_from(const std::string& original, const std::string& word, const std::string& there) {
  const auto fold_of = fold(original, Urls::blank);
  const auto at = fold_of.text.find(word);
  return at == std::string::npos ? "it is not there" : original.substr(fold_of.at[at], there.size());
}

void expect_a_map(const std::string& original, const Folded& folded) {
  ASSERT_EQ(folded.at.size(), folded.text.size() + 1);
  EXPECT_EQ(folded.at.back(), original.size());
  EXPECT_TRUE(std::is_sorted(folded.at.begin(), folded.at.end()));
}

TEST(Fold, makes_typographic_quotes_plain) {
  EXPECT_EQ(folded("don’t ‘do’ ‚this‛ 5′ itʼs ´so"), "don't 'do' 'this' 5' it's 'so");
  EXPECT_EQ(folded("“soon” „bald‟ «vite» 5″"), "\"soon\" \"bald\" \"vite\" 5\"");
}

TEST(Fold, makes_dashes_hyphens) { EXPECT_EQ(folded("a‐b‑c‒d–e—f―g−h"), "a-b-c-d-e-f-g-h"); }

TEST(Fold, makes_the_blanks_of_typesetters_blanks) {
  for (const char* blank : {"\u00A0", "\u2000", "\u2003", "\u2007", "\u2009", "\u200A", "\u202F", "\u205F", "\u3000", "\u2028", "\u2029"})
    EXPECT_EQ(folded(std::string("14:05") + blank + "UTC"), "14:05 UTC");
}

TEST(Fold, writes_an_ellipsis_out) { EXPECT_EQ(folded("soon…"), "soon..."); }

TEST(Fold, leaves_out_what_nobody_sees) {
  for (const char* unseen : {"\u00AD", "\u200B", "\u200C", "\u200D", "\u200E", "\u200F", "\u061C", "\u202A", "\u202E", "\u2060", "\u2066",
                             "\u2069", "\uFEFF", "*", "**"})
    EXPECT_EQ(folded(std::string("so") + unseen + "on"), "soon");
}

TEST(Fold, keeps_letters_of_all_scripts_and_emoji) {
  const std::string text = "Störung für Kunden, ÉTÉ, Ελλάδα, 障害, 🔥.";
  EXPECT_EQ(folded(text), text);
}

TEST(Fold, keeps_lines_and_tabs_and_makes_other_control_characters_blanks) {
  EXPECT_EQ(folded("a\tb\nc"), "a\tb\nc");
  EXPECT_EQ(folded("a\rb\x01"
                   "c\x7F"
                   "d\u0085e"),
            "a b c d e");
  EXPECT_EQ(folded(std::string("a\0b", 3)), "a b");
}

TEST(Fold, makes_what_is_no_utf8_blank) {
  for (const char* bad : {"\xFF", "\x80", "\xC0\xAF", "\xC1\xBF", "\xE0\x80\x80", "\xE0\x9F\xBF", "\xED\xA0\x80", "\xED\xBF\xBF",
                          "\xF0\x80\x80\x80", "\xF0\x8F\xBF\xBF", "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xE2\x82", "\xF0\x9F\x98"}) {
    const std::string original = std::string("a") + bad + "b";
    const auto fold_of = fold(original, Urls::blank);
    EXPECT_EQ(fold_of.text, "a" + std::string(original.size() - 2, ' ') + "b");
    expect_a_map(original, fold_of);
  }
}

TEST(Fold, blanks_code) {
  EXPECT_EQ(original_from("Restart `soon` now", "now", "now"), "now");
  for (const char* text :
       {"Restart `soon` now", "Restart ``so`on`` now", "Restart\n```\nsoon\n\nsoon\n```\nnow", "Restart `soon\nsoon` now"}) {
    EXPECT_THAT(folded(text), Not(HasSubstr("on"))) << text;
    EXPECT_THAT(folded(text), HasSubstr("Restart")) << text;
    EXPECT_THAT(folded(text), HasSubstr("now")) << text;
  }
}

TEST(Fold, takes_a_backtick_alone_for_a_sign) {
  for (const char* text : {"It is `back soon", "It is ``back soon", "It is `back\n\nsoon` or not", "```\nback soon"})
    EXPECT_THAT(folded(text), HasSubstr("soon")) << text;
}

TEST(Fold, blanks_web_addresses_unless_they_are_kept) {
  const std::string text = "See https://status.example.com/soon and www.example.com/soon now";
  EXPECT_THAT(folded(text), Not(HasSubstr("soon")));
  EXPECT_THAT(folded(text), HasSubstr(" and "));
  EXPECT_EQ(original_from(text, "now", "now"), "now");
  EXPECT_EQ(fold(text, Urls::keep).text, text);
}

TEST(Fold, ends_a_web_address_where_its_sentence_goes_on) {
  EXPECT_EQ(folded("See https://a.example/x. Then"), "See  . Then");
  EXPECT_EQ(folded("(see https://a.example/x), then"), "(see  ), then");
  EXPECT_EQ(folded("<https://a.example/x>soon"), "< >soon");
  EXPECT_EQ(folded("“https://a.example/x”soon"), "\" \"soon");
  EXPECT_EQ(folded("https://a.example/x\u00A0soon"), "  soon");
  EXPECT_EQ(folded("https://a.example/x\nsoon"), " \nsoon");
}

TEST(Fold, knows_where_each_byte_was_in_the_original) {
  EXPECT_EQ(original_from("We “don’t” know — “soon”, he said", "don't", "don’t"), "don’t");
  EXPECT_EQ(original_from("Alles wird **so\u00ADon** gut…", "soon", "so\u00ADon"), "so\u00ADon");
  EXPECT_EQ(original_from("Störung bald", "bald", "bald"), "bald");
  EXPECT_EQ(original_from("bald…", "bald...", "bald…"), "bald…");
  for (const std::string& text : {std::string(), std::string("`"), std::string("**"), std::string("“"), std::string("https://"),
                                  std::string("``` https://a.example/x ```"), std::string("ü\u00A0🔥…\xFF*")}) {
    expect_a_map(text, fold(text, Urls::blank));
    expect_a_map(text, fold(text, Urls::keep));
  }
}

}  // namespace
}  // namespace crier::wording
