#include "client/wrapping.h"

#include <gtest/gtest.h>

#include <sstream>

namespace crier::client {
namespace {

std::string wrapped_output(const std::string& text, std::size_t width) {
  std::ostringstream out;
  {
    const WrappedOutput wrapping(out, width);
    out << text;
  }
  return out.str();
}

TEST(WrappedOutput, breaks_between_words_and_keeps_the_indent) {
  const std::pair<std::string, std::string> cases[] = {
      {"one two three\n", "one two\nthree\n"},
      {"  one two three\n", "  one two\n  three\n"},
      {"ten columns\n\nshort\n", "ten\ncolumns\n\nshort\n"},
      {"aaaaaaaaaaaaaaa b\n", "aaaaaaaaaaaaaaa\nb\n"},
      {"a  b\n", "a  b\n"},
      {"gr\xC3\xBC\xC3\x9F gr\xC3\xBC\xC3\x9F.\n", "gr\xC3\xBC\xC3\x9F gr\xC3\xBC\xC3\x9F.\n"},
      {"\x1b[31mone\x1b[0m two three\n", "\x1b[31mone\x1b[0m two\nthree\n"},
      {"no end", "no end"},
  };
  for (const auto& [text, shown] : cases) EXPECT_EQ(wrapped_output(text, 10), shown);
}

TEST(WrappedOutput, keeps_a_command_in_one_piece) {
  EXPECT_EQ(wrapped_output("It is so; see: crier show checkout-db\n", 30), "It is so; see:\ncrier show checkout-db\n");
  EXPECT_EQ(wrapped_output("Do: crier approve a, or crier withdraw a\n", 20), "Do: crier approve a,\nor crier withdraw a\n");
  const std::string line = "  crier open db --summary 'Down, and slow; (all of it)'\n";
  EXPECT_EQ(wrapped_output(line, 20), line);
}

TEST(WrappedOutput, begins_anew_behind_a_question) {
  std::ostringstream out;
  {
    const WrappedOutput wrapping(out, 20);
    out << "Type the number: " << std::flush;
    EXPECT_EQ(out.str(), "Type the number: ");
    out << "crierd took it all.\n";
  }
  EXPECT_EQ(out.str(), "Type the number: crierd took it all.\n") << "the person's Enter ended the line";
}

TEST(WrappedOutput, leaves_a_stream_as_it_was) {
  std::ostringstream out;
  out << std::unitbuf;
  const auto* const before = out.rdbuf();
  { const WrappedOutput wrapping(out, 10); }

  EXPECT_EQ(out.rdbuf(), before);
  EXPECT_NE(out.flags() & std::ios::unitbuf, 0);
  EXPECT_EQ(wrapped_output("one two three four\n", 0), "one two three four\n");
}

}  // namespace
}  // namespace crier::client
