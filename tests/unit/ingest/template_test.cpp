#include "ingest/template.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ingest/mapping.h"

namespace crier::ingest {
namespace {

Facts facts() {
  Facts made;
  made.alertname = "Down";
  made.group_key = "{}:{}";
  made.labels = {{"site", "ber"}, {"a.b", "dotted"}};
  made.annotations = {{"summary", "S"}};
  made.fields = {{"receiver", "r"}};
  return made;
}

TEST(Template, is_filled_with_facts_and_what_there_is_not_is_empty) {
  const std::pair<const char*, const char*> table[] = {{"", ""},
                                                       {"plain", "plain"},
                                                       {"{alertname}", "Down"},
                                                       {"{alertname} at {label.site}!", "Down at ber!"},
                                                       {"{label.none}{annotation.summary}", "S"},
                                                       {"{groupKey}", "{}:{}"},
                                                       {"{label.a.b}/{field.receiver}", "dotted/r"},
                                                       {"{host}{service}{severity}{status}{title}{summary}{labels}", ""}};
  for (const auto& [text, filled] : table) {
    const auto made = Template::parse(text);
    ASSERT_TRUE(made) << text;
    EXPECT_EQ(made->fill(facts()), filled);
  }
}

TEST(Template, faults_have_their_place_and_what_was_meant) {
  struct Case {
    const char* text;
    std::size_t offset;
    const char* expected;
  };
  for (const auto& [text, offset, expected] :
       {Case{"a {alertnam} b", 2, "did you mean '{alertname}'?"}, Case{"{lable.site}", 0, "did you mean '{label.site}'?"},
        Case{"{groupkey}", 0, "did you mean '{groupKey}'?"}, Case{"{label.}", 0, "{label.NAME}"}, Case{"{whatever}", 0, "{alertname}"},
        Case{"x {alertname", 2, "such as {alertname}"}, Case{"}", 0, "'{'"}, Case{"{a{b}", 0, "such as {alertname}"},
        Case{"{}", 0, "{alertname}"}}) {
    const auto made = Template::parse(text);
    ASSERT_FALSE(made) << text;
    EXPECT_EQ(made.error().offset, offset) << text;
    EXPECT_THAT(made.error().expected, testing::HasSubstr(expected)) << text;
  }
}

TEST(Mapping, every_format_has_its_name_and_templates_that_can_be_read) {
  for (const auto format : kFormats) {
    EXPECT_EQ(parse_format(to_text(format)), format);
    EXPECT_NO_THROW((void)default_mapping(format));
  }
  EXPECT_FALSE(parse_format("splunk"));
}

}  // namespace
}  // namespace crier::ingest
