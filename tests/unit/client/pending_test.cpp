#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <filesystem>
#include <fstream>

#include "ingest/event_json.h"
#include "terminal.h"

namespace crier::client {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

const Error kCut{ErrorKind::io, "The connection was cut."};

/// A crierd with updates of one incident, newest first, which it approves and withdraws as the API says.
struct Pending : testing::Test, Terminal {
  struct Update {
    int number;
    std::string state;
    std::string summary;
  };
  std::vector<Update> updates{{3, "waiting", "W."}, {2, "draft", "New."}, {1, "announced", "Old."}};
  bool is_lost = false;     ///< the next change is made, and its answer is lost
  bool is_unmade = false;   ///< the next call is lost before anything is made
  std::string findings;     ///< of the preview
  std::string newer_draft;  ///< comes once the preview was given
  std::filesystem::path folder = std::filesystem::temp_directory_path() / ("crier-pending-test-" + std::to_string(getpid()));

  Pending() {
    std::filesystem::create_directory(folder);
    variables["TMPDIR"] = folder.string();
    daemon.answer = [this](const Call& call) { return answer_to(call); };
  }
  ~Pending() override { std::filesystem::remove_all(folder); }

  Update* find(int number) {
    for (auto& one : updates) {
      if (one.number == number) return &one;
    }
    return nullptr;
  }
  int newest_draft() const {
    for (const auto& one : updates) {
      if (one.state == "draft") return one.number;
    }
    return 0;
  }
  std::string list() const {
    std::string text = R"({"updates":[)";
    for (const auto& one : updates) {
      const std::string n = std::to_string(one.number);
      text += (text.ends_with('[') ? "" : ",") + std::string(R"({"update_id":"u1)") + n + R"(","incident":"db","number":)" + n +
              R"(,"state":")" + one.state + R"(","action":"update","title":"T","summary":")" + one.summary + R"(","event":{"id":"i)" + n +
              R"(","action":"update","incident":"db","summary":")" + one.summary + R"(","draft":true,"next_update":"45m"}})";
    }
    return text + R"(],"next":null})";
  }
  Result<Answer> answer_to(const Call& call) {
    if (call.method == "GET") return Answer{200, list(), 0};
    if (call.path == "/v1/check") return Answer{200, R"({"findings":[]})", 0};
    if (call.path == "/v1/preview") {
      if (!newer_draft.empty()) updates.insert(updates.begin(), {4, "draft", newer_draft});
      return Answer{
          200,
          R"({"messages":[{"audience":"emea","channel":"mail","recipients":120},{"audience":"us","channel":"x","recipients":1}],"findings":[)" +
              findings + "]}",
          0};
    }
    if (std::exchange(is_unmade, false)) return kCut;
    const bool is_approval = call.path.ends_with("/approve");
    const int number = call.path.starts_with("/v1/incidents/") ? newest_draft() : std::stoi(call.path.substr(14));
    Update* update = find(number);
    if (update == nullptr || (update->state != "draft" && update->state != "waiting" && update->state != "held"))
      return Answer{409, R"({"detail":"Update is not pending."})", 0};
    update->state = is_approval ? "announced" : "withdrawn";
    if (std::exchange(is_lost, false)) return kCut;
    const std::string n = std::to_string(number);
    return Answer{200,
                  R"({"incident":"db","update":)" + n + R"(,"update_id":"u1)" + n + R"(","state":")" + update->state +
                      R"(","broadcasts":[{"channel":"mail","recipients":121}],"deduplicated":0})",
                  0};
  }
  /// The changes that were asked for, in order.
  std::vector<std::string> changes() const {
    std::vector<std::string> paths;
    for (const auto& call : daemon.calls) {
      if (call.method == "POST" && call.path != "/v1/preview") paths.push_back(call.path);
    }
    return paths;
  }
  const Call& last_change() const {
    return *std::find_if(daemon.calls.rbegin(), daemon.calls.rend(), [](const Call& call) { return call.path.ends_with("/approve"); });
  }
  int run_line(std::vector<std::string> line) {
    daemon.calls.clear();
    return type(std::move(line));
  }
};

TEST_F(Pending, approving_shows_what_goes_out_and_to_how_many_before_it_does) {
  EXPECT_EQ(type({"approve", "db"}), 0) << err.str();

  EXPECT_EQ(daemon.calls.at(0).path, "/v1/updates?limit=1000&incident=db");
  EXPECT_EQ(daemon.calls.at(1).path, "/v1/preview");
  EXPECT_EQ(daemon.calls.at(1).body, R"({"action":"update","incident":"db","summary":"New.","next_update":"45m"})")
      << "as it would be announced: no draft, and no id that was taken already";
  EXPECT_THAT(changes(), ElementsAre("/v1/incidents/db~1/approve"));
  EXPECT_EQ(last_change().body, "");
  EXPECT_EQ(out.str(),
            "Update 2 of db, update: T\n  New.\n  Next update:\n    45m\n"
            "To 121 recipients (mail 120, x 1) of emea, us.\n"
            "u12: db, update 2, is announced to 121 recipients (mail 121); see: crier show db\n"
            "undo: crier stop u12\n");
}

TEST_F(Pending, who_approves_sees_what_is_found_in_the_words) {
  findings = R"({"rule":"eta-commitment","severity":"error","pointer":"/summary","excerpt":"ETA 1h","message":"M.","advice":"A."})";
  EXPECT_EQ(type({"approve", "db"}), 0) << err.str();
  EXPECT_THAT(out.str(), HasSubstr("Wording:\n  /summary: error: eta-commitment: M.\n      ETA 1h\n      A.\nTo 121 recipients"));
}

TEST_F(Pending, a_number_names_the_update_that_was_seen) {
  EXPECT_EQ(run_line({"approve", "db", "2"}), 0) << err.str();
  EXPECT_THAT(changes(), ElementsAre("/v1/updates/u12/approve"));
  EXPECT_EQ(run_line({"approve", "db", "3"}), 0) << err.str();
  EXPECT_THAT(changes(), ElementsAre("/v1/updates/u13/approve"));
}

TEST_F(Pending, what_goes_out_by_itself_is_only_meant_by_its_number) {
  updates[1].state = "withdrawn";

  for (const char* verb : {"approve", "withdraw"}) {
    EXPECT_EQ(run_line({verb, "db"}), 65);
    EXPECT_EQ(err.str(), std::string("crier: There is no draft of db, but update 3 is waiting; if it is meant: crier ") + verb + " db 3\n");
    EXPECT_TRUE(changes().empty());
  }
  updates[0].state = "announced";
  EXPECT_EQ(run_line({"approve", "db"}), 65);
  EXPECT_EQ(err.str(), "crier: There is no draft of db; see what is pending: crier drafts\n");
  EXPECT_TRUE(changes().empty());
}

TEST_F(Pending, at_a_terminal_it_is_asked) {
  can_ask = true;
  for (const char* typed : {"", "\n", "n\n", "yo\n"}) {
    in.clear();
    in.str(typed);
    EXPECT_EQ(run_line({"approve", "db"}), 65) << typed;
    const std::string enter = *typed == '\0' ? "\n" : "";  // which the person did not press
    EXPECT_THAT(err.str(), HasSubstr("Send it? [y/N] " + enter + "crier: Nothing was sent; Update 2 of db stays a draft.\n"));
    EXPECT_TRUE(changes().empty());
  }
  in.clear();
  in.str("y\n");
  EXPECT_EQ(run_line({"approve", "db"}), 0) << err.str();
  EXPECT_EQ(changes().size(), 1U);
}

TEST_F(Pending, yes_asks_nothing_at_a_terminal) {
  can_ask = true;
  EXPECT_EQ(run_line({"approve", "db", "--yes"}), 0) << err.str();
  EXPECT_EQ(changes().size(), 1U);
}

TEST_F(Pending, of_an_earlier_occurrence_is_approved_and_looked_for_there) {
  // The key alone would name the newest occurrence, whose draft nobody was shown.
  for (const std::vector<std::string>& line :
       {std::vector<std::string>{"approve", "db~1"}, std::vector<std::string>{"approve", "db~1", "2"}}) {
    updates[1].state = "draft";
    is_lost = true;
    EXPECT_EQ(run_line(line), 0) << err.str();
    for (const auto& call : daemon.calls) {
      EXPECT_TRUE(call.path == "/v1/preview" || call.path == "/v1/updates/u12/approve" || call.path.find("db~1") != std::string::npos)
          << call.path;
    }
    EXPECT_THAT(out.str(), HasSubstr("see: crier show db~1\n"));
  }
  updates[1].state = "draft";
  is_lost = true;
  EXPECT_EQ(run_line({"withdraw", "db~1"}), 0) << err.str();
  EXPECT_THAT(changes(), ElementsAre("/v1/updates/u12/withdraw", "/v1/updates/u12/withdraw"));
  EXPECT_EQ(daemon.calls.back().path, "/v1/updates?limit=1000&incident=db~1");
  EXPECT_EQ(out.str(), "Update 2 of db is withdrawn; nobody was told; see: crier show db~1\n");
}

TEST_F(Pending, a_draft_that_came_while_one_was_read_is_not_sent_unseen) {
  can_ask = true;
  in.str("y\n");
  newer_draft = "Nobody saw this.";

  EXPECT_EQ(run_line({"approve", "db"}), 65);

  EXPECT_TRUE(changes().empty());
  EXPECT_THAT(err.str(), HasSubstr("Another draft has come meanwhile. Update 2 of db was not sent; look again: crier drafts\n"));
}

TEST_F(Pending, an_approval_whose_answer_was_lost_is_not_made_twice) {
  for (const std::vector<std::string>& line : {std::vector<std::string>{"approve", "db"}, std::vector<std::string>{"approve", "db", "2"}}) {
    updates[1].state = "draft";
    is_lost = true;
    EXPECT_EQ(run_line(line), 0) << err.str();
    EXPECT_THAT(out.str(), HasSubstr("Update 2 of db is announced"));
    EXPECT_TRUE(out.str().ends_with("undo: crier stop u12\n")) << out.str();
  }
}

TEST_F(Pending, a_lost_approval_by_key_never_releases_a_draft_that_came_after) {
  is_lost = true;
  auto usual = daemon.answer;
  daemon.answer = [this, usual](const Call& call) {
    auto answer = usual(call);
    if (call.path == "/v1/incidents/db~1/approve" && find(4) == nullptr) updates.insert(updates.begin(), {4, "draft", "Unseen."});
    return answer;
  };

  EXPECT_EQ(run_line({"approve", "db"}), 0) << err.str();

  EXPECT_EQ(find(4)->state, "draft");
  EXPECT_EQ(changes().size(), 1U);
}

TEST_F(Pending, an_approval_that_did_not_arrive_is_made_again) {
  for (const std::vector<std::string>& line : {std::vector<std::string>{"approve", "db"}, std::vector<std::string>{"approve", "db", "2"}}) {
    updates[1].state = "draft";
    is_unmade = true;
    EXPECT_EQ(run_line(line), 0) << err.str();
    EXPECT_EQ(changes().size(), 2U);
    EXPECT_THAT(out.str(), HasSubstr("u12: db, update 2, is announced to 121 recipients"));
  }
}

TEST_F(Pending, what_is_announced_already_is_no_fault_and_no_second_message) {
  EXPECT_EQ(run_line({"approve", "db", "1"}), 0);
  EXPECT_EQ(out.str(), "Update 1 of db is announced already; it was not sent again; see: crier show db\nundo: crier stop u11\n");
  EXPECT_TRUE(changes().empty());
}

TEST_F(Pending, what_cannot_be_approved_is_told) {
  updates[0].state = "withdrawn";
  EXPECT_EQ(run_line({"approve", "db", "3"}), 65);
  EXPECT_THAT(err.str(), HasSubstr("Update 3 of db is withdrawn, so there is nothing to approve; see: crier drafts\n"));
  EXPECT_EQ(run_line({"approve", "db", "9"}), 65);
  EXPECT_THAT(err.str(), HasSubstr("There is no update 9 of db; see: crier show db\n"));
  EXPECT_TRUE(changes().empty());
}

TEST_F(Pending, a_conflict_says_to_look_again) {
  auto usual = daemon.answer;
  daemon.answer = [usual](const Call& call) -> Result<Answer> {
    if (call.path.ends_with("/approve")) return Answer{409, R"({"detail":"db has had update 4 since the draft was written."})", 0};
    return usual(call);
  };

  EXPECT_EQ(run_line({"approve", "db", "2"}), 65);

  EXPECT_EQ(err.str(), "crier: db has had update 4 since the draft was written. Update 2 of db was not sent; look again: crier drafts\n");
  EXPECT_EQ(changes().size(), 1U);
}

TEST_F(Pending, the_guard_asks_about_an_approval_too) {
  auto usual = daemon.answer;
  daemon.answer = [usual](const Call& call) -> Result<Answer> {
    if (call.path.ends_with("/approve") && call.body != R"({"confirm":601})")
      return Answer{409, R"({"confirm":601,"channels":{"mail":601}})", 0};
    return usual(call);
  };
  EXPECT_EQ(run_line({"approve", "db", "2"}), 65);
  EXPECT_THAT(err.str(), HasSubstr("would reach 601 recipients (mail 601)"));
  EXPECT_EQ(run_line({"approve", "db", "2", "--confirm", "601"}), 0) << err.str();
  updates[1].state = "draft";
  EXPECT_EQ(run_line({"approve", "db", "--yes"}), 0) << err.str();
  updates[1].state = "draft";
  can_ask = true;
  in.str("y\n601\n");
  EXPECT_EQ(run_line({"approve", "db"}), 0) << err.str();
}

TEST_F(Pending, the_editor_gives_it_other_words) {
  std::string shown;
  editor = [&](const std::string&, const std::string& path) {
    std::ifstream file(path);
    shown.assign(std::istreambuf_iterator<char>(file), {});
    std::ofstream(path) << "---\nimpact: minor\n---\nBetter.\n";
    return 0;
  };

  EXPECT_EQ(run_line({"approve", "db", "2", "--edit"}), 0) << err.str();

  EXPECT_THAT(shown, HasSubstr("New."));
  EXPECT_THAT(shown, Not(HasSubstr("draft: true"))) << "what is approved is no draft any more";
  const auto body = boost::json::parse(last_change().body);
  EXPECT_EQ(boost::json::serialize(body.at("event")), R"({"action":"update","incident":"db","impact":"minor","summary":"Better."})");
  EXPECT_THAT(out.str(), HasSubstr("  Better.\n"));
  EXPECT_THAT(daemon.calls.at(1).body, HasSubstr("Better.")) << "the preview is of the other words";
}

TEST_F(Pending, an_editor_that_leaves_it_sends_nothing_and_says_so) {
  EXPECT_EQ(run_line({"approve", "db", "--edit"}), 65);
  EXPECT_EQ(err.str(), "crier: The editor saved nothing; nothing was sent.\n");

  editor = [](const std::string&, const std::string& path) {
    std::filesystem::last_write_time(path, std::filesystem::file_time_type::clock::now());
    return 0;
  };
  EXPECT_EQ(run_line({"approve", "db", "--edit"}), 65);
  EXPECT_EQ(err.str(), "crier: The draft was left as it is, so nothing was sent. To send it as it is: crier approve db 2\n");

  editor = [](const std::string&, const std::string& path) {
    std::ofstream(path) << "";
    return 0;
  };
  EXPECT_EQ(run_line({"approve", "db", "--edit"}), 65);
  EXPECT_THAT(err.str(), HasSubstr("nothing was sent"));

  editor = [](const std::string&, const std::string&) { return 3; };
  EXPECT_EQ(run_line({"approve", "db", "--edit"}), 65);
  EXPECT_THAT(err.str(), HasSubstr("The editor ended with code 3; nothing was sent"));
  EXPECT_TRUE(changes().empty());
  EXPECT_EQ(updates[1].state, "draft");
}

TEST_F(Pending, a_file_gives_it_other_words) {
  const auto file = (folder / "words.md").string();
  std::ofstream(file) << "Other words.\n";
  EXPECT_EQ(run_line({"approve", "db", "--file", file}), 0) << err.str();
  EXPECT_THAT(last_change().body, HasSubstr(R"("summary":"Other words.")"));
  updates[1].state = "draft";

  std::ofstream(file) << "---\nincident: web\n---\nS\n";
  EXPECT_EQ(run_line({"approve", "db", "--file", file}), 64);
  EXPECT_EQ(run_line({"approve", "db", "--file", folder / "none"}), 66);
  EXPECT_TRUE(changes().empty());
}

TEST_F(Pending, an_approval_goes_on_though_its_reach_cannot_be_said) {
  auto usual = daemon.answer;
  daemon.answer = [usual](const Call& call) -> Result<Answer> {
    if (call.path == "/v1/preview") return Answer{422, R"({"detail":"there is no audience called x"})", 0};
    return usual(call);
  };

  EXPECT_EQ(run_line({"approve", "db"}), 0);

  EXPECT_THAT(out.str(), HasSubstr("To how many cannot be said: there is no audience called x\n"));
}

TEST_F(Pending, withdrawing_ends_it_unsent) {
  EXPECT_EQ(run_line({"withdraw", "db"}), 0) << err.str();
  EXPECT_THAT(changes(), ElementsAre("/v1/updates/u12/withdraw"));
  EXPECT_EQ(out.str(), "Update 2 of db is withdrawn; nobody was told; see: crier show db\n");

  EXPECT_EQ(run_line({"withdraw", "db", "2"}), 0) << "it is withdrawn already";
  EXPECT_TRUE(changes().empty());
}

TEST_F(Pending, a_withdrawal_whose_answer_was_lost_is_found_done) {
  is_lost = true;
  EXPECT_EQ(run_line({"withdraw", "db"}), 0) << err.str();
  EXPECT_EQ(out.str(), "Update 2 of db is withdrawn; nobody was told; see: crier show db\n");
}

TEST_F(Pending, what_is_sent_cannot_be_withdrawn_but_stopped) {
  EXPECT_EQ(run_line({"withdraw", "db", "1"}), 65);
  EXPECT_EQ(err.str(), "crier: Update is not pending. To stop it: crier stop u11\n");
}

TEST_F(Pending, programs_get_the_answer_alone) {
  EXPECT_EQ(run_line({"--json", "approve", "db"}), 0);
  EXPECT_EQ(boost::json::parse(out.str()).at("state").as_string(), "announced");
  updates[1].state = "draft";
  EXPECT_EQ(run_line({"--json", "withdraw", "db"}), 0);
  EXPECT_EQ(boost::json::parse(out.str()).at("state").as_string(), "withdrawn");
  is_lost = true;
  updates[1].state = "draft";
  EXPECT_EQ(run_line({"--json", "approve", "db", "2"}), 0);
  EXPECT_TRUE(out.str().ends_with("\"state\":\"announced\"}\n")) << out.str();
}

TEST_F(Pending, drafts_lists_all_that_is_pending) {
  daemon.answer = [](const Call& call) {
    if (!call.path.ends_with("state=draft")) return Answer{200, R"({"updates":[],"next":null})", 0};
    return Answer{
        200,
        R"({"updates":[{"update_id":"u2","incident":"db","number":2,"state":"draft","title":"T\u001b","summary":"S.","author":"bob","at":"2026-11-22T13:00:00Z"}],"next":null})",
        0};
  };

  EXPECT_EQ(run_line({"drafts"}), 0);
  EXPECT_EQ(out.str(),
            "  db 2: a draft, by bob, 5m old\n    T\\x1b\n    S.\n    to send it: crier approve db 2; to drop it: crier withdraw db 2\n");
  std::vector<std::string> paths;
  for (const auto& call : daemon.calls) paths.push_back(call.path);
  EXPECT_THAT(paths, ElementsAre("/v1/updates?limit=1000&state=held", "/v1/updates?limit=1000&state=draft",
                                 "/v1/updates?limit=1000&state=waiting"));
  EXPECT_EQ(run_line({"--json", "drafts"}), 0);
  EXPECT_EQ(boost::json::parse(out.str()).at("updates").as_array().size(), 1U);
  daemon.answer = [](const Call&) { return Answer{200, R"({"updates":[],"next":null})", 0}; };
  EXPECT_EQ(run_line({"drafts"}), 0);
  EXPECT_EQ(out.str(), "No update is a draft, held or waiting.\n");
}

}  // namespace
}  // namespace crier::client
