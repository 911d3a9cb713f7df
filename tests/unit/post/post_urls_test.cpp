#include "render/post_urls.h"

#include <gtest/gtest.h>

#include <vector>

#include "render/post_text.h"
#include "unit/post/cases.h"

namespace crier::render {
namespace {

std::vector<std::string> urls_in(const std::string& text) {
  const auto points = to_utf32(text);
  std::vector<std::string> found;
  for (const auto& url : find_urls(points)) found.push_back(to_utf8(std::u32string_view(points).substr(url.begin, url.end - url.begin)));
  return found;
}

TEST(PostUrls, finds_what_twitter_text_finds) {
  const auto file = tests::shared_json("conformance/twitter-text/extract-urls.json");
  if (!file) GTEST_SKIP() << "the folder with the conformance data is absent: " << CRIER_SHARED;

  for (const auto* group : {"urls", "tco_urls_with_params"}) {
    for (const auto& one : file->at(group).as_array()) {
      const auto expected = boost::json::value_to<std::vector<std::string>>(one.at("expected"));
      EXPECT_EQ(urls_in(tests::text_of(one, "text")), expected) << tests::text_of(one, "description");
    }
  }
}

TEST(PostUrls, finds_them_where_twitter_text_finds_them) {
  const auto file = tests::shared_json("conformance/twitter-text/extract-urls.json");
  if (!file) GTEST_SKIP() << "the folder with the conformance data is absent: " << CRIER_SHARED;

  for (const auto* group : {"urls_with_indices", "urls_with_directional_markers"}) {
    for (const auto& one : file->at(group).as_array()) {
      std::vector<Span> expected;
      for (const auto& url : one.at("expected").as_array()) {
        const auto& indices = url.at("indices").as_array();
        expected.push_back({static_cast<std::size_t>(indices[0].as_int64()), static_cast<std::size_t>(indices[1].as_int64())});
      }
      EXPECT_EQ(find_urls(to_utf32(tests::text_of(one, "text"))), expected) << tests::text_of(one, "description");
    }
  }
}

TEST(PostUrls, needs_no_time_for_hostile_texts) {
  constexpr std::size_t size = 200000;
  std::string dots;
  while (dots.size() < size) dots += "a.";
  std::string chain;
  while (chain.size() < size) chain += "co.";
  std::string parentheses = "http://a.com/";
  while (parentheses.size() < size) parentheses += "(";
  std::string ideographs;
  while (ideographs.size() < size) ideographs += "語";

  EXPECT_TRUE(urls_in(dots).empty());
  EXPECT_TRUE(urls_in(chain).empty());  // longer than any URL may be
  EXPECT_EQ(urls_in(parentheses), std::vector<std::string>{"http://a.com/"});
  EXPECT_TRUE(urls_in(ideographs + ".").empty());
}

}  // namespace
}  // namespace crier::render
