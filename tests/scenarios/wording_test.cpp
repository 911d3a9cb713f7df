#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "scenarios/house_rules.h"
#include "scenarios/story.h"

/// What follows from the wording of an event, through the whole way (rules B4, docs/wording.md).
namespace crier::scenarios {
namespace {

using config::Treatment;
using core::Action;
using core::UpdateState;
using std::chrono::minutes;
using std::chrono::seconds;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;

const std::string kOne = "https://one.example/hook";
const std::string kDuty = "https://duty.example/hook";
const core::Peer kMonitor{"prometheus", core::Right::publish, false, 7, false};
constexpr const char* kBad = "Payments fail, ETA 1h.";

core::Event opening(const std::string& summary, const std::string& incident = "db") {
  core::Event event;
  event.action = Action::open;
  event.incident = incident;
  event.title = "Checkout unavailable";
  event.impact = core::Impact::major;
  event.summary = summary;
  return event;
}

core::Event following(const std::string& summary, Action action = Action::update) {
  core::Event event;
  event.action = action;
  event.incident = "db";
  event.summary = summary;
  return event;
}

using Change = std::function<void(config::Snapshot&)>;

/// The defaults with the house's rules, and what else the test changes.
Change house(const Change& change = [](config::Snapshot&) {}) {
  return [change](config::Snapshot& snapshot) {
    house_wording(snapshot);
    change(snapshot);
  };
}

/// The defaults with the shipped rules.
Change shipped(const Change& change = [](config::Snapshot&) {}) {
  return [change](config::Snapshot& snapshot) {
    usual_wording(snapshot);
    change(snapshot);
  };
}

bool is_known(Story& story, const std::string& key) { return story.ledger().incident({key, 0}).operator bool(); }

std::vector<std::string> rules_of(const std::vector<wording::Finding>& findings) {
  std::vector<std::string> all;
  for (const auto& finding : findings) all.push_back(finding.rule);
  return all;
}

TEST(AnErrorOfWording, refuses_what_a_person_says_with_a_fault_for_each_and_stores_nothing) {
  Story story;
  story.customers({kOne}).configure(house()).begin();
  auto event = opening("Payments fail, ETA 1h.");
  event.details = "There is no ETA for cards.\n\nWe write again soon.";
  const auto answer = story.say(event);
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().kind, ErrorKind::invalid) << "which is answered with 422";
  EXPECT_THAT(answer.error().detail, HasSubstr("`anyway`"));
  ASSERT_EQ(answer.error().faults.size(), 2U) << "a warning is no reason";
  EXPECT_EQ(answer.error().faults[0].pointer, "/summary");
  EXPECT_EQ(answer.error().faults[0].detail, "no-eta: 'ETA' is not said here. (\"Payments fail, ETA 1h.\") Say what is known.");
  EXPECT_EQ(answer.error().faults[1].pointer, "/details");
  EXPECT_THAT(answer.error().faults[1].detail, StartsWith("no-eta: 'ETA' is not said here. (\"There is no ETA for cards."));
  EXPECT_FALSE(is_known(story, "db"));
  EXPECT_THAT(story.transport.requests, IsEmpty());
}

TEST(AnErrorOfWording, that_is_alone_is_told_in_the_sentence_too) {
  Story story;
  story.customers({kOne}).configure(house()).begin();
  const auto answer = story.say(opening(kBad));
  ASSERT_FALSE(answer);
  EXPECT_THAT(answer.error().detail, HasSubstr("no-eta: 'ETA' is not said here."));
}

TEST(AnErrorOfWording, goes_through_anyway_and_is_still_told) {
  Story story;
  story.customers({kOne}).configure(house()).begin();
  auto event = opening(kBad);
  event.anyway = true;
  const auto answer = story.say(event);
  ASSERT_TRUE(answer) << answer.error().detail;
  EXPECT_THAT(places(answer->front().findings), ElementsAre("no-eta /summary"));
  EXPECT_THAT(story.received(kOne), ElementsAre(1));
}

TEST(AnErrorOfWording, is_reported_or_left_out_as_the_configuration_has_it) {
  Story story;
  story.customers({kOne}).configure(house([](config::Snapshot& s) { s.wording.errors = Treatment::report; })).begin();
  const auto reported = story.say(opening("ETA 1h, soon."));
  ASSERT_TRUE(reported) << reported.error().detail;
  EXPECT_THAT(places(reported->front().findings), ElementsAre("no-eta /summary", "no-soon /summary"));
  story.reconfigure([](config::Snapshot& s) { s.wording.errors = Treatment::off; });
  const auto off = story.say(following("ETA 1h, soon."));
  ASSERT_TRUE(off) << off.error().detail;
  EXPECT_THAT(places(off->front().findings), ElementsAre("no-soon /summary"));
  EXPECT_THAT(story.received(kOne), ElementsAre(1, 2));
}

TEST(AWarningOfWording, is_told_or_refuses_as_the_configuration_has_it) {
  Story story;
  story.customers({kOne}).configure(house()).begin();
  const auto told = story.say(opening("Payments fail, more soon."));
  ASSERT_TRUE(told) << told.error().detail;
  EXPECT_THAT(places(told->front().findings), ElementsAre("no-soon /summary"));
  story.reconfigure([](config::Snapshot& s) { s.wording.warnings = Treatment::reject; });
  const auto refused = story.say(following("Cards fail, more soon, maybe."));
  ASSERT_FALSE(refused);
  ASSERT_EQ(refused.error().faults.size(), 1U) << "a suggestion refuses nothing";
  EXPECT_THAT(refused.error().faults[0].detail, StartsWith("no-soon: "));
  EXPECT_EQ(story.updates("db").size(), 1U);
}

TEST(AWarningOfWording, may_be_raised_to_an_error_or_turned_off_by_its_rule) {
  Story story;
  story.customers({kOne}).configure(house([](config::Snapshot& s) { s.wording.levels["no-soon"] = wording::Severity::error; })).begin();
  EXPECT_FALSE(story.say(opening("More soon.")));
  story.reconfigure([](config::Snapshot& s) { s.wording.levels["no-soon"] = std::nullopt; });
  const auto off = story.say(opening("More soon."));
  ASSERT_TRUE(off);
  EXPECT_THAT(off->front().findings, IsEmpty());
}

TEST(ASuggestionOfWording, is_for_who_asks) {
  Story story;
  story.customers({kOne}).configure(house()).begin();
  const auto event = opening("Payments fail, maybe cards alone.");
  const auto preview = story.preview(event);
  ASSERT_TRUE(preview);
  EXPECT_THAT(places(preview->findings), ElementsAre("no-maybe /summary"));
  const auto check = story.check(event);
  ASSERT_TRUE(check);
  EXPECT_THAT(places(*check), ElementsAre("no-maybe /summary"));
  const auto answer = story.say(event);
  ASSERT_TRUE(answer);
  EXPECT_THAT(answer->front().findings, IsEmpty());
}

TEST(WhatIsOnlyForOperators, is_never_refused_for_its_wording) {
  Story story;
  story.customers({kOne})
      .operators("duty", "pager", {kDuty})
      .configure(house([](config::Snapshot& s) { s.rules.audiences.push_back("duty"); }))
      .begin();
  auto event = opening(kBad);
  event.audiences = {"duty"};
  const auto inside = story.say(event);
  ASSERT_TRUE(inside) << inside.error().detail;
  EXPECT_THAT(places(inside->front().findings), ElementsAre("no-eta /summary"));
  EXPECT_THAT(story.received(kDuty), ElementsAre(1));
  auto both = opening(kBad, "web");
  both.audiences = {"duty", "customers"};
  EXPECT_FALSE(story.say(both));
}

TEST(WhatTellsNobody, is_never_refused_for_its_wording) {
  Story story;
  story.customers({kOne}).configure(house()).begin();
  auto event = opening(kBad);
  event.announce = false;
  const auto answer = story.say(event);
  ASSERT_TRUE(answer) << answer.error().detail;
  EXPECT_EQ(answer->front().accepted.state, UpdateState::recorded);
}

TEST(AMonitorsWords, with_an_error_become_a_draft_that_says_why) {
  Story story;
  story.customers({kOne}).configure(house()).begin();
  const auto answer = story.say_all({opening(kBad)}, kMonitor);
  ASSERT_TRUE(answer) << answer.error().detail;
  EXPECT_EQ(answer->front().accepted.state, UpdateState::draft);
  EXPECT_THAT(places(answer->front().findings), ElementsAre("no-eta /summary"));
  EXPECT_THAT(story.received(kOne), IsEmpty());
  const auto fine = story.say_all({opening("Payments fail, more soon.", "web")}, kMonitor);
  ASSERT_TRUE(fine);
  EXPECT_EQ(fine->front().accepted.state, UpdateState::announced) << "a warning is no reason";
}

TEST(AMonitorsWords, with_an_error_are_announced_where_that_is_configured) {
  Story story;
  story.customers({kOne}).configure(house([](config::Snapshot& s) { s.wording.automatic = Treatment::report; })).begin();
  const auto reported = story.say_all({opening(kBad)}, kMonitor);
  ASSERT_TRUE(reported);
  EXPECT_EQ(reported->front().accepted.state, UpdateState::announced);
  EXPECT_THAT(places(reported->front().findings), ElementsAre("no-eta /summary"));
  story.reconfigure([](config::Snapshot& s) { s.wording.automatic = Treatment::off; });
  const auto off = story.say_all({opening(kBad, "web")}, kMonitor);
  ASSERT_TRUE(off);
  EXPECT_EQ(off->front().accepted.state, UpdateState::announced);
  EXPECT_THAT(off->front().findings, IsEmpty());
  EXPECT_FALSE(story.say(opening(kBad, "disk"))) << "what people say is another matter";
}

TEST(AMonitorsWords, with_an_error_become_a_draft_also_where_people_may_say_what_they_like) {
  Story story;
  story.customers({kOne}).configure(house([](config::Snapshot& s) { s.wording.errors = s.wording.warnings = Treatment::off; })).begin();
  const auto answer = story.say_all({opening("ETA 1h, soon.")}, kMonitor);
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->front().accepted.state, UpdateState::draft);
  EXPECT_THAT(places(answer->front().findings), ElementsAre("no-eta /summary"));
  const auto person = story.say(opening("ETA 1h, soon.", "web"));
  ASSERT_TRUE(person);
  EXPECT_THAT(person->front().findings, IsEmpty());
}

TEST(AMonitorsWords, for_operators_alone_go_out_as_they_are) {
  Story story;
  story.customers({kOne})
      .operators("duty", "pager", {kDuty})
      .configure(house([](config::Snapshot& s) {
        s.rules.audiences.push_back("duty");
        s.rules.routes[0].audiences = {"duty"};
      }))
      .begin();
  const auto answer = story.say_all({opening(kBad)}, kMonitor);
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->front().accepted.state, UpdateState::announced);
}

TEST(AMonitorsWords, that_become_a_draft_leave_what_is_held_before_them_held) {
  Story story;
  story.customers({kOne}).configure(house([](config::Snapshot& s) { s.rules.guard.hold = seconds{60}; })).begin();
  ASSERT_EQ(story.say_all({opening("Payments fail.")}, kMonitor)->front().accepted.state, UpdateState::held);
  auto event = following(kBad);
  event.impact = core::Impact::critical;  // which is not held, so that what is held would go before it
  const auto answer = story.say_all({event}, kMonitor);
  ASSERT_TRUE(answer) << answer.error().detail;
  EXPECT_EQ(answer->front().accepted.state, UpdateState::draft);
  EXPECT_THAT(story.received(kOne), IsEmpty());
  ASSERT_EQ(story.incident("db").pending.size(), 2U);
  EXPECT_EQ(story.incident("db").pending[0].state, UpdateState::held);
  story.wait(seconds{61});
  EXPECT_THAT(story.received(kOne), ElementsAre(1)) << "at its own time";
}

TEST(WhatMergesIntoAWaitingUpdate, is_judged_by_its_own_words_and_its_own_anyway) {
  Story story;
  story.customers({kOne}).configure(house([](config::Snapshot& s) { s.rules.routes[0].wait = minutes{5}; })).begin();
  auto waiting = opening(kBad);
  waiting.anyway = true;
  ASSERT_EQ(story.say(waiting)->front().accepted.state, UpdateState::waiting);
  EXPECT_FALSE(story.say(following("Cards fail, ETA 2h."))) << "nobody said of this one that it is meant";
  auto meant = following("Cards fail, ETA 3h.");
  meant.anyway = true;
  EXPECT_TRUE(story.say(meant));
  ASSERT_TRUE(story.say(following("Cards fail in Europe.")));
  story.wait(minutes{6});
  ASSERT_EQ(story.deliveries().size(), 1U);
}

TEST(ABatch, is_refused_whole_for_the_wording_of_one_of_its_events) {
  Story story;
  story.customers({kOne}).configure(house()).begin();
  const auto answer = story.say_all({opening("Payments fail."), following(kBad)});
  ASSERT_FALSE(answer);
  ASSERT_EQ(answer.error().faults.size(), 1U);
  EXPECT_EQ(answer.error().faults[0].pointer, "/1/summary");
  EXPECT_FALSE(is_known(story, "db"));
  EXPECT_THAT(story.transport.requests, IsEmpty());
}

TEST(WhatWasSaidBefore, is_asked_of_the_store_and_of_the_same_batch) {
  Story story;
  story.customers({kOne}).configure(shipped()).begin();
  const std::string news = "Payments by card fail in Europe; the disk of the first database is full.";
  ASSERT_TRUE(story.say(opening("Customers cannot pay.")));
  const auto fresh =
      story.say_all({following(news), following("Payments by card  fail in Europe; the disk of the first database is full.")});
  ASSERT_TRUE(fresh) << fresh.error().detail;
  EXPECT_THAT(rules_of((*fresh)[0].findings), Not(Contains("contentless")));
  EXPECT_THAT(places((*fresh)[1].findings), Contains("contentless /summary")) << "the same batch said it";
  const auto again = story.say(following(news));
  ASSERT_TRUE(again);
  EXPECT_THAT(places(again->front().findings), Contains("contentless /summary"));
  const auto asked = story.preview(following(news));
  ASSERT_TRUE(asked);
  EXPECT_THAT(places(asked->findings), Contains("contentless /summary"));
}

TEST(WhatWasSaidBefore, does_not_count_where_it_was_not_announced) {
  Story story;
  story.customers({kOne}).configure(shipped()).begin();
  const std::string news = "Payments by card fail in Europe; the disk of the first database is full.";
  ASSERT_TRUE(story.say(opening("Customers cannot pay.")));
  auto quiet = following(news);
  quiet.announce = false;
  ASSERT_TRUE(story.say(quiet));
  const auto answer = story.say(following(news));
  ASSERT_TRUE(answer);
  EXPECT_THAT(rules_of(answer->front().findings), Not(Contains("contentless")));
}

TEST(WhatWasSaidBefore, is_found_behind_what_was_only_recorded_and_no_further_back_than_five_announcements) {
  Story story;
  story.customers({kOne}).configure(shipped()).begin();
  const std::string news = "Payments by card fail in Europe; the disk of the first database is full.";
  ASSERT_TRUE(story.say(opening("Customers cannot pay.")));
  ASSERT_TRUE(story.say(following(news)));
  auto quiet = following("A disk was ordered.");
  quiet.announce = false;
  for (int i = 0; i < 8; ++i) ASSERT_TRUE(story.say(quiet));
  const auto again = story.say(following(news));
  ASSERT_TRUE(again);
  EXPECT_THAT(rules_of(again->front().findings), Contains("contentless"));
  for (const char* disk : {"first", "second", "third", "fourth", "fifth"})
    ASSERT_TRUE(story.say(following(std::string("Payments fail in Europe; the ") + disk + " disk was replaced.")));
  const auto preview = story.preview(following(news));
  ASSERT_TRUE(preview);
  EXPECT_THAT(rules_of(preview->findings), Not(Contains("contentless")));
  const auto late = story.say(following(news));
  ASSERT_TRUE(late);
  EXPECT_THAT(rules_of(late->front().findings), Not(Contains("contentless"))) << "a preview says what follows";
}

TEST(APromiseThatIsOverdue, is_to_be_told_by_the_update_that_comes_late) {
  Story story;
  story.customers({kOne}).configure(shipped()).begin();
  auto event = opening("Customers cannot pay.");
  event.next_update_in = minutes{15};
  ASSERT_TRUE(story.say(event));
  const auto silent = following("The disk of the first database is full.");
  story.wait(minutes{14});
  const auto in_time = story.check(silent);
  ASSERT_TRUE(in_time);
  EXPECT_THAT(rules_of(*in_time), Not(Contains("promise-overdue")));
  story.wait(minutes{2});
  const auto told = story.check(following("This update comes later than promised. The disk of the first database is full."));
  ASSERT_TRUE(told);
  EXPECT_THAT(rules_of(*told), Not(Contains("promise-overdue")));
  const auto late = story.say(silent);
  ASSERT_TRUE(late) << late.error().detail;
  EXPECT_THAT(places(late->front().findings), Contains("promise-overdue /summary"));
}

TEST(TheStatusOfTheIncident, is_what_an_update_without_one_is_held_against) {
  Story story;
  story.customers({kOne}).configure(shipped()).begin();
  ASSERT_TRUE(story.say(opening("Customers cannot pay.")));
  const auto text = following("We are still investigating why payments by card fail.");
  ASSERT_TRUE(story.say(text)) << "while it is investigated";
  auto found = following("Payments work again since 14:05 UTC; we watch them.");
  found.status = core::Status::monitoring;
  const auto monitoring = story.say(found);
  ASSERT_TRUE(monitoring) << monitoring.error().detail;
  const auto refused = story.say(text);
  ASSERT_FALSE(refused);
  ASSERT_EQ(refused.error().faults.size(), 1U);
  EXPECT_EQ(refused.error().faults[0].pointer, "/summary");
  EXPECT_THAT(refused.error().faults[0].detail, StartsWith("state-mismatch: "));
}

TEST(TheContactOfTheOrganisation, counts_as_said) {
  Story story;
  story.customers({kOne}).configure(shipped()).begin();
  const auto without = story.check(opening("Customers cannot pay."));
  ASSERT_TRUE(without);
  EXPECT_THAT(rules_of(*without), Contains("contact-missing"));
  story.reconfigure([](config::Snapshot& s) { s.organisation.contact = "support@example.com"; });
  const auto with = story.check(opening("Customers cannot pay."));
  ASSERT_TRUE(with);
  EXPECT_THAT(rules_of(*with), Not(Contains("contact-missing")));
}

TEST(Translations, are_held_against_the_rules_of_their_language) {
  Story story;
  story.customers({kOne}).configure(house()).begin();
  auto event = opening("Payments fail.");
  event.translations["de"].summary = "Zahlungen schlagen fehl, bald mehr.";
  const auto refused = story.say(event);
  ASSERT_FALSE(refused);
  ASSERT_EQ(refused.error().faults.size(), 1U);
  EXPECT_EQ(refused.error().faults[0].pointer, "/translations/de/summary");
  event.translations["de"].summary = "Die ETA-Liste ist soon da.";
  const auto answer = story.say(event);
  ASSERT_TRUE(answer) << answer.error().detail;
  EXPECT_THAT(answer->front().findings, IsEmpty()) << "no rule for German texts forbids these";
}

TEST(TheEventsOwnWords, are_read_in_the_language_of_the_customers_that_hear_them_untranslated) {
  Story story;
  story.customers({kOne})
      .operators("duty", "pager", {kDuty})
      .configure(house([](config::Snapshot& s) {
        s.audiences.at("customers").language = "de-AT";
        s.rules.audiences.push_back("duty");
        s.rules.routes[0].audiences = {"duty", "customers"};
      }))
      .begin();
  EXPECT_FALSE(story.say(opening("Zahlungen schlagen fehl, bald mehr."))) << "operators read English, and come first";
  auto event = opening("Payments fail, bald.");
  event.translations["de"].title = "Checkout gestört";
  event.translations["de"].summary = "Zahlungen schlagen fehl.";
  const auto answer = story.say(event);
  EXPECT_TRUE(answer) << answer.error().detail;
}

TEST(TakingAndNoNews, say_nothing_that_is_looked_at) {
  Story story;
  story.customers({kOne}).configure(house()).begin();
  ASSERT_TRUE(story.say(opening("Payments fail.")));
  auto take = following("ETA", Action::take);
  const auto taken = story.say(take);
  ASSERT_TRUE(taken) << taken.error().detail;
  EXPECT_THAT(taken->front().findings, IsEmpty());
  const auto nonews = story.say(following("ETA soon", Action::nonews));
  ASSERT_TRUE(nonews) << nonews.error().detail;
  EXPECT_THAT(nonews->front().findings, IsEmpty());
}

TEST(WhatTheClockSays, is_never_refused) {
  Story story(store::make_memory(), parse_rfc3339("2026-11-23T10:00:00Z").value());
  const auto with_office = [](config::Snapshot& snapshot) {
    core::Audience& customers = snapshot.audiences.at("customers");
    std::array<std::vector<core::OfficeSpan>, 7> week;
    for (std::size_t day = 0; day < 5; ++day) week[day] = {{9 * 60, 17 * 60}};
    customers.office_hours.emplace(customers.timezone, week, std::map<core::LocalDate, std::string>{});
    snapshot.rules.rhythm.office_close = core::OfficeCloseRule{};
    snapshot.wording.warnings = Treatment::reject;
  };
  story.customers({kOne}).configure(house(with_office)).with_clock().begin();
  auto event = opening("Payments fail, ETA soon.");
  event.anyway = true;
  ASSERT_TRUE(story.say(event));
  story.wait_until(parse_rfc3339("2026-11-23T18:00:00Z").value());
  ASSERT_EQ(story.updates("db").size(), 2U);
  EXPECT_EQ(story.updates("db")[1].occasion, core::Occasion::office_close);
  EXPECT_THAT(story.received(kOne), ElementsAre(1, 2)) << "it repeats what was said";
}

TEST(AQuestionAboutWording, is_answered_though_the_event_would_be_refused) {
  Story story;
  story.customers({kOne}).configure(house()).begin();
  const auto preview = story.preview(opening(kBad));
  ASSERT_TRUE(preview) << preview.error().detail;
  EXPECT_THAT(places(preview->findings), ElementsAre("no-eta /summary"));
  EXPECT_EQ(preview->messages.size(), 1U);
  const auto check = story.check(opening(kBad));
  ASSERT_TRUE(check) << check.error().detail;
  EXPECT_THAT(places(*check), ElementsAre("no-eta /summary"));
  EXPECT_FALSE(is_known(story, "db"));
}

TEST(AQuestionAboutWording, may_be_of_an_incident_that_is_not_known) {
  Story story;
  story.customers({kOne}).configure(house()).begin();
  EXPECT_FALSE(story.preview(following(kBad))) << "it would tell nobody";
  const auto check = story.check(following(kBad));
  ASSERT_TRUE(check) << check.error().detail;
  EXPECT_THAT(places(*check), ElementsAre("no-eta /summary"));
}

}  // namespace
}  // namespace crier::scenarios
