#include "core/event_json_writer.h"

#include <gtest/gtest.h>

namespace crier::core {
namespace {

std::string json_string(std::string_view text) {
  std::string out;
  append_json_string(out, text);
  return out;
}

TEST(JsonWriter, escapes_strings_and_mends_what_is_not_utf8) {
  const std::pair<std::string, std::string> cases[] = {
      {"", R"("")"},
      {"plain / text", R"("plain / text")"},
      {"a\"b\\c", R"("a\"b\\c")"},
      {"\n\r\t\x01\x1f\x7f", "\"\\n\\r\\t\\u0001\\u001f\x7f\""},
      {std::string("a\0b", 3), R"("a\u0000b")"},
      {"gr\xC3\xBC\xC3\x9F \xF0\x9F\x98\x80", "\"gr\xC3\xBC\xC3\x9F \xF0\x9F\x98\x80\""},
      {"latin\xFC!", "\"latin\xEF\xBF\xBD!\""},
      {"cut\xE2\x82", "\"cut\xEF\xBF\xBD\xEF\xBF\xBD\""},
  };
  for (const auto& [text, json] : cases) EXPECT_EQ(json_string(text), json);
}

TEST(JsonWriter, sets_commas_between_members_and_items) {
  std::string out;
  JsonWriter json(out);

  json.begin_object();
  json.member("a", 1);
  json.key("b");
  json.begin_array();
  json.value(std::int64_t{-9007199254740993});
  json.begin_object();
  json.end_object();
  json.value(0.5);
  json.null();
  json.end_array();
  json.member("c", true);
  json.key("d");
  json.raw("[1]");
  json.member("e", "x");
  json.end_object();

  EXPECT_EQ(out, R"({"a":1,"b":[-9007199254740993,{},0.5,null],"c":true,"d":[1],"e":"x"})");
}

TEST(CanonicalJson, leaves_out_what_is_absent_and_keeps_one_order) {
  Event event;
  event.action = Action::open;
  event.incident = "db";
  event.impact = Impact::minor;
  event.services.emplace();
  event.labels = {{"b", "2"}, {"a", "1"}};
  event.summary = "S";
  event.next_update_in = Millis(90000);
  event.audiences = {"x"};
  event.anyway = true;

  EXPECT_EQ(
      canonical_json(event),
      R"({"action":"open","incident":"db","impact":"minor","services":[],"labels":{"a":"1","b":"2"},"summary":"S","next_update":"90s","audiences":["x"],"anyway":true})");
}

TEST(CanonicalJson, differs_wherever_events_differ) {
  Event base;
  std::vector<Event> others(5, base);
  others[0].title = "";
  others[1].services.emplace();
  others[2].consequences.permanent = "x";
  others[3].actions.done = {""};
  others[4].ended = UtcTime{};

  for (const auto& other : others) EXPECT_NE(canonical_json(base), canonical_json(other));
}

}  // namespace
}  // namespace crier::core
