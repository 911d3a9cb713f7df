#include "simulation/play.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace crier::simulation {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const std::string kConfig = R"(
channels:
  mail: {type: smtp, url: "smtps://mail.example", username: crier, password_file: no-such-file, from: status@example.com}
  x: {type: x, consumer_key_file: a, consumer_secret_file: b, access_token_file: c, access_token_secret_file: d}
  x2: {type: x, client_id_file: e, refresh_token_file: f}
  slack: {type: slack, token_file: g}
  slack-hook: {type: slack, webhook_file: h}
  hooks: {type: webhook, secret_file: i}
audiences:
  customers:
    timezone: Europe/Berlin
    recipients:
      - {channel: mail, to: ops@customer.example}
      - {channel: x}
      - {channel: x2}
      - {channel: slack, to: "#status"}
      - {channel: slack-hook}
      - {channel: hooks, to: "https://customer.example/hook", secret_file: j}
  few: {recipients: [{channel: slack, to: "#few"}]}
routes: [{match: {}, audiences: [customers]}]
)";

Played played(const std::string& rest) {
  config::Environment environment;
  environment.without_secrets = true;
  const auto loaded = config::load_text(kConfig, "/nowhere/crier.yaml", environment);
  EXPECT_TRUE(loaded.snapshot) << loaded.report;
  const auto read = read_scenario_text("start: 2026-03-27T12:00:00Z\nend: 2026-03-29T12:00:00Z\n" + rest, "s.yaml");
  EXPECT_TRUE(read.scenario) << read.report;
  if (!loaded.snapshot || !read.scenario) return {};
  return play(*read.scenario, loaded.snapshot, environment);
}

const std::string kOpening = R"(events:
  - {at: 2026-03-27T15:10:00Z, action: open, incident: db, title: Orders delayed, impact: major, summary: "Orders are delayed."}
)";

std::vector<std::string> outcomes(const Played& played, const std::string& channel) {
  std::vector<std::string> all;
  for (const auto& line : played.lines) {
    if (line.channel == channel) all.push_back(line.outcome);
  }
  return all;
}

TEST(Play, delivers_over_every_channel_without_its_secrets) {
  const auto all = played(kOpening);

  EXPECT_THAT(all.problems, IsEmpty());
  EXPECT_THAT(all.remarks, IsEmpty());
  ASSERT_EQ(all.lines.size(), 6U);
  for (const auto& line : all.lines) {
    EXPECT_EQ(line.outcome, "delivered") << line.channel << ": " << line.reply;
    EXPECT_THAT(line.text, HasSubstr("Orders are delayed.")) << line.channel;
    EXPECT_THAT(line.subject, HasSubstr("Orders delayed")) << line.channel;
    EXPECT_EQ(line.local(), "2026-03-27T16:10:00+01:00");
  }
}

TEST(Play, is_the_same_to_the_byte_each_time) {
  const std::string rest =
      kOpening + "faults: [{channel: mail, from: 2026-03-27T15:00:00Z, until: 2026-03-27T16:00:00Z, reply: 451 later}]\n";
  std::string once, again;
  for (const auto& line : played(rest).lines) once += to_json(line) + "\n";
  for (const auto& line : played(rest).lines) again += to_json(line) + "\n";

  EXPECT_EQ(once, again);
  EXPECT_THAT(once, HasSubstr("\"outcome\":\"retry\",\"reply\":\"451 later\""));
}

TEST(Play, lets_a_channel_answer_as_its_faults_say) {
  const auto refused =
      played(kOpening + "faults: [{channel: hooks, from: 2026-03-27T15:00:00Z, until: 2026-03-27T16:00:00Z, reply: \"404\"}]\n");
  EXPECT_THAT(outcomes(refused, "hooks"), ElementsAre("rejected"));
  EXPECT_THAT(outcomes(refused, "mail"), ElementsAre("delivered"));

  const auto later = played(
      kOpening + "faults: [{channel: hooks, from: 2026-03-27T15:00:00Z, until: 2026-03-27T15:11:00Z, reply: \"503\", retry_after: 10m}]\n");
  EXPECT_THAT(outcomes(later, "hooks"), ElementsAre("retry", "delivered"));
  EXPECT_GE(later.lines.back().at, parse_rfc3339("2026-03-27T15:20:00Z").value());
}

TEST(Play, takes_the_time_that_a_timeout_takes) {
  const auto all =
      played(kOpening + "faults: [{channel: hooks, from: 2026-03-27T15:00:00Z, until: 2026-03-27T15:10:10Z, reply: timeout}]\n");

  ASSERT_THAT(outcomes(all, "hooks"), ElementsAre("retry", "delivered"));
  EXPECT_EQ(all.lines.at(5).at, parse_rfc3339("2026-03-27T15:10:15Z").value()) << "the webhook channel's timeout is 15 s";
}

TEST(Play, repeats_what_a_kill_left_open_and_says_so) {
  const auto all = played(kOpening +
                          "faults: [{channel: mail, from: 2026-03-27T15:00:00Z, until: 2026-03-27T15:10:30Z, reply: timeout}]\n"
                          "commands: [{at: 2026-03-27T15:11:00Z, command: restart}]\n");

  EXPECT_THAT(outcomes(all, "mail"), ElementsAre("unknown", "delivered")) << "mail is awaited for five minutes";
}

TEST(Play, tells_in_one_line_of_those_whom_a_pause_kept_from_an_update) {
  const auto all = played(
      "commands: [{at: 2026-03-27T13:00:00Z, command: pause, channel: slack}, {at: 2026-03-27T17:00:00Z, command: resume, channel: "
      "slack}]\n"
      "events:\n"
      "  - {at: 2026-03-27T14:00:00Z, action: open, incident: db, title: T, impact: major, summary: One., audiences: [few]}\n"
      "  - {at: 2026-03-27T15:00:00Z, action: update, incident: db, summary: Two.}\n");

  ASSERT_EQ(all.lines.size(), 2U);
  EXPECT_EQ(all.lines[0].outcome, "superseded");
  EXPECT_EQ(all.lines[0].update, 1);
  EXPECT_EQ(all.lines[0].recipient, "") << "nothing was made for it yet";
  EXPECT_EQ(all.lines[1].outcome, "delivered");
  EXPECT_EQ(all.lines[1].update, 2);
}

TEST(Play, points_at_what_was_refused_unless_that_was_expected) {
  const std::string late = "events:\n  - {at: 2026-03-27T15:10:00Z, action: update, incident: db, summary: News.}\n";
  const auto refused = played(late);
  EXPECT_THAT(refused.problems, ElementsAre(HasSubstr("s.yaml:4:5: refused: ")));
  ASSERT_EQ(refused.lines.size(), 1U);
  EXPECT_EQ(refused.lines[0].outcome, "refused");

  EXPECT_THAT(played(late + "expect: [{outcome: refused, incident: db}]\n").problems, IsEmpty());
}

TEST(Play, knows_a_channel_that_there_is_not) {
  EXPECT_THAT(played("faults: [{channel: mial, from: 2026-03-27T15:00:00Z, until: 2026-03-27T16:00:00Z, reply: \"503\"}]\n").problems,
              ElementsAre(HasSubstr("s.yaml:3:20: there is no channel 'mial', did you mean 'mail'?")));
}

TEST(Play, stops_what_is_not_sent_yet) {
  const auto all = played(kOpening +
                          "faults: [{channel: mail, from: 2026-03-27T15:00:00Z, until: 2026-03-27T16:00:00Z, reply: 451 later}]\n"
                          "commands: [{at: 2026-03-27T15:30:00Z, command: stop, incident: db}]\n");

  EXPECT_EQ(outcomes(all, "mail").back(), "cancelled");
  EXPECT_EQ(all.lines.back().at, parse_rfc3339("2026-03-27T15:30:00Z").value());
}

}  // namespace
}  // namespace crier::simulation
