#include "client/preview.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <filesystem>
#include <fstream>

#include "client/mrkdwn.h"
#include "client/preview_page.h"
#include "terminal.h"

namespace crier::client {
namespace {

namespace json = boost::json;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

constexpr const char* kPreview =
    R"({"route":{"matched":[],"reason":"customers: route 1"},"state":"held","messages":[)"
    R"({"audience":"customers","channel":"mail","type":"smtp","recipients":3,"language":"en","subject":"[Major] Orders","text":"Plain.","html":"<p>Rich \"&amp;\"</p>","parts":[]},)"
    R"({"audience":"customers","channel":"chat","type":"slack","recipients":1,"language":"de","subject":"S","text":"*Now:* 3 &lt; 4\n> *Permanent:* none\nsee <https://e.example/x|the page>","html":"","parts":[]},)"
    R"({"audience":"all","channel":"x","type":"x","recipients":1,"language":"en","subject":"","text":"T","html":"","parts":["First. https://example.com/a/long/address","Second."]},)"
    R"({"audience":"all","channel":"hooks","type":"webhook","recipients":2,"language":"en","subject":"","text":"Hook words","html":"","parts":[]},)"
    R"({"audience":"all","channel":"pager","type":"exec","recipients":1,"language":"en","subject":"Long","text":"All the words.","html":"<p>All</p>","parts":["Few words."]}],)"
    R"("findings":[{"rule":"eta-soft","severity":"warning","pointer":"/summary","excerpt":"soon","message":"M.","advice":"A."}]})";

struct Previewing : testing::Test, Terminal {
  std::filesystem::path folder = std::filesystem::temp_directory_path() / ("crier-preview-" + std::to_string(getpid()));

  Previewing() {
    std::filesystem::create_directories(folder);
    std::ofstream(folder / "d.md") << "---\nincident: db\n---\nWords.\n";
    daemon.answer = [](const Call&) { return Answer{200, kPreview, 0}; };
  }
  ~Previewing() override { std::filesystem::remove_all(folder); }
  [[nodiscard]] std::string draft() const { return (folder / "d.md").string(); }
};

TEST_F(Previewing, the_terminal_shows_each_message_as_it_is_read_and_the_findings_last) {
  EXPECT_EQ(type({"preview", draft()}), 0);
  EXPECT_THAT(out.str(), HasSubstr("customers by chat, 1 recipient, language de\n  Subject: S\n  Now: 3 < 4\n  | Permanent: none\n"
                                   "  see the page (https://e.example/x)\n"));
  EXPECT_THAT(out.str(), HasSubstr("  Post 2 of 2:\n    Second.\n"));
  // What such a channel sends of them its preset or program decides (docs/presets.md, docs/new-channel.md).
  EXPECT_THAT(out.str(), HasSubstr("  Subject: Long\n  All the words.\n  Where only a short text fits:\n    Few words.\n"));
  EXPECT_THAT(out.str(),
              HasSubstr("\nWording:\n  /summary: warning: eta-soft: M.\n      soon\n      A.\n\nThis is a preview; nothing was sent.\n"));
}

TEST_F(Previewing, the_page_has_the_findings_first_and_all_messages_side_by_side) {
  const auto path = (folder / "p.html").string();
  EXPECT_EQ(type({"preview", draft(), "--html", path}), 0);
  EXPECT_EQ(out.str(), "The preview is in " + path + "; nothing was sent.\n");
  std::ifstream file(path);
  const std::string page{std::istreambuf_iterator<char>(file), {}};
  EXPECT_THAT(page, StartsWith("<!DOCTYPE html>"));
  EXPECT_LT(page.find("eta-soft"), page.find("class=\"messages\""));
  EXPECT_THAT(page, HasSubstr("It would be held first"));
  EXPECT_THAT(page, HasSubstr("srcdoc=\"&lt;p&gt;Rich &quot;&amp;amp;&quot;&lt;/p&gt;\"")) << "as a mail reader shows it";
  EXPECT_THAT(page, HasSubstr("<b>Now:</b> 3 &lt; 4"));
  EXPECT_THAT(page, HasSubstr("title=\"https://e.example/x\">the page</span>"));
  EXPECT_THAT(page, HasSubstr("Post 1 of 2, 30 of 280")) << "a URL counts 23 (protocols.md 2.4)";
  EXPECT_THAT(page, HasSubstr("Hook words"));
  EXPECT_THAT(page, HasSubstr(">All the words.</pre></details>\n<p class=\"about\">Where only a short text fits</p>"));
  EXPECT_THAT(page, HasSubstr("<bdi>Few words.</bdi>"));
}

TEST_F(Previewing, the_page_goes_to_stdout_with_a_dash_and_a_file_that_cannot_be_written_is_told) {
  EXPECT_EQ(type({"preview", draft(), "--html", "-"}), 0);
  EXPECT_THAT(out.str(), AllOf(StartsWith("<!DOCTYPE html>"), testing::EndsWith("</html>\n")));
  EXPECT_EQ(type({"preview", draft(), "--html", (folder / "none" / "p.html").string()}), 66);
  EXPECT_THAT(err.str(), HasSubstr("cannot be written"));
}

TEST(PreviewPage, loads_nothing_and_lets_no_foreign_text_out_of_its_place) {
  const std::string evil = R"(</bdi></pre></p>\"><script>x()</script><img src=x onerror=y()>' <!channel> *a*)";
  const std::string quoted = json::serialize(json::value(evil));
  std::string preview = "{\"route\":{\"reason\":" + quoted + "},\"findings\":[{\"rule\":" + quoted + ",\"severity\":" + quoted +
                        ",\"pointer\":" + quoted + ",\"excerpt\":" + quoted + ",\"message\":" + quoted + ",\"advice\":" + quoted +
                        "}],\"messages\":[";
  for (const char* kind : {"smtp", "slack", "x", "webhook"}) {
    if (preview.back() == '}') preview += ',';
    preview += std::string("{\"type\":\"") + kind + "\",\"recipients\":1";
    for (const char* field : {"audience", "channel", "language", "subject", "text", "html"}) {
      const bool is_html = std::string_view(field) == "html";
      if (!is_html || std::string_view(kind) == "smtp") preview += std::string(",\"") + field + "\":" + quoted;
    }
    preview += ",\"parts\":[" + (std::string_view(kind) == "x" ? quoted : "") + "]}";
  }
  const auto page = preview_page(json::parse(preview + "]}"));
  EXPECT_THAT(page, HasSubstr("default-src 'none'"));
  EXPECT_THAT(page, HasSubstr("<iframe sandbox "));
  for (const char* part : {"<script", "<img", "</pre></p>", "<!channel", "http-equiv=\"refresh"})
    EXPECT_THAT(page, Not(HasSubstr(part))) << part;
}

TEST(PreviewPage, without_messages_and_findings_says_so) {
  const auto page = preview_page(json::parse(R"({"route":{"reason":"nobody"},"state":"recorded","messages":[],"findings":[]})"));
  EXPECT_THAT(page, HasSubstr("Nobody would be told."));
  EXPECT_THAT(page, HasSubstr("Nothing was found."));
}

TEST(Mrkdwn, is_read_as_slack_shows_it) {
  struct Case {
    const char *text, *plain;
  };
  for (const auto& [text, plain] : {
           Case{"*Now:* it fails", "Now: it fails"},
           Case{"2*3*4 and a * b * c", "2*3*4 and a * b * c"},
           Case{"**not bold**", "**not bold**"},
           Case{"&lt;!channel&gt; &amp;lt;", "<!channel> &lt;"},
           Case{"<https://e.example>", "https://e.example"},
           Case{"<https://e.example/?a=1&amp;b=2|more &gt;>", "more > (https://e.example/?a=1&b=2)"},
           Case{"> quoted\n>not", "| quoted\n>not"},
           Case{"a < b", "a < b"},
           Case{"\n\n", "\n\n"},
       }) {
    EXPECT_EQ(plain_text(read_mrkdwn(text)), plain) << text;
  }
  const auto lines = read_mrkdwn("*bold* and not");
  ASSERT_EQ(lines.at(0).pieces.size(), 2U);
  EXPECT_TRUE(lines[0].pieces[0].is_bold);
  EXPECT_FALSE(lines[0].pieces[1].is_bold);
}

}  // namespace
}  // namespace crier::client
