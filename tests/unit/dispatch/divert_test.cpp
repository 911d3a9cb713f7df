#include "dispatch/divert.h"

#include <gtest/gtest.h>

#include "channels/registry.h"

namespace crier::dispatch {
namespace {

/// A channel of each kind, as the registry knows it.
config::Channel channel_of(const std::string& type, bool incoming_webhook = false) {
  config::Channel channel;
  channel.name = "way";
  channel.type = type;
  channel.traits.own_recipient = type == "x" || type == "exec" || incoming_webhook;
  channel.traits.address_optional = type == "exec";
  channel.form = channels::find_adapter_type(type)->form;
  return channel;
}

const std::map<std::string, std::string> kDrill{{"way", "drill"}};

struct Case {
  const char* name;
  const char* type;
  bool incoming_webhook;
  std::optional<config::Divert> divert;
  bool exercise;
  Hop::Kind kind;
};

config::Divert all_to_the_drill() { return {true, kDrill}; }
config::Divert exercises_to_the_drill() { return {false, kDrill}; }
config::Divert nobody() { return {true, {}}; }
config::Divert others() { return {true, {{"other", "drill"}}}; }

class LastHop : public testing::TestWithParam<Case> {};

TEST_P(LastHop, is_where_the_configuration_in_force_says) {
  const Case& how = GetParam();
  config::Snapshot snapshot;
  snapshot.divert = how.divert;

  const auto hop = last_hop(snapshot, channel_of(how.type, how.incoming_webhook), how.exercise);

  EXPECT_EQ(hop.kind, how.kind);
  EXPECT_EQ(hop.to, how.kind == Hop::Kind::diverted ? "drill" : "");
}

constexpr auto kReal = Hop::Kind::real;
constexpr auto kDiverted = Hop::Kind::diverted;
constexpr auto kDropped = Hop::Kind::dropped;

INSTANTIATE_TEST_SUITE_P(
    Table, LastHop,
    testing::Values(Case{"real_mail", "smtp", false, std::nullopt, false, kReal}, Case{"real_post", "x", false, std::nullopt, false, kReal},
                    Case{"mail_while_all_is_diverted", "smtp", false, all_to_the_drill(), false, kDiverted},
                    Case{"slack_while_all_is_diverted", "slack", false, all_to_the_drill(), false, kDiverted},
                    Case{"webhook_while_all_is_diverted", "webhook", false, all_to_the_drill(), false, kDiverted},
                    Case{"incoming_webhook_while_all_is_diverted", "slack", true, all_to_the_drill(), false, kDropped},
                    Case{"program_while_all_is_diverted", "exec", false, all_to_the_drill(), false, kDiverted},
                    Case{"program_while_others_are_diverted", "exec", false, others(), false, kDropped},
                    Case{"post_while_all_is_diverted", "x", false, all_to_the_drill(), false, kDropped},
                    Case{"mail_without_an_address", "smtp", false, nobody(), false, kDropped},
                    Case{"mail_whose_channel_is_not_named", "smtp", false, others(), false, kDropped},
                    Case{"real_mail_while_exercises_are_diverted", "smtp", false, exercises_to_the_drill(), false, kReal},
                    Case{"real_post_while_exercises_are_diverted", "x", false, exercises_to_the_drill(), false, kReal},
                    Case{"exercise_by_mail", "smtp", false, exercises_to_the_drill(), true, kDiverted},
                    Case{"exercise_by_mail_while_all_is_diverted", "smtp", false, all_to_the_drill(), true, kDiverted},
                    Case{"exercise_by_post", "x", false, exercises_to_the_drill(), true, kDropped},
                    Case{"exercise_by_mail_with_divert_gone", "smtp", false, std::nullopt, true, kDropped},
                    Case{"exercise_by_webhook_with_divert_gone", "webhook", false, std::nullopt, true, kDropped},
                    Case{"exercise_by_slack_with_divert_gone", "slack", false, std::nullopt, true, kDropped},
                    Case{"exercise_by_post_with_divert_gone", "x", false, std::nullopt, true, kDropped}),
    [](const auto& how) { return std::string(how.param.name); });

const Hop kToTheDrill{Hop::Kind::diverted, "drill@example.com"};

TEST(ADivertedJob, is_addressed_to_the_drill_and_says_for_whom_it_was_meant) {
  channels::Job job;
  core::Message message;
  message.text = "Customers cannot pay.";
  message.payload = R"({"type":"incident.opened","data":{"incident":{"title":"Down"},"update":{"title":"Down","summary":"No."}}})";
  const auto told = std::make_shared<const core::Message>(message);
  job.message = told;
  job.to = "ops@customer.example";
  job.name = "Customer Operations";
  job.secrets = {Secret("whsec_YQ==")};
  job.idempotency_key = "key";

  divert(job, kToTheDrill, render::Form::webhook);

  EXPECT_EQ(job.to, "drill@example.com");
  EXPECT_EQ(job.meant_for, "ops@customer.example");
  EXPECT_EQ(job.name, "") << "the drill is not the customer";
  EXPECT_TRUE(job.secrets.empty()) << "what a customer's secret signs is for that customer alone";
  EXPECT_EQ(job.idempotency_key, "key");
  EXPECT_NE(job.message->payload.find("[EXERCISE for ops@customer.example]"), std::string::npos) << job.message->payload;
  EXPECT_EQ(told->payload, message.payload) << "the message is shared with other deliveries";
}

TEST(ADivertedOutcome, suppresses_nobody_and_marks_its_post) {
  core::Outcome outcome;
  outcome.kind = core::OutcomeKind::rejected;
  outcome.suppress = true;

  EXPECT_FALSE(of_the_real_recipient(outcome, kToTheDrill).suppress);
  EXPECT_TRUE(of_the_real_recipient(outcome, Hop{}).suppress);

  outcome.remote_id = "C1:1.0";
  EXPECT_EQ(of_the_real_recipient(outcome, kToTheDrill).remote_id, "diverted C1:1.0");
  EXPECT_EQ(of_the_real_recipient(outcome, Hop{}).remote_id, "C1:1.0");
}

TEST(WhatIsNotSent, is_delivered_and_says_so) {
  const auto outcome = not_sent();

  EXPECT_EQ(outcome.kind, core::OutcomeKind::delivered);
  EXPECT_EQ(outcome.reply, "not sent: diverted");
  EXPECT_EQ(of_the_real_recipient(outcome, {Hop::Kind::dropped, {}}).remote_id, "") << "there is no post to follow";
}

struct ThreadCase {
  const char* name;
  Hop hop;
  std::string root, last, corrected;
  std::string root_after, last_after, corrected_after;
  bool left;
};

class TheThread : public testing::TestWithParam<ThreadCase> {};

TEST_P(TheThread, is_left_where_the_other_kind_made_it) {
  store::Started started;
  started.thread_root = GetParam().root;
  started.thread_last = GetParam().last;
  started.corrected_id = GetParam().corrected;

  const bool left = leave_foreign_thread(started, GetParam().hop);

  EXPECT_EQ(left, GetParam().left);
  EXPECT_EQ(started.thread_root, GetParam().root_after);
  EXPECT_EQ(started.thread_last, GetParam().last_after);
  EXPECT_EQ(started.corrected_id, GetParam().corrected_after);
}

INSTANTIATE_TEST_SUITE_P(
    Table, TheThread,
    testing::Values(ThreadCase{"none", {}, "", "", "", "", "", "", false},
                    ThreadCase{"none_diverted", kToTheDrill, "", "", "", "", "", "", false},
                    ThreadCase{"real_after_real", {}, "C:1", "C:2", "C:2", "C:1", "C:2", "C:2", false},
                    ThreadCase{"diverted_after_diverted", kToTheDrill, "diverted D:1", "diverted D:2", "diverted D:2", "D:1", "D:2", "D:2",
                               false},
                    ThreadCase{"diverted_after_real", kToTheDrill, "C:1", "C:2", "C:2", "", "", "", true},
                    ThreadCase{"real_after_diverted", {}, "diverted D:1", "diverted D:2", "diverted D:2", "", "", "", true},
                    ThreadCase{"real_around_a_rehearsal", {}, "C:1", "diverted D:2", "diverted D:2", "C:1", "C:1", "", false},
                    ThreadCase{"dropped_after_real", {Hop::Kind::dropped, ""}, "C:1", "C:1", "", "", "", "", true}),
    [](const auto& how) { return std::string(how.param.name); });

}  // namespace
}  // namespace crier::dispatch
