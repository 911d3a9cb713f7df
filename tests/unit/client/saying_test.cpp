#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "ingest/event_json.h"
#include "terminal.h"

namespace crier::client {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

constexpr const char* kAccepted =
    R"({"accepted":1,"duplicates":0,"results":[{"id":"x","incident":"db","number":2,"update":2,"update_id":"u9","state":"announced","duplicate":false,)"
    R"("broadcasts":[{"audience":"a","channel":"mail","recipients":100},{"audience":"b","channel":"mail","recipients":20},{"audience":"b","channel":"x","recipients":1}],)"
    R"("deduplicated":3,"findings":[]}]})";

struct Saying : testing::Test, Terminal {
  Saying() {
    daemon.answer = [](const Call&) { return Answer{202, kAccepted, 0}; };
    folder = std::filesystem::temp_directory_path() / ("crier-client-test-" + std::to_string(getpid()));
    std::filesystem::create_directory(folder);
    variables["TMPDIR"] = folder.string();
  }
  ~Saying() override { std::filesystem::remove_all(folder); }

  /// What was sent, as the daemon reads it.
  [[nodiscard]] core::Event sent() const {
    const auto call = std::find_if(daemon.calls.begin(), daemon.calls.end(), [](const Call& one) { return one.path == "/v1/events"; });
    if (call == daemon.calls.end()) return {};
    const auto document = ingest::read_events(call->body, ingest::Layout::json, "");
    return document ? document->events.at(0) : core::Event{};
  }
  std::string write(const std::string& name, const std::string& text) const {
    std::ofstream(folder / name) << text;
    return (folder / name).string();
  }

  std::filesystem::path folder;
};

TEST_F(Saying, every_flag_becomes_its_field) {
  ASSERT_EQ(type({"open",          "db",
                  "--title",       "T",
                  "--impact",      "major",
                  "--service",     "checkout",
                  "--service",     "search",
                  "--summary",     "S",
                  "--now",         "N",
                  "--expected",    "E",
                  "--permanent",   "P",
                  "--details",     "D",
                  "--workaround",  "W",
                  "--overnight",   "on-call",
                  "--began",       "2026-11-22T14:02:00+01:00",
                  "--ended",       "2026-11-22T15:02:00Z",
                  "--contact",     "C",
                  "--next-update", "45m",
                  "--label",       "a=b=c",
                  "--label",       "d=",
                  "--audience",    "one",
                  "--audience",    "two",
                  "--status",      "identified",
                  "--root-cause",  "R",
                  "--done",        "x",
                  "--done",        "y",
                  "--planned",     "z",
                  "--author",      "bob",
                  "--yes"}),
            0)
      << err.str();

  const auto event = sent();
  core::Event expected;
  expected.id = event.id;
  expected.action = core::Action::open;
  expected.incident = "db";
  expected.title = "T";
  expected.impact = core::Impact::major;
  expected.status = core::Status::identified;
  expected.services = {"checkout", "search"};
  expected.labels = {{"a", "b=c"}, {"d", ""}};
  expected.summary = "S";
  expected.consequences = {"N", "E", "P"};
  expected.details = "D";
  expected.workaround = "W";
  expected.overnight = core::Overnight::on_call;
  expected.began = parse_rfc3339("2026-11-22T13:02:00Z");
  expected.ended = parse_rfc3339("2026-11-22T15:02:00Z");
  expected.contact = "C";
  expected.next_update_in = Millis(45 * 60 * 1000);
  expected.audiences = {"one", "two"};
  expected.root_cause = "R";
  expected.actions = {{"x", "y"}, {"z"}};
  expected.author = "bob";
  EXPECT_EQ(event, expected);
  EXPECT_FALSE(event.id.empty());
  EXPECT_EQ(daemon.calls[0].path, "/v1/events");
  EXPECT_EQ(daemon.calls[0].content_type, "application/json");
}

TEST_F(Saying, flags_may_stand_before_the_key_and_values_may_begin_with_a_dash) {
  ASSERT_EQ(type({"update", "--service", "checkout", "--label", "a=[b]", "db", "--summary", "-5 % only"}), 0) << err.str();

  EXPECT_EQ(sent().incident, "db");
  EXPECT_EQ(sent().services, std::vector<std::string>{"checkout"});
  EXPECT_EQ(sent().labels.at("a"), "[b]");
  EXPECT_EQ(sent().summary, "-5 % only");
}

TEST_F(Saying, each_command_has_its_action) {
  const std::pair<std::vector<std::string>, core::Action> cases[] = {
      {{"open", "db"}, core::Action::open},       {{"update", "db"}, core::Action::update},
      {{"resolve", "db"}, core::Action::resolve}, {{"postmortem", "db"}, core::Action::postmortem},
      {{"reopen", "db"}, core::Action::reopen},   {{"notice", "--audience", "a"}, core::Action::notice}};
  for (const auto& [arguments, action] : cases) {
    daemon.calls.clear();
    auto line = arguments;
    line.insert(line.end(), {"--summary", "S"});
    EXPECT_EQ(type(line), 0) << err.str();
    EXPECT_EQ(sent().action, action);
  }
}

TEST_F(Saying, ends_with_a_line_that_tells_what_happened_and_the_next_step) {
  type({"update", "db", "--summary", "S"});

  EXPECT_EQ(out.str(),
            "u9: db, update 2, is announced to 121 recipients (mail 120, x 1), 3 left out who get it already; see: crier show db\n"
            "undo: crier stop u9\n");
}

TEST_F(Saying, says_aloud_that_it_is_a_rehearsal) {
  daemon.answer = [](const Call&) {
    return Answer{
        202,
        R"({"results":[{"incident":"db","update":2,"update_id":"u9","state":"announced","exercise":true,"broadcasts":[{"audience":"a","channel":"mail","recipients":3}]}]})",
        0};
  };

  type({"update", "db", "--summary", "S"});

  EXPECT_EQ(out.str(),
            "u9: db, update 2, is announced to 3 recipients (mail 3); see: crier show db\n"
            "EXERCISE: nothing of it reaches a real recipient.\n"
            "undo: crier stop u9\n");
}

TEST_F(Saying, says_when_nobody_is_told_or_it_was_said_before) {
  daemon.answer = [](const Call&) {
    return Answer{
        202,
        R"({"results":[{"incident":"db","update":1,"update_id":"u1","state":"recorded","duplicate":true,"broadcasts":[],"deduplicated":0}]})",
        0};
  };

  type({"update", "db", "--summary", "S"});

  EXPECT_EQ(out.str(),
            "u1: db, update 1, was accepted before, is recorded; nobody is told; see: crier show db\n"
            "undo: nothing to undo, nobody was told\n");
}

TEST_F(Saying, ends_with_the_line_that_undoes_it_for_each_state) {
  const std::pair<const char*, const char*> cases[] = {
      {R"("state":"held","due":"2026-11-22T13:06:00Z")",
       "u7: db~2, update 3, is held; nobody is told yet; see: crier show db~2\n"
       "undo: crier stop u7 (held until 13:06:00 UTC, 1m from now; nothing is sent before)\n"},
      {R"("state":"held","due":"2026-11-22T13:05:30.2Z")",
       "u7: db~2, update 3, is held; nobody is told yet; see: crier show db~2\n"
       "undo: crier stop u7 (held until 13:05:31 UTC, 30s from now; nothing is sent before)\n"},
      {R"("state":"draft")",
       "u7: db~2, update 3, is a draft; nobody is told yet; see: crier show db~2\n"
       "undo: crier withdraw db~2 (a draft is sent only by: crier approve db~2)\n"},
      {R"("state":"waiting","due":"2026-11-22T13:10:00Z")",
       "u7: db~2, update 3, is waiting; nobody is told yet; see: crier show db~2\n"
       "undo: crier withdraw db~2 3 (waiting until 13:10:00 UTC, 5m from now; to send it now: crier approve db~2 3)\n"},
      {R"("state":"recorded")",
       "u7: db~2, update 3, is recorded; nobody is told; see: crier show db~2\n"
       "undo: nothing to undo, nobody was told\n"},
  };
  for (const auto& [state, text] : cases) {
    daemon.answer = [state = state](const Call&) {
      return Answer{
          202,
          R"({"results":[{"incident":"db~2","update":3,"update_id":"u7","broadcasts":[],"deduplicated":0,)" + std::string(state) + "}]}",
          0};
    };
    EXPECT_EQ(type({"update", "db", "--summary", "S"}), 0);
    EXPECT_EQ(out.str(), text);
  }
}

TEST_F(Saying, asks_until_when_an_update_is_held_if_the_answer_does_not_say_it) {
  daemon.answer = [](const Call& call) {
    if (call.method == "POST")
      return Answer{202, R"({"results":[{"incident":"a/b","update":3,"update_id":"u7","state":"held","broadcasts":[]}]})", 0};
    return Answer{200, R"({"updates":[{"number":4,"due":null},{"number":3,"due":"2026-11-22T13:06:00Z"}],"next":null})", 0};
  };

  EXPECT_EQ(type({"update", "a/b", "--summary", "S"}), 0);

  EXPECT_EQ(daemon.calls.at(1).path, "/v1/updates?limit=1000&incident=a%2Fb");
  EXPECT_THAT(out.str(), HasSubstr("undo: crier stop u7 (held until 13:06:00 UTC, 1m from now; nothing is sent before)\n"));
}

TEST_F(Saying, the_undo_stays_when_the_time_cannot_be_asked) {
  daemon.answer = [](const Call& call) {
    if (call.method == "POST")
      return Answer{202, R"({"results":[{"incident":"db","update":3,"update_id":"u7","state":"held","broadcasts":[]}]})", 0};
    return Answer{403, "{}", 0};
  };

  EXPECT_EQ(type({"update", "db", "--summary", "S"}), 0);

  EXPECT_THAT(out.str(), HasSubstr("undo: crier stop u7 (held; nothing is sent yet)\n"));
}

TEST_F(Saying, each_switch_becomes_its_field) {
  ASSERT_EQ(type({"open",
                  "db",
                  "--title",
                  "T",
                  "--impact",
                  "major",
                  "--summary",
                  "S",
                  "--audience",
                  "a",
                  "--restricted",
                  "--exercise",
                  "--anyway",
                  "--widen",
                  "--draft",
                  "--confirm",
                  "600",
                  "--drop-audience",
                  "b",
                  "--drop-audience",
                  "c",
                  "--id",
                  "mine"}),
            0)
      << err.str();

  const auto event = sent();
  EXPECT_EQ(event.id, "mine");
  EXPECT_TRUE(event.restricted && event.exercise && event.anyway && event.widen && event.draft);
  EXPECT_TRUE(event.announce);
  EXPECT_EQ(event.confirm, 600);
  EXPECT_EQ(event.drop_audiences, (std::vector<std::string>{"b", "c"}));
  daemon.calls.clear();
  ASSERT_EQ(type({"update", "db", "--summary", "S", "--quiet"}), 0);
  EXPECT_FALSE(sent().announce);
  EXPECT_FALSE(sent().draft || sent().restricted || sent().exercise || sent().widen || sent().anyway || sent().confirm);
}

TEST_F(Saying, a_switch_that_is_not_given_leaves_what_the_file_says) {
  const auto file = write("draft.md", "---\ndraft: true\nconfirm: 7\n---\nS\n");

  ASSERT_EQ(type({"update", "db", "--file", file}), 0) << err.str();

  EXPECT_TRUE(sent().draft);
  EXPECT_EQ(sent().confirm, 7);
}

TEST_F(Saying, a_correction_names_the_update_that_it_puts_right) {
  ASSERT_EQ(type({"correct", "db", "3", "--summary", "Only Germany."}), 0) << err.str();

  EXPECT_EQ(sent().action, core::Action::update);
  EXPECT_EQ(sent().incident, "db");
  EXPECT_EQ(sent().corrects, 3);
  EXPECT_EQ(sent().summary, "Only Germany.");
}

TEST_F(Saying, there_is_no_news_yet_until_a_time_that_may_be_said) {
  ASSERT_EQ(type({"nonews", "db"}), 0) << err.str();
  ASSERT_EQ(type({"nonews", "db", "45m"}), 0) << err.str();
  ASSERT_EQ(type({"nonews", "db", "2026-11-22T15:00:00Z"}), 0) << err.str();

  const auto event = [this](std::size_t i) { return ingest::read_events(daemon.calls.at(i).body, ingest::Layout::json, "")->events.at(0); };
  EXPECT_EQ(event(0).action, core::Action::nonews);
  EXPECT_FALSE(event(0).next_update || event(0).next_update_in);
  EXPECT_EQ(event(1).next_update_in, Millis(45 * 60 * 1000));
  EXPECT_EQ(event(2).next_update, parse_rfc3339("2026-11-22T15:00:00Z"));
}

TEST_F(Saying, taking_and_retracting_are_events_with_an_id) {
  ASSERT_EQ(type({"take", "db"}), 0) << err.str();
  EXPECT_EQ(sent().action, core::Action::take);
  EXPECT_FALSE(sent().id.empty());
  daemon.calls.clear();
  ASSERT_EQ(type({"retract", "db", "--summary", "A false alarm."}), 0) << err.str();
  EXPECT_EQ(sent().action, core::Action::retract);
  EXPECT_EQ(sent().summary, "A false alarm.");
  EXPECT_FALSE(sent().id.empty());
}

constexpr const char* kSeen =
    R"({"accepted":1,"duplicates":0,"results":[{"id":"x","incident":"db","number":2,"update":2,"update_id":"u9","state":"recorded","duplicate":false,)"
    R"("broadcasts":[],"deduplicated":0,"findings":[]}]})";

TEST_F(Saying, that_one_has_seen_it_tells_what_is_not_escalated_any_more) {
  std::string schedule =
      R"({"occasions":[{"occasion":"escalation","incident":"db","audience":"duty","at":"2026-11-22T13:20:00Z","state":"planned"},)"
      R"({"occasion":"escalation","incident":"db","audience":"night","at":"2026-11-22T13:30:00Z","state":"skipped"},)"
      R"({"occasion":"escalation","incident":"db","audience":"boss\u001b","at":"2026-11-23T13:50:00Z","state":"planned"}],"next":null})";
  int status = 200;
  daemon.answer = [&](const Call& call) {
    return call.path == "/v1/events" ? Answer{202, kSeen, 0} : Answer{status, status == 200 ? schedule : "{}", 0};
  };
  ASSERT_EQ(type({"ack", "db"}), 0) << err.str();
  EXPECT_EQ(sent().action, core::Action::acknowledge);
  EXPECT_EQ(sent().incident, "db");
  EXPECT_FALSE(sent().id.empty());
  EXPECT_EQ(daemon.calls.at(0).path, "/v1/schedule?occasion=escalation&incident=db") << "before it is sent: then it is planned no more";
  EXPECT_EQ(out.str(),
            "u9: db is acknowledged; see: crier show db\n"
            "Not told any more that it is not: duty at 13:20 UTC, boss\\x1b at 2026-11-23 13:50 UTC.\n"
            "undo: nothing to undo, nobody was told\n");

  schedule = R"({"occasions":[],"next":null})";
  ASSERT_EQ(type({"ack", "db", "--author", "bob"}), 0) << err.str();
  EXPECT_THAT(out.str(), HasSubstr("Nobody else was to be told that it is not.\n"));

  // Who may only publish does not see the schedule.
  status = 403;
  ASSERT_EQ(type({"ack", "db"}), 0) << err.str();
  EXPECT_EQ(out.str(), "u9: db is acknowledged; see: crier show db\nundo: nothing to undo, nobody was told\n");

  daemon.calls.clear();
  ASSERT_EQ(type({"--json", "ack", "db"}), 0);
  EXPECT_EQ(out.str(), std::string(kSeen) + "\n");
  EXPECT_EQ(daemon.calls.size(), 1U);
}

TEST_F(Saying, prints_the_answer_as_it_is_with_json) {
  EXPECT_EQ(type({"--json", "update", "db", "--summary", "S"}), 0);
  EXPECT_EQ(out.str(), std::string(kAccepted) + "\n");
}

TEST_F(Saying, times_are_taken_as_people_write_them) {
  EXPECT_EQ(type({"resolve", "db", "--summary", "S", "--began", "2026-11-22 14:02 Europe/Berlin", "--ended", "2026-11-22T15:40:00Z"}), 0);
  EXPECT_THAT(daemon.calls.at(0).body,
              AllOf(HasSubstr(R"("began":"2026-11-22T13:02:00Z")"), HasSubstr(R"("ended":"2026-11-22T15:40:00Z")")));
  EXPECT_EQ(type({"update", "db", "--summary", "S", "--next-update", "2026-11-23 09:00 Asia/Kolkata"}), 0);
  EXPECT_THAT(daemon.calls.at(1).body, HasSubstr(R"("next_update":"2026-11-23T03:30:00Z")"));
}

TEST_F(Saying, refuses_what_is_typed_wrong_and_sends_nothing) {
  const std::pair<std::vector<std::string>, const char*> cases[] = {
      {{"open"}, "KEY"},
      {{"open", "a b"}, "KEY has 1 to 128"},
      {{"open", "db", "--impact", "huge"}, "--impact is one of none, minor, major, critical"},
      {{"open", "db", "--status", "x"}, "--status is one of"},
      {{"open", "db", "--overnight", "x"}, "--overnight is one of"},
      {{"open", "db", "--next-update", "45"}, "--next-update is a duration"},
      {{"open", "db", "--began", "noon"}, "--began: must be a time such as"},
      {{"open", "db", "--ended", "2026-11-22 14:02 Europe/Berlni"}, "there is Europe/Berlin"},
      {{"open", "db", "--label", "novalue"}, "--label has the form name=value"},
      {{"open", "db", "--title", "a\nb"}, "--title is one line"},
      {{"open", "db", "--titel", "x"}, "--titel"},
      {{"opne", "db"}, "did you mean open?"},
      {{"open", "db", "extra"}, "extra"},
      {{"correct", "db", "--summary", "S"}, "N is required"},
      {{"correct", "db", "x", "--summary", "S"}, "N"},
      {{"correct", "db", "0", "--summary", "S"}, "N is the number of an update"},
      {{"nonews", "db", "soon"}, "--next-update is a duration"},
      {{"take", "db", "--summary", "S"}, "--summary"},
      {{"ack", "db", "--summary", "S"}, "--summary"},
      {{"ack"}, "KEY"},
      {{"update", "db", "--confirm", "-1"}, "--confirm is the number"},
      {{"update", "db", "--confirm", "many"}, "--confirm"},
      {{"update", "db", "--id", "a\nb"}, "--id is one line"},
      {{"stop"}, "crier stop --last"},
      {{"stop", "db", "--last"}, "crier stop --last"},
      {{"approve"}, "KEY"},
      {{"withdraw", "db", "x"}, "N"},
  };
  for (const auto& [arguments, part] : cases) {
    EXPECT_EQ(type(arguments), 64) << part;
    EXPECT_THAT(err.str(), HasSubstr(part));
    EXPECT_TRUE(daemon.calls.empty()) << part;
  }
}

TEST_F(Saying, knows_the_commands_that_are_not_built) {
  EXPECT_EQ(type({"audience", "db", "--summary", "S", "--starts", "x"}), 64);
  EXPECT_EQ(err.str(), "crier: crier audience is not built in this release; nothing was done.\n");
  EXPECT_TRUE(daemon.calls.empty());
}

TEST_F(Saying, a_draft_file_is_sent_and_flags_go_over_it) {
  const auto file = write("draft.md", "---\ntitle: From the file\nimpact: minor\n---\nSummary of the file.\n\n## Details\nMuch.\n");

  ASSERT_EQ(type({"open", "db", "--file", file, "--impact", "critical"}), 0) << err.str();

  EXPECT_EQ(sent().title, "From the file");
  EXPECT_EQ(sent().impact, core::Impact::critical);
  EXPECT_EQ(sent().summary, "Summary of the file.");
  EXPECT_EQ(sent().details, "Much.");
}

TEST_F(Saying, a_faulty_draft_is_refused_with_its_line_and_an_absent_one_is_66) {
  const auto file = write("bad.md", "---\ntitle: x\nimpact: huge\n---\nS\n");

  EXPECT_EQ(type({"open", "db", "--file", file}), 65);
  EXPECT_THAT(err.str(), HasSubstr(file + ":3: impact must be one of"));
  EXPECT_EQ(type({"open", "db", "--file", folder / "none.md"}), 66);
  EXPECT_TRUE(daemon.calls.empty());
}

TEST_F(Saying, the_editor_gets_a_draft_and_what_it_leaves_is_sent) {
  variables["EDITOR"] = "my editor";
  std::string shown;
  editor = [&](const std::string& command, const std::string& path) {
    std::ifstream in_file(path);
    shown = command + "\n" + std::string(std::istreambuf_iterator<char>(in_file), {});
    std::ofstream(path) << "---\ntitle: Edited\n---\nNew words.\n";
    return 0;
  };

  ASSERT_EQ(type({"update", "db", "--title", "Old", "--edit"}), 0) << err.str();

  EXPECT_THAT(shown, testing::StartsWith("my editor\n---\ntitle: \"Old\"\n"));
  EXPECT_EQ(sent().title, "Edited");
  EXPECT_EQ(sent().summary, "New words.");
  EXPECT_EQ(sent().action, core::Action::update);
  EXPECT_TRUE(std::filesystem::is_empty(folder)) << "the draft is removed once it is read";
}

TEST_F(Saying, a_draft_left_empty_or_broken_is_not_sent) {
  editor = [](const std::string&, const std::string& path) {
    std::ofstream(path) << "## Details\nMuch.\n";
    return 0;
  };
  EXPECT_EQ(type({"update", "db", "--edit"}), 65);
  EXPECT_THAT(err.str(), testing::AllOf(HasSubstr("no summary"), HasSubstr("nothing was sent; it is kept in " + folder.string())));
  std::filesystem::remove(folder / "crier-0101010101010101.md");
  editor = [](const std::string&, const std::string&) { return 1; };
  EXPECT_EQ(type({"update", "db", "--edit"}), 65);
  EXPECT_THAT(err.str(), HasSubstr("is kept in"));
  EXPECT_TRUE(sent().summary.empty());
}

TEST_F(Saying, an_editor_that_saves_nothing_is_a_changed_mind) {
  EXPECT_EQ(type({"update", "db", "--summary", "These words stood in it.", "--edit"}), 65);

  EXPECT_EQ(err.str(), "crier: The editor saved nothing; nothing was sent.\n");
  EXPECT_TRUE(sent().summary.empty());
  EXPECT_TRUE(std::filesystem::is_empty(folder));
}

TEST_F(Saying, what_the_editor_saved_unchanged_is_meant) {
  editor = [](const std::string&, const std::string& path) {
    std::filesystem::last_write_time(path, std::filesystem::file_time_type::clock::now());
    return 0;
  };

  EXPECT_EQ(type({"update", "db", "--summary", "S", "--edit"}), 0) << err.str();

  EXPECT_EQ(sent().summary, "S");
}

TEST_F(Saying, a_draft_in_the_editor_is_for_its_owner_only) {
  std::filesystem::perms seen{};
  editor = [&](const std::string&, const std::string& path) {
    seen = std::filesystem::status(path).permissions();
    return 1;
  };

  EXPECT_EQ(type({"open", "db", "--edit"}), 65);

  EXPECT_EQ(seen, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
}

TEST_F(Saying, a_dry_run_is_a_preview) {
  daemon.answer = [](const Call&) {
    return Answer{
        200,
        R"({"route":{"reason":"all: route 1"},"messages":[{"audience":"all","channel":"mail","recipients":3,"language":"en","subject":"Sub\u001b","text":"Line 1\nLine 2","parts":[]}]})",
        0};
  };

  EXPECT_EQ(type({"open", "db", "--title", "T", "--summary", "S", "--dry-run"}), 0);

  EXPECT_EQ(daemon.calls.at(0).path, "/v1/preview");
  EXPECT_THAT(out.str(), HasSubstr("Subject: Sub\\x1b\n  Line 1\n  Line 2\n"));
  EXPECT_THAT(out.str(), HasSubstr("nothing was sent"));
}

TEST_F(Saying, a_dry_run_says_that_nobody_would_be_told_at_once) {
  for (const auto& [state, text] : {std::pair{"draft", "It would be a draft first; nobody is told at once.\n"},
                                    std::pair{"held", "It would be held first; nobody is told at once.\n"}}) {
    daemon.answer = [state = std::string(state)](const Call&) {
      return Answer{200, R"({"route":{"reason":"r"},"state":")" + state + R"(","messages":[]})", 0};
    };
    EXPECT_EQ(type({"update", "db", "--summary", "S", "--dry-run"}), 0);
    EXPECT_THAT(out.str(), HasSubstr(text));
  }
  daemon.answer = [](const Call&) { return Answer{200, R"({"route":{"reason":"r"},"state":"announced","messages":[]})", 0}; };
  EXPECT_EQ(type({"update", "db", "--summary", "S", "--dry-run"}), 0);
  EXPECT_THAT(out.str(), Not(HasSubstr("It would be")));
}

TEST_F(Saying, preview_takes_a_draft_or_json) {
  daemon.answer = [](const Call&) { return Answer{200, "{}", 0}; };
  const auto draft = write("d.md", "---\nincident: db\n---\nWords.\n");
  const auto json = write("e.json", R"( {"action": "update", "incident": "k"})");

  EXPECT_EQ(type({"preview", draft}), 0);
  EXPECT_EQ(type({"preview", json}), 0);

  EXPECT_THAT(daemon.calls.at(0).body, HasSubstr(R"("action":"open","incident":"db","summary":"Words.")"));
  EXPECT_EQ(daemon.calls.at(1).body, R"( {"action": "update", "incident": "k"})");
}

TEST_F(Saying, send_tells_json_from_lines_and_gives_a_single_event_a_key) {
  const std::string event = R"({"action": "update", "incident": "db", "summary": "S"})";
  in.str(event);
  EXPECT_EQ(type({"send"}), 0);
  EXPECT_EQ(type({"send", write("with-id.json", R"({"id": "mine", "action": "update"})")}), 0);
  EXPECT_EQ(type({"send", write("batch.json", "[" + event + "]")}), 0);
  EXPECT_EQ(type({"send", write("lines.ndjson", event + "\n" + event + "\n")}), 0);

  EXPECT_EQ(daemon.calls.at(0).content_type, "application/json");
  EXPECT_THAT(daemon.calls.at(0).idempotency_key, testing::StartsWith("crier-"));
  EXPECT_EQ(daemon.calls.at(1).idempotency_key, "");
  EXPECT_EQ(daemon.calls.at(2).content_type, "application/json");
  EXPECT_EQ(daemon.calls.at(2).idempotency_key, "");
  EXPECT_EQ(daemon.calls.at(3).content_type, "application/x-ndjson");
  EXPECT_EQ(type({"send", folder / "none"}), 66);
}

TEST_F(Saying, watch_draws_bars_until_all_is_over) {
  int polls = 0;
  daemon.answer = [&](const Call& call) -> Result<Answer> {
    if (call.method == "POST") {
      return Answer{
          202,
          R"({"results":[{"incident":"a/b","update":2,"update_id":"u9","state":"announced","broadcasts":[{"audience":"b","channel":"mail","recipients":2}]}]})",
          0};
    }
    ++polls;
    const std::string second = polls == 1 ? "waiting" : "failed";
    return Answer{200, R"({"deliveries":[{"state":"delivered"},{"state":")" + second + R"("}],"next":null})", 0};
  };

  EXPECT_EQ(type({"update", "a/b", "--summary", "S", "--watch"}), 0) << err.str();

  EXPECT_EQ(daemon.calls.at(1).path, "/v1/deliveries?limit=10000&incident=a%2Fb&update=2&channel=mail");
  EXPECT_THAT(out.str(), HasSubstr("mail [###############...............] 1 of 2 delivered\n"));
  EXPECT_THAT(out.str(), HasSubstr("mail [##############################] 1 of 2 delivered, 1 failed\n"));
  EXPECT_EQ(polls, 2);
}

}  // namespace
}  // namespace crier::client
