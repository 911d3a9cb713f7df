#include "client/drafting.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sys/stat.h>

#include <algorithm>
#include <boost/json.hpp>
#include "base/text.h"
#include "client/draft_library.h"
#include "client/shipped_drafts.h"
#include "draft_editor.h"

namespace crier::client {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

std::ptrdiff_t lines_of(const std::string& text) { return std::count(text.begin(), text.end(), '\n'); }

constexpr const char* kEta =
    R"({"rule":"eta-commitment","severity":"error","pointer":"/summary","excerpt":"fixed by 3","message":"m","advice":"Say when the next update comes."})";
constexpr const char* kVague =
    R"({"rule":"scope-vague","severity":"warning","pointer":"/consequences/now","excerpt":"some users","message":"m","advice":"Say which."})";

TEST(DraftAsks, an_opening_asks_for_the_facts_that_readers_need) {
  core::Event event;
  event.action = core::Action::open;
  const auto text = ingest::write_draft(event, asks_of(core::Action::open, nullptr, now()));
  for (const char* field : {"# title:", "# impact:", "# next_update: 45m", "# contact:", "# overnight:"})
    EXPECT_TRUE(text.find(field) != std::string::npos || text.find(std::string(field).substr(2)) != std::string::npos) << field << "\n"
                                                                                                                       << text;
  for (const char* heading : {"### Now\n<!-- ", "### Expected\n<!-- ", "### Permanent\n<!-- ", "## Workaround\n<!-- "})
    EXPECT_THAT(text, HasSubstr(heading));
}

TEST(DraftAsks, an_end_asks_when_it_began_and_ended_what_was_done_and_what_is_planned) {
  for (const auto action : {core::Action::resolve, core::Action::postmortem}) {
    core::Event event;
    event.action = action;
    const auto text = ingest::write_draft(event, asks_of(action, incident(), now()));
    for (const char* asked :
         {"# began: 2026-11-22T11:00:00Z\n", "# ended: ", "## Root cause\n<!-- ", "### Done\n<!-- ", "### Planned\n<!-- "})
      EXPECT_THAT(text, HasSubstr(asked));
  }
}

TEST(DraftAsks, nothing_that_is_asked_is_said) {
  for (const auto action : {core::Action::open, core::Action::update, core::Action::resolve, core::Action::postmortem,
                            core::Action::maintenance, core::Action::notice, core::Action::retract, core::Action::reopen}) {
    core::Event event;
    event.action = action;
    const auto draft = ingest::read_draft(ingest::write_draft(event, asks_of(action, incident(), now())));
    ASSERT_TRUE(draft) << to_text(action) << draft.error().front().line << draft.error().front().detail;
    core::Event read = draft->event;
    read.action = action;
    EXPECT_EQ(read, event) << to_text(action);
  }
}

TEST(DraftAsks, what_was_said_last_is_quoted_with_its_age_and_the_promise) {
  const auto lines = asks_of(core::Action::update, incident(), now()).at("/summary");
  EXPECT_THAT(lines, testing::IsSupersetOf({HasSubstr("Update 2, 1h ago"), HasSubstr("  A disk | is full."),
                                            HasSubstr("  Now: Orders wait."), HasSubstr("promised for 13:45 UTC, in 40m")}));
  for (const auto& line : lines) EXPECT_THAT(line, Not(HasSubstr("Unsent")));
}

TEST(DraftAsks, what_carries_over_is_filled_in_and_no_more) {
  core::Event event;
  event.action = core::Action::update;
  event.impact = core::Impact::critical;
  fill_in(event, incident());
  EXPECT_EQ(event.title, "Orders delayed");
  EXPECT_EQ(event.impact, core::Impact::critical) << "what a flag says stays";
  EXPECT_EQ(event.status, core::Status::identified);
  EXPECT_THAT(*event.services, ElementsAre("checkout"));
  EXPECT_EQ(event.contact, "help@example.com");
  EXPECT_EQ(event.overnight, core::Overnight::on_call);
  EXPECT_EQ(event.consequences, core::Consequences{}) << "an old consequence in a new update is a lie";
  EXPECT_TRUE(event.workaround.empty());
  EXPECT_TRUE(event.summary.empty());
}

TEST_F(Drafting, an_update_has_the_last_state_and_is_sent_as_it_was_written) {
  saves = {"---\ntitle: \"Orders delayed\"\nimpact: minor\n---\n<!-- for me -->\nAlmost done.\n"};
  EXPECT_EQ(type({"update", "db", "--edit", "--yes"}), 0) << err.str();
  ASSERT_EQ(offered.size(), 1U);
  EXPECT_THAT(offered[0], HasSubstr("impact: major\nstatus: identified\n"));
  EXPECT_THAT(offered[0], HasSubstr("contact: \"help@example.com\"\n"));
  EXPECT_THAT(offered[0], HasSubstr("<!-- Update 2, 1h ago, said"));
  ASSERT_EQ(sent().size(), 1U);
  EXPECT_EQ(sent()[0].at("summary"), "Almost done.");
  EXPECT_EQ(sent()[0].at("impact"), "minor");
  EXPECT_TRUE(std::filesystem::is_empty(folder));
}

TEST_F(Drafting, findings_come_back_as_comments_until_they_are_gone) {
  findings = {kEta, kEta, ""};
  saves = {"It is fixed by 3.\n", "It is surely fixed by 3.\n", "We tell you more at 15:00 UTC.\n"};
  EXPECT_EQ(type({"update", "db", "--edit", "--yes"}), 0) << err.str();
  ASSERT_EQ(offered.size(), 3U);
  EXPECT_THAT(offered[1], HasSubstr("<!-- ERROR eta-commitment: \"fixed by 3\": Say when the next update comes. -->\nIt is fixed by 3.\n"));
  EXPECT_THAT(offered[1], HasSubstr("### Now\n<!-- ")) << "what is asked for is still asked for";
  ASSERT_EQ(sent().size(), 1U);
  EXPECT_EQ(sent()[0].at("summary"), "We tell you more at 15:00 UTC.");
}

TEST_F(Drafting, errors_that_are_left_send_nothing_and_the_draft_is_kept) {
  findings = {kEta, kEta, kEta};
  saves = {"It is fixed by 3.\n"};
  EXPECT_EQ(type({"update", "db", "--edit", "--yes"}), 65);
  EXPECT_EQ(offered.size(), 2U);
  EXPECT_TRUE(sent().empty());
  EXPECT_THAT(err.str(), HasSubstr("left with errors"));
  EXPECT_THAT(err.str(), HasSubstr("/summary eta-commitment: Say when the next update comes."));
  EXPECT_FALSE(std::filesystem::is_empty(folder));
}

TEST_F(Drafting, anyway_asks_nobody) {
  findings = {kEta};
  saves = {"It is fixed by 3.\n"};
  EXPECT_EQ(type({"update", "db", "--edit", "--anyway", "--yes"}), 0);
  EXPECT_EQ(checks, 0U);
  EXPECT_EQ(sent().at(0).at("anyway"), true);
}

TEST_F(Drafting, warnings_are_shown_once_to_a_person_and_may_stay) {
  can_ask = true;
  findings = {kVague, kVague};
  saves = {"Some users cannot pay.\n"};
  EXPECT_EQ(type({"update", "db", "--edit", "--yes"}), 0) << err.str();
  EXPECT_EQ(offered.size(), 2U);
  EXPECT_THAT(offered[1], HasSubstr("### Now\n<!-- What they cannot do now"));
  EXPECT_THAT(offered[1], HasSubstr("<!-- WARNING scope-vague: \"some users\": Say which. -->"));
  EXPECT_EQ(sent().size(), 1U);
}

TEST_F(Drafting, warnings_are_shown_once_where_nobody_can_be_asked_too) {
  findings = {kVague, kVague};
  saves = {"Some users cannot pay.\n"};
  EXPECT_EQ(type({"update", "db", "--edit"}), 0) << err.str();
  ASSERT_EQ(offered.size(), 2U);
  EXPECT_THAT(offered[1], HasSubstr("<!-- WARNING scope-vague: "));
  EXPECT_EQ(sent().size(), 1U);
}

TEST_F(Drafting, warnings_that_come_up_behind_errors_are_shown_before_anything_is_sent) {
  findings = {kEta, kVague, kVague};
  saves = {"It is fixed by 3.\n", "Some users cannot pay.\n"};
  EXPECT_EQ(type({"update", "db", "--edit"}), 0) << err.str();
  ASSERT_EQ(offered.size(), 3U);
  EXPECT_THAT(offered[2], HasSubstr("<!-- WARNING scope-vague: "));
}

TEST_F(Drafting, errors_of_what_the_flags_say_are_shown_before_it_ends) {
  findings = {kEta, kEta};
  EXPECT_EQ(type({"update", "db", "--summary", "It is fixed by 3.", "--edit"}), 65);
  ASSERT_EQ(offered.size(), 2U);
  EXPECT_THAT(offered[1], HasSubstr("<!-- ERROR eta-commitment: "));
  EXPECT_TRUE(sent().empty());
}

TEST_F(Drafting, a_blank_that_is_left_opens_the_editor_again_as_it_was_left_with_the_line_on_top) {
  saves = {"---\nimpact: minor\n---\n<!-- mine -->\nSince <<14:02 CET>> nobody can pay.\n", "Since 14:02 CET nobody can pay.\n"};
  EXPECT_EQ(type({"update", "db", "--edit"}), 0) << err.str();
  ASSERT_EQ(offered.size(), 2U);
  EXPECT_EQ(offered[1],
            "<!-- FAULT line 6: say what is asked for: <<14:02 CET>> -->\n"
            "---\nimpact: minor\n---\n<!-- mine -->\nSince <<14:02 CET>> nobody can pay.\n");
  EXPECT_EQ(sent().at(0).at("summary"), "Since 14:02 CET nobody can pay.");
}

TEST_F(Drafting, what_stands_above_the_front_matter_for_the_writer_may_stay_there) {
  saves = {"---\nimpact: huge\n---\nPaying fails.\n",
           "<!-- FAULT line 3: impact … -->\n<!-- mine -->\n---\nimpact: hugest\n---\nPaying fails.\n",
           "<!-- FAULT line 4: impact … -->\n<!-- mine -->\n---\nimpact: critical\n---\nPaying fails.\n"};
  EXPECT_EQ(type({"update", "db", "--edit"}), 0) << err.str();
  ASSERT_EQ(offered.size(), 3U);
  EXPECT_THAT(offered[1], StartsWith("<!-- FAULT line 3: impact "));
  EXPECT_THAT(offered[2], StartsWith("<!-- FAULT line 4: impact "));
  EXPECT_THAT(offered[2], HasSubstr(" -->\n<!-- mine -->\n---\nimpact: hugest\n"));
  EXPECT_EQ(sent().at(0).at("impact"), "critical");
}

TEST_F(Drafting, front_matter_without_end_and_a_missing_summary_open_it_again_too) {
  saves = {"---\nimpact: minor\nPaying fails.\n", "## Details\nMuch.\n", "Paying fails.\n"};
  EXPECT_EQ(type({"update", "db", "--edit"}), 0) << err.str();
  ASSERT_EQ(offered.size(), 3U);
  EXPECT_THAT(offered[1], HasSubstr("FAULT line 2: the front matter has no end"));
  EXPECT_THAT(offered[2], StartsWith("<!-- FAULT "));
  EXPECT_THAT(offered[2], HasSubstr("no summary"));
}

TEST_F(Drafting, a_fault_that_is_left_ends_it_and_says_how_to_go_on) {
  saves = {"Since <<when>> nobody can pay.\n"};
  EXPECT_EQ(type({"update", "db", "--edit"}), 65);
  EXPECT_EQ(offered.size(), 2U);
  const auto path = (folder / "crier-0101010101010101.md").string();
  EXPECT_THAT(err.str(), HasSubstr(path + ":1: say what is asked for: <<when>>"));
  EXPECT_THAT(err.str(), HasSubstr("crier update db --file " + path + " --edit"));
  EXPECT_TRUE(std::filesystem::exists(path));
  EXPECT_TRUE(sent().empty());
}

TEST_F(Drafting, a_kept_file_with_a_blank_is_gone_on_with) {
  const auto path = (folder / "kept.md").string();
  std::ofstream(path) << "---\ntitle: Paying fails\nimpact: major\n---\n<!-- mine -->\nSince <<when>> nobody can pay.\n";
  saves = {"---\ntitle: Paying fails\nimpact: major\n---\nSince 14:02 CET nobody can pay.\n"};
  EXPECT_EQ(type({"open", "db", "--file", path, "--edit", "--impact", "critical", "--yes"}), 0) << err.str();
  EXPECT_THAT(offered.at(0), StartsWith("<!-- FAULT line 7: say what is asked for: <<when>> -->\n---\ntitle: Paying fails\n"));
  EXPECT_THAT(offered.at(0), HasSubstr("<!-- mine -->\n"));
  EXPECT_EQ(sent().at(0).at("impact"), "critical") << "flags go over it";
  EXPECT_EQ(sent().at(0).at("incident"), "db");
}

TEST_F(Drafting, a_kept_draft_of_an_approval_or_a_correction_names_its_own_command) {
  saves = {"Since <<when>> nobody can pay.\n"};
  EXPECT_EQ(type({"correct", "db", "2", "--edit"}), 65);
  EXPECT_THAT(err.str(), HasSubstr("crier correct db 2 --file "));
}

TEST_F(Drafting, an_editor_that_always_leaves_other_errors_ends) {
  findings = std::vector<std::string>(100, kEta);
  editor = [this](const std::string&, const std::string& path) {
    std::ofstream(path) << "It is fixed by " << ++rounds << ".\n";
    return 0;
  };
  EXPECT_EQ(type({"update", "db", "--edit"}), 65);
  EXPECT_EQ(rounds, 20U);
  EXPECT_TRUE(sent().empty());
  EXPECT_THAT(err.str(), HasSubstr("20 times"));
  EXPECT_FALSE(std::filesystem::is_empty(folder));
}

TEST_F(Drafting, an_editor_that_always_leaves_other_faults_ends) {
  editor = [this](const std::string&, const std::string& path) {
    std::ofstream(path) << "Since <<" << ++rounds << ">>.\n";
    return 0;
  };
  EXPECT_EQ(type({"update", "db", "--edit"}), 65);
  EXPECT_EQ(rounds, 20U);
  EXPECT_FALSE(std::filesystem::is_empty(folder));
}

TEST_F(Drafting, a_field_that_is_said_is_not_asked_for) {
  EXPECT_EQ(type({"resolve", "db", "--summary", "Over.", "--began", "2026-11-22T11:00:00Z", "--edit"}), 0) << err.str();
  EXPECT_THAT(offered.at(0), HasSubstr("\nbegan: 2026-11-22T11:00:00Z\n"));
  EXPECT_THAT(offered[0], Not(HasSubstr("# began:")));
  EXPECT_THAT(offered[0], HasSubstr("# ended: "));
  EXPECT_EQ(type({"update", "db", "--summary", "S.", "--overnight", "pauses", "--edit"}), 0) << err.str();
  EXPECT_THAT(offered.at(1), HasSubstr("\novernight: pauses\n"));
  EXPECT_THAT(offered[1], Not(HasSubstr("# overnight:")));
}

TEST_F(Drafting, a_file_that_became_a_folder_in_the_editor_is_one_sentence) {
  editor = [](const std::string&, const std::string& path) {
    std::filesystem::remove(path);
    std::filesystem::create_directory(path);
    return 0;
  };
  EXPECT_EQ(type({"update", "db", "--edit"}), 65);
  EXPECT_THAT(err.str(), HasSubstr("is a folder"));
  EXPECT_EQ(lines_of(err.str()), 1);
  EXPECT_TRUE(sent().empty());
}

TEST_F(Drafting, leaving_the_editor_at_the_findings_sends_nothing_and_keeps_what_was_written) {
  findings = {kEta};
  editor = [&, first = true](const std::string&, const std::string& path) mutable {
    if (std::exchange(first, false)) std::ofstream(path) << "It is fixed by 3.\n";
    return 0;
  };
  EXPECT_EQ(type({"update", "db", "--edit"}), 65);
  EXPECT_THAT(err.str(), HasSubstr("saved nothing more; nothing was sent, the draft is kept in " + folder.string()));
  EXPECT_TRUE(sent().empty());
}

TEST_F(Drafting, a_draft_of_that_name_asks_for_what_only_the_night_knows) {
  EXPECT_EQ(type({"open", "db", "--from", "database-outage"}), 65);
  EXPECT_THAT(err.str(), HasSubstr("database-outage:3: say what is asked for: <<product>>\n"));
  EXPECT_THAT(err.str(), testing::EndsWith("; to say it: the same with --edit\n"));
  EXPECT_TRUE(daemon.calls.empty());

  saves = {"---\ntitle: Saving fails\nimpact: critical\n---\nSince 14:02 CET customers cannot save.\n"};
  EXPECT_EQ(type({"open", "db", "--from", "database-outage", "--edit", "--impact", "major"}), 0) << err.str();
  EXPECT_THAT(offered.at(0), HasSubstr("<<product>>"));
  EXPECT_EQ(sent().at(0).at("action"), "open");
  EXPECT_EQ(sent().at(0).at("incident"), "db");
  EXPECT_EQ(sent().at(0).at("impact"), "major") << "flags go over it";
}

TEST_F(Drafting, an_organisations_draft_goes_before_the_shipped_one) {
  variables["CRIER_DRAFTS"] = (folder / "own").string();
  std::filesystem::create_directories(folder / "own");
  std::ofstream(folder / "own/database-outage.md") << "---\ntitle: Ours\nimpact: minor\n---\nOur words.\n";
  EXPECT_EQ(type({"open", "db", "--from", "database-outage", "--yes"}), 0) << err.str();
  EXPECT_EQ(sent().at(0).at("title"), "Ours");
}

TEST_F(Drafting, only_files_are_drafts_of_an_organisation) {
  variables["CRIER_DRAFTS"] = (folder / "own").string();
  std::filesystem::create_directories(folder / "own/folder.md");
  ASSERT_EQ(mkfifo((folder / "own/pipe.md").c_str(), 0600), 0);
  std::ofstream(folder / "own/ours.md") << "Our words.\n";
  for (const char* name : {"folder", "pipe"}) {
    EXPECT_EQ(type({"open", "db", "--from", name}), 66) << name;
    EXPECT_EQ(type({"open", "db", "--from", name, "--edit"}), 66) << name;
    EXPECT_EQ(lines_of(err.str()), 1) << err.str();
  }
  EXPECT_EQ(type({"open", "db", "--from", "zzzzzzzz"}), 66);
  EXPECT_THAT(err.str(), HasSubstr("ours"));
  EXPECT_THAT(err.str(), Not(HasSubstr("folder")));
  EXPECT_THAT(err.str(), Not(HasSubstr("pipe")));
}

TEST_F(Drafting, a_draft_that_there_is_not_is_told_with_the_nearest) {
  EXPECT_EQ(type({"open", "db", "--from", "databse-outage"}), 66);
  EXPECT_THAT(err.str(), HasSubstr("did you mean database-outage?"));
  EXPECT_EQ(type({"open", "db", "--from", "zzzzzzzz"}), 66);
  EXPECT_THAT(err.str(), HasSubstr("third-party-outage"));
  for (const char* bad : {"../etc/passwd", "a/b", ".hidden", ""})
    EXPECT_EQ(type({"open", "db", "--from", bad, "--summary", "S", "--title", "T", "--impact", "minor"}), *bad == 0 ? 0 : 64) << bad;
  EXPECT_EQ(type({"open", "db", "--from", "database-outage", "--file", "x"}), 64);
}

/// Every fact said, as a person would.
std::string filled(std::string text) {
  for (auto begin = text.find("<<"); begin != std::string::npos; begin = text.find("<<", begin + 1)) {
    const auto end = text.find(">>", begin) + 2;
    const bool is_time = text[begin + 2] == '2';
    text.replace(begin, end - begin, is_time ? text.substr(begin + 2, end - begin - 4) : "a fact");
  }
  return text;
}

TEST(ShippedDrafts, are_whole_in_english_and_german_once_their_facts_are_said) {
  EXPECT_GE(shipped_drafts().size(), 6U);
  for (const auto& draft : shipped_drafts()) {
    EXPECT_THAT(std::string(draft.path), testing::EndsWith(".md"));
    const auto as_it_is = ingest::read_draft(draft.text);
    ASSERT_FALSE(as_it_is) << draft.path << " asks for nothing";
    for (const auto& fault : as_it_is.error()) EXPECT_THAT(fault.detail, StartsWith("say what is asked for: <<")) << draft.path;
    const auto said = ingest::read_draft(filled(std::string(draft.text)));
    ASSERT_TRUE(said) << draft.path << ":" << said.error().front().line << ": " << said.error().front().detail;
    EXPECT_TRUE(said->event.title) << draft.path;
    EXPECT_FALSE(said->event.summary.empty()) << draft.path;
    EXPECT_FALSE(said->event.consequences.now.empty()) << draft.path;
    EXPECT_FALSE(said->event.consequences.permanent.empty()) << draft.path;
    EXPECT_FALSE(said->event.workaround.empty()) << draft.path;
    ASSERT_TRUE(said->event.translations.contains("de")) << draft.path;
    EXPECT_FALSE(said->event.translations.at("de").title.empty()) << draft.path;
  }
}

}  // namespace
}  // namespace crier::client
