#include "client/terminal.h"

#include <gtest/gtest.h>

#include <sstream>

#include "client/table.h"
#include "terminal.h"

namespace crier::client {
namespace {

struct Place {
  std::istringstream in;
  std::ostringstream out, err;
  std::map<std::string, std::string> variables;
  World world{in, out, err, false, "", {}, {}, {}, {}, {}, {}, false};
  explicit Place(bool is_terminal, std::map<std::string, std::string> said = {}, std::size_t columns = 80) : variables(std::move(said)) {
    world.is_terminal = is_terminal;
    world.variable = [this](const std::string& name) {
      const auto found = variables.find(name);
      return found == variables.end() ? std::nullopt : std::optional(found->second);
    };
    world.columns = [columns] { return columns; };
  }
};

TEST(Style, has_colours_only_on_a_terminal_that_can_and_where_nobody_objects) {
  struct Case {
    bool is_terminal;
    std::map<std::string, std::string> variables;
    bool can_redraw, has_colours;
  };
  const Case cases[] = {
      {true, {{"TERM", "xterm"}}, true, true},
      {true, {{"TERM", "xterm"}, {"NO_COLOR", "1"}}, true, false},
      {true, {{"TERM", "xterm"}, {"NO_COLOR", ""}}, true, true},  // no-color.org: present and not an empty string
      {true, {{"TERM", "dumb"}}, false, false},
      {true, {}, false, false},
      {false, {{"TERM", "xterm"}}, false, false},
  };
  for (const auto& one : cases) {
    const Place place(one.is_terminal, one.variables);
    const Style style(place.world);
    EXPECT_EQ(style.can_redraw(), one.can_redraw);
    EXPECT_EQ(style.bad("x"), one.has_colours ? "\x1b[31mx\x1b[0m" : "x");
    EXPECT_EQ(style.width(), one.is_terminal ? 80U : 0U);
  }
}

TEST(Wrapped, breaks_between_words) {
  using Lines = std::vector<std::string>;
  EXPECT_EQ(wrapped("one two three", 7), (Lines{"one two", "three"}));
  EXPECT_EQ(wrapped("one two three", 0), (Lines{"one two three"}));
  EXPECT_EQ(wrapped("a longword b", 4), (Lines{"a", "longword", "b"}));
  EXPECT_EQ(wrapped("gr\xC3\xBC\xC3\x9F gr\xC3\xBC\xC3\x9F", 9), (Lines{"gr\xC3\xBC\xC3\x9F gr\xC3\xBC\xC3\x9F"}));
  EXPECT_EQ(wrapped("", 9), (Lines{""}));
}

TEST(Cut, leaves_out_the_end_and_says_so) {
  EXPECT_EQ(cut("123456", 6), "123456");
  EXPECT_EQ(cut("1234567", 6), "123...");
  EXPECT_EQ(cut("\xC3\xBC\xC3\xBC\xC3\xBC\xC3\xBC\xC3\xBC", 4), "\xC3\xBC...");
}

TEST(Table, goes_on_below_in_its_last_column_where_the_terminal_ends) {
  Table table({"KEY", "TITLE"});
  table.add({"db", "one two three four five six seven"});
  std::ostringstream out;

  table.print(out, 28);

  EXPECT_EQ(out.str(), "KEY  TITLE\ndb   one two three four five\n     six seven\n");
}

TEST(Table, is_a_list_where_the_columns_find_no_room) {
  Table table({"KEY", "STATUS", "TITLE"});
  table.add({"a-long-key-of-an-incident", "investigating", "T"});
  table.add({"db", "", "Slow and late and more than fits"});
  std::ostringstream out;

  table.print(out, 40);

  EXPECT_EQ(out.str(),
            "KEY: a-long-key-of-an-incident\nSTATUS: investigating\nTITLE: T\n\nKEY: db\nTITLE: Slow and late and more than fits\n");
}

}  // namespace
}  // namespace crier::client
