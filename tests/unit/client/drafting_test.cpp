#include "client/drafting.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <filesystem>
#include <fstream>

#include "base/text.h"
#include "client/draft_library.h"
#include "client/postmortem_draft.h"
#include "client/shipped_drafts.h"
#include "terminal.h"

namespace crier::client {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

constexpr const char* kIncident =
    R"({"incident":"db","title":"Orders delayed","impact":"major","status":"identified","services":["checkout"],"opened":"2026-11-22T11:00:00Z",)"
    R"("resolved":null,"promise":"2026-11-22T13:45:00Z","promises":{"kept":2,"broken":1},"updates":[)"
    R"({"number":1,"at":"2026-11-22T11:05:00Z","status":"investigating","state":"announced","summary":"Orders take longer.","occasion":"event",)"
    R"("told":[{"audience":"customers","channel":"mail","recipients":120,"delivered":119}],)"
    R"("event":{"summary":"Orders take longer.","contact":"help@example.com","overnight":"on-call"}},)"
    R"({"number":2,"at":"2026-11-22T12:05:00Z","status":"identified","state":"announced","summary":"A disk | is full.\nWe move it.","occasion":"event","told":[],)"
    R"("event":{"summary":"A disk | is full.\nWe move it.","consequences":{"now":"Orders wait."},"workaround":"Wait."}},)"
    R"({"number":3,"at":"2026-11-22T12:30:00Z","status":"identified","state":"draft","summary":"Unsent.","occasion":"event","told":[],"event":{}}]})";

json::value incident() { return json::parse(kIncident); }
UtcTime now() { return *parse_rfc3339("2026-11-22T13:05:00Z"); }

struct Drafting : testing::Test, Terminal {
  std::filesystem::path folder;
  std::vector<std::string> findings;  ///< what /v1/check answers, in turn; then nothing
  std::vector<std::string> offered;   ///< what the editor was given
  std::vector<std::string> saves;     ///< what is saved, in turn; the last again and again
  std::size_t rounds = 0;

  Drafting() {
    folder = std::filesystem::temp_directory_path() / ("crier-drafting-" + std::to_string(getpid()));
    std::filesystem::create_directories(folder);
    variables["TMPDIR"] = folder.string();
    daemon.answer = [this](const Call& call) -> Result<Answer> {
      if (call.path == "/v1/incidents/db") return Answer{200, kIncident, 0};
      if (call.path != "/v1/check")
        return Answer{202, R"({"results":[{"update_id":"u9","incident":"db","update":4,"state":"recorded","broadcasts":[]}]})", 0};
      std::string found = checks < findings.size() ? findings[checks] : "";
      ++checks;
      return Answer{200, R"({"findings":[)" + found + "]}", 0};
    };
    editor = [this](const std::string&, const std::string& path) {
      std::ifstream file(path);
      offered.emplace_back(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
      if (saves.empty()) {
        std::filesystem::last_write_time(path, std::filesystem::file_time_type::clock::now());
      } else {
        std::ofstream(path) << saves[std::min(rounds, saves.size() - 1)];
      }
      ++rounds;
      return 0;
    };
  }
  ~Drafting() override { std::filesystem::remove_all(folder); }

  [[nodiscard]] std::vector<json::value> sent() const {
    std::vector<json::value> events;
    for (const auto& call : daemon.calls) {
      if (call.path == "/v1/events") events.push_back(json::parse(call.body));
    }
    return events;
  }
  std::size_t checks = 0;
};

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

TEST_F(Drafting, where_nobody_is_there_warnings_do_not_hold_it_up) {
  findings = {kVague};
  saves = {"Some users cannot pay.\n"};
  EXPECT_EQ(type({"update", "db", "--edit"}), 0);
  EXPECT_EQ(offered.size(), 1U);
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

TEST(PostmortemDraft, is_the_record_in_local_time_and_utc_with_who_was_told) {
  auto over = incident();
  over.as_object()["resolved"] = "2026-11-22T23:30:00Z";
  EXPECT_EQ(record_of(over, core::Zone("Europe/Berlin")),
            "- Opened: 2026-11-22 12:00 CET (11:00 UTC)\n"
            "- First message: 5m later\n"
            "- Resolved: 2026-11-23 00:30 CET (2026-11-22 23:30 UTC), after 12h 30m\n"
            "- Promised updates: 2 in time, 1 late\n"
            "\n"
            "| time | what was said | who got it |\n"
            "| --- | --- | --- |\n"
            "| 2026-11-22 12:05 CET (11:05 UTC) | investigating: Orders take longer. | customers by mail: 119 of 120 |\n"
            "| 2026-11-22 13:05 CET (12:05 UTC) | identified: A disk \\| is full. We move it. | nobody |\n");
}

TEST_F(Drafting, a_postmortem_begins_with_the_record) {
  variables["TZ"] = "UTC";
  saves = {"What happened.\n"};
  EXPECT_EQ(type({"postmortem", "db", "--edit", "--yes"}), 0) << err.str();
  EXPECT_THAT(offered.at(0), HasSubstr("began: 2026-11-22T11:00:00Z\n"));
  EXPECT_THAT(offered.at(0), HasSubstr("| 2026-11-22 11:05 UTC | investigating: Orders take longer. |"));
  EXPECT_THAT(offered.at(0), HasSubstr("## Root cause\n<!-- What caused it"));
  EXPECT_EQ(sent().at(0).at("action"), "postmortem");
}

}  // namespace
}  // namespace crier::client
