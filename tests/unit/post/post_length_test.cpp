#include "render/post_length.h"

#include <gtest/gtest.h>
#include <yaml-cpp/yaml.h>

#include "unit/post/cases.h"

namespace crier::render {
namespace {

PostRules rules_of(const std::string& config) { return {.limit = 280, .emoji_as_one = config != "v2"}; }

TEST(PostLength, counts_as_twitter_text_does) {
  const auto file = tests::shared_json("conformance/twitter-text/weighted.json");
  if (!file) GTEST_SKIP() << "the folder with the conformance data is absent: " << CRIER_SHARED;
  const auto& cases = file->at("cases").as_array();
  ASSERT_GT(cases.size(), 20U);

  for (const auto& one : cases) {
    const auto text = tests::text_of(one, "text");
    const auto& expected = one.at("expected");
    const auto length = post_length(text, rules_of(tests::text_of(one, "config")));
    EXPECT_EQ(length.weighted, expected.at("weightedLength").as_int64()) << tests::text_of(one, "description") << "\n" << text;
    EXPECT_EQ(length.valid, expected.at("valid").as_bool()) << tests::text_of(one, "description");
    EXPECT_EQ(length.weighted * 1000 / 280, expected.at("permillage").as_int64()) << tests::text_of(one, "description");
  }
}

TEST(PostLength, agrees_with_every_group_of_the_projects_own_file) {
  const std::string path = CRIER_SHARED "/conformance/twitter-text/validate.yml";
  if (!std::ifstream(path)) GTEST_SKIP() << "the folder with the conformance data is absent: " << CRIER_SHARED;
  const auto groups = YAML::LoadFile(path)["tests"];
  int tried = 0;

  for (const auto* group :
       {"WeightedTweetsCounterTest", "WeightedTweetsWithDiscountedEmojiCounterTest", "UnicodeDirectionalMarkerCounterTest"}) {
    const bool emoji = std::string(group) != "WeightedTweetsCounterTest";
    for (const auto& one : groups[group]) {
      const auto length = post_length(one["text"].as<std::string>(), {.limit = 280, .emoji_as_one = emoji});
      EXPECT_EQ(length.weighted, one["expected"]["weightedLength"].as<int>()) << one["description"].as<std::string>();
      EXPECT_EQ(length.valid, one["expected"]["valid"].as<bool>()) << one["description"].as<std::string>();
      ++tried;
    }
  }
  EXPECT_GT(tried, 20);
}

struct Case {
  const char* what;
  const char* text;
  int weighted;
};

TEST(PostLength, counts_what_the_case_files_leave_out) {
  const Case cases[] = {
      {"nothing", "", 0},
      {"Latin letters weigh one", "abc", 3},
      {"ideographs weigh two", "日本", 4},
      {"decomposed letters are composed first", "e\u0301", 1},
      {"a URL is 23 however short", "t.co", 23},
      {"a URL is 23 however long", "https://example.com/abcdefghijklmnopqrstuvwxyz/abcdefghijklmnopqrstuvwxyz", 23},
      {"no top-level domain, no URL", "foo.notld", 9},
      {"a family is one emoji", "👨‍👩‍👧‍👦", 2},
      {"a flag is one emoji", "🇩🇪", 2},
      {"two flags", "🇩🇪🇫🇷", 4},
      {"a keycap is one emoji", "1️⃣", 2},
      {"a digit is none", "1", 1},
      {"the copyright sign is text", "©", 1},
      {"and an emoji in emoji style", "©️", 2},
      {"skin tones belong to their emoji", "👋🏽", 2},
      {"a flag of tags", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", 2},
      {"an unknown joined sequence falls apart", "😀‍😀", 5},
      {"a text-style sun counts its selector", "☀︎", 4},
      {"smart quotes and dashes weigh one", "“a” – b", 7},
      {"the ellipsis weighs two", "…", 2},
  };

  for (const auto& one : cases) EXPECT_EQ(post_length(one.text).weighted, one.weighted) << one.what;
}

TEST(PostLength, refuses_empty_and_overlong_posts_and_forbidden_characters) {
  EXPECT_FALSE(post_length("").valid);
  EXPECT_TRUE(post_length(std::string(280, 'a')).valid);
  EXPECT_FALSE(post_length(std::string(281, 'a')).valid);
  EXPECT_FALSE(post_length("a\uFEFFb").valid);
  EXPECT_TRUE(post_length("a\u202Eb").valid);
}

TEST(PostLength, takes_what_is_not_utf8_for_replacement_characters) {
  const auto length = post_length("a\xFFz");

  EXPECT_EQ(length.weighted, 4);
}

TEST(PostLength, validates_tweets_of_the_older_rules_with_their_limit) {
  const auto file = tests::shared_json("conformance/twitter-text/validate-other.json");
  if (!file) GTEST_SKIP() << "the folder with the conformance data is absent: " << CRIER_SHARED;

  for (const auto& one : file->at("tweets").as_array()) {
    const auto text = tests::text_of(one, "text");
    const bool ascii = text.find_first_of("\xE3\xF0\xC3") == std::string::npos;  // these rules weighed every character one
    if (!ascii) continue;
    EXPECT_EQ(post_length(text, {.limit = 140}).valid, one.at("expected").as_bool()) << tests::text_of(one, "description");
  }
}

}  // namespace
}  // namespace crier::render
