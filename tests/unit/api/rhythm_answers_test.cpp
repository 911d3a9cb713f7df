#include "api/rhythm_answers.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "api/answers.h"
#include "api/stream_hub.h"
#include "fakes.h"

namespace crier::api {
namespace {

using testing::HasSubstr;
using testing::Not;

UtcTime at(std::string_view text) { return parse_rfc3339(text).value(); }

announce::EventResult result_with(std::optional<core::Promise> promise) {
  announce::EventResult result;
  core::Incident incident;
  incident.promise = std::move(promise);
  result.accepted.stands = std::make_shared<const core::Incident>(incident);
  return result;
}

TEST(RhythmAnswers, of_results_have_the_time_that_is_promised_now) {
  EXPECT_THAT(result_json(result_with(core::Promise{1, at("2026-11-22T13:00:00Z"), at("2026-11-22T14:00:00Z"), {"all"}, false})),
              HasSubstr(R"("promise":"2026-11-22T14:00:00Z")"));
  EXPECT_THAT(result_json(result_with(std::nullopt)), HasSubstr(R"("promise":null)"));
}

TEST(RhythmAnswers, of_results_say_that_a_promise_has_ended_only_if_it_has) {
  auto result = result_with(std::nullopt);
  EXPECT_THAT(result_json(result), Not(HasSubstr("promise_ended")));
  result.ended_promise = true;
  EXPECT_THAT(result_json(result), HasSubstr(R"("promise":null,"promise_ended":true)"));
}

TEST(RhythmAnswers, of_results_say_who_reads_it_when_the_office_opens) {
  auto result = result_with(std::nullopt);
  EXPECT_THAT(result_json(result), Not(HasSubstr("deferred")));
  result.deferred = {{"customers", at("2026-11-23T08:00:00Z")}, {"partners", at("2026-11-23T14:00:00Z")}};
  const auto deferred = HasSubstr(
      R"("deferred":[{"audience":"customers","until":"2026-11-23T08:00:00Z"},{"audience":"partners","until":"2026-11-23T14:00:00Z"}])");
  EXPECT_THAT(result_json(result), deferred);
  EXPECT_THAT(accepted_json({result}), deferred);
}

store::IncidentRecord incident() {
  store::IncidentRecord record;
  record.incident.key = "db";
  record.incident.title = "Secret";
  record.incident.opened = at("2026-11-22T13:00:00Z");
  record.incident.promises = {3, 1};
  return record;
}

TEST(RhythmAnswers, of_incidents_tell_of_promise_hush_and_maintenance_alone_and_in_lists) {
  auto record = incident();
  const auto both = [&](const char* part) {
    EXPECT_THAT(incident_json(record, true), HasSubstr(part));
    EXPECT_THAT(incidents_json({{record}, ""}, true), HasSubstr(part));
  };
  both(R"("promise":null,"promised":null,"promises":{"kept":3,"broken":1},"hushed":null,"maintenance":null)");

  record.incident.promise = core::Promise{4, at("2026-11-22T13:00:00Z"), at("2026-11-22T14:00:00Z"), {"a", "b"}, true};
  record.incident.hushed = at("2026-11-22T22:00:00Z");
  record.incident.maintenance = core::MaintenanceWindow{at("2026-11-23T22:00:00Z"), at("2026-11-23T23:00:00Z"), 2};
  both(
      R"("promise":"2026-11-22T14:00:00Z","promised":{"update":4,"at":"2026-11-22T13:00:00Z","by":"2026-11-22T14:00:00Z","audiences":["a","b"],"broken":true})");
  both(R"("hushed":"2026-11-22T22:00:00Z","maintenance":{"starts":"2026-11-23T22:00:00Z","ends":"2026-11-23T23:00:00Z","revision":2})");
}

core::Update of_the_clock() {
  core::Update update;
  update.id = UpdateId{7};
  update.number = 3;
  update.event.summary = "Secret summary";
  update.title = "Secret title";
  update.peer = "crierd";
  update.occasion = core::Occasion::office_open;
  update.planned = at("2026-11-23T08:00:00Z");
  update.incidents = {"db", "web~2"};
  return update;
}

TEST(RhythmAnswers, of_updates_tell_why_the_clock_spoke_wherever_they_are_shown) {
  auto record = incident();
  record.updates = {of_the_clock()};
  FixedClock clock;
  DirectLoop loop;
  StreamHub hub(loop, clock);
  std::string heard;
  hub.subscribe("", [&](std::string_view text) {
    heard += text;
    return true;
  });
  store::Accepted accepted;
  accepted.update = UpdateId{7};
  accepted.incident_name = "db";
  hub.update_accepted(accepted, of_the_clock(), "crierd");

  const auto part = HasSubstr(R"("occasion":"office-open","planned":"2026-11-23T08:00:00Z","incidents":["db","web~2"])");
  EXPECT_THAT(incident_json(record, true), part);
  EXPECT_THAT(updates_json({{{"db", false, of_the_clock(), {}}}, ""}, true), part);
  EXPECT_THAT(update_json("db", of_the_clock(), false), part);
  EXPECT_THAT(heard, part);
}

TEST(RhythmAnswers, of_updates_have_the_times_of_a_maintenance_and_who_waits_for_an_opening) {
  core::Update update;
  update.action = core::Action::maintenance;
  update.stage = core::Stage::moved;
  update.starts = at("2026-11-23T22:00:00Z");
  update.ends = at("2026-11-23T23:00:00Z");
  update.deferred = {"customers"};

  EXPECT_THAT(
      update_json("db", update, false),
      HasSubstr(
          R"("occasion":"event","stage":"moved","starts":"2026-11-23T22:00:00Z","ends":"2026-11-23T23:00:00Z","deferred":["customers"])"));
}

TEST(RhythmAnswers, of_ordinary_updates_have_an_occasion_and_nothing_else_of_the_rhythm) {
  const auto json = update_json("db", core::Update{}, false);
  EXPECT_THAT(json, HasSubstr(R"("occasion":"event")"));
  for (const char* name : {"\"stage\"", "\"starts\"", "\"ends\"", "\"deferred\"", "\"planned\"", "\"incidents\"", "\"name\""})
    EXPECT_THAT(json, Not(HasSubstr(name)));
}

TEST(RhythmAnswers, of_a_reminders_update_have_its_name) {
  core::Update update;
  update.occasion = core::Occasion::reminder;
  update.name = "weekly-window";
  EXPECT_THAT(update_json("notice-1", update, false), HasSubstr(R"("occasion":"reminder","name":"weekly-window")"));
}

TEST(RhythmAnswers, of_restricted_incidents_show_what_the_clock_did_without_its_words) {
  auto record = incident();
  record.incident.restricted = true;
  record.updates = {of_the_clock()};
  for (const auto& json : {incident_json(record, false), updates_json({{{"db", true, of_the_clock(), {}}}, ""}, false),
                           update_json("db", of_the_clock(), true)}) {
    EXPECT_THAT(json, HasSubstr(R"("occasion":"office-open")"));
    EXPECT_THAT(json, Not(HasSubstr("Secret")));
  }
}

core::Audience office(const char* name, const char* zone, std::vector<core::OfficeSpan> everyday,
                      std::map<core::LocalDate, std::string> holidays = {}) {
  core::Audience audience;
  audience.name = name;
  audience.timezone = zone;
  std::array<std::vector<core::OfficeSpan>, 7> week;
  week.fill(everyday);
  audience.office_hours.emplace(audience.timezone, week, std::move(holidays));
  return audience;
}

std::string hours(const core::Audience& audience, const char* from, const char* until, const char* now) {
  config::Snapshot snapshot;
  snapshot.audiences = {{audience.name, audience}, {"without", core::Audience{}}};
  return hours_json(snapshot, HoursQuery{at(from), at(until), ""}, at(now));
}

TEST(Hours, follow_the_wall_clock_over_a_change) {
  // Berlin goes from UTC+1 to UTC+2 on 28 March 2027 at 01:00 UTC.
  EXPECT_EQ(
      hours(office("emea", "Europe/Berlin", {{540, 1020}}), "2027-03-27T00:00:00Z", "2027-03-29T00:00:00Z", "2027-03-27T12:00:00Z"),
      R"({"audiences":[{"name":"emea","timezone":"Europe/Berlin","open":[{"from":"2027-03-27T08:00:00Z","until":"2027-03-27T16:00:00Z"},)"
      R"({"from":"2027-03-28T07:00:00Z","until":"2027-03-28T15:00:00Z"}],"holidays":[],"is_open":true,"next_open":"2027-03-28T07:00:00Z",)"
      R"("next_close":"2027-03-27T16:00:00Z","deliver":"always"}]})");
}

TEST(Hours, are_clipped_to_the_window_on_both_sides) {
  // 22:00 to 06:00 in Berlin: 21:00 to 05:00 UTC.
  EXPECT_THAT(
      hours(office("night", "Europe/Berlin", {{1320, 1800}}), "2026-11-24T00:00:00Z", "2026-11-24T22:00:00Z", "2026-11-24T12:00:00Z"),
      HasSubstr(
          R"("open":[{"from":"2026-11-24T00:00:00Z","until":"2026-11-24T05:00:00Z"},{"from":"2026-11-24T21:00:00Z","until":"2026-11-24T22:00:00Z"}])"));
}

TEST(Hours, leave_breaks_out_though_the_office_counts_as_open_in_them) {
  const auto json =
      hours(office("lunch", "UTC", {{540, 720}, {780, 960}}), "2026-11-24T00:00:00Z", "2026-11-25T00:00:00Z", "2026-11-24T12:30:00Z");
  EXPECT_THAT(
      json,
      HasSubstr(
          R"("open":[{"from":"2026-11-24T09:00:00Z","until":"2026-11-24T12:00:00Z"},{"from":"2026-11-24T13:00:00Z","until":"2026-11-24T16:00:00Z"}])"));
  EXPECT_THAT(json, HasSubstr(R"("is_open":true)"));
}

TEST(Hours, of_an_office_that_never_closes_are_one_span_without_turns) {
  EXPECT_THAT(
      hours(office("always", "UTC", {{0, 1440}}), "2026-11-24T00:00:00Z", "2026-11-27T00:00:00Z", "2026-11-24T12:30:00Z"),
      HasSubstr(
          R"("open":[{"from":"2026-11-24T00:00:00Z","until":"2026-11-27T00:00:00Z"}],"holidays":[],"is_open":true,"next_open":null,"next_close":null)"));
}

TEST(Hours, name_the_holidays_of_the_places_own_days) {
  // The window is Tuesday 24 November in Auckland (UTC+13), from 11:00 UTC of the day before.
  const std::map<core::LocalDate, std::string> holidays{{std::chrono::year{2026} / 11 / 23, "Before"},
                                                        {std::chrono::year{2026} / 11 / 24, "Tag \"der\" Dinge"},
                                                        {std::chrono::year{2026} / 11 / 25, ""}};
  const auto json = hours(office("nz", "Pacific/Auckland", {{540, 1020}}, holidays), "2026-11-23T11:00:00Z", "2026-11-24T11:00:00Z",
                          "2026-11-23T12:00:00Z");
  EXPECT_THAT(json, HasSubstr(R"("open":[],"holidays":[{"date":"2026-11-24","name":"Tag \"der\" Dinge"}],"is_open":false)"));
}

TEST(Hours, say_whether_updates_wait_for_the_opening) {
  auto audience = office("quiet", "UTC", {{540, 1020}});
  audience.quiet = core::QuietHours{};
  EXPECT_THAT(hours(audience, "2026-11-24T00:00:00Z", "2026-11-25T00:00:00Z", "2026-11-24T12:00:00Z"),
              HasSubstr(R"("deliver":"office-hours")"));
}

TEST(Hours, are_of_one_audience_if_it_is_named) {
  config::Snapshot snapshot;
  snapshot.audiences = {{"a", office("a", "UTC", {{540, 1020}})}, {"b", office("b", "UTC", {{540, 1020}})}};
  const auto json =
      hours_json(snapshot, HoursQuery{at("2026-11-24T00:00:00Z"), at("2026-11-25T00:00:00Z"), "b"}, at("2026-11-24T12:00:00Z"));
  EXPECT_THAT(json, HasSubstr(R"("name":"b")"));
  EXPECT_THAT(json, Not(HasSubstr(R"("name":"a")")));
}

}  // namespace
}  // namespace crier::api
