#include "dispatch/aftermath.h"

#include <gtest/gtest.h>

namespace crier::dispatch {
namespace {

using core::AttemptResult;
using core::DeliveryState;
using core::Outcome;
using core::OutcomeKind;
using core::Scope;

const UtcTime kNow{Millis{1'795'356'300'000}};

channels::CommonSettings settings() { return {}; }
AttemptFacts first() { return {1, kNow, false, false, false, false}; }

Outcome outcome(OutcomeKind kind, Scope scope) {
  Outcome one;
  one.kind = kind;
  one.scope = scope;
  one.reply = "as it was said";
  return one;
}

TEST(Aftermath, delivered_is_final_and_good_for_the_window) {
  auto said = outcome(OutcomeKind::delivered, Scope::recipient);
  said.remote_id = "id1";
  const auto after = aftermath(said, first(), settings(), kNow, 0);
  EXPECT_EQ(after.finish.state, DeliveryState::delivered);
  EXPECT_EQ(after.finish.result, AttemptResult::delivered);
  EXPECT_EQ(after.finish.remote_id, "id1");
  EXPECT_FALSE(after.finish.keep_thread);
  EXPECT_EQ(after.signal, Signal::succeeded);
}

TEST(Aftermath, a_threading_channel_keeps_the_id_and_a_follow_up_edits_the_root) {
  auto said = outcome(OutcomeKind::delivered, Scope::recipient);
  said.remote_id = "C1:2.0";
  AttemptFacts facts = first();
  facts.keeps_thread = facts.edits_root = true;
  auto after = aftermath(said, facts, settings(), kNow, 0);
  EXPECT_TRUE(after.finish.keep_thread);
  EXPECT_FALSE(after.finish.edit_root) << "the first post is the root itself";
  facts.has_root = true;
  after = aftermath(said, facts, settings(), kNow, 0);
  EXPECT_TRUE(after.finish.edit_root);
  facts.is_edit = true;
  after = aftermath(said, facts, settings(), kNow, 0);
  EXPECT_FALSE(after.finish.edit_root);
  EXPECT_FALSE(after.finish.keep_thread);
}

TEST(Aftermath, a_retry_waits_and_grows) {
  AttemptFacts third = first();
  third.attempt = 3;
  const auto after = aftermath(outcome(OutcomeKind::retry, Scope::destination), third, settings(), kNow, 0);
  EXPECT_EQ(after.finish.state, DeliveryState::waiting);
  EXPECT_EQ(after.finish.due, kNow + Millis{20'000});
  EXPECT_EQ(after.signal, Signal::failed);
  EXPECT_FALSE(after.hold_destination);
}

TEST(Aftermath, a_recipients_temporary_refusal_says_nothing_of_the_destination) {
  EXPECT_EQ(aftermath(outcome(OutcomeKind::retry, Scope::recipient), first(), settings(), kNow, 0).signal, Signal::none);
}

TEST(Aftermath, retry_after_holds_what_it_names) {
  auto busy = outcome(OutcomeKind::retry, Scope::destination);
  busy.after = Millis{60'000};
  busy.congested = true;
  auto after = aftermath(busy, first(), settings(), kNow, 0);
  EXPECT_EQ(after.hold_destination, Millis{60'000});
  EXPECT_FALSE(after.hold_channel);
  EXPECT_EQ(after.finish.due, kNow + Millis{60'000});
  EXPECT_EQ(after.signal, Signal::none) << "a busy destination is not a dead one";
  busy.scope = Scope::channel;
  after = aftermath(busy, first(), settings(), kNow, 0);
  EXPECT_EQ(after.hold_channel, Millis{60'000});
}

TEST(Aftermath, past_its_age_a_delivery_expires) {
  AttemptFacts old = first();
  old.since = kNow - settings().retry.max_age;
  EXPECT_EQ(aftermath(outcome(OutcomeKind::retry, Scope::destination), old, settings(), kNow, 0).finish.state, DeliveryState::expired);
}

TEST(Aftermath, what_may_have_arrived_is_repeated_or_dropped_as_the_channel_says) {
  auto cut = outcome(OutcomeKind::retry, Scope::message);
  cut.maybe_accepted = true;
  auto after = aftermath(cut, first(), settings(), kNow, 0);
  EXPECT_EQ(after.finish.result, AttemptResult::unknown);
  EXPECT_EQ(after.finish.state, DeliveryState::waiting);
  EXPECT_TRUE(after.finish.unsure);
  auto dropping = settings();
  dropping.unsure = core::Unsure::drop;
  after = aftermath(cut, first(), dropping, kNow, 0);
  EXPECT_EQ(after.finish.state, DeliveryState::failed);
  EXPECT_EQ(after.finish.result, AttemptResult::unknown);
}

TEST(Aftermath, a_rejection_is_a_dead_letter_and_suppresses_only_where_told) {
  auto gone = outcome(OutcomeKind::rejected, Scope::recipient);
  auto after = aftermath(gone, first(), settings(), kNow, 0);
  EXPECT_EQ(after.finish.state, DeliveryState::failed);
  EXPECT_FALSE(after.finish.suppress);
  EXPECT_EQ(after.signal, Signal::succeeded) << "the destination answered";
  gone.suppress = true;
  EXPECT_TRUE(aftermath(gone, first(), settings(), kNow, 0).finish.suppress);
}

TEST(Aftermath, refused_credentials_pause_the_channel_and_cost_the_delivery_nothing) {
  auto refused = outcome(OutcomeKind::rejected, Scope::channel);
  refused.credentials = true;
  const auto after = aftermath(refused, first(), settings(), kNow, 0);
  EXPECT_EQ(after.finish.state, DeliveryState::queued);
  EXPECT_FALSE(after.finish.count_attempt);
  EXPECT_EQ(after.pause_channel, "as it was said");
}

}  // namespace
}  // namespace crier::dispatch
