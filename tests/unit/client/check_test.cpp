#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "terminal.h"

namespace crier::client {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

std::ptrdiff_t lines_of(const std::string& text) { return std::count(text.begin(), text.end(), '\n'); }

ssize_t write_all(int to, const std::string& text) { return ::write(to, text.data(), text.size()); }

struct Checking : testing::Test, Terminal {
  std::filesystem::path folder;

  Checking() {
    folder = std::filesystem::temp_directory_path() / ("crier-check-" + std::to_string(getpid()));
    std::filesystem::create_directories(folder);
  }
  ~Checking() override { std::filesystem::remove_all(folder); }

  std::string write(const std::string& name, const std::string& text) {
    const auto path = (folder / name).string();
    std::ofstream(path) << text;
    return path;
  }
  /// A configuration that is complete but for what is asked for.
  std::string configure(const std::string& more) {
    return write("crier.yaml",
                 "listen: [{unix: " + (folder / "s").string() + "}]\nstore: sqlite://" + (folder / "db").string() + "\n" + more);
  }
};

TEST_F(Checking, a_draft_has_line_and_column_of_what_was_found) {
  const auto file = write("u.md",
                          "---\ntitle: Orders delayed\nstatus: identified\n---\nWir: \xC3\xBC \xE2\x80\x93 the fix has an ETA of 1h.\n"
                          "<!-- for the writer -->\n\n## Consequences\n### Now\nOrders wait.\nSince 8:50AM all of them.\n\n"
                          "## Actions\n### Planned\n- All hands on deck: human error.\n");
  EXPECT_EQ(type({"check", file}), 65);
  const auto text = out.str();
  EXPECT_THAT(text, HasSubstr(file + ":5:25: error: eta-commitment: "));
  EXPECT_THAT(text, HasSubstr(file + ":11:7: error: timezone-missing: "));
  EXPECT_THAT(text, HasSubstr(file + ":15:22: error: blame-person: ")) << "behind the sign of the list";
  EXPECT_THAT(text, HasSubstr(file + ": /next_update: warning: next-update-missing: ")) << "what is missing stands on no line";
  EXPECT_THAT(text, HasSubstr("3 errors, "));
  EXPECT_TRUE(daemon.calls.empty()) << "offline";
  EXPECT_EQ(err.str(), "");
}

TEST_F(Checking, a_finding_shows_its_words_and_a_better_phrase) {
  EXPECT_EQ(type({"check", write("u.md", "We expect full recovery within two hours.\n")}), 65);
  EXPECT_THAT(out.str(), HasSubstr("\n    We expect full recovery within two hours.\n    "));
  EXPECT_THAT(out.str(), HasSubstr(": \"We will update you again at 15:30 UTC.\"\n"));
}

TEST_F(Checking, events_in_JSON_have_pointers) {
  const auto one = write("one.json", R"({"action":"update","incident":"db","summary":"Fixed by {{when}}."})");
  EXPECT_EQ(type({"check", one}), 65);
  EXPECT_THAT(out.str(), HasSubstr(one + ": /summary: error: placeholder: "));
  const auto two =
      write("two.json", R"([{"action":"update","incident":"db","summary":"Orders wait."},)"
                        R"({"action":"update","incident":"db","summary":"TBD","translations":{"de":{"summary":"Gegen 8:50 Uhr."}}}])");
  EXPECT_EQ(type({"check", two}), 65);
  EXPECT_THAT(out.str(), HasSubstr(two + ": /1/summary: error: placeholder: "));
  EXPECT_THAT(out.str(), HasSubstr(two + ": /1/translations/de/summary: error: timezone-missing: "));
}

TEST_F(Checking, json_is_the_answer_of_the_API) {
  EXPECT_EQ(type({"check", "--json", write("e.json", R"([{"action":"update","incident":"db","summary":"TBD"}])")}), 65);
  EXPECT_THAT(out.str(), StartsWith(R"({"findings":[{"rule":"placeholder","severity":"error","pointer":"/0/summary","excerpt":"TBD",)"));
  EXPECT_THAT(out.str(), HasSubstr(R"("offset":0,"length":3})"));
}

TEST_F(Checking, what_kind_of_message_it_is_can_be_said) {
  const auto file = write("u.md", "Everything works again.\n");
  EXPECT_EQ(type({"check", file, "--as", "resolved"}), 0) << "warnings alone are no failure";
  EXPECT_THAT(out.str(), HasSubstr("resolved-timing"));
  EXPECT_EQ(type({"check", file, "--as", "office-close"}), 0);
  EXPECT_THAT(out.str(), AllOf(HasSubstr(": office-close: "), Not(HasSubstr("resolved-timing"))));
  EXPECT_EQ(type({"check", file, "--as", "over"}), 64);
  EXPECT_THAT(err.str(), HasSubstr("--as is investigating, "));
}

TEST_F(Checking, a_draft_that_is_all_right_says_so) {
  const auto file = write(
      "u.md",
      "---\naction: update\ncontact: help@example.com\nnext_update: 45m\n---\n"
      "About 30% of orders wait. Please bear with us; help@example.com answers questions.\n\n## Consequences\n### Now\nAbout 30% of orders "
      "wait.\n"
      "### Expected\nThey arrive until the evening.\n### Permanent\nNo orders were lost.\n\n## Workaround\nThere is nothing to do.\n");
  EXPECT_EQ(type({"check", file}), 0);
  EXPECT_EQ(out.str(), file + ": nothing was found.\n");
}

TEST_F(Checking, words_in_another_language_have_its_rules) {
  const auto file = write("u.md", "Die Ursache war ein menschlicher Fehler.\n");
  EXPECT_EQ(type({"check", file, "--language", "de-AT"}), 65);
  EXPECT_THAT(out.str(), HasSubstr(": error: blame-person: "));
  EXPECT_EQ(type({"check", file}), 0);
  EXPECT_EQ(type({"check", file, "--language", "fr"}), 64);
  EXPECT_THAT(err.str(), HasSubstr("no rules for texts in fr"));
}

TEST_F(Checking, the_rules_of_a_configuration_count) {
  std::filesystem::create_directories(folder / "wording" / "en");
  write("wording/en/shop.yaml", "extends: existence\nmessage: \"'%s' is not our name.\"\nlevel: error\ntokens: ['web ?shop']\n");
  const auto config = configure("organisation: {name: E, contact: help@example.com}\nwording: {folder: wording, rules: {eta-soft: off}}\n");
  const auto file = write("u.md", "The Webshop is back soon.\n");
  EXPECT_EQ(type({"check", file, "--config", config}), 65) << err.str();
  EXPECT_THAT(out.str(),
              AllOf(HasSubstr(": error: shop: 'Webshop' is not our name."), Not(HasSubstr("eta-soft")), Not(HasSubstr("contact-missing"))));
  EXPECT_EQ(type({"check", file, "--config", configure("wording: {rules: {eta-sofd: off}}\n")}), 78);
  EXPECT_THAT(err.str(), HasSubstr("eta-soft"));
  EXPECT_EQ(type({"check", file, "--config", (folder / "none").string()}), 66);
}

TEST_F(Checking, what_cannot_be_read_is_told_with_its_place) {
  EXPECT_EQ(type({"check", (folder / "none.md").string()}), 66);
  const auto draft = write("u.md", "---\nimpact: huge\n---\nS\n");
  EXPECT_EQ(type({"check", draft}), 65);
  EXPECT_THAT(err.str(), HasSubstr(draft + ":2: "));
  const auto event = write("e.json", R"({"action":"update","incident":"db","sumary":"x"})");
  EXPECT_EQ(type({"check", event}), 65);
  EXPECT_THAT(err.str(), HasSubstr("/sumary"));
  EXPECT_EQ(out.str(), "");
}

TEST_F(Checking, hostile_words_are_inert_on_the_terminal) {
  EXPECT_EQ(type({"check", write("e.json", R"({"action":"update","incident":"db","summary":"TBD \u001b[2J\u202e tbd \u0007"})")}), 65);
  EXPECT_THAT(out.str(), Not(testing::ContainsRegex("[\x01-\x09\x0b-\x1f]")));
  EXPECT_THAT(out.str(), Not(HasSubstr("\xE2\x80\xAE")));
}

TEST_F(Checking, what_is_no_file_is_told_in_one_sentence_and_waited_for_by_nobody) {
  const auto pipe = (folder / "pipe").string();
  ASSERT_EQ(mkfifo(pipe.c_str(), 0600), 0);
  for (const std::string& path :
       {folder.string(), std::string("/proc/self/mem"), pipe, std::string("/dev/zero"), std::string("/dev/full")}) {
    EXPECT_EQ(type({"check", path}), 66) << path;
    const std::string said = err.str();
    EXPECT_THAT(said, StartsWith("crier: " + path + " ")) << path;
    EXPECT_EQ(lines_of(said), 1) << said;
    EXPECT_EQ(type({"update", "db", "--file", path}), 66) << path;
    EXPECT_EQ(type({"send", path}), 66) << path;
    EXPECT_EQ(type({"preview", path}), 66) << path;
  }
  EXPECT_TRUE(daemon.calls.empty());
}

TEST_F(Checking, what_the_shell_has_opened_is_read) {
  in.str("TBD\n");
  EXPECT_EQ(type({"check", "/dev/stdin"}), 65);
  EXPECT_THAT(out.str(), HasSubstr(":1:1: error: placeholder: "));
  for (const char* where : {"/dev/fd/", "/proc/self/fd/"}) {
    int ends[2];
    ASSERT_EQ(pipe(ends), 0);
    ASSERT_EQ(write_all(ends[1], "TBD\n"), 4);
    close(ends[1]);
    EXPECT_EQ(type({"check", where + std::to_string(ends[0])}), 65) << err.str();
    EXPECT_THAT(out.str(), HasSubstr(":1:1: error: placeholder: "));
    close(ends[0]);
    EXPECT_EQ(type({"check", where + std::to_string(ends[0])}), 66) << "closed by now";
  }
  EXPECT_EQ(type({"check", "/dev/fd/99999999999999999999"}), 66);
}

TEST_F(Checking, what_has_more_than_16_MiB_is_not_read) {
  const std::string much(16 * 1024 * 1024 + 1, 'a');
  EXPECT_EQ(type({"check", write("much.md", much)}), 66);
  EXPECT_THAT(err.str(), HasSubstr("16 MiB"));
  in.str(much);
  EXPECT_EQ(type({"check", "-"}), 66);
  EXPECT_THAT(err.str(), HasSubstr("16 MiB"));
}

TEST_F(Checking, a_draft_without_a_summary_has_nothing_that_could_be_sent) {
  for (const char* text : {"", "\n", "---\nimpact: major\n---\n## Details\nMuch.\n", "<!-- mine -->\n"}) {
    const auto file = write("u.md", text);
    EXPECT_EQ(type({"check", file}), 65) << text;
    EXPECT_THAT(err.str(), StartsWith("crier: " + file + " has no summary")) << text;
    EXPECT_EQ(out.str(), "");
  }
  const auto events = write("e.json", R"([{"action":"take","incident":"db"},{"action":"update","incident":"db"}])");
  EXPECT_EQ(type({"check", events}), 65);
  EXPECT_THAT(err.str(), HasSubstr("/1 has no summary"));
  EXPECT_EQ(type({"check", write("m.json", R"({"action":"update","incident":"db","source":"probe"})")}), 0)
      << "a monitor needs none" << err.str();
}

TEST_F(Checking, carriage_returns_alone_end_lines) {
  const auto file = write("u.md", "---\rtitle: Orders delayed\r---\rOrders wait.\rSince 8:50AM all of them.\r");
  EXPECT_EQ(type({"check", file}), 65) << err.str();
  EXPECT_THAT(out.str(), HasSubstr(file + ":5:7: error: timezone-missing: "));
}

TEST_F(Checking, events_a_line_each_have_their_number_in_front) {
  const auto lines = write("e.ndjson",
                           "{\"action\":\"update\",\"incident\":\"db\",\"summary\":\"Orders wait.\"}\n"
                           "{\"action\":\"update\",\"incident\":\"db\",\"summary\":\"TBD\"}\n");
  EXPECT_EQ(type({"check", lines}), 65) << err.str();
  EXPECT_THAT(out.str(), HasSubstr(lines + ": /1/summary: error: placeholder: "));
  EXPECT_EQ(type({"check", write("bad.ndjson", "{\"action\":\"nonews\",\"incident\":\"db\"}\n{\"action\":\"update\",\n")}), 65);
  EXPECT_THAT(err.str(), HasSubstr("2"));
}

TEST_F(Checking, stdin_is_a_dash) {
  in.str("TBD\n");
  EXPECT_EQ(type({"check", "-"}), 65);
  EXPECT_THAT(out.str(), StartsWith("stdin:1:1: error: placeholder: "));
}

TEST_F(Checking, an_update_that_was_taken_with_findings_shows_them) {
  std::string findings;
  for (const char* rule : {"a", "b", "c", "d", "e", "f"})
    findings +=
        std::string(findings.empty() ? "" : ",") + R"({"rule":")" + rule + R"(","severity":"warning","pointer":"/summary","message":"M."})";
  daemon.answer = [&](const Call&) {
    return Answer{
        202,
        R"({"results":[{"update_id":"u1","incident":"db","update":2,"state":"announced","broadcasts":[],"findings":[)" + findings + "]}]}",
        0};
  };
  EXPECT_EQ(type({"update", "db", "--summary", "Orders wait."}), 0);
  EXPECT_THAT(out.str(), HasSubstr("wording: warning: a: M.\n"));
  EXPECT_THAT(out.str(), AllOf(HasSubstr("wording: and 1 more\n"), Not(HasSubstr(": f: "))));
}

}  // namespace
}  // namespace crier::client
