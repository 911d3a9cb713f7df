// Rules A3, D3, D5 and D6 as decisions: what is put right, kept silent, restricted or rehearsed.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "people_story.h"

namespace crier::core {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;
using testing::ElementsAre;
using testing::IsEmpty;

TEST(ACorrection, goes_to_those_who_were_told_and_makes_the_rest_give_way) {
  Story story;
  Event wider = event(Action::update, "The public is told too.");
  wider.audiences = {"public"};
  story.then(opening()).then(wider).then(correction(1));
  ASSERT_TRUE(story.last);
  EXPECT_THAT(story.told(), ElementsAre("customers")) << "the public never had the wrong one";
  EXPECT_THAT(story.last->gives_way, ElementsAre(1));
  EXPECT_EQ(story.updates.at(1).corrected_by, 3);
  EXPECT_EQ(story.state(1), UpdateState::announced);
}

TEST(ACorrection, leaves_a_promise_that_it_does_not_speak_of) {
  Event promising = opening();
  promising.next_update_in = minutes{45};
  Story story;
  story.then(promising).then(correction(1));
  EXPECT_EQ(story.incident->promise->due, kNow + minutes{45});
}

TEST(ACorrection, may_itself_be_corrected_and_the_same_thing_only_once) {
  Story story;
  story.then(opening()).then(correction(1)).then(correction(1));
  EXPECT_EQ(story.failure(), ErrorKind::conflict);
  EXPECT_THAT(story.last.error().detail, testing::HasSubstr("corrected by update 2"));
  story.then(correction(2));
  ASSERT_TRUE(story.last);
  EXPECT_THAT(story.told(), ElementsAre("customers"));
}

TEST(ACorrection, needs_something_that_was_told) {
  EXPECT_EQ(Story{}.then(correction(1)).failure(), ErrorKind::conflict);
  EXPECT_EQ(Story{}.then(opening()).then(correction(7)).failure(), ErrorKind::conflict);
  EXPECT_EQ(Story{}.then(draft(opening())).then(correction(1)).failure(), ErrorKind::conflict);
  Event quiet = opening();
  quiet.announce = false;
  EXPECT_EQ(Story{}.then(quiet).then(correction(1)).failure(), ErrorKind::conflict);
}

TEST(ACorrection, of_a_resolved_incident_leaves_it_resolved) {
  Story story;
  Event right = correction(2);
  right.status = Status::monitoring;
  story.then(opening()).then(event(Action::resolve)).then(right);
  ASSERT_TRUE(story.last);
  EXPECT_EQ(story.incident->status, Status::resolved);
}

TEST(ARetraction, ends_the_incident_as_opened_in_error) {
  Story story;
  story.then(opening()).then(event(Action::update)).then(event(Action::retract, "The alarm was false."));
  ASSERT_TRUE(story.last);
  EXPECT_FALSE(story.incident->is_open());
  EXPECT_EQ(story.incident->status, Status::retracted);
  EXPECT_FALSE(story.incident->resolved);
  EXPECT_EQ(story.incident->retracted, kNow);
  EXPECT_THAT(story.last->gives_way, ElementsAre(1, 2));
  EXPECT_THAT(story.told(), ElementsAre("customers"));
  EXPECT_EQ(story.then(event(Action::update)).failure(), ErrorKind::conflict);
  EXPECT_EQ(story.then(event(Action::retract)).failure(), ErrorKind::conflict);
  EXPECT_EQ(story.then(event(Action::reopen)).failure(), ErrorKind::conflict);
  story.then(opening());
  ASSERT_TRUE(story.last);
  EXPECT_EQ(story.incident->occurrence, 2) << "what was opened in error does not come back";
}

TEST(ARetraction, that_was_a_draft_makes_later_ones_give_way_too) {
  Story story;
  story.then(opening())
      .then(draft(event(Action::retract, "The alarm was false.")))
      .then(of_monitor(event(Action::update, "Worse.")), kMonitor);
  story.release(2);
  ASSERT_TRUE(story.last);
  EXPECT_THAT(story.last->gives_way, ElementsAre(1, 3));
}

TEST(ARetraction, of_what_nobody_heard_tells_nobody) {
  Story story;
  story.then(draft(opening())).then(event(Action::retract, "The alarm was false."));
  EXPECT_EQ(story.state(1), UpdateState::recorded);
  EXPECT_EQ(story.state(2), UpdateState::recorded);
}

TEST(ASilentRecord, is_kept_and_told_to_nobody) {
  Story story;
  Event quiet = event(Action::update, "For the record.");
  quiet.announce = false;
  quiet.status = Status::identified;
  story.then(opening()).then(quiet);
  EXPECT_EQ(story.state(2), UpdateState::recorded);
  EXPECT_EQ(story.incident->status, Status::identified);
  EXPECT_THAT(story.incident->told, ElementsAre(told_by("customers", 1)));
}

TEST(Taking, an_incident_names_its_owner_and_tells_nobody) {
  Story story;
  story.then(opening()).then(event(Action::take, ""));
  EXPECT_EQ(story.state(2), UpdateState::recorded);
  EXPECT_EQ(story.incident->owner, "alice");
}

TEST(NoNews, needs_no_words_and_an_open_incident) {
  Story story;
  Event none = event(Action::nonews, "");
  none.next_update_in = minutes{45};
  story.then(opening()).then(none);
  EXPECT_THAT(story.told(), ElementsAre("customers"));
  EXPECT_EQ(story.last->update.action, Action::nonews);
  EXPECT_EQ(story.incident->promise->due, kNow + minutes{45});
  EXPECT_EQ(story.then(event(Action::resolve)).then(none).failure(), ErrorKind::conflict);
}

TEST(ARestrictedIncident, is_told_to_those_named_and_widened_only_on_purpose) {
  Event secret = opening();
  secret.restricted = true;
  EXPECT_THAT(Story{}.then(secret).pointers(), ElementsAre("/audiences"));
  secret.audiences = {"operators"};
  Story story;
  story.then(secret);
  EXPECT_THAT(story.told(), ElementsAre("operators")) << "no routing";
  Event wider = event(Action::update);
  wider.audiences = {"customers"};
  EXPECT_EQ(story.then(wider).failure(), ErrorKind::conflict);
  EXPECT_THAT(story.pointers(), ElementsAre("/audiences/0"));
  wider.widen = true;
  story.then(wider);
  EXPECT_THAT(story.told(), ElementsAre("operators", "customers"));
  Event late = event(Action::update);
  late.restricted = true;
  EXPECT_THAT(story.then(late).pointers(), ElementsAre("/restricted"));
}

TEST(AnExercise, needs_somewhere_to_go) {
  Event drill = opening();
  drill.exercise = true;
  EXPECT_THAT(Story{}.then(drill).pointers(), ElementsAre("/exercise"));
  Story story;
  story.rules_now.has_divert = true;
  story.then(drill);
  EXPECT_TRUE(story.incident->exercise);
}

TEST(AnExercise, does_not_swallow_what_really_happens_under_its_key) {
  Event drill = opening();
  drill.exercise = true;
  Story story;
  story.rules_now.has_divert = true;
  story.then(drill).then(of_monitor(opening(Impact::critical)), kMonitor);
  ASSERT_TRUE(story.last);
  EXPECT_EQ(story.incident->occurrence, 2);
  EXPECT_FALSE(story.incident->exercise);
  EXPECT_THAT(story.told(), ElementsAre("customers"));
}

TEST(AMonitor, may_not_correct_restrict_retract_or_be_silent) {
  for (auto change : std::vector<void (*)(Event&)>{
           [](Event& e) { e.corrects = 1; }, [](Event& e) { e.restricted = true; }, [](Event& e) { e.announce = false; },
           [](Event& e) { e.widen = true; }, [](Event& e) { e.exercise = true; }, [](Event& e) { e.action = Action::retract; },
           [](Event& e) { e.action = Action::take; }, [](Event& e) { e.action = Action::nonews; }}) {
    Event one;
    one.incident = "db";
    change(one);
    EXPECT_EQ(forbidden(kMonitor, one).size(), 1U);
    EXPECT_THAT(forbidden(kAlice, one), IsEmpty());
  }
}

}  // namespace
}  // namespace crier::core
