#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "core/civil_time.h"
#include "scenarios/story.h"

/// The clock on the whole way of an update, in virtual time: what is said when, and each thing once (rules I).
namespace crier::scenarios {
namespace {

using core::DeliveryState;
using core::Impact;
using core::Occasion;
using core::OccasionResult;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;
using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;

const std::string kOne = "https://one.example/hook";
const std::string kDuty = "https://duty.example/hook";

UtcTime at(std::string_view text) { return parse_rfc3339(text).value(); }

/// Customers in Berlin, Monday to Friday from nine to five, and what the clock says about that.
void berlin(config::Snapshot& snapshot) {
  core::Audience& customers = snapshot.audiences.at("customers");
  customers.timezone = "Europe/Berlin";
  std::array<std::vector<core::OfficeSpan>, 7> week;
  for (std::size_t day = 0; day < 5; ++day) week[day] = {{9 * 60, 17 * 60}};
  customers.office_hours.emplace(customers.timezone, week, std::map<core::LocalDate, std::string>{});
  snapshot.rules.rhythm.office_close = core::OfficeCloseRule{};
  snapshot.rules.rhythm.office_open = core::OfficeOpenRule{};
}

core::Event said(core::Action action, const std::string& summary) {
  core::Event event;
  event.action = action;
  event.incident = "db";
  event.summary = summary;
  return event;
}

/// A Monday, eleven o'clock in Berlin.
class ClockStory : public testing::Test {
 protected:
  ClockStory() { begin(berlin); }

  void begin(const std::function<void(config::Snapshot&)>& change, UtcTime now = at("2026-11-23T10:00:00Z")) {
    story.reset();
    story = std::make_unique<Story>(memory, now);
    story->customers({kOne}).operators("duty", "pager", {kDuty}).configure(change).with_clock().begin();
  }
  /// The daemon dies and comes back at this time.
  void restart(std::string_view now, const std::function<void(config::Snapshot&)>& change = berlin) { begin(change, at(now)); }
  void until(std::string_view time) { story->wait_until(at(time)); }

  /// "number occasion time" of what the clock said of the incident.
  std::vector<std::string> clock_said(const std::string& key = "db") {
    std::vector<std::string> all;
    for (const auto& update : story->updates(key)) {
      if (update.is_by_clock())
        all.push_back(std::to_string(update.number) + " " + std::string(to_text(update.occasion)) + " " + format_rfc3339(update.at));
    }
    return all;
  }
  std::vector<std::string> operators_heard() {
    std::vector<std::string> titles;
    for (const auto& attempt : story->attempts) {
      if (attempt.audience == "duty") titles.push_back(attempt.incident);
    }
    return titles;
  }

  std::shared_ptr<store::Memory> memory = store::make_memory();
  std::unique_ptr<Story> story;
};

TEST_F(ClockStory, speaks_before_the_office_closes_and_when_it_opens) {
  ASSERT_TRUE(story->open("db"));
  until("2026-11-24T12:00:00Z");

  EXPECT_THAT(clock_said(), ElementsAre("2 office-close 2026-11-23T15:30:00Z", "3 office-open 2026-11-24T08:00:00Z"));
  EXPECT_THAT(story->received(kOne), ElementsAre(1, 2, 3));
}

TEST_F(ClockStory, says_nothing_of_what_is_minor_resolved_or_over_the_weekend) {
  ASSERT_TRUE(story->open("db", Impact::minor));
  ASSERT_TRUE(story->open("web"));
  ASSERT_TRUE(story->resolve("web"));
  until("2026-11-24T12:00:00Z");

  EXPECT_THAT(clock_said("db"), IsEmpty());
  EXPECT_THAT(clock_said("web"), IsEmpty());
}

TEST_F(ClockStory, needs_no_closing_after_an_update_that_speaks_of_the_night) {
  ASSERT_TRUE(story->open("db"));
  until("2026-11-23T15:00:00Z");
  core::Event event = said(core::Action::update, "We go on.");
  event.overnight = core::Overnight::continues;
  ASSERT_TRUE(story->say(event));
  until("2026-11-23T20:00:00Z");

  EXPECT_THAT(clock_said(), IsEmpty());
  EXPECT_THAT(story->occasions, Contains(std::pair(Occasion::office_close, OccasionResult::needless)));
}

TEST_F(ClockStory, closes_in_spite_of_a_fresh_update_that_does_not_speak_of_the_night) {
  ASSERT_TRUE(story->open("db"));
  until("2026-11-23T15:00:00Z");
  ASSERT_TRUE(story->update("db", "News."));
  until("2026-11-23T20:00:00Z");

  EXPECT_THAT(clock_said(), ElementsAre("3 office-close 2026-11-23T15:30:00Z"));
}

TEST_F(ClockStory, needs_no_opening_after_any_update) {
  ASSERT_TRUE(story->open("db"));
  until("2026-11-24T07:30:00Z");
  ASSERT_TRUE(story->update("db", "News."));
  until("2026-11-24T12:00:00Z");

  EXPECT_THAT(clock_said(), ElementsAre("2 office-close 2026-11-23T15:30:00Z"));
}

TEST_F(ClockStory, makes_one_message_of_several_incidents_worst_first) {
  ASSERT_TRUE(story->open("db"));
  ASSERT_TRUE(story->open("web", Impact::critical));
  until("2026-11-23T20:00:00Z");

  EXPECT_THAT(clock_said("db"), IsEmpty());
  EXPECT_THAT(clock_said("web"), ElementsAre("2 office-close 2026-11-23T15:30:00Z"));
  EXPECT_THAT(story->updates("web").at(1).incidents, ElementsAre("web", "db"));
}

TEST_F(ClockStory, is_late_within_the_grace_and_says_so) {
  ASSERT_TRUE(story->open("db"));
  restart("2026-11-23T17:00:00Z");
  until("2026-11-23T20:00:00Z");

  EXPECT_THAT(clock_said(), ElementsAre("2 office-close 2026-11-23T17:00:00Z"));
  EXPECT_EQ(story->updates("db").at(1).planned, at("2026-11-23T15:30:00Z"));
  EXPECT_THAT(story->occasions, Contains(std::pair(Occasion::office_close, OccasionResult::late)));
}

TEST_F(ClockStory, misses_what_is_later_and_tells_the_operators) {
  ASSERT_TRUE(story->open("db"));
  restart("2026-11-23T18:00:00Z");
  until("2026-11-23T20:00:00Z");

  EXPECT_THAT(clock_said(), IsEmpty());
  EXPECT_THAT(story->occasions, Contains(std::pair(Occasion::office_close, OccasionResult::missed)));
  EXPECT_EQ(operators_heard().size(), 1U);
}

TEST_F(ClockStory, happens_once_over_restarts) {
  ASSERT_TRUE(story->open("db"));
  until("2026-11-23T15:30:00Z");
  for (const char* now : {"2026-11-23T15:30:00Z", "2026-11-23T15:31:00Z", "2026-11-23T16:00:00Z"}) restart(now);
  until("2026-11-23T20:00:00Z");

  EXPECT_THAT(clock_said(), ElementsAre("2 office-close 2026-11-23T15:30:00Z"));
}

TEST_F(ClockStory, comes_again_after_a_commit_that_failed_and_then_once) {
  ASSERT_TRUE(story->open("db"));
  until("2026-11-23T15:29:59Z");
  int failures = 3;
  story->before_commit = [&]() -> Result<void> {
    return failures-- > 0 ? Result<void>(Error{ErrorKind::full, "no space"}) : Result<void>();
  };
  until("2026-11-23T20:00:00Z");

  ASSERT_EQ(clock_said().size(), 1U);
  EXPECT_THAT(story->received(kOne), ElementsAre(1, 2));
}

TEST_F(ClockStory, is_neither_doubled_nor_lost_when_the_wall_clock_is_set_back) {
  ASSERT_TRUE(story->open("db"));
  until("2026-11-23T15:40:00Z");
  story->set_clock(at("2026-11-23T12:40:00Z"));
  until("2026-11-24T12:00:00Z");

  EXPECT_THAT(clock_said(), ElementsAre("2 office-close 2026-11-23T15:30:00Z", "3 office-open 2026-11-24T08:00:00Z"));
}

TEST_F(ClockStory, is_not_lost_when_the_wall_clock_was_hours_ahead_for_a_while) {
  ASSERT_TRUE(story->open("db"));
  until("2026-11-23T11:00:00Z");
  story->set_clock(at("2026-11-23T19:00:00Z"));
  story->wait(minutes{10});
  EXPECT_THAT(clock_said(), IsEmpty()) << "it is too late by then";
  story->set_clock(at("2026-11-23T11:10:00Z"));
  until("2026-11-23T20:00:00Z");

  EXPECT_THAT(clock_said(), ElementsAre("2 office-close 2026-11-23T15:30:00Z"));
}

TEST_F(ClockStory, follows_hours_that_a_reload_changes) {
  ASSERT_TRUE(story->open("db"));
  until("2026-11-23T12:00:00Z");
  story->reconfigure([](config::Snapshot& snapshot) {
    core::Audience& customers = snapshot.audiences.at("customers");
    std::array<std::vector<core::OfficeSpan>, 7> week;
    week.fill({{8 * 60, 15 * 60}});
    customers.office_hours.emplace(customers.timezone, week, std::map<core::LocalDate, std::string>{});
  });
  until("2026-11-24T12:00:00Z");

  EXPECT_THAT(clock_said(), ElementsAre("2 office-close 2026-11-23T13:30:00Z", "3 office-open 2026-11-24T07:00:00Z"));
}

TEST_F(ClockStory, follows_hours_that_an_audience_had_none_of_before_a_reload) {
  const auto office = [](bool has) {
    return [has](config::Snapshot& snapshot) {
      core::Audience& customers = snapshot.audiences.at("customers");
      customers.office_hours.reset();
      if (!has) return;
      std::array<std::vector<core::OfficeSpan>, 7> week;
      week.fill({{8 * 60, 15 * 60}});
      customers.office_hours.emplace(customers.timezone, week, std::map<core::LocalDate, std::string>{});
    };
  };
  story->reconfigure(office(false));
  ASSERT_TRUE(story->open("db"));
  until("2026-11-23T12:00:00Z");
  story->reconfigure(office(true));
  until("2026-11-24T12:00:00Z");

  EXPECT_THAT(clock_said(), ElementsAre("2 office-close 2026-11-23T13:30:00Z", "3 office-open 2026-11-24T07:00:00Z"));
}

TEST_F(ClockStory, says_a_closing_once_a_day_whatever_a_reload_does_to_the_hours) {
  ASSERT_TRUE(story->open("db"));
  until("2026-11-23T15:45:00Z");
  story->reconfigure([](config::Snapshot& snapshot) {
    core::Audience& customers = snapshot.audiences.at("customers");
    std::array<std::vector<core::OfficeSpan>, 7> week;
    week.fill({{9 * 60, 19 * 60}});
    customers.office_hours.emplace(customers.timezone, week, std::map<core::LocalDate, std::string>{});
  });
  until("2026-11-23T22:00:00Z");

  EXPECT_THAT(clock_said(), ElementsAre("2 office-close 2026-11-23T15:30:00Z"));
}

TEST_F(ClockStory, asks_the_operators_half_an_hour_before) {
  ASSERT_TRUE(story->open("db"));
  until("2026-11-23T14:59:00Z");
  EXPECT_THAT(operators_heard(), IsEmpty());
  until("2026-11-23T15:01:00Z");

  EXPECT_EQ(operators_heard().size(), 1U);
}

TEST_F(ClockStory, keeps_silent_where_it_is_told_to) {
  ASSERT_TRUE(story->open("db"));
  std::optional<UtcTime> hushed;
  story->clockwork->hush({"db", 0}, hours{8}, Story::alice(), [&](auto done) { hushed = *done; });
  story->loop.settle();
  EXPECT_EQ(hushed, at("2026-11-23T18:00:00Z"));
  until("2026-11-24T12:00:00Z");

  EXPECT_THAT(clock_said(), ElementsAre("2 office-open 2026-11-24T08:00:00Z"));
  EXPECT_THAT(story->occasions, Contains(std::pair(Occasion::office_close, OccasionResult::skipped)));
}

std::vector<clock::Entry> schedule(Story& story, std::string_view until) {
  clock::EntryQuery query;
  query.from = story.clock.utc();
  query.until = at(until);
  return story.clockwork->list(query).entries;
}

TEST_F(ClockStory, lists_what_is_to_come_and_skips_or_hastens_it) {
  ASSERT_TRUE(story->open("db"));
  const auto coming = schedule(*story, "2026-11-25T00:00:00Z");
  std::vector<std::string> lines;
  for (const auto& entry : coming) {
    lines.push_back(std::string(to_text(entry.kind)) + " " + entry.stage + " " + format_local(entry.at, entry.timezone) + " " +
                    entry.incident + " " + entry.audience);
  }
  ASSERT_THAT(lines,
              ElementsAre("office-close ask 2026-11-23T16:00:00+01:00 db ", "office-close close 2026-11-23T16:30:00+01:00 db customers",
                          "office-open open 2026-11-24T09:00:00+01:00 db customers", "office-close ask 2026-11-24T16:00:00+01:00 db ",
                          "office-close close 2026-11-24T16:30:00+01:00 db customers"));

  std::string state;
  story->clockwork->hasten(coming[1].id, Story::alice(), [&](auto done) { state = done->state; });
  story->loop.settle();
  EXPECT_EQ(state, "done");
  story->clockwork->skip(coming[2].id, Story::alice(), [&](auto done) { state = done->state; });
  story->loop.settle();
  EXPECT_EQ(state, "skipped");
  until("2026-11-24T12:00:00Z");

  EXPECT_THAT(clock_said(), ElementsAre("2 office-close 2026-11-23T10:00:00Z"));
}

TEST_F(ClockStory, says_of_what_happens_and_is_skipped_at_once_only_one_of_both) {
  ASSERT_TRUE(story->open("db"));
  const auto coming = schedule(*story, "2026-11-25T00:00:00Z");
  std::vector<std::string> answers;
  const auto note = [&](const auto& done) { answers.push_back(done ? done->state : done.error().detail); };
  story->clockwork->hasten(coming[1].id, Story::alice(), note);
  story->clockwork->skip(coming[1].id, Story::alice(), note);
  story->clockwork->skip(coming[2].id, Story::alice(), note);
  story->clockwork->skip(coming[2].id, Story::alice(), note);
  story->loop.settle();

  EXPECT_THAT(answers, ElementsAre("done", coming[1].id + " has happened already", "skipped", coming[2].id + " is skipped already"));
  EXPECT_EQ(std::count(story->occasions.begin(), story->occasions.end(), std::pair(Occasion::office_open, OccasionResult::skipped)), 1);
}

TEST_F(ClockStory, shows_what_it_would_say_without_saying_it) {
  ASSERT_TRUE(story->open("db"));
  const auto coming = schedule(*story, "2026-11-25T00:00:00Z");
  std::optional<clock::Shown> shown;
  story->clockwork->show(coming.at(1).id, [&](auto done) { shown = std::move(*done); });
  story->loop.settle();

  ASSERT_TRUE(shown);
  EXPECT_EQ(shown->needless, "");
  ASSERT_EQ(shown->messages.size(), 1U);
  EXPECT_EQ(shown->messages[0].count.recipients, 1);
  EXPECT_THAT(clock_said(), IsEmpty());
  until("2026-11-23T15:30:00Z");
  EXPECT_THAT(clock_said(), ElementsAre("2 office-close 2026-11-23T15:30:00Z"));
}

void promising(config::Snapshot& snapshot) {
  snapshot.rules.rhythm.promise = core::PromiseRule{};
  snapshot.rules.rhythm.promise->holding = 1;
  snapshot.rules.rhythm.promise->repeat = minutes{30};
}

TEST_F(ClockStory, reminds_of_a_promise_finds_it_broken_and_says_that_work_goes_on) {
  begin(promising);
  core::Event event = said(core::Action::open, "Down.");
  event.title = "T";
  event.impact = Impact::major;
  event.next_update_in = minutes{45};
  ASSERT_TRUE(story->say(event));
  until("2026-11-23T10:31:00Z");
  EXPECT_EQ(operators_heard().size(), 1U) << "a quarter of an hour before";
  until("2026-11-23T10:46:00Z");
  EXPECT_EQ(operators_heard().size(), 2U) << "at the deadline";
  EXPECT_THAT(clock_said(), ElementsAre("2 promise 2026-11-23T10:45:00Z"));
  EXPECT_TRUE(story->incident("db").promise->is_broken);
  EXPECT_EQ(story->incident("db").promises, (core::PromiseCounts{0, 1}));
  until("2026-11-23T11:16:00Z");
  EXPECT_EQ(operators_heard().size(), 3U) << "again";
  ASSERT_TRUE(story->update("db", "News."));
  until("2026-11-23T20:00:00Z");

  EXPECT_EQ(operators_heard().size(), 3U);
  EXPECT_THAT(clock_said(), ElementsAre("2 promise 2026-11-23T10:45:00Z"));
  EXPECT_EQ(story->promises[false], 1);
  EXPECT_EQ(story->promises[true], 0);
}

TEST_F(ClockStory, counts_a_promise_that_is_kept_and_says_nothing) {
  begin(promising);
  core::Event event = said(core::Action::open, "Down.");
  event.title = "T";
  event.impact = Impact::major;
  event.next_update_in = minutes{45};
  ASSERT_TRUE(story->say(event));
  until("2026-11-23T10:20:00Z");
  ASSERT_TRUE(story->resolve("db"));
  until("2026-11-23T20:00:00Z");

  EXPECT_THAT(operators_heard(), IsEmpty());
  EXPECT_EQ(story->promises[true], 1);
}

TEST_F(ClockStory, finds_a_promise_broken_that_went_by_while_nobody_was_there) {
  begin(promising);
  core::Event event = said(core::Action::open, "Down.");
  event.title = "T";
  event.impact = Impact::major;
  event.next_update_in = minutes{45};
  ASSERT_TRUE(story->say(event));
  restart("2026-11-23T15:00:00Z", promising);
  until("2026-11-23T15:00:01Z");

  EXPECT_TRUE(story->incident("db").promise->is_broken);
  EXPECT_THAT(clock_said(), IsEmpty()) << "too late to say that work goes on";
  EXPECT_FALSE(operators_heard().empty());
}

void quiet(config::Snapshot& snapshot) {
  berlin(snapshot);
  snapshot.audiences.at("customers").quiet = core::QuietHours{Impact::critical};
}

TEST_F(ClockStory, keeps_updates_for_the_opening_in_quiet_hours_and_sends_one_digest) {
  begin(quiet, at("2026-11-23T20:00:00Z"));
  const auto answer = story->open("db");
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->front().deferred.at(0).audience, "customers");
  EXPECT_EQ(answer->front().deferred.at(0).until, at("2026-11-24T08:00:00Z"));
  story->wait(hours{1});
  ASSERT_TRUE(story->update("db", "Still down."));
  EXPECT_THAT(story->received(kOne), IsEmpty());
  until("2026-11-24T12:00:00Z");

  EXPECT_THAT(clock_said(), ElementsAre("3 office-open 2026-11-24T08:00:00Z"));
  EXPECT_THAT(story->received(kOne), ElementsAre(3));
  EXPECT_THAT(story->incident("db").deferred, IsEmpty());
}

TEST_F(ClockStory, sends_the_digest_of_what_was_resolved_meanwhile_too) {
  begin(quiet, at("2026-11-23T20:00:00Z"));
  ASSERT_TRUE(story->open("db"));
  ASSERT_TRUE(story->resolve("db"));
  restart("2026-11-24T07:00:00Z", quiet);
  until("2026-11-24T12:00:00Z");

  EXPECT_THAT(story->received(kOne), ElementsAre(3));
}

TEST_F(ClockStory, lets_what_is_critical_through_at_once) {
  begin(quiet, at("2026-11-23T20:00:00Z"));
  ASSERT_TRUE(story->open("db", Impact::critical));
  story->wait(minutes{1});

  EXPECT_THAT(story->received(kOne), ElementsAre(1));
}

TEST_F(ClockStory, sends_what_waited_when_quiet_hours_are_given_up) {
  begin(quiet, at("2026-11-23T20:00:00Z"));
  ASSERT_TRUE(story->open("db"));
  story->reconfigure([](config::Snapshot& snapshot) { snapshot.audiences.at("customers").quiet.reset(); });
  story->wait(minutes{1});

  EXPECT_THAT(clock_said(), ElementsAre("2 office-open 2026-11-23T20:00:00.001Z"));
  EXPECT_THAT(story->received(kOne), ElementsAre(2));
}

core::Event maintenance(std::string_view starts, std::string_view ends) {
  core::Event event = said(core::Action::maintenance, "The databases are replaced.");
  event.title = "Replacement";
  event.starts = at(starts);
  event.ends = at(ends);
  event.services = {"checkout"};
  return event;
}

void serving(config::Snapshot& snapshot) { snapshot.rules.services = {"checkout"}; }

TEST_F(ClockStory, reminds_of_maintenance_starts_it_and_asks_whether_it_has_ended) {
  begin(serving);
  ASSERT_TRUE(story->say(maintenance("2026-11-25T10:00:00Z", "2026-11-25T12:00:00Z")));
  until("2026-11-25T13:00:00Z");

  EXPECT_THAT(clock_said(), ElementsAre("2 maintenance 2026-11-24T10:00:00Z", "3 maintenance 2026-11-25T09:00:00Z",
                                        "4 maintenance 2026-11-25T10:00:00Z"));
  EXPECT_EQ(story->incident("db").status, core::Status::in_progress);
  EXPECT_EQ(operators_heard().size(), 1U);
}

TEST_F(ClockStory, announces_the_end_of_maintenance_only_where_it_is_told_to) {
  begin([](config::Snapshot& snapshot) {
    serving(snapshot);
    snapshot.rules.rhythm.maintenance = {{}, true};
  });
  ASSERT_TRUE(story->say(maintenance("2026-11-25T10:00:00Z", "2026-11-25T12:00:00Z")));
  until("2026-11-25T13:00:00Z");

  EXPECT_THAT(clock_said(), ElementsAre("2 maintenance 2026-11-25T10:00:00Z", "3 maintenance 2026-11-25T12:00:00Z"));
  EXPECT_EQ(story->incident("db").status, core::Status::completed);
}

/// What webhooks got, oldest first.
std::vector<boost::json::object> updates_got(Story& story) {
  std::vector<boost::json::object> all;
  for (const auto& request : story.transport.requests) all.push_back(boost::json::parse(request.body).at("data").at("update").as_object());
  return all;
}

TEST_F(ClockStory, quotes_the_announcement_of_maintenance_until_it_is_over) {
  begin([](config::Snapshot& snapshot) {
    serving(snapshot);
    snapshot.rules.rhythm.maintenance = {{}, true};
  });
  ASSERT_TRUE(story->say(maintenance("2026-11-25T10:00:00Z", "2026-11-25T12:00:00Z")));
  until("2026-11-25T13:00:00Z");

  const auto got = updates_got(*story);
  ASSERT_EQ(got.size(), 3U);
  EXPECT_EQ(got[1].at("stage"), "started");
  EXPECT_EQ(got[1].at("statement").at("number"), 1);
  EXPECT_EQ(got[1].at("summary"), "The databases are replaced.");
  EXPECT_EQ(got[2].at("stage"), "completed");
  EXPECT_FALSE(got[2].contains("statement"));
  EXPECT_EQ(story->updates("db").back().event.summary, "") << "what is over is not announced once more";
}

TEST_F(ClockStory, reminds_anew_of_maintenance_that_was_moved) {
  begin(serving);
  ASSERT_TRUE(story->say(maintenance("2026-11-25T10:00:00Z", "2026-11-25T12:00:00Z")));
  until("2026-11-24T11:00:00Z");
  core::Event moved = said(core::Action::maintenance, "A day later.");
  moved.starts = at("2026-11-26T10:00:00Z");
  moved.ends = at("2026-11-26T12:00:00Z");
  ASSERT_TRUE(story->say(moved));
  until("2026-11-26T10:30:00Z");

  EXPECT_THAT(clock_said(), ElementsAre("2 maintenance 2026-11-24T10:00:00Z", "4 maintenance 2026-11-25T10:00:00Z",
                                        "5 maintenance 2026-11-26T09:00:00Z", "6 maintenance 2026-11-26T10:00:00Z"));
}

core::Event alarm() {
  core::Event event;
  event.action = core::Action::open;
  event.incident = "alarm";
  event.title = "Checkout";
  event.summary = "Checkout does not answer.";
  event.impact = Impact::major;
  event.services = {"checkout"};
  event.source = "prometheus";
  return event;
}

TEST_F(ClockStory, holds_what_monitors_say_during_maintenance_until_it_is_done) {
  begin(serving);
  ASSERT_TRUE(story->say(maintenance("2026-11-23T10:30:00Z", "2026-11-23T14:00:00Z")));
  until("2026-11-23T11:00:00Z");
  const core::Peer monitor{"prometheus", core::Right::publish, false, 6, false};
  ASSERT_TRUE(story->say_all({alarm()}, monitor));
  EXPECT_EQ(story->updates("alarm").at(0).state, core::UpdateState::waiting);
  EXPECT_EQ(operators_heard().size(), 1U) << "somebody may know that it has nothing to do with the maintenance";
  until("2026-11-23T12:00:00Z");
  core::Event done = said(core::Action::maintenance, "Done.");
  done.status = core::Status::completed;
  ASSERT_TRUE(story->say(done));
  story->wait(seconds{1});

  EXPECT_EQ(story->updates("alarm").at(0).state, core::UpdateState::announced);
}

TEST_F(ClockStory, holds_on_while_maintenance_is_extended) {
  begin(serving);
  ASSERT_TRUE(story->say(maintenance("2026-11-23T10:30:00Z", "2026-11-23T14:00:00Z")));
  until("2026-11-23T11:00:00Z");
  const core::Peer monitor{"prometheus", core::Right::publish, false, 6, false};
  ASSERT_TRUE(story->say_all({alarm()}, monitor));
  core::Event longer = said(core::Action::maintenance, "It takes longer.");
  longer.extend = hours{1};
  ASSERT_TRUE(story->say(longer));
  until("2026-11-23T14:30:00Z");
  EXPECT_EQ(story->updates("alarm").at(0).state, core::UpdateState::waiting);
  until("2026-11-23T15:00:01Z");

  EXPECT_EQ(story->updates("alarm").at(0).state, core::UpdateState::announced);
}

void reminding(config::Snapshot& snapshot) {
  snapshot.reminders.push_back(
      {"weekly", core::Cron::parse("0 9 * * MON").value(), "Europe/Berlin", {"customers"}, "", "Maintenance tonight.", ""});
}

TEST_F(ClockStory, reminds_by_the_calendar) {
  begin(reminding);
  until("2026-12-07T12:00:00Z");

  EXPECT_EQ(story->updates("notice-1").at(0).at, at("2026-11-30T08:00:00Z"));
  EXPECT_EQ(story->updates("notice-1").at(0).name, "weekly");
  EXPECT_EQ(story->updates("notice-2").at(0).at, at("2026-12-07T08:00:00Z"));
}

TEST_F(ClockStory, reminds_once_where_that_was_asked_for) {
  core::Reminder reminder{
      "window", std::chrono::local_days{std::chrono::year{2026} / 11 / 23} + hours{15}, "Europe/Berlin", {"customers"}, "", "Soon.",
      "alice"};
  bool is_added = false;
  story->clockwork->add_reminder(reminder, Story::alice(), [&](auto done) { is_added = bool(done); });
  story->loop.settle();
  ASSERT_TRUE(is_added);
  restart("2026-11-23T13:00:00Z");
  EXPECT_EQ(story->clockwork->reminders().size(), 1U);
  until("2026-11-24T13:00:00Z");

  EXPECT_EQ(story->updates("notice-1").at(0).at, at("2026-11-23T14:00:00Z"));
  EXPECT_THAT(story->clockwork->reminders(), IsEmpty());
}

TEST_F(ClockStory, gives_up_what_it_said_when_people_say_something_newer) {
  ASSERT_TRUE(story->open("db"));
  story->wait(minutes{1});
  story->pause();
  until("2026-11-23T15:31:00Z");
  ASSERT_TRUE(story->update("db", "News."));
  story->resume();
  story->wait(minutes{1});

  EXPECT_THAT(story->received(kOne), ElementsAre(1, 3));
  EXPECT_EQ(story->count("db", DeliveryState::superseded), 1);
}

TEST_F(ClockStory, lets_what_it_said_expire_at_the_next_occasion) {
  ASSERT_TRUE(story->open("db"));
  story->wait(minutes{1});
  story->pause();
  until("2026-11-24T08:30:00Z");
  story->resume();
  story->wait(minutes{1});

  EXPECT_THAT(story->received(kOne), ElementsAre(1, 3));
  EXPECT_EQ(story->count("db", DeliveryState::expired), 1);
}

}  // namespace
}  // namespace crier::scenarios
