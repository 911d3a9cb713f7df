#include "api/answers.h"
#include "api_fixture.h"

/// Findings as the API tells them (interface.md sections 2 and 3, docs/api.md).
namespace crier::api {
namespace {

using testing::HasSubstr;

constexpr const char* kUpdate = R"({"action": "update", "incident": "db", "summary": "Payments fail, ETA 1h."})";
constexpr const char* kFinding =
    R"("findings":[{"rule":"eta-commitment","severity":"error","pointer":"/summary","excerpt":"Payments fail, ETA 1h.",)"
    R"("message":"A guess.","advice":"Say when you write next.","offset":15,"length":6}])";

std::vector<wording::Finding> one_finding() {
  return {
      {"eta-commitment", wording::Severity::error, "/summary", 15, 6, "Payments fail, ETA 1h.", "A guess.", "Say when you write next."}};
}

TEST_F(Api, tells_what_a_check_finds) {
  announcer.found = one_finding();
  const auto response = call("POST", "/v1/check", kUpdate);
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.body, "{" + std::string(kFinding) + "}");
  ASSERT_EQ(announcer.events.size(), 1U);
  EXPECT_EQ(announcer.events[0].summary, "Payments fail, ETA 1h.");
  announcer.found = std::vector<wording::Finding>{};
  EXPECT_EQ(call("POST", "/v1/check", kUpdate).body, R"({"findings":[]})");
}

TEST_F(Api, checks_one_event_as_it_previews_one) {
  struct Case {
    const char* body;
    const char* type;
    int status;
    const char* part;
  };
  const Case cases[] = {
      {"{", "application/json", 400, "line 1"},
      {"", "application/json", 400, "empty"},
      {R"([{"action": "update", "incident": "db", "summary": "S"}])", "application/json", 400, "one event"},
      {R"({"action": "update", "incident": "db", "sumary": "S"})", "application/json", 422, R"({"pointer":"/sumary")"},
      {R"({"action": "update", "incident": "db", "summary": 1})", "application/json", 422, R"({"pointer":"/summary")"},
      {kUpdate, "text/plain", 415, ""},
  };
  for (const char* target : {"/v1/check", "/v1/preview"}) {
    for (const auto& c : cases) {
      const auto response = call("POST", target, c.body, {{"content-type", c.type}});
      EXPECT_EQ(response.status, c.status) << target << " " << c.body;
      EXPECT_THAT(response.body, HasSubstr(c.part)) << target;
    }
    EXPECT_EQ(call("POST", std::string(target) + "?x=1", kUpdate).status, 422) << target;
    EXPECT_EQ(call("GET", target).status, 405) << target;
  }
  EXPECT_TRUE(announcer.events.empty()) << "nobody was asked";
}

TEST_F(Api, checks_nothing_for_who_may_not_preview) {
  const std::pair<core::Peer, int> cases[] = {
      {{"bob", core::Right::none, false, 1001, false}, 403},
      {{"", core::Right::none, false, 0, true}, 401},
      {{"carol", core::Right::read, true, 1002, false}, 403},
      {{"prometheus", core::Right::publish, false, 0, true}, 403},
  };
  for (const auto& [someone, status] : cases) {
    peer = someone;
    EXPECT_EQ(call("POST", "/v1/check", kUpdate).status, status) << someone.name;
    EXPECT_EQ(call("POST", "/v1/preview", kUpdate).status, status) << someone.name;
  }
  EXPECT_TRUE(announcer.events.empty());
}

TEST_F(Api, tells_the_findings_of_events_that_were_taken_previewed_and_approved) {
  announce::EventResult result;
  result.findings = one_finding();
  announcer.results = std::vector<announce::EventResult>{result};
  announcer.approved = result;
  announce::Preview preview;
  preview.findings = one_finding();
  announcer.previewed = preview;
  EXPECT_THAT(call("POST", "/v1/events", kUpdate).body, HasSubstr(kFinding));
  EXPECT_THAT(call("POST", "/v1/preview", kUpdate).body, HasSubstr(kFinding));
  EXPECT_THAT(call("POST", "/v1/updates/u7/approve").body, HasSubstr(kFinding));
}

TEST_F(Api, answers_refused_wording_with_422_and_a_fault_for_each_finding) {
  announcer.results = core::Problem{ErrorKind::invalid,
                                    "The wording is refused",
                                    "the wording has 2 faults",
                                    {{"/summary", "eta-commitment: A guess."}, {"/translations/de/summary", "hype: Big words."}},
                                    {}};
  announcer.approved =
      core::Problem{ErrorKind::invalid, "The wording is refused", "D", {{"/event/summary", "eta-commitment: A guess."}}, {}};
  const auto refused = call("POST", "/v1/events", kUpdate);
  EXPECT_EQ(refused.status, 422);
  EXPECT_EQ(refused.content_type, "application/problem+json");
  EXPECT_THAT(refused.body, HasSubstr(R"("errors":[{"pointer":"/summary","detail":"eta-commitment: A guess."},)"
                                      R"({"pointer":"/translations/de/summary","detail":"hype: Big words."}])"));
  const auto approval = call("POST", "/v1/updates/u7/approve", std::string(R"({"event": )") + kUpdate + "}");
  EXPECT_EQ(approval.status, 422);
  EXPECT_THAT(approval.body, HasSubstr(R"("pointer":"/event/summary")"));
}

}  // namespace
}  // namespace crier::api
