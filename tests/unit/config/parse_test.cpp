#include "config/reader/parse.h"

#include <gtest/gtest.h>

namespace crier::reader {
namespace {

/// The faults of a text, formatted.
std::string faults(std::string_view text) {
  Diagnostics diagnostics;
  static_cast<void>(parse(text, diagnostics));
  return format("c", text, diagnostics.faults());
}

TEST(Parse, knows_where_keys_and_values_stand) {
  Diagnostics diagnostics;

  const Node root = parse("ü: x\nb:\n- c\n-  d: \"e\"\n", diagnostics);

  EXPECT_FALSE(diagnostics.failed());
  ASSERT_EQ(root.kind, Node::Kind::map);
  const Entry* first = root.find("ü");
  ASSERT_NE(first, nullptr);
  EXPECT_EQ(first->at, (Position{1, 1}));
  EXPECT_EQ(first->value.at, (Position{1, 4}));
  const Node& list = root.find("b")->value;
  ASSERT_EQ(list.items.size(), 2U);
  EXPECT_EQ(list.items[0].at, (Position{3, 3}));
  EXPECT_FALSE(list.items[0].quoted);
  EXPECT_EQ(list.items[1].entries[0].at, (Position{4, 4}));
  EXPECT_TRUE(list.items[1].entries[0].value.quoted);
}

TEST(Parse, an_empty_file_is_an_empty_map) {
  for (const auto* text : {"", "# only a comment\n", "---\n", "~\n", "\xEF\xBB\xBF"}) {
    Diagnostics diagnostics;
    const Node root = parse(text, diagnostics);
    EXPECT_FALSE(diagnostics.failed()) << text;
    EXPECT_EQ(root.kind, Node::Kind::map) << text;
    EXPECT_TRUE(root.entries.empty()) << text;
  }
}

TEST(Parse, a_byte_order_mark_moves_nothing) {
  Diagnostics diagnostics;
  const Node root = parse(
      "\xEF\xBB\xBF"
      "a: 1\n",
      diagnostics);
  ASSERT_FALSE(diagnostics.failed());
  EXPECT_EQ(root.find("a")->at, (Position{1, 1}));
}

TEST(Parse, windows_line_ends_are_line_ends) {
  Diagnostics diagnostics;
  const Node root = parse("a: 1\r\nb: 2\r\n", diagnostics);
  ASSERT_FALSE(diagnostics.failed());
  EXPECT_EQ(root.find("a")->value.text, "1");
  EXPECT_EQ(root.find("b")->at, (Position{2, 1}));
}

TEST(Parse, tabs_within_block_texts_are_content) {
  Diagnostics diagnostics;
  const Node root = parse("a: |\n  x\n  \ty\n", diagnostics);
  ASSERT_FALSE(diagnostics.failed());
  EXPECT_EQ(root.find("a")->value.text, "x\n\ty\n");
}

TEST(Parse, refuses_with_place_and_reason) {
  const struct {
    std::string text, faults;
  } cases[] = {
      {"a: 1\nb: 2\na: 3\n", "c:3:1: duplicate key 'a', first given in line 1\na: 3\n^\n"},
      {"x: {a: 1, a: 2}\n", "c:1:11: duplicate key 'a', first given in line 1\nx: {a: 1, a: 2}\n          ^\n"},
      {"a:\n\tb: 1\n", "c:2:1: a tab is used for indentation, expected blanks\n\tb: 1\n^\n"},
      {"a: 1\n\tb: 2\n", "c:2:1: a tab is used for indentation, expected blanks\n\tb: 2\n^\n"},
      {"a: 1\n b: 2\n",
       "c:2:3: a ':' stands where no key can begin, check the indentation, and quote values that contain ': '\n b: 2\n  ^\n"},
      {"a: b: c\n",
       "c:1:5: a ':' stands where no key can begin, check the indentation, and quote values that contain ': '\na: b: c\n    ^\n"},
      {"a: [1, 2\n", "c:1:4: this '[' is never closed, expected a ']'\na: [1, 2\n   ^\n"},
      {"a: {b: 1\n", "c:1:4: this '{' is never closed, expected a '}'\na: {b: 1\n   ^\n"},
      {"a: 1\n]\n", "c:2:1: this bracket closes nothing\n]\n^\n"},
      {"a: \"x\nb: 1\n", "c:1:4: a quote is opened here and never closed\na: \"x\n   ^\n"},
      {"a: 'it''s\n", "c:1:4: a quote is opened here and never closed\na: 'it''s\n   ^\n"},
      {"a: @x\n", "c:1:4: a value cannot begin with this character, expected it in quotes\na: @x\n   ^\n"},
      {"a:\n  - b\n c: d\n", "c:3:2: this line does not belong to the map above it, check the indentation\n c: d\n ^\n"},
      {"a: &x 1\n", "c:1:4: anchors are not supported, expected the value alone\na: &x 1\n   ^\n"},
      {"a: *x\n", "c:1:4: aliases are not supported, expected the value itself, in quotes if it begins with '*'\na: *x\n   ^\n"},
      {"a: * * *\n", "c:1:4: aliases are not supported, expected the value itself, in quotes if it begins with '*'\na: * * *\n   ^\n"},
      {"a: {<<: {b: 1}}\n", "c:1:5: merge keys are not supported, expected the keys themselves\na: {<<: {b: 1}}\n    ^\n"},
      {"a: !!str 5\n", "c:1:4: tags are not supported, expected the value alone\na: !!str 5\n   ^\n"},
      {"? [a]\n: b\n", "c:1:3: this key is not plain text, expected 'key: value'\n? [a]\n  ^\n"},
      {"a: 1\n---\nb: 2\n", "c:2:1: a second document begins here, expected one document in the file\n---\n^\n"},
      {"a: 1\n...\nb: 2\n", "c:3:1: a second document begins here, expected one document in the file\nb: 2\n^\n"},
      {std::string("a: 1\nb: \x04\n"), "c:2:4: the file has the control character \\x04, expected plain text\nb: \\x04\n   ^\n"},
      {std::string("a: x\0y\n", 7), "c:1:5: the file has the control character \\x00, expected plain text\na: x\\x00y\n    ^\n"},
      {"a: x\rb: y\n", "c:1:5: the file has the control character \\r, expected plain text\na: x\\rb: y\n    ^\n"},
      {"a: 1\nb: gr\xFC\xDF\n", "c:2:6: the file is not UTF-8, save it in that encoding\nb: gr…\n     ^\n"},
      {"a: \"\\q\"\n", "c:1:7: unknown escape character: q\na: \"\\q\"\n      ^\n"},
  };
  for (const auto& c : cases) EXPECT_EQ(faults(c.text), c.faults) << c.text;
}

TEST(Parse, closed_quotes_are_no_fault) { EXPECT_EQ(faults("a: \"x \\\" \\\\\"\nb: 'it''s'\nc: ''\nd: \"\"\ne: \"x\n  y\"\n"), ""); }

TEST(Parse, deep_nesting_is_refused_before_it_hurts) {
  const std::string closed = "a: " + std::string(40, '[') + std::string(40, ']') + "\n";
  const std::string open = "a: " + std::string(100000, '[');
  const std::string fits = "a: " + std::string(31, '[') + std::string(31, ']') + "\n";

  EXPECT_TRUE(faults(closed).starts_with("c:1:35: this is nested too deeply, expected at most 32 levels\n")) << faults(closed);
  EXPECT_NE(faults(open).find("this is nested too deeply, expected at most 32 levels\n"), std::string::npos) << faults(open).substr(0, 200);
  EXPECT_EQ(faults(fits), "");
}

TEST(Parse, several_faults_are_told_at_once) {
  EXPECT_EQ(faults("a: &x 1\na: 2\n"),
            "c:1:4: anchors are not supported, expected the value alone\na: &x 1\n   ^\n"
            "c:2:1: duplicate key 'a', first given in line 1\na: 2\n^\n");
}

}  // namespace
}  // namespace crier::reader
