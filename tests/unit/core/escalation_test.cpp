#include <gtest/gtest.h>

#include "core/quiet.h"
#include "people_story.h"

namespace crier::core {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

Rules told_at_once() {
  Rules all;
  all.routes = {route({}, "customers")};
  all.audiences = {"customers"};
  return all;
}

Event alarm(Action action = Action::open, Impact impact = Impact::major) {
  return of_monitor(action == Action::open ? opening(impact) : event(action));
}

Story alarmed() {
  Story story;
  story.rules_now = told_at_once();
  story.then(alarm(), kMonitor);
  return story;
}

TEST(WhoIsTold, first_hears_of_the_incident_by_its_first_update_and_stays_with_that) {
  Story story = alarmed();
  story.after(hours{1}).then(event(Action::update, "We are on it."));

  ASSERT_EQ(story.incident->told.size(), 1U);
  EXPECT_EQ(story.incident->told[0].number, 2);
  EXPECT_EQ(story.incident->told[0].first, 1);
  EXPECT_EQ(story.incident->told[0].since, kNow);
}

TEST(WhoIsTold, hears_anew_of_what_is_reopened_and_nobody_has_acknowledged_that) {
  Story story = alarmed();
  Event seen = event(Action::acknowledge, "");
  story.after(minutes{1}).then(seen);
  ASSERT_TRUE(story.incident->acknowledged);
  EXPECT_EQ(story.incident->acknowledged->by, kAlice.name);
  story.after(minutes{1}).then(alarm(Action::resolve), kMonitor).after(minutes{1}).then(alarm(), kMonitor);

  ASSERT_TRUE(story.last) << story.last.error().detail;
  EXPECT_TRUE(story.incident->is_open());
  EXPECT_FALSE(story.incident->acknowledged);
  EXPECT_EQ(story.incident->told[0].first, 4);
  EXPECT_EQ(story.incident->told[0].since, kNow + minutes{3});
}

TEST(WhatAPersonWrote, is_known_by_its_number_and_an_acknowledgement_is_no_writing) {
  Story story = alarmed();
  EXPECT_EQ(story.incident->people_said, 0);
  story.then(event(Action::acknowledge, ""));
  EXPECT_EQ(story.incident->people_said, 0);
  story.then(event(Action::update, "We are on it."));
  EXPECT_EQ(story.incident->people_said, 3);
  story.then(alarm(), kMonitor);
  EXPECT_EQ(story.incident->people_said, 3);
}

TEST(WhatAPersonWrote, counts_though_nobody_is_told_of_it_yet) {
  Story story = alarmed();
  Event draft = event(Action::update, "We are on it.");
  draft.draft = true;
  story.then(draft);
  EXPECT_TRUE(story.incident->by_people);
  EXPECT_EQ(story.incident->people_said, 2);
}

TEST(AnAcknowledgement, tells_nobody_and_is_no_draft) {
  Story story = alarmed();
  story.then(event(Action::acknowledge, ""));
  EXPECT_EQ(story.last->update.state, UpdateState::recorded);
  EXPECT_TRUE(story.last->hearers.empty());
  EXPECT_FALSE(story.incident->by_people);
  Event draft = event(Action::acknowledge, "");
  draft.draft = true;
  story.then(draft);
  ASSERT_FALSE(story.last);
  EXPECT_EQ(story.last.error().faults.at(0).pointer, "/draft");
}

/// Closed at kNow, a Sunday; what is critical is read at once.
std::map<std::string, Audience> closed() {
  std::array<std::vector<OfficeSpan>, 7> week;
  for (std::size_t day = 0; day < 5; ++day) week[day] = {{9 * 60, 17 * 60}};
  Audience customers;
  customers.name = "customers";
  customers.office_hours.emplace(customers.timezone, week, std::map<LocalDate, std::string>{});
  customers.quiet = QuietHours{Impact::critical};
  return {{"customers", customers}};
}

void defer(Story& story) {
  Decision decision = *story.last;
  defer_quiet(decision, closed(), story.now);
  story.incident = decision.incident;
  story.incident->id = IncidentId{1};
}

TEST(WhatWaitsForAnOpening, is_not_read_and_what_breaks_through_is_what_was_read_first) {
  Story story = alarmed();
  defer(story);
  EXPECT_TRUE(waits_for_opening(*story.incident, story.incident->told[0]));
  story.after(hours{1}).then(alarm(Action::update), kMonitor);
  defer(story);
  EXPECT_TRUE(waits_for_opening(*story.incident, story.incident->told[0]));
  EXPECT_EQ(story.incident->told[0].first, 1);

  Event worse = alarm(Action::update);
  worse.impact = Impact::critical;
  story.after(hours{1}).then(worse, kMonitor);
  defer(story);
  EXPECT_FALSE(waits_for_opening(*story.incident, story.incident->told[0]));
  EXPECT_EQ(story.incident->told[0].first, 3);
  EXPECT_EQ(story.incident->told[0].since, kNow + hours{2});
}

TEST(WhatWaitsForAnOpening, is_after_a_correction_the_correction) {
  Story story;
  story.rules_now = told_at_once();
  story.then(opening());
  defer(story);
  Event right = event(Action::update, "Only searches are slow.");
  right.corrects = 1;
  story.after(minutes{5}).then(right);
  ASSERT_TRUE(story.last) << story.last.error().detail;
  defer(story);
  EXPECT_TRUE(waits_for_opening(*story.incident, story.incident->told[0])) << "the correction waits too";
  EXPECT_EQ(story.incident->told[0].first, 2);
}

}  // namespace
}  // namespace crier::core
