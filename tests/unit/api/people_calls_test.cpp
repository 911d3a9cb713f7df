#include <gmock/gmock.h>

#include "api_fixture.h"

namespace crier::api {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr const char* kEvent = R"({"action": "open", "incident": "db", "title": "T", "impact": "minor", "summary": "S"})";

TEST_F(Api, asks_the_guards_question_with_its_counts) {
  core::Problem asks{ErrorKind::conflict, "This reaches many", "it goes to 601 recipients", {{"/confirm", "must be 601"}}, {}};
  asks.question = core::Question{601, {{"mail", 600}, {"x", 1}}};
  announcer.results = asks;
  const auto response = call("POST", "/v1/events", kEvent);
  EXPECT_EQ(response.status, 409);
  EXPECT_THAT(response.body, HasSubstr(R"("confirm":601,"channels":{"mail":600,"x":1})"));
}

TEST_F(Api, approves_an_update_or_an_incidents_newest_draft) {
  EXPECT_EQ(call("POST", "/v1/updates/u7/approve").status, 200);
  EXPECT_EQ(call("POST", "/v1/incidents/a%2Fb~2/approve", R"({"confirm": 12, "event": {"action": "update", "summary": "Better."}})").status,
            200);
  ASSERT_EQ(announcer.approvals.size(), 2U);
  EXPECT_EQ(std::get<UpdateId>(announcer.approvals[0].name), UpdateId{7});
  EXPECT_FALSE(announcer.approvals[0].words);
  EXPECT_EQ(std::get<core::IncidentName>(announcer.approvals[1].name).key, "a/b");
  EXPECT_EQ(std::get<core::IncidentName>(announcer.approvals[1].name).occurrence, 2);
  EXPECT_EQ(announcer.approvals[1].confirm, 12);
  EXPECT_EQ(announcer.approvals[1].words->summary, "Better.");
}

TEST_F(Api, refuses_approvals_that_it_does_not_understand_and_approves_nothing) {
  EXPECT_EQ(call("POST", "/v1/updates/7/approve").status, 404);
  EXPECT_EQ(call("POST", "/v1/incidents/a%20b/approve").status, 404);
  EXPECT_EQ(call("POST", "/v1/updates/u7/approve", "[]").status, 422);
  EXPECT_EQ(call("POST", "/v1/updates/u7/approve", R"({"confirm": "12"})").status, 422);
  EXPECT_EQ(call("POST", "/v1/updates/u7/approve", R"({"confirm": -1})").status, 422);
  EXPECT_EQ(call("POST", "/v1/updates/u7/approve", R"({"sure": true})").status, 422);
  EXPECT_EQ(call("POST", "/v1/updates/u7/approve", R"({"event": {"summary": 1}})").status, 422);
  EXPECT_EQ(call("POST", "/v1/updates/u7/approve?confirm=12").status, 422);
  EXPECT_TRUE(announcer.approvals.empty());
}

TEST_F(Api, withdraws_what_is_pending_and_says_what_else_an_update_is) {
  announce::Ended ended;
  ended.was_pending = true;
  ended.accepted.incident_name = "db";
  ended.accepted.update = UpdateId{7};
  ended.accepted.number = 2;
  ended.accepted.state = core::UpdateState::withdrawn;
  announcer.ended = ended;
  EXPECT_EQ(call("POST", "/v1/updates/u7/withdraw").body, R"({"update_id":"u7","incident":"db","update":2,"state":"withdrawn"})");
  ended.was_pending = false;
  ended.accepted.state = core::UpdateState::announced;
  announcer.ended = ended;
  const auto late = call("POST", "/v1/incidents/db/withdraw");
  EXPECT_EQ(late.status, 409);
  EXPECT_THAT(late.body, HasSubstr("announced"));
}

TEST_F(Api, stops_what_is_pending_by_the_announcer_and_what_was_announced_by_the_brake) {
  announce::Ended ended;
  ended.was_pending = true;
  ended.recipients = 12;
  announcer.ended = ended;
  EXPECT_EQ(call("POST", "/v1/updates/u7/stop").body, R"({"delivered":0,"sending":0,"cancelled":12})");
  EXPECT_TRUE(brake.stopped.empty());
  EXPECT_TRUE(brake.frozen.empty()) << "it is not forgotten";
  ended.was_pending = false;
  ended.accepted.incident_name = "db";
  ended.accepted.number = 2;
  announcer.ended = ended;
  brake.counts = store::StopCounts{120, 3, 877, {}};
  EXPECT_EQ(call("POST", "/v1/updates/u7/stop").body, R"({"delivered":120,"sending":3,"cancelled":877})");
  ASSERT_EQ(brake.notes.size(), 1U);
  EXPECT_EQ(brake.notes[0], (store::LogEntry{clock.now, "alice", "stop", "db", 2, "120 delivered, 3 on their way, 877 will not be sent"}));
}

TEST_F(Api, lists_updates_and_the_log_by_filters_it_knows) {
  EXPECT_EQ(call("GET", "/v1/updates?state=draft&limit=5").body, R"({"updates":[],"next":null})");
  EXPECT_EQ(call("GET", "/v1/updates?state=lost").status, 422);
  EXPECT_EQ(call("GET", "/v1/updates?stat=draft").status, 422);
  EXPECT_EQ(call("GET", "/v1/log?incident=db").body, R"({"entries":[],"next":null})");
  EXPECT_EQ(call("GET", "/v1/log?incident=a%20b").status, 422);
  EXPECT_EQ(call("GET", "/v1/log?who=alice").status, 422);
  EXPECT_EQ(call("GET", "/v1/whoami").body, R"({"peer":"alice","may":["read","publish","operate"],"divert":null})");
}

TEST_F(Api, shows_the_words_of_restricted_incidents_only_to_operators) {
  store::Acceptance acceptance;
  acceptance.incident.key = "breach";
  acceptance.incident.restricted = true;
  acceptance.incident.title = "Secret title";
  acceptance.incident.updates = 1;
  acceptance.update.number = 1;
  acceptance.update.state = core::UpdateState::draft;
  acceptance.update.title = "Secret title";
  acceptance.update.event.summary = "Secret summary";
  store::Operation operation;
  operation.run = [&acceptance](store::Store& s) -> Result<void> {
    const auto accepted = s.record(acceptance, UtcTime{});
    return accepted ? Result<void>() : accepted.error();
  };
  operation.done = [](const Result<void>& committed) { ASSERT_TRUE(committed) << committed.error().text; };
  ASSERT_TRUE(writer->submit(std::move(operation)));
  for (const char* path : {"/v1/incidents", "/v1/incidents/breach", "/v1/updates"}) {
    peer.right = core::Right::operate;
    EXPECT_THAT(call("GET", path).body, HasSubstr("Secret")) << path;
    peer.right = core::Right::read;
    const auto seen = call("GET", path);
    EXPECT_EQ(seen.status, 200) << path;
    EXPECT_THAT(seen.body, HasSubstr("breach")) << path;
    EXPECT_THAT(seen.body, Not(HasSubstr("Secret"))) << path;
  }
}

TEST_F(Api, writes_into_the_log_of_which_occurrence_deliveries_were_changed) {
  stored_delivery();
  stored_delivery();

  ASSERT_EQ(call("POST", "/v1/deliveries/retry", R"({"incident":"db"})").body, R"({"count":1})");
  EXPECT_THAT(call("GET", "/v1/log?incident=db&limit=1").body, HasSubstr(R"("command":"retry","incident":"db~2")")) << "the newest";
  ASSERT_EQ(call("POST", "/v1/deliveries/retry", R"({"incident":"db~1"})").body, R"({"count":1})");
  EXPECT_THAT(call("GET", "/v1/log?incident=db~1&limit=1").body, HasSubstr(R"("command":"retry","incident":"db")"));
}

TEST_F(Api, writes_into_the_log_what_operators_do_to_deliveries_and_channels) {
  const DeliveryId id = stored_delivery();
  ASSERT_EQ(call("POST", "/v1/deliveries/" + to_text(id) + "/retry").status, 200);
  ASSERT_EQ(call("POST", "/v1/channels/mail/pause").status, 200);
  const auto log = call("GET", "/v1/log").body;
  EXPECT_THAT(log, HasSubstr(R"("peer":"alice","command":"retry")"));
  EXPECT_THAT(log, HasSubstr(R"("peer":"alice","command":"pause","incident":"","update":null,"effect":"channel mail")"));
}

}  // namespace
}  // namespace crier::api
