#include "config/recipients_csv.h"

#include <gtest/gtest.h>

namespace crier::config {
namespace {

/// What one line gives: "address|name|language", "" for nothing, "! …" for a fault.
std::string read(RecipientsCsv& csv, std::string_view line) {
  const auto result = csv.line(line);
  if (!result) return "! " + result.error().text;
  if (!*result) return "";
  const auto& recipient = **result;
  return recipient.address + "|" + recipient.name + "|" + recipient.language;
}

TEST(RecipientsCsv, lines_are_read_one_by_one) {
  const struct {
    std::string line, result;
  } cases[] = {
      {"a@x.example", "a@x.example||"},
      {"a@x.example,Ann", "a@x.example|Ann|"},
      {"a@x.example,Ann,de", "a@x.example|Ann|de"},
      {" a@x.example , Ann , de ", "a@x.example|Ann|de"},
      {"a@x.example,,de-AT", "a@x.example||de-AT"},
      {"a@x.example,\"Ann, \"\"the\"\" boss\",en", "a@x.example|Ann, \"the\" boss|en"},
      {"\"a@x.example\" , \"Ann\"", "a@x.example|Ann|"},
      {"a@x.example,Zoë Ünal\r", "a@x.example|Zoë Ünal|"},
      {"a@x.example,", "a@x.example||"},
      {"", ""},
      {"   \r", ""},
      {"# a comment, with a comma", ""},
      {"#a@x.example", ""},
      {"x.example", "! line 1 has no usable address: the mail address has no name or no domain; give it as name@domain"},
      {",Ann",
       "! line 1 has no usable address: the mail address is empty, too long, or has a blank, '<', '>' or control character; give it as "
       "name@domain"},
      {"a@x.example,Ann,de,more", "! line 1 has more than three fields; expected address, name, language"},
      {"a@x.example,\"Ann", "! line 1 opens a quote and does not close it"},
      {"a@x.example,\"Ann\" B", "! line 1 has text behind a closing quote; expected a comma"},
      {"a@x.example,An\"n", "! line 1 has a quote within a field; put the whole field in quotes and double it"},
      {"a@x.example,Ann,german", "! line 1 has a language that is none; expected such as en or de-AT"},
      {"a@x.example;Ann", "! line 1 has no usable address: the mail address's domain is no domain name; check its spelling"},
      {"a@x.example\tAnn", "! line 1 has a control character; separate fields by commas"},
      {"a@x.example,B\xE4rbel", "! line 1 is not UTF-8; save the file in that encoding"},
      {std::string(5000, 'a'), "! line 1 is longer than 4096 bytes"},
  };
  for (const auto& c : cases) {
    RecipientsCsv csv("mail", "smtp");
    EXPECT_EQ(read(csv, c.line), c.result) << c.line;
  }
}

TEST(RecipientsCsv, counts_lines_and_goes_on_after_a_fault) {
  RecipientsCsv csv("mail", "smtp");

  EXPECT_EQ(read(csv,
                 "\xEF\xBB\xBF"
                 "address,name,language"),
            "");
  EXPECT_EQ(read(csv, "# customers"), "");
  EXPECT_TRUE(read(csv, "nobody").starts_with("! line 3 has no usable address"));
  EXPECT_EQ(read(csv, "a@x.example"), "a@x.example||");
  EXPECT_EQ(csv.number(), 4);
}

TEST(RecipientsCsv, only_the_first_line_is_a_heading) {
  RecipientsCsv csv("mail", "smtp");

  EXPECT_EQ(read(csv, "# comment first"), "");
  EXPECT_EQ(read(csv, "Address"), "");
  EXPECT_TRUE(read(csv, "address").starts_with("! line 3"));
}

TEST(RecipientsCsv, a_byte_order_mark_is_no_part_of_the_address) {
  RecipientsCsv csv("mail", "smtp");

  EXPECT_EQ(read(csv,
                 "\xEF\xBB\xBF"
                 "a@x.example"),
            "a@x.example||");
}

TEST(RecipientsCsv, slack_conversations_may_begin_with_the_comments_sign) {
  RecipientsCsv csv("slack", "slack");

  EXPECT_EQ(read(csv, "#status"), "#status||");
  EXPECT_EQ(read(csv, "# a comment"), "");
  EXPECT_EQ(read(csv, "#"), "");
  EXPECT_EQ(read(csv, "C0123456789,Ops"), "C0123456789|Ops|");
}

TEST(RecipientsCsv, addresses_are_checked_as_the_channels_type_wants_them) {
  RecipientsCsv hooks("hooks", "webhook");

  EXPECT_EQ(read(hooks, "\"https://x.example/a,b\",X"), "https://x.example/a,b|X|");
  EXPECT_EQ(read(hooks, "ftp://x.example/"), "! line 2 has no usable address: the target is no http:// or https:// URL");
  RecipientsCsv posts("x", "x");
  EXPECT_EQ(read(posts, "@example"), "! line 1 names a recipient, but the channel takes no addresses");
}

}  // namespace
}  // namespace crier::config
