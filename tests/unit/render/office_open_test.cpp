// What is said when an office opens, and that a promised update is late (rules I2 to I5).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/render/rhythm.h"

namespace crier::render {
namespace {

using core::Impact;
using core::Occasion;
using core::Status;
using testing::HasSubstr;
using testing::Not;

/// Two statements in the night; the second is the newest.
ClockSample opening() {
  ClockSample sample(Occasion::office_open, kOpening);
  auto first = statement(4, "2026-11-27T20:15:00Z", "A full disk stopped the import.");
  first.event.consequences = {"Orders wait.", "", "Carts of 14:02 to 14:10 are lost."};
  first.event.workaround = "Order by phone.";
  first.event.details = "Disk 7.";
  auto second = statement(5, "2026-11-29T06:10:00Z", "Orders are taken again.");
  second.event.consequences = {"", "Orders of Friday arrive on Tuesday.", ""};
  second.event.translations["de"].summary = "Bestellungen werden wieder angenommen.";
  second.status = Status::monitoring;
  sample.first().incident.status = Status::monitoring;
  sample.first().newest = second;
  sample.first().since = {first, second};
  sample.first().next = at("2026-11-30T11:00:00Z");
  sample.bulletin.since_closing = at(kClosing);
  return sample;
}

TEST(OfficeOpen, says_what_happened_the_state_and_the_next_update_in_this_order) {
  EXPECT_EQ(opening().in(Form::mail).subject, "[Major, at opening] Orders delayed");
  EXPECT_EQ(opening().text(), R"(Since your office closed at 17:30 CET on 27 November 2026 (16:30 UTC):

- 21:15 CET on 27 November 2026 (20:15 UTC): A full disk stopped the import.

  *** Permanent: Carts of 14:02 to 14:10 are lost. ***

- 07:10 CET on 29 November 2026 (06:10 UTC): Orders are taken again.

Still open: impact major, status monitoring.

What this means for you:
- Expected: Orders of Friday arrive on Tuesday.

Next update: 12:00 CET on 30 November 2026 (11:00 UTC)

Questions are welcome at support@example.com; we ask for your patience meanwhile.)");
}

TEST(OfficeOpen, says_it_in_german) {
  EXPECT_EQ(in_german(opening()).in(Form::mail).subject, "[Erheblich, zur Büroöffnung] Orders delayed");
  EXPECT_EQ(in_german(opening()).text(), R"(Seit der Schließung Ihres Büros, 27. November 2026, 17:30 CET (16:30 UTC):

- 27. November 2026, 21:15 CET (20:15 UTC): A full disk stopped the import.

  *** Dauerhaft: Carts of 14:02 to 14:10 are lost. ***

- 29. November 2026, 07:10 CET (06:10 UTC): Bestellungen werden wieder angenommen.

Weiterhin offen: Auswirkung erheblich, Status unter Beobachtung.

Was das für Sie bedeutet:
- Zu erwarten: Orders of Friday arrive on Tuesday.

Nächste Mitteilung: 30. November 2026, 12:00 CET (11:00 UTC)

Fragen beantworten wir unter support@example.com; bis dahin bitten wir um Geduld.)");
}

TEST(OfficeOpen, says_it_on_slack_and_in_posts) {
  EXPECT_EQ(opening().text(Form::slack), R"(*Since your office closed at 17:30 CET on 27 November 2026 (16:30 UTC):*
• 21:15 CET on 27 November 2026 (20:15 UTC): A full disk stopped the import.
> *Permanent:* Carts of 14:02 to 14:10 are lost.
• 07:10 CET on 29 November 2026 (06:10 UTC): Orders are taken again.

Still open: impact major, status monitoring.

*Expected:* Orders of Friday arrive on Tuesday.

*Next update:* 12:00 CET on 30 November 2026 (11:00 UTC)

Questions are welcome at support@example.com; we ask for your patience meanwhile.)");
  EXPECT_EQ(opening().text(Form::x), R"(Major, at opening: Orders delayed · 08:00 UTC
21:15 CET on 27 November (20:15 UTC): A full disk stopped the import.
Permanent: Carts of 14:02 to 14:10 are lost.
07:10 CET on 29 November (06:10 UTC): Orders are taken again.
Expected: Orders of Friday arrive on Tuesday.
Next update: 12:00 CET (11:00 UTC)
Questions are welcome at support@example.com; we ask for your patience meanwhile.)");
}

TEST(OfficeOpen, without_news_says_that_and_quotes_what_was_said_before_with_its_age) {
  ClockSample sample(Occasion::office_open, kOpening);
  sample.first().newest = statement(3, "2026-11-27T13:05:00Z", "Orders are delayed by up to two hours.");
  sample.bulletin.since_closing = at(kClosing);
  sample.contact.clear();

  EXPECT_EQ(sample.text(), R"(There is no news since your office closed at 17:30 CET on 27 November 2026 (16:30 UTC).

Still open: impact major, status identified.

As of 14:05 CET on 27 November 2026 (13:05 UTC), 2 days ago:
Orders are delayed by up to two hours.)");
  EXPECT_EQ(in_german(sample).text(),
            R"(Seit der Schließung Ihres Büros, 27. November 2026, 17:30 CET (16:30 UTC), gibt es keine Neuigkeiten.

Weiterhin offen: Auswirkung erheblich, Status Ursache erkannt.

Stand 27. November 2026, 14:05 CET (13:05 UTC), 2 Tage alt:
Orders are delayed by up to two hours.)");
  EXPECT_EQ(sample.text(Form::x), R"(Major, at opening: Orders delayed · 08:00 UTC
There is no news since your office closed.
As of 14:05 CET on 27 November (13:05 UTC), 2 days ago:
Orders are delayed by up to two hours.)");
  sample.bulletin.since_closing.reset();
  sample.first().newest.reset();
  EXPECT_EQ(sample.text(), "There is no news since your office closed.\n\nStill open: impact major, status identified.");
}

TEST(OfficeOpen, gives_whole_what_the_audience_reads_for_the_first_time) {
  ClockSample sample = opening();
  sample.first().was_deferred = true;
  auto& end = sample.first().since.back();
  end.event.root_cause = "A full disk.";
  end.event.began = at("2026-11-27T13:02:00Z");
  end.event.ended = at("2026-11-29T06:00:00Z");
  end.event.actions = {{"The disk was replaced."}, {"An alarm for full disks."}};

  EXPECT_EQ(sample.text(), R"(Written while your office was closed, from 17:30 CET on 27 November 2026 (16:30 UTC) on:

- 21:15 CET on 27 November 2026 (20:15 UTC): A full disk stopped the import.

  *** Permanent: Carts of 14:02 to 14:10 are lost. ***

Disk 7.

- 07:10 CET on 29 November 2026 (06:10 UTC): Orders are taken again.

The consequences began at 14:02 CET on 27 November 2026 (13:02 UTC) and ended at 07:00 CET on 29 November 2026 (06:00 UTC).

What was done:
- The disk was replaced.

What is planned:
- An alarm for full disks.

Root cause:
A full disk.

Still open: impact major, status monitoring.

What this means for you:
- Expected: Orders of Friday arrive on Tuesday.

Next update: 12:00 CET on 30 November 2026 (11:00 UTC)

Questions are welcome at support@example.com; we ask for your patience meanwhile.)");
  EXPECT_THAT(in_german(sample).text(),
              testing::StartsWith("Geschrieben, während Ihr Büro geschlossen war, ab 27. November 2026, 17:30 CET (16:30 UTC):\n"));
  for (const char* part : {"Disk 7.", "The disk was replaced.", "An alarm for full disks.", "A full disk."}) {
    EXPECT_THAT(sample.text(Form::slack), HasSubstr(part));
    EXPECT_THAT(sample.in(Form::mail).html, HasSubstr(part));
  }
  EXPECT_THAT(sample.text(Form::x), HasSubstr("Written while your office was closed:\n21:15 CET"));
}

TEST(OfficeOpen, of_an_incident_that_ended_while_its_updates_waited_says_that_it_is_over) {
  ClockSample sample = opening();
  sample.first().was_deferred = true;
  sample.first().incident.status = Status::resolved;
  sample.first().incident.resolved = at("2026-11-29T06:10:00Z");
  sample.first().next.reset();
  sample.about(sample.first());

  EXPECT_EQ(sample.in(Form::mail).subject, "[Resolved, at opening] Orders delayed");
  const std::string text = sample.text();
  EXPECT_THAT(text, HasSubstr("\n\nResolved at 07:10 CET on 29 November 2026 (06:10 UTC).\n"));
  EXPECT_THAT(text, Not(HasSubstr("Still open")));
  EXPECT_THAT(text, testing::EndsWith("Questions are welcome at support@example.com."));
  EXPECT_THAT(in_german(sample).text(), HasSubstr("Behoben, Stand 29. November 2026, 07:10 CET (06:10 UTC)."));
  EXPECT_THAT(sample.text(Form::x), HasSubstr("Resolved at 07:10 CET on 29 November (06:10 UTC)."));
}

TEST(OfficeOpen, gives_notices_and_maintenance_that_waited) {
  ClockSample notice(Occasion::office_open, kOpening);
  auto told = item("notice-4", "", Impact::none);
  told.incident.is_notice = true;
  told.newest = statement(1, "2026-11-28T10:00:00Z", "Our office is closed on 24 December 2026.");
  told.newest->title = "";
  told.since = {*told.newest};
  told.was_deferred = true;
  notice.about(told);
  EXPECT_EQ(notice.in(Form::mail).subject, "[Notice, at opening] Our office is closed on 24 December 2026.");
  EXPECT_EQ(notice.text(), R"(Written while your office was closed:

- 11:00 CET on 28 November 2026 (10:00 UTC): Our office is closed on 24 December 2026.

Questions are welcome at support@example.com.)");

  ClockSample maintenance(Occasion::office_open, kOpening);
  auto planned = item("upgrade", "Database upgrade", Impact::none);
  planned.incident.status = Status::scheduled;
  planned.incident.maintenance = core::MaintenanceWindow{at("2026-12-04T21:00:00Z"), at("2026-12-04T22:00:00Z"), 1};
  planned.newest = statement(1, "2026-11-28T10:00:00Z", "We upgrade the database.");
  planned.newest->title = "Database upgrade";
  planned.newest->event.consequences.expected = "Nobody can log in.";
  planned.since = {*planned.newest};
  planned.was_deferred = true;
  maintenance.about(planned);
  EXPECT_EQ(maintenance.in(Form::mail).subject, "[Maintenance, at opening] Database upgrade");
  EXPECT_EQ(maintenance.text(), R"(Written while your office was closed:

- 11:00 CET on 28 November 2026 (10:00 UTC): We upgrade the database.

Maintenance: scheduled. From: 22:00 CET on 4 December 2026 (21:00 UTC). Until: 23:00 CET on 4 December 2026 (22:00 UTC).

What this means for you:
- Expected: Nobody can log in.

Questions are welcome at support@example.com.)");
  EXPECT_THAT(maintenance.text(Form::slack), HasSubstr("Maintenance: scheduled. From: 22:00 CET"));
  EXPECT_THAT(maintenance.text(Form::x), HasSubstr("From: 22:00 CET on 4 December (21:00 UTC)"));
}

TEST(OfficeOpen, says_what_corrected_what_and_which_state_a_monitor_reported_without_words) {
  ClockSample sample = opening();
  sample.first().since.back().event.corrects = 3;
  auto silent = statement(6, "2026-11-29T07:00:00Z", "");
  silent.impact = Impact::critical;
  sample.first().since.push_back(silent);
  const std::string text = sample.text();

  EXPECT_THAT(text, HasSubstr("- 07:10 CET on 29 November 2026 (06:10 UTC) (corrects update 3): Orders are taken again.\n"));
  EXPECT_THAT(text, HasSubstr("- 08:00 CET on 29 November 2026 (07:00 UTC): impact critical, status identified\n"));
  EXPECT_THAT(in_german(sample).text(), HasSubstr("(berichtigt Mitteilung 3): "));
}

TEST(OfficeOpen, adds_what_was_resolved_since_closing_with_its_time) {
  ClockSample sample = opening();
  auto ended = item("search", "Search slow", Impact::major);
  ended.incident.status = Status::resolved;
  ended.incident.resolved = at("2026-11-28T09:30:00Z");
  ended.newest = statement(3, "2026-11-28T09:30:00Z", "Searches are quick again.");
  ended.newest->title = "Search slow";
  sample.bulletin.ended = {ended};

  EXPECT_EQ(sample.in(Form::mail).subject, "[Major, at opening] Orders delayed");
  EXPECT_THAT(sample.text(),
              HasSubstr("\n\nResolved since your office closed:\n- Search slow, resolved at 10:30 CET on 28 November 2026 (09:30 "
                        "UTC): Searches are quick again.\n\nQuestions"));
  EXPECT_THAT(in_german(sample).text(),
              HasSubstr("\n\nBehoben seit der Schließung Ihres Büros:\n- Search slow, behoben, Stand 28. November 2026, "
                        "10:30 CET (09:30 UTC): Searches are quick again.\n\n"));
  EXPECT_THAT(sample.text(Form::slack), HasSubstr("*Resolved since your office closed*\n• Search slow, resolved at 10:30 CET"));
  EXPECT_THAT(sample.text(Form::x), HasSubstr("\nResolved at 10:30 CET on 28 November (09:30 UTC): Search slow\n"));
  EXPECT_THAT(opening().text(), Not(HasSubstr("Resolved since")));
}

TEST(OfficeOpen, tells_several_incidents_each_with_its_own) {
  ClockSample sample = opening();
  auto& search = sample.add("search", "Search slow", Impact::minor);
  search.newest = statement(2, "2026-11-28T09:30:00Z", "Searches take up to ten seconds.");
  search.since = {*search.newest};
  search.newest->title = "Search slow";
  sample.bulletin.left_out = 2;
  const std::string text = sample.text();

  EXPECT_EQ(sample.in(Form::mail).subject, "[Major, at opening] Orders delayed and 3 more");
  EXPECT_THAT(text, testing::StartsWith("Major: Orders delayed\n\nSince your office closed at "));
  EXPECT_THAT(text,
              HasSubstr("Minor: Search slow\n\nSince your office closed at 17:30 CET on 27 November 2026 (16:30 UTC):\n\n- 10:30 CET on 28 "
                        "November 2026 (09:30 UTC): Searches take up to ten seconds.\n\nStill open: impact minor, status identified.\n"));
  EXPECT_THAT(text, HasSubstr("And 2 more.\n"));
}

TEST(OfficeOpen, that_is_late_says_so) {
  ClockSample sample = opening();
  sample.update.planned = at(kOpening);
  sample.update.at = at("2026-11-30T09:40:00Z");

  EXPECT_EQ(sample.in(Form::mail).subject, "[Major] Orders delayed");
  EXPECT_THAT(sample.text(), testing::StartsWith("This was to be said at 09:00 CET on 30 November 2026 (08:00 UTC).\n\nSince your office"));
}

ClockSample holding() {
  ClockSample sample(Occasion::promise, "2026-11-27T14:05:00Z");
  sample.first().newest = statement(3, "2026-11-27T09:00:00Z", "Orders are delayed by up to two hours.");
  sample.first().newest->event.consequences.now = "Orders wait.";
  sample.first().incident.promise = core::Promise{3, at("2026-11-27T09:00:00Z"), at("2026-11-27T14:00:00Z"), {"customers-emea"}, true};
  sample.incident.promise = sample.first().incident.promise;
  return sample;
}

TEST(Holding, says_that_the_promised_update_is_late_and_what_was_last_said) {
  EXPECT_EQ(holding().in(Form::mail).subject, "[Major, update late] Orders delayed");
  EXPECT_EQ(holding().text(), R"(The update that we promised for 15:00 CET on 27 November 2026 (14:00 UTC) is late. Work on this goes on.

We last wrote at 10:00 CET on 27 November 2026 (09:00 UTC), 5 hours ago:
Orders are delayed by up to two hours.

What this means for you:
- Now: Orders wait.

Questions are welcome at support@example.com; we ask for your patience meanwhile.)");
  EXPECT_EQ(in_german(holding()).in(Form::mail).subject, "[Erheblich, Mitteilung verspätet] Orders delayed");
  EXPECT_EQ(
      in_german(holding()).text(),
      R"(Die Mitteilung, die wir für 27. November 2026, 15:00 CET (14:00 UTC) zugesagt haben, verspätet sich. Die Arbeit daran geht weiter.

Unsere letzte Mitteilung, 27. November 2026, 10:00 CET (09:00 UTC), 5 Stunden alt:
Orders are delayed by up to two hours.

Was das für Sie bedeutet:
- Jetzt: Orders wait.

Fragen beantworten wir unter support@example.com; bis dahin bitten wir um Geduld.)");
  EXPECT_EQ(holding().text(Form::x), R"(Major, update late: Orders delayed · 14:05 UTC
The update that we promised for 15:00 CET (14:00 UTC) is late. Work on this goes on.
We last wrote at 10:00 CET (09:00 UTC), 5 hours ago:
Orders are delayed by up to two hours.
Now: Orders wait.
Questions are welcome at support@example.com; we ask for your patience meanwhile.)");
}

TEST(Holding, makes_no_new_promise_and_says_nothing_of_the_night) {
  ClockSample sample = holding();
  sample.first().incident.overnight = core::Overnight::continues;
  for (const Form form : {Form::mail, Form::slack, Form::x}) {
    EXPECT_THAT(sample.text(form), Not(HasSubstr("Next update")));
    EXPECT_THAT(sample.text(form), Not(HasSubstr("night")));
  }
}

}  // namespace
}  // namespace crier::render
