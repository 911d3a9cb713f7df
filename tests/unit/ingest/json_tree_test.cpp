#include "ingest/json_tree.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace crier::ingest {
namespace {

TEST(JsonTree, keeps_names_texts_and_order) {
  JsonTree tree;

  ASSERT_TRUE(tree.parse(R"( {"a": "x\u00e4\n", "b": [1, -2.5e3, true, null, {"c": {}}], "d": "" } )"));

  std::string seen;
  for (const auto& member : JsonChildren(tree.root())) seen += std::string(member.name) + "=" + std::string(member.text) + ";";
  EXPECT_EQ(seen, "a=x\xC3\xA4\n;b=;d=;");
  const auto b = ++JsonChildren(tree.root()).begin();
  std::vector<JsonNode::Kind> kinds;
  for (const auto& item : JsonChildren(*b)) kinds.push_back(item.kind);
  using K = JsonNode::Kind;
  EXPECT_EQ(kinds, (std::vector<K>{K::number, K::number, K::boolean, K::null, K::object}));
}

TEST(JsonTree, may_be_used_for_one_document_after_the_other) {
  JsonTree tree;

  ASSERT_FALSE(tree.parse("{"));
  ASSERT_TRUE(tree.parse(R"({"one": "first"})"));
  ASSERT_TRUE(tree.parse(R"({"two": "the second is longer than the first"})"));

  EXPECT_EQ(JsonChildren(tree.root()).begin()->text, "the second is longer than the first");
}

struct Bad {
  const char* name;
  std::string json;
  std::size_t offset;
  const char* detail;
};

class JsonTreeRefuses : public testing::TestWithParam<Bad> {};

TEST_P(JsonTreeRefuses, with_place_and_reason) {
  JsonTree tree;

  const auto result = tree.parse(GetParam().json);

  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().offset, GetParam().offset);
  EXPECT_THAT(result.error().detail, testing::HasSubstr(GetParam().detail));
}

INSTANTIATE_TEST_SUITE_P(Documents, JsonTreeRefuses,
                         testing::Values(Bad{"empty", "", 0, "ends too early"}, Bad{"cut", R"({"a": "b)", 8, "ends too early"},
                                         Bad{"trailing", R"({} x)", 3, "follows"}, Bad{"two", "{}{}", 2, "follows"},
                                         Bad{"trailing_comma", R"({"a": 1,})", 8, "not valid JSON"},
                                         Bad{"comment", "{/**/}", 1, "not valid JSON"},
                                         Bad{"single_quotes", "{'a': 1}", 1, "not valid JSON"}, Bad{"nan", "[NaN]", 1, "not valid JSON"},
                                         Bad{"twice", R"({"a": 1, "b": 2, "a": 3})", 23, "\"a\" stands twice"},
                                         Bad{"twice_escaped", R"({"a": 1, "\u0061": 3})", 20, "\"a\" stands twice"},
                                         Bad{"not_utf8", "[\"\xC3(\"]", 2, "not valid JSON"},
                                         Bad{"surrogate", R"(["\ud800"])", 8, "not valid JSON"},
                                         Bad{"raw_newline", "[\"a\nb\"]", 3, "not valid JSON"},
                                         Bad{"deep", std::string(33, '[') + std::string(33, ']'), 32, "deeper than 32"}),
                         [](const auto& param) { return param.param.name; });

TEST(JsonTree, takes_32_levels) {
  JsonTree tree;
  EXPECT_TRUE(tree.parse(std::string(32, '[') + std::string(32, ']')));
}

}  // namespace
}  // namespace crier::ingest
