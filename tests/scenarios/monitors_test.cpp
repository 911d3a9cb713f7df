#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "scenarios/house_rules.h"
#include "scenarios/story.h"

/// What monitors' documents come to, through the whole way (rules B2 to B5).
namespace crier::scenarios {
namespace {

using core::Action;
using core::UpdateState;
using std::chrono::hours;
using std::chrono::minutes;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

const std::string kOne = "https://one.example/hook";
const std::string kDuty = "https://duty.example/hook";
const core::Peer kMonitor{"prometheus", core::Right::publish, false, 7, false, "alertmanager"};

/// A document that fires since `start`.
core::Event alarm(const std::string& incident = "db", const std::string& start = "14:00") {
  core::Event event;
  event.action = Action::open;
  event.incident = incident;
  event.title = "HighErrorRate";
  event.impact = core::Impact::major;
  event.summary = "More than 5 % of requests fail.";
  event.signature = incident + " firing " + start;
  return event;
}

core::Event end(const std::string& incident = "db", const std::string& start = "14:00") {
  core::Event event;
  event.action = Action::resolve;
  event.incident = incident;
  event.signature = incident + " resolved " + start;
  return event;
}

announce::EventResult one(Story& story, core::Event event) {
  auto answer = story.say_all({std::move(event)}, kMonitor);
  if (!answer || answer->size() != 1) throw std::runtime_error(answer ? "no result" : answer.error().detail);
  return answer->front();
}

TEST(ADocument, that_comes_again_is_a_duplicate_and_stores_nothing) {
  Story story;
  story.customers({kOne}).begin();
  EXPECT_FALSE(one(story, alarm()).duplicate);
  const auto again = one(story, alarm());
  EXPECT_TRUE(again.duplicate);
  EXPECT_EQ(again.accepted.number, 1);
  EXPECT_EQ(story.updates("db").size(), 1U);
  EXPECT_TRUE(story.say_all({alarm()}, {"other", core::Right::publish, false, 8, false, "alertmanager"})->front().duplicate)
      << "whoever passes it on";
}

TEST(ADocument, in_other_words_is_news_while_the_incident_is_open_and_late_after_that) {
  Story story;
  story.customers({kOne}).begin();
  one(story, alarm());
  auto worse = alarm();
  worse.impact = core::Impact::critical;
  EXPECT_FALSE(one(story, worse).duplicate);
  EXPECT_EQ(story.incident("db").impact, core::Impact::critical);
  story.wait(minutes{20});
  EXPECT_FALSE(one(story, alarm()).duplicate) << "as it was before, which is news again";
  EXPECT_EQ(story.incident("db").impact, core::Impact::major);

  one(story, end());
  EXPECT_FALSE(story.incident("db").is_open());
  EXPECT_TRUE(one(story, worse).duplicate) << "it was under way for long";
  EXPECT_FALSE(story.incident("db").is_open());
  EXPECT_FALSE(one(story, alarm("db", "14:40")).duplicate) << "it fires anew";
  EXPECT_TRUE(story.incident("db").is_open());
}

TEST(ADocument, of_the_end_of_what_nobody_knows_is_taken_and_makes_nothing) {
  Story story;
  story.customers({kOne}).begin();
  const auto answer = story.say_all({end("other"), alarm(), end("third")}, kMonitor);
  ASSERT_TRUE(answer) << answer.error().detail;
  ASSERT_EQ(answer->size(), 1U);
  EXPECT_EQ(answer->front().accepted.incident_name, "db");
  EXPECT_THAT(story.received(kOne), ElementsAre(1));
}

TEST(OncePeopleHaveIt, operators_alone_hear_that_a_monitor_reports_worse) {
  Story story;
  story.customers({kOne}).operators("duty", "pager", {kDuty}).begin();
  one(story, alarm());
  ASSERT_TRUE(story.update("db", "We are on it."));
  auto same = alarm();
  same.summary = "7 % of requests fail.";
  EXPECT_EQ(one(story, same).accepted.state, UpdateState::recorded);
  EXPECT_EQ(story.transport.requests.size(), 2U) << "what is no worse is nobody's alarm";
  auto worse = alarm();
  worse.impact = core::Impact::critical;
  EXPECT_EQ(one(story, worse).accepted.state, UpdateState::recorded);
  ASSERT_EQ(story.transport.requests.size(), 3U);
  EXPECT_EQ(story.transport.requests[2].url, kDuty);
  EXPECT_THAT(story.transport.requests[2].body, HasSubstr("a monitor reports worse of incident db than what was told"));
}

config::Snapshot& with_words(config::Snapshot& snapshot) {
  core::Say say;
  say.title = "Checkout is disturbed";
  say.summary = "Some customers cannot pay.";
  snapshot.rules.routes[0].say = say;
  return snapshot;
}

TEST(WordsWrittenBeforehand, are_all_that_the_audience_reads_of_a_monitors) {
  Story story;
  story.customers({kOne}).configure([](config::Snapshot& s) { with_words(s); }).begin();
  one(story, alarm());
  ASSERT_EQ(story.transport.requests.size(), 1U);
  const auto body = story.transport.requests[0].body;
  EXPECT_THAT(body, HasSubstr("Checkout is disturbed"));
  EXPECT_THAT(body, HasSubstr("Some customers cannot pay."));
  EXPECT_THAT(body, Not(HasSubstr("HighErrorRate")));
  EXPECT_THAT(body, Not(HasSubstr("5 %")));
  one(story, end());
  ASSERT_EQ(story.transport.requests.size(), 2U);
  EXPECT_THAT(story.transport.requests[1].body, Not(HasSubstr("HighErrorRate")));
  EXPECT_THAT(story.transport.requests[1].body, Not(HasSubstr("Some customers cannot pay."))) << "at its end that is not so";
}

TEST(WordsWrittenBeforehand, are_what_the_rules_of_wording_look_at) {
  auto loud = alarm();
  loud.summary = "Payments fail, ETA 1h.";
  for (const bool has_words : {true, false}) {
    Story story;
    story.customers({kOne})
        .configure([&](config::Snapshot& s) {
          house_wording(s);
          if (has_words) with_words(s);
        })
        .begin();
    EXPECT_EQ(one(story, loud).accepted.state, has_words ? UpdateState::announced : UpdateState::draft);
  }
}

core::Silence silence(Story& story, Millis span) {
  std::optional<core::Silence> kept;
  story.announcer().add_silence({0, {{"incident", {"d*"}}}, story.clock.utc(), story.clock.utc() + span, "moving racks", "alice"},
                                Story::alice(), [&](auto answer) { kept = answer.value(); });
  story.loop.settle();
  return kept.value();
}

TEST(ASilence, holds_what_monitors_say_until_it_ends_by_itself) {
  Story story;
  story.customers({kOne}).begin();
  EXPECT_EQ(silence(story, hours{2}).number, 1);
  EXPECT_EQ(one(story, alarm("db")).accepted.state, UpdateState::waiting);
  EXPECT_EQ(one(story, alarm("web")).accepted.state, UpdateState::announced) << "it does not match";
  ASSERT_TRUE(story.open("disk"));
  EXPECT_THAT(story.received(kOne), ElementsAre(1, 1)) << "web, and what a person says of disk";
  story.wait(hours{2} + minutes{1});
  EXPECT_THAT(story.received(kOne), ElementsAre(1, 1, 1)) << "nobody has said that db is well";
}

TEST(ASilence, that_is_ended_lets_go_of_what_still_holds) {
  Story story;
  story.customers({kOne}).begin();
  silence(story, hours{2});
  one(story, alarm("db"));
  one(story, alarm("disk"));
  one(story, end("disk"));
  std::optional<Result<core::Silence, core::Problem>> ended;
  story.announcer().end_silence(1, Story::alice(), [&](auto answer) { ended = std::move(answer); });
  story.wait(minutes{1});
  ASSERT_TRUE(ended.has_value());
  ASSERT_TRUE(*ended);
  EXPECT_THAT(story.received(kOne), ElementsAre(1)) << "disk is well again, untold";
  EXPECT_TRUE(story.incident("db").pending.empty());
  story.announcer().end_silence(1, Story::alice(), [&](auto answer) { ended = std::move(answer); });
  story.wait(minutes{1});
  EXPECT_FALSE(*ended) << "it has ended";
  std::optional<std::vector<core::Silence>> left;
  story.announcer().list_silences([&](auto answer) { left = answer.value(); });
  story.loop.settle();
  EXPECT_THAT(left.value(), IsEmpty());
}

const auto stormy = [](config::Snapshot& snapshot) { snapshot.rules.monitors.storm = core::Storm{2, minutes{10}}; };

TEST(AStorm, is_one_incident_with_a_list_and_a_draft) {
  Story story;
  story.customers({kOne}).configure(stormy).begin();
  one(story, alarm("a"));
  one(story, alarm("b"));
  EXPECT_EQ(one(story, alarm("c")).accepted.state, UpdateState::recorded);
  const auto storm = story.incident("monitor-storm");
  ASSERT_EQ(storm.pending.size(), 1U);
  EXPECT_EQ(storm.pending[0].state, UpdateState::draft);
  EXPECT_EQ(storm.title, "3 incidents reported by monitors");
  EXPECT_EQ(storm.impact, core::Impact::major);
  const auto details = story.updates("monitor-storm").back().event.details;
  EXPECT_EQ(details,
            "- `a` (major): HighErrorRate\n- `b` (major): HighErrorRate\n"
            "- `c` (major): HighErrorRate\n");
  EXPECT_THAT(story.received(kOne), ElementsAre(1, 1)) << "of a and b";

  one(story, alarm("d"));
  EXPECT_EQ(story.incident("monitor-storm").pending.size(), 1U) << "one list";
  EXPECT_EQ(story.updates("monitor-storm").back().title, "4 incidents reported by monitors");

  ASSERT_TRUE(story.approve(core::IncidentName{"monitor-storm", 0}));
  EXPECT_THAT(story.received(kOne), ElementsAre(1, 1, 2));

  auto worse = alarm("c");
  worse.impact = core::Impact::critical;
  EXPECT_EQ(one(story, worse).accepted.state, UpdateState::recorded) << "it is told of in the storm";
  one(story, end("c"));
  EXPECT_FALSE(story.incident("c").is_open());
  EXPECT_THAT(story.received(kOne), ElementsAre(1, 1, 2));
}

TEST(AStorm, in_one_document_is_one_draft) {
  Story story;
  story.customers({kOne}).configure(stormy).begin();
  const auto answer = story.say_all({alarm("a"), alarm("b"), alarm("c"), alarm("d"), alarm("e")}, kMonitor);
  ASSERT_TRUE(answer) << answer.error().detail;
  EXPECT_EQ(answer->size(), 5U);
  EXPECT_EQ(story.updates("monitor-storm").size(), 1U);
  EXPECT_EQ(story.incident("monitor-storm").title, "5 incidents reported by monitors");
  EXPECT_EQ(story.received(kOne).size(), 2U);
}

TEST(AStorm, is_none_of_slow_ones_nor_of_peoples_nor_where_it_is_off) {
  Story slow;
  slow.customers({kOne}).configure(stormy).begin();
  for (const auto* key : {"a", "b", "c", "d"}) {
    EXPECT_EQ(one(slow, alarm(key)).accepted.state, UpdateState::announced) << key;
    slow.wait(minutes{6});
  }
  Story people;
  people.customers({kOne}).configure(stormy).begin();
  for (const auto* key : {"a", "b", "c", "d"}) EXPECT_EQ(people.open(key)->front().accepted.state, UpdateState::announced) << key;
  Story off;
  off.customers({kOne}).begin();
  for (const auto* key : {"a", "b", "c", "d"}) EXPECT_EQ(one(off, alarm(key)).accepted.state, UpdateState::announced) << key;
}

}  // namespace
}  // namespace crier::scenarios
