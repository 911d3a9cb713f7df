#include "api_fixture.h"

namespace crier::api {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

UtcTime at(std::string_view text) { return parse_rfc3339(text).value(); }

clock::Entry closing() {
  clock::Entry entry;
  entry.id = "o123";
  entry.at = at("2026-11-23T15:30:00Z");
  entry.timezone = "Europe/Berlin";
  entry.kind = core::Occasion::office_close;
  entry.stage = "close";
  entry.incident = "db";
  entry.audience = "customers";
  entry.reason = "the office closes";
  return entry;
}

TEST_F(Api, lists_the_occasions_to_come) {
  clockwork.page.entries = {closing()};
  clockwork.page.next = "1:o123";

  const auto response = call("GET", "/v1/schedule?until=3d&incident=db&audience=customers&occasion=office-close&limit=7");

  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.body,
            R"({"occasions":[{"id":"o123","at":"2026-11-23T15:30:00Z","local":"2026-11-23T16:30:00+01:00","timezone":"Europe/Berlin",)"
            R"("occasion":"office-close","stage":"close","incident":"db","audience":"customers","reason":"the office closes","state":"planned"}],"next":"1:o123"})");
  EXPECT_EQ(clockwork.asked.from, clock.now);
  EXPECT_EQ(clockwork.asked.until, clock.now + std::chrono::days(3));
  EXPECT_EQ(clockwork.asked.incident, "db");
  EXPECT_EQ(clockwork.asked.kind, core::Occasion::office_close);
  EXPECT_EQ(clockwork.asked.limit, 7U);
}

TEST_F(Api, lists_a_week_of_the_schedule_unless_told_otherwise) {
  EXPECT_EQ(call("GET", "/v1/schedule").body, R"({"occasions":[],"next":null})");
  EXPECT_EQ(clockwork.asked.until, clock.now + std::chrono::days(7));
}

TEST_F(Api, refuses_what_the_schedule_does_not_know) {
  for (const char* query : {"until=soon", "from=x", "occasion=event", "occasion=lunch", "incident=a%20b", "limit=0", "colour=red"}) {
    const auto response = call("GET", std::string("/v1/schedule?") + query);
    EXPECT_EQ(response.status, 422) << query;
    EXPECT_THAT(response.body, HasSubstr(R"("errors":[{"pointer":"/)")) << query;
  }
}

TEST_F(Api, shows_one_occasion_with_its_words) {
  clockwork.shown.entry = closing();
  clockwork.shown.messages = {{{"customers", "mail", 3, 0}, core::Message{"en", "Subject", "Text", "", {}, ""}}};
  clockwork.shown.letters = {{"title", {"fact"}, {"crier list"}}};

  const auto response = call("GET", "/v1/schedule/o123");

  EXPECT_EQ(response.status, 200);
  EXPECT_THAT(response.body, HasSubstr(R"("needless":null,"messages":[{"audience":"customers","channel":"mail","recipients":3,"language":"en","subject":"Subject","text":"Text")"));
  EXPECT_THAT(response.body, HasSubstr(R"("operators":[{"title":"title","facts":["fact"],"commands":["crier list"]}])"));
  EXPECT_EQ(call("GET", "/v1/schedule/o9").status, 404);
}

TEST_F(Api, shows_no_words_of_a_restricted_incident_to_who_may_only_read) {
  clockwork.shown.entry = closing();
  clockwork.shown.entry.restricted = true;
  clockwork.shown.messages = {{{"customers", "mail", 3, 0}, core::Message{"en", "Subject", "Text", "", {}, ""}}};
  peer.right = core::Right::read;

  EXPECT_THAT(call("GET", "/v1/schedule/o123").body, Not(HasSubstr("Subject")));
}

TEST_F(Api, skips_and_hastens_for_operators) {
  clockwork.shown.entry = closing();
  EXPECT_THAT(call("POST", "/v1/schedule/o123/skip").body, HasSubstr(R"("state":"skipped")"));
  EXPECT_THAT(call("POST", "/v1/schedule/o123/now", "{}").body, HasSubstr(R"("state":"done")"));
  EXPECT_EQ(call("POST", "/v1/schedule/o9/skip").status, 404);
  EXPECT_EQ(call("POST", "/v1/schedule/o123/skip", R"({"why": "x"})").status, 422);
  peer.right = core::Right::read;
  EXPECT_EQ(call("POST", "/v1/schedule/o123/skip").status, 403);
  EXPECT_EQ(call("POST", "/v1/schedule/o123/now").status, 403);
  EXPECT_THAT(clockwork.did, ElementsAre("skip o123 alice", "now o123 alice", "skip o9 alice"));
}

TEST_F(Api, hushes_an_incident) {
  clockwork.until = at("2026-11-23T22:00:00Z");
  EXPECT_EQ(call("POST", "/v1/incidents/a%2Fb/hush", R"({"for": "8h"})").body, R"({"incident":"a/b","hushed":"2026-11-23T22:00:00Z"})");
  EXPECT_THAT(clockwork.did, ElementsAre("hush a/b 8h alice"));
  for (const char* body : {"{}", R"({"for": 8})", R"({"for": "-1h"})", R"({"for": "31d"})", R"({"for": "8h", "why": "x"})"})
    EXPECT_EQ(call("POST", "/v1/incidents/db/hush", body).status, 422) << body;
  EXPECT_EQ(call("POST", "/v1/incidents/a%20b/hush", R"({"for": "8h"})").status, 404);
}

TEST_F(Api, takes_lists_and_forgets_one_shot_reminders) {
  snapshot->rules.audiences = {"customers"};
  clockwork.until = at("2027-11-23T08:00:00Z");
  const auto response = call("POST", "/v1/reminders",
                             R"({"at": "2027-11-23 09:00 Europe/Berlin", "audiences": ["customers"], "summary": "Soon.", "title": "T", "name": "window"})");

  EXPECT_EQ(response.status, 201);
  EXPECT_EQ(response.body, R"({"name":"window","at":"2027-11-23T08:00:00Z","local":"2027-11-23T09:00:00+01:00","timezone":"Europe/Berlin","cron":null,)"
                           R"("audiences":["customers"],"title":"T","summary":"Soon.","author":"alice"})");
  EXPECT_THAT(call("GET", "/v1/reminders").body, HasSubstr(R"({"reminders":[{"name":"window")"));
  EXPECT_EQ(call("DELETE", "/v1/reminders/window").body, R"({"count":1})");
  EXPECT_EQ(call("DELETE", "/v1/reminders/other").status, 404);
}

TEST_F(Api, points_at_what_is_wrong_with_a_reminder) {
  snapshot->rules.audiences = {"customers"};
  struct Case {
    const char* body;
    const char* pointer;
  };
  const Case cases[] = {{R"({"audiences": ["customers"], "summary": "S"})", "/at"},
                        {R"({"at": "2020-11-23 09:00 UTC", "audiences": ["customers"], "summary": "S"})", "/at"},
                        {R"({"at": "soon", "audiences": ["customers"], "summary": "S"})", "/at"},
                        {R"({"at": "2027-11-23 09:00", "audiences": ["customers"], "summary": "S"})", "/at"},
                        {R"({"at": "2027-11-23 09:00 UTC", "audiences": [], "summary": "S"})", "/audiences"},
                        {R"({"at": "2027-11-23 09:00 UTC", "audiences": ["custmers"], "summary": "S"})", "/audiences/0"},
                        {R"({"at": "2027-11-23 09:00 UTC", "audiences": ["customers"], "summary": " "})", "/summary"},
                        {R"({"at": "2027-11-23 09:00 UTC", "audiences": ["customers"], "summary": "S", "title": "a\nb"})", "/title"},
                        {R"({"at": "2027-11-23 09:00 UTC", "audiences": ["customers"], "summary": "S", "name": "a b"})", "/name"},
                        {R"({"at": "2027-11-23 09:00 UTC", "audiences": ["customers"], "summary": "S", "cron": "@daily"})", "/cron"}};
  for (const auto& c : cases) {
    const auto response = call("POST", "/v1/reminders", c.body);
    EXPECT_EQ(response.status, 422) << c.body;
    EXPECT_THAT(response.body, HasSubstr(std::string(R"("pointer":")") + c.pointer + '"')) << c.body;
  }
  EXPECT_EQ(call("POST", "/v1/reminders", "{").status, 400);
}

TEST_F(Api, tells_when_offices_are_open) {
  core::Audience customers;
  customers.name = "customers";
  customers.timezone = "Europe/Berlin";
  std::array<std::vector<core::OfficeSpan>, 7> week;
  for (std::size_t day = 0; day < 5; ++day) week[day] = {{540, 720}, {780, 1020}};
  customers.office_hours.emplace(customers.timezone, week,
                                 std::map<core::LocalDate, std::string>{{std::chrono::year{2026} / 11 / 24, "Founders' day"}});
  snapshot->audiences = {{"customers", customers}, {"public", core::Audience{}}};

  const auto response = call("GET", "/v1/hours?from=2026-11-23T00:00:00Z&until=2026-11-25T09:00:00Z");

  EXPECT_EQ(response.status, 200);
  EXPECT_THAT(response.body,
              HasSubstr(R"({"audiences":[{"name":"customers","timezone":"Europe/Berlin","open":[{"from":"2026-11-23T08:00:00Z","until":"2026-11-23T11:00:00Z"},)"
                        R"({"from":"2026-11-23T12:00:00Z","until":"2026-11-23T16:00:00Z"},{"from":"2026-11-25T08:00:00Z","until":"2026-11-25T09:00:00Z"}],)"
                        R"("holidays":[{"date":"2026-11-24","name":"Founders' day"}])"));
  EXPECT_EQ(call("GET", "/v1/hours?audience=nobody").status, 404);
  EXPECT_EQ(call("GET", "/v1/hours?from=2026-11-23T00:00:00Z&until=2026-11-22T00:00:00Z").status, 422);
  EXPECT_EQ(call("GET", "/v1/hours?until=90d").status, 422);
}

}  // namespace
}  // namespace crier::api
