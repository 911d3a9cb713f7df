#include "config/reader/section.h"

#include <gtest/gtest.h>

#include "config/reader/parse.h"

namespace crier::reader {
namespace {

const Table& inner_keys() {
  static const Table table{
      {.name = "lead", .type = Type::duration, .fallback = "30m", .bounds = "1m..1d", .help = "before it"},
      {.name = "who", .required = true, .example = "alice"},
  };
  return table;
}

const Table& outer_keys() {
  static const Table table{
      {.name = "name", .fallback = "nobody"},
      {.name = "count", .type = Type::count, .fallback = "10", .bounds = "1..100"},
      {.name = "backlog", .type = Type::choice, .fallback = "latest", .bounds = "all | latest"},
      {.name = "password_file", .type = Type::secret},
      {.name = "users", .type = Type::texts},
      {.name = "hears", .type = Type::choices, .bounds = "drafts | faults", .built = Built::ignored},
      {.name = "wait", .type = Type::free, .built = Built::refused},
      {.name = "rhythm", .type = Type::section, .fallback = "{}", .inner = inner_keys},
      {.name = "list", .type = Type::sections, .inner = inner_keys},
      {.name = "named", .type = Type::named, .inner = inner_keys},
  };
  return table;
}

class SectionTest : public ::testing::Test {
 protected:
  Section open(const std::string& text) {
    text_ = text;
    tree_ = parse(text_, diagnostics_);
    check(tree_, {1, 1}, outer_keys(), context_);
    return {tree_, {1, 1}, outer_keys(), context_};
  }
  [[nodiscard]] std::string faults() const { return format("c", text_, diagnostics_.faults()); }

  std::string text_;
  Node tree_;
  Diagnostics diagnostics_;
  Files files_{"/nowhere", ""};
  Context context_{diagnostics_, files_};
};

TEST_F(SectionTest, absent_keys_have_the_tables_defaults) {
  const auto section = open("");

  EXPECT_EQ(section.text("name"), "nobody");
  EXPECT_EQ(section.count("count"), 10);
  EXPECT_EQ(section.choice("backlog"), 1U);
  EXPECT_TRUE(section.texts("users").empty());
  EXPECT_TRUE(section.sections("list").empty());
  EXPECT_TRUE(section.secret("password_file").empty());
  EXPECT_FALSE(section.has("name"));
}

TEST_F(SectionTest, values_at_fault_are_told_once_and_read_as_the_default) {
  const auto section = open("count: 1000\nbacklog: last\n");

  EXPECT_EQ(section.count("count"), 10);
  EXPECT_EQ(section.choice("backlog"), 1U);
  EXPECT_EQ(faults(),
            "c:1:8: 'count' is '1000', expected a whole number between 1 and 100\ncount: 1000\n       ^\n"
            "c:2:10: 'backlog' is 'last', expected all or latest\nbacklog: last\n         ^\n");
}

TEST_F(SectionTest, inner_sections_are_checked_with_the_outer) {
  open("rhythm: {lead: 30, who: x}\nlist:\n  - lead: 5m\n  - 7\nnamed:\n  a: {who: x, led: 5m}\n");

  EXPECT_EQ(faults(),
            "c:1:16: 'lead' is '30', expected a duration such as 90s, 45m, 24h or 7d between 1m and 1d\nrhythm: {lead: 30, who: x}\n       "
            "        ^\n"
            "c:3:5: 'who' is missing, expected such as 'who: alice'\n  - lead: 5m\n    ^\n"
            "c:4:5: an item of 'list' is '7', expected keys of its own\n  - 7\n    ^\n"
            "c:6:15: unknown key 'led', did you mean 'lead'?\n  a: {who: x, led: 5m}\n              ^\n");
}

TEST_F(SectionTest, unknown_keys_have_a_suggestion_or_the_list) {
  open("nmae: x\npassword: hunter2\nzebra: 1\n");

  EXPECT_EQ(faults(),
            "c:1:1: unknown key 'nmae', did you mean 'name'?\nnmae: x\n^\n"
            "c:2:1: unknown key 'password', did you mean 'password_file'?\npassword:…\n^\n"
            "c:3:1: unknown key 'zebra', expected one of name, count, backlog, password_file, users, hears, wait, rhythm, list, "
            "named\nzebra: 1\n^\n");
}

TEST_F(SectionTest, what_is_not_built_warns_or_is_refused) {
  open("hears: [drafts, fault]\nwait: 5m\n");

  ASSERT_EQ(diagnostics_.warnings().size(), 1U);
  EXPECT_EQ(headline("c", diagnostics_.warnings()[0]), "c:1:1: 'hears' is not built yet and ignored");
  EXPECT_EQ(faults(),
            "c:1:17: an item of 'hears' is 'fault', did you mean 'faults'?\nhears: [drafts, fault]\n                ^\n"
            "c:2:1: 'wait' is not built yet, and without it more would be sent than you ask for, leave it out\nwait: 5m\n^\n");
}

TEST_F(SectionTest, a_key_without_value_is_a_fault_but_an_empty_section_is_none) {
  open("name:\nrhythm: {who: x}\nlist:\nnamed:\n");

  EXPECT_EQ(faults(), "c:1:1: 'name' has no value, expected one line of text, or the key left out\nname:\n^\n");
}

TEST_F(SectionTest, a_secret_in_place_of_its_file_is_told_without_it) {
  open("password_file: whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\n");

  EXPECT_EQ(faults(),
            "c:1:16: 'password_file' looks like the secret itself, expected the name of a file that holds the secret\npassword_file: …\n   "
            "            ^\n");
}

TEST_F(SectionTest, a_missing_secret_is_told_at_its_key) {
  const auto section = open("password_file: pw\n");

  EXPECT_TRUE(section.secret("password_file").empty());

  EXPECT_EQ(faults(), "c:1:16: the secret file /nowhere/pw is missing\npassword_file: pw\n               ^\n");
}

TEST_F(SectionTest, one_text_is_a_list_of_one) {
  const auto section = open("users: alice\n");

  ASSERT_EQ(section.texts("users").size(), 1U);
  EXPECT_EQ(section.texts("users")[0]->text, "alice");
}

TEST_F(SectionTest, asking_for_a_key_that_the_table_does_not_have_is_a_bug) {
  const auto section = open("");

  EXPECT_THROW(static_cast<void>(section.text("nothing")), std::logic_error);
}

}  // namespace
}  // namespace crier::reader
