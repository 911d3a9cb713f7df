#include "base/text.h"

#include <gtest/gtest.h>

#include "base/ids.h"

namespace crier {
namespace {

TEST(Utf8, is_judged_by_unicode_table_3_7) {
  for (const char* text : {"", "abc", "ä", "€", "😍", "\xEF\xBF\xBF", "\xF4\x8F\xBF\xBF"}) EXPECT_TRUE(is_utf8(text)) << text;
  // A stray continuation, an overlong slash, a surrogate, a code point past the last, a cut sequence.
  for (const char* text : {"\x80", "\xC0\xAF", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xE2\x82"}) EXPECT_FALSE(is_utf8(text));
}

TEST(Text, control_characters_stay_on_one_line) {
  EXPECT_EQ(escape_control("a\r\nb\tc\x1b[31m\x7f"), "a\\r\\nb\\tc\\x1b[31m\\x7f");
  EXPECT_TRUE(breaks_line("a\nb"));
  EXPECT_TRUE(breaks_line(std::string_view("a\0b", 3)));
  EXPECT_FALSE(breaks_line("a\tb"));
}

TEST(Text, percent_encoding_goes_there_and_back) {
  EXPECT_EQ(percent_encode("a b/☃~"), "a%20b%2F%E2%98%83~");
  EXPECT_EQ(percent_decode("a%20b%2F%e2%98%83~"), "a b/☃~");
  EXPECT_FALSE(percent_decode("a%2"));
  EXPECT_FALSE(percent_decode("a%zz"));
}

TEST(Text, the_nearest_word_is_suggested_only_if_it_is_near) {
  const std::vector<std::string> words{"impact", "status", "summary", "to"};
  EXPECT_EQ(nearest("imapct", words), "impact");
  EXPECT_EQ(nearest("sumary", words), "summary");
  EXPECT_FALSE(nearest("colour", words));
  EXPECT_FALSE(nearest("xyz", words));
  EXPECT_EQ(nearest("summaryab", words), "summary");
  EXPECT_FALSE(nearest("summaryabc", words));
}

TEST(Ids, are_read_as_they_are_written) {
  const DeliveryId edit{BroadcastId{12}, RecipientId{34}, DeliveryKind::edit};
  EXPECT_EQ(to_text(edit), "d12-34e");
  EXPECT_EQ(parse_delivery_id("d12-34e"), edit);
  EXPECT_EQ(parse_update_id("u7"), UpdateId{7});
  for (const char* text : {"", "d", "d12", "d12-", "d-34", "d0-1", "d1-0", "d1-2x", "12-34", "d99999999999999999999-1", "d1--2"})
    EXPECT_FALSE(parse_delivery_id(text)) << text;
  for (const char* text : {"", "u", "u0", "u-1", "7", "u7 "}) EXPECT_FALSE(parse_update_id(text)) << text;
}

}  // namespace
}  // namespace crier
