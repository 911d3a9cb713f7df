#include "render/post_split.h"

#include <gtest/gtest.h>

#include <array>
#include <sstream>

#include "base/random.h"
#include "render/post_length.h"
#include "render/post_text.h"
#include "render/post_urls.h"

namespace crier::render {
namespace {

std::string repeat(const std::string& text, int times) {
  std::string out;
  for (int i = 0; i < times; ++i) out += text;
  return out;
}

std::vector<std::string> words(const std::string& text) {
  std::istringstream in(text);
  std::vector<std::string> out;
  for (std::string word; in >> word;) out.push_back(word);
  return out;
}

std::string without_number(const std::string& part) { return part.substr(0, part.rfind(" (")); }

/// The parts without their numbers, joined by blanks.
std::string joined(const std::vector<std::string>& parts) {
  if (parts.size() == 1) return parts[0];
  std::string out;
  for (const auto& part : parts) out += without_number(part) + " ";
  return out;
}

TEST(PostSplit, leaves_a_text_that_fits_alone) {
  EXPECT_EQ(split_posts("Orders are delayed."), std::vector<std::string>{"Orders are delayed."});
  EXPECT_EQ(split_posts(std::string(280, 'a')).size(), 1U);
  EXPECT_EQ(split_posts("  padded \n"), std::vector<std::string>{"padded"});
}

TEST(PostSplit, says_nothing_for_a_text_that_says_nothing) {
  EXPECT_TRUE(split_posts("").empty());
  EXPECT_TRUE(split_posts(" \n\t ").empty());
  EXPECT_TRUE(split_posts("\uFEFF").empty());
}

TEST(PostSplit, cuts_between_paragraphs_first) {
  const auto first = repeat("All orders are late. ", 9);
  const auto second = repeat("We work on it. ", 12);

  const auto parts = split_posts(first + "\n\n" + second);

  ASSERT_EQ(parts.size(), 2U);
  EXPECT_EQ(words(without_number(parts[0])), words(first));
  EXPECT_TRUE(parts[0].ends_with(" (1/2)"));
  EXPECT_TRUE(parts[1].ends_with(" (2/2)"));
}

TEST(PostSplit, then_between_sentences) {
  const auto parts = split_posts(repeat("Some customers in Europe cannot pay by card at the moment. ", 8));

  ASSERT_GT(parts.size(), 1U);
  for (const auto& part : parts) EXPECT_TRUE(without_number(part).ends_with("moment.")) << part;
}

TEST(PostSplit, then_between_words) {
  const auto parts = split_posts(repeat("word ", 120));

  ASSERT_EQ(parts.size(), 3U);
  EXPECT_EQ(words(joined(parts)), words(repeat("word ", 120)));
}

TEST(PostSplit, and_cuts_a_word_only_if_it_must) {
  const auto parts = split_posts(std::string(600, 'x'));

  ASSERT_EQ(parts.size(), 3U);
  EXPECT_EQ(without_number(parts[0]).size(), 274U);
}

TEST(PostSplit, keeps_a_url_whole) {
  const std::string url = "https://status.example.com/incidents/" + std::string(300, 'a');
  const auto parts = split_posts(repeat("padding ", 33) + url + " and then " + repeat("more ", 20));

  ASSERT_GT(parts.size(), 1U);
  int holding = 0;
  for (const auto& part : parts) holding += part.find(url) != std::string::npos ? 1 : 0;
  EXPECT_EQ(holding, 1);
}

TEST(PostSplit, keeps_emoji_and_combining_sequences_whole) {
  const auto families = split_posts(repeat("👨‍👩‍👧‍👦", 200));
  const auto letters = split_posts(repeat("x\u0323\u0307", 200));

  for (const auto& part : families) EXPECT_EQ(without_number(part).size() % std::string("👨‍👩‍👧‍👦").size(), 0U);
  for (const auto& part : letters) EXPECT_EQ(without_number(part).size() % to_utf8(to_nfc("x\u0323\u0307")).size(), 0U);
}

TEST(PostSplit, breaks_a_letter_only_if_its_marks_fill_a_post) {
  const auto parts = split_posts("a" + repeat("\u0301", 900));

  ASSERT_GT(parts.size(), 1U);
  for (const auto& part : parts) EXPECT_TRUE(post_length(part).valid);
}

TEST(PostSplit, ends_with_an_ellipsis_what_is_too_long_for_a_thread) {
  const auto parts = split_posts(repeat("Nothing is known about the cause yet. ", 500));

  ASSERT_EQ(parts.size(), 25U);
  EXPECT_TRUE(parts.back().ends_with(" … (25/25)"));
  for (const auto& part : parts) EXPECT_TRUE(post_length(part).valid);
}

TEST(PostSplit, reads_no_further_than_a_thread_can_say) {
  const auto giants = repeat("https://status.example.com/" + std::string(4000, 'a') + " ", 40);
  const auto blanks = "Down." + std::string(200000, ' ') + "Up.";

  EXPECT_NE(split_posts(giants).back().find("…"), std::string::npos);
  EXPECT_EQ(split_posts(blanks), std::vector<std::string>{"Down. … (1/1)"});
}

/// Texts made of what is hard to cut.
std::string any_text(Random& random) {
  static const std::array<std::string, 22> pieces = {"word",
                                                     "Wörter",
                                                     " ",
                                                     ". ",
                                                     "! ",
                                                     "\n",
                                                     "\n\n",
                                                     "example.com",
                                                     "https://example.com/a/b?c=d",
                                                     "@test.com",
                                                     "日本語です。",
                                                     "😀",
                                                     "👨‍👩‍👧‍👦",
                                                     "1️⃣",
                                                     "e\u0301",
                                                     "🇩🇪",
                                                     "-",
                                                     "(",
                                                     "#tag.de",
                                                     "supercalifragilisticexpialidocious",
                                                     "https://t.co/abc",
                                                     "مرحبا"};
  std::string text;
  const auto count = random.next() % 260;
  for (std::uint64_t i = 0; i < count; ++i) text += pieces[random.next() % pieces.size()] + (random.next() % 3 == 0 ? " " : "");
  return text;
}

TEST(PostSplit, makes_valid_parts_that_say_everything_in_order) {
  constexpr std::uint64_t seed = 20261122;
  Random random(seed);
  for (int round = 0; round < 400; ++round) {
    const auto text = any_text(random);
    const auto parts = split_posts(text);
    const auto normal = to_utf8(to_nfc(text));
    const auto bare = [](const std::string& some) {
      std::string out;
      for (const auto& word : words(some)) out += word;
      return out;
    };
    SCOPED_TRACE("seed " + std::to_string(seed) + ", round " + std::to_string(round) + ": " + text);
    for (const auto& part : parts) ASSERT_TRUE(post_length(part).valid) << part << " " << post_length(part).weighted;
    if (parts.size() < 25) {
      ASSERT_EQ(bare(joined(parts)), bare(normal));
    }
    ASSERT_EQ(parts.empty(), bare(normal).empty());
  }
}

TEST(PostSplit, cuts_no_url_of_the_text) {
  constexpr std::uint64_t seed = 7;
  Random random(seed);
  for (int round = 0; round < 200; ++round) {
    const auto normal = to_nfc(any_text(random));
    const auto parts = split_posts(to_utf8(normal));
    if (parts.size() == 25) continue;
    const auto all = joined(parts);
    for (const auto& url : find_urls(normal)) {
      const auto text = to_utf8(std::u32string_view(normal).substr(url.begin, url.end - url.begin));
      ASSERT_NE(all.find(text), std::string::npos) << "seed " << seed << ", round " << round << ": " << text;
    }
  }
}

TEST(PostSplit, later_parts_carry_the_mark) {
  const std::string text = std::string(200, 'a') + ". " + std::string(200, 'b') + ". " + std::string(200, 'c') + ".";
  const auto parts = split_posts(text, kPostLimit, "13:05 UTC");
  ASSERT_EQ(parts.size(), 3U);
  EXPECT_TRUE(parts[0].ends_with(" (1/3)")) << parts[0];
  EXPECT_TRUE(parts[1].ends_with(" (2/3 · 13:05 UTC)")) << parts[1];
  EXPECT_TRUE(parts[2].ends_with(" (3/3 · 13:05 UTC)")) << parts[2];
  for (const auto& part : parts) EXPECT_LE(post_length(part).weighted, kPostLimit) << part;
}

}  // namespace
}  // namespace crier::render
