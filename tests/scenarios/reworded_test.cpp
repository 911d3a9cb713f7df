#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "scenarios/house_rules.h"
#include "scenarios/story.h"

/// The wording of what is approved (rules B4, C1): other words are somebody's who writes now, a draft's own were kept to be looked at.
namespace crier::scenarios {
namespace {

using config::Treatment;
using core::Action;
using core::IncidentName;
using core::UpdateState;
using std::chrono::seconds;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

const std::string kOne = "https://one.example/hook";
const core::Peer kMonitor{"prometheus", core::Right::publish, false, 7, false};
constexpr const char* kBad = "Payments fail, ETA 1h.";

core::Event opening(const std::string& summary) {
  core::Event event;
  event.action = Action::open;
  event.incident = "db";
  event.title = "Checkout unavailable";
  event.impact = core::Impact::major;
  event.summary = summary;
  return event;
}

core::Event draft(const std::string& summary) {
  auto event = opening(summary);
  event.draft = true;
  return event;
}

TEST(ADraftInOtherWords, with_an_error_is_refused_and_stays_a_draft) {
  Story story;
  story.customers({kOne}).configure(house_wording).begin();
  ASSERT_TRUE(story.say(draft("Payments fail.")));
  const auto refused = story.approve(IncidentName{"db", 0}, opening(kBad));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, ErrorKind::invalid);
  ASSERT_EQ(refused.error().faults.size(), 1U);
  EXPECT_EQ(refused.error().faults[0].pointer, "/event/summary") << "as it stands in the order";
  EXPECT_THAT(refused.error().faults[0].detail, StartsWith("no-eta: 'ETA' is not said here."));
  EXPECT_THAT(refused.error().detail, HasSubstr("`anyway`"));
  ASSERT_EQ(story.updates("db").size(), 1U);
  EXPECT_EQ(story.updates("db")[0].state, UpdateState::draft);
  EXPECT_EQ(story.updates("db")[0].event.summary, "Payments fail.");
  EXPECT_THAT(story.received(kOne), IsEmpty());
}

TEST(ADraftInOtherWords, goes_out_anyway_and_tells_what_was_found) {
  Story story;
  story.customers({kOne}).configure(house_wording).begin();
  ASSERT_TRUE(story.say(draft("Payments fail.")));
  auto words = opening("Payments fail, ETA 1h, soon, maybe.");
  words.anyway = true;
  const auto approved = story.approve(IncidentName{"db", 0}, words);
  ASSERT_TRUE(approved) << approved.error().detail;
  EXPECT_THAT(places(approved->findings), ElementsAre("no-eta /summary", "no-soon /summary")) << "a suggestion is for who asks";
  EXPECT_THAT(story.received(kOne), ElementsAre(1));
}

TEST(ADraftInOtherWords, is_a_persons_also_where_the_draft_is_a_monitors) {
  Story story;
  story.customers({kOne})
      .configure([](config::Snapshot& snapshot) {
        house_wording(snapshot);
        snapshot.rules.routes[0].approve = true;
        snapshot.wording.automatic = Treatment::off;
      })
      .begin();
  ASSERT_TRUE(story.say_all({opening("Payments fail.")}, kMonitor));
  EXPECT_FALSE(story.approve(IncidentName{"db", 0}, opening(kBad)));
  EXPECT_TRUE(story.approve(IncidentName{"db", 0}, opening("Cards fail.")));
}

TEST(ADraftInOtherWords, is_looked_at_in_the_state_that_it_is_said_in) {
  Story story;
  story.customers({kOne}).configure(house_wording).begin();
  ASSERT_TRUE(story.say(draft("Payments fail.")));
  const auto approved = story.approve(IncidentName{"db", 0}, opening("Payments fail because a disk is full."));
  ASSERT_TRUE(approved) << approved.error().detail;
  EXPECT_THAT(places(approved->findings), ElementsAre("no-cause /summary")) << "an opening is an opening when it is approved, too";
}

TEST(ADraftInOtherWords, is_refused_before_the_guard_asks) {
  Story story;
  story.customers({kOne})
      .configure([](config::Snapshot& snapshot) {
        house_wording(snapshot);
        snapshot.rules.guard.confirm_above = 0;
      })
      .begin();
  ASSERT_TRUE(story.say(draft("Payments fail.")));
  EXPECT_EQ(story.approve(IncidentName{"db", 0}, opening(kBad)).error().kind, ErrorKind::invalid);
  const auto asked = story.approve(IncidentName{"db", 0}, opening("Cards fail."));
  ASSERT_FALSE(asked);
  EXPECT_TRUE(asked.error().question);
  EXPECT_TRUE(story.approve(IncidentName{"db", 0}, opening("Cards fail."), 1));
}

TEST(ADraftAsItIs, goes_out_when_it_is_approved_and_tells_what_was_found) {
  Story story;
  story.customers({kOne}).configure(house_wording).begin();
  const auto kept = story.say_all({opening("Payments fail, ETA 1h, maybe.")}, kMonitor);
  ASSERT_TRUE(kept);
  ASSERT_EQ(kept->front().accepted.state, UpdateState::draft);
  const auto approved = story.approve(kept->front().accepted.update);
  ASSERT_TRUE(approved) << approved.error().detail;
  EXPECT_EQ(approved->accepted.state, UpdateState::announced);
  EXPECT_THAT(places(approved->findings), ElementsAre("no-eta /summary"));
  EXPECT_THAT(story.received(kOne), ElementsAre(1));
}

TEST(ADraftAsItIs, goes_out_though_a_person_might_not_say_it_any_more) {
  Story story;
  story.customers({kOne}).begin();
  ASSERT_TRUE(story.say(draft(kBad)));
  story.reconfigure(house_wording);
  EXPECT_FALSE(story.say(opening(kBad))) << "by now it would be refused";
  const auto approved = story.approve(IncidentName{"db", 0});
  ASSERT_TRUE(approved) << approved.error().detail;
  EXPECT_THAT(places(approved->findings), ElementsAre("no-eta /summary"));
  EXPECT_THAT(story.received(kOne), ElementsAre(1));
}

TEST(WhatWasTakenInTimeOfOtherRules, goes_out_at_its_time) {
  Story story;
  story.customers({kOne}).configure([](config::Snapshot& snapshot) { snapshot.rules.guard.hold = seconds{60}; }).begin();
  ASSERT_EQ(story.say(opening(kBad))->front().accepted.state, UpdateState::held);
  story.reconfigure(house_wording);
  story.wait(seconds{61});
  EXPECT_THAT(story.received(kOne), ElementsAre(1));
  EXPECT_THAT(story.failed_releases, IsEmpty());
}

}  // namespace
}  // namespace crier::scenarios
