#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "client/happenings.h"
#include "terminal.h"

namespace crier::client {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

const Error kCut{ErrorKind::io, "The connection to crierd was cut."};

std::string update(int id, const std::string& incident, int number) {
  const auto n = std::to_string(number);
  return "id: " + std::to_string(id) + "\nevent: update\ndata: {\"update_id\":\"u" + std::to_string(id) + "\",\"incident\":\"" + incident +
         "\",\"number\":" + n + ",\"status\":\"identified\",\"state\":\"announced\",\"summary\":\"S" + n + "\",\"at\":\"t\"}\n\n";
}

std::string delivery(int id, const std::string& name, const std::string& state) {
  return "id: " + std::to_string(id) + "\nevent: delivery\ndata: {\"id\":\"" + name +
         "\",\"incident\":\"db\",\"update\":2,\"recipient\":\"" + name + "\",\"channel\":\"mail\",\"state\":\"" + state +
         "\",\"attempts\":[{\"at\":\"2026-11-22T13:05:01Z\",\"reply\":\"250\"}]}\n\n";
}

/// Somebody who watches a daemon whose streams go as scripted, one after the other; then it is away.
struct Watching : testing::Test, Terminal {
  using Stream = std::vector<std::string>;
  std::vector<Stream> streams;
  std::size_t begun = 0;
  Millis between_pieces{0};
  std::map<std::string, std::string> pages;
  Watching() {
    variables["TERM"] = "xterm";
    variables["NO_COLOR"] = "1";
    daemon.stream = [this](const auto& piece) -> Result<Answer> {
      if (begun == streams.size()) return Error{ErrorKind::unavailable, "crierd cannot be reached."};
      for (const auto& one : streams[begun++]) {
        if (!piece(one)) return Answer{200, "", 0};
        steady += between_pieces;
      }
      return kCut;
    };
    daemon.answer = [this](const Call& call) -> Result<Answer> {
      const auto found = pages.find(call.path);
      return Answer{200, found == pages.end() ? "{}" : found->second, 0};
    };
  }
  /// What each stream was told to begin after.
  [[nodiscard]] std::vector<std::string> beginnings() const {
    std::vector<std::string> all;
    for (const auto& call : daemon.calls) {
      if (call.path == "/v1/stream") all.push_back(call.last_event_id);
    }
    return all;
  }
};

TEST_F(Watching, each_happening_is_a_line_wherever_pieces_are_cut) {
  const auto whole = ": crier\n\n" + update(1, "db", 2) + delivery(2, "a@b", "delivered") +
                     "id: 3\nevent: channel\ndata: {\"name\":\"x\",\"state\":\"paused\",\"reason\":\"by alice\"}\n\n";
  for (std::size_t at = 1; at < whole.size(); ++at) {
    streams = {{whole.substr(0, at), "", whole.substr(at)}};
    begun = 0;
    EXPECT_EQ(type({"watch"}), 69);
    EXPECT_EQ(out.str(),
              "t  db update 2 (identified): S2\n2026-11-22T13:05:01Z  db update 2 to a@b by mail: delivered (250)\n"
              "channel x is paused: by alice\n");
  }
}

TEST_F(Watching, a_lost_connection_is_taken_up_where_it_was_and_said_once) {
  streams = {{": crier\n\n" + update(1, "db", 1)}, {": crier\n\n" + update(2, "db", 2)}};

  EXPECT_EQ(type({"watch"}), 69);

  EXPECT_EQ(out.str(), "t  db update 1 (identified): S1\nt  db update 2 (identified): S2\n");
  EXPECT_THAT(err.str(), HasSubstr("crier: The connection to crierd was lost; trying again for two minutes.\n"
                                   "crier: The connection to crierd is back; watching goes on where it was.\n"
                                   "crier: The connection to crierd was lost; trying again for two minutes.\n"));
  EXPECT_THAT(err.str(), testing::EndsWith("crier: crierd was not reached again; when it runs: crier watch\n"));
  EXPECT_EQ(beginnings().at(0), "");
  EXPECT_EQ(beginnings().at(1), "1");
  EXPECT_EQ(beginnings().at(2), "2");
  Millis waited{};
  for (const auto pause : pauses) waited += pause;
  EXPECT_GE(waited, Millis(120000));
  EXPECT_LE(waited, Millis(130000));
}

TEST_F(Watching, what_a_restarted_daemon_does_not_tell_again_is_asked_for_and_told_once) {
  const std::string told =
      R"({"update_id":"u1","incident":"db","number":1,"status":"identified","state":"announced","summary":"S1","at":"t"})";
  const std::string missed =
      R"({"update_id":"u2","incident":"db","number":2,"status":"identified","state":"announced","summary":"S2","at":"t"})";
  const std::string past = R"({"update_id":"u0","incident":"old","number":1,"state":"announced"})";
  const std::string done =
      R"({"id":"d1","incident":"db","update":1,"recipient":"a@b","channel":"mail","state":"delivered","attempts":[{"at":"2026-11-22T13:06:00Z","reply":"250"}]})";
  const std::string before =
      R"({"id":"d0","incident":"old","update":1,"recipient":"o@b","channel":"mail","state":"failed","attempts":[{"at":"2026-11-22T13:04:59Z","reply":"550"}]})";
  bool is_restarted = false;
  daemon.answer = [&](const Call& call) -> Result<Answer> {
    if (call.path == "/v1/updates?limit=100")
      return Answer{200, R"({"updates":[)" + (is_restarted ? missed + "," + told + "," : "") + past + "]}", 0};
    return Answer{200, R"({"deliveries":[)" + (is_restarted ? done + "," : "") + before + "]}", 0};
  };
  const auto scripted = daemon.stream;
  daemon.stream = [&, scripted](const auto& piece) {
    is_restarted = begun > 0;
    return scripted(piece);
  };
  // The second stream tells the update once more: it came after the stream was opened and before the list was asked for.
  streams = {{": crier\n\n" + update(1, "db", 1)}, {": crier\n\n", update(2, "db", 2) + update(3, "db", 3)}};

  EXPECT_EQ(type({"watch"}), 69);

  EXPECT_EQ(out.str(),
            "t  db update 1 (identified): S1\nt  db update 2 (identified): S2\n"
            "2026-11-22T13:06:00Z  db update 1 to a@b by mail: delivered (250)\nt  db update 3 (identified): S3\n");
}

TEST_F(Watching, a_stream_that_is_silent_too_long_is_lost) {
  daemon.stream = [this](const auto& piece) -> Result<Answer> {
    if (begun++ > 0) return Error{ErrorKind::unavailable, "away"};
    EXPECT_TRUE(piece(": crier\n\n"));
    steady += std::chrono::seconds(59);
    EXPECT_TRUE(piece(""));
    steady += std::chrono::seconds(2);
    EXPECT_FALSE(piece(""));
    return Answer{200, "", 0};
  };

  EXPECT_EQ(type({"watch"}), 69);
  EXPECT_THAT(err.str(), HasSubstr("was lost"));
}

TEST_F(Watching, only_what_is_of_the_incident) {
  pages["/v1/incidents/db"] = R"({"incident":"db~2"})";
  streams = {{": crier\n\n" + update(1, "db~2", 1) + update(2, "db", 2) + update(3, "other", 3)}};

  EXPECT_EQ(type({"watch", "db"}), 69);

  EXPECT_EQ(out.str(), "t  db~2 update 1 (identified): S1\n") << "a key names the newest of its incidents";
}

TEST_F(Watching, an_earlier_occurrence_is_asked_for_by_its_number) {
  pages["/v1/incidents/db~1"] = R"({"incident":"db"})";
  streams = {{": crier\n\n" + update(1, "db", 1) + update(2, "db~2", 2)}};

  EXPECT_EQ(type({"watch", "db~1"}), 69);

  EXPECT_EQ(out.str(), "t  db update 1 (identified): S1\n");
  EXPECT_TRUE(std::any_of(daemon.calls.begin(), daemon.calls.end(), [](const Call& call) {
    return call.path == "/v1/updates?limit=100&incident=db~1";
  })) << "the key alone would be asked of the newest";
}

TEST_F(Watching, an_unknown_incident_or_a_daemon_that_is_away_is_said_at_once) {
  EXPECT_EQ(type({"watch"}), 69);
  EXPECT_EQ(err.str(), "crier: crierd cannot be reached.\n");
  daemon.answer = [](const Call&) -> Result<Answer> { return Answer{404, R"({"detail":"There is no incident nope."})", 0}; };
  EXPECT_EQ(type({"watch", "nope"}), 65);
  EXPECT_EQ(err.str(), "crier: There is no incident nope.\n");
  EXPECT_TRUE(pauses.empty());
}

TEST_F(Watching, a_terminal_shows_updates_as_lines_and_deliveries_as_one_block) {
  is_terminal = true;
  columns = 60;
  between_pieces = Millis(300);
  streams = {{": crier\n\n", update(1, "db", 2), delivery(2, "a", "delivered"), delivery(3, "b", "waiting") + delivery(4, "c", "failed")}};

  EXPECT_EQ(type({"watch"}), 69);

  const std::string watching = "Watching. Ctrl-C ends watching, not sending.\n";
  EXPECT_EQ(out.str(), watching + "\x1b[1A\x1b[Jt  db update 2 (identified): S2\n" + watching +
                           "\x1b[1A\x1b[J  db update 2 by mail: 1 delivered\n" + watching +
                           "\x1b[2A\x1b[J  db update 2 by mail: 1 delivered, 1 failed, 1 to be tr...\n" + watching +
                           "\x1b[2A\x1b[J  db update 2 by mail: 1 delivered, 1 failed, 1 to be tried\n  again\n")
      << "600 recipients are not 600 lines, and the counts stay when the connection is lost";
}

TEST_F(Watching, the_block_is_redrawn_calmly) {
  is_terminal = true;
  Stream pieces{": crier\n\n"};
  for (int i = 0; i < 1000; ++i) pieces.push_back(delivery(i + 1, "r" + std::to_string(i), "delivered"));
  streams = {pieces};

  EXPECT_EQ(type({"watch"}), 69);

  const auto shown = out.str();
  std::size_t draws = 0;
  for (auto at = shown.find("Watching."); at != std::string::npos; at = shown.find("Watching.", at + 1)) ++draws;
  EXPECT_EQ(draws, 1U) << "no time passed after the first";
  EXPECT_THAT(shown, HasSubstr("1000 delivered"));
}

TEST_F(Watching, a_screen_reader_gets_lines_and_no_escapes) {
  is_terminal = true;
  const std::vector<std::string> commands[] = {{"watch", "--plain"}, {"watch"}};
  for (const auto& command : commands) {
    if (command.size() == 1) variables["TERM"] = "dumb";
    streams = {{": crier\n\n", update(1, "db", 2), delivery(2, "a", "delivered")}};
    begun = 0;
    EXPECT_EQ(type(command), 69);
    EXPECT_EQ(out.str(), "t  db update 2 (identified): S2\n2026-11-22T13:05:01Z  db update 2 to a by mail: delivered (250)\n");
  }
}

/// Somebody who sends with --watch.
struct Bars : testing::Test, Terminal {
  std::vector<std::string> states{"delivered", "waiting"};
  std::function<Result<Answer>()> page = [this]() -> Result<Answer> {
    std::string items;
    for (const auto& state : states) items += (items.empty() ? "" : ",") + std::string(R"({"state":")") + state + "\"}";
    return Answer{200, R"({"deliveries":[)" + items + R"(],"next":null})", 0};
  };
  std::string result = R"("state":"announced","broadcasts":[{"audience":"b","channel":"mail","recipients":2}])";
  Bars() {
    daemon.answer = [this](const Call& call) -> Result<Answer> {
      if (call.method == "POST") return Answer{202, R"({"results":[{"incident":"db","update":2,"update_id":"u9",)" + result + "}]}", 0};
      return page();
    };
  }
};

TEST_F(Bars, control_c_ends_the_watching_and_says_that_sending_goes_on) {
  is_interrupted = [this] { return pauses.size() == 2; };

  EXPECT_EQ(type({"update", "db", "--summary", "S", "--watch"}), 0);

  EXPECT_THAT(err.str(), HasSubstr("you stopped watching; sending goes on without it. See: crier show db\n"));
  EXPECT_EQ(pauses.size(), 2U);
}

TEST_F(Bars, a_daemon_that_goes_away_is_waited_for_and_said_once) {
  int polls = 0;
  page = [&, good = page]() -> Result<Answer> {
    if (++polls <= 9) return Error{ErrorKind::unavailable, "crierd cannot be reached."};
    states = {"delivered", "delivered"};
    return good();
  };

  EXPECT_EQ(type({"update", "db", "--summary", "S", "--watch"}), 0) << err.str();

  EXPECT_EQ(err.str(), "crier: crierd is away just now; what it accepted goes on when it is back. Trying again.\n");
  EXPECT_THAT(out.str(), HasSubstr("2 of 2 delivered\n"));
}

TEST_F(Bars, a_daemon_that_stays_away_is_69) {
  page = []() -> Result<Answer> { return Error{ErrorKind::unavailable, "crierd cannot be reached."}; };

  EXPECT_EQ(type({"update", "db", "--summary", "S", "--watch"}), 69);
  EXPECT_THAT(err.str(), testing::EndsWith("crier: crierd cannot be reached.\n"));
}

TEST_F(Bars, what_is_held_has_nothing_to_watch) {
  result = R"("state":"held","broadcasts":[{"audience":"b","channel":"mail","recipients":2}])";

  EXPECT_EQ(type({"update", "db", "--summary", "S", "--watch"}), 0);

  EXPECT_THAT(out.str(), HasSubstr("There is nothing to watch: nobody is told just now.\n"));
}

}  // namespace
}  // namespace crier::client
