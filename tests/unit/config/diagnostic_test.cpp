#include "config/reader/diagnostic.h"

#include <gtest/gtest.h>

namespace crier::reader {
namespace {

TEST(Diagnostic, has_place_sentence_line_and_caret) {
  const auto text = format("c.yaml", "a: 1\n  bee: 2\n", {{{2, 3}, "unknown key 'bee'", "did you mean 'be'?", 0}});

  EXPECT_EQ(text,
            "c.yaml:2:3: unknown key 'bee', did you mean 'be'?\n"
            "  bee: 2\n"
            "  ^\n");
}

TEST(Diagnostic, several_come_in_the_order_of_the_file) {
  const auto text = format("c", "a\nb\n", {{{2, 1}, "two", "", 0}, {{0, 0}, "whole", "", 0}, {{1, 1}, "one", "", 0}});

  EXPECT_EQ(text, "c: whole\nc:1:1: one\na\n^\nc:2:1: two\nb\n^\n");
}

TEST(Diagnostic, the_caret_stands_under_characters_not_bytes) {
  const auto text = format("c", "grüße: ñ x\n", {{{1, 10}, "here", "", 0}});

  EXPECT_EQ(text, "c:1:10: here\ngrüße: ñ x\n         ^\n");
}

TEST(Diagnostic, tabs_are_kept_below_so_that_the_caret_stands_right) {
  EXPECT_EQ(format("c", "\ta: 1\n", {{{1, 2}, "here", "", 0}}), "c:1:2: here\n\ta: 1\n\t^\n");
}

TEST(Diagnostic, a_line_that_is_not_there_or_blank_is_not_shown) {
  EXPECT_EQ(format("c", "a: 1\n", {{{2, 1}, "the end", "", 0}}), "c:2:1: the end\n");
  EXPECT_EQ(format("c", "a: 1\n  \n", {{{2, 1}, "blank", "", 0}}), "c:2:1: blank\n");
}

TEST(Diagnostic, windows_line_ends_are_not_shown) { EXPECT_EQ(format("c", "a: 1\r\n", {{{1, 1}, "x", "", 0}}), "c:1:1: x\na: 1\n^\n"); }

TEST(Diagnostic, long_lines_are_cut) {
  const auto text = format("c", std::string(1000, 'a'), {{{1, 1}, "x", "", 0}});

  EXPECT_EQ(text, "c:1:1: x\n" + std::string(200, 'a') + "…\n^\n");
}

TEST(Diagnostic, a_secret_is_not_shown) {
  EXPECT_EQ(format("c", "password: hunter2\n", {{{1, 1}, "x", "", 0}}), "c:1:1: x\npassword:…\n^\n");
  EXPECT_EQ(format("c", "file: hunter2\n", {{{1, 7}, "x", "", 7}}), "c:1:7: x\nfile: …\n      ^\n");
}

TEST(Diagnostic, control_characters_in_what_is_quoted_are_escaped) {
  EXPECT_EQ(headline("c", {{1, 1}, "'a\nb'", "", 0}), "c:1:1: 'a\\nb'");
}

}  // namespace
}  // namespace crier::reader
