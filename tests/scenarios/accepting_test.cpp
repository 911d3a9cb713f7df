#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "scenarios/story.h"

/// What is taken, once, and in which order (rules A2, A4, B1, E1, E3, E4).
namespace crier::scenarios {
namespace {

using core::Action;
using std::chrono::hours;
using std::chrono::minutes;
using testing::ElementsAre;

const std::string kOne = "https://one.example/hook";
const core::Peer kMonitor{"prometheus", core::Right::publish, false, 7, false};

core::Event opening(const std::string& incident, const std::string& id = "") {
  core::Event event;
  event.id = id;
  event.action = Action::open;
  event.incident = incident;
  event.title = "Checkout unavailable";
  event.impact = core::Impact::major;
  event.summary = "Customers cannot pay.";
  return event;
}

core::Event following(Action action, const std::string& incident, const std::string& summary, const std::string& id = "") {
  core::Event event;
  event.id = id;
  event.action = action;
  event.incident = incident;
  event.summary = summary;
  return event;
}

core::Event notice(const std::string& summary) {
  core::Event event;
  event.action = Action::notice;
  event.audiences = {"customers"};
  event.summary = summary;
  return event;
}

TEST(Accepting, events_of_a_batch_apply_in_order) {
  Story story;
  story.customers({kOne}).begin();
  const auto answer =
      story.say_all({opening("db"), following(Action::update, "db", "A disk is full."), following(Action::resolve, "db", "It works.")});
  ASSERT_TRUE(answer);
  ASSERT_EQ(answer->size(), 3U);
  for (int i = 0; i < 3; ++i) EXPECT_EQ((*answer)[static_cast<std::size_t>(i)].accepted.number, i + 1);
  EXPECT_THAT(story.received(kOne), ElementsAre(1, 2, 3));
}

TEST(Accepting, a_batch_with_one_fault_is_taken_not_at_all) {
  Story story;
  story.customers({kOne}).begin();
  const auto answer = story.say_all({opening("db"), following(Action::update, "db", "")});
  ASSERT_FALSE(answer);
  ASSERT_EQ(answer.error().faults.size(), 1U);
  EXPECT_EQ(answer.error().faults.front().pointer, "/1/summary");
  EXPECT_TRUE(story.transport.requests.empty());
  EXPECT_TRUE(story.open("db")) << "it is still to be opened";
}

TEST(Accepting, an_id_twice_in_a_batch_is_a_duplicate) {
  Story story;
  story.customers({kOne}).begin();
  const auto answer = story.say_all({opening("db", "deploy-1"), opening("db", "deploy-1")});
  ASSERT_TRUE(answer);
  EXPECT_FALSE((*answer)[0].duplicate);
  EXPECT_TRUE((*answer)[1].duplicate);
  EXPECT_EQ((*answer)[0].accepted.update, (*answer)[1].accepted.update);
  EXPECT_THAT(story.received(kOne), ElementsAre(1));
  EXPECT_FALSE(story.say_all({opening("a", "deploy-2"), opening("b", "deploy-2")})) << "another content";
}

TEST(Accepting, a_duplicate_answers_as_before_and_does_nothing) {
  Story story;
  story.customers({kOne}).begin();
  const auto first = story.say(opening("db", "deploy-1"));
  ASSERT_TRUE(first);
  ASSERT_TRUE(story.resolve("db"));
  const auto again = story.say(opening("db", "deploy-1"));
  ASSERT_TRUE(again);
  EXPECT_TRUE(again->front().duplicate);
  EXPECT_EQ(again->front().id, "deploy-1");
  EXPECT_EQ(again->front().accepted.update, first->front().accepted.update);
  ASSERT_EQ(again->front().accepted.broadcasts.size(), 1U);
  EXPECT_EQ(again->front().accepted.broadcasts.front().recipients, 1);
  EXPECT_THAT(story.received(kOne), ElementsAre(1, 2));
}

TEST(Accepting, an_id_belongs_to_its_sender_and_its_content_for_seven_days) {
  Story story;
  story.customers({kOne}).begin();
  ASSERT_TRUE(story.say(opening("db", "1")));
  auto other = opening("db", "1");
  other.summary = "Nobody can pay.";
  const auto refused = story.say(other);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, ErrorKind::conflict);
  const auto monitor = story.say_all({opening("disk", "1")}, kMonitor);
  ASSERT_TRUE(monitor) << "the same id of another sender is another event";
  EXPECT_FALSE(monitor->front().duplicate);
  story.wait(hours{7 * 24 - 1});
  EXPECT_FALSE(story.say(other));
  story.wait(hours{2});
  EXPECT_TRUE(story.say(other));
}

TEST(Accepting, notices_of_a_batch_have_numbers_of_their_own) {
  Story story;
  story.customers({kOne}).begin();
  const auto answer = story.say_all({notice("We move on Monday."), notice("We moved.")});
  ASSERT_TRUE(answer);
  EXPECT_EQ((*answer)[0].accepted.incident_name, "notice-1");
  EXPECT_EQ((*answer)[1].accepted.incident_name, "notice-2");
  EXPECT_THAT(story.received(kOne), ElementsAre(1, 1));
}

TEST(Accepting, a_key_opened_long_after_its_resolution_is_a_new_incident) {
  Story story;
  story.customers({kOne}).begin();
  ASSERT_TRUE(story.open("db"));
  ASSERT_TRUE(story.resolve("db"));
  story.wait(minutes{29});
  EXPECT_EQ(story.open("db")->front().accepted.incident_name, "db") << "the same, opened again";
  ASSERT_TRUE(story.resolve("db"));
  story.wait(minutes{31});
  const auto anew = story.open("db");
  ASSERT_TRUE(anew);
  EXPECT_EQ(anew->front().accepted.incident_name, "db~2");
  EXPECT_EQ(anew->front().accepted.number, 1);
}

TEST(Accepting, what_a_publisher_says_is_named_after_it) {
  Story story;
  story.customers({kOne}).begin();
  auto event = opening("db");
  event.source = "somebody-else";
  ASSERT_TRUE(story.say_all({event}, kMonitor));
  const auto incident = story.incident("db");
  EXPECT_EQ(incident.source, "prometheus");
  EXPECT_EQ(incident.labels.at("sent_source"), "somebody-else");
}

}  // namespace
}  // namespace crier::scenarios
