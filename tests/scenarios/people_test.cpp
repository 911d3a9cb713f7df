#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "scenarios/story.h"

/// Drafts, waiting, the hold, the guard, corrections and their record, through the whole way (rules A3, C, D2, D3, D5).
namespace crier::scenarios {
namespace {

using core::Action;
using core::UpdateState;
using std::chrono::minutes;
using std::chrono::seconds;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const std::string kOne = "https://one.example/hook";
const std::string kTwo = "https://two.example/hook";

void approve_all(config::Snapshot& snapshot) { snapshot.rules.routes[0].approve = true; }
void wait_for_all(config::Snapshot& snapshot) { snapshot.rules.routes[0].wait = minutes{5}; }
void hold_all(config::Snapshot& snapshot) { snapshot.rules.guard.hold = seconds{60}; }

core::Event words(Action action, const std::string& incident, const std::string& summary) {
  core::Event event;
  event.action = action;
  event.incident = incident;
  event.summary = summary;
  if (action == Action::open) {
    event.title = "Checkout unavailable";
    event.impact = core::Impact::major;
  }
  return event;
}

core::Event draft(core::Event event) {
  event.draft = true;
  return event;
}

core::Event correction(const std::string& incident, int number, const std::string& summary) {
  core::Event event = words(Action::update, incident, summary);
  event.corrects = number;
  return event;
}

std::vector<UpdateState> states(Story& story, const std::string& key) {
  std::vector<UpdateState> all;
  for (const auto& update : story.updates(key)) all.push_back(update.state);
  return all;
}

TEST(ADraft, is_sent_when_it_is_approved_and_not_before) {
  Story story;
  story.customers({kOne, kTwo}).configure(approve_all).begin();
  const auto answer = story.open("db");
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->front().accepted.state, UpdateState::draft);
  ASSERT_EQ(answer->front().accepted.broadcasts.size(), 1U);
  EXPECT_EQ(answer->front().accepted.broadcasts[0].recipients, 2) << "what it would reach";
  story.wait(minutes{60});
  EXPECT_THAT(story.received(kOne), IsEmpty());

  const auto approved = story.approve(answer->front().accepted.update);
  ASSERT_TRUE(approved) << approved.error().detail;
  EXPECT_EQ(approved->accepted.state, UpdateState::announced);
  EXPECT_EQ(approved->accepted.broadcasts[0].recipients, 2);
  EXPECT_THAT(story.received(kOne), ElementsAre(1));
  EXPECT_THAT(story.received(kTwo), ElementsAre(1));
  ASSERT_EQ(story.changed.size(), 1U);
  EXPECT_EQ(story.changed[0].state, UpdateState::announced);
}

TEST(ADraft, that_was_approved_is_a_conflict_for_the_second_operator) {
  Story story;
  story.customers({kOne}).configure(approve_all).begin();
  const auto answer = story.open("db");
  ASSERT_TRUE(story.approve(answer->front().accepted.update));
  const auto again = story.approve(answer->front().accepted.update);
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().kind, ErrorKind::conflict);
  EXPECT_THAT(again.error().detail, HasSubstr("announced"));
  EXPECT_EQ(story.approve(core::IncidentName{"db", 0}).error().kind, ErrorKind::conflict);
  EXPECT_THAT(story.received(kOne), ElementsAre(1));
}

TEST(ADraft, that_is_not_what_was_shown_is_a_conflict_and_its_incident_names_the_newest) {
  Story story;
  story.customers({kOne}).begin();
  const auto first = story.say(draft(words(Action::open, "db", "First.")));
  const auto second = story.say(draft(words(Action::update, "db", "Second.")));
  const auto stale = story.approve(first->front().accepted.update);
  ASSERT_FALSE(stale);
  EXPECT_EQ(stale.error().kind, ErrorKind::conflict);
  core::Event taken = words(Action::take, "db", "");
  ASSERT_TRUE(story.say(taken));
  core::Event quiet = words(Action::update, "db", "For the record.");
  quiet.announce = false;
  ASSERT_TRUE(story.say(quiet));
  const auto changed = story.approve(second->front().accepted.update);
  ASSERT_FALSE(changed) << "the incident has changed since";
  EXPECT_EQ(changed.error().kind, ErrorKind::conflict);

  const auto newest = story.approve(core::IncidentName{"db", 0});
  ASSERT_TRUE(newest);
  EXPECT_EQ(newest->accepted.number, 2);
  EXPECT_THAT(states(story, "db"),
              ElementsAre(UpdateState::withdrawn, UpdateState::announced, UpdateState::recorded, UpdateState::recorded));
  EXPECT_THAT(story.received(kOne), ElementsAre(2));
}

TEST(ADraft, may_be_approved_by_number_after_somebody_has_taken_the_incident) {
  Story story;
  story.customers({kOne}).configure(approve_all).begin();
  const auto answer = story.open("db");
  ASSERT_TRUE(story.say(words(Action::take, "db", "")));
  EXPECT_TRUE(story.approve(answer->front().accepted.update));
}

TEST(ADraft, is_withdrawn_unsent_and_only_once) {
  Story story;
  story.customers({kOne}).configure(approve_all).begin();
  const auto answer = story.open("db");
  const auto ended = story.end_pending(core::IncidentName{"db", 0}, UpdateState::withdrawn);
  ASSERT_TRUE(ended);
  EXPECT_TRUE(ended->was_pending);
  EXPECT_EQ(ended->recipients, 1);
  EXPECT_THAT(states(story, "db"), ElementsAre(UpdateState::withdrawn));
  EXPECT_THAT(story.incident("db").pending, IsEmpty());
  const auto again = story.end_pending(answer->front().accepted.update, UpdateState::withdrawn);
  ASSERT_TRUE(again);
  EXPECT_FALSE(again->was_pending);
  EXPECT_EQ(story.end_pending(UpdateId{4711}, UpdateState::withdrawn).error().kind, ErrorKind::not_found);
}

TEST(ADraft, whose_audience_is_gone_is_recorded_when_it_is_approved) {
  Story story;
  story.customers({kOne}).begin();
  ASSERT_TRUE(story.say(draft(words(Action::open, "db", "First."))));
  core::Event drops = words(Action::update, "db", "Not for them.");
  drops.drop_audiences = {"customers"};
  drops.announce = false;
  ASSERT_TRUE(story.say(drops));
  const auto approved = story.approve(core::IncidentName{"db", 0});
  ASSERT_TRUE(approved);
  EXPECT_EQ(approved->accepted.state, UpdateState::recorded);
  EXPECT_THAT(story.received(kOne), IsEmpty());
}

TEST(ADraft, may_go_out_in_other_words_which_are_kept) {
  Story story;
  story.customers({kOne}).begin();
  ASSERT_TRUE(story.say(draft(words(Action::open, "db", "First."))));
  ASSERT_TRUE(story.approve(core::IncidentName{"db", 0}, words(Action::open, "db", "Better said.")));
  EXPECT_EQ(story.updates("db")[0].event.summary, "Better said.");
  EXPECT_THAT(story.received(kOne), ElementsAre(1));
}

TEST(ADraft, is_not_approved_in_words_that_say_something_else) {
  Story story;
  story.customers({kOne}).begin();
  ASSERT_TRUE(story.say(draft(words(Action::open, "db", "First."))));
  core::Event silent = words(Action::open, "db", "Better.");
  silent.announce = false;
  for (const core::Event& wrong :
       {silent, words(Action::resolve, "db", "Over."), words(Action::open, "other", "Better."), correction("db", 1, "C")}) {
    const auto refused = story.approve(core::IncidentName{"db", 0}, wrong);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, ErrorKind::invalid);
  }
  EXPECT_THAT(story.received(kOne), IsEmpty());
}

TEST(WhatWaits, is_sent_once_when_its_time_has_come_with_all_that_was_said) {
  Story story;
  story.customers({kOne}).configure(wait_for_all).begin();
  const auto answer = story.open("db");
  EXPECT_EQ(answer->front().accepted.state, UpdateState::waiting);
  EXPECT_EQ(answer->front().due, story.clock.utc() + minutes{5});
  story.wait(minutes{2});
  EXPECT_EQ(story.update("db", "Still slow.")->front().accepted.state, UpdateState::waiting);
  story.wait(minutes{2});
  EXPECT_THAT(story.received(kOne), IsEmpty());
  story.wait(minutes{2});
  EXPECT_THAT(story.received(kOne), ElementsAre(2));
  EXPECT_THAT(states(story, "db"), ElementsAre(UpdateState::recorded, UpdateState::announced));
  story.wait(minutes{60});
  EXPECT_THAT(story.received(kOne), ElementsAre(2));
}

TEST(WhatWaits, ends_untold_with_its_incident) {
  Story story;
  story.customers({kOne}).configure(wait_for_all).begin();
  ASSERT_TRUE(story.open("db"));
  const auto end = story.resolve("db");
  ASSERT_TRUE(end);
  EXPECT_EQ(end->front().accepted.state, UpdateState::recorded);
  story.wait(minutes{60});
  EXPECT_THAT(story.received(kOne), IsEmpty());
  EXPECT_THAT(states(story, "db"), ElementsAre(UpdateState::recorded, UpdateState::recorded));
}

TEST(WhatWaits, is_released_after_a_restart) {
  auto memory = store::make_memory();
  {
    Story story(memory);
    story.customers({kOne}).configure(wait_for_all).begin();
    ASSERT_TRUE(story.open("db"));
  }
  Story again(memory);
  again.clock.advance(minutes{6});
  again.customers({kOne}).configure(wait_for_all).begin();
  EXPECT_THAT(again.received(kOne), ElementsAre(1));
}

TEST(WhatIsHeld, goes_out_after_the_hold_unless_it_is_stopped) {
  Story story;
  story.customers({kOne}).configure(hold_all).begin();
  const auto answer = story.open("db");
  EXPECT_EQ(answer->front().accepted.state, UpdateState::held);
  story.wait(seconds{59});
  EXPECT_THAT(story.received(kOne), IsEmpty());
  story.wait(seconds{1});
  EXPECT_THAT(story.received(kOne), ElementsAre(1));

  const auto second = story.update("db", "A mistake.");
  const auto ended = story.end_pending(second->front().accepted.update, UpdateState::stopped);
  ASSERT_TRUE(ended);
  EXPECT_EQ(ended->recipients, 1);
  story.wait(minutes{60});
  EXPECT_THAT(story.received(kOne), ElementsAre(1));
  EXPECT_THAT(states(story, "db"), ElementsAre(UpdateState::announced, UpdateState::stopped));
}

TEST(WhatIsHeld, goes_first_where_something_critical_follows) {
  Story story;
  story.customers({kOne}).configure(hold_all).begin();
  ASSERT_TRUE(story.open("db"));
  ASSERT_TRUE(story.update("db", "Looking."));
  core::Event worse = words(Action::update, "db", "Nothing works.");
  worse.impact = core::Impact::critical;
  const auto answer = story.say(worse);
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->front().accepted.state, UpdateState::announced);
  EXPECT_THAT(story.received(kOne), ElementsAre(1, 2, 3));
  story.wait(minutes{60});
  EXPECT_THAT(story.received(kOne), ElementsAre(1, 2, 3));
}

TEST(WhatIsHeld, in_a_batch_goes_first_too) {
  Story story;
  story.customers({kOne}).configure(hold_all).begin();
  core::Event worse = words(Action::update, "db", "Nothing works.");
  worse.impact = core::Impact::critical;
  const auto answer = story.say_all({words(Action::open, "db", "Slow."), worse});
  ASSERT_TRUE(answer) << answer.error().detail;
  EXPECT_THAT(story.received(kOne), ElementsAre(1, 2));
}

TEST(WhatIsHeld, and_makes_no_sense_when_its_time_comes_is_withdrawn_and_said_so) {
  Story story;
  story.customers({kOne}).configure(hold_all).begin();
  ASSERT_TRUE(story.open("db"));
  story.wait(seconds{61});
  ASSERT_TRUE(story.update("db", "Looking."));
  core::Event quiet = words(Action::resolve, "db", "Over.");
  quiet.announce = false;
  ASSERT_TRUE(story.say(quiet));
  story.wait(seconds{61});
  EXPECT_THAT(states(story, "db"), ElementsAre(UpdateState::announced, UpdateState::withdrawn, UpdateState::recorded));
  EXPECT_THAT(story.failed_releases, ElementsAre(HasSubstr("resolved")));
  EXPECT_THAT(story.received(kOne), ElementsAre(1));
}

TEST(WhatIsHeld, goes_before_a_later_one_that_is_approved_or_due_first) {
  Story story;
  story.customers({kOne}).configure(hold_all).begin();
  ASSERT_TRUE(story.open("db"));
  ASSERT_TRUE(story.say(draft(words(Action::resolve, "db", "Over."))));
  ASSERT_TRUE(story.approve(core::IncidentName{"db", 0}));
  EXPECT_THAT(story.received(kOne), ElementsAre(1, 2));
  story.wait(minutes{60});
  EXPECT_THAT(story.received(kOne), ElementsAre(1, 2));
  EXPECT_THAT(states(story, "db"), ElementsAre(UpdateState::announced, UpdateState::announced));

  Story shortened;
  shortened.customers({kOne}).configure(hold_all).begin();
  ASSERT_TRUE(shortened.open("db"));
  shortened.reconfigure([](config::Snapshot& s) { s.rules.guard.hold = seconds{10}; });
  ASSERT_TRUE(shortened.update("db", "Looking."));
  shortened.wait(seconds{11});
  EXPECT_THAT(shortened.received(kOne), ElementsAre(1, 2));
  shortened.wait(minutes{60});
  EXPECT_THAT(shortened.received(kOne), ElementsAre(1, 2));
}

TEST(WhatIsHeld, stays_held_where_the_guard_makes_a_draft_of_what_a_monitor_follows_with) {
  Story story;
  story.customers({kOne, kTwo}).configure(hold_all).begin();
  const core::Peer monitor{"prometheus", core::Right::publish, false, 7, false};
  ASSERT_TRUE(story.say_all({words(Action::open, "db", "Customers cannot pay.")}, monitor));
  story.reconfigure([](config::Snapshot& s) { s.rules.guard.confirm_above = 1; });
  core::Event worse = words(Action::update, "db", "Nothing works.");
  worse.impact = core::Impact::critical;
  const auto answer = story.say_all({worse}, monitor);
  ASSERT_TRUE(answer) << answer.error().detail;
  EXPECT_EQ(answer->front().accepted.state, UpdateState::draft);
  EXPECT_THAT(story.received(kOne), IsEmpty());
  EXPECT_THAT(states(story, "db"), ElementsAre(UpdateState::held, UpdateState::draft));
}

TEST(TheGuard, takes_an_event_again_with_or_without_its_number) {
  Story story;
  story.customers({kOne, kTwo}).configure([](config::Snapshot& s) { s.rules.guard.confirm_above = 1; }).begin();
  core::Event sure = words(Action::open, "db", "Customers cannot pay.");
  sure.id = "one";
  sure.confirm = 2;
  ASSERT_TRUE(story.say(sure));
  sure.confirm.reset();
  const auto again = story.say(sure);
  ASSERT_TRUE(again) << again.error().detail;
  EXPECT_TRUE(again->front().duplicate);
}

TEST(TheGuard, asks_by_number_and_takes_only_the_right_one) {
  Story story;
  story.customers({kOne, kTwo}).configure([](config::Snapshot& s) { s.rules.guard.confirm_above = 1; }).begin();
  const auto asked = story.open("db");
  ASSERT_FALSE(asked);
  EXPECT_EQ(asked.error().kind, ErrorKind::conflict);
  ASSERT_TRUE(asked.error().question);
  EXPECT_EQ(asked.error().question->confirm, 2);
  EXPECT_THAT(asked.error().question->channels, ElementsAre(std::pair<std::string, std::int64_t>("hooks", 2)));
  core::Event sure = words(Action::open, "db", "Customers cannot pay.");
  sure.confirm = 3;
  EXPECT_FALSE(story.say(sure));
  sure.confirm = 2;
  ASSERT_TRUE(story.say(sure));
  EXPECT_THAT(story.received(kOne), ElementsAre(1));
}

TEST(TheGuard, asks_for_named_channels_whatever_the_number_and_not_for_drafts) {
  Story story;
  story.customers({kOne}).configure([](config::Snapshot& s) { s.rules.guard.confirm_channels = {"hooks"}; }).begin();
  EXPECT_FALSE(story.open("db"));
  ASSERT_TRUE(story.say(draft(words(Action::open, "db", "First."))));
  const auto asked = story.approve(core::IncidentName{"db", 0});
  ASSERT_FALSE(asked);
  ASSERT_TRUE(asked.error().question);
  EXPECT_TRUE(story.approve(core::IncidentName{"db", 0}, {}, 1));
  EXPECT_THAT(story.received(kOne), ElementsAre(1));
}

TEST(TheGuard, makes_a_draft_of_what_a_monitor_says) {
  Story story;
  story.customers({kOne, kTwo}).configure([](config::Snapshot& s) { s.rules.guard.confirm_above = 1; }).begin();
  const core::Peer monitor{"prometheus", core::Right::publish, false, 7, false};
  const auto answer = story.say_all({words(Action::open, "db", "Down.")}, monitor);
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->front().accepted.state, UpdateState::draft);
}

TEST(TheGuard, is_asked_nothing_by_what_tells_nobody) {
  Story story;
  story.customers({kOne, kTwo}).configure([](config::Snapshot& s) { s.rules.guard.confirm_above = 1; }).begin();
  core::Event quiet = words(Action::open, "db", "For the record.");
  quiet.announce = false;
  EXPECT_TRUE(story.say(quiet));
}

TEST(ACorrectionOnItsWay, makes_what_is_unsent_of_the_wrong_one_give_way) {
  Story story;
  story.customers({kOne}).begin();
  story.pause();
  ASSERT_TRUE(story.open("db"));
  ASSERT_TRUE(story.say(correction("db", 1, "Customers in Europe cannot pay.")));
  EXPECT_EQ(story.count("db", core::DeliveryState::superseded), 1);
  story.resume();
  EXPECT_THAT(story.received(kOne), ElementsAre(2));
  const auto updates = story.updates("db");
  EXPECT_EQ(updates[0].corrected_by, 2);
  EXPECT_EQ(updates[0].event.summary, "Customers cannot pay.") << "both versions stay";
  EXPECT_EQ(updates[1].event.summary, "Customers in Europe cannot pay.");
}

TEST(ACorrectionOnItsWay, of_two_operators_is_a_conflict_for_the_second) {
  Story story;
  story.customers({kOne}).begin();
  ASSERT_TRUE(story.open("db"));
  ASSERT_TRUE(story.say(correction("db", 1, "In Europe.")));
  const auto second = story.say(correction("db", 1, "In Asia."));
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().kind, ErrorKind::conflict);
  EXPECT_TRUE(story.say(correction("db", 2, "In Asia.")));
  EXPECT_THAT(story.received(kOne), ElementsAre(1, 2, 3));
}

TEST(ACorrectionOnItsWay, that_was_stopped_may_be_made_again) {
  Story story;
  story.customers({kOne}).begin();
  ASSERT_TRUE(story.open("db"));
  story.pause();
  const auto first = story.say(correction("db", 1, "In Europe."));
  ASSERT_TRUE(story.stop(first->front().accepted.update));
  story.resume();
  ASSERT_TRUE(story.say(correction("db", 1, "In Asia.")));
  EXPECT_THAT(story.received(kOne), ElementsAre(1, 3));
}

TEST(ARetractionOnItsWay, makes_all_that_is_unsent_give_way) {
  Story story;
  story.customers({kOne}).begin();
  ASSERT_TRUE(story.open("db"));
  story.pause();
  ASSERT_TRUE(story.update("db", "Worse."));
  ASSERT_TRUE(story.say(words(Action::retract, "db", "The alarm was false.")));
  story.resume();
  EXPECT_THAT(story.received(kOne), ElementsAre(1, 3));
  EXPECT_FALSE(story.incident("db").is_open());
}

TEST(TheLog, says_who_did_what_when_newest_first) {
  Story story;
  story.customers({kOne}).configure(approve_all).begin();
  const UtcTime opened = story.clock.utc();
  ASSERT_TRUE(story.open("db"));
  story.wait(minutes{10});
  ASSERT_TRUE(story.approve(core::IncidentName{"db", 0}));
  ASSERT_TRUE(story.update("db", "Nearly done."));
  ASSERT_TRUE(story.end_pending(core::IncidentName{"db", 0}, UpdateState::withdrawn));
  const auto log = story.log_of("db");
  ASSERT_EQ(log.size(), 4U);
  std::vector<std::string> commands;
  for (const auto& entry : log) {
    commands.push_back(entry.command);
    EXPECT_EQ(entry.peer, "alice");
    EXPECT_EQ(entry.incident, "db");
  }
  EXPECT_THAT(commands, ElementsAre("withdraw", "update", "approve", "open"));
  EXPECT_EQ(log.back().at, opened) << "when it was written, not when it was announced";
}

}  // namespace
}  // namespace crier::scenarios
