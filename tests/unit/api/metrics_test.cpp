#include "api/metrics.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace crier::api {
namespace {

using testing::HasSubstr;
using testing::Not;

dispatch::Observer::Attempt attempt(core::AttemptResult result, double seconds, double since_accepted) {
  dispatch::Observer::Attempt out;
  out.channel = "mail";
  out.result = result;
  out.attempt_seconds = seconds;
  out.since_accepted_seconds = since_accepted;
  return out;
}

TEST(Metrics, have_every_name_of_the_interface_from_the_start) {
  const std::string text = Metrics("1.2.3").text({}, {});

  for (const char* name : {"crier_events_total counter", "crier_deliveries_total counter", "crier_attempt_seconds histogram",
                           "crier_time_to_deliver_seconds histogram", "crier_queue_depth gauge", "crier_channel_blocked gauge",
                           "crier_promises_total counter", "crier_occasions_total counter", "crier_store_commit_seconds histogram",
                           "crier_config_reload_success gauge", "crier_build_info gauge"}) {
    EXPECT_THAT(text, HasSubstr(std::string("# TYPE ") + name + "\n"));
  }
  EXPECT_THAT(text, HasSubstr("crier_config_reload_success 1\n"));
  EXPECT_THAT(text, HasSubstr("crier_build_info{version=\"1.2.3\"} 1\n"));
}

TEST(Metrics, count_events_by_source_and_result) {
  Metrics metrics("1");
  core::Update by_person;
  by_person.event.author = "alice";

  metrics.update_accepted({}, {}, "prometheus");
  metrics.update_accepted({}, by_person, "");
  metrics.event("prometheus", "duplicate", 3);
  metrics.event("evil\"\\\n", "invalid");

  const auto text = metrics.text({}, {});
  EXPECT_THAT(text, HasSubstr("crier_events_total{source=\"prometheus\",result=\"accepted\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("crier_events_total{source=\"alice\",result=\"accepted\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("crier_events_total{source=\"prometheus\",result=\"duplicate\"} 3\n"));
  EXPECT_THAT(text, HasSubstr("crier_events_total{source=\"evil\\\"\\\\\\n\",result=\"invalid\"} 1\n"));
}

TEST(Metrics, leave_exercises_out) {
  Metrics metrics("1");
  store::Accepted drill;
  drill.exercise = true;

  metrics.update_accepted(drill, {}, "prometheus");

  EXPECT_EQ(metrics.text({}, {}).find("prometheus"), std::string::npos);
}

TEST(Metrics, do_not_grow_with_what_peers_call_themselves) {
  Metrics metrics("1");

  for (int i = 0; i < 5000; ++i) metrics.event("source" + std::to_string(i), "accepted");

  const auto text = metrics.text({}, {});
  EXPECT_THAT(text, HasSubstr("source=\"other\""));
  EXPECT_THAT(text, Not(HasSubstr("source4999")));
  EXPECT_LT(text.size(), 60000U);
}

TEST(Metrics, count_attempts_and_their_times) {
  Metrics metrics("1");

  metrics.attempt_ended(attempt(core::AttemptResult::delivered, 0.02, 0.3));
  metrics.attempt_ended(attempt(core::AttemptResult::retry, 7, 8));
  metrics.attempt_ended(attempt(core::AttemptResult::delivered, 1000, 1e9));

  const auto text = metrics.text({}, {});
  EXPECT_THAT(text, HasSubstr("crier_deliveries_total{channel=\"mail\",outcome=\"delivered\"} 2\n"));
  EXPECT_THAT(text, HasSubstr("crier_deliveries_total{channel=\"mail\",outcome=\"retry\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("crier_attempt_seconds_bucket{channel=\"mail\",le=\"0.01\"} 0\n"));
  EXPECT_THAT(text, HasSubstr("crier_attempt_seconds_bucket{channel=\"mail\",le=\"0.025\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("crier_attempt_seconds_bucket{channel=\"mail\",le=\"10\"} 2\n"));
  EXPECT_THAT(text, HasSubstr("crier_attempt_seconds_bucket{channel=\"mail\",le=\"+Inf\"} 3\n"));
  EXPECT_THAT(text, HasSubstr("crier_attempt_seconds_sum{channel=\"mail\"} 1007.02\n"));
  EXPECT_THAT(text, HasSubstr("crier_attempt_seconds_count{channel=\"mail\"} 3\n"));
  EXPECT_THAT(text, HasSubstr("crier_time_to_deliver_seconds_bucket{le=\"0.5\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("crier_time_to_deliver_seconds_count 2\n"));
}

TEST(Metrics, show_depth_blocked_channels_commits_and_reloads) {
  Metrics metrics("1");
  store::ChannelDepth depth{"mail", {}};
  depth.counts = {5, 2, 1, 100, 0, 0, 0, 0};
  dispatch::ChannelStatus mail, hooks;
  mail.name = "mail";
  hooks.name = "hooks";
  hooks.condition = dispatch::ChannelCondition::paused;

  metrics.commit(0.004);
  metrics.reload(false);

  const auto text = metrics.text({depth}, {mail, hooks});
  EXPECT_THAT(text, HasSubstr("crier_queue_depth{channel=\"mail\",state=\"queued\"} 5\n"));
  EXPECT_THAT(text, HasSubstr("crier_queue_depth{channel=\"mail\",state=\"sending\"} 2\n"));
  EXPECT_THAT(text, HasSubstr("crier_queue_depth{channel=\"mail\",state=\"waiting\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("crier_queue_depth{channel=\"hooks\",state=\"queued\"} 0\n"));
  EXPECT_THAT(text, Not(HasSubstr("state=\"delivered\"")));
  EXPECT_THAT(text, HasSubstr("crier_channel_blocked{channel=\"mail\"} 0\n"));
  EXPECT_THAT(text, HasSubstr("crier_channel_blocked{channel=\"hooks\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("crier_store_commit_seconds_bucket{le=\"0.005\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("crier_config_reload_success 0\n"));
}

TEST(Metrics, show_both_ends_of_promises_before_there_was_one) {
  Metrics metrics("1");
  EXPECT_THAT(metrics.text({}, {}), HasSubstr("crier_promises_total{result=\"kept\"} 0\ncrier_promises_total{result=\"broken\"} 0\n"));

  metrics.promise(true, 2);
  metrics.promise(false, 1);
  metrics.promise(true, 1);

  EXPECT_THAT(metrics.text({}, {}), HasSubstr("crier_promises_total{result=\"kept\"} 3\ncrier_promises_total{result=\"broken\"} 1\n"));
}

TEST(Metrics, count_occasions_by_what_became_of_them) {
  Metrics metrics("1");
  EXPECT_THAT(metrics.text({}, {}), Not(HasSubstr("crier_occasions_total{")));

  metrics.occasion(core::Occasion::office_close, core::OccasionResult::done, 1);
  metrics.occasion(core::Occasion::office_close, core::OccasionResult::done, 2);
  metrics.occasion(core::Occasion::office_close, core::OccasionResult::needless, 1);
  metrics.occasion(core::Occasion::maintenance, core::OccasionResult::missed, 1);

  const auto text = metrics.text({}, {});
  EXPECT_THAT(text, HasSubstr("crier_occasions_total{occasion=\"office-close\",result=\"done\"} 3\n"));
  EXPECT_THAT(text, HasSubstr("crier_occasions_total{occasion=\"office-close\",result=\"needless\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("crier_occasions_total{occasion=\"maintenance\",result=\"missed\"} 1\n"));
  EXPECT_THAT(text, Not(HasSubstr("result=\"skipped\"")));
}

}  // namespace
}  // namespace crier::api
