#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "scenarios/story.h"

/// Whom silence reaches, on the whole way of an update, in virtual time: what is planned, what is said, and what ends it.
namespace crier::scenarios {
namespace {

using core::Occasion;
using core::OccasionResult;
using std::chrono::hours;
using std::chrono::minutes;
using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::Pair;

const std::string kOps = "https://ops.example/hook";
const std::string kDuty = "https://duty.example/hook";
const core::Peer kMonitor{"prometheus", core::Right::publish, false, 7, false};

UtcTime at(std::string_view text) { return parse_rfc3339(text).value(); }

core::Event said(core::Action action, const std::string& summary = "") {
  core::Event event;
  event.action = action;
  event.incident = "db";
  event.summary = summary;
  event.author = "alice";
  return event;
}

core::Event alarm() {
  core::Event event = said(core::Action::open, "More than 5 % of requests fail.");
  event.author.clear();
  event.title = "HighErrorRate";
  event.impact = core::Impact::major;
  return event;
}

/// Everything goes to "customers", which are operators here; duty hears nothing of itself.
void silence(config::Snapshot& snapshot) {
  snapshot.audiences.at("customers").internal = true;
  snapshot.audiences.at("customers").hears.clear();
  snapshot.audiences.at("customers").escalate = {{minutes{15}, "duty"}, {minutes{45}, "duty"}};
  snapshot.audiences.at("duty").hears.clear();
}

class AnEscalation : public testing::Test {
 protected:
  AnEscalation() { begin(silence); }
  void begin(const std::function<void(config::Snapshot&)>& change) {
    story = std::make_unique<Story>(memory, at("2026-11-23T10:00:00Z"));
    story->customers({kOps}).operators("duty", "pager", {kDuty}).configure(change).with_clock().begin();
  }
  void open() { ASSERT_TRUE(story->say_all({alarm()}, kMonitor)); }
  void until(std::string_view time) { story->wait_until(at(time)); }
  std::vector<clock::Entry> coming() {
    clock::EntryQuery query;
    query.from = story->clock.utc();
    query.until = query.from + hours{24};
    query.kind = Occasion::escalation;
    return story->clockwork->list(query).entries;
  }
  clock::Shown shown(const std::string& id) {
    clock::Shown what;
    story->clockwork->show(id, [&](auto done) { what = std::move(*done); });
    story->loop.settle();
    return what;
  }
  std::size_t told_duty() {
    return static_cast<std::size_t>(
        std::count_if(story->attempts.begin(), story->attempts.end(), [](const auto& attempt) { return attempt.audience == "duty"; }));
  }

  std::shared_ptr<store::Memory> memory = store::make_memory();
  std::unique_ptr<Story> story;
};

TEST_F(AnEscalation, is_in_the_schedule_until_somebody_acknowledges) {
  open();
  const auto entries = coming();
  ASSERT_EQ(entries.size(), 2U);
  EXPECT_EQ(entries[0].at, at("2026-11-23T10:15:00Z"));
  EXPECT_EQ(entries[1].at, at("2026-11-23T10:45:00Z"));
  EXPECT_NE(entries[0].id, entries[1].id);
  EXPECT_EQ(entries[0].audience, "duty");
  EXPECT_EQ(entries[0].incident, "db");
  EXPECT_EQ(entries[0].reason, "customers was told of it; duty is told if nobody acknowledges it");
  ASSERT_TRUE(story->say(said(core::Action::acknowledge)));
  EXPECT_THAT(coming(), IsEmpty());
  until("2026-11-23T12:00:00Z");
  EXPECT_EQ(told_duty(), 0U);
}

TEST_F(AnEscalation, says_since_when_who_was_told_and_what_to_type) {
  open();
  const auto what = shown(coming().at(0).id);
  ASSERT_EQ(what.letters.size(), 1U);
  EXPECT_EQ(what.letters[0].title, "nobody has acknowledged: db");
  EXPECT_THAT(what.letters[0].facts,
              ElementsAre("The incident db (major, investigating): HighErrorRate is open since 2026-11-23 10:00 UTC.",
                          "It was announced to customers less than a minute ago, at 2026-11-23 10:00 UTC, and nobody has acknowledged it. "
                          "So duty is told."));
  EXPECT_THAT(what.letters[0].commands, ElementsAre("crier ack db", "crier take db", "crier show db"));
  EXPECT_EQ(what.needless, "");
}

TEST_F(AnEscalation, comes_once_for_each_step) {
  open();
  until("2026-11-23T10:14:59Z");
  EXPECT_EQ(told_duty(), 0U);
  until("2026-11-23T10:15:00Z");
  EXPECT_EQ(told_duty(), 1U);
  until("2026-11-23T20:00:00Z");
  EXPECT_EQ(told_duty(), 2U);
  EXPECT_THAT(story->occasions,
              ElementsAre(Pair(Occasion::escalation, OccasionResult::done), Pair(Occasion::escalation, OccasionResult::done)));
}

TEST_F(AnEscalation, that_is_over_wakes_nobody) {
  open();
  until("2026-11-23T11:00:00Z");
  const auto before = story->loop.wakes();
  story->wait(hours{24});
  EXPECT_LE(story->loop.wakes() - before, 25U) << "sweeping, once an hour";
}

TEST_F(AnEscalation, of_what_a_person_has_written_on_is_none) {
  open();
  until("2026-11-23T10:10:00Z");
  ASSERT_TRUE(story->update("db", "We are on it."));
  EXPECT_THAT(coming(), IsEmpty());
}

TEST_F(AnEscalation, of_what_a_person_opened_is_needless_once_it_is_delivered) {
  ASSERT_TRUE(story->open("db"));
  const auto entries = coming();
  ASSERT_EQ(entries.size(), 2U);
  EXPECT_EQ(entries[0].reason, "customers was told of it; duty is told if the message does not reach it");
  EXPECT_EQ(shown(entries[0].id).needless, "a person has written on it, and the message was delivered");
  until("2026-11-23T12:00:00Z");
  EXPECT_EQ(told_duty(), 0U);
  EXPECT_THAT(story->occasions, Contains(Pair(Occasion::escalation, OccasionResult::needless)));
}

TEST_F(AnEscalation, of_what_is_not_delivered_says_why) {
  story->pause();
  ASSERT_TRUE(story->open("db"));
  const auto what = shown(coming().at(0).id);
  ASSERT_EQ(what.letters.size(), 1U);
  EXPECT_EQ(what.letters[0].title, "nobody has got the message: db");
  EXPECT_THAT(what.letters[0].facts, Contains("The message to customers is not delivered to anybody:"));
  EXPECT_THAT(what.letters[0].facts.back(), AllOf(HasSubstr("- hooks: 1 not sent yet (paused"), HasSubstr(")")));
  EXPECT_THAT(what.letters[0].commands, Contains("crier channels"));
  until("2026-11-23T10:15:00Z");
  EXPECT_EQ(told_duty(), 1U);
  story->resume();
  until("2026-11-23T12:00:00Z");
  EXPECT_EQ(told_duty(), 1U) << "it has arrived since";
}

TEST_F(AnEscalation, of_what_is_undelivered_ends_with_an_acknowledgement_too) {
  story->pause();
  ASSERT_TRUE(story->open("db"));
  ASSERT_TRUE(story->say(said(core::Action::acknowledge)));
  EXPECT_THAT(coming(), IsEmpty());
}

TEST_F(AnEscalation, does_not_tell_the_words_of_what_is_restricted) {
  core::Event secret = said(core::Action::open, "Keys were stolen.");
  secret.title = "Stolen keys";
  secret.impact = core::Impact::critical;
  secret.restricted = true;
  secret.audiences = {"customers"};
  story->pause();
  ASSERT_TRUE(story->say(secret));
  const auto what = shown(coming().at(0).id);
  ASSERT_EQ(what.letters.size(), 1U);
  for (const auto& fact : what.letters[0].facts) EXPECT_THAT(fact, Not(HasSubstr("tolen")));
  EXPECT_THAT(what.letters[0].title, Not(HasSubstr("tolen")));
}

TEST_F(AnEscalation, ends_for_an_audience_that_is_dropped) {
  story->pause();
  ASSERT_TRUE(story->open("db"));
  ASSERT_EQ(coming().size(), 2U);
  core::Event narrower = said(core::Action::update, "Not theirs.");
  narrower.announce = false;
  narrower.drop_audiences = {"customers"};
  ASSERT_TRUE(story->say(narrower));
  EXPECT_THAT(coming(), IsEmpty());
}

TEST_F(AnEscalation, that_a_new_configuration_brings_begins_with_what_is_still_to_come) {
  begin([](config::Snapshot& snapshot) {
    silence(snapshot);
    snapshot.audiences.at("customers").escalate.clear();
  });
  open();
  until("2026-11-23T10:30:00Z");
  EXPECT_THAT(coming(), IsEmpty());
  story->reconfigure(silence);
  ASSERT_EQ(coming().size(), 1U);
  EXPECT_EQ(coming()[0].at, at("2026-11-23T10:45:00Z"));
  until("2026-11-23T11:00:00Z");
  EXPECT_EQ(told_duty(), 1U);
}

}  // namespace
}  // namespace crier::scenarios
