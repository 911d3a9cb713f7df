#include "config/reader/values.h"

#include <gtest/gtest.h>

namespace crier::reader {
namespace {

Node quoted(std::string_view text) {
  Node node = scalar(text);
  node.quoted = true;
  return node;
}

TEST(Values, flags_are_true_and_false_unquoted) {
  EXPECT_EQ(as_flag(scalar("true")), true);
  EXPECT_EQ(as_flag(scalar("false")), false);
  EXPECT_EQ(as_flag(quoted("true")), std::nullopt);
  for (const auto* text : {"yes", "True", "1", ""}) EXPECT_EQ(as_flag(scalar(text)), std::nullopt) << text;
}

TEST(Values, counts_are_whole_and_within_bounds) {
  const Key key{.name = "n", .type = Type::count, .bounds = "1..10"};
  EXPECT_EQ(as_count(key, scalar("1")), 1);
  EXPECT_EQ(as_count(key, scalar("10")), 10);
  for (const auto* text : {"0", "11", "1.5", "x", "", "1 ", "0x1", "99999999999999999999"})
    EXPECT_EQ(as_count(key, scalar(text)), std::nullopt) << text;
  EXPECT_EQ(as_count(key, quoted("1")), std::nullopt);
}

TEST(Values, numbers_may_have_a_fraction_but_no_exponent) {
  const Key key{.name = "n", .type = Type::number, .bounds = "1..10"};
  EXPECT_EQ(as_number(key, scalar("1.5")), 1.5);
  EXPECT_EQ(as_number(key, scalar("2")), 2.0);
  for (const auto* text : {"1e0", "inf", "nan", "0.9", "10.1", "-2", ".", "1.2.3"})
    EXPECT_EQ(as_number(key, scalar(text)), std::nullopt) << text;
}

TEST(Values, durations_need_a_unit) {
  const Key key{.name = "d", .type = Type::duration, .bounds = "1s..1h"};
  EXPECT_EQ(as_duration(key, scalar("90s")), Millis(90000));
  EXPECT_EQ(as_duration(key, quoted("60m")), Millis(3600000));
  for (const auto* text : {"90", "500ms", "61m", "-5s", "1.5m", "5 m", "1h30m", "5M"})
    EXPECT_EQ(as_duration(key, scalar(text)), std::nullopt) << text;
}

TEST(Values, rates_are_per_second) {
  EXPECT_EQ(as_rate(scalar("200/s")), 200.0);
  EXPECT_EQ(as_rate(scalar("30/m")), 0.5);
  EXPECT_EQ(as_rate(scalar("3600/h")), 1.0);
  EXPECT_EQ(as_rate(scalar("0.5/s")), 0.5);
  for (const auto* text : {"200", "200/d", "/s", "0/s", "-1/s", "1e9/s", "200 /s", "200/"})
    EXPECT_EQ(as_rate(scalar(text)), std::nullopt) << text;
}

TEST(Values, modes_are_octal) {
  EXPECT_EQ(as_mode(quoted("0660")), 0660U);
  EXPECT_EQ(as_mode(scalar("600")), 0600U);
  for (const auto* text : {"0668", "6", "1777", "07777", "0o660", ""}) EXPECT_EQ(as_mode(scalar(text)), std::nullopt) << text;
}

TEST(Values, choices_are_words_of_the_table) {
  const Key key{.name = "c", .type = Type::choice, .bounds = "required | if-offered | never"};
  EXPECT_EQ(as_choice(key, scalar("required")), 0U);
  EXPECT_EQ(as_choice(key, scalar("never")), 2U);
  EXPECT_EQ(as_choice(key, scalar("Never")), std::nullopt);
}

TEST(Values, one_line_texts_have_no_line_break) {
  const Key line{.name = "t", .type = Type::text};
  const Key prose{.name = "t", .type = Type::prose};
  EXPECT_EQ(as_text(line, quoted("a\nb")), std::nullopt);
  EXPECT_EQ(as_text(prose, quoted("a\nb")), "a\nb");
  EXPECT_EQ(as_text(line, Node{}), std::nullopt);
}

}  // namespace
}  // namespace crier::reader
