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

}  // namespace
}  // namespace crier::ingest
