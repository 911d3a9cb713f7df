// Rules C and D2 as decisions: what is a draft, waits or is held.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "people_story.h"

namespace crier::core {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;
using testing::ElementsAre;
using testing::IsEmpty;

TEST(Drafts, come_of_a_routes_approve_and_of_the_event_itself_and_tell_nobody) {
  const Story by_route = Story{}.then(of_monitor(opening(Impact::major)), kMonitor);
  EXPECT_EQ(by_route.state(1), UpdateState::draft);
  EXPECT_THAT(by_route.incident->told, IsEmpty());
  EXPECT_THAT(by_route.incident->pending, ElementsAre(Pending{1, UpdateState::draft, {}}));
  EXPECT_EQ(by_route.incident->status, Status::investigating) << "an opening shows in its incident";
  const Story by_event = Story{}.then(draft(opening()));
  EXPECT_EQ(by_event.state(1), UpdateState::draft);
}

TEST(Drafts, are_announced_under_their_number_by_approval_and_withdraw_older_ones) {
  Story story;
  story.then(draft(opening())).then(draft(event(Action::update, "Second."))).then(draft(event(Action::update, "Third.")));
  EXPECT_EQ(newest_draft(*story.incident), 3);
  story.after(minutes{10}).release(3);
  ASSERT_TRUE(story.last);
  EXPECT_THAT(story.told(), ElementsAre("customers"));
  EXPECT_EQ(story.last->update.number, 3);
  EXPECT_EQ(story.last->update.at, kNow + minutes{10});
  EXPECT_TRUE(story.last->update.begins) << "nobody was told before";
  EXPECT_EQ(story.state(1), UpdateState::withdrawn);
  EXPECT_EQ(story.state(2), UpdateState::withdrawn);
  EXPECT_THAT(story.incident->pending, IsEmpty());
  EXPECT_THAT(story.incident->told, ElementsAre(told_by("customers", 3)));
}

TEST(Drafts, are_withdrawn_by_a_persons_update_and_not_by_a_monitors) {
  Story person;
  person.then(of_monitor(opening(Impact::major)), kMonitor).then(event(Action::update, "We are on it."));
  EXPECT_EQ(person.state(1), UpdateState::withdrawn);
  EXPECT_THAT(person.told(), ElementsAre("customers")) << "the person has seen what the monitor said";
  EXPECT_TRUE(person.last->update.begins);

  Story monitor;
  monitor.then(of_monitor(opening(Impact::major)), kMonitor).then(of_monitor(opening(Impact::critical)), kMonitor);
  EXPECT_EQ(monitor.state(1), UpdateState::draft);
  EXPECT_EQ(monitor.state(2), UpdateState::draft);
}

TEST(Drafts, are_made_of_everything_where_a_person_opened_by_a_route_with_approval) {
  Story story;
  story.then(four_eyes(opening())).release(1).then(event(Action::update, "Better."));
  EXPECT_EQ(story.state(1), UpdateState::announced);
  EXPECT_EQ(story.state(2), UpdateState::draft);
}

TEST(Drafts, change_nothing_of_an_incident_that_people_know) {
  Story story;
  Event end = draft(event(Action::resolve, "Payments work again."));
  story.then(opening()).then(end);
  EXPECT_EQ(story.state(2), UpdateState::draft);
  EXPECT_TRUE(story.incident->is_open());
  EXPECT_EQ(story.incident->updates, 2);
  story.after(minutes{3}).release(2);
  EXPECT_EQ(story.incident->resolved, kNow + minutes{3});
}

TEST(Drafts, keep_no_promise_and_count_it_from_their_approval) {
  Event promising = draft(opening());
  promising.next_update_in = minutes{45};
  Story story;
  story.then(promising);
  EXPECT_FALSE(story.incident->promise);
  story.after(minutes{20}).release(1);
  EXPECT_EQ(story.incident->promise->due, kNow + minutes{65});
}

TEST(Drafts, may_be_approved_in_other_words) {
  Story story;
  Event words = opening();
  words.title = "Payments fail";
  words.summary = "Some customers cannot pay.";
  story.then(draft(opening())).release(1, words);
  ASSERT_TRUE(story.last);
  EXPECT_EQ(story.incident->title, "Payments fail");
  EXPECT_EQ(story.last->update.event.summary, "Some customers cannot pay.");
  Story refused;
  refused.then(draft(opening())).release(1, event(Action::open, ""));
  EXPECT_EQ(refused.failure(), ErrorKind::invalid);
  EXPECT_EQ(refused.state(1), UpdateState::draft);
}

TEST(Drafts, of_an_opening_in_other_words_go_to_the_audiences_that_these_name) {
  Event wide = draft(opening());
  wide.audiences = {"public", "operators"};
  Event narrow = opening();
  narrow.audiences = {"operators"};
  Story named;
  named.then(wide).release(1, narrow);
  EXPECT_THAT(named.told(), ElementsAre("operators"));
  Story routed;
  routed.then(wide).release(1, opening());
  EXPECT_THAT(routed.told(), ElementsAre("customers")) << "none named: routing decides";
  Event secret = wide;
  secret.restricted = true;
  Story restricted;
  restricted.then(secret).release(1, opening());
  EXPECT_THAT(restricted.told(), ElementsAre("public", "operators")) << "its circle is not routed";
}

TEST(Drafts, do_not_promise_a_time_that_is_past) {
  Event promising = draft(opening());
  promising.next_update = kNow + minutes{10};
  Story story;
  story.then(promising).after(minutes{11}).release(1);
  EXPECT_EQ(story.failure(), ErrorKind::conflict);
  EXPECT_EQ(story.state(1), UpdateState::draft);
  Story held;
  held.rules_now.guard.hold = seconds{60};
  Event soon = opening(Impact::major);
  soon.next_update = kNow + seconds{30};
  held.then(soon).after(seconds{60}).release(1);
  EXPECT_THAT(held.told(), ElementsAre("customers"));
  EXPECT_FALSE(held.incident->promise);
}

TEST(Drafts, that_make_no_sense_any_more_are_a_conflict) {
  Story story;
  story.then(opening()).then(draft(event(Action::update, "Nearly done.")));
  Event quiet = event(Action::resolve, "Over.");
  quiet.announce = false;
  story.then(quiet).release(2);
  EXPECT_EQ(story.failure(), ErrorKind::conflict);
}

TEST(AnUntoldIncident, that_is_resolved_ends_untold_and_recorded) {
  Story drafted;
  drafted.then(of_monitor(opening(Impact::major)), kMonitor).then(of_monitor(event(Action::resolve, "")), kMonitor);
  EXPECT_EQ(drafted.state(1), UpdateState::recorded);
  EXPECT_EQ(drafted.state(2), UpdateState::recorded);
  EXPECT_THAT(drafted.told(), IsEmpty());
  EXPECT_FALSE(drafted.incident->is_open());
  EXPECT_THAT(drafted.incident->pending, IsEmpty());

  Story waiting;
  waiting.then(opening(Impact::minor)).then(event(Action::resolve));
  EXPECT_EQ(waiting.state(1), UpdateState::recorded);
  EXPECT_EQ(waiting.state(2), UpdateState::recorded);
}

TEST(Waiting, keeps_the_first_due_time_and_merges_what_comes) {
  Event first = opening(Impact::minor);
  first.consequences.now = "Slow pages.";
  Event second = event(Action::update, "Still slow.");
  second.status = Status::identified;
  Story story;
  story.then(first).after(minutes{2}).then(second);
  EXPECT_EQ(story.state(1), UpdateState::recorded);
  EXPECT_EQ(story.state(2), UpdateState::waiting);
  EXPECT_THAT(story.incident->pending, ElementsAre(Pending{2, UpdateState::waiting, kNow + minutes{5}}));
  EXPECT_EQ(story.incident->status, Status::identified);
  story.after(minutes{3}).release(2);
  EXPECT_THAT(story.told(), ElementsAre("public"));
  EXPECT_EQ(story.last->update.event.summary, "Still slow.");
  EXPECT_EQ(story.last->update.event.consequences.now, "Slow pages.");
  EXPECT_TRUE(story.last->update.begins);
  story.then(event(Action::update, "Faster."));
  EXPECT_EQ(story.state(3), UpdateState::announced) << "whom it is for has heard of it by now";
}

TEST(Waiting, ends_where_a_rise_matches_a_route_that_does_not_wait) {
  Story story;
  Event worse = event(Action::update, "Nothing works.");
  worse.impact = Impact::critical;
  story.then(opening(Impact::minor)).then(worse);
  EXPECT_EQ(story.state(1), UpdateState::recorded);
  EXPECT_EQ(story.state(2), UpdateState::announced);
  EXPECT_THAT(story.told(), ElementsAre("customers"));
}

TEST(AHold, keeps_everything_but_critical_ones) {
  Story story;
  story.rules_now.guard.hold = seconds{60};
  story.then(opening(Impact::major));
  EXPECT_EQ(story.state(1), UpdateState::held);
  EXPECT_THAT(story.incident->pending, ElementsAre(Pending{1, UpdateState::held, kNow + seconds{60}}));
  EXPECT_THAT(story.incident->told, IsEmpty());
  story.after(seconds{60}).release(1);
  EXPECT_THAT(story.told(), ElementsAre("customers"));

  Story urgent;
  urgent.rules_now.guard.hold = seconds{60};
  urgent.then(opening(Impact::critical));
  EXPECT_EQ(urgent.state(1), UpdateState::announced);
}

TEST(AHold, of_the_beginning_does_not_make_the_end_untold) {
  Story story;
  story.rules_now.guard.hold = seconds{60};
  story.then(opening(Impact::major)).then(event(Action::resolve));
  EXPECT_EQ(story.state(1), UpdateState::held);
  EXPECT_EQ(story.state(2), UpdateState::held);
  EXPECT_TRUE(story.incident->is_open()) << "what is held changes nothing yet";
  story.release(1).release(2);
  EXPECT_FALSE(story.incident->is_open());
  EXPECT_EQ(story.state(2), UpdateState::announced);
}

TEST(Drafts, of_an_opening_make_drafts_of_what_monitors_add) {
  Story story;
  story.then(of_monitor(draft(opening(Impact::minor))), kMonitor).then(of_monitor(opening(Impact::critical)), kMonitor);
  EXPECT_EQ(story.state(2), UpdateState::draft) << "it would tell the title that nobody approved";
}

TEST(Drafts, for_an_audience_that_is_gone_are_a_conflict_until_they_have_another) {
  Event named = draft(opening());
  named.audiences = {"public"};
  Story story;
  story.then(named);
  std::erase(story.rules_now.audiences, "public");
  EXPECT_EQ(story.release(1).failure(), ErrorKind::conflict);
  EXPECT_EQ(story.state(1), UpdateState::draft);
  Event other = opening();
  other.audiences = {"operators"};
  story.release(1, other);
  EXPECT_THAT(story.told(), ElementsAre("operators"));
}

TEST(Drafts, of_restricted_incidents_are_widened_only_on_purpose) {
  Event secret = draft(opening());
  secret.restricted = true;
  secret.audiences = {"operators"};
  Event wider = opening();
  wider.audiences = {"operators", "customers"};
  Story story;
  story.then(secret).release(1, wider);
  EXPECT_EQ(story.failure(), ErrorKind::conflict);
  wider.widen = true;
  story.release(1, wider);
  EXPECT_THAT(story.told(), ElementsAre("operators", "customers"));
}

TEST(AHold, does_not_hold_what_puts_something_right) {
  Story story;
  story.then(opening());
  story.rules_now.guard.hold = seconds{60};
  Event smaller = correction(1);
  smaller.impact = Impact::major;
  story.then(smaller);
  EXPECT_EQ(story.state(2), UpdateState::announced);
  story.then(event(Action::retract, "The alarm was false."));
  EXPECT_EQ(story.state(3), UpdateState::announced);
}

TEST(AHold, of_an_opening_that_is_retracted_tells_nobody) {
  Story story;
  story.rules_now.guard.hold = seconds{60};
  story.then(opening(Impact::major)).then(event(Action::retract, "The alarm was false."));
  EXPECT_EQ(story.state(1), UpdateState::recorded);
  EXPECT_EQ(story.state(2), UpdateState::recorded);
  EXPECT_THAT(story.incident->pending, IsEmpty());
}

}  // namespace
}  // namespace crier::core
