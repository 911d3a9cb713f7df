#include "core/decide.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "events.h"

namespace crier::core {
namespace {

using std::chrono::minutes;
using testing::ElementsAre;

Rules rules() {
  Rules all;
  all.routes = {{{{"impact", {"major", "critical"}}}, {"customers"}, false}, {{}, {"operators"}, false}};
  all.audiences = {"customers", "operators", "public"};
  all.services = {"checkout", "search"};
  return all;
}

/// Decides and stores: the incident as a next event finds it.
struct Story {
  std::optional<Incident> incident;
  Result<Decision, Problem> last = Problem{};
  UtcTime now = kNow;

  Story& then(Event next, const Peer& peer = kAlice) {
    Background before;
    before.incident = incident;
    last = decide(rules(), before, std::move(next), peer, now);
    if (last) {
      incident = last->incident;
      incident->id = IncidentId{1};
    }
    return *this;
  }
  Story& after(Millis pause) {
    now += pause;
    return *this;
  }
};

std::vector<std::string> pointers(const Result<Decision, Problem>& result) {
  std::vector<std::string> all;
  if (!result) {
    for (const auto& fault : result.error().faults) all.push_back(fault.pointer);
  }
  return all;
}

TEST(Decide, an_opening_makes_an_incident_with_its_first_update) {
  Story story;
  story.then(opening());
  ASSERT_TRUE(story.last);
  EXPECT_EQ(story.last->update.number, 1);
  EXPECT_EQ(story.last->update.action, Action::open);
  EXPECT_EQ(story.last->incident.status, Status::investigating);
  EXPECT_EQ(story.last->update.state, UpdateState::announced);
  ASSERT_EQ(story.last->hearers.size(), 1U);
  EXPECT_EQ(story.last->hearers[0].audience, "customers");
  EXPECT_THAT(story.last->incident.told, ElementsAre(told_by("customers", 1)));
}

TEST(Decide, opening_an_open_incident_is_an_update) {
  Story story;
  story.then(opening()).then(opening(Impact::critical));
  ASSERT_TRUE(story.last);
  EXPECT_EQ(story.last->update.action, Action::update);
  EXPECT_EQ(story.last->update.number, 2);
  EXPECT_EQ(story.last->incident.impact, Impact::critical);
}

TEST(Decide, an_incident_that_comes_back_soon_is_the_same_and_later_a_new_one) {
  Story soon;
  soon.then(opening()).then(event(Action::resolve)).after(minutes{30}).then(opening());
  ASSERT_TRUE(soon.last);
  EXPECT_EQ(soon.last->incident.occurrence, 1);
  EXPECT_EQ(soon.last->update.number, 3);
  EXPECT_TRUE(soon.last->update.reopened);
  EXPECT_FALSE(soon.last->incident.resolved);

  Story late;
  late.then(opening()).then(event(Action::resolve)).after(minutes{31}).then(opening());
  ASSERT_TRUE(late.last);
  EXPECT_EQ(late.last->incident.occurrence, 2);
  EXPECT_EQ(late.last->update.number, 1);
  EXPECT_EQ(late.last->incident.id, IncidentId{});
  EXPECT_THAT(late.last->incident.told, ElementsAre(told_by("customers", 1)));
}

TEST(Decide, what_makes_no_sense_is_a_conflict) {
  const auto kind = [](const Story& story) { return story.last ? std::nullopt : std::optional(story.last.error().kind); };
  EXPECT_EQ(kind(Story{}.then(event(Action::update))), ErrorKind::conflict);
  EXPECT_EQ(kind(Story{}.then(event(Action::resolve))), ErrorKind::conflict);
  EXPECT_EQ(kind(Story{}.then(event(Action::postmortem))), ErrorKind::conflict);
  EXPECT_EQ(kind(Story{}.then(event(Action::reopen))), ErrorKind::conflict);
  EXPECT_EQ(kind(Story{}.then(opening()).then(event(Action::postmortem))), ErrorKind::conflict);
  EXPECT_EQ(kind(Story{}.then(opening()).then(event(Action::reopen))), ErrorKind::conflict);
  EXPECT_EQ(kind(Story{}.then(opening()).then(event(Action::resolve)).then(event(Action::update))), ErrorKind::conflict);
  EXPECT_EQ(kind(Story{}.then(opening()).then(event(Action::resolve)).then(event(Action::resolve))), ErrorKind::conflict);
}

TEST(Decide, a_monitors_second_resolve_is_recorded_and_tells_nobody) {
  Story story;
  story.then(opening()).then(event(Action::resolve));
  Event again = event(Action::resolve, "");
  again.author.clear();
  again.source = "prometheus";
  story.then(again, kMonitor);
  ASSERT_TRUE(story.last);
  EXPECT_EQ(story.last->update.state, UpdateState::recorded);
  EXPECT_TRUE(story.last->hearers.empty());
}

TEST(Decide, an_update_with_status_resolved_is_a_resolve) {
  Story story;
  Event end = event(Action::update);
  end.status = Status::resolved;
  story.then(opening()).then(end);
  ASSERT_TRUE(story.last);
  EXPECT_EQ(story.last->update.action, Action::resolve);
  EXPECT_EQ(story.last->incident.resolved, kNow);
}

TEST(Decide, a_postmortem_follows_the_resolution_and_changes_nothing_of_it) {
  Story story;
  story.then(opening()).then(event(Action::resolve)).after(minutes{600}).then(event(Action::postmortem));
  ASSERT_TRUE(story.last);
  EXPECT_EQ(story.last->update.action, Action::postmortem);
  EXPECT_EQ(story.last->incident.status, Status::resolved);
  EXPECT_EQ(story.last->hearers.size(), 1U);
}

TEST(Decide, a_reopening_by_hand_needs_no_words) {
  Story story;
  story.then(opening()).then(event(Action::resolve)).after(minutes{600}).then(event(Action::reopen, ""));
  ASSERT_TRUE(story.last);
  EXPECT_TRUE(story.last->update.reopened);
  EXPECT_FALSE(story.last->incident.resolved);
  EXPECT_EQ(story.last->incident.status, Status::investigating);
}

TEST(Decide, title_impact_status_services_labels_contact_and_overnight_carry_over) {
  Story story;
  Event first = opening();
  first.services = {"checkout"};
  first.labels = {{"region", "eu"}};
  first.contact = "support@example.com";
  first.overnight = Overnight::continues;
  Event second = event(Action::update, "Still working.");
  second.labels = {{"shard", "3"}};
  second.status = Status::identified;
  story.then(first).then(second);
  ASSERT_TRUE(story.last);
  const Incident& now = story.last->incident;
  EXPECT_EQ(now.title, "Checkout unavailable");
  EXPECT_EQ(now.impact, Impact::major);
  EXPECT_EQ(now.status, Status::identified);
  EXPECT_THAT(now.services, ElementsAre("checkout"));
  EXPECT_EQ(now.labels.size(), 2U);
  EXPECT_EQ(now.contact, "support@example.com");
  EXPECT_EQ(now.overnight, Overnight::continues);
}

TEST(Decide, what_is_required_is_named_with_its_pointer) {
  Event bare;
  bare.action = Action::open;
  bare.author = "alice";
  EXPECT_THAT(pointers(Story{}.then(bare).last), ElementsAre("/title", "/impact", "/summary", "/incident"));
  EXPECT_THAT(pointers(Story{}.then(opening()).then(event(Action::update, "")).last), ElementsAre("/summary"));
  Event blank = opening();
  blank.title = " ";
  blank.summary = " \n";
  EXPECT_THAT(pointers(Story{}.then(blank).last), ElementsAre("/title", "/summary"));
  EXPECT_THAT(pointers(Story{}.then(opening()).then(event(Action::resolve, "")).last), ElementsAre("/summary"));
  Event notice = event(Action::notice, "");
  notice.incident.clear();
  EXPECT_THAT(pointers(Story{}.then(notice).last), ElementsAre("/audiences", "/summary"));
}

TEST(Decide, a_monitor_may_update_and_resolve_without_words) {
  Event quiet = event(Action::update, "");
  quiet.author.clear();
  quiet.source = "prometheus";
  EXPECT_TRUE(Story{}.then(opening()).then(quiet, kMonitor).last);
  quiet.action = Action::resolve;
  EXPECT_TRUE(Story{}.then(opening()).then(quiet, kMonitor).last);
}

TEST(Decide, unknown_names_are_refused_with_a_suggestion) {
  Event typo = opening();
  typo.audiences = {"pubilc"};
  typo.services = std::vector<std::string>{"checkuot"};
  const auto result = Story{}.then(typo).last;
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().kind, ErrorKind::invalid);
  EXPECT_THAT(pointers(result), ElementsAre("/audiences/0", "/services/0"));
  EXPECT_EQ(result.error().faults[0].detail, "there is no audience called pubilc; did you mean public?");
}

TEST(Decide, a_notice_is_an_incident_of_its_own_that_is_never_open) {
  Event notice = event(Action::notice, "Maintenance of the phones tonight.");
  notice.incident.clear();
  notice.audiences = {"public"};
  const auto result = Story{}.then(notice).last;
  ASSERT_TRUE(result);
  EXPECT_TRUE(result->incident.is_notice);
  EXPECT_FALSE(result->incident.is_open());
  ASSERT_EQ(result->hearers.size(), 1U);
  EXPECT_EQ(result->hearers[0].audience, "public");
}

TEST(Decide, audiences_named_later_add_and_dropped_ones_hear_no_more) {
  Story story;
  Event adds = event(Action::update);
  adds.audiences = {"public"};
  story.then(opening()).then(adds);
  ASSERT_TRUE(story.last);
  EXPECT_EQ(story.last->hearers.size(), 2U);
  Event drops = event(Action::update);
  drops.drop_audiences = {"public"};
  story.then(drops);
  ASSERT_TRUE(story.last);
  EXPECT_EQ(story.last->hearers.size(), 1U);
  story.then(event(Action::resolve));
  EXPECT_EQ(story.last->hearers.size(), 1U);
  EXPECT_EQ(story.last->hearers[0].audience, "customers");
}

TEST(Decide, the_promise_is_the_newest_updates_and_ends_with_the_resolution) {
  Story story;
  Event promising = opening();
  promising.next_update_in = minutes{45};
  story.then(promising);
  ASSERT_TRUE(story.incident->promise);
  EXPECT_EQ(story.incident->promise->due, kNow + minutes{45});
  story.then(event(Action::update));
  EXPECT_FALSE(story.incident->promise);
  Event late = event(Action::update);
  late.next_update = kNow - minutes{1};
  EXPECT_THAT(pointers(story.then(late).last), ElementsAre("/next_update"));
}

TEST(IncidentName, tells_occurrences_apart) {
  EXPECT_EQ(incident_name("db", 1), "db");
  EXPECT_EQ(incident_name("db", 2), "db~2");
  EXPECT_EQ(parse_incident_name("db~2")->occurrence, 2);
  EXPECT_EQ(parse_incident_name("a/b:c._-")->occurrence, 0);
  for (const char* bad : {"", "a b", "db~", "db~0", "db~x", "~2", "dä"}) EXPECT_FALSE(parse_incident_name(bad)) << bad;
  EXPECT_FALSE(is_incident_key(std::string(129, 'a')));
  EXPECT_TRUE(is_incident_key(std::string(128, 'a')));
}

}  // namespace
}  // namespace crier::core
