#include <gtest/gtest.h>

#include "render/template_compiler.h"

namespace crier::render {
namespace {

/// A small world: a few phrases, partials by name.
struct World {
  Phrases phrases;
  std::map<std::string, std::string, std::less<>> partials;

  World() {
    std::vector<std::string> faults;
    phrases.add("en",
                std::make_shared<const SourceText>(
                    SourceText{"phrases.en", "hello = Hello {{title}} & <all>\nloop = {{t.loop}}\nwrong = {{titel}}\n"}),
                faults);
  }

  std::string compile(const std::string& text, PartKind kind, std::unique_ptr<Template>& made) const {
    const Library library{[this](std::string_view name) -> std::shared_ptr<const SourceText> {
                            const auto found = partials.find(name);
                            if (found == partials.end()) return nullptr;
                            return std::make_shared<const SourceText>(SourceText{"_" + std::string(name), found->second});
                          },
                          phrases, "en"};
    std::vector<std::string> faults;
    made = compile_template({"file", text}, kind, library, faults);
    std::string all;
    for (const auto& fault : faults) all += fault + "\n";
    return all;
  }

  [[nodiscard]] std::string faults(const std::string& text, PartKind kind = PartKind::text) const {
    std::unique_ptr<Template> made;
    return compile(text, kind, made);
  }

  [[nodiscard]] std::string fill(const std::string& text, const Values& values, PartKind kind = PartKind::text) const {
    std::unique_ptr<Template> made;
    EXPECT_EQ(compile(text, kind, made), "");
    return made->fill(values).value();
  }
};

Values sample() {
  Values values;
  values.set(Name::title, "A & <b>");
  values.set(Name::summary, "one\ntwo");
  values.set(Name::details, "**bold** <i>");
  values.set(Name::url, "https://example.com/?a=\"1\"");
  values.set_flag(Name::is_first, true);
  values.set_list(Name::done, {"first", "<second>"});
  return values;
}

TEST(Template, fills_markers_by_the_kind_of_the_part) {
  const World world;
  EXPECT_EQ(world.fill("{{title}}|{{summary}}", sample()), "A & <b>|one\ntwo");
  EXPECT_EQ(world.fill("{{title}}|{{summary}}", sample(), PartKind::subject), "A & <b>|one two");
  EXPECT_EQ(world.fill("{{title}}|{{summary}}", sample(), PartKind::html), "A &amp; &lt;b&gt;|one<br>\ntwo");
  EXPECT_EQ(world.fill("{{title}}|{{summary}}", sample(), PartKind::mrkdwn), "A &amp; &lt;b&gt;|one\ntwo");
}

TEST(Template, renders_markdown_by_the_kind_of_the_part) {
  const World world;
  EXPECT_EQ(world.fill("{{details}}", sample()), "bold");
  EXPECT_EQ(world.fill("{{details}}", sample(), PartKind::html), "<p><strong>bold</strong> <!-- raw HTML omitted --></p>");
  EXPECT_EQ(world.fill("{{details}}", sample(), PartKind::mrkdwn), "*bold*");
}

TEST(Template, a_section_prints_only_what_was_told) {
  const World world;
  EXPECT_EQ(world.fill("{{#title}}T{{/title}}{{^title}}none{{/title}}", sample()), "T");
  EXPECT_EQ(world.fill("{{#contact}}C{{/contact}}{{^contact}}none{{/contact}}", sample()), "none");
  EXPECT_EQ(world.fill("{{#is_first}}first{{/is_first}}{{^is_resolved}}, open{{/is_resolved}}", sample()), "first, open");
  EXPECT_EQ(world.fill("{{#title}}{{#contact}}x{{/contact}}y{{/title}}", sample()), "y");
}

TEST(Template, a_list_section_repeats_for_each_item) {
  const World world;
  EXPECT_EQ(world.fill("{{#done}}- {{item}} of {{title}};{{/done}}", sample(), PartKind::html),
            "- first of A &amp; &lt;b&gt;;- &lt;second&gt; of A &amp; &lt;b&gt;;");
  EXPECT_EQ(world.fill("{{^planned}}nothing planned{{/planned}}{{#planned}}{{item}}{{/planned}}", sample()), "nothing planned");
}

/// Two incidents; the first has two statements, of which the second did two things.
Values records() {
  Values said, last, first, second, message;
  said.set(Name::summary, "early");
  last.set(Name::summary, "<late>");
  last.set_list(Name::done, {"x", "y"});
  first.set(Name::title, "One");
  first.set_flag(Name::is_open, true);
  first.set_records(Name::since, {said, last});
  second.set(Name::title, "Two");
  second.set(Name::contact, "its own");
  message.set(Name::title, "All");
  message.set(Name::contact, "ours");
  message.set(Name::audience, "readers");
  message.set_records(Name::incidents, {first, second});
  return message;
}

TEST(Template, a_list_of_records_stands_for_what_each_record_has) {
  const World world;
  EXPECT_EQ(world.fill("{{title}}:{{#incidents}} {{title}}{{#is_open}}!{{/is_open}} for {{audience}};{{/incidents}} {{title}}", records()),
            "All: One! for readers; Two for readers; All");
  EXPECT_EQ(world.fill("{{#incidents}}{{#since}}{{title}} {{summary}}{{#done}}, {{item}} of {{summary}}{{/done}}; {{/since}}{{/incidents}}",
                       records(), PartKind::html),
            "One early; One &lt;late&gt;, x of &lt;late&gt;, y of &lt;late&gt;; ");
  EXPECT_EQ(
      world.fill("{{#incidents}}{{^since}}{{title}} has none{{/since}}{{/incidents}}{{^resolved_since}}, none over{{/resolved_since}}",
                 records()),
      "Two has none, none over");
}

TEST(Template, what_a_record_may_have_and_has_not_is_not_taken_from_the_message) {
  const World world;
  EXPECT_EQ(world.fill("{{#incidents}}[{{contact}}]{{/incidents}}{{contact}}", records()), "[][its own]ours");
}

TEST(Template, partials_and_phrases_stand_for_the_record_they_are_taken_in_for) {
  World world;
  world.partials["one"] = "({{title}})";
  EXPECT_EQ(world.fill("{{#incidents}}{{>one}}{{t.hello}}; {{/incidents}}{{>one}}", records()),
            "(One)Hello One & <all>; (Two)Hello Two & <all>; (All)");
}

TEST(Template, a_tag_alone_on_its_line_takes_the_line_with_it) {
  const World world;
  EXPECT_EQ(world.fill("a\n{{#title}}\nb\n  {{/title}}  \nc\n{{! said by nobody }}\n{{#contact}}\nx\n{{/contact}}\nd\n", sample()),
            "a\nb\nc\nd");
  EXPECT_EQ(world.fill("a {{#title}}b{{/title}} c\n", sample()), "a b c");
}

TEST(Template, empty_lines_of_absent_fields_do_not_pile_up) {
  const World world;
  EXPECT_EQ(world.fill("\n\na  \n\n\n\nb\n\n", sample()), "a\n\nb");
}

TEST(Template, values_are_not_templates) {
  const World world;
  Values values = sample();
  values.set(Name::title, "{{summary}} {{#done}} {{>x}} {{t.hello}}");
  EXPECT_EQ(world.fill("{{title}}", values), "{{summary}} {{#done}} {{>x}} {{t.hello}}");
}

TEST(Template, takes_in_partials_and_phrases_escaped_for_where_they_stand) {
  World world;
  world.partials["foot"] = "-- {{title}}\n";
  EXPECT_EQ(world.fill("a\n{{>foot}}\nb", sample()), "a\n-- A & <b>\nb");
  EXPECT_EQ(world.fill("{{t.hello}}", sample()), "Hello A & <b> & <all>");
  EXPECT_EQ(world.fill("<p title=\"{{t.hello}}\">{{t.hello}}</p>", sample(), PartKind::html),
            "<p title=\"Hello A &amp; &lt;b&gt; &amp; &lt;all&gt;\">Hello A &amp; &lt;b&gt; &amp; &lt;all&gt;</p>");
}

TEST(Template, escapes_html_values_by_their_context) {
  const World world;
  Values values = sample();
  values.set(Name::contact, "javascript:alert(1)");
  EXPECT_EQ(world.fill("<a href=\"{{url}}\">x</a>", values, PartKind::html), "<a href=\"https://example.com/?a=&quot;1&quot;\">x</a>");
  EXPECT_EQ(world.fill("<a href='{{contact}}'>x</a>", values, PartKind::html), "<a href='#'>x</a>");
  EXPECT_EQ(world.fill("<a href=\"https://x.example/?q={{title}}\">x</a>", values, PartKind::html),
            "<a href=\"https://x.example/?q=A%20%26%20%3Cb%3E\">x</a>");
  EXPECT_EQ(world.fill("<p title=\"{{title}}\">", values, PartKind::html), "<p title=\"A &amp; &lt;b&gt;\">");
  EXPECT_EQ(world.fill("<!DOCTYPE html><!-- c --><p>{{title}}", values, PartKind::html), "<!DOCTYPE html><!-- c --><p>A &amp; &lt;b&gt;");
}

TEST(Template, a_second_value_in_a_url_cannot_bring_a_scheme) {
  const World world;
  EXPECT_EQ(world.fill("<a href=\"{{contact}}{{title}}\">x</a>", sample(), PartKind::html), "<a href=\"#A%20%26%20%3Cb%3E\">x</a>");
}

struct Wrong {
  const char* text;
  PartKind kind;
  const char* faults;
};

TEST(Template, faults_are_found_when_it_is_compiled_with_their_place) {
  World world;
  world.partials["self"] = "{{>self}}";
  world.partials["open"] = "<p";
  const Wrong cases[] = {
      {"a\nbc {{titel}}", PartKind::text, "file:2:4: 'titel' is no marker; did you mean 'title'?\n"},
      {"{{#xyzzyx}}{{/xyzzyx}}", PartKind::text, "file:1:1: 'xyzzyx' is no marker: docs/templates.md lists them\n"},
      {"{{frobnicate}}\n{{mispelled}}", PartKind::text,
       "file:1:1: 'frobnicate' is no marker: docs/templates.md lists them\nfile:2:1: 'mispelled' is no marker: docs/templates.md lists "
       "them\n"},
      {"{{title", PartKind::text, "file:1:1: '{{' is not closed by '}}'\n"},
      {"{{#title}}\nx", PartKind::text, "file:1:1: section 'title' is not closed: end it with {{/title}}\n"},
      {"x{{/title}}", PartKind::text, "file:1:2: '{{/title}}' closes nothing here: no section is open\n"},
      {"{{#title}}{{/summary}}{{/title}}", PartKind::text,
       "file:1:11: '{{/summary}}' closes nothing here: 'title' is the section to close\n"},
      {"{{done}}", PartKind::text, "file:1:1: 'done' has no text: use it as a section, {{#done}}…{{/done}}\n"},
      {"{{is_first}}", PartKind::text, "file:1:1: 'is_first' has no text: use it as a section, {{#is_first}}…{{/is_first}}\n"},
      {"{{item}}", PartKind::text, "file:1:1: 'item' stands for nothing outside a list\n"},
      {"{{#done}}{{#planned}}{{/planned}}{{/done}}", PartKind::text, "file:1:10: a list within a list: close the outer one first\n"},
      {"{{#since}}{{#incidents}}{{/incidents}}{{/since}}", PartKind::text, "file:1:11: a list within a list: close the outer one first\n"},
      {"{{#incidents}}{{#done}}{{/done}}{{/incidents}}", PartKind::text, "file:1:15: a list within a list: close the outer one first\n"},
      {"{{#incidents}}\n {{item}}{{/incidents}}", PartKind::text,
       "file:2:2: 'item' is nothing that this list has: docs/templates.md says where it stands for something\n"},
      {"{{#incidents}}{{/incidents}}{{item}}", PartKind::text, "file:1:29: 'item' stands for nothing outside a list\n"},
      {"{{#incidents}}{{titel}}{{/incidents}}", PartKind::text, "file:1:15: 'titel' is no marker; did you mean 'title'?\n"},
      {"{{#incidents}}{{#since}}{{/incidents}}", PartKind::text,
       "file:1:25: '{{/incidents}}' closes nothing here: 'since' is the section to close\nfile:1:15: section 'since' is not closed: end it "
       "with {{/since}}\nfile:1:1: section 'incidents' is not closed: end it with {{/incidents}}\n"},
      {"{{incidents}}", PartKind::text, "file:1:1: 'incidents' has no text: use it as a section, {{#incidents}}…{{/incidents}}\n"},
      {"{{#incidents}}<p title=\"{{/incidents}}\">", PartKind::html,
       "file:1:25: section 'incidents' ends in another place of the HTML than it begins: open and close tags and quotes inside it\n"},
      {"{{#incidents}}<p title=\"{{workaround}}\">{{/incidents}}", PartKind::html,
       "file:1:25: 'workaround' is Markdown and cannot stand in an attribute\n"},
      {"{{>missing}}", PartKind::text, "file:1:1: there is no partial 'missing' for this part\n"},
      {"{{>self}}", PartKind::text, "_self:1:1: partials are nested more than 8 deep here: does one take in itself?\n"},
      {"{{t.helo}}", PartKind::text, "file:1:1: 't.helo' is no phrase; did you mean 't.hello'?\n"},
      {"{{t.wrong}}", PartKind::text, "phrases.en:3:9: 'titel' is no marker; did you mean 'title'?\n"},
      {"{{t.loop}}", PartKind::text, "phrases.en:2:8: phrases are nested more than 8 deep here: does one take in itself?\n"},
      {"{{{title}}}", PartKind::text, "file:1:1: '{title' is no marker; did you mean 'title'?\n"},
      {"<script>{{title}}</script>", PartKind::html, "file:1:9: 'title' stands within <script>, where no value can be made harmless\n"},
      {"<style>{{title}}</style>", PartKind::html, "file:1:8: 'title' stands within <style>, where no value can be made harmless\n"},
      {"<!-- {{title}} -->", PartKind::html, "file:1:6: 'title' stands within a comment, where no value can be made harmless\n"},
      {"<a href={{url}}>x</a>", PartKind::html,
       "file:1:9: 'url' stands within a tag but not in a quoted attribute value: put the value in quotes\n"},
      {"<a {{title}}>x</a>", PartKind::html,
       "file:1:4: 'title' stands within a tag but not in a quoted attribute value: put the value in quotes\n"},
      {"<p onclick=\"{{title}}\">", PartKind::html,
       "file:1:13: 'title' stands in the attribute 'onclick', where no value can be made harmless\n"},
      {"<p style=\"{{title}}\">", PartKind::html,
       "file:1:11: 'title' stands in the attribute 'style', where no value can be made harmless\n"},
      {"<p title=\"{{details}}\">", PartKind::html, "file:1:11: 'details' is Markdown and cannot stand in an attribute\n"},
      {"{{#title}}<a href=\"{{/title}}\">", PartKind::html,
       "file:1:20: section 'title' ends in another place of the HTML than it begins: open and close tags and quotes inside it\n"},
      {"<p", PartKind::html, "file:1:3: the HTML ends within a tag\n"},
      {"{{>open}}", PartKind::html, "file:1:1: partial 'open' ends within a tag\nfile:1:10: the HTML ends within a tag\n"},
  };
  for (const Wrong& c : cases) EXPECT_EQ(world.faults(c.text, c.kind), c.faults) << c.text;
}

TEST(Template, partials_that_multiply_are_stopped) {
  World world;
  std::string twice;
  for (int i = 0; i < 40; ++i) twice += "{{>a}} ";
  world.partials["a"] = twice;
  EXPECT_NE(world.faults("{{>a}}").find("does one take in itself?"), std::string::npos);
}

TEST(Template, a_message_that_grows_too_long_is_refused) {
  const World world;
  Values values;
  values.set(Name::summary, std::string(1024 * 1024, '<'));
  std::unique_ptr<Template> made;
  ASSERT_EQ(world.compile("{{summary}}{{summary}}{{summary}}{{summary}}", PartKind::html, made), "");

  const auto filled = made->fill(values);

  ASSERT_FALSE(filled);
  EXPECT_EQ(filled.error().kind, ErrorKind::too_large);
}

TEST(Template, records_that_multiply_are_stopped) {
  const World world;
  Values statement, incident, message;
  statement.set(Name::summary, std::string(10'000, 'x'));
  incident.set_records(Name::since, std::vector<Values>(20, statement));
  message.set_records(Name::incidents, std::vector<Values>(100, incident));
  std::unique_ptr<Template> made;
  ASSERT_EQ(world.compile("{{#incidents}}{{#since}}{{summary}}{{/since}}{{/incidents}}", PartKind::text, made), "");

  const auto filled = made->fill(message);

  ASSERT_FALSE(filled);
  EXPECT_EQ(filled.error().kind, ErrorKind::too_large);
}

}  // namespace
}  // namespace crier::render
