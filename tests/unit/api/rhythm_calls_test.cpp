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
  EXPECT_EQ(
      response.body,
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
  for (const char* query : {"until=soon", "from=x", "occasion=event", "occasion=lunch", "incident=a%20b", "limit=0", "after=junk",
                            "until=401d", "colour=red"}) {
    const auto response = call("GET", std::string("/v1/schedule?") + query);
    EXPECT_EQ(response.status, 422) << query;
    EXPECT_THAT(response.body, HasSubstr(R"("errors":[{"pointer":"/)")) << query;
  }
}

TEST_F(Api, takes_a_key_for_its_newest_incident_as_every_other_list_does) {
  stored_incident("db");
  stored_incident("db");

  const std::pair<const char*, const char*> cases[] = {{"db", "db~2"}, {"db~1", "db"}, {"db~2", "db~2"}, {"db~3", "db~3"}, {"web", "web"}};
  for (const auto& [asked, name] : cases) {
    EXPECT_EQ(call("GET", std::string("/v1/schedule?incident=") + asked).status, 200);
    EXPECT_EQ(clockwork.asked.incident, name) << asked;
  }
}

TEST_F(Api, says_for_what_the_clock_speaks_and_to_whom) {
  clock::Entry reminder = closing();
  reminder.kind = core::Occasion::reminder;
  reminder.stage.clear();
  reminder.incident.clear();
  reminder.name = "window \"x\" <b>";
  reminder.reason = "line\nline";
  clock::Entry deadline = closing();
  deadline.kind = core::Occasion::promise;
  deadline.stage = "deadline";
  deadline.audience.clear();
  deadline.timezone = core::Zone();
  deadline.state = "hushed";
  clockwork.page.entries = {reminder, deadline};

  EXPECT_EQ(
      call("GET", "/v1/schedule").body,
      R"({"occasions":[{"id":"o123","at":"2026-11-23T15:30:00Z","local":"2026-11-23T16:30:00+01:00","timezone":"Europe/Berlin",)"
      R"("occasion":"reminder","stage":"","incident":null,"audience":"customers","reason":"line\nline","name":"window \"x\" <b>","state":"planned"},)"
      R"({"id":"o123","at":"2026-11-23T15:30:00Z","local":"2026-11-23T15:30:00Z","timezone":"UTC",)"
      R"("occasion":"promise","stage":"deadline","incident":"db","audience":null,"reason":"the office closes","state":"hushed"}],"next":null})");
}

TEST_F(Api, lets_those_who_may_only_publish_neither_see_nor_change_the_rhythm) {
  snapshot->rules.audiences = {"customers"};
  clockwork.shown.entry = closing();
  const std::pair<const char*, const char*> calls[] = {
      {"GET", "/v1/schedule"},           {"GET", "/v1/schedule/o123"},       {"POST", "/v1/schedule/o123/skip"},
      {"POST", "/v1/schedule/o123/now"}, {"POST", "/v1/incidents/db/hush"},  {"GET", "/v1/reminders"},
      {"POST", "/v1/reminders"},         {"DELETE", "/v1/reminders/window"}, {"GET", "/v1/hours"}};
  for (const auto right : {core::Right::publish, core::Right::read}) {
    peer.right = right;
    peer.may_read = right == core::Right::read;
    for (const auto& [method, path] : calls) {
      const bool may = right == core::Right::read && std::string_view(method) == "GET";
      EXPECT_EQ(call(method, path).status, may ? 200 : 403) << method << " " << path;
    }
  }
  EXPECT_TRUE(clockwork.did.empty());
}

TEST_F(Api, shows_one_occasion_with_its_words) {
  clockwork.shown.entry = closing();
  clockwork.shown.messages = {{{"customers", "mail", 3, 0}, core::Message{"en", "Subject", "Text", "", {}, ""}}};
  clockwork.shown.letters = {{"title", {"fact"}, {"crier list"}}};

  const auto response = call("GET", "/v1/schedule/o123");

  EXPECT_EQ(response.status, 200);
  EXPECT_THAT(
      response.body,
      HasSubstr(
          R"("needless":null,"messages":[{"audience":"customers","channel":"mail","recipients":3,"language":"en","subject":"Subject","text":"Text")"));
  EXPECT_THAT(response.body, HasSubstr(R"("operators":[{"title":"title","facts":["fact"],"commands":["crier list"]}])"));
  EXPECT_EQ(call("GET", "/v1/schedule/o9").status, 404);
}

TEST_F(Api, shows_no_words_of_a_restricted_incident_to_who_may_only_read) {
  clockwork.shown.entry = closing();
  clockwork.shown.entry.restricted = true;
  clockwork.shown.messages = {{{"customers", "mail", 3, 0}, core::Message{"en", "Subject", "Text", "", {}, ""}}};
  clockwork.shown.letters = {{"Secret letter", {"fact"}, {"crier list"}}};
  EXPECT_THAT(call("GET", "/v1/schedule/o123").body, HasSubstr("Subject"));
  peer.right = core::Right::read;

  const auto seen = call("GET", "/v1/schedule/o123");

  EXPECT_EQ(seen.status, 200);
  EXPECT_THAT(seen.body, HasSubstr(R"("id":"o123")"));
  EXPECT_THAT(seen.body, HasSubstr(R"("messages":[],"operators":[])"));
  EXPECT_THAT(seen.body, Not(HasSubstr("Subject")));
  EXPECT_THAT(seen.body, Not(HasSubstr("Secret")));
}

TEST_F(Api, says_why_nothing_would_be_said) {
  clockwork.shown.entry = closing();
  clockwork.shown.needless = "what was announced shortly before makes it needless";

  EXPECT_THAT(call("GET", "/v1/schedule/o123").body,
              HasSubstr(R"("needless":"what was announced shortly before makes it needless","messages":[],"operators":[])"));
  EXPECT_EQ(call("GET", "/v1/schedule/o123?all=1").status, 422);
}

TEST_F(Api, points_at_a_body_that_says_something_where_none_is_asked_for) {
  clockwork.shown.entry = closing();
  for (const char* path : {"/v1/schedule/o123/skip", "/v1/schedule/o123/now"}) {
    const auto refused = call("POST", path, R"({"at": "later"})");
    EXPECT_EQ(refused.status, 422);
    EXPECT_THAT(refused.body, HasSubstr(R"("errors":[{"pointer":"/at")"));
    EXPECT_EQ(call("POST", path, "{").status, 400);
    EXPECT_EQ(call("POST", path, "x", {{"content-type", "text/plain"}}).status, 415);
    EXPECT_EQ(call("POST", std::string(path) + "?force=1").status, 422);
  }
  EXPECT_TRUE(clockwork.did.empty());
  EXPECT_EQ(call("POST", "/v1/schedule/o123/skip", "{ }").status, 200);
}

TEST_F(Api, passes_on_why_the_clock_will_not) {
  clockwork.unknown = {ErrorKind::conflict, "It makes no sense now", "o9 is skipped already", {}};
  EXPECT_EQ(call("POST", "/v1/schedule/o9/skip").status, 409);
  clockwork.unknown = {ErrorKind::unavailable, "Too much at once", "the store is busy", {}};
  const auto busy = call("POST", "/v1/schedule/o9/now");
  EXPECT_EQ(busy.status, 503);
  EXPECT_EQ(busy.headers.front().first, "Retry-After");
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
  EXPECT_EQ(call("POST", "/v1/incidents/db/hush", "8h", {{"content-type", "text/plain"}}).status, 415);
  EXPECT_EQ(clockwork.did.size(), 1U);
  clockwork.until = std::nullopt;
  EXPECT_EQ(call("POST", "/v1/incidents/db/hush", R"({"for": "0s"})").body, R"({"incident":"db","hushed":null})");
}

TEST_F(Api, takes_lists_and_forgets_one_shot_reminders) {
  snapshot->rules.audiences = {"customers"};
  clockwork.until = at("2027-11-23T08:00:00Z");
  const auto response =
      call("POST", "/v1/reminders",
           R"({"at": "2027-11-23 09:00 Europe/Berlin", "audiences": ["customers"], "summary": "Soon.", "title": "T", "name": "window"})");

  EXPECT_EQ(response.status, 201);
  EXPECT_EQ(response.body,
            R"({"name":"window","at":"2027-11-23T08:00:00Z","local":"2027-11-23T09:00:00+01:00","timezone":"Europe/Berlin","cron":null,)"
            R"("audiences":["customers"],"title":"T","summary":"Soon.","author":"alice"})");
  EXPECT_THAT(call("GET", "/v1/reminders").body, HasSubstr(R"({"reminders":[{"name":"window")"));
  EXPECT_EQ(call("DELETE", "/v1/reminders/window").body, R"({"count":1})");
  EXPECT_EQ(call("DELETE", "/v1/reminders/other").status, 404);
}

TEST_F(Api, takes_two_reminders_without_names_for_the_same_time) {
  snapshot->rules.audiences = {"customers"};
  for (const char* summary : {R"("One.")", R"("Two.")"}) {
    const std::string body = R"({"at": "2027-11-23 09:00 Europe/Berlin", "audiences": ["customers"], "summary": )";
    EXPECT_EQ(call("POST", "/v1/reminders", body + summary + "}").status, 201);
  }
  ASSERT_EQ(clockwork.kept.size(), 2U);
  EXPECT_NE(clockwork.kept[0].reminder.name, clockwork.kept[1].reminder.name);
}

TEST_F(Api, lists_the_reminders_of_the_configuration_with_their_lines) {
  core::Reminder weekly;
  weekly.name = "weekly";
  weekly.when = core::Cron::parse("0 9 * * MON").value();
  weekly.timezone = "Europe/Berlin";
  weekly.audiences = {"customers"};
  weekly.summary = "a <b> \"c\"";
  clockwork.kept = {{weekly, at("2026-11-30T08:00:00Z")}, {weekly, std::nullopt}};
  const std::string rest =
      R"("timezone":"Europe/Berlin","cron":"0 9 * * MON","audiences":["customers"],"title":"","summary":"a <b> \"c\"","author":""})";

  EXPECT_EQ(call("GET", "/v1/reminders").body,
            R"({"reminders":[{"name":"weekly","at":"2026-11-30T08:00:00Z","local":"2026-11-30T09:00:00+01:00",)" + rest +
                R"(,{"name":"weekly","at":null,"local":null,)" + rest + "]}");
  EXPECT_EQ(call("GET", "/v1/reminders?limit=1").status, 422);
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
  EXPECT_EQ(call("POST", "/v1/reminders", std::string((1U << 20) + 1, ' ')).status, 413);
  EXPECT_EQ(call("POST", "/v1/reminders", "at: soon", {{"content-type", "application/yaml"}}).status, 415);
  EXPECT_TRUE(clockwork.did.empty());
}

TEST_F(Api, counts_maintenance_that_is_not_over_as_open) {
  const auto status = [](core::Status is, bool is_over) {
    return [is, is_over](store::Acceptance& acceptance) {
      acceptance.incident.status = is;
      acceptance.incident.maintenance = core::MaintenanceWindow{at("2026-11-23T22:00:00Z"), at("2026-11-23T23:00:00Z"), 2};
      if (is_over) acceptance.incident.resolved = at("2026-11-22T12:00:00Z");
    };
  };
  stored_incident("planned", status(core::Status::scheduled, false));
  stored_incident("running", status(core::Status::in_progress, false));
  stored_incident("done", status(core::Status::completed, true));
  stored_incident("off", status(core::Status::cancelled, true));
  stored_incident("db");

  const auto open = call("GET", "/v1/incidents?state=open").body;
  const auto over = call("GET", "/v1/incidents?state=resolved").body;

  for (const char* name : {"planned", "running", "db", "done", "off"}) {
    const bool is_open = std::string_view(name) != "done" && std::string_view(name) != "off";
    const auto member = HasSubstr(std::string(R"("incident":")") + name + '"');
    EXPECT_THAT(is_open ? open : over, member);
    EXPECT_THAT(is_open ? over : open, Not(member));
  }
  EXPECT_THAT(open, HasSubstr(R"("status":"in-progress")"));
  EXPECT_THAT(open, HasSubstr(R"("maintenance":{"starts":"2026-11-23T22:00:00Z","ends":"2026-11-23T23:00:00Z","revision":2})"));
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
  EXPECT_THAT(
      response.body,
      HasSubstr(
          R"({"audiences":[{"name":"customers","timezone":"Europe/Berlin","open":[{"from":"2026-11-23T08:00:00Z","until":"2026-11-23T11:00:00Z"},)"
          R"({"from":"2026-11-23T12:00:00Z","until":"2026-11-23T16:00:00Z"},{"from":"2026-11-25T08:00:00Z","until":"2026-11-25T09:00:00Z"}],)"
          R"("holidays":[{"date":"2026-11-24","name":"Founders' day"}])"));
  EXPECT_EQ(call("GET", "/v1/hours?audience=nobody").status, 404);
  EXPECT_EQ(call("GET", "/v1/hours?from=2026-11-23T00:00:00Z&until=2026-11-22T00:00:00Z").status, 422);
  EXPECT_EQ(call("GET", "/v1/hours?until=90d").status, 422);
}

}  // namespace
}  // namespace crier::api
