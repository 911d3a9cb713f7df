// What is said before an office closes (rules I2, I3; the content contract of the design's first section).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/render/rhythm.h"

namespace crier::render {
namespace {

using core::Overnight;
using testing::HasSubstr;
using testing::Not;

ClockSample closing() {
  ClockSample sample;
  auto said = statement(3, "2026-11-27T13:05:00Z", "Orders are delayed by up to two hours.");
  said.event.consequences = {"Orders wait.", "Orders are worked off over the weekend.", ""};
  said.event.workaround = "Order by phone.";
  said.event.translations["de"].summary = "Bestellungen verzögern sich um bis zu zwei Stunden.";
  said.event.translations["de"].title = "Bestellungen verzögert";
  sample.first().newest = said;
  sample.first().incident.overnight = Overnight::continues;
  sample.bulletin.opening = at(kOpening);
  return sample;
}

TEST(OfficeClose, says_state_consequences_night_next_update_and_contact_in_this_order) {
  EXPECT_EQ(closing().in(Form::mail).subject, "[Major, before closing] Orders delayed");
  EXPECT_EQ(closing().text(), R"(Still open: impact major, status identified.

As of 14:05 CET on 27 November 2026 (13:05 UTC):
Orders are delayed by up to two hours.

What this means for you:
- Now: Orders wait.
- Expected: Orders are worked off over the weekend.

What you can do:
Order by phone.

Staff continue to work on this overnight.

Next update: at the opening of your office, 09:00 CET on Monday 30 November 2026 (08:00 UTC)

Questions are welcome at support@example.com; we ask for your patience meanwhile.)");
}

TEST(OfficeClose, says_it_in_german) {
  EXPECT_EQ(in_german(closing()).in(Form::mail).subject, "[Erheblich, vor Büroschluss] Bestellungen verzögert");
  EXPECT_EQ(in_german(closing()).text(), R"(Weiterhin offen: Auswirkung erheblich, Status Ursache erkannt.

Stand 27. November 2026, 14:05 CET (13:05 UTC):
Bestellungen verzögern sich um bis zu zwei Stunden.

Was das für Sie bedeutet:
- Jetzt: Orders wait.
- Zu erwarten: Orders are worked off over the weekend.

Was Sie tun können:
Order by phone.

Die Arbeit daran geht über Nacht weiter.

Nächste Mitteilung: zur Öffnung Ihres Büros, Montag, 30. November 2026, 09:00 CET (08:00 UTC)

Fragen beantworten wir unter support@example.com; bis dahin bitten wir um Geduld.)");
}

TEST(OfficeClose, says_it_on_slack) {
  EXPECT_EQ(closing().in(Form::slack).subject, "[Major, before closing] Orders delayed");
  EXPECT_EQ(closing().text(Form::slack), R"(Still open: impact major, status identified.

_As of 14:05 CET on 27 November 2026 (13:05 UTC):_
Orders are delayed by up to two hours.

*Now:* Orders wait.
*Expected:* Orders are worked off over the weekend.

*What you can do*
Order by phone.

Staff continue to work on this overnight.

*Next update:* at the opening of your office, 09:00 CET on Monday 30 November 2026 (08:00 UTC)

Questions are welcome at support@example.com; we ask for your patience meanwhile.)");
}

TEST(OfficeClose, says_it_in_posts_that_fit) {
  const core::Message message = closing().in(Form::x);

  EXPECT_EQ(message.text, R"(Major, before closing: Orders delayed · 16:00 UTC
Orders are delayed by up to two hours.
Now: Orders wait.
Expected: Orders are worked off over the weekend.
Staff continue to work on this overnight.
Next update: at the opening of your office, 09:00 CET on 30 November (08:00 UTC)
Questions are welcome at support@example.com; we ask for your patience meanwhile.)");
  EXPECT_EQ(message.parts.size(), 2U);
}

TEST(OfficeClose, says_nothing_that_nobody_told) {
  ClockSample sample;
  sample.contact.clear();

  EXPECT_EQ(sample.text(), "Still open: impact major, status identified.");
  EXPECT_EQ(sample.text(Form::slack), "Still open: impact major, status identified.");
  EXPECT_EQ(sample.text(Form::x), "Major, before closing: Orders delayed · 16:00 UTC\nStill open: impact major, status identified.");
}

TEST(OfficeClose, speaks_of_the_night_only_as_it_was_told) {
  struct Case {
    std::optional<Overnight> told;
    const char* said;
  };
  for (const Case& c : {Case{Overnight::continues, "Staff continue to work on this overnight."},
                        {Overnight::on_call, "Staff are on call overnight."},
                        {Overnight::pauses, "Work pauses overnight."},
                        {std::nullopt, nullptr}}) {
    ClockSample sample = closing();
    sample.first().incident.overnight = c.told;
    for (const Form form : {Form::mail, Form::slack, Form::x}) {
      if (c.said != nullptr) {
        EXPECT_THAT(sample.text(form), HasSubstr(c.said));
      } else {
        EXPECT_THAT(sample.text(form), Not(HasSubstr("night")));
      }
    }
  }
}

TEST(OfficeClose, promises_the_next_update_at_the_earlier_of_promise_and_opening) {
  struct Case {
    const char* next;
    const char* opening;
    const char* said;
  };
  const char* at_opening = "Next update: at the opening of your office, 09:00 CET on Monday 30 November 2026 (08:00 UTC)";
  for (const Case& c : {Case{"2026-11-27T19:00:00Z", kOpening, "Next update: 20:00 CET on 27 November 2026 (19:00 UTC)"},
                        {"2026-11-30T11:00:00Z", kOpening, at_opening},
                        {"2026-11-30T11:00:00Z", nullptr, "Next update: 12:00 CET on 30 November 2026 (11:00 UTC)"},
                        {nullptr, kOpening, at_opening},
                        {nullptr, nullptr, nullptr}}) {
    ClockSample sample = closing();
    sample.first().next = c.next == nullptr ? std::nullopt : std::optional(at(c.next));
    sample.bulletin.opening = c.opening == nullptr ? std::nullopt : std::optional(at(c.opening));
    const std::string text = sample.text();

    EXPECT_THAT(text, c.said == nullptr ? Not(HasSubstr("Next update")) : testing::Matcher<const std::string&>(HasSubstr(c.said)));
    EXPECT_EQ(text.find("Next update"), text.rfind("Next update"));
  }
}

TEST(OfficeClose, quotes_what_is_old_with_its_age) {
  struct Case {
    const char* written;
    const char* said;
    const char* german;
  };
  for (const Case& c : {Case{"2026-11-27T12:00:01Z", "As of 13:00 CET on 27 November 2026 (12:00 UTC):\n",
                             "Stand 27. November 2026, 13:00 CET (12:00 UTC):\n"},
                        {"2026-11-27T12:00:00Z", "As of 13:00 CET on 27 November 2026 (12:00 UTC), 4 hours ago:\n",
                         "Stand 27. November 2026, 13:00 CET (12:00 UTC), 4 Stunden alt:\n"},
                        {"2026-11-27T10:01:00Z", "As of 11:01 CET on 27 November 2026 (10:01 UTC), 5 hours ago:\n",
                         "11:01 CET (10:01 UTC), 5 Stunden alt:\n"},
                        {"2026-11-25T16:00:01Z", "(16:00 UTC), 47 hours ago:\n", "47 Stunden alt:\n"},
                        {"2026-11-25T16:00:00Z", "(16:00 UTC), 2 days ago:\n", "2 Tage alt:\n"},
                        {"2026-11-20T15:59:00Z", "(15:59 UTC), 7 days ago:\n", "7 Tage alt:\n"}}) {
    ClockSample sample = closing();
    sample.first().newest->at = at(c.written);

    EXPECT_THAT(sample.text(), HasSubstr(c.said));
    EXPECT_THAT(in_german(sample).text(), HasSubstr(c.german));
  }
}

TEST(OfficeClose, posts_say_the_age_of_what_is_old_alone) {
  ClockSample sample = closing();
  EXPECT_THAT(sample.text(Form::x), Not(HasSubstr("As of")));

  sample.first().newest->at = at("2026-11-27T10:05:00Z");

  EXPECT_THAT(sample.text(Form::x), HasSubstr("As of 11:05 CET (10:05 UTC), 5 hours ago:\nOrders are delayed"));
}

TEST(OfficeClose, gives_times_as_the_readers_clock_shows_them_on_both_sides_of_a_change) {
  ClockSample sample = closing();
  sample.update.at = at("2026-10-24T15:00:00Z");  // Saturday; clocks go back in the night
  sample.first().newest->at = at("2026-10-24T14:00:00Z");
  sample.bulletin.opening = at("2026-10-25T08:00:00Z");
  EXPECT_THAT(sample.text(), HasSubstr("As of 16:00 CEST on 24 October 2026 (14:00 UTC):"));
  EXPECT_THAT(sample.text(), HasSubstr("at the opening of your office, 09:00 CET on Sunday 25 October 2026 (08:00 UTC)"));

  sample.audience.timezone = core::Zone("America/New_York");
  EXPECT_THAT(sample.text(), HasSubstr("As of 10:00 EDT on 24 October 2026 (14:00 UTC):"));
  EXPECT_THAT(sample.text(), HasSubstr("04:00 EDT on Sunday 25 October 2026 (08:00 UTC)"));

  sample.audience.timezone = core::Zone("Asia/Tokyo");
  sample.bulletin.opening = at("2026-10-25T23:00:00Z");
  EXPECT_THAT(sample.text(), HasSubstr("08:00 JST on Monday 26 October 2026 (23:00 UTC on 25 October)"));

  sample.update.at = at("2026-03-28T16:00:00Z");  // clocks go forward in the night
  sample.audience.timezone = core::Zone("Europe/Berlin");
  sample.first().newest->at = at("2026-03-28T12:00:00Z");
  sample.bulletin.opening = at("2026-03-29T07:00:00Z");
  EXPECT_THAT(sample.text(), HasSubstr("As of 13:00 CET on 28 March 2026 (12:00 UTC), 4 hours ago:"));
  EXPECT_THAT(sample.text(), HasSubstr("09:00 CEST on Sunday 29 March 2026 (07:00 UTC)"));
}

ClockSample three() {
  ClockSample sample = closing();
  sample.first().newest->event.workaround.clear();
  sample.first().newest->event.consequences = {};
  auto& search = sample.add("search", "Search slow", core::Impact::minor);
  search.newest = statement(2, "2026-11-27T09:30:00Z", "Searches take up to ten seconds.");
  search.newest->title = "Search slow";
  search.next = at("2026-11-27T18:00:00Z");
  search.incident.contact = "search@example.com";
  sample.add("feed", "Feeds stand still", core::Impact::minor).incident.status = core::Status::investigating;
  return sample;
}

TEST(OfficeClose, tells_several_incidents_in_one_message_the_worst_first) {
  const ClockSample sample = three();

  EXPECT_EQ(sample.in(Form::mail).subject, "[Major, before closing] Orders delayed and 2 more");
  EXPECT_EQ(in_german(sample).in(Form::mail).subject, "[Erheblich, vor Büroschluss] Bestellungen verzögert und 2 weitere");
  EXPECT_EQ(sample.in(Form::mail).text, R"(Major: Orders delayed

Still open: impact major, status identified.

As of 14:05 CET on 27 November 2026 (13:05 UTC):
Orders are delayed by up to two hours.

Staff continue to work on this overnight.

----------------------------------------------------------------

Minor: Search slow

Still open: impact minor, status identified.

As of 10:30 CET on 27 November 2026 (09:30 UTC), 6 hours ago:
Searches take up to ten seconds.

Next update: 19:00 CET on 27 November 2026 (18:00 UTC)

Questions are welcome at search@example.com; we ask for your patience meanwhile.

----------------------------------------------------------------

Minor: Feeds stand still

Still open: impact minor, status investigating.

----------------------------------------------------------------

Next update: at the opening of your office, 09:00 CET on Monday 30 November 2026 (08:00 UTC)

Questions are welcome at support@example.com; we ask for your patience meanwhile.

----------------------------------------------------------------
Incident: db, Update 4, 17:00 CET on 27 November 2026 (16:00 UTC)
Sent by: Example GmbH)");
}

TEST(OfficeClose, calls_an_incident_by_the_title_that_stands) {
  ClockSample sample = closing();
  sample.first().incident.title = "Orders stopped";

  EXPECT_EQ(in_german(sample).in(Form::mail).subject, "[Erheblich, vor Büroschluss] Orders stopped");
  EXPECT_THAT(sample.in(Form::webhook).payload,
              HasSubstr("\"title\":\"Orders stopped\",\"impact\":\"major\",\"status\":\"identified\",\"summary\""));
}

TEST(OfficeClose, posts_tell_the_worst_and_the_number_of_the_rest) {
  const std::string text = three().text(Form::x);

  EXPECT_THAT(text, testing::StartsWith("Major, before closing: Orders delayed and 2 more · 16:00 UTC\nOrders are delayed"));
  EXPECT_THAT(text, Not(HasSubstr("Search")));
}

TEST(OfficeClose, counts_what_there_was_no_room_for) {
  ClockSample sample = three();
  sample.bulletin.left_out = 7;

  EXPECT_EQ(sample.in(Form::mail).subject, "[Major, before closing] Orders delayed and 9 more");
  for (const Form form : {Form::mail, Form::slack}) {
    EXPECT_THAT(sample.text(form), HasSubstr("And 7 more.\n"));
    EXPECT_THAT(in_german(sample).text(form), HasSubstr("Und 7 weitere.\n"));
  }
}

TEST(OfficeClose, of_very_many_and_long_statements_still_makes_a_message) {
  ClockSample sample = closing();
  sample.first().newest->event.summary = std::string(900'000, '<');
  for (int i = 0; i < 49; ++i) {
    auto& more = sample.add("i" + std::to_string(i), "Another <incident>", core::Impact::minor);
    more.newest = statement(2, "2026-11-27T13:00:00Z", std::string(300'000, '"'));
  }

  for (auto& one : sample.bulletin.items) one.since = {*one.newest, *one.newest};
  ClockSample opening = sample;
  opening.update.occasion = core::Occasion::office_open;
  for (const Form form : {Form::mail, Form::slack, Form::x, Form::webhook}) {
    EXPECT_FALSE(sample.in(form).text.empty());
    EXPECT_FALSE(opening.in(form).text.empty());
  }
  EXPECT_LT(opening.in(Form::webhook).payload.size(), 4U * 1024 * 1024);
  EXPECT_THAT(sample.in(Form::mail).text, HasSubstr("Still open: impact minor, status identified."));
  EXPECT_LE(sample.in(Form::x).parts.size(), 25U);
}

TEST(OfficeClose, that_is_late_says_so_and_not_that_the_office_is_about_to_close) {
  ClockSample sample = closing();
  sample.update.planned = at("2026-11-27T16:00:00Z");
  sample.update.at = at("2026-11-27T17:10:00Z");

  EXPECT_EQ(sample.in(Form::mail).subject, "[Major] Orders delayed");
  const std::string late = "This was to be said at 17:00 CET on 27 November 2026 (16:00 UTC).";
  for (const Form form : {Form::mail, Form::slack}) EXPECT_THAT(sample.text(form), testing::StartsWith(late + "\n\nStill open:"));
  EXPECT_THAT(sample.text(Form::x), HasSubstr(late));
  EXPECT_THAT(sample.in(Form::mail).html, HasSubstr("<p>" + late + "</p>"));
  EXPECT_THAT(in_german(sample).text(),
              testing::StartsWith("Diese Mitteilung war vorgesehen für 27. November 2026, 17:00 CET (16:00 UTC).\n\n"));
  EXPECT_THAT(closing().text(), Not(HasSubstr("was to be said")));
}

TEST(OfficeClose, keeps_the_mark_of_an_exercise_and_tells_internal_audiences_for_whom_it_is) {
  ClockSample sample = closing();
  sample.incident.exercise = true;
  for (const Form form : {Form::mail, Form::slack, Form::x, Form::webhook})
    EXPECT_THAT(sample.in(form).text, testing::StartsWith("[EXERCISE]"));

  ClockSample internal = closing();
  internal.audience.internal = true;
  EXPECT_THAT(internal.text(),
              testing::StartsWith("Internal: for the audience customers-emea. db, update 4.\nTo look at it: crier show db\n\nStill open:"));
}

TEST(OfficeClose, edits_the_first_post_to_the_worst_incident_with_the_age_of_what_was_said) {
  ClockSample sample = three();
  sample.first().newest->at = at("2026-11-27T10:05:00Z");
  const std::string payload = sample.in(Form::slack).payload;
  const auto header = payload.find("\"header\":{");
  ASSERT_NE(header, std::string::npos);

  EXPECT_THAT(payload.substr(header),
              HasSubstr("[Major] Orders delayed\\n_As of 11:05 CET on 27 November 2026 (10:05 UTC), 5 hours ago:_\\nOrders are"));
  EXPECT_THAT(payload.substr(header), Not(HasSubstr("Search")));
}

}  // namespace
}  // namespace crier::render
