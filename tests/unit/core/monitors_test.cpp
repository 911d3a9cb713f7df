#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/say.h"
#include "people_story.h"

// What becomes of what monitors say (rules B2, B3, B4), and silences.

namespace crier::core {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using testing::ElementsAre;
using testing::IsEmpty;

Event alarm(Action action = Action::open, Impact impact = Impact::major) {
  Event one = of_monitor(opening(impact));
  one.action = action;
  return one;
}

Event end_of_alarm() { return of_monitor(event(Action::resolve, "")); }

/// One route for all, to customers.
Story plain() {
  Story story;
  story.rules_now.routes = {route({}, "customers")};
  story.rules_now.monitors.min_interval = minutes{15};
  return story;
}

TEST(WhatMonitorsRepeat, is_stored_silently_unless_customers_would_see_a_change) {
  struct Case {
    const char* what;
    std::function<void(Event&)> change;
    UpdateState state;
  };
  const Case cases[] = {
      {"the same again", [](Event&) {}, UpdateState::recorded},
      {"other words", [](Event& e) { e.summary = "97 % of requests fail."; }, UpdateState::recorded},
      {"another label", [](Event& e) { e.labels["pod"] = "web-2"; }, UpdateState::recorded},
      {"another impact", [](Event& e) { e.impact = Impact::minor; }, UpdateState::announced},
      {"another title", [](Event& e) { e.title = "Checkout and search unavailable"; }, UpdateState::announced},
      {"another status", [](Event& e) { e.status = Status::identified; }, UpdateState::announced},
      {"another service", [](Event& e) { e.services = {"checkout"}; }, UpdateState::announced},
  };
  for (const auto& c : cases) {
    Story story = plain();
    story.then(alarm(), kMonitor).after(minutes{16});
    Event again = alarm();
    c.change(again);
    story.then(again, kMonitor);
    EXPECT_EQ(story.state(2), c.state) << c.what;
  }
}

TEST(WhatMonitorsRepeat, leaves_its_labels_to_the_routes) {
  Story story = plain();
  Event again = alarm();
  again.labels["pod"] = "web-2";
  story.then(alarm(), kMonitor).then(again, kMonitor);
  EXPECT_EQ(story.incident->labels.at("pod"), "web-2");
}

TEST(WhatMonitorsRepeat, of_a_draft_makes_no_further_draft) {
  Story story;  // its routes ask for approval of major ones of prometheus
  story.then(alarm(), kMonitor).then(alarm(), kMonitor);
  EXPECT_EQ(story.state(1), UpdateState::draft);
  EXPECT_EQ(story.state(2), UpdateState::recorded);
}

TEST(TheIntervalOfMonitors, lets_one_change_through_and_keeps_the_next_until_it_has_passed) {
  Story story = plain();
  story.then(alarm(), kMonitor).after(minutes{5});
  Event fall = alarm(Action::update, Impact::minor);
  story.then(fall, kMonitor);
  ASSERT_EQ(story.state(2), UpdateState::waiting);
  EXPECT_EQ(story.incident->pending.front().due, kNow + minutes{15});
  EXPECT_EQ(story.incident->impact, Impact::major) << "customers were told major";

  Event renamed = fall;
  renamed.title = "Checkout is slow";
  story.after(minutes{5}).then(renamed, kMonitor);
  EXPECT_EQ(story.state(2), UpdateState::recorded) << "it is said in one with what came later";
  ASSERT_EQ(story.state(3), UpdateState::waiting);
  EXPECT_EQ(story.incident->pending.front().due, kNow + minutes{15});

  story.after(minutes{1}).then(renamed, kMonitor);
  EXPECT_EQ(story.state(4), UpdateState::recorded) << "it waits already";

  story.after(minutes{4}).release(3);
  EXPECT_EQ(story.state(3), UpdateState::announced);
  EXPECT_EQ(story.incident->impact, Impact::minor);
  EXPECT_EQ(story.incident->title, "Checkout is slow");
}

TEST(TheIntervalOfMonitors, stops_no_rise_and_no_end_and_no_person) {
  Story rise = plain();
  rise.then(alarm(), kMonitor).then(alarm(Action::update, Impact::critical), kMonitor);
  EXPECT_EQ(rise.state(2), UpdateState::announced);

  Story end = plain();
  end.then(alarm(), kMonitor).then(end_of_alarm(), kMonitor);
  EXPECT_EQ(end.state(2), UpdateState::announced);
  EXPECT_FALSE(end.incident->is_open());

  Story person = plain();
  person.then(alarm(), kMonitor).then(event(Action::update, "We are on it."));
  EXPECT_EQ(person.state(2), UpdateState::announced);

  Story again = plain();
  again.then(alarm(), kMonitor).then(end_of_alarm(), kMonitor).then(alarm(), kMonitor);
  EXPECT_EQ(again.state(3), UpdateState::announced) << "customers were told that it is over";
}

TEST(TheIntervalOfMonitors, is_off_at_zero) {
  Story story = plain();
  story.rules_now.monitors.min_interval = Millis{0};
  story.then(alarm(), kMonitor).then(alarm(Action::update, Impact::minor), kMonitor);
  EXPECT_EQ(story.state(2), UpdateState::announced);
}

TEST(OncePeopleHaveWritten, monitors_are_recorded_and_change_nothing) {
  const Event take = [] {
    Event one = event(Action::take, "");
    return one;
  }();
  for (const auto& by_people : {event(Action::update, "We are on it."), take}) {
    Story story = plain();
    story.then(alarm(), kMonitor).then(by_people).after(hours{1});
    story.then(alarm(Action::update, Impact::critical), kMonitor);
    EXPECT_EQ(story.state(3), UpdateState::recorded);
    EXPECT_EQ(story.incident->impact, Impact::major);
    EXPECT_THAT(story.told(), IsEmpty());
  }
}

TEST(OncePeopleHaveWritten, a_monitors_end_is_a_draft_and_until_then_it_ends) {
  Story story = plain();
  story.then(alarm(), kMonitor).then(event(Action::update, "We are on it.")).then(end_of_alarm(), kMonitor);
  EXPECT_EQ(story.state(3), UpdateState::draft);
  EXPECT_TRUE(story.incident->is_open());
  story.release(3);
  EXPECT_EQ(story.state(3), UpdateState::announced);
  EXPECT_FALSE(story.incident->is_open());

  Story alone = plain();
  alone.then(alarm(), kMonitor).then(end_of_alarm(), kMonitor);
  EXPECT_FALSE(alone.incident->is_open());
}

TEST(OncePeopleHaveWritten, what_comes_back_is_a_draft) {
  Story story = plain();
  story.then(alarm(), kMonitor).then(event(Action::resolve, "It works again.")).after(minutes{10}).then(alarm(), kMonitor);
  EXPECT_EQ(story.state(3), UpdateState::draft);
  EXPECT_FALSE(story.incident->is_open());
  story.after(minutes{21}).then(alarm(), kMonitor);
  EXPECT_EQ(story.incident->occurrence, 2) << "later it is an incident of its own, which nobody has";
  EXPECT_THAT(story.told(), ElementsAre("customers"));
}

TEST(OncePeopleHaveWritten, what_still_waits_of_monitors_is_recorded) {
  Story story = plain();
  story.then(alarm(), kMonitor).then(alarm(Action::update, Impact::minor), kMonitor);
  ASSERT_EQ(story.state(2), UpdateState::waiting);
  story.then(event(Action::take, "")).after(minutes{15}).release(2);
  EXPECT_EQ(story.state(2), UpdateState::recorded);
  EXPECT_EQ(story.incident->impact, Impact::major);
}

TEST(TheRoutesWordOnMonitorsEnds, overrides_whoever_has_written) {
  struct Case {
    MonitorResolve way;
    bool by_people;
    UpdateState state;
    bool is_open;
  };
  for (const auto& c :
       {Case{MonitorResolve::announce, true, UpdateState::announced, false}, Case{MonitorResolve::draft, false, UpdateState::draft, true},
        Case{MonitorResolve::ignore, false, UpdateState::recorded, true},
        Case{MonitorResolve::ignore, true, UpdateState::recorded, true}}) {
    Story story = plain();
    story.rules_now.routes[0].monitor_resolve = c.way;
    story.then(alarm(), kMonitor);
    story.then(c.by_people ? event(Action::update, "We are on it.") : alarm(), c.by_people ? kAlice : kMonitor);
    story.then(end_of_alarm(), kMonitor);
    EXPECT_EQ(story.state(3), c.state) << static_cast<int>(c.way);
    EXPECT_EQ(story.incident->is_open(), c.is_open) << static_cast<int>(c.way);
  }
}

TEST(TheRoutesWordOnMonitorsEnds, is_the_strictest_of_several) {
  Story story = plain();
  story.rules_now.routes[0].continues = true;
  story.rules_now.routes[0].monitor_resolve = MonitorResolve::announce;
  story.rules_now.routes.push_back(route({}, "public"));
  story.rules_now.routes[1].monitor_resolve = MonitorResolve::draft;
  story.then(alarm(), kMonitor).then(end_of_alarm(), kMonitor);
  EXPECT_EQ(story.state(2), UpdateState::draft);
}

TEST(Flapping, within_a_routes_wait_is_told_to_nobody) {
  Story story = plain();
  story.rules_now.routes[0].wait = minutes{5};
  story.then(alarm(), kMonitor).after(minutes{1}).then(end_of_alarm(), kMonitor);
  EXPECT_EQ(story.state(1), UpdateState::recorded);
  EXPECT_EQ(story.state(2), UpdateState::recorded);
  EXPECT_THAT(story.incident->told, IsEmpty());
}

TEST(Acknowledging, is_recorded_tells_nobody_and_is_no_writing) {
  Story story = plain();
  Event seen = event(Action::acknowledge, "");
  story.then(alarm(), kMonitor).then(seen);
  EXPECT_EQ(story.state(2), UpdateState::recorded);
  EXPECT_EQ(story.incident->acknowledged, (Acknowledged{"alice", kNow}));
  EXPECT_FALSE(story.incident->by_people);
  story.then(end_of_alarm(), kMonitor);
  EXPECT_EQ(story.state(3), UpdateState::announced);
  story.then(seen);
  EXPECT_EQ(story.failure(), ErrorKind::conflict) << "it is over";
  story.then(of_monitor(seen), kMonitor).then(alarm(), kMonitor);
  EXPECT_EQ(story.incident->acknowledged, std::nullopt) << "nobody has seen that it came back";
}

Silence silence_of(std::map<std::string, std::vector<std::string>> match) {
  return {1, std::move(match), kNow, kNow + hours{2}, "moving racks", "alice"};
}

TEST(Silences, hold_what_monitors_say_until_they_end_and_no_person) {
  Story story = plain();
  story.silences = {silence_of({{"source", {"prometheus"}}})};
  story.then(alarm(), kMonitor);
  ASSERT_EQ(story.state(1), UpdateState::waiting);
  EXPECT_EQ(story.incident->pending.front().due, kNow + hours{2});
  EXPECT_EQ(story.incident->pending.front().during, "silence 1");
  story.after(hours{2}).release(1);
  EXPECT_EQ(story.state(1), UpdateState::announced) << "silence is not the end of what is wrong";

  Story person = plain();
  person.silences = story.silences;
  person.then(opening());
  EXPECT_EQ(person.state(1), UpdateState::announced);
}

TEST(Silences, that_are_prolonged_hold_longer_and_what_ends_in_them_is_not_told) {
  Story story = plain();
  story.silences = {silence_of({{"incident", {"d*"}}})};
  story.then(alarm(), kMonitor);
  story.silences[0].until = kNow + hours{3};
  story.after(hours{2}).release(1);
  ASSERT_EQ(story.state(1), UpdateState::waiting);
  EXPECT_EQ(story.incident->pending.front().due, kNow + hours{3});
  story.then(end_of_alarm(), kMonitor);
  EXPECT_EQ(story.state(1), UpdateState::recorded);
  EXPECT_THAT(story.incident->told, IsEmpty());
}

TEST(Silences, match_like_routes_with_stars) {
  Incident incident;
  incident.key = "disk/db-7";
  incident.impact = Impact::major;
  incident.services = {"checkout", "search"};
  incident.labels = {{"region", "eu-west"}};
  using Match = std::map<std::string, std::vector<std::string>>;
  const std::pair<Match, bool> cases[] = {
      {{}, false},
      {{{"services", {"search"}}}, true},
      {{{"services", {"mail", "search"}}}, true},
      {{{"services", {"mail"}}}, false},
      {{{"label.region", {"eu-*"}}, {"impact", {"major"}}}, true},
      {{{"label.region", {"eu-*"}}, {"impact", {"minor"}}}, false},
      {{{"label.zone", {"*"}}}, false},
      {{{"incident", {"*db*"}}}, true},
      {{{"incident", {"disk/db"}}}, false},
      {{{"incident", {"*"}}}, true},
      {{{"incident", {"d*/*7*"}}}, true},
      {{{"incident", {"*7x"}}}, false},
  };
  for (const auto& [match, is_match] : cases) EXPECT_EQ(is_silenced(silence_of(match), incident), is_match) << match_text(match);
}

Say words() {
  Say say;
  say.title = "{service} is disturbed";
  say.summary = "Some customers cannot use {service}; we are looking into it.";
  say.consequences.now = "Payments may fail.";
  return say;
}

TEST(WordsWrittenBeforehand, replace_a_monitors_and_no_persons) {
  Story story = plain();
  Event loud = alarm();
  loud.title = "HighErrorRate";
  loud.summary = "5xx > 5 % on web-1";
  loud.details = "web-1:8080";
  loud.labels = {{"alertname", "HighErrorRate"}};
  story.then(loud, kMonitor);
  Incident incident = *story.incident;
  Update update = story.updates.at(1);
  say_instead(words(), "Checkout", incident, update);
  EXPECT_EQ(incident.title, "Checkout is disturbed");
  EXPECT_EQ(update.title, "Checkout is disturbed");
  EXPECT_EQ(update.event.summary, "Some customers cannot use Checkout; we are looking into it.");
  EXPECT_EQ(update.event.consequences.now, "Payments may fail.");
  EXPECT_EQ(update.event.details, "");
  EXPECT_TRUE(update.event.labels.empty());

  story.then(event(Action::update, "We have found it."));
  incident = *story.incident;
  update = story.updates.at(2);
  say_instead(words(), "Checkout", incident, update);
  EXPECT_EQ(incident.title, "Checkout is disturbed") << "nobody has given it another title";
  EXPECT_EQ(update.event.summary, "We have found it.");

  Event renamed = event(Action::update, "Europe only.");
  renamed.title = "Payments fail in Europe";
  story.then(renamed);
  incident = *story.incident;
  update = story.updates.at(3);
  say_instead(words(), "Checkout", incident, update);
  EXPECT_EQ(incident.title, "Payments fail in Europe");
}

TEST(WordsWrittenBeforehand, say_nothing_of_a_disturbance_at_its_end) {
  Story story = plain();
  Event end = end_of_alarm();
  end.summary = "5xx > 5 % on web-1";
  story.then(alarm(), kMonitor).then(end, kMonitor);
  Incident incident = *story.incident;
  Update update = story.updates.at(2);
  say_instead(words(), "Checkout", incident, update);
  EXPECT_EQ(update.event.summary, "");
  Say with_end = words();
  with_end.resolved = "{service} works again.";
  update = story.updates.at(2);
  say_instead(with_end, "Checkout", incident, update);
  EXPECT_EQ(update.event.summary, "Checkout works again.");
}

TEST(WordsWrittenBeforehand, take_their_markers_from_the_incident_and_nothing_of_their_values) {
  Incident incident;
  incident.title = "{label.region}";
  incident.key = "db";
  incident.impact = Impact::major;
  incident.monitors_title = true;
  incident.labels = {{"region", "{title}"}};
  Update update;
  Say say;
  say.title = "{incident}: {title} {label.region} {label.none}{impact} {unclosed";
  say_instead(say, "", incident, update);
  EXPECT_EQ(incident.title, "db: {label.region} {title} major {unclosed");
}

TEST(WordsWrittenBeforehand, have_faults_where_markers_are_unknown) {
  EXPECT_EQ(say_fault("{service} is down in {label.region}"), std::nullopt);
  EXPECT_EQ(say_fault("{servce}"), "has the marker {servce}, which there is not; did you mean {service}?");
  EXPECT_EQ(say_fault("{service"), "has a { without }");
}

TEST(WordsWrittenBeforehand, are_those_of_the_route_that_leads_to_the_audience) {
  Rules all;
  all.routes = {route({{"impact", {"major"}}}, "customers"), route({}, "customers")};
  all.routes[0].say = words();
  Incident incident;
  incident.impact = Impact::major;
  EXPECT_EQ(say_for(all, incident, "customers"), &*all.routes[0].say);
  EXPECT_EQ(say_for(all, incident, "public"), nullptr);
  incident.impact = Impact::minor;
  EXPECT_EQ(say_for(all, incident, "customers"), nullptr) << "the route that leads there now has none";
  all.routes.pop_back();
  EXPECT_EQ(say_for(all, incident, "customers"), &*all.routes[0].say) << "it was told by this route before";
}

}  // namespace
}  // namespace crier::core
