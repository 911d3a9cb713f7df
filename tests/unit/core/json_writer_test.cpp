#include "core/json_writer.h"

#include <gtest/gtest.h>

#include <boost/json.hpp>

namespace crier::core {
namespace {

std::string string_value(std::string_view text) {
  std::string out;
  JsonWriter(out).value(text);
  return out;
}

// Every character that may need an escape, at every place relative to the eight that are looked at together, in short and long texts.
TEST(JsonWriter, every_character_at_every_place_is_read_back_as_it_was) {
  for (const std::size_t length : {1U, 7U, 8U, 9U, 20U, 60U, 61U, 64U, 200U}) {
    for (int c = 0; c < 128; ++c) {
      for (std::size_t place = 0; place < std::min<std::size_t>(length, 20); ++place) {
        std::string text(length, 'x');
        text[length - 1 - place] = static_cast<char>(c);
        const std::string json = string_value(text);
        ASSERT_EQ(boost::json::parse(json).as_string(), text) << json;
      }
    }
  }
}

TEST(JsonWriter, text_of_other_alphabets_stays_as_it_is) {
  for (const std::string text : {"Störung", "zahlung ✓ läuft wieder", "\xF0\x9F\x94\xA5", "日本語のテキストです、長さは十分です"}) {
    EXPECT_EQ(string_value(text), '"' + text + '"');
  }
}

TEST(JsonWriter, bytes_that_are_not_utf8_become_the_replacement_character) {
  EXPECT_EQ(string_value("a\xFFz"), "\"a\xEF\xBF\xBDz\"");
  EXPECT_EQ(string_value("12345678\xC3"), "\"12345678\xEF\xBF\xBD\"");
  EXPECT_EQ(string_value(std::string("\xE2\x82", 2) + "12345678"),
            "\"\xEF\xBF\xBD\xEF\xBF\xBD"
            "12345678\"");
}

TEST(JsonWriter, commas_and_colons_stand_where_they_belong) {
  std::string out;
  JsonWriter json(out);
  json.begin_object();
  json.member("", "");
  json.member("a\"b", std::string(100, 'y'));
  json.key("list");
  json.begin_array();
  json.value("one");
  json.value(2);
  json.value(std::string_view{});
  json.end_array();
  json.member("last", true);
  json.end_object();
  EXPECT_EQ(out, "{\"\":\"\",\"a\\\"b\":\"" + std::string(100, 'y') + "\",\"list\":[\"one\",2,\"\"],\"last\":true}");
}

}  // namespace
}  // namespace crier::core
