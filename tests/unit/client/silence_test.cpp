#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "terminal.h"

/// `crier silence` (shapes: docs/api.md).
namespace crier::client {
namespace {

using testing::HasSubstr;

constexpr const char* kSilence =
    R"({"id":"silence-3","match":{"label.region":["eu-*"],"services":["checkout","search"]},"begins":"2026-11-23T15:00:00Z",)"
    R"("until":"2026-11-23T17:00:00Z","why":"moving racks","author":"alice"})";

struct Silencing : testing::Test, Terminal {
  std::string body = kSilence;
  int status = 201;
  Silencing() {
    daemon.answer = [this](const Call&) -> Result<Answer> { return Answer{status, body, 0}; };
  }
  const Call& asked() { return daemon.calls.back(); }
};

TEST_F(Silencing, says_what_for_how_long_and_why) {
  EXPECT_EQ(type({"silence", "service=checkout", "services=search", "label.region=eu-*", "db", "--for", "2h", "--why", "moving racks"}), 0);
  EXPECT_EQ(asked().method + " " + asked().path, "POST /v1/silences");
  EXPECT_EQ(boost::json::parse(asked().body),
            boost::json::parse(R"({"match":{"incident":["db"],"label.region":["eu-*"],"services":["checkout","search"]},)"
                               R"("for":"2h","why":"moving racks"})"));
  EXPECT_THAT(out.str(), HasSubstr("silence-3: what monitors say where label.region is eu-*, services is checkout or search waits until "
                                   "2026-11-23T17:00:00Z"));
  EXPECT_THAT(out.str(), HasSubstr("undo: crier silence --end silence-3"));
}

TEST_F(Silencing, lacks_nothing_or_nothing_is_sent) {
  for (const std::vector<std::string>& words : {std::vector<std::string>{"silence", "--for", "2h", "--why", "w"},
                                                {"silence", "db", "--why", "w"},
                                                {"silence", "db", "--for", "soon", "--why", "w"},
                                                {"silence", "db", "--for", "2h"},
                                                {"silence", "db", "--for", "2h", "--why", " "},
                                                {"silence", "--list", "--end", "silence-3"}}) {
    EXPECT_EQ(type(words), 64);
  }
  EXPECT_TRUE(daemon.calls.empty());
}

TEST_F(Silencing, is_listed_and_ended) {
  columns = 200;
  status = 200;
  body = std::string(R"({"silences":[)") + kSilence + "]}";
  EXPECT_EQ(type({"silence", "--list"}), 0);
  EXPECT_EQ(asked().path, "/v1/silences");
  EXPECT_THAT(out.str(), HasSubstr("silence-3  2026-11-23T17:00:00Z  alice  label.region is eu-*, services is checkout or search"));
  EXPECT_THAT(out.str(), HasSubstr("moving racks"));

  body = kSilence;
  EXPECT_EQ(type({"silence", "--end", "silence-3"}), 0);
  EXPECT_EQ(asked().method + " " + asked().path, "DELETE /v1/silences/silence-3");

  body = R"({"silences":[]})";
  EXPECT_EQ(type({"silence"}), 0) << "without words it lists";
  EXPECT_THAT(out.str(), HasSubstr("Nothing is silenced"));
}

}  // namespace
}  // namespace crier::client
