#include "core/maintenance.h"

#include <gtest/gtest.h>

#include "people_story.h"

namespace crier::core {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using testing::ElementsAre;

Event announcing(UtcTime starts = kNow + hours{48}, UtcTime ends = kNow + hours{50}) {
  Event one = event(Action::maintenance, "The databases are replaced.");
  one.incident = "db";
  one.title = "Replacement of the databases";
  one.starts = starts;
  one.ends = ends;
  one.services = {"checkout"};
  return one;
}

Event changing(std::optional<Status> status = std::nullopt) {
  Event one = event(Action::maintenance, "As said.");
  one.status = status;
  return one;
}

TEST(Maintenance, is_announced_with_its_times) {
  Story story;
  story.then(announcing());

  ASSERT_TRUE(story.last) << story.last.error().detail;
  EXPECT_EQ(story.incident->status, Status::scheduled);
  EXPECT_EQ(story.incident->maintenance, (MaintenanceWindow{kNow + hours{48}, kNow + hours{50}, 1}));
  EXPECT_EQ(story.incident->impact, Impact::none);
  EXPECT_EQ(story.last->update.stage, Stage::scheduled);
  EXPECT_TRUE(story.incident->is_open());
  EXPECT_THAT(story.told(), ElementsAre("customers"));
}

TEST(Maintenance, needs_title_times_in_order_and_a_summary) {
  const auto faults = [](Event one) { return Story().then(std::move(one)).pointers(); };
  Event untitled = announcing();
  untitled.title.reset();
  EXPECT_THAT(faults(untitled), ElementsAre("/title"));
  Event startless = announcing();
  startless.starts.reset();
  EXPECT_THAT(faults(startless), ElementsAre("/starts"));
  Event endless = announcing();
  endless.ends.reset();
  EXPECT_THAT(faults(endless), ElementsAre("/ends"));
  EXPECT_THAT(faults(announcing(kNow + hours{2}, kNow + hours{1})), ElementsAre("/ends"));
  EXPECT_THAT(faults(announcing(kNow - hours{2}, kNow - hours{1})), ElementsAre("/ends"));
  Event silent = announcing();
  silent.summary.clear();
  EXPECT_THAT(faults(silent), ElementsAre("/summary"));
  Event extended = announcing();
  extended.extend = hours{1};
  EXPECT_THAT(faults(extended), ElementsAre("/extend"));
}

TEST(Maintenance, only_it_has_its_fields) {
  Event one = opening();
  one.starts = kNow + hours{1};
  one.extend = hours{1};
  one.status = Status::scheduled;
  EXPECT_THAT(Story().then(one).pointers(), ElementsAre("/starts", "/extend", "/status"));
}

TEST(Maintenance, moves_with_other_times_and_says_what_stood_before) {
  Story story;
  story.then(announcing());
  Event later = changing();
  later.starts = kNow + hours{72};
  later.ends = kNow + hours{74};
  story.then(later);

  EXPECT_EQ(story.last->update.stage, Stage::moved);
  EXPECT_EQ(story.incident->maintenance->revision, 2);
  EXPECT_EQ(story.last->update.moved_from, (MaintenanceWindow{kNow + hours{48}, kNow + hours{50}, 1}));
  EXPECT_EQ(story.last->update.starts, kNow + hours{72});
}

TEST(Maintenance, is_extended_by_a_later_end_alone) {
  Story story;
  story.then(announcing(kNow - minutes{5}, kNow + hours{1}));
  EXPECT_EQ(story.incident->status, Status::in_progress);
  Event longer = changing();
  longer.extend = hours{1};
  story.then(longer);

  EXPECT_EQ(story.last->update.stage, Stage::extended);
  EXPECT_EQ(story.incident->maintenance->ends, kNow + hours{2});
  EXPECT_EQ(story.incident->status, Status::in_progress);
}

TEST(Maintenance, in_progress_has_begun_for_good) {
  Story story;
  story.then(announcing(kNow - minutes{5}, kNow + hours{1}));
  Event moved = changing();
  moved.starts = kNow + hours{5};
  moved.ends = kNow + hours{6};

  EXPECT_THAT(story.then(moved).pointers(), ElementsAre("/starts"));
}

TEST(Maintenance, is_done_once_it_began_and_cancelled_at_any_time) {
  Story story;
  story.then(announcing());
  EXPECT_EQ(story.then(changing(Status::completed)).failure(), ErrorKind::conflict);
  Story begun = story;
  begun.after(hours{49}).then(changing(Status::completed));
  EXPECT_EQ(begun.incident->status, Status::completed);
  EXPECT_FALSE(begun.incident->is_open());
  EXPECT_EQ(begun.last->update.stage, Stage::completed);
  story.then(changing(Status::cancelled));
  EXPECT_EQ(story.incident->status, Status::cancelled);
  EXPECT_EQ(story.then(changing(Status::cancelled)).failure(), ErrorKind::conflict);
}

TEST(Maintenance, starts_now_if_somebody_says_so) {
  Story story;
  story.then(announcing());
  story.then(changing(Status::in_progress));

  EXPECT_EQ(story.incident->status, Status::in_progress);
  EXPECT_EQ(story.incident->maintenance->starts, kNow);
  EXPECT_EQ(story.last->update.stage, Stage::started);
}

TEST(Maintenance, takes_no_updates_of_an_incident_and_an_incident_none_of_maintenance) {
  Story story;
  story.then(announcing());
  for (const auto action : {Action::open, Action::update, Action::resolve, Action::nonews}) {
    Event one = action == Action::open ? opening() : event(action);
    EXPECT_EQ(story.then(one).failure(), ErrorKind::conflict) << to_text(action);
  }
  Story other;
  other.then(opening());
  EXPECT_EQ(other.then(announcing()).failure(), ErrorKind::conflict);
}

Story under_maintenance(Event of_monitors, UtcTime ends = kNow + hours{1}) {
  Story story;
  story.rules_now.routes = {route({}, "customers")};
  story.maintenance = {{"repair", {"checkout"}, ends}};
  of_monitors.services = {"checkout"};
  story.then(of_monitor(std::move(of_monitors)), kMonitor);
  return story;
}

TEST(Maintenance, holds_what_monitors_say_of_its_services_until_it_ends) {
  const Story story = under_maintenance(opening());

  EXPECT_EQ(story.state(1), UpdateState::waiting);
  EXPECT_THAT(story.incident->pending, ElementsAre(Pending{1, UpdateState::waiting, kNow + hours{1}, "repair"}));
}

TEST(Maintenance, holds_nothing_of_other_services_and_nothing_that_people_say) {
  Story other;
  other.rules_now.routes = {route({}, "customers")};
  other.maintenance = {{"repair", {"checkout"}, kNow + hours{1}}};
  Event search = opening();
  search.services = {"search"};
  EXPECT_EQ(other.then(of_monitor(search), kMonitor).state(1), UpdateState::announced);

  Story person;
  person.maintenance = other.maintenance;
  Event checkout = opening();
  checkout.services = {"checkout"};
  EXPECT_EQ(person.then(checkout).state(1), UpdateState::announced);
}

TEST(Maintenance, ends_untold_what_began_and_was_resolved_during_it) {
  Story story = under_maintenance(opening());
  story.after(minutes{10}).then(of_monitor(event(Action::resolve)), kMonitor);

  EXPECT_EQ(story.state(1), UpdateState::recorded);
  EXPECT_EQ(story.state(2), UpdateState::recorded);
  EXPECT_THAT(story.incident->told, ElementsAre());
}

TEST(Maintenance, that_goes_on_longer_holds_on) {
  Story story = under_maintenance(opening());
  story.after(hours{1});
  story.maintenance[0].ends = kNow + hours{3};
  story.release(1);

  EXPECT_EQ(story.state(1), UpdateState::waiting);
  EXPECT_THAT(story.incident->pending, ElementsAre(Pending{1, UpdateState::waiting, kNow + hours{3}, "repair"}));
  story.after(hours{2}).release(1);
  EXPECT_EQ(story.state(1), UpdateState::announced);
}

TEST(Maintenance, routes_what_is_under_it) {
  Story story;
  story.rules_now.routes = {route({{"in_maintenance", {"true"}}}, "operators"), route({}, "customers")};
  story.maintenance = {{"repair", {"checkout"}, kNow + hours{1}}};
  Event one = opening();
  one.services = {"checkout"};
  EXPECT_THAT(story.then(one).told(), ElementsAre("operators"));
}

TEST(Maintenance, holds_nothing_that_a_route_takes_because_of_it) {
  Story story;
  story.rules_now.routes = {route({{"in_maintenance", {"true"}}}, "operators"), route({}, "customers")};
  story.maintenance = {{"repair", {"checkout"}, kNow + hours{1}}};
  Event one = opening();
  one.services = {"checkout"};
  story.then(of_monitor(one), kMonitor);

  EXPECT_EQ(story.state(1), UpdateState::announced);
  EXPECT_THAT(story.told(), ElementsAre("operators"));
}

TEST(Maintenance, has_the_occasions_that_are_still_to_come) {
  MaintenanceRule rule;
  Incident incident;
  incident.maintenance = MaintenanceWindow{kNow + hours{2}, kNow + hours{3}, 1};
  incident.status = Status::scheduled;

  EXPECT_THAT(
      maintenance_occasions(rule, incident, kNow, UtcTime::max()),
      ElementsAre(MaintenanceOccasion{Stage::reminder, hours{1}, kNow + hours{1}}, MaintenanceOccasion{Stage::started, {}, kNow + hours{2}},
                  MaintenanceOccasion{Stage::completed, {}, kNow + hours{3}}));
  incident.status = Status::in_progress;
  EXPECT_THAT(maintenance_occasions(rule, incident, kNow, UtcTime::max()),
              ElementsAre(MaintenanceOccasion{Stage::completed, {}, kNow + hours{3}}));
}

}  // namespace
}  // namespace crier::core
