#include "core/promise.h"

#include <gtest/gtest.h>

#include "people_story.h"

namespace crier::core {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using testing::ElementsAre;

Event promising(Event one, Millis span = minutes{45}) {
  one.next_update_in = span;
  return one;
}

Story promised(Millis span = minutes{45}) {
  Story story;
  story.then(promising(opening(), span));
  return story;
}

TEST(Promise, is_made_to_the_audiences_of_the_update_and_counts_from_its_acceptance) {
  const Story story = promised();

  ASSERT_TRUE(story.incident->promise);
  EXPECT_EQ(*story.incident->promise, (Promise{1, kNow, kNow + minutes{45}, {"customers"}, false}));
}

TEST(Promise, is_kept_by_an_update_of_a_person_until_the_very_deadline) {
  Story story = promised();
  story.after(minutes{45}).then(promising(event(Action::update), minutes{30}));

  EXPECT_EQ(story.incident->promises, (PromiseCounts{1, 0}));
  EXPECT_EQ(story.incident->promise->due, kNow + minutes{75});
  EXPECT_FALSE(story.last->ended_promise);
}

TEST(Promise, is_broken_by_an_update_that_comes_later_even_if_the_clock_did_not_see_the_deadline) {
  Story story = promised();
  story.after(minutes{45} + Millis{1}).then(event(Action::update));

  EXPECT_EQ(story.incident->promises, (PromiseCounts{0, 1}));
  EXPECT_FALSE(story.incident->promise);
}

TEST(Promise, that_the_clock_found_broken_is_counted_once) {
  Story story = promised();
  story.incident->promise->is_broken = true;
  story.incident->promises.broken = 1;
  story.after(hours{1}).then(event(Action::resolve));

  EXPECT_EQ(story.incident->promises, (PromiseCounts{0, 1}));
}

TEST(Promise, is_kept_by_a_resolution_and_ends_with_it_without_a_word_to_the_author) {
  Story story = promised();
  story.after(minutes{10}).then(event(Action::resolve));

  EXPECT_EQ(story.incident->promises, (PromiseCounts{1, 0}));
  EXPECT_FALSE(story.incident->promise);
  EXPECT_FALSE(story.last->ended_promise);
}

TEST(Promise, ends_with_an_update_that_makes_no_new_one_and_its_author_is_told) {
  Story story = promised();
  story.after(minutes{10}).then(event(Action::update));

  EXPECT_FALSE(story.incident->promise);
  EXPECT_TRUE(story.last->ended_promise);
}

TEST(Promise, is_not_kept_by_a_monitor) {
  Story story = promised();
  story.after(minutes{10}).then(of_monitor(event(Action::update)), kMonitor);

  EXPECT_EQ(story.incident->promises, (PromiseCounts{0, 0}));
  ASSERT_TRUE(story.incident->promise);
  EXPECT_EQ(story.incident->promise->number, 1);
}

TEST(Promise, is_not_kept_by_what_does_not_reach_all_whom_it_was_made_to) {
  Story story;
  Event wide = promising(opening());
  wide.audiences = {"customers", "public"};
  story.then(wide);
  Event narrow = event(Action::update);
  narrow.drop_audiences = {"public"};
  story.after(minutes{10}).then(narrow);

  EXPECT_EQ(story.incident->promises, (PromiseCounts{0, 0}));
  ASSERT_TRUE(story.incident->promise);
  EXPECT_EQ(story.incident->promise->due, kNow + minutes{45});
}

TEST(Promise, is_neither_kept_nor_made_by_a_draft) {
  Story story = promised();
  story.after(minutes{10}).then(draft(promising(event(Action::update), hours{3})));

  EXPECT_EQ(story.incident->promises, (PromiseCounts{0, 0}));
  EXPECT_EQ(story.incident->promise->due, kNow + minutes{45});
}

TEST(Promise, is_left_alone_by_a_correction_and_by_taking_the_incident) {
  Story story = promised();
  story.after(minutes{5}).then(correction(1)).then(event(Action::take));

  EXPECT_EQ(story.incident->promises, (PromiseCounts{0, 0}));
  ASSERT_TRUE(story.incident->promise);
  EXPECT_EQ(story.incident->promise->number, 1);
}

TEST(Promise, of_a_persons_update_that_names_none_is_the_configurations_for_its_impact) {
  Story story;
  story.rules_now.rhythm.promise = PromiseRule{};
  story.rules_now.rhythm.promise->every = {{Impact::critical, minutes{60}}};
  story.then(opening(Impact::major));
  EXPECT_FALSE(story.incident->promise);

  story.after(minutes{1}).then(opening(Impact::critical));
  ASSERT_TRUE(story.incident->promise);
  EXPECT_EQ(story.incident->promise->due, story.now + minutes{60});
  EXPECT_EQ(story.last->update.next_update, story.now + minutes{60});

  story.after(minutes{1}).then(promising(event(Action::update), minutes{20}));
  EXPECT_EQ(story.incident->promise->due, story.now + minutes{20});
}

TEST(Promise, by_configuration_is_none_of_a_monitors) {
  Story story;
  story.rules_now.rhythm.promise = PromiseRule{};
  story.rules_now.rhythm.promise->every = {{Impact::critical, minutes{60}}};
  story.then(of_monitor(opening(Impact::critical)), kMonitor);

  EXPECT_FALSE(story.incident->promise);
}

std::vector<std::string> shown(const std::vector<PromiseOccasion>& all) {
  std::vector<std::string> texts;
  for (const auto& one : all) {
    std::string text(to_text(one.stage));
    if (one.index > 0) text += std::to_string(one.index);
    texts.push_back(text + "@" + std::to_string(std::chrono::duration_cast<minutes>(one.at - kNow).count()));
  }
  return texts;
}

TEST(Promise, has_its_occasions_in_order) {
  PromiseRule rule;
  rule.escalate = {{minutes{0}, "duty"}, {minutes{30}, "boss"}};
  rule.repeat = minutes{20};
  rule.holding = 2;
  const Promise promise{1, kNow, kNow + minutes{45}, {"customers"}, false};

  EXPECT_THAT(
      shown(promise_occasions(&rule, promise, kNow, kNow + minutes{100})),
      ElementsAre("before@30", "deadline@45", "escalate1@45", "holding1@45", "repeat1@65", "escalate2@75", "repeat2@85", "holding2@90"));
  EXPECT_THAT(shown(promise_occasions(&rule, promise, kNow + minutes{65}, kNow + minutes{100})),
              ElementsAre("escalate2@75", "repeat2@85", "holding2@90"));
  EXPECT_THAT(shown(promise_occasions(nullptr, promise, kNow, kNow + hours{9})), ElementsAre("deadline@45"));
}

TEST(Promise, is_not_reminded_of_before_it_was_made) {
  const PromiseRule rule;
  const Promise promise{1, kNow, kNow + minutes{10}, {"customers"}, false};

  EXPECT_THAT(shown(promise_occasions(&rule, promise, kNow - hours{1}, kNow + hours{1})), ElementsAre("deadline@10"));
}

TEST(Promise, is_not_repeated_for_longer_than_a_day) {
  PromiseRule rule;
  rule.repeat = hours{1};
  const Promise promise{1, kNow, kNow + minutes{45}, {"customers"}, false};

  EXPECT_EQ(promise_occasions(&rule, promise, kNow + hours{1}, kNow + hours{400}).size(), 24U);
}

TEST(Promise, has_its_next_time_where_its_occasions_are) {
  PromiseRule rule;
  rule.escalate = {{minutes{0}, "duty"}, {minutes{30}, "boss"}};
  rule.repeat = minutes{20};
  rule.holding = 2;
  const Promise promise{1, kNow, kNow + minutes{45}, {"customers"}, false};
  for (UtcTime after = kNow - minutes{5}; after < kNow + hours{26}; after += minutes{7}) {
    const auto all = promise_occasions(&rule, promise, after, kNow + hours{48});
    const auto next = next_promise_time(&rule, promise, after);
    ASSERT_EQ(next.has_value(), !all.empty());
    if (next) {
      EXPECT_EQ(*next, all.front().at);
    }
  }
}

}  // namespace
}  // namespace crier::core
