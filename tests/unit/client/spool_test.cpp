#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>

#include "ingest/event_json.h"
#include "terminal.h"

namespace crier::client {
namespace {

using testing::HasSubstr;
using testing::Not;

struct Spooling : testing::Test, Terminal {
  std::filesystem::path folder = std::filesystem::temp_directory_path() / ("crier-spool-test-" + std::to_string(getpid()));
  Spooling() {
    std::filesystem::create_directory(folder);
    variables["CRIER_SPOOL"] = folder.string();
    daemon.answer = [](const Call&) -> Result<Answer> { return Error{ErrorKind::unavailable, "crierd cannot be reached."}; };
  }
  ~Spooling() override { std::filesystem::remove_all(folder); }

  [[nodiscard]] std::vector<std::string> names() const {
    std::vector<std::string> all;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) all.push_back(entry.path().filename());
    return all;
  }
  [[nodiscard]] core::Event kept(const std::string& name) const {
    std::ifstream file(folder / name);
    const std::string text((std::istreambuf_iterator<char>(file)), {});
    const auto document = ingest::read_events(text, ingest::Layout::json, "");
    return document ? document->events.at(0) : core::Event{};
  }
};

TEST_F(Spooling, without_it_a_daemon_that_is_away_is_told_with_the_way_out) {
  EXPECT_EQ(type({"update", "db", "--summary", "S"}), 69);

  EXPECT_EQ(err.str(),
            "crier: crierd cannot be reached. Nothing was sent; to keep the event until crierd is back: the same with --spool\n");
  EXPECT_TRUE(names().empty());
}

TEST_F(Spooling, what_may_have_been_taken_is_to_be_kept_under_its_id) {
  daemon.answer = [](const Call&) -> Result<Answer> { return Error{ErrorKind::io, "The connection was cut."}; };

  EXPECT_EQ(type({"update", "db", "--summary", "S", "--id", "mine"}), 69);

  EXPECT_THAT(err.str(), HasSubstr("the same with --spool --id mine\n"));
  EXPECT_THAT(err.str(), Not(HasSubstr("Nothing was sent")));
}

TEST_F(Spooling, keeps_the_event_as_one_file_that_the_daemon_can_read) {
  const auto before = umask(077);
  EXPECT_EQ(type({"update", "db", "--summary", "S", "--next-update", "45m", "--spool", "--id", "mine"}), 0) << err.str();
  umask(before);

  EXPECT_EQ(names(), std::vector<std::string>{"mine.json"}) << "and nothing temporary beside it";
  const auto event = kept("mine.json");
  EXPECT_EQ(event.id, "mine");
  EXPECT_EQ(event.action, core::Action::update);
  EXPECT_EQ(event.incident, "db");
  EXPECT_EQ(event.summary, "S");
  struct stat status {};
  ASSERT_EQ(stat((folder / "mine.json").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 07777U, 0640U);
  EXPECT_EQ(out.str(), "mine: crierd is away; the event is kept in " + (folder / "mine.json").string() +
                           ", and crierd takes it up when it starts\nundo: rm " + (folder / "mine.json").string() + "\n");
}

TEST_F(Spooling, the_same_event_is_kept_once_and_another_one_never_over_it) {
  EXPECT_EQ(type({"update", "db", "--summary", "S", "--spool", "--id", "mine"}), 0);
  EXPECT_EQ(type({"update", "db", "--summary", "S", "--spool", "--id", "mine"}), 0) << err.str();
  EXPECT_EQ(type({"update", "db", "--summary", "Other", "--spool", "--id", "mine"}), 65);

  EXPECT_THAT(err.str(), HasSubstr("keeps another event of this id"));
  EXPECT_EQ(kept("mine.json").summary, "S");
  EXPECT_EQ(names().size(), 1U);
}

TEST_F(Spooling, an_id_is_never_a_path) {
  EXPECT_EQ(type({"update", "db", "--summary", "S", "--spool", "--id", "../up"}), 0) << err.str();
  EXPECT_EQ(type({"update", "db", "--summary", "S", "--spool", "--id", "a/b c"}), 0) << err.str();

  EXPECT_THAT(names(), testing::UnorderedElementsAre("%2E.%2Fup.json", "a%2Fb%20c.json"));
  EXPECT_EQ(kept("a%2Fb%20c.json").id, "a/b c");
}

TEST_F(Spooling, what_crierd_would_refuse_is_told_now) {
  EXPECT_EQ(type({"open", "db", "--summary", "S", "--spool"}), 65);

  EXPECT_THAT(
      err.str(),
      HasSubstr("The event is not kept, since crierd would refuse it:\n  /title open needs a title\n  /impact open needs an impact"));
  EXPECT_TRUE(names().empty());
}

TEST_F(Spooling, names_that_only_the_configuration_knows_are_not_judged) {
  EXPECT_EQ(type({"open", "db", "--title", "T", "--impact", "minor", "--summary", "S", "--service", "s", "--audience", "a",
                  "--drop-audience", "b", "--exercise", "--spool"}),
            0)
      << err.str();
}

TEST_F(Spooling, a_folder_that_cannot_be_written_is_told_and_nothing_is_kept) {
  variables["CRIER_SPOOL"] = (folder / "none").string();

  EXPECT_EQ(type({"update", "db", "--summary", "S", "--spool"}), 69);

  EXPECT_THAT(err.str(), HasSubstr("cannot be kept in " + (folder / "none").string() + " (No such file or directory); set CRIER_SPOOL"));
}

TEST_F(Spooling, is_not_used_while_crierd_answers) {
  for (const int status : {202, 409, 422, 503}) {
    daemon.answer = [status](const Call&) {
      return Answer{status, R"({"detail":"no","results":[{"incident":"db","update":1,"update_id":"u1","state":"recorded"}]})", 0};
    };
    EXPECT_EQ(type({"update", "db", "--summary", "S", "--spool"}), status == 202 ? 0 : status == 503 ? 75 : 65);
    EXPECT_TRUE(names().empty()) << status;
  }
  daemon.answer = [](const Call&) { return Answer{200, "<html>", 0}; };
  EXPECT_EQ(type({"update", "db", "--summary", "S", "--spool"}), 69) << "that is no crierd";
  EXPECT_TRUE(names().empty());
}

TEST_F(Spooling, a_cut_call_is_kept_as_the_same_event_with_the_number_that_was_confirmed) {
  daemon.answer = [](const Call& call) -> Result<Answer> {
    if (call.body.find("confirm") == std::string::npos) return Answer{409, R"({"confirm":601})", 0};
    return Error{ErrorKind::io, "The connection was cut."};
  };

  EXPECT_EQ(type({"update", "db", "--summary", "S", "--yes", "--spool", "--id", "mine"}), 0) << err.str();

  EXPECT_EQ(kept("mine.json").confirm, 601) << "else it would be another event under the same id";
  EXPECT_THAT(out.str(), HasSubstr("undo: not before crierd is back"));
}

TEST_F(Spooling, a_raw_event_has_the_same_way_out_unless_it_may_have_been_taken) {
  in.str(R"({"action": "update", "incident": "db", "summary": "S"})");
  EXPECT_EQ(type({"send"}), 69);
  EXPECT_THAT(err.str(), HasSubstr("Nothing was sent; to keep the event until crierd is back: the same with --spool"));

  daemon.answer = [](const Call&) -> Result<Answer> { return Error{ErrorKind::io, "The connection was cut."}; };
  in.clear();
  in.str(R"({"action": "update", "incident": "db", "summary": "S"})");
  EXPECT_EQ(type({"send"}), 69);
  EXPECT_EQ(err.str(), "crier: The connection was cut.\n");
}

TEST_F(Spooling, a_raw_event_can_be_kept) {
  in.str(R"({"id": "raw", "action": "update", "incident": "db", "summary": "S"})");
  EXPECT_EQ(type({"send", "--spool"}), 0) << err.str();
  EXPECT_EQ(kept("raw.json").summary, "S");
  EXPECT_EQ(type({"--json", "take", "db", "--spool", "--id", "t"}), 0) << err.str();
  EXPECT_EQ(out.str(), "{\"id\":\"t\",\"spooled\":\"" + (folder / "t.json").string() + "\"}\n");
}

}  // namespace
}  // namespace crier::client
