// How maintenance and reminders are worded (rules I7).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/render/rhythm.h"

namespace crier::render {
namespace {

using core::MaintenanceWindow;
using core::Occasion;
using core::Stage;
using core::Status;
using testing::HasSubstr;
using testing::Not;

/// A maintenance of 90 minutes on Friday evening, announced on Monday.
ClockSample maintenance(Stage stage, Status status = Status::scheduled, const char* time = "2026-11-23T09:00:00Z",
                        Occasion occasion = Occasion::event) {
  ClockSample sample(occasion, time);
  sample.bulletin.items.clear();
  sample.incident.key = "db-upgrade";
  sample.incident.title = sample.update.title = "Database upgrade";
  sample.incident.impact = sample.update.impact = core::Impact::none;
  sample.incident.status = sample.update.status = status;
  sample.incident.maintenance = MaintenanceWindow{at("2026-11-27T21:00:00Z"), at("2026-11-27T22:30:00Z"), 1};
  sample.update.action = core::Action::maintenance;
  sample.update.stage = stage;
  sample.update.starts = sample.incident.maintenance->starts;
  sample.update.ends = sample.incident.maintenance->ends;
  sample.update.event.summary = "We upgrade the database.";
  sample.update.event.consequences.expected = "Nobody can log in.";
  return sample;
}

constexpr const char* kWindow = R"(
From: 22:00 CET on 27 November 2026 (21:00 UTC)
Until: 23:30 CET on 27 November 2026 (22:30 UTC)
Duration: 1 hour 30 minutes
)";
constexpr const char* kWindowInGerman = R"(
Von: 27. November 2026, 22:00 CET (21:00 UTC)
Bis: 27. November 2026, 23:30 CET (22:30 UTC)
Dauer: 1 Stunde 30 Minuten
)";
constexpr const char* kTold = R"(
We upgrade the database.

What this means for you:
- Expected: Nobody can log in.

Questions are welcome at support@example.com)";

TEST(Maintenance, that_is_scheduled_says_what_and_when) {
  const ClockSample sample = maintenance(Stage::scheduled);

  EXPECT_EQ(sample.in(Form::mail).subject, "[Maintenance] Database upgrade");
  EXPECT_EQ(sample.in(Form::mail).text, std::string("Maintenance is planned.\n") + kWindow + kTold + R"(.

----------------------------------------------------------------
Maintenance: db-upgrade, Update 4, 10:00 CET on 23 November 2026 (09:00 UTC)
Status: scheduled
Sent by: Example GmbH)");
  EXPECT_EQ(in_german(sample).in(Form::mail).subject, "[Wartung] Database upgrade");
  EXPECT_EQ(in_german(sample).text(), std::string("Eine Wartung ist geplant.\n") + kWindowInGerman + R"(
We upgrade the database.

Was das für Sie bedeutet:
- Zu erwarten: Nobody can log in.

Fragen beantworten wir unter support@example.com.)");
  EXPECT_EQ(sample.text(Form::slack), R"(Maintenance is planned.

*From:* 22:00 CET on 27 November 2026 (21:00 UTC)
*Until:* 23:30 CET on 27 November 2026 (22:30 UTC)
*Duration:* 1 hour 30 minutes

We upgrade the database.

*Expected:* Nobody can log in.

Questions are welcome at support@example.com.)");
  EXPECT_EQ(sample.text(Form::x), R"(Maintenance: Database upgrade · 09:00 UTC
From: 22:00 CET on 27 November (21:00 UTC)
Until: 23:30 CET (22:30 UTC)
We upgrade the database.
Expected: Nobody can log in.)");
}

TEST(Maintenance, says_what_became_of_it) {
  struct Case {
    Stage stage;
    Status status;
    const char* time;
    const char* subject;
    const char* said;
    const char* german_subject;
    const char* german;
  };
  const Case cases[] = {
      {Stage::started, Status::in_progress, "2026-11-27T21:00:00Z", "[Maintenance started] Database upgrade",
       "This maintenance has started.", "[Wartung begonnen] Database upgrade", "Diese Wartung hat begonnen."},
      {Stage::completed, Status::completed, "2026-11-27T22:10:00Z", "[Maintenance completed] Database upgrade",
       "This maintenance is completed as of 23:10 CET on 27 November 2026 (22:10 UTC).", "[Wartung beendet] Database upgrade",
       "Diese Wartung ist beendet, Stand 27. November 2026, 23:10 CET (22:10 UTC)."},
      {Stage::cancelled, Status::cancelled, "2026-11-25T10:00:00Z", "[Maintenance cancelled] Database upgrade",
       "This maintenance is cancelled; it was planned from 22:00 CET on 27 November 2026 (21:00 UTC) to 23:30 CET on 27 November 2026 "
       "(22:30 "
       "UTC).",
       "[Wartung abgesagt] Database upgrade",
       "Diese Wartung ist abgesagt; geplant war sie von 27. November 2026, 22:00 CET (21:00 UTC) bis 27. November 2026, 23:30 CET (22:30 "
       "UTC)."},
  };
  for (const Case& c : cases) {
    const ClockSample sample = maintenance(c.stage, c.status, c.time);
    EXPECT_EQ(sample.in(Form::mail).subject, c.subject);
    EXPECT_EQ(in_german(sample).in(Form::mail).subject, c.german_subject);
    EXPECT_THAT(sample.text(), testing::StartsWith(std::string(c.said) + "\n"));
    EXPECT_THAT(in_german(sample).text(), testing::StartsWith(std::string(c.german) + "\n"));
    EXPECT_THAT(sample.text(Form::slack), testing::StartsWith(std::string(c.said) + "\n"));
    EXPECT_THAT(sample.in(Form::mail).html, HasSubstr("<p>" + std::string(c.said) + "</p>"));
    const bool is_window_said = c.stage == Stage::started;
    EXPECT_EQ(sample.text().find(kWindow) != std::string::npos, is_window_said) << c.said;
    EXPECT_THAT(sample.text(), HasSubstr("We upgrade the database."));
  }
}

TEST(Maintenance, asks_for_patience_only_while_it_is_under_way) {
  EXPECT_THAT(maintenance(Stage::started, Status::in_progress).text(), HasSubstr("patience"));
  EXPECT_THAT(maintenance(Stage::extended, Status::in_progress).text(), HasSubstr("patience"));
  for (const auto& sample :
       {maintenance(Stage::scheduled), maintenance(Stage::moved), maintenance(Stage::reminder), maintenance(Stage::extended),
        maintenance(Stage::completed, Status::completed), maintenance(Stage::cancelled, Status::cancelled)}) {
    EXPECT_THAT(sample.text(), Not(HasSubstr("patience")));
    EXPECT_THAT(sample.text(), HasSubstr("Questions are welcome at support@example.com."));
  }
}

TEST(Maintenance, that_is_moved_says_from_when_to_when) {
  ClockSample sample = maintenance(Stage::moved);
  sample.update.moved_from = MaintenanceWindow{at("2026-11-26T21:00:00Z"), at("2026-11-26T22:30:00Z"), 1};
  const char* moved =
      "This maintenance is moved from 22:00 CET on 26 November 2026 (21:00 UTC) to 22:00 CET on 27 November 2026 (21:00 UTC).";

  EXPECT_EQ(sample.in(Form::mail).subject, "[Maintenance moved] Database upgrade");
  EXPECT_EQ(sample.text(), moved + std::string("\n") + kWindow + kTold + ".");
  EXPECT_THAT(in_german(sample).text(),
              testing::StartsWith("Diese Wartung ist verschoben von 26. November 2026, 22:00 CET (21:00 UTC) auf 27. "
                                  "November 2026, 22:00 CET (21:00 UTC).\n"));
  EXPECT_THAT(sample.text(Form::x), HasSubstr(moved));

  sample.update.moved_from = MaintenanceWindow{at("2026-11-27T21:00:00Z"), at("2026-11-27T23:30:00Z"), 1};
  EXPECT_THAT(sample.text(),
              testing::StartsWith("This maintenance ends at 23:30 CET on 27 November 2026 (22:30 UTC); it was to end at 00:30 CET on "
                                  "28 November 2026 (23:30 UTC on 27 November).\n"));
}

TEST(Maintenance, that_is_extended_says_until_when) {
  ClockSample sample = maintenance(Stage::extended, Status::in_progress, "2026-11-27T22:20:00Z");
  sample.update.moved_from = MaintenanceWindow{at("2026-11-27T21:00:00Z"), at("2026-11-27T22:00:00Z"), 1};

  EXPECT_EQ(sample.in(Form::mail).subject, "[Maintenance extended] Database upgrade");
  EXPECT_THAT(sample.text(),
              testing::StartsWith("This maintenance is extended until 23:30 CET on 27 November 2026 (22:30 UTC); it was to end at "
                                  "23:00 CET on 27 November 2026 (22:00 UTC).\n"));
  EXPECT_THAT(in_german(sample).text(),
              testing::StartsWith("Diese Wartung ist verlängert bis 27. November 2026, 23:30 CET (22:30 UTC); geplant war "
                                  "27. November 2026, 23:00 CET (22:00 UTC).\n"));
}

TEST(Maintenance, reminds_of_its_start_in_words_of_the_time_that_is_left) {
  struct Case {
    const char* time;
    const char* left;
    const char* german;
  };
  for (const Case& c : {Case{"2026-11-20T21:00:00Z", "7 days", "7 Tage"},
                        {"2026-11-26T21:00:00Z", "24 hours", "24 Stunden"},
                        {"2026-11-27T20:00:00Z", "1 hour", "1 Stunde"},
                        {"2026-11-27T20:00:20Z", "1 hour", "1 Stunde"},
                        {"2026-11-27T20:15:00Z", "45 minutes", "45 Minuten"},
                        {"2026-11-24T18:59:00Z", "3 days 2 hours 1 minute", "3 Tage 2 Stunden 1 Minute"}}) {
    const ClockSample sample = maintenance(Stage::reminder, Status::scheduled, c.time, Occasion::maintenance);
    EXPECT_EQ(sample.in(Form::mail).subject, "[Maintenance reminder] Database upgrade");
    EXPECT_EQ(sample.text(), "This maintenance starts in " + std::string(c.left) + ", at 22:00 CET on 27 November 2026 (21:00 UTC).\n" +
                                 kWindow + kTold + ".");
    EXPECT_THAT(in_german(sample).text(),
                testing::StartsWith("Noch " + std::string(c.german) +
                                    " bis zum Beginn dieser Wartung: 27. November 2026, 22:00 CET (21:00 UTC).\n"));
  }
}

TEST(Maintenance, counts_hours_and_not_what_clocks_show_when_they_change) {
  ClockSample sample = maintenance(Stage::scheduled);
  sample.update.starts = at("2026-10-24T20:00:00Z");
  sample.update.ends = at("2026-10-25T05:00:00Z");

  EXPECT_THAT(sample.text(), HasSubstr("From: 22:00 CEST on 24 October 2026 (20:00 UTC)\nUntil: 06:00 CET on 25 October 2026 (05:00 "
                                       "UTC)\nDuration: 9 hours\n"));
}

TEST(Maintenance, by_the_clock_says_when_its_words_were_written) {
  ClockSample sample = maintenance(Stage::reminder, Status::scheduled, "2026-11-27T20:00:00Z", Occasion::maintenance);
  core::Bulletin::Item known;
  known.incident = sample.incident;
  known.newest = statement(1, "2026-11-23T09:00:00Z", "On Friday we upgrade the database.");
  known.newest->title = "Database upgrade";
  sample.bulletin.items = {known};

  EXPECT_THAT(sample.text(),
              HasSubstr("\n\nAnnounced at 10:00 CET on 23 November 2026 (09:00 UTC), 4 days ago:\nOn Friday we upgrade the database.\n"));
  EXPECT_THAT(in_german(sample).text(), HasSubstr("\n\nAnkündigung vom 23. November 2026, 10:00 CET (09:00 UTC), 4 Tage alt:\nOn Friday"));
  EXPECT_THAT(sample.text(), Not(HasSubstr("We upgrade")));
}

TEST(Maintenance, that_the_clock_ends_is_not_told_in_the_words_of_its_beginning) {
  const ClockSample sample = maintenance(Stage::completed, Status::completed, "2026-11-27T22:30:00Z", Occasion::maintenance);
  for (const Form form : {Form::mail, Form::slack, Form::x, Form::webhook}) {
    const core::Message message = sample.in(form);
    EXPECT_THAT(message.text + message.html + message.payload, Not(HasSubstr("We upgrade")));
    EXPECT_THAT(message.text + message.html + message.payload, Not(HasSubstr("Nobody can log in")));
  }
  EXPECT_THAT(sample.text(),
              testing::StartsWith("This maintenance is completed as of 23:30 CET on 27 November 2026 (22:30 UTC).\n\nQuestions"));
}

TEST(Maintenance, keeps_its_state_when_it_is_put_right) {
  ClockSample sample = maintenance(Stage::scheduled, Status::in_progress);
  sample.update.stage.reset();
  sample.update.event.corrects = 3;
  EXPECT_EQ(sample.in(Form::mail).subject, "[Correction] Database upgrade");
  EXPECT_THAT(sample.in(Form::slack).payload, HasSubstr("[Maintenance in progress] Database upgrade"));
  EXPECT_THAT(in_german(sample).in(Form::slack).payload, HasSubstr("[Wartung im Gange] Database upgrade"));
}

ClockSample reminder() {
  ClockSample sample(Occasion::reminder, "2026-11-30T08:00:00Z");
  sample.bulletin.items.clear();
  sample.incident = {};
  sample.incident.id = IncidentId{9};
  sample.incident.key = "notice-4";
  sample.incident.is_notice = true;
  sample.update.number = 1;
  sample.update.action = core::Action::notice;
  sample.update.impact = core::Impact::none;
  sample.update.status = Status::investigating;
  sample.update.name = "weekly";
  sample.incident.title = sample.update.title = "Invoices";
  sample.update.event.summary = "Please send invoices by Friday.";
  return sample;
}

TEST(Reminder, says_its_summary_under_its_title) {
  EXPECT_EQ(reminder().in(Form::mail).subject, "[Reminder] Invoices");
  EXPECT_EQ(in_german(reminder()).in(Form::mail).subject, "[Erinnerung] Invoices");
  EXPECT_EQ(reminder().in(Form::mail).text, R"(Please send invoices by Friday.

Questions are welcome at support@example.com.

----------------------------------------------------------------
Sent by: Example GmbH)");
  EXPECT_EQ(reminder().text(Form::slack), "Please send invoices by Friday.\n\nQuestions are welcome at support@example.com.");
  EXPECT_EQ(reminder().text(Form::x), "Invoices\nPlease send invoices by Friday.");
}

TEST(Reminder, without_a_title_begins_with_its_words) {
  ClockSample sample = reminder();
  sample.incident.title = sample.update.title = "";
  EXPECT_EQ(sample.in(Form::mail).subject, "[Reminder] Please send invoices by Friday.");
  EXPECT_EQ(sample.text(Form::x), "Please send invoices by Friday.");
}

TEST(Reminder, that_is_late_says_so) {
  ClockSample sample = reminder();
  sample.update.planned = at("2026-11-30T07:00:00Z");
  EXPECT_THAT(sample.text(), testing::StartsWith("This was to be said at 08:00 CET on 30 November 2026 (07:00 UTC).\n\nPlease send"));
  EXPECT_THAT(in_german(sample).text(Form::x),
              HasSubstr("Diese Mitteilung war vorgesehen für 30. November 2026, 08:00 CET (07:00 UTC).\nPlease"));
}

}  // namespace
}  // namespace crier::render
