#include "core/quiet.h"

#include <gtest/gtest.h>

#include "people_story.h"

namespace crier::core {
namespace {

using std::chrono::hours;
using testing::ElementsAre;

/// kNow is 15:05 in Berlin on a Sunday: closed.
std::map<std::string, Audience> audiences(std::optional<Impact> breaks_through = std::nullopt) {
  std::array<std::vector<OfficeSpan>, 7> week;
  for (std::size_t day = 0; day < 5; ++day) week[day] = {{9 * 60, 17 * 60}};
  Audience customers;
  customers.name = "customers";
  customers.timezone = "Europe/Berlin";
  customers.office_hours.emplace(customers.timezone, week, std::map<LocalDate, std::string>{});
  customers.quiet = QuietHours{breaks_through};
  Audience open;
  open.name = "public";
  return {{"customers", customers}, {"public", open}};
}

Decision decided(Story& story, const std::map<std::string, Audience>& all) {
  Decision decision = *story.last;
  defer_quiet(decision, all, story.now);
  story.incident = decision.incident;
  story.incident->id = IncidentId{1};
  return decision;
}

TEST(Quiet, an_update_waits_for_the_opening_of_whom_it_is_closed) {
  Story story;
  Event both = opening();
  both.audiences = {"customers", "public"};
  const Decision decision = decided(story.then(both), audiences());

  EXPECT_THAT(decision.update.deferred, ElementsAre("customers"));
  EXPECT_THAT(decision.incident.deferred, ElementsAre(Deferred{"customers", 1}));
}

TEST(Quiet, nothing_waits_while_the_office_is_open_or_if_it_breaks_through) {
  Story open;
  open.after(hours{24}).then(opening());
  EXPECT_THAT(decided(open, audiences()).update.deferred, ElementsAre());
  Story critical;
  critical.then(opening(Impact::critical));
  EXPECT_THAT(decided(critical, audiences(Impact::critical)).update.deferred, ElementsAre());
  Story major;
  major.then(opening(Impact::major));
  EXPECT_THAT(decided(major, audiences(Impact::critical)).update.deferred, ElementsAre("customers"));
}

TEST(Quiet, what_follows_something_unread_is_read_with_it) {
  Story story;
  const auto all = audiences();
  static_cast<void>(decided(story.then(opening()), all));
  // The office is open by now, and the digest not sent yet.
  story.after(hours{24}).then(event(Action::update));

  EXPECT_THAT(decided(story, all).incident.deferred, ElementsAre(Deferred{"customers", 1}, Deferred{"customers", 2}));
}

TEST(Quiet, what_is_put_right_before_it_is_read_is_not_read_at_all) {
  Story story;
  const auto all = audiences();
  static_cast<void>(decided(story.then(opening()), all));
  story.updates.at(1).audiences = {"customers"};
  story.then(correction(1));

  EXPECT_THAT(decided(story, all).incident.deferred, ElementsAre(Deferred{"customers", 2}));
}

TEST(Quiet, drafts_wait_for_nothing) {
  Story story;
  story.then(draft(opening()));
  EXPECT_THAT(decided(story, audiences()).incident.deferred, ElementsAre());
}

}  // namespace
}  // namespace crier::core
