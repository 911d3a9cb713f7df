#include "ingest/foreign_text.h"
#include "ingest/incident_key.h"
#include "monitor.h"

namespace crier::ingest {
namespace {

TEST(ForeignText, is_one_line_without_what_is_not_seen) {
  EXPECT_EQ(foreign_line("  a\r\n\tb\x01"
                         "c  ",
                         100),
            "a b c");
  EXPECT_EQ(foreign_line("a\u202eb\u2066c\u200bd\ufeff", 100), "abcd");
  EXPECT_EQ(foreign_line("a\u2028b\u0085c\u009bd", 100), "a b c d");
  EXPECT_EQ(foreign_line(std::string_view("a\0b", 3), 100), "a b");
  EXPECT_EQ(foreign_line("\u0928\u094d\u200d\u092f", 100), "\u0928\u094d\u200d\u092f") << "joiners are writing";
  EXPECT_EQ(foreign_line("\x1b[31mred\x7f", 100), "[31mred");
}

TEST(ForeignText, of_several_lines_keeps_them_and_no_more_than_one_empty_one) {
  EXPECT_EQ(foreign_prose("\n\na \r\n\n\n\nb\n", 100), "a\n\nb");
}

TEST(ForeignText, is_cut_at_a_character_with_a_mark) {
  EXPECT_EQ(foreign_line("abcdefghij", 10), "abcdefghij");
  EXPECT_EQ(foreign_line("abcdefghijk", 10), "abcdefg\u2026");
  EXPECT_EQ(foreign_line("\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4", 10), "\u00e4\u00e4\u00e4\u2026");
  EXPECT_EQ(foreign_line(std::string(1 << 20, 'x'), 300).size(), 300U);
}

TEST(IncidentKey, is_the_text_or_a_readable_head_with_a_hash) {
  EXPECT_EQ(incident_key("web-1/http", "x"), "web-1/http");
  EXPECT_THAT(incident_key("web 1/http", "web 1/http"), testing::MatchesRegex("web-1/http-[0-9a-f]{12}"));
  EXPECT_THAT(incident_key("{}", ""), StartsWith("alert-"));
  EXPECT_THAT(incident_key("{}", "operators"), StartsWith("alert-operators-"));
  EXPECT_THAT(incident_key("{}", "notice-7"), StartsWith("alert-notice-7-"));
  EXPECT_THAT(incident_key("{}", "notice"), StartsWith("alert-notice-")) << "not one of the notices' keys by its hash";
  const auto longest = incident_key("{}", std::string(500, 'k'));
  EXPECT_EQ(longest.size(), 128U);
  EXPECT_TRUE(core::is_incident_key(longest));
}

std::string quoted(std::string text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + "\"";
}

TEST(HostileDocuments, with_texts_of_any_length_and_kind_make_sound_events) {
  const std::string nasty[] = {
      "\\u0000\\u0001\\r\\n", "\u202e\u2066", std::string(1 << 20, 'y'), "<script>&amp;{{title}}", "~2", "\\ud83d\\ude00", " "};
  for (const auto& text : nasty) {
    const auto value = "\"a" + text + "b\"";
    const auto body = R"({"groupKey": )" + value + R"(, "status": "firing", "commonLabels": {"alertname": )" + value + ", " + value +
                      R"(: "v", "service": )" + value + R"(}, "commonAnnotations": {"summary": )" + value + R"(}, "alerts": []})";
    const auto event = event_in(Format::alertmanager, body);
    EXPECT_LE(event.title->size(), 300U);
    EXPECT_LE(event.summary.size(), 4000U);
  }
}

TEST(HostileDocuments, with_more_labels_than_anybody_reads_keep_some) {
  std::string labels;
  for (int i = 0; i < 5000; ++i) labels += (i > 0 ? ", " : "") + quoted("l" + std::to_string(i)) + ": \"v\"";
  const auto event = event_in(Format::alertmanager, R"({"groupKey": "k", "status": "firing", "commonLabels": {)" + labels + "}}");
  EXPECT_EQ(event.labels.size(), 64U);
}

TEST(HostileDocuments, that_are_no_JSON_or_name_a_thing_twice_or_nest_deep_are_malformed) {
  for (const std::string body : {"", "   ", "{", "nul", "{\"a\": 1}}", "{\"status\": \"firing\", \"status\": \"resolved\"}",
                                 "{\"l\": {\"a\": \"1\", \"a\": \"2\"}}"}) {
    for (const auto format : kFormats) {
      const auto document = read(format, body);
      ASSERT_FALSE(document) << to_text(format) << " " << body;
      EXPECT_TRUE(document.error().malformed) << to_text(format) << " " << body;
    }
  }
  const auto deep =
      read(Format::grafana, R"({"groupKey": "k", "status": "firing", "x": )" + std::string(40, '[') + std::string(40, ']') + "}");
  ASSERT_FALSE(deep);
  EXPECT_THAT(deep.error().problem.detail, HasSubstr("nested"));
}

TEST(HostileDocuments, of_many_alerts_make_one_event_a_key_and_at_most_ten_thousand) {
  const auto list = [](int count, bool is_same) {
    std::string out = "[";
    for (int i = 0; i < count; ++i) {
      out += i > 0 ? "," : "";
      out += R"({"labels": {"alertname": "A", ")" + std::string(is_same ? "instance" : "disk") + R"(": ")" + std::to_string(i) + R"("}})";
    }
    return out + "]";
  };
  EXPECT_EQ(events_of(Format::prometheus, list(10000, true)).size(), 1U);
  EXPECT_EQ(events_of(Format::prometheus, list(10000, false)).size(), 10000U);
  const auto more = read(Format::prometheus, list(10001, false));
  ASSERT_FALSE(more);
  EXPECT_EQ(more.error().problem.kind, ErrorKind::too_large);
  const auto group = event_in(Format::alertmanager, R"({"groupKey": "k", "status": "firing", "alerts": )" + list(10000, false) + "}");
  EXPECT_EQ(group.incident, "k");
}

TEST(HostileDocuments, larger_than_a_body_may_be_are_too_large) {
  const auto document = read(Format::zabbix, std::string(kBodyLimit + 1, ' '));
  ASSERT_FALSE(document);
  EXPECT_EQ(document.error().problem.kind, ErrorKind::too_large);
}

}  // namespace
}  // namespace crier::ingest
