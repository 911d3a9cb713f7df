#include "client/postmortem_draft.h"

#include <gmock/gmock.h>

#include "draft_editor.h"
#include "ingest/draft_markdown.h"

namespace crier::client {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

std::string update(int number, const std::string& at, const std::string& state, const std::string& status, const std::string& summary,
                   const std::string& more = "", const std::string& said = "") {
  return R"({"number":)" + std::to_string(number) + R"(,"at":"2026-11-22T)" + at + R"(:00Z","state":")" + state + R"(","status":")" +
         status + R"(","summary":")" + summary + R"(","occasion":"event","told":[)" +
         R"({"audience":"customers","channel":"mail","recipients":120,"delivered":119},)" +
         R"({"audience":"operators","channel":"slack","recipients":1,"delivered":1}])" + more + R"(,"event":{"summary":")" + summary +
         "\"" + said + "}}";
}

std::string record_with(const std::string& updates) {
  return R"({"incident":"db","title":"Orders fail","impact":"major","status":"resolved","services":["checkout"],"opened":"2026-11-22T13:02:00Z",)"
         R"("resolved":"2026-11-22T23:30:00Z","told":["customers","operators"],"promises":{"kept":2,"broken":1},"updates":[)" +
         updates + "]}";
}

struct PostmortemDraft : Drafting {
  PostmortemDraft() { variables["TZ"] = "Europe/Berlin"; }

  /// The draft as the editor gets it, and what would be sent if only the questions were answered.
  core::Event begin(const std::string& updates) {
    record = record_with(updates);
    offered.clear();
    saves = {"What happened.\n"};
    rounds = 0;
    EXPECT_EQ(type({"postmortem", "db", "--edit", "--yes"}), 0) << err.str();
    const auto draft = ingest::read_draft(offered.at(0));
    EXPECT_TRUE(draft) << draft.error().front().line << ": " << draft.error().front().detail << "\n" << offered[0];
    return draft ? draft->event : core::Event();
  }
};

const std::string kFirst = update(1, "13:05", "announced", "investigating", "About 30% of orders fail.");

TEST_F(PostmortemDraft, says_what_was_said_a_line_each_in_local_time_and_in_utc) {
  const auto event = begin(kFirst + "," + update(2, "13:30", "announced", "identified", "A disk is full.\\nWe move it.") + "," +
                           update(3, "23:30", "announced", "resolved", "All orders work."));
  EXPECT_EQ(event.details,
            "22 November 2026:\n\n"
            "- 14:05 CET (13:05 UTC), investigating: About 30% of orders fail.\n"
            "- 14:30 CET (13:30 UTC), identified: A disk is full. We move it.\n\n"
            "23 November 2026:\n\n"
            "- 00:30 CET (22 November, 23:30 UTC), resolved: All orders work.");
}

TEST_F(PostmortemDraft, has_who_was_told_for_the_writer_alone) {
  const auto event = begin(kFirst + "," + update(2, "13:30", "stopped", "identified", "Wrong words."));
  EXPECT_THAT(event.details, AllOf(Not(HasSubstr("operators")), Not(HasSubstr("mail")), Not(HasSubstr("119"))));
  EXPECT_THAT(offered[0], HasSubstr("## Details\n<!-- "));
  EXPECT_THAT(offered[0],
              HasSubstr("14:05 CET (13:05 UTC), update 1, investigating: customers by mail: 119 of 120; operators by slack: 1 of 1 -->\n"));
  EXPECT_THAT(offered[0], HasSubstr("update 2, identified, stopped: "));
  EXPECT_THAT(offered[0], HasSubstr("Promised updates: 2 in time, 1 late -->\n"));
  EXPECT_THAT(offered[0], Not(HasSubstr("| ---")));
}

TEST_F(PostmortemDraft, of_what_was_corrected_has_the_correction_and_of_what_was_not_said_nothing) {
  const auto event = begin(
      kFirst + "," + update(2, "13:30", "announced", "identified", "A disk is full.", R"(,"corrected_by":3)") + "," +
      update(3, "13:35", "announced", "identified", "A disk is slow.", R"(,"corrects":2,"corrected_by":4)", R"(,"corrects":2)") + "," +
      update(4, "13:36", "announced", "identified", "A card is broken.", R"(,"corrects":3)", R"(,"corrects":3)") + "," +
      update(5, "13:40", "stopped", "monitoring", "Stopped words.") + "," + update(6, "13:41", "withdrawn", "monitoring", "Withdrawn.") +
      "," + update(7, "13:42", "draft", "monitoring", "Drafted.") + "," + update(8, "13:43", "recorded", "monitoring", "Quiet.") + "," +
      update(9, "14:00", "announced", "monitoring", "We watch."));
  EXPECT_EQ(event.details,
            "22 November 2026:\n\n"
            "- 14:05 CET (13:05 UTC), investigating: About 30% of orders fail.\n"
            "- 14:30 CET (13:30 UTC), identified (corrected): A card is broken.\n"
            "- 15:00 CET (14:00 UTC), monitoring: We watch.");
}

TEST_F(PostmortemDraft, has_what_only_some_of_its_readers_were_told_as_a_comment) {
  std::string some = update(2, "13:30", "announced", "identified", "Root password leaked.");
  const auto begins = some.find(R"({"audience":"customers")");
  some.erase(begins, some.find(R"({"audience":"operators")") - begins);
  const auto event = begin(kFirst + "," + some);
  EXPECT_THAT(event.details, AllOf(HasSubstr("About 30%"), Not(HasSubstr("leaked"))));
  EXPECT_THAT(offered[0], HasSubstr("identified: Root password leaked."));
}

TEST_F(PostmortemDraft, says_when_it_began_and_ended_only_if_that_was_said) {
  auto event = begin(kFirst);
  EXPECT_FALSE(event.began);
  EXPECT_FALSE(event.ended);
  EXPECT_THAT(offered[0], HasSubstr("# began: 2026-11-22T13:02:00Z\n"));
  EXPECT_THAT(offered[0], HasSubstr("# ended: 2026-11-22T23:30:00Z\n"));

  const std::string said = R"(,"began":"2026-11-22T12:50:00Z","ended":"2026-11-22T23:10:00Z")";
  event = begin(kFirst + "," + update(2, "23:30", "announced", "resolved", "Over.", "", said));
  EXPECT_EQ(event.began, parse_rfc3339("2026-11-22T12:50:00Z"));
  EXPECT_EQ(event.ended, parse_rfc3339("2026-11-22T23:10:00Z"));
  EXPECT_THAT(offered[0], AllOf(Not(HasSubstr("# began:")), Not(HasSubstr("# ended:"))));

  event = begin(kFirst + "," + update(2, "23:30", "announced", "resolved", "Over.", R"(,"corrected_by":3)", said) + "," +
                update(3, "23:40", "announced", "resolved", "Over.", R"(,"corrects":2)",
                       R"(,"corrects":2,"began":"2026-11-22T12:40:00Z","ended":"2026-11-22T23:10:00Z")"));
  EXPECT_EQ(event.began, parse_rfc3339("2026-11-22T12:40:00Z"));
}

TEST_F(PostmortemDraft, carries_over_what_was_told_of_the_cause_and_of_what_was_and_will_be_done) {
  const auto event =
      begin(kFirst + "," +
            update(2, "23:30", "announced", "resolved", "Over.", "",
                   R"(,"root_cause":"A card was broken.","actions":{"done":["It was replaced."],"planned":["Two cards, by May."]})"));
  EXPECT_EQ(event.root_cause, "A card was broken.");
  EXPECT_THAT(event.actions.done, ElementsAre("It was replaced."));
  EXPECT_THAT(event.actions.planned, ElementsAre("Two cards, by May."));
  EXPECT_THAT(offered[0], HasSubstr("## Root cause\n<!-- What caused it"));
}

TEST_F(PostmortemDraft, says_how_long_each_phase_took) {
  (void)begin(kFirst + "," + update(2, "13:30", "announced", "identified", "A disk is full.") + "," +
              update(3, "13:35", "draft", "monitoring", "Not said.") + "," + update(4, "14:00", "announced", "monitoring", "We watch.") +
              "," + update(5, "23:30", "announced", "resolved", "Over."));
  for (const char* line :
       {"- Investigating: 28 min -->\n", "- Identified: 30 min -->\n", "- Monitoring: 9 h 30 min -->\n", "- In all: 10 h 28 min -->\n"})
    EXPECT_THAT(offered[0], HasSubstr(line));
}

TEST_F(PostmortemDraft, has_the_zone_of_the_audiences) {
  hours =
      R"({"audiences":[{"name":"odd","timezone":"No/Where"},{"name":"shops","timezone":"America/New_York"},{"name":"b","timezone":"Asia/Tokyo"}]})";
  EXPECT_THAT(begin(kFirst).details, HasSubstr("- 08:05 EST (13:05 UTC), investigating"));
  hours = R"({"audiences":[{"name":"shops","timezone":"UTC"}]})";
  EXPECT_THAT(begin(kFirst).details, HasSubstr("- 13:05 UTC, investigating"));
}

TEST_F(PostmortemDraft, is_not_broken_by_what_was_recorded) {
  const auto event =
      begin(kFirst + "," +
            update(2, "13:30", "announced", "identified",
                   "<<x>> fails --> a <b> *c*\\n# Heading\\n---\\n```\\n<!-- no -->\\n## Details\\nend_of_it") +
            "," +
            update(3, "14:00", "announced", "resolved", "Over.", "",
                   R"(,"contact":"<<who>> --> x","root_cause":"It was <<x>> --> y.\n# ours\n---\n<!-- no\n```\n## not closed",)"
                   R"("actions":{"done":["Replaced <<x>>.\n## Twice\n- and again -->",""],"planned":["### Planned"]})"));
  EXPECT_THAT(event.details, HasSubstr("identified: "));
  EXPECT_THAT(event.details, HasSubstr("Heading --- "));
  EXPECT_THAT(event.details, HasSubstr("a \\<b> \\*c\\*"));
  EXPECT_THAT(event.details, HasSubstr("end_of_it\n- 15:00 CET (14:00 UTC), resolved: Over."));
  EXPECT_EQ(event.contact, "<<who>> --> x");
  EXPECT_THAT(event.root_cause, StartsWith("It was "));
  EXPECT_THAT(event.root_cause, HasSubstr("## not closed"));
  EXPECT_EQ(event.actions.done.size(), 1U);
  EXPECT_THAT(event.actions.done.at(0), HasSubstr("and again -->"));
  EXPECT_THAT(event.actions.planned, ElementsAre("### Planned"));
  EXPECT_TRUE(event.summary.empty());
}

TEST_F(PostmortemDraft, is_sent_without_anything_that_is_the_writers_when_only_the_questions_are_answered) {
  record = record_with(kFirst);
  editor = [](const std::string&, const std::string& path) {
    std::ifstream file(path);
    std::string text(std::istreambuf_iterator<char>(file), {});
    text.insert(text.find("\n## Consequences"), "What happened.\n");
    std::ofstream(path) << text;
    return 0;
  };
  EXPECT_EQ(type({"postmortem", "db", "--edit", "--yes"}), 0) << err.str();
  const auto body = json::serialize(sent().at(0));
  EXPECT_EQ(sent()[0].at("details"), "22 November 2026:\n\n- 14:05 CET (13:05 UTC), investigating: About 30% of orders fail.");
  EXPECT_EQ(sent()[0].at("summary"), "What happened.");
  EXPECT_THAT(body, AllOf(Not(HasSubstr("operators")), Not(HasSubstr("\"began\"")), Not(HasSubstr("promise")), Not(HasSubstr("119"))));
}

}  // namespace
}  // namespace crier::client
