#include "api/answers.h"

#include <gtest/gtest.h>

namespace crier::api {
namespace {

UtcTime at(std::string_view text) { return parse_rfc3339(text).value(); }

TEST(Answers, of_accepted_events_are_those_of_the_interface) {
  announce::EventResult result;
  result.id = "deploy-7781";
  result.accepted.update = UpdateId{12};
  result.accepted.incident_name = "checkout-db";
  result.accepted.number = 1;
  result.accepted.broadcasts = {{"customers-emea", "mail", 120, 2}, {"public", "x", 1, 0}};
  announce::EventResult again = result;
  again.duplicate = true;
  again.accepted.broadcasts.clear();
  again.accepted.state = core::UpdateState::recorded;

  EXPECT_EQ(
      accepted_json({result, again}),
      R"({"accepted":1,"duplicates":1,"results":[)"
      R"({"id":"deploy-7781","incident":"checkout-db","number":1,"update":1,"update_id":"u12","state":"announced","duplicate":false,)"
      R"("broadcasts":[{"audience":"customers-emea","channel":"mail","recipients":120},{"audience":"public","channel":"x","recipients":1}],"deduplicated":2,"promise":null,"findings":[]},)"
      R"({"id":"deploy-7781","incident":"checkout-db","number":1,"update":1,"update_id":"u12","state":"recorded","duplicate":true,"broadcasts":[],"deduplicated":0,"promise":null,"findings":[]}]})");
}

TEST(Answers, number_the_incident_by_its_key_and_the_update_within_it) {
  announce::EventResult result;
  result.accepted.incident_name = "checkout-db~2";
  result.accepted.number = 5;
  EXPECT_NE(accepted_json({result}).find(R"("incident":"checkout-db~2","number":2,"update":5,)"), std::string::npos);
}

TEST(Answers, say_what_was_said_in_a_rehearsal) {
  announce::EventResult result;
  EXPECT_EQ(accepted_json({result}).find("exercise"), std::string::npos);
  result.accepted.exercise = true;
  EXPECT_NE(accepted_json({result}).find(R"("exercise":true,)"), std::string::npos);
}

TEST(Answers, name_a_monitor_as_the_author_of_what_it_said) {
  core::Update update;
  update.event.source = "prometheus";
  EXPECT_NE(update_json("db", update, false).find(R"("author":"prometheus","source":"prometheus")"), std::string::npos);
}

TEST(Answers, of_a_preview_show_route_and_messages) {
  announce::Preview preview;
  preview.matched = {{1, "all", "route 1: everything"}};
  preview.reason = "because";
  preview.messages.push_back({{"all", "mail", 3, 1}, {"en", "S", "T", "<p>", {"a", "b"}, "not shown"}});
  preview.deduplicated = 1;

  EXPECT_EQ(
      preview_json(preview),
      R"({"route":{"matched":[{"route":1,"audience":"all","reason":"route 1: everything"}],"reason":"because","state":"announced"},"messages":[{"audience":"all","channel":"mail",)"
      R"("recipients":3,"language":"en","subject":"S","text":"T","html":"<p>","parts":["a","b"]}],"deduplicated":1,"findings":[]})");
}

store::IncidentRecord incident() {
  store::IncidentRecord record;
  record.incident.key = "db";
  record.incident.occurrence = 2;
  record.incident.title = "T";
  record.incident.impact = core::Impact::major;
  record.incident.services = {"checkout"};
  record.incident.labels = {{"region", "eu"}};
  record.incident.opened = at("2026-11-22T13:05:00Z");
  record.incident.promise = core::Promise{1, at("2026-11-22T13:05:00Z"), at("2026-11-22T14:05:00Z"), {"customers"}, false};
  record.incident.owner = "bob";
  record.incident.acknowledged = core::Acknowledged{"bob", at("2026-11-22T13:10:00Z")};
  record.incident.pending = {{2, core::UpdateState::held, at("2026-11-22T13:06:00Z")}};
  record.incident.told = {{"all", 1}};
  record.incident.dropped = {"some"};
  record.deliveries = {0, 0, 0, 7, 0, 0, 0, 0};
  core::Update update;
  update.id = UpdateId{5};
  update.number = 1;
  update.action = core::Action::open;
  update.event.action = core::Action::open;
  update.event.incident = "db";
  update.event.summary = "S";
  update.event.author = "alice";
  update.peer = "root";
  update.audiences = {"all"};
  update.title = "T";
  update.at = at("2026-11-22T13:05:00Z");
  record.updates = {update};
  return record;
}

TEST(Answers, of_incidents_have_updates_only_for_one) {
  const std::string head =
      R"({"incident":"db~2","title":"T","status":"investigating","impact":"major","services":["checkout"],"labels":{"region":"eu"},)"
      R"("opened":"2026-11-22T13:05:00Z","resolved":null,"retracted":null,"promise":"2026-11-22T14:05:00Z",)"
      R"("promised":{"update":1,"at":"2026-11-22T13:05:00Z","by":"2026-11-22T14:05:00Z","audiences":["customers"],"broken":false},)"
      R"("promises":{"kept":0,"broken":0},"hushed":null,"maintenance":null,"owner":"bob","acknowledged":{"by":"bob","at":"2026-11-22T13:10:00Z"},"restricted":false,"exercise":false,)"
      R"("pending":[{"update":2,"state":"held","due":"2026-11-22T13:06:00Z"}],)";
  const std::string counts =
      R"("deliveries":{"queued":0,"sending":0,"waiting":0,"delivered":7,"failed":0,"superseded":0,"cancelled":0,"expired":0}})";

  store::IncidentRecord record = incident();
  record.told[1] = {{"all", "mail", 8, 7}};
  EXPECT_EQ(
      incident_json(record, true),
      head + R"("told":["all"],"dropped":["some"],)" +
          R"("updates":[{"number":1,"update_id":"u5","action":"open","status":"investigating","impact":"none","title":"T","summary":"S","at":"2026-11-22T13:05:00Z",)"
          R"("author":"alice","source":"","state":"announced","peer":"root","next_update":null,"occasion":"event","audiences":["all"],"told":[{"audience":"all","channel":"mail","recipients":8,"delivered":7}],"event":{"action":"open","incident":"db","summary":"S","author":"alice"}}],)" +
          counts);
  EXPECT_EQ(incidents_json({{incident()}, "n"}, true), R"({"incidents":[)" + head + counts + R"(],"next":"n"})");
  EXPECT_EQ(incidents_json({}, true), R"({"incidents":[],"next":null})");
}

TEST(Answers, of_restricted_incidents_show_no_words_to_those_who_may_only_read) {
  store::IncidentRecord record = incident();
  record.incident.restricted = true;
  const std::string whole = incident_json(record, true);
  const std::string seen = incident_json(record, false) + incidents_json({{record}, ""}, false) +
                           update_json("db", record.updates[0], true) + updates_json({{{"db", true, record.updates[0], {}}}, ""}, false);
  for (const char* word : {R"("T")", R"("S")", "checkout", R"("region")", R"("event":)"}) {
    EXPECT_NE(whole.find(word), std::string::npos) << word;
    EXPECT_EQ(seen.find(word), std::string::npos) << word;
  }
  EXPECT_NE(seen.find(R"("restricted":true)"), std::string::npos);
}

TEST(Answers, of_updates_tell_who_sent_them_what_they_correct_and_when_they_go_out) {
  core::Update update = incident().updates[0];
  update.state = core::UpdateState::waiting;
  update.event.corrects = 3;
  update.corrected_by = 9;
  const std::string text = updates_json({{{"db~2", false, update, at("2026-11-22T13:10:00Z")}}, "n"}, true);
  for (const char* part : {R"({"updates":[{"incident":"db~2","number":1,"update_id":"u5")", R"("state":"waiting","peer":"root")",
                           R"("corrects":3,"corrected_by":9,"due":"2026-11-22T13:10:00Z","event":{)", R"("next":"n"})"})
    EXPECT_NE(text.find(part), std::string::npos) << part << " in " << text;
}

TEST(Answers, of_the_log_and_of_who_one_is) {
  const store::LogEntry stop{at("2026-11-22T13:10:00Z"), "alice", "stop", "db", 2, "3 delivered"};
  const store::LogEntry pause{at("2026-11-22T13:09:00Z"), "bob", "pause", "", 0, "channel mail"};
  EXPECT_EQ(
      log_json({{stop, pause}, ""}),
      R"({"entries":[{"at":"2026-11-22T13:10:00Z","peer":"alice","command":"stop","incident":"db","update":2,"effect":"3 delivered"},)"
      R"({"at":"2026-11-22T13:09:00Z","peer":"bob","command":"pause","incident":"","update":null,"effect":"channel mail"}],"next":null})");
  EXPECT_EQ(whoami_json({"alice", core::Right::operate, true, 5, false}, ""),
            R"({"peer":"alice","may":["read","publish","operate"],"divert":null})");
  EXPECT_EQ(whoami_json({"prometheus", core::Right::publish, false, 6, true}, "all"),
            R"({"peer":"prometheus","may":["publish"],"divert":"all"})");
  EXPECT_EQ(whoami_json({"carol", core::Right::read, true, 7, false}, "exercises"),
            R"({"peer":"carol","may":["read"],"divert":"exercises"})");
}

TEST(Answers, of_deliveries_show_every_attempt) {
  store::DeliveryRecord record;
  record.id = {BroadcastId{3}, RecipientId{4}};
  record.state = core::DeliveryState::waiting;
  record.incident = "db";
  record.update = 2;
  record.audience = "all";
  record.channel = "mail";
  record.recipient = "a@b.example";
  record.due = at("2026-11-22T13:05:05Z");
  record.attempts = {{at("2026-11-22T13:05:00Z"), core::AttemptResult::retry, "451 later"},
                     {at("2026-11-22T13:05:05Z"), core::AttemptResult::none, ""}};

  EXPECT_EQ(
      delivery_json(record),
      R"({"id":"d3-4","state":"waiting","incident":"db","update":2,"audience":"all","channel":"mail","recipient":"a@b.example","due":"2026-11-22T13:05:05Z",)"
      R"("attempts":[{"at":"2026-11-22T13:05:00Z","outcome":"retry","reply":"451 later"},{"at":"2026-11-22T13:05:05Z","outcome":null,"reply":""}]})");

  record.id.kind = DeliveryKind::edit;
  record.attempts.clear();
  record.reason = "suppressed";
  record.remote_id = "42";
  record.via = DeliveryId{BroadcastId{1}, RecipientId{2}};
  EXPECT_EQ(
      deliveries_json({{record}, ""}),
      R"({"deliveries":[{"id":"d3-4e","state":"waiting","incident":"db","update":2,"audience":"all","channel":"mail","recipient":"a@b.example",)"
      R"("due":"2026-11-22T13:05:05Z","attempts":[],"reason":"suppressed","remote_id":"42","via":"d1-2","kind":"edit"}],"next":null})");
}

TEST(Answers, of_channels_add_up_what_is_not_sent) {
  dispatch::ChannelStatus status{"mail", "smtp", dispatch::ChannelCondition::blocked, "535 no", 200.0, 3, true};
  store::ChannelDepth depth{"mail", {5, 2, 1, 9, 0, 0, 0, 0}};

  EXPECT_EQ(
      channels_json({status}, {depth}),
      R"({"channels":[{"name":"mail","type":"smtp","state":"blocked","reason":"535 no","rate":200,"in_flight":3,"configured":true,"depth":8,)"
      R"("deliveries":{"queued":5,"sending":2,"waiting":1,"delivered":9,"failed":0,"superseded":0,"cancelled":0,"expired":0}}]})");
}

TEST(Answers, of_a_test_name_the_outcome) {
  core::Outcome outcome;
  outcome.reply = "r";
  outcome.remote_id = "i";
  const auto named = [&](core::OutcomeKind kind, bool maybe) {
    outcome.kind = kind;
    outcome.maybe_accepted = maybe;
    return outcome_json(outcome);
  };
  EXPECT_EQ(named(core::OutcomeKind::delivered, false), R"({"outcome":"delivered","reply":"r","remote_id":"i"})");
  EXPECT_EQ(named(core::OutcomeKind::rejected, false), R"({"outcome":"rejected","reply":"r","remote_id":"i"})");
  EXPECT_EQ(named(core::OutcomeKind::retry, false), R"({"outcome":"retry","reply":"r","remote_id":"i"})");
  EXPECT_EQ(named(core::OutcomeKind::retry, true), R"({"outcome":"unknown","reply":"r","remote_id":"i"})");
}

}  // namespace
}  // namespace crier::api
