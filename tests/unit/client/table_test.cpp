#include "client/table.h"

#include <gtest/gtest.h>

#include <sstream>

namespace crier::client {
namespace {

TEST(Table, is_aligned_by_characters_and_has_no_trailing_blanks) {
  Table table({"NAME", "STATE"});
  table.add({"gr\xC3\xBC\xC3\x9F", "x"});
  table.add({"longer name", ""});
  std::ostringstream out;

  table.print(out);

  EXPECT_EQ(out.str(), "NAME         STATE\ngr\xC3\xBC\xC3\x9F         x\nlonger name\n");
}

TEST(Printable, shows_what_a_terminal_would_act_upon) {
  const std::pair<std::string, std::string> cases[] = {
      {"plain \xC3\xA4", "plain \xC3\xA4"},
      {"\x1b[31mred", "\\x1b[31mred"},
      {"a\nb\tc\r", "a\\nb\\tc\\r"},
      {"csi \xC2\x9B"
       "0m",
       "csi \\xc2\\x9b0m"},
      {"turn \xE2\x80\xAE"
       "back",
       "turn \\xe2\\x80\\xaeback"},
      {"isolate \xE2\x81\xA6", "isolate \\xe2\\x81\\xa6"},
      {"no-break \xC2\xA0 stays", "no-break \xC2\xA0 stays"},
  };
  for (const auto& [text, shown] : cases) EXPECT_EQ(printable(text), shown);
}

TEST(PrintLines, keeps_lines_apart_and_harmless) {
  std::ostringstream out;

  print_lines(out, "one\r\n\n\x1b[2Jtwo\n", "  ");

  EXPECT_EQ(out.str(), "  one\n\n  \\x1b[2Jtwo\n");
}

}  // namespace
}  // namespace crier::client
