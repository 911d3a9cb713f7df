// Presets as files: what is wrong with one is told with its place.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <set>

#include "channels/http/preset.h"

namespace crier::channels::http {
namespace {

using testing::HasSubstr;

const std::string kGood = "help: a service\npost:\n  json: {text: \"{text}\"}\n";

std::string faults(const std::string& text) {
  const auto preset = read_preset("presets/mine.yaml", text);
  return preset ? "" : preset.error();
}

TEST(HttpPreset, those_that_are_shipped_are_right_and_known_by_name) {
  const auto names = shipped_preset_names();
  const std::set<std::string> all(names.begin(), names.end());
  EXPECT_EQ(all, (std::set<std::string>{"bluesky", "discord", "google-chat", "gotify", "mastodon", "matrix", "mattermost", "ntfy",
                                        "pagerduty", "pushover", "rocket-chat", "teams", "telegram", "twilio"}));
  for (const auto& name : names) {
    const auto preset = shipped_preset(name);
    ASSERT_TRUE(preset) << name;
    EXPECT_EQ(preset->name, name);
    EXPECT_FALSE(preset->help.empty());
    for (const auto& field : preset->fields) EXPECT_FALSE(field.limits.empty()) << name << ": " << field.name;
  }
  EXPECT_FALSE(shipped_preset("morse"));
}

TEST(HttpPreset, a_small_one_is_enough) {
  const auto preset = read_preset("presets/mine.yaml", kGood);
  ASSERT_TRUE(preset) << preset.error();
  EXPECT_EQ((*preset)->name, "mine");
  EXPECT_EQ((*preset)->post.method, "POST");
}

TEST(HttpPreset, an_unknown_key_is_told_with_what_was_meant) {
  EXPECT_THAT(faults(kGood + "feilds: {}\n"), HasSubstr("presets/mine.yaml:4:1: unknown key 'feilds', did you mean 'fields'?"));
  EXPECT_THAT(faults("help: x\npost:\n  jsn: {}\n"), HasSubstr("presets/mine.yaml:3:3: unknown key 'jsn', did you mean 'json'?"));
}

TEST(HttpPreset, an_unknown_placeholder_is_told_where_it_stands) {
  EXPECT_THAT(faults("help: x\npost:\n  json: {text: \"a {txt} b\"}\n"),
              HasSubstr("presets/mine.yaml:3:19: there is no placeholder 'txt' here, did you mean 'text'?"));
  EXPECT_THAT(faults("help: x\npost:\n  path: /{option.room}\n"), HasSubstr("3:10: there is no placeholder 'option.room' here"));
  EXPECT_THAT(faults("help: x\npost:\n  query: {id: \"{root.0}\"}\nanswer: {id: [/id]}\n"),
              HasSubstr("3:16: there is no placeholder 'root.0' here"));
}

TEST(HttpPreset, a_brace_that_is_left_open_is_told) {
  EXPECT_THAT(faults("help: x\npost:\n  text: \"a {text\"\n"), HasSubstr("3:12: this '{' is never closed"));
  EXPECT_THAT(faults("help: x\npost:\n  text: \"a } b\"\n"), HasSubstr("3:12: this '}' closes nothing"));
  EXPECT_EQ(faults("help: x\npost:\n  text: \"a {{b}} {text}\"\n"), "");
}

TEST(HttpPreset, what_refers_to_nothing_is_told) {
  EXPECT_THAT(faults(kGood + "map:\n  level: {critical: high}\n"), HasSubstr("5:3: 'from' is missing"));
  EXPECT_THAT(faults(kGood + "map:\n  level: {from: impct}\n"),
              HasSubstr("5:17: there is no placeholder 'impct' here, did you mean 'impact'?"));
  EXPECT_THAT(faults(kGood + "follow_up:\n  json: {reply: \"{root.0}\"}\n"), HasSubstr("4:1: 'follow_up' needs the post's id"));
  EXPECT_THAT(faults("help: x\npost:\n  json: {a: {$links: field.nope}}\n"), HasSubstr("3:22: there is no placeholder 'field.nope' here"));
}

TEST(HttpPreset, rows_of_answers_are_checked) {
  EXPECT_THAT(faults(kGood + "answer:\n  errors:\n    - {then: retry}\n"), HasSubstr("6:7: this row holds for every answer"));
  EXPECT_THAT(faults(kGood + "answer:\n  errors:\n    - {status: 99, then: retry}\n"), HasSubstr("6:16: this is no status"));
  EXPECT_THAT(faults(kGood + "answer:\n  errors:\n    - {status: 403, then: wait}\n"), HasSubstr("6:27: 'then' is 'wait'"));
  EXPECT_THAT(faults(kGood + "answer:\n  errors:\n    - {at: /code, then: retry}\n"), HasSubstr("6:7: 'at' and 'is' go together"));
  EXPECT_THAT(faults(kGood + "answer: {id: [id]}\n"), HasSubstr("4:15: 'id' is no JSON pointer, expected such as /error/code"));
}

TEST(HttpPreset, limits_units_and_marks_are_checked) {
  EXPECT_THAT(faults(kGood + "fields:\n  a: {value: \"{text}\", limit: 20 letters}\n"), HasSubstr("5:31: '20 letters' is no limit"));
  EXPECT_THAT(faults(kGood + "options:\n  max: {help: x}\nfields:\n  a: {value: \"{text}\", limit: \"{option.max} bytes\"}\n"),
              HasSubstr("7:31: '{option.max} bytes' is no limit"));
  EXPECT_THAT(faults("help: x\npost:\n  json: {\"a#\": {b: c}}\n"), HasSubstr("3:10: '#' makes a number of a text"));
  EXPECT_THAT(faults(kGood + "  form: {a: b}\n"), HasSubstr("this request has two bodies"));
  EXPECT_THAT(faults("help: x\npost:\n  headers: {X-Key: a}\n"), HasSubstr("3:13: this is no name of a header"));
}

TEST(HttpPreset, all_faults_are_told_at_once) {
  const auto report = faults("post:\n  json: {a: \"{x}\", b: \"{y}\"}\nextra: 1\n");
  for (const char* part : {"'help' is missing", "placeholder 'x'", "placeholder 'y'", "unknown key 'extra'"})
    EXPECT_THAT(report, HasSubstr(part));
}

TEST(HttpJson, members_are_left_out_numbered_and_written_as_json) {
  const auto preset = read_preset(
      "p/x.yaml",
      "help: x\npost:\n  json: {\"a?\": \"{to}\", \"n#\": \"{number}\", s: \"{text}\", t: true, o: {}, l: [1, \"2\"], z: null}\n");
  ASSERT_TRUE(preset) << preset.error();
  const auto& json = (*preset)->post.json;
  EXPECT_EQ(fill(json, {{"number", "9007199254740993"}, {"text", "\"},{\"x\":\"\n"}}),
            boost::json::parse(R"({"n":9007199254740993,"s":"\"},{\"x\":\"\n","t":true,"o":{},"l":[1,"2"],"z":null})"));
  EXPECT_EQ(fill(json, {{"number", "x"}, {"to", "t"}}).at("n"), "x");
  EXPECT_EQ(fill(json, {{"to", "t"}}).at("a"), "t");
}

}  // namespace
}  // namespace crier::channels::http
