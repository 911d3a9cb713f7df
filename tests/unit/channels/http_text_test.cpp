// What texts from outside become in fields with markup, and how they are cut.
#include <gtest/gtest.h>

#include "base/text.h"
#include "channels/http/escape.h"
#include "channels/http/fields.h"
#include "channels/http/links.h"
#include "channels/http/shorten.h"

namespace crier::channels::http {
namespace {

const std::string kNothing = "\u200B";

TEST(HttpEscape, markdown_marks_stand_as_they_are) {
  EXPECT_EQ(escaped("*a* _b_ ~c~ `d` |e|", Escape::markdown), R"(\*a\* \_b\_ \~c\~ \`d\` \|e\|)");
  EXPECT_EQ(escaped("[pay here](https://evil.example)", Escape::markdown), "\\[pay here\\](https://evil.example)");
  EXPECT_EQ(escaped("<@123> <#1> <b>", Escape::markdown), "\\<@" + kNothing + "123\\> \\<#1\\> \\<b\\>");
  EXPECT_EQ(escaped("![x](y)", Escape::markdown), R"(\!\[x\](y))");
  EXPECT_EQ(escaped("a \\* b", Escape::markdown), R"(a \\\* b)");
}

TEST(HttpEscape, no_line_becomes_a_heading_or_a_rule) {
  EXPECT_EQ(escaped("# a\n  ## b\nc # d", Escape::markdown), "\\# a\n  \\## b\nc # d");
  EXPECT_EQ(escaped("title\n---\nmore\n===", Escape::markdown), "title\n\\---\nmore\n\\===");
  EXPECT_EQ(escaped("- one\n- two", Escape::markdown), "- one\n- two");
}

TEST(HttpEscape, an_entity_does_not_make_a_mention) {
  EXPECT_EQ(escaped("&#64;everyone &lt;!here&gt;", Escape::markdown), R"(\&#64;everyone \&lt;!here\&gt;)");
}

TEST(HttpEscape, nobody_is_mentioned) {
  for (const auto how : {Escape::markdown, Escape::mentions}) {
    for (const char* hostile :
         {"@everyone", "@here", "@channel", "@all", "@ALL", "@alice", "x@everyone", "(@here)", "\n@channel", "ä@here"}) {
      const auto out = escaped(hostile, how);
      const auto at = out.find('@');
      ASSERT_NE(at, std::string::npos);
      EXPECT_EQ(out.substr(at + 1, kNothing.size()), kNothing) << hostile;
    }
    EXPECT_EQ(escaped("ops@customer.example", how), "ops@customer.example");
  }
  EXPECT_EQ(escaped("<users/all> <!channel>", Escape::mentions), "<" + kNothing + "users/all> <" + kNothing + "!channel>");
  EXPECT_EQ(escaped("[pay](https://evil.example)", Escape::mentions), "[pay]" + kNothing + "(https://evil.example)");
}

TEST(HttpEscape, a_link_stays_usable_and_holds_no_marks) {
  EXPECT_EQ(escaped("see https://a.example/x_y?b=1&c=2#d.", Escape::markdown), "see https://a.example/x_y?b=1&c=2#d.");
  const auto out = escaped("https://a.example/@everyone/~*x*y", Escape::markdown);
  EXPECT_EQ(out.find_first_of("@*~"), std::string::npos) << out;
  EXPECT_TRUE(out.starts_with("https://a.example/%40everyone/")) << out;
}

TEST(HttpEscape, html_is_text) {
  EXPECT_EQ(escaped("<script>&\"'\n@x", Escape::html), "&lt;script&gt;&amp;&quot;&#39;\n@x");
  EXPECT_EQ(escaped("a<b\nc", Escape::html_br), "a&lt;b<br>\nc");
}

TEST(HttpEscape, controls_and_turned_direction_go_in_all_of_them) {
  for (const auto how : {Escape::none, Escape::html, Escape::html_br, Escape::markdown, Escape::mentions})
    EXPECT_EQ(escaped("a\x01\x1b"
                      "b\u202E"
                      "c",
                      how),
              "abc");
}

TEST(HttpMeasure, counts_as_each_service_does) {
  const std::string text = "ä😀👨‍👩‍👧";  // 1, 1 and 5 code points
  EXPECT_EQ(measure(text, Unit::characters), 7U);
  EXPECT_EQ(measure(text, Unit::utf16), 1U + 2U + 8U);
  EXPECT_EQ(measure(text, Unit::bytes), 2U + 4U + 18U);
  EXPECT_EQ(measure(text, Unit::graphemes), 3U);
  EXPECT_EQ(measure("x https://a.example y", Unit::post), 4U + 23U);
  EXPECT_EQ(measure("https://a.example/a-longer-path-than-that", Unit::post), 41U);
}

std::string cut(const std::string& text, std::size_t most, Unit unit = Unit::characters) {
  return shortened(text, "…", 100000, [&](const std::string& candidate) { return is_within(candidate, {most, unit}); });
}

TEST(HttpCut, what_fits_stays_whole) { EXPECT_EQ(cut("Just so.", 8), "Just so."); }

TEST(HttpCut, at_a_paragraph_a_sentence_or_a_word_in_this_order) {
  EXPECT_EQ(cut("First paragraph here.\n\nSecond one. It is longer.", 30), "First paragraph here.…");
  EXPECT_EQ(cut("One sentence here. Another sentence follows it.", 30), "One sentence here.…");
  EXPECT_EQ(cut("several words without an end of any kind", 20), "several words…");
  EXPECT_EQ(cut("Donaudampfschifffahrtsgesellschaft", 10), "Donaudamp…");
}

TEST(HttpCut, never_within_a_url_an_emoji_or_a_combined_letter) {
  const std::string with_url = "See https://status.example.com/incidents/checkout-db for more";
  for (std::size_t most = 1; most < with_url.size(); ++most) {
    const auto out = cut(with_url, most);
    EXPECT_LE(measure(out, Unit::characters), most);
    const auto at = out.find("https://");
    if (at != std::string::npos) {
      EXPECT_NE(out.find("https://status.example.com/incidents/checkout-db"), std::string::npos) << out;
    }
    EXPECT_EQ(out.find("See h…"), std::string::npos);
  }
  const std::string family = "👨‍👩‍👧";
  for (std::size_t most = 1; most < 40; ++most) {
    auto out = cut(family + family + family, most, Unit::bytes);
    if (out.ends_with("…")) out.resize(out.size() - 3);
    EXPECT_EQ(out.size() % family.size(), 0U) << out;
  }
  EXPECT_EQ(cut("aaaae\u0301bbbb", 6), "aaaa…");
  EXPECT_TRUE(is_utf8(cut("ääääääää", 7, Unit::bytes)));
}

TEST(HttpCut, nothing_fits_into_nothing) {
  EXPECT_EQ(cut("text", 0), "");
  EXPECT_EQ(cut("text", 1), "…");
}

Field field(const std::string& value, Escape escape, const std::string& count, Unit unit) {
  Field made;
  made.value = *Template::parse(value);
  made.escape = escape;
  made.limits.push_back({*Template::parse(count), unit});
  made.more = *Template::parse("… {link}");
  return made;
}

TEST(HttpField, values_are_escaped_and_the_presets_own_markup_is_not) {
  const Values values{{"subject", "A & B"}, {"text", "<b>"}};
  EXPECT_EQ(field_text(field("<b>{subject}</b>\n{text}", Escape::html, "100", Unit::characters), values), "<b>A &amp; B</b>\n&lt;b&gt;");
}

TEST(HttpField, is_cut_before_it_is_escaped_so_that_entities_and_markup_stay_whole) {
  const Values values{{"subject", "S"}, {"text", std::string(50, '<')}, {"link", ""}};
  for (std::size_t most = 12; most < 60; ++most) {
    const auto out = field_text(field("<b>{subject}</b> {text}", Escape::html, std::to_string(most), Unit::characters), values);
    EXPECT_LE(measure(out, Unit::characters), most);
    EXPECT_TRUE(out.starts_with("<b>S</b> ")) << out;
    auto rest = out.substr(9);
    while (rest.starts_with("&lt;")) rest.erase(0, 4);
    EXPECT_TRUE(rest == "…" || rest == "… " || rest.empty()) << out;
  }
}

TEST(HttpField, says_where_more_can_be_read_where_it_was_cut) {
  const Values values{{"text", std::string(300, 'x')}, {"link", "https://status.example.com"}};
  const auto out = field_text(field("{text}", Escape::none, "100", Unit::characters), values);
  EXPECT_TRUE(out.ends_with("… https://status.example.com")) << out;
  EXPECT_EQ(measure(out, Unit::characters), 100U);
}

TEST(HttpField, the_short_text_stands_in_for_a_long_one) {
  auto made = field("{text}", Escape::none, "20", Unit::characters);
  made.instead = *Template::parse("{short}");
  EXPECT_EQ(field_text(made, {{"text", std::string(30, 'x')}, {"short", "In short."}}), "In short.");
  EXPECT_EQ(field_text(made, {{"text", "A text."}, {"short", "In short."}}), "A text.");
  EXPECT_EQ(measure(field_text(made, {{"text", std::string(30, 'x')}, {"short", std::string(30, 'y')}}), Unit::characters), 20U);
}

TEST(HttpField, what_stands_around_is_cut_too_where_it_must_be) {
  const Values values{{"subject", std::string(300, 's')}, {"text", "t"}};
  EXPECT_LE(measure(field_text(field("{subject} {text}", Escape::none, "50", Unit::characters), values), Unit::characters), 50U);
}

TEST(HttpField, a_limit_may_be_an_option) {
  auto made = field("{text}", Escape::none, "{option.max}", Unit::characters);
  EXPECT_EQ(measure(field_text(made, {{"text", std::string(99, 'x')}, {"option.max", "10"}}), Unit::characters), 10U);
}

}  // namespace
}  // namespace crier::channels::http
