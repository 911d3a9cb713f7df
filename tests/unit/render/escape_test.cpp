#include "render/escape.h"

#include <gtest/gtest.h>

#include "unit/render/shared_json.h"

namespace crier::render {
namespace {

struct Case {
  std::string text;
  std::string expected;
};

template <class Append>
std::string by(Append append, const std::string& text) {
  std::string out;
  append(out, text);
  return out;
}

TEST(Escape, html_has_no_character_left_that_could_begin_markup) {
  const Case cases[] = {
      {"plain", "plain"},
      {"<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"},
      {"\" onmouseover='x'", "&quot; onmouseover=&#39;x&#39;"},
      {"&lt;", "&amp;lt;"},
      {std::string("a\0b\x1b\x7f"
                   "c",
                   6),
       "abc"},
      {"a\xC2\x85"
       "b",
       "ab"},  // C1 next line
      {"M\xC3\xBCnchen \xF0\x9F\x94\xA5", "M\xC3\xBCnchen \xF0\x9F\x94\xA5"},
      {"a\r\nb\rc", "a\nb\nc"},
  };
  for (const Case& c : cases) EXPECT_EQ(by(append_html, c.text), c.expected);
  EXPECT_EQ(by(append_html_lines, "a\r\nb"), "a<br>\nb");
}

TEST(Escape, url_attributes_take_only_schemes_that_run_nothing) {
  const Case cases[] = {
      {"https://status.example.com/?a=1&b=2", "https://status.example.com/?a=1&amp;b=2"},
      {"HTTP://example.com", "HTTP://example.com"},
      {"mailto:a@example.com", "mailto:a@example.com"},
      {"tel:+49301234567", "tel:+49301234567"},
      {"javascript:alert(1)", "#"},
      {"JaVaScRiPt:alert(1)", "#"},
      {"java\tscript:alert(1)", "#"},
      {" javascript:alert(1)", "#"},
      {"\x01javascript:alert(1)", "#"},
      {"data:text/html,<script>", "#"},
      {"vbscript:x", "#"},
      {"file:///etc/passwd", "#"},
      {"//evil.example", "#"},
      {"/relative", "#"},
      {"https:", "#"},
      {"https://", "#"},
      {"https:evil.example", "#"},
      {"", "#"},
      {"https://a\"><script>", "https://a&quot;&gt;&lt;script&gt;"},
  };
  for (const Case& c : cases) EXPECT_EQ(by(append_html_url, c.text), c.expected) << c.text;
}

TEST(Escape, slack_text_keeps_no_mention_and_no_link_of_its_own) {
  const Case cases[] = {
      {"<!channel> down", "&lt;!channel&gt; down"},
      {"<!here|x>", "&lt;!here|x&gt;"},
      {"<@U024BE7LH>", "&lt;@U024BE7LH&gt;"},
      {"<#C123>", "&lt;#C123&gt;"},
      {"<!subteam^S123>", "&lt;!subteam^S123&gt;"},
      {"<!date^1392734382^{date}|x>", "&lt;!date^1392734382^{date}|x&gt;"},
      {"<https://evil.example|https://bank.example>", "&lt;<https://evil.example>|<https://bank.example>&gt;"},
      {"&lt;!channel&gt;", "&amp;lt;!channel&amp;gt;"},
      {"\"quoted\" 'single'", "\"quoted\" 'single'"},
  };
  for (const Case& c : cases) {
    const std::string out = by(append_mrkdwn_linked, c.text);
    EXPECT_EQ(out, c.expected);
    EXPECT_EQ(out.find("<!"), std::string::npos);
    EXPECT_EQ(out.find("<@"), std::string::npos);
    EXPECT_EQ(out.find("<#"), std::string::npos);
  }
}

TEST(Escape, slack_links_are_made_of_whole_web_addresses) {
  const Case cases[] = {
      {"see https://example.com/a?b=1&c=2.", "see <https://example.com/a?b=1&amp;c=2>."},
      {"(https://example.com)", "(<https://example.com>)"},
      {"http://a.example http://b.example", "<http://a.example> <http://b.example>"},
      {"xhttp://a.example", "xhttp://a.example"},
      {"https://", "https://"},
      {"https://a|b", "<https://a>|b"},
  };
  for (const Case& c : cases) EXPECT_EQ(by(append_mrkdwn_linked, c.text), c.expected);
}

TEST(Escape, a_slack_links_address_and_label_cannot_end_it) {
  const auto link = [](const std::string& url, const std::string& label) {
    std::string out;
    append_mrkdwn_link(out, url, label);
    return out;
  };
  EXPECT_EQ(link("https://a.example/|x>y<z", "l"), "<https://a.example/%7Cx%3Ey%3Cz|l>");
  EXPECT_EQ(link("https://a.example", "one|two"), "<https://a.example|one/two>");
  EXPECT_EQ(link("javascript:x", "label"), "label");
}

TEST(Escape, agrees_with_the_samples_of_slack_escaping) {
  const auto samples = shared_json("slack-mrkdwn/escape.json");
  if (!samples) GTEST_SKIP() << kNoShared;
  for (const auto& sample : samples->at("escape").as_array()) {
    EXPECT_EQ(by(append_mrkdwn, std::string(sample.at("text").as_string())), sample.at("mrkdwn").as_string());
  }
}

TEST(Escape, one_line_has_no_break_of_any_kind) {
  EXPECT_EQ(one_line("a\r\nBcc: x@example.com"), "a Bcc: x@example.com");
  EXPECT_EQ(one_line("  a \t\n b  "), "a b");
  EXPECT_EQ(one_line(std::string("a\0b", 3)), "ab");
  EXPECT_EQ(one_line("\n\r\n"), "");
  EXPECT_EQ(one_line("a\xE2\x80\xA8z \xE2\x80\xA9z\xE2\x80\xA7z"), "a z z\xE2\x80\xA7z");
}

TEST(Escape, leaves_out_marks_that_turn_direction_and_nothing_beside_them) {
  // U+2029 and U+202F, U+2065 and U+206A are the neighbours of the two ranges of UAX 9.
  const std::string neighbours = "\xE2\x80\xA9 \xE2\x80\xAF \xE2\x81\xA5 \xE2\x81\xAA \xE2\x80\x8E \xE2\x80\x8F";
  for (const auto append : {append_clean, append_html, append_html_lines, append_mrkdwn, append_mrkdwn_linked}) {
    EXPECT_EQ(by(append, "a\xE2\x80\xAA\xE2\x80\xAB\xE2\x80\xAC\xE2\x80\xAD\xE2\x80\xAEz"), "az");
    EXPECT_EQ(by(append, "a\xE2\x81\xA6\xE2\x81\xA7\xE2\x81\xA8\xE2\x81\xA9z"), "az");
    EXPECT_EQ(by(append, neighbours), neighbours);
  }
  EXPECT_EQ(by(append_clean, "cut \xE2\x80"), "cut \xE2\x80");
}

TEST(Escape, bytes_that_are_no_utf8_become_replacement_characters) {
  EXPECT_EQ(valid_utf8("a\xFF"
                       "b"),
            "a\xEF\xBF\xBD"
            "b");
  EXPECT_EQ(valid_utf8("\xC3"), "\xEF\xBF\xBD");
  EXPECT_EQ(valid_utf8("\xF0\x9F\x94"), "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD");
  EXPECT_EQ(valid_utf8("M\xC3\xBC"), "M\xC3\xBC");
}

TEST(Escape, clipping_cuts_between_words_and_never_inside_a_character) {
  EXPECT_EQ(clipped("short", 10), "short");
  EXPECT_EQ(clipped("one two three four", 13), "one two\xE2\x80\xA6");
  EXPECT_EQ(clipped("\xC3\xBC\xC3\xBC\xC3\xBC\xC3\xBC", 6), "\xC3\xBC\xE2\x80\xA6");
}

}  // namespace
}  // namespace crier::render
