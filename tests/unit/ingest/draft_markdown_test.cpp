#include "ingest/draft_markdown.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace crier::ingest {
namespace {

constexpr const char* kWhole = R"(---
# what customers see
title: "Checkout: unavailable"
impact: major
services: [checkout, 'the other']
labels:
  region: eu
  zone: "a: b"
next_update: 45m
audiences:
  - customers
- public
anyway: true
---

Customers cannot pay.

Since 14:02.

## Consequences
### Now
Payments fail.
### Expected
Orders are kept.

## Workaround
Pay by invoice.
## Details
The database:

### Reads
```
## not a heading
```
## Root cause ##
A disk.
## Actions
### Done
- Disk replaced,
  twice
* Restarted
### Planned
- More disks
## de
Kunden können nicht zahlen.
### Title
Kasse gestört
### Now
Zahlungen schlagen fehl.
)";

TEST(DraftMarkdown, reads_front_matter_and_sections) {
  const auto draft = read_draft(kWhole);

  ASSERT_TRUE(draft) << draft.error().front().line << ": " << draft.error().front().detail;
  core::Event expected;
  expected.title = "Checkout: unavailable";
  expected.impact = core::Impact::major;
  expected.services = {"checkout", "the other"};
  expected.labels = {{"region", "eu"}, {"zone", "a: b"}};
  expected.next_update_in = Millis(45 * 60 * 1000);
  expected.audiences = {"customers", "public"};
  expected.anyway = true;
  expected.summary = "Customers cannot pay.\n\nSince 14:02.";
  expected.consequences = {"Payments fail.", "Orders are kept.", ""};
  expected.workaround = "Pay by invoice.";
  expected.details = "The database:\n\n### Reads\n```\n## not a heading\n```";
  expected.root_cause = "A disk.";
  expected.actions = {{"Disk replaced, twice", "Restarted"}, {"More disks"}};
  auto& german = expected.translations["de"];
  german.title = "Kasse gestört";
  german.summary = "Kunden können nicht zahlen.";
  german.consequences.now = "Zahlungen schlagen fehl.";
  EXPECT_EQ(draft->event, expected);
  EXPECT_FALSE(draft->has_action);
}

TEST(DraftMarkdown, needs_no_front_matter) {
  const auto draft = read_draft("Just words.\r\n\r\nAnd more.\r\n");

  ASSERT_TRUE(draft);
  EXPECT_EQ(draft->event.summary, "Just words.\n\nAnd more.");
}

TEST(DraftMarkdown, is_read_again_as_it_was_written) {
  auto event = read_draft(kWhole)->event;
  event.action = core::Action::update;

  const auto again = read_draft(write_draft(event));

  ASSERT_TRUE(again) << again.error().front().line << ": " << again.error().front().detail;
  EXPECT_EQ(again->event, event);
}

TEST(DraftMarkdown, keeps_what_people_ask_for) {
  auto event = read_draft(kWhole)->event;
  event.draft = true;
  event.announce = false;
  event.confirm = 601;
  event.corrects = 3;
  event.exercise = true;
  event.restricted = true;
  event.widen = true;
  event.starts = parse_rfc3339("2026-11-23T22:00:00Z");
  event.ends = parse_rfc3339("2026-11-24T02:00:00Z");
  event.extend = Millis(90 * 60 * 1000);

  const auto again = read_draft(write_draft(event));

  ASSERT_TRUE(again) << again.error().front().detail;
  EXPECT_EQ(again->event, event);
}

struct Bad {
  const char* text;
  int line;
  const char* detail;
};

TEST(DraftMarkdown, says_on_which_line_a_fault_is) {
  const Bad cases[] = {
      {"---\ntitle: x\n", 1, "no end"},
      {"---\ntitle: x\nnonsense\n---\nS", 3, "key: value"},
      {"---\ntitle: x\ntitle: y\n---\nS", 3, "stands twice"},
      {"---\ntitle: \"x\n---\nS", 2, "quotes"},
      {"---\nservices: [a\n---\nS", 2, "lacks its ]"},
      {"---\nimpact: majr\n---\nS", 2, "did you mean major?"},
      {"---\n\nsevrity: x\n---\nS", 3, "unknown field"},
      {"---\ndraft: maybe\n---\nS", 2, "true or false"},
      {"---\nconfirm: many\n---\nS", 2, "number of recipients"},
      {"---\nstarts: tomorrow\n---\nS", 2, "must be a time"},
      {"---\ndetails: |\n  x\n---\nS", 2, "below the front matter"},
      {"---\nlabels:\n  a: x\n  - b\n---\nS", 4, "do not mix"},
      {"---\nsummary: x\n---\nS", 4, "is said before, on line 2"},
      {"S\n\n## Consequenzes\n", 3, "did you mean consequences?"},
      {"S\n## Consequences\nloose\n", 2, "belongs under"},
      {"S\n## Consequences\n### Later\nx", 3, "not known here"},
      {"S\n## Actions\n### Done\n\nno list\n", 5, "item of a list"},
      {"S\n## Details\nx\n## Details\ny", 4, "is said before, on line 2"},
      {"\xFF", 1, "UTF-8"},
  };
  for (const auto& c : cases) {
    const auto draft = read_draft(c.text);
    ASSERT_FALSE(draft) << c.text;
    EXPECT_EQ(draft.error().front().line, c.line) << c.text << draft.error().front().detail;
    EXPECT_THAT(draft.error().front().detail, testing::HasSubstr(c.detail)) << c.text;
  }
}

TEST(DraftMarkdown, comments_never_reach_a_reader) {
  const auto draft = read_draft(
      "<!-- one -->\nCustomers cannot pay.\n  <!-- two\nlines -->\nSince 14:02 UTC.\n## Details\n<!-- nothing else -->\n```\n<!-- code "
      "stays -->\n```\n");

  ASSERT_TRUE(draft);
  EXPECT_EQ(draft->event.summary, "Customers cannot pay.\nSince 14:02 UTC.");
  EXPECT_EQ(draft->event.details, "```\n<!-- code stays -->\n```");
}

TEST(DraftMarkdown, a_comment_without_end_is_a_fault_with_its_line) {
  const auto draft = read_draft("Words.\n<!-- begun\nMore words.\n");
  ASSERT_FALSE(draft);
  EXPECT_EQ(draft.error().front().line, 2);
}

TEST(DraftMarkdown, a_fact_that_is_asked_for_and_not_said_is_a_fault_with_its_line) {
  const auto draft = read_draft(
      "---\ntitle: <<what fails>>\n# a <<comment>>\n---\n<!-- <<another>> -->\nCustomers in <<where>> cannot pay.\n```\ncat <<EOF >> "
      "file\n```\n");
  ASSERT_FALSE(draft);
  std::vector<std::pair<int, std::string>> faults;
  for (const auto& fault : draft.error()) faults.emplace_back(fault.line, fault.detail);
  EXPECT_THAT(faults, testing::ElementsAre(testing::Pair(2, "say what is asked for: <<what fails>>"),
                                           testing::Pair(6, "say what is asked for: <<where>>")));
}

TEST(DraftMarkdown, knows_on_which_lines_each_text_stands) {
  const auto draft = read_draft(
      "---\ntitle: T\nnext_update: 45m\n---\n\n<!-- c -->\nOne.\n<!-- d -->\n\nTwo.\n## Consequences\n### Now\n\nFails.\n## Actions\n### "
      "Done\n<!-- e -->\n- A\n- B\n");

  ASSERT_TRUE(draft) << draft.error().front().detail;
  EXPECT_THAT(draft->lines.at("/title"), testing::ElementsAre(2));
  EXPECT_THAT(draft->lines.at("/next_update"), testing::ElementsAre(3));
  EXPECT_EQ(draft->event.summary, "One.\n\nTwo.");
  EXPECT_THAT(draft->lines.at("/summary"), testing::ElementsAre(7, 9, 10));
  EXPECT_THAT(draft->lines.at("/consequences/now"), testing::ElementsAre(14));
  EXPECT_THAT(draft->lines.at("/actions/done/1"), testing::ElementsAre(19));
}

TEST(DraftMarkdown, is_written_with_comments_that_are_read_as_none) {
  auto event = read_draft(kWhole)->event;
  event.overnight.reset();
  const DraftComments comments{{"", {"What fails?"}},
                               {"/title", {"in customers' words"}},
                               {"/overnight", {"overnight: on-call"}},
                               {"/summary", {"ends --> here\nand there"}},
                               {"/consequences/now", {"what they cannot do"}},
                               {"/actions/done/0", {"who?"}},
                               {"/translations/de/summary", {"auf Deutsch"}}};

  const auto text = write_draft(event, comments);
  const auto again = read_draft(text);

  ASSERT_TRUE(again) << again.error().front().line << ": " << again.error().front().detail;
  event.action = again->event.action;
  EXPECT_EQ(again->event, event);
  for (const char* line :
       {"<!-- What fails? -->\n", "# in customers' words\ntitle:", "# overnight: on-call\n", "<!-- ends - -> here and there -->\n",
        "### Now\n<!-- what they cannot do -->\n", "<!-- who? -->\n- Disk", "## de\n<!-- auf Deutsch -->\n"})
    EXPECT_THAT(text, testing::HasSubstr(line));
}

TEST(DraftMarkdown, words_that_look_like_a_comment_stay_words) {
  core::Event event;
  event.summary = "Now:\n<!-- not a comment -->\nand on.";
  const auto again = read_draft(write_draft(event));
  ASSERT_TRUE(again);
  EXPECT_EQ(again->event.summary, "Now:\n\\<!-- not a comment -->\nand on.");
}

TEST(DraftMarkdown, words_that_look_like_a_draft_do_not_change_it) {
  core::Event event;
  event.title = "<<<who>>> \"quoted\"";
  event.services = std::vector<std::string>{"a <<b>>", "c"};
  event.summary = "Since <<when>>:\n## de\n```\n# <<in code>>\n<!-- too -->";
  event.consequences.now = "### Expected\nNothing.";
  event.details = "### Kept\nas it is\n# Not a section\n-->";
  event.actions.done = {"one\n## two\n- three", " "};
  const auto again = read_draft(write_draft(event));
  ASSERT_TRUE(again) << again.error().front().line << ": " << again.error().front().detail;
  EXPECT_EQ(again->event.title, event.title);
  EXPECT_EQ(again->event.services, event.services);
  EXPECT_EQ(again->event.summary, "Since < <when>>:\n ## de\n```\n# <<in code>>\n<!-- too -->\n```");
  EXPECT_EQ(again->event.consequences.now, "### Expected\nNothing.");
  EXPECT_EQ(again->event.details, "### Kept\nas it is\n # Not a section\n-->");
  EXPECT_THAT(again->event.actions.done, testing::ElementsAre("one ## two - three"));
  EXPECT_TRUE(again->event.translations.empty());
}

TEST(DraftMarkdown, comments_may_stand_above_the_front_matter) {
  const auto draft = read_draft("<!-- mine -->\n\n<!-- of\nthree\nlines -->\n---\ntitle: T\n---\nWords.\n");
  ASSERT_TRUE(draft);
  EXPECT_EQ(draft->event.title, "T");
  EXPECT_EQ(draft->event.summary, "Words.");
  EXPECT_THAT(draft->lines.at("/title"), testing::ElementsAre(7));
  const auto faulty = read_draft("<!-- mine -->\n---\nimpact: huge\n---\nWords.\n");
  ASSERT_FALSE(faulty);
  EXPECT_EQ(faulty.error().front().line, 3);
  EXPECT_EQ(read_draft("<!-- mine -->\nWords.\n")->event.summary, "Words.");
}

TEST(DraftMarkdown, carriage_returns_alone_end_lines_too) {
  const auto draft = read_draft("---\rtitle: T\r---\rOne.\r\rTwo.\r\n## Details\rMuch.\r");
  ASSERT_TRUE(draft);
  EXPECT_EQ(draft->event.title, "T");
  EXPECT_EQ(draft->event.summary, "One.\n\nTwo.");
  EXPECT_EQ(draft->event.details, "Much.");
  EXPECT_THAT(draft->lines.at("/summary"), testing::ElementsAre(4, 5, 6));
}

}  // namespace
}  // namespace crier::ingest
