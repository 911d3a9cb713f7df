#include "api_fixture.h"

namespace crier::api {
namespace {

using testing::HasSubstr;

TEST_F(Api, keeps_a_silence_lists_it_and_ends_it) {
  const auto kept = call("POST", "/v1/silences",
                         R"({"match": {"services": "checkout", "label.region": ["eu-*", "us"]}, "for": "2h", "why": "moving racks"})");
  EXPECT_EQ(kept.status, 201) << kept.body;
  ASSERT_EQ(announcer.silences.size(), 1U);
  const auto& silence = announcer.silences[0];
  EXPECT_EQ(silence.match.at("services"), std::vector<std::string>{"checkout"});
  EXPECT_EQ(silence.match.at("label.region"), (std::vector<std::string>{"eu-*", "us"}));
  EXPECT_EQ(silence.begins, clock.now);
  EXPECT_EQ(silence.until, clock.now + std::chrono::hours(2));
  EXPECT_EQ(silence.author, "alice");
  EXPECT_THAT(kept.body, HasSubstr(R"({"id":"silence-1","match":{"label.region":["eu-*","us"],"services":["checkout"]})"));
  EXPECT_EQ(call("GET", "/v1/silences").body, "{\"silences\":[" + kept.body + "]}");
  EXPECT_EQ(call("DELETE", "/v1/silences/silence-1").status, 200);
  EXPECT_EQ(call("DELETE", "/v1/silences/1").status, 200);
  EXPECT_EQ(call("DELETE", "/v1/silences/7").status, 404);
  EXPECT_EQ(call("DELETE", "/v1/silences/x").status, 404);
}

TEST_F(Api, refuses_silences_with_a_pointer) {
  const std::pair<const char*, const char*> cases[] = {
      {R"({"for": "2h", "why": "w"})", "/match"},
      {R"({"match": {}, "for": "2h", "why": "w"})", "/match"},
      {R"({"match": "db", "for": "2h", "why": "w"})", "/match"},
      {R"({"match": {"service": "db"}, "for": "2h", "why": "w"})", "/match/service"},
      {R"({"match": {"in_maintenance": "true"}, "for": "2h", "why": "w"})", "/match/in_maintenance"},
      {R"({"match": {"label.": "x"}, "for": "2h", "why": "w"})", "/match/label."},
      {R"({"match": {"incident": []}, "for": "2h", "why": "w"})", "/match/incident"},
      {R"({"match": {"incident": ["a", 5]}, "for": "2h", "why": "w"})", "/match/incident/1"},
      {R"({"match": {"incident": "a\nb"}, "for": "2h", "why": "w"})", "/match/incident"},
      {R"({"match": {"incident": "a"}, "why": "w"})", "/for"},
      {R"({"match": {"incident": "a"}, "for": "31d", "why": "w"})", "/for"},
      {R"({"match": {"incident": "a"}, "for": "0s", "why": "w"})", "/for"},
      {R"({"match": {"incident": "a"}, "until": "2001-01-01T00:00:00Z", "why": "w"})", "/until"},
      {R"({"match": {"incident": "a"}, "for": "2h", "until": "2099-01-01T00:00:00Z", "why": "w"})", "/until"},
      {R"({"match": {"incident": "a"}, "for": "2h"})", "/why"},
      {R"({"match": {"incident": "a"}, "for": "2h", "why": "w", "author": "bob"})", "/author"},
  };
  for (const auto& [body, pointer] : cases) {
    const auto response = call("POST", "/v1/silences", body);
    EXPECT_EQ(response.status, 422) << body;
    EXPECT_THAT(response.body, HasSubstr(std::string(R"("pointer":")") + pointer + "\"")) << body;
  }
  EXPECT_EQ(call("POST", "/v1/silences", "[").status, 400);
  EXPECT_TRUE(announcer.silences.empty());
}

}  // namespace
}  // namespace crier::api
