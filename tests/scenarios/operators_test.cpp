#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "config/divert.h"
#include "scenarios/replies.h"
#include "scenarios/story.h"

/// What operators are told, when, and where it stays out of (rules A5, A6, C1).
namespace crier::scenarios {
namespace {

using core::Matter;
using core::NoticeKind;
using core::UpdateState;
using std::chrono::minutes;
using std::chrono::seconds;
using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::Pair;

const std::string kOne = "https://one.example/hook";
const std::string kTwo = "https://two.example/hook";
const std::string kDuty = "https://duty.example/hook";
const std::string kDesk = "https://desk.example/hook";

void approve_all(config::Snapshot& snapshot) {
  snapshot.rules.routes[0].approve = true;
  snapshot.rules.routes[0].remind = minutes{1};
}

/// The documents that an address was sent.
std::vector<std::string> sent(const Story& story, const std::string& address) {
  std::vector<std::string> bodies;
  for (const auto& request : story.transport.requests) {
    if (request.url == address) bodies.push_back(request.body);
  }
  return bodies;
}

void pause(Story& story, const std::string& channel, bool on = true) {
  const auto done = [](const Result<dispatch::ChannelStatus>& status) { ASSERT_TRUE(status); };
  if (on) {
    story.driver->pause(channel, done);
  } else {
    story.driver->resume(channel, done);
  }
  story.loop.settle();
}

core::Happening fault(Matter matter, const std::string& reason = "") {
  core::Happening happening;
  happening.matter = matter;
  happening.reason = reason;
  return happening;
}

void fail(Story& story, const std::vector<std::string>& addresses) {
  story.transport.on_http = [addresses](const channels::HttpRequest& request) {
    return status(std::find(addresses.begin(), addresses.end(), request.url) == addresses.end() ? 204 : 400);
  };
}

TEST(Operators, hear_of_a_draft_at_once_what_it_says_to_whom_it_would_go_and_what_to_type) {
  Story story;
  story.customers({kOne, kTwo}).operators("duty", "pager", {kDuty}).configure(approve_all).begin();
  ASSERT_TRUE(story.open("db"));
  ASSERT_EQ(sent(story, kDuty).size(), 1U);
  EXPECT_THAT(sent(story, kDuty).front(),
              AllOf(HasSubstr("operators.notice"), HasSubstr("a draft waits for approval: db"), HasSubstr("Customers cannot pay."),
                    HasSubstr("customers by hooks: 2"), HasSubstr("crier approve db 1")));
  EXPECT_THAT(sent(story, kOne), IsEmpty());
}

TEST(Operators, are_reminded_of_a_draft_as_often_as_its_route_says_until_it_is_approved) {
  Story story;
  story.customers({kOne}).operators("duty", "pager", {kDuty}).configure(approve_all).begin();
  ASSERT_TRUE(story.open("db"));
  story.wait(minutes{3} + seconds{30});
  ASSERT_EQ(sent(story, kDuty).size(), 4U) << "rules A6's five minutes do not hold here";
  EXPECT_THAT(sent(story, kDuty)[3], HasSubstr("a draft still waits for approval: db"));
  ASSERT_TRUE(story.approve(core::IncidentName{"db", 0}));
  story.wait(minutes{10});
  EXPECT_EQ(sent(story, kDuty).size(), 4U);
  EXPECT_THAT(story.received(kOne), ElementsAre(1));
}

TEST(Operators, are_reminded_no_more_of_a_draft_that_a_persons_update_withdrew) {
  Story story;
  story.customers({kOne}).operators("duty", "pager", {kDuty}).begin();
  ASSERT_TRUE(story.open("db"));
  core::Event draft;
  draft.action = core::Action::update;
  draft.incident = "db";
  draft.summary = "Perhaps a disk.";
  draft.draft = true;
  ASSERT_TRUE(story.say(draft));
  ASSERT_EQ(sent(story, kDuty).size(), 1U);
  ASSERT_TRUE(story.update("db", "A disk is full."));
  story.wait(minutes{20});
  EXPECT_EQ(sent(story, kDuty).size(), 1U);
}

TEST(Operators, without_a_route_that_says_how_often_are_reminded_every_five_minutes) {
  Story story;
  story.customers({kOne}).operators("duty", "pager", {kDuty}).begin();
  core::Event draft;
  draft.action = core::Action::open;
  draft.incident = "db";
  draft.title = "Checkout unavailable";
  draft.impact = core::Impact::major;
  draft.summary = "Customers cannot pay.";
  draft.draft = true;
  ASSERT_TRUE(story.say(draft));
  story.wait(minutes{5} - seconds{1});
  EXPECT_EQ(sent(story, kDuty).size(), 1U);
  story.wait(seconds{2});
  EXPECT_EQ(sent(story, kDuty).size(), 2U);
}

TEST(Operators, of_a_newer_draft_are_told_at_once_and_reminded_of_the_newest_alone) {
  Story story;
  story.customers({kOne}).operators("duty", "pager", {kDuty}).configure(approve_all).begin();
  ASSERT_TRUE(story.open("db"));
  story.wait(seconds{30});
  ASSERT_TRUE(story.update("db", "A disk is full."));
  ASSERT_EQ(sent(story, kDuty).size(), 2U);
  EXPECT_THAT(sent(story, kDuty)[1], HasSubstr("A disk is full."));
  story.wait(seconds{61});
  ASSERT_EQ(sent(story, kDuty).size(), 3U);
  EXPECT_THAT(sent(story, kDuty)[2], HasSubstr("crier approve db 2"));
}

TEST(Operators, are_reminded_of_an_older_draft_again_once_the_newest_is_withdrawn) {
  Story story;
  story.customers({kOne}).operators("duty", "pager", {kDuty}).configure(approve_all).begin();
  ASSERT_TRUE(story.open("db"));
  ASSERT_TRUE(story.update("db", "A disk is full."));
  ASSERT_EQ(sent(story, kDuty).size(), 2U);
  ASSERT_TRUE(story.end_pending(core::IncidentName{"db", 0}, UpdateState::withdrawn));
  ASSERT_EQ(sent(story, kDuty).size(), 3U) << "which draft waits has changed";
  EXPECT_THAT(sent(story, kDuty)[2], AllOf(HasSubstr("a draft still waits for approval: db"), HasSubstr("crier approve db 1")));
  story.wait(seconds{61});
  ASSERT_EQ(sent(story, kDuty).size(), 4U);
  EXPECT_THAT(sent(story, kDuty)[3], HasSubstr("crier approve db 1"));
  ASSERT_TRUE(story.end_pending(core::IncidentName{"db", 0}, UpdateState::withdrawn));
  story.wait(minutes{10});
  EXPECT_EQ(sent(story, kDuty).size(), 4U);
}

TEST(Operators, are_reminded_of_a_draft_after_a_restart) {
  const auto memory = store::make_memory();
  {
    Story before(memory);
    before.customers({kOne}).operators("duty", "pager", {kDuty}).configure(approve_all).begin();
    ASSERT_TRUE(before.open("db"));
  }
  Story story(memory);
  story.customers({kOne}).operators("duty", "pager", {kDuty}).configure(approve_all).begin();
  ASSERT_EQ(sent(story, kDuty).size(), 1U);
  EXPECT_THAT(sent(story, kDuty).front(), HasSubstr("crier approve db 1"));
  story.wait(seconds{61});
  EXPECT_EQ(sent(story, kDuty).size(), 2U);
}

TEST(Operators, that_cannot_be_reached_get_the_newest_reminder_alone_and_none_once_it_is_approved) {
  Story story;
  story.customers({kOne}).operators("duty", "pager", {kDuty}).configure(approve_all).begin();
  pause(story, "pager");
  ASSERT_TRUE(story.open("db"));
  story.wait(minutes{3} + seconds{30});
  pause(story, "pager", false);
  EXPECT_EQ(sent(story, kDuty).size(), 1U);
  pause(story, "pager");
  story.wait(minutes{2});
  ASSERT_TRUE(story.approve(core::IncidentName{"db", 0}));
  pause(story, "pager", false);
  EXPECT_EQ(sent(story, kDuty).size(), 1U) << "it does not wait any more";
}

TEST(Operators, a_newer_notice_takes_the_place_of_its_own_kind_alone) {
  Story story;
  story.customers({kOne}).operators("duty", "pager", {kDuty}).configure(approve_all).begin();
  pause(story, "pager");
  ASSERT_TRUE(story.open("db"));
  story.telling->tell(fault(Matter::reload_refused, "no"));
  story.wait(seconds{61});
  pause(story, "pager", false);
  ASSERT_EQ(sent(story, kDuty).size(), 2U);
  EXPECT_THAT(sent(story, kDuty), Contains(HasSubstr("the new configuration was refused")));
  EXPECT_THAT(sent(story, kDuty), Contains(HasSubstr("a draft still waits for approval: db")));
}

TEST(Operators, of_dead_letters_hear_at_once_then_with_their_count) {
  Story story;
  story.customers({kOne}).operators("duty", "pager", {kDuty}).begin();
  fail(story, {kOne});
  ASSERT_TRUE(story.open("db"));
  ASSERT_EQ(sent(story, kDuty).size(), 1U);
  EXPECT_THAT(sent(story, kDuty).front(), AllOf(HasSubstr("1 delivery of incident db failed on channel hooks"),
                                                HasSubstr("crier retry --all-failed --channel hooks --incident db")));
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(story.update("db", "Still."));
  EXPECT_EQ(sent(story, kDuty).size(), 1U);
  story.wait(minutes{5});
  ASSERT_EQ(sent(story, kDuty).size(), 2U);
  EXPECT_THAT(sent(story, kDuty)[1], HasSubstr("3 deliveries of incident db failed"));
}

TEST(Operators, hear_of_a_real_incidents_dead_letters_though_the_next_of_its_key_is_an_exercise) {
  Story story;
  story.customers({kOne}).operators("duty", "pager", {kDuty}).configure([](config::Snapshot& snapshot) {
    snapshot.divert = config::Divert{false, {}};
    snapshot.rules.has_divert = true;
    snapshot.rules.reopen_within = seconds{1};
  });
  story.begin();
  fail(story, {kOne});
  story.pause();
  ASSERT_TRUE(story.open("db"));
  ASSERT_TRUE(story.resolve("db"));
  story.wait(seconds{2});
  core::Event drill;
  drill.action = core::Action::open;
  drill.incident = "db";
  drill.title = "Checkout unavailable";
  drill.impact = core::Impact::major;
  drill.summary = "Customers cannot pay.";
  drill.exercise = true;
  ASSERT_TRUE(story.say(drill));
  ASSERT_EQ(story.incident("db").occurrence, 2);

  story.resume();

  EXPECT_THAT(sent(story, kDuty), Contains(HasSubstr("of incident db failed on channel hooks")));
}

TEST(Operators, of_a_channel_that_is_paused_hear_after_thirty_minutes_and_when_it_sends_again) {
  Story story;
  story.customers({kOne}).operators("duty", "pager", {kDuty}).begin();
  story.pause();
  story.wait(minutes{29});
  EXPECT_THAT(sent(story, kDuty), IsEmpty());
  story.wait(minutes{2});
  ASSERT_EQ(sent(story, kDuty).size(), 1U);
  EXPECT_THAT(sent(story, kDuty).front(),
              AllOf(HasSubstr("channel hooks has sent nothing for 30 minutes"), HasSubstr("crier resume hooks")));
  story.wait(minutes{60});
  EXPECT_EQ(sent(story, kDuty).size(), 1U) << "once";
  story.resume();
  ASSERT_EQ(sent(story, kDuty).size(), 2U);
  EXPECT_THAT(sent(story, kDuty)[1], HasSubstr("channel hooks sends again"));
}

TEST(Operators, hear_nothing_of_a_pause_that_an_operator_soon_ended) {
  Story story;
  story.customers({kOne}).operators("duty", "pager", {kDuty}).begin();
  story.pause();
  story.wait(minutes{20});
  story.resume();
  story.wait(minutes{60});
  EXPECT_THAT(sent(story, kDuty), IsEmpty());
}

TEST(Operators, hear_of_a_pause_that_a_restart_lies_in) {
  const auto memory = store::make_memory();
  {
    Story before(memory);
    before.customers({kOne}).operators("duty", "pager", {kDuty}).begin();
    before.pause();
    before.wait(minutes{20});
  }
  Story story(memory);
  story.clock.advance(minutes{20});
  story.customers({kOne}).operators("duty", "pager", {kDuty}).begin();
  story.wait(minutes{9});
  EXPECT_THAT(sent(story, kDuty), IsEmpty());
  story.wait(minutes{2});
  EXPECT_EQ(sent(story, kDuty).size(), 1U);
}

TEST(Operators, hear_what_could_not_be_announced_when_its_time_came) {
  Story story;
  story.customers({kOne}).operators("duty", "pager", {kDuty}).begin();
  store::Accepted accepted;
  accepted.incident_name = "db";
  accepted.number = 2;
  story.release_failed(accepted, "incident db is closed");
  story.loop.settle();
  ASSERT_EQ(sent(story, kDuty).size(), 1U);
  EXPECT_THAT(sent(story, kDuty).front(),
              AllOf(HasSubstr("update 2 of incident db"), HasSubstr("incident db is closed"), HasSubstr("crier show db")));
}

TEST(Operators, hear_the_kinds_that_their_audience_names) {
  Story story;
  story.customers({kOne}).operators("duty", "pager", {kDuty}).operators("desk", "board", {kDesk});
  story.configure([](config::Snapshot& snapshot) {
    snapshot.audiences["duty"].hears = {NoticeKind::faults};
    snapshot.audiences["desk"].hears = {NoticeKind::dead_letters};
  });
  story.begin();
  story.telling->tell(fault(Matter::reload_refused, "no"));
  story.loop.settle();
  EXPECT_EQ(sent(story, kDuty).size(), 1U);
  EXPECT_THAT(sent(story, kDesk), IsEmpty());
}

TEST(Operators, where_nobody_hears_a_kind_it_is_logged_and_nothing_is_stored) {
  Story story;
  story.customers({kOne}).operators("duty", "pager", {kDuty});
  story.configure([](config::Snapshot& snapshot) { snapshot.audiences["duty"].hears = {NoticeKind::faults}; });
  story.begin();
  fail(story, {kOne});
  ASSERT_TRUE(story.open("db"));
  EXPECT_THAT(sent(story, kDuty), IsEmpty());
  EXPECT_THAT(story.log.ids, Contains("operator-notice-unheard"));
  EXPECT_THAT(story.counted, ElementsAre(Pair(NoticeKind::dead_letters, "unheard")));
  EXPECT_FALSE(story.ledger().incident({"operators", 0}));
}

TEST(Operators, an_audience_that_is_not_internal_hears_nothing_of_this) {
  Story story;
  story.customers({kOne, kTwo}).operators("duty", "pager", {kDuty});
  story.configure([](config::Snapshot& snapshot) { snapshot.audiences["duty"].internal = false; });
  story.begin();
  story.telling->tell(fault(Matter::reload_refused, "no"));
  story.loop.settle();
  EXPECT_THAT(story.transport.requests, IsEmpty());
}

TEST(Operators, are_never_told_on_x) {
  Story story;
  story.customers({kOne}).operators("duty", "pager", {kDuty}).operators("duty", "public", {kDesk});
  story.configure([](config::Snapshot& snapshot) { snapshot.channels.at("public").form = render::Form::x; });
  story.begin();
  story.telling->tell(fault(Matter::reload_refused, "no"));
  story.loop.settle();
  EXPECT_EQ(sent(story, kDuty).size(), 1U);
  EXPECT_THAT(sent(story, kDesk), IsEmpty());
}

TEST(Operators, a_notice_that_fails_makes_no_other_but_one_try_on_each_other_channel) {
  Story story;
  story.customers({kOne}).operators("duty", "pager", {kDuty}).operators("desk", "board", {kDesk});
  story.configure([](config::Snapshot& snapshot) { snapshot.audiences["desk"].hears = {NoticeKind::drafts}; });
  story.begin();
  fail(story, {kDuty});
  story.telling->tell(fault(Matter::reload_refused, "no"));
  story.loop.settle();
  EXPECT_EQ(sent(story, kDuty).size(), 1U);
  ASSERT_EQ(sent(story, kDesk).size(), 1U) << "though it does not hear faults: who does cannot be reached";
  EXPECT_THAT(sent(story, kDesk).front(),
              AllOf(HasSubstr("Channel pager did not take this notice"), HasSubstr("the new configuration was refused")));
  EXPECT_THAT(story.log.ids, Contains("operator-notice-failed"));
  EXPECT_THAT(story.counted, ElementsAre(Pair(NoticeKind::faults, "recorded"), Pair(NoticeKind::faults, "failed")));
  story.wait(minutes{30});
  EXPECT_EQ(sent(story, kDuty).size() + sent(story, kDesk).size(), 2U);
}

TEST(Operators, where_every_channel_fails_it_ends_there) {
  Story story;
  story.customers({kOne}).operators("duty", "pager", {kDuty}).operators("desk", "board", {kDesk});
  story.configure([](config::Snapshot& snapshot) { snapshot.audiences["desk"].hears = {NoticeKind::drafts}; });
  story.begin();
  fail(story, {kDuty, kDesk});
  story.telling->tell(fault(Matter::reload_refused, "no"));
  story.wait(minutes{60});
  EXPECT_EQ(sent(story, kDuty).size(), 1U);
  EXPECT_EQ(sent(story, kDesk).size(), 1U);
}

TEST(Operators, a_notice_that_several_refuse_is_tried_elsewhere_once) {
  Story story;
  story.customers({kOne}).operators("duty", "pager", {kDuty, kTwo}).operators("desk", "board", {kDesk});
  story.configure([](config::Snapshot& snapshot) { snapshot.audiences["desk"].hears = {NoticeKind::drafts}; });
  story.begin();
  fail(story, {kDuty, kTwo});
  story.telling->tell(fault(Matter::reload_refused, "no"));
  story.wait(minutes{60});
  EXPECT_EQ(sent(story, kDesk).size(), 1U);
}

TEST(Operators, a_channel_that_had_the_notice_anyway_does_not_get_it_again) {
  Story story;
  story.customers({kOne}).operators("duty", "pager", {kDuty}).operators("desk", "board", {kDesk}).begin();
  fail(story, {kDuty});
  story.telling->tell(fault(Matter::reload_refused, "no"));
  story.wait(minutes{60});
  EXPECT_EQ(sent(story, kDesk).size(), 1U);
}

TEST(Operators, what_they_are_told_is_in_no_list) {
  Story story;
  story.customers({kOne}).operators("duty", "pager", {kDuty}).begin();
  ASSERT_TRUE(story.open("db"));
  story.telling->tell(fault(Matter::reload_refused, "no"));
  story.loop.settle();
  ASSERT_EQ(sent(story, kDuty).size(), 1U);
  store::Ledger& ledger = story.ledger();
  const auto incidents = ledger.incidents(std::nullopt, 100, "");
  ASSERT_TRUE(incidents);
  ASSERT_EQ(incidents->items.size(), 1U);
  EXPECT_EQ(incidents->items.front().incident.key, "db");
  const auto updates = ledger.updates({}, 100, "");
  ASSERT_TRUE(updates);
  EXPECT_EQ(updates->items.size(), 1U);
  const auto log = ledger.log("", 100, "");
  ASSERT_TRUE(log);
  EXPECT_EQ(log->items.size(), 1U);
  const auto own = ledger.incident({"operators", 1});
  ASSERT_TRUE(own) << "by its name it can be looked at";
  EXPECT_TRUE(own->incident.is_operators());
}

TEST(Operators, no_event_takes_the_name_of_what_they_are_told) {
  Story story;
  story.customers({kOne}).begin();
  const auto answer = story.open("operators");
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().kind, ErrorKind::invalid);
  EXPECT_EQ(answer.error().faults.front().pointer, "/incident");
}

TEST(Operators, what_the_store_cannot_take_is_told_later_together_with_what_came_since) {
  Story story;
  story.customers({kOne}).operators("duty", "pager", {kDuty}).begin();
  bool is_full = true;
  story.before_commit = [&is_full]() -> Result<void> {
    if (is_full) return Error{ErrorKind::full, "the disk is full"};
    return {};
  };
  story.telling->tell(fault(Matter::reload_refused, "first"));
  story.wait(minutes{6});
  EXPECT_THAT(story.log.ids, Contains("operator-notice-unstored"));
  story.telling->tell(fault(Matter::file_failed, "second"));
  story.wait(minutes{1});
  is_full = false;
  story.wait(seconds{11});
  std::string all;
  for (const auto& body : sent(story, kDuty)) all += body;
  EXPECT_THAT(all, AllOf(HasSubstr("first"), HasSubstr("second")));
}

TEST(Operators, what_they_are_told_of_an_exercise_is_part_of_it) {
  Story story;
  story.customers({kOne}).operators("duty", "pager", {kDuty});
  story.configure([](config::Snapshot& snapshot) {
    approve_all(snapshot);
    snapshot.rules.has_divert = true;
  });
  story.begin();
  core::Event event;
  event.action = core::Action::open;
  event.incident = "drill";
  event.title = "Checkout unavailable";
  event.impact = core::Impact::major;
  event.summary = "Customers cannot pay.";
  event.exercise = true;
  ASSERT_TRUE(story.say(event));
  EXPECT_TRUE(story.incident("operators").exercise);
}

}  // namespace
}  // namespace crier::scenarios
