#include <gmock/gmock.h>

#include "api_fixture.h"

namespace crier::api {
namespace {

using testing::HasSubstr;

constexpr const char* kEvent = R"({"action": "open", "incident": "db", "title": "T", "impact": "minor", "summary": "S"})";

TEST_F(Api, answers_accepted_events_with_202) {
  announce::EventResult result;
  result.id = "e1";
  result.accepted.incident_name = "db";
  announcer.results = std::vector<announce::EventResult>{result};

  const auto response = call("POST", "/v1/events", kEvent);

  EXPECT_EQ(response.status, 202);
  EXPECT_EQ(response.content_type, "application/json");
  EXPECT_THAT(response.body, HasSubstr(R"({"accepted":1,"duplicates":0,"results":[{"id":"e1","incident":"db")"));
  ASSERT_EQ(announcer.events.size(), 1U);
  EXPECT_EQ(announcer.events[0].incident, "db");
}

TEST_F(Api, takes_json_and_lines_of_it_and_no_other_type) {
  const std::pair<const char*, int> cases[] = {{"application/json", 202},
                                               {"Application/JSON; charset=utf-8", 202},
                                               {"application/x-ndjson", 202},
                                               {"", 202},
                                               {"application/x-www-form-urlencoded", 415},
                                               {"text/plain", 415}};
  for (const auto& [type, status] : cases) EXPECT_EQ(call("POST", "/v1/events", kEvent, {{"content-type", type}}).status, status) << type;
}

TEST_F(Api, gives_the_idempotency_key_to_the_event) {
  EXPECT_EQ(call("POST", "/v1/events", kEvent, {{"content-type", "application/json"}, {"idempotency-key", "k"}}).status, 202);
  EXPECT_EQ(announcer.events.at(0).id, "k");
  EXPECT_EQ(call("POST", "/v1/events", std::string("[") + kEvent + "]", {{"idempotency-key", "k"}}).status, 400);
  EXPECT_EQ(call("POST", "/v1/events", R"({"id": "other", "action": "open"})", {{"idempotency-key", "k"}}).status, 422);
}

TEST_F(Api, says_what_is_wrong_with_a_document) {
  struct Case {
    const char* body;
    int status;
    const char* part;
  };
  const Case cases[] = {
      {"{", 400, "line 1"},
      {"", 400, "empty"},
      {R"({"action": "open", "impact": "x"})", 422, R"({"pointer":"/impact")"},
      {R"([{"action": "open"}, {"action": "open", "impact": "x"}])", 422, R"({"pointer":"/1/impact")"},
      {R"({"action": "maintenance", "starts": "soon"})", 422, R"({"pointer":"/starts")"},
      {R"({"action": "open", "confirm": -1})", 422, R"({"pointer":"/confirm")"},
      {R"({"action": "open", "confirm": 99999999999999999999})", 422, R"({"pointer":"/confirm")"},
      {R"({"action": "update", "corrects": 2147483648})", 422, R"({"pointer":"/corrects")"},
      {R"({"action": "open", "corrects": "2"})", 422, R"({"pointer":"/corrects")"},
      {R"({"action": "open", "announce": "no"})", 422, R"({"pointer":"/announce")"},
  };
  for (const auto& c : cases) {
    const auto response = call("POST", "/v1/events", c.body);
    EXPECT_EQ(response.status, c.status) << c.body;
    EXPECT_EQ(response.content_type, "application/problem+json");
    EXPECT_THAT(response.body, HasSubstr(c.part));
  }
}

TEST_F(Api, makes_problems_of_what_the_announcer_refuses) {
  struct Case {
    ErrorKind kind;
    const char* body;
    int status;
    const char* part;
  };
  const std::string one_in_array = std::string("[") + kEvent + "]";
  const Case cases[] = {
      {ErrorKind::conflict, kEvent, 409, R"("pointer":"/id")"},
      {ErrorKind::denied, kEvent, 403, R"("pointer":"/id")"},
      {ErrorKind::invalid, one_in_array.c_str(), 422, R"("pointer":"/0/id")"},
      {ErrorKind::unavailable, kEvent, 503, ""},
      {ErrorKind::full, kEvent, 503, ""},
  };
  for (const auto& c : cases) {
    announcer.results = core::Problem{c.kind, "T", "D", {{"/id", "x"}}};
    const auto response = call("POST", "/v1/events", c.body);
    EXPECT_EQ(response.status, c.status);
    EXPECT_THAT(response.body, HasSubstr(c.part));
    EXPECT_EQ(response.headers.size(), c.status == 503 ? 1U : 0U);
  }
}

TEST_F(Api, previews_one_event) {
  EXPECT_EQ(call("POST", "/v1/preview", kEvent).status, 200);
  EXPECT_EQ(call("POST", "/v1/preview", std::string("[") + kEvent + "]").status, 400);
  EXPECT_EQ(call("POST", "/v1/preview", kEvent, {{"content-type", "text/plain"}}).status, 415);
}

TEST_F(Api, answers_404_405_501_401_and_403) {
  EXPECT_EQ(call("GET", "/v1/nothing").status, 404);
  EXPECT_EQ(call("GET", "/%zz").status, 400);
  const auto method = call("GET", "/v1/events");
  EXPECT_EQ(method.status, 405);
  ASSERT_EQ(method.headers.size(), 1U);
  EXPECT_EQ(method.headers[0], (std::pair<std::string, std::string>{"Allow", "POST"}));
  EXPECT_EQ(call("GET", "/v1/audiences/all/recipients").status, 501);

  peer = {"bob", core::Right::none, false, 1001, false};
  EXPECT_EQ(call("GET", "/v1/incidents").status, 403);
  EXPECT_EQ(call("GET", "/healthz").status, 200);
  peer = {"", core::Right::none, false, 0, true};
  const auto token = call("GET", "/v1/incidents");
  EXPECT_EQ(token.status, 401);
  EXPECT_EQ(token.headers.at(0), (std::pair<std::string, std::string>{"WWW-Authenticate", "Bearer"}));
  peer = {"prometheus", core::Right::publish, false, 0, true};
  EXPECT_EQ(call("POST", "/v1/events", kEvent).status, 202);
  EXPECT_EQ(call("GET", "/v1/incidents").status, 403);
  EXPECT_EQ(call("POST", "/v1/deliveries/retry", R"({"all": true})").status, 403);
}

TEST_F(Api, lists_and_shows_what_is_stored) {
  const auto id = to_text(stored_delivery());

  EXPECT_THAT(call("GET", "/v1/incidents?state=open").body, HasSubstr(R"("incident":"db")"));
  EXPECT_EQ(call("GET", "/v1/incidents?state=resolved").body, R"({"incidents":[],"next":null})");
  EXPECT_THAT(call("GET", "/v1/incidents/db").body, HasSubstr(R"("failed":1)"));
  EXPECT_EQ(call("GET", "/v1/incidents/other").status, 404);
  EXPECT_EQ(call("GET", "/v1/incidents/a%20b").status, 404);
  EXPECT_THAT(call("GET", "/v1/deliveries?state=failed&incident=db").body, HasSubstr(R"("id":")" + id + R"(")"));
  EXPECT_EQ(call("GET", "/v1/deliveries?state=queued").body, R"({"deliveries":[],"next":null})");
  EXPECT_THAT(call("GET", "/v1/deliveries/" + id).body, HasSubstr(R"("reply":"550 no")"));
  EXPECT_EQ(call("GET", "/v1/deliveries/nonsense").status, 404);
  EXPECT_EQ(call("GET", "/v1/deliveries?stat=failed").status, 422);
  EXPECT_EQ(call("GET", "/v1/incidents/db?x=1").status, 422);
}

TEST_F(Api, retries_and_cancels_one_delivery) {
  const auto path = "/v1/deliveries/" + to_text(stored_delivery());

  EXPECT_EQ(call("POST", path + "/cancel").status, 409) << "what failed cannot be cancelled";
  const auto retried = call("POST", path + "/retry");
  EXPECT_EQ(retried.status, 200);
  EXPECT_EQ(retried.body, R"({"count":1})");
  EXPECT_FALSE(work.empty()) << "dispatch is told";
  EXPECT_EQ(call("POST", path + "/cancel").body, R"({"count":1})");
  EXPECT_EQ(call("POST", "/v1/deliveries/d999-1/retry").status, 404);
  EXPECT_EQ(call("POST", "/v1/deliveries/x/retry").status, 404);
}

TEST_F(Api, retries_many_only_with_a_filter_or_all) {
  stored_delivery();

  EXPECT_EQ(call("POST", "/v1/deliveries/retry", "{}").status, 422);
  EXPECT_EQ(call("POST", "/v1/deliveries/cancel", "").status, 422);
  EXPECT_EQ(call("POST", "/v1/deliveries/retry", "{").status, 400);
  EXPECT_EQ(call("POST", "/v1/deliveries/retry", R"({"channel": "x"})").body, R"({"count":0})");
  EXPECT_EQ(call("POST", "/v1/deliveries/retry", R"({"state": "failed"})").body, R"({"count":1})");
  EXPECT_EQ(call("POST", "/v1/deliveries/cancel", R"({"incident": "db"})").body, R"({"count":1})");
}

TEST_F(Api, leaves_old_failures_alone_unless_told) {
  stored_delivery();
  clock.now += std::chrono::hours(25);

  EXPECT_EQ(call("POST", "/v1/deliveries/retry", R"({"state": "failed"})").body, R"({"count":0})");
  EXPECT_EQ(call("POST", "/v1/deliveries/retry", R"({"state": "failed", "since": "2d"})").body, R"({"count":1})");
}

TEST_F(Api, shows_pauses_resumes_and_tests_channels) {
  EXPECT_THAT(call("GET", "/v1/channels").body, HasSubstr(R"({"channels":[{"name":"mail","type":"smtp","state":"ready")"));
  EXPECT_THAT(call("POST", "/v1/channels/mail/pause").body, HasSubstr(R"("state":"paused")"));
  EXPECT_THAT(call("POST", "/v1/channels/mail/resume").body, HasSubstr(R"("depth":0)"));
  EXPECT_EQ(call("POST", "/v1/channels/none/pause").status, 404);

  EXPECT_EQ(call("POST", "/v1/channels/mail/test", R"({"to": "a@b"})").body, R"({"outcome":"retry","reply":"","remote_id":""})");
  EXPECT_EQ(channels.tested, "mail a@b");
  EXPECT_EQ(call("POST", "/v1/channels/mail/test", "{}").status, 422) << "mail needs an address";
  EXPECT_EQ(call("POST", "/v1/channels/x/test").status, 200) << "x is its own recipient";
  EXPECT_EQ(call("POST", "/v1/channels/none/test", R"({"to": "a"})").status, 404);
}

TEST_F(Api, lists_suppressions_and_lifts_only_those_there_are) {
  EXPECT_EQ(call("GET", "/v1/suppressions").body, R"({"suppressions":[]})");
  EXPECT_EQ(call("DELETE", "/v1/suppressions/mail/a%40b.example").status, 404);
}

TEST_F(Api, says_whether_it_lives_and_is_ready) {
  EXPECT_EQ(call("GET", "/healthz").status, 200);
  health.state.warnings = {"little disk"};
  EXPECT_EQ(call("GET", "/readyz").body, R"({"status":"ready","divert":null,"warnings":["little disk"]})");
  health.is_alive = false;
  health.state = {false, "the disk is full", {}, {}};
  EXPECT_EQ(call("GET", "/healthz").status, 503);
  const auto unready = call("GET", "/readyz");
  EXPECT_EQ(unready.status, 503);
  EXPECT_THAT(unready.body, HasSubstr("the disk is full"));
}

TEST_F(Api, shows_metrics_with_what_happened) {
  call("POST", "/v1/events", "{");

  const auto response = call("GET", "/metrics");

  EXPECT_EQ(response.content_type, "text/plain; version=0.0.4; charset=utf-8");
  EXPECT_THAT(response.body, HasSubstr("crier_events_total{source=\"alice\",result=\"invalid\"} 1\n"));
  EXPECT_THAT(response.body, HasSubstr("crier_channel_blocked{channel=\"mail\"} 0\n"));
}

TEST_F(Api, subscribes_only_readers_to_the_stream) {
  const auto subscribe = [this] {
    std::optional<Response> refused;
    service->subscribe(
        {"GET", "/v1/stream", {}, "", peer}, [&](Response response) { refused = std::move(response); },
        [](std::string_view) { return true; });
    return refused ? refused->status : 0;
  };
  EXPECT_EQ(subscribe(), 0);
  EXPECT_EQ(stream.subscribers(), 1U);
  peer = {"prometheus", core::Right::publish, false, 0, false};
  EXPECT_EQ(subscribe(), 403);
}

}  // namespace
}  // namespace crier::api
