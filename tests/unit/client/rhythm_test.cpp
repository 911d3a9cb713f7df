#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "base/text.h"
#include "terminal.h"

/// What the client asks crierd about the clock, and how it shows the answers (shapes: docs/api.md).
namespace crier::client {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

constexpr const char* kClose =
    R"({"id":"c-1","at":"2026-11-23T15:30:00Z","local":"2026-11-23T16:30:00+01:00","timezone":"Europe/Berlin","occasion":"office-close","stage":"close",)"
    R"("incident":"db","audience":"customers","reason":"customers closes at 17:00.","name":null,"state":"planned"})";
constexpr const char* kDeadline =
    R"({"id":"d-1","at":"2026-11-23T15:00:00.935Z","local":"2026-11-23T16:00:00.935+01:00","timezone":"Europe/Berlin","occasion":"promise","stage":"deadline",)"
    R"("incident":"db","audience":null,"reason":"r","name":null,"state":"planned"})";
constexpr const char* kAsk =
    R"({"id":"a-1","at":"2026-11-23T15:00:00Z","local":"2026-11-23T16:00:00+01:00","timezone":"Europe/Berlin","occasion":"office-close","stage":"ask",)"
    R"("incident":"db","audience":null,"reason":"customers closes at 17:00.","name":null,"state":"hushed"})";

struct Rhythm : testing::Test, Terminal {
  std::string body = "{}";
  int status = 200;
  Rhythm() {
    daemon.answer = [this](const Call&) -> Result<Answer> { return Answer{status, body, 0}; };
  }
  const Call& asked() { return daemon.calls.back(); }
  /// The body that was sent, as a value, so that spaces do not count.
  boost::json::value sent() { return boost::json::parse(asked().body); }
};

TEST_F(Rhythm, the_schedule_is_a_table_of_local_time_and_utc) {
  columns = 200;
  body = std::string(R"({"occasions":[)") + kAsk + "," + kClose + R"(],"next":null})";

  EXPECT_EQ(type({"schedule", "--until", "3d", "--incident", "db", "--audience", "customers"}), 0);

  EXPECT_EQ(asked().method, "GET");
  EXPECT_EQ(asked().path, "/v1/schedule?until=3d&incident=db&audience=customers");
  const std::string shown = out.str();
  const auto lines = split(shown, '\n');
  ASSERT_EQ(lines.size(), 4U) << out.str();
  EXPECT_THAT(std::string(lines[1]), StartsWith("a-1  2026-11-23 16:00 +01:00  2026-11-23 15:00  office-close, ask (hushed)  db"));
  EXPECT_THAT(std::string(lines[1]), HasSubstr("operators"));
  EXPECT_THAT(std::string(lines[2]), HasSubstr("office-close                db        customers  customers closes at 17:00."));
}

TEST_F(Rhythm, a_time_with_a_fraction_is_shown_to_the_minute) {
  columns = 200;
  body = std::string(R"({"occasions":[)") + kDeadline + R"(],"next":null})";
  EXPECT_EQ(type({"schedule"}), 0);
  EXPECT_THAT(out.str(), HasSubstr("d-1  2026-11-23 16:00 +01:00  2026-11-23 15:00  promise, deadline"));
}

TEST_F(Rhythm, an_empty_schedule_says_what_would_fill_it) {
  body = R"({"occasions":[],"next":null})";
  EXPECT_EQ(type({"schedule"}), 0);
  EXPECT_EQ(asked().path, "/v1/schedule");
  EXPECT_THAT(out.str(), HasSubstr("in the next 7 days"));
  EXPECT_THAT(out.str(), EndsWith("crier help rhythm\n"));
  EXPECT_EQ(type({"help", "rhythm"}), 0);
}

TEST_F(Rhythm, of_a_schedule_that_is_cut_it_is_said) {
  body = std::string(R"({"occasions":[)") + kClose + R"(],"next":"x"})";
  EXPECT_EQ(type({"schedule"}), 0);
  EXPECT_THAT(out.str(), HasSubstr("There is more"));
}

TEST_F(Rhythm, an_occasion_is_shown_with_its_words_and_the_commands) {
  body = std::string(kClose);
  body.pop_back();
  body +=
      R"(,"messages":[{"audience":"customers","channel":"mail","recipients":1,"language":"en","subject":"Before closing","text":"Hello\u001b[1m"}],)"
      R"("operators":[],"needless":"an update that says what happens overnight went out at 15:10"})";

  EXPECT_EQ(type({"schedule", "show", "c-1"}), 0);

  EXPECT_EQ(asked().path, "/v1/schedule/c-1");
  EXPECT_THAT(out.str(), StartsWith("c-1: office-close of db to customers at 2026-11-23 16:30 +01:00 (2026-11-23 15:30 UTC)\n"));
  EXPECT_THAT(out.str(), HasSubstr("nothing would be said: an update that says what happens overnight went out at 15:10."));
  EXPECT_THAT(out.str(), HasSubstr("customers by mail, 1 recipient, in en\n    Before closing\n\n    Hello\\x1b[1m"));
  EXPECT_THAT(out.str(), HasSubstr("crier schedule skip c-1"));
  EXPECT_THAT(out.str(), HasSubstr("crier schedule now c-1"));
}

TEST_F(Rhythm, what_operators_would_be_asked_is_shown_with_the_commands_in_it) {
  body = std::string(kAsk);
  body.pop_back();
  body +=
      R"(,"messages":[],"operators":[{"title":"What happens overnight?","facts":["customers closes at 17:00"],"commands":["crier update db --overnight on-call"]}]})";
  EXPECT_EQ(type({"schedule", "show", "a-1"}), 0);
  EXPECT_THAT(
      out.str(),
      HasSubstr("  operators\n    What happens overnight?\n\n    customers closes at 17:00\n    crier update db --overnight on-call\n"));
}

TEST_F(Rhythm, skipping_and_having_it_now_are_posted_to_the_occasion) {
  body = kClose;
  EXPECT_EQ(type({"schedule", "skip", "c-1"}), 0);
  EXPECT_EQ(asked().method + " " + asked().path, "POST /v1/schedule/c-1/skip");
  EXPECT_THAT(out.str(), HasSubstr("is skipped"));
  EXPECT_THAT(out.str(), HasSubstr("undo: "));
  EXPECT_EQ(type({"schedule", "now", "c-1"}), 0);
  EXPECT_EQ(asked().path, "/v1/schedule/c-1/now");
  EXPECT_THAT(out.str(), HasSubstr("carried out now"));
  EXPECT_THAT(out.str(), HasSubstr("undo: crier stop db\n"));
}

TEST_F(Rhythm, an_id_that_is_not_known_ends_with_65_and_what_crierd_says) {
  status = 404;
  body = R"({"title":"There is no such occasion.","status":404,"detail":"No occasion has the id c-9; see crier schedule."})";
  EXPECT_EQ(type({"schedule", "show", "c-9"}), 65);
  EXPECT_THAT(err.str(), HasSubstr("No occasion has the id c-9"));
}

TEST_F(Rhythm, hushing_needs_a_span_or_its_end) {
  EXPECT_EQ(type({"hush", "db"}), 64);
  EXPECT_EQ(type({"hush", "db", "--for", "8h", "--off"}), 64);
  EXPECT_TRUE(daemon.calls.empty());

  body = R"({"incident":"db","hushed":"2026-11-22T21:05:00Z"})";
  EXPECT_EQ(type({"hush", "db", "--for", "8h"}), 0);
  EXPECT_EQ(asked().method + " " + asked().path, "POST /v1/incidents/db/hush");
  EXPECT_EQ(sent(), boost::json::parse(R"({"for":"8h"})"));
  EXPECT_THAT(out.str(), HasSubstr("until 2026-11-22 21:05 UTC"));
  EXPECT_THAT(out.str(), HasSubstr("undo: crier hush db --off"));

  body = R"({"incident":"db","hushed":null})";
  EXPECT_EQ(type({"hush", "db", "--off"}), 0);
  EXPECT_EQ(sent(), boost::json::parse(R"({"for":"0s"})"));
  EXPECT_THAT(out.str(), HasSubstr("speaks of it again"));
}

TEST_F(Rhythm, a_reminder_keeps_its_local_time_and_zone) {
  body = R"({"name":"review","audiences":["staff"],"local":"2026-11-23T09:00:00+01:00","timezone":"Europe/Berlin"})";
  EXPECT_EQ(type({"remind", "--at", "2026-11-23 09:00 Europe/Berlin", "--audience", "staff", "--summary", "Review", "--name", "review"}),
            0);
  EXPECT_EQ(asked().method + " " + asked().path, "POST /v1/reminders");
  EXPECT_EQ(sent(),
            boost::json::parse(R"({"at":"2026-11-23T09:00:00 Europe/Berlin","audiences":["staff"],"summary":"Review","name":"review"})"));
  EXPECT_THAT(out.str(), HasSubstr("undo: crier remind --cancel review"));
}

TEST_F(Rhythm, a_reminder_by_a_span_is_from_now) {
  EXPECT_EQ(type({"remind", "--at", "2h", "--audience", "staff", "--summary", "Review"}), 0);
  EXPECT_EQ(sent().at("at"), "2026-11-22T15:05:00 UTC");
}

TEST_F(Rhythm, a_reminder_that_lacks_something_is_told_before_anything_is_sent) {
  EXPECT_EQ(type({"remind"}), 64);
  EXPECT_EQ(type({"remind", "--list", "--cancel", "x"}), 64);
  EXPECT_EQ(type({"remind", "--at", "2h", "--summary", "S"}), 64);
  EXPECT_EQ(type({"remind", "--at", "2h", "--audience", "staff"}), 64);
  EXPECT_EQ(type({"remind", "--at", "tomorrow", "--audience", "staff", "--summary", "S"}), 64);
  EXPECT_EQ(type({"remind", "--at", "2026-11-23 09:00 Europe/Berln", "--audience", "staff", "--summary", "S"}), 64);
  EXPECT_THAT(err.str(), HasSubstr("Europe/Berlin")) << "a zone is suggested";
  EXPECT_TRUE(daemon.calls.empty());
}

TEST_F(Rhythm, reminders_are_listed_and_cancelled) {
  columns = 200;
  body =
      R"({"reminders":[{"name":"weekly","at":"2026-11-27T14:00:00Z","local":"2026-11-27T15:00:00+01:00","timezone":"Europe/Berlin","cron":"0 15 * * fri","audiences":["staff","duty"],"summary":"On call?"},)"
      R"({"name":"once","at":"2026-11-23T08:00:00Z","local":"2026-11-23T08:00:00Z","timezone":"UTC","cron":null,"audiences":["staff"],"summary":"Review"}]})";
  EXPECT_EQ(type({"remind", "--list"}), 0);
  EXPECT_THAT(out.str(), HasSubstr("0 15 * * fri  staff, duty  On call?"));
  EXPECT_THAT(out.str(), HasSubstr("once          staff        Review"));

  body = R"({"count":1})";
  EXPECT_EQ(type({"remind", "--cancel", "once"}), 0);
  EXPECT_EQ(asked().method + " " + asked().path, "DELETE /v1/reminders/once");
}

TEST_F(Rhythm, hours_draw_the_week_against_utc) {
  body =
      R"({"audiences":[{"name":"customers","timezone":"Europe/Berlin","open":[{"from":"2026-11-16T08:00:00Z","until":"2026-11-16T16:00:00Z"}],)"
      R"("holidays":[{"date":"2026-11-18","name":"Buss- und Bettag"}],"is_open":false,"next_open":"2026-11-23T08:00:00Z","next_close":null,"deliver":"always"}]})";

  EXPECT_EQ(type({"hours", "customers", "--week", "2026-11-19"}), 0);

  EXPECT_EQ(asked().path, "/v1/hours?from=2026-11-16T00%3A00%3A00Z&until=2026-11-23T00%3A00%3A00Z&audience=customers");
  const std::string monday = "customers  " + std::string(16, '.') + std::string(16, '#') + std::string(16, '.');
  EXPECT_THAT(out.str(), HasSubstr("\nMon 2026-11-16\nUTC        0   2   4   6   8   10  12  14  16  18  20  22"));
  EXPECT_THAT(out.str(), HasSubstr(monday + "\n"));
  EXPECT_THAT(out.str(), HasSubstr("Wed 2026-11-18"));
  EXPECT_THAT(out.str(), HasSubstr("  Buss- und Bettag\n"));
  EXPECT_THAT(out.str(), EndsWith("customers (Europe/Berlin) is closed; it opens 2026-11-23T08:00:00Z\n"));
}

TEST_F(Rhythm, hours_mark_the_half_hour_that_is_now) {
  body = R"({"audiences":[{"name":"customers","timezone":"UTC","open":[{"from":"2026-11-22T13:00:00Z","until":"2026-11-22T14:00:00Z"}],)"
         R"("holidays":[],"is_open":true,"next_open":null,"next_close":"2026-11-22T14:00:00Z","deliver":"always"}]})";
  EXPECT_EQ(type({"hours"}), 0);
  EXPECT_THAT(out.str(), HasSubstr("customers  " + std::string(26, '.') + "O#" + std::string(20, '.')));
  EXPECT_EQ(type({"hours", "--week", "next"}), 64);
}

TEST_F(Rhythm, maintenance_is_an_event_with_its_times) {
  body = R"({"results":[{"update_id":"u1","incident":"disks","update":1,"state":"announced","broadcasts":[]}]})";
  EXPECT_EQ(type({"maintenance", "disks", "--title", "New disks", "--starts", "2026-11-23 22:00 Europe/Berlin", "--ends", "2h", "--summary",
                  "Short breaks.", "--yes"}),
            0)
      << err.str();
  EXPECT_EQ(asked().path, "/v1/events");
  const auto event = sent();
  EXPECT_EQ(event.at("action"), "maintenance");
  EXPECT_EQ(event.at("starts"), "2026-11-23T21:00:00Z");
  EXPECT_EQ(event.at("ends"), "2026-11-23T23:00:00Z") << "a span is from the start";

  EXPECT_EQ(type({"maintenance", "disks", "--done", "--summary", "It is done.", "--yes"}), 0) << err.str();
  EXPECT_EQ(sent().at("status"), "completed");
  EXPECT_EQ(type({"maintenance", "disks", "--extend", "1h", "--summary", "A disk is slow.", "--yes"}), 0) << err.str();
  EXPECT_EQ(sent().at("extend"), "1h");
  EXPECT_EQ(type({"maintenance", "disks", "--done", "--cancel", "--summary", "S", "--yes"}), 64);
}

TEST_F(Rhythm, after_an_update_it_is_said_who_reads_it_later_and_that_nothing_is_promised_any_more) {
  body = R"({"results":[{"update_id":"u1","incident":"db","update":2,"state":"announced","broadcasts":[{"channel":"mail","recipients":1}],)"
         R"("promise":null,"promise_ended":true,"deferred":[{"audience":"customers","until":"2026-11-23T08:00:00Z"}]}]})";
  EXPECT_EQ(type({"update", "db", "--summary", "S", "--yes"}), 0);
  EXPECT_THAT(out.str(), HasSubstr("\ncustomers reads it when its office opens, at 2026-11-23T08:00:00Z.\n"));
  EXPECT_THAT(out.str(), HasSubstr("not promised any more; to promise one: crier nonews db 45m\n"));
}

TEST_F(Rhythm, the_list_begins_with_promises_that_are_overdue_longest) {
  body = R"({"incidents":[{"incident":"soon","promise":"2026-11-22T14:00:00Z"},{"incident":"late","promise":"2026-11-22T13:00:00Z"},)"
         R"({"incident":"none","promise":null},{"incident":"later","promise":"2026-11-22T12:00:00Z"}],"next":null})";
  EXPECT_EQ(type({"list"}), 0);
  std::vector<std::string> names;
  const std::string shown = out.str();
  for (const auto line : split(shown, '\n')) names.emplace_back(line.substr(0, line.find(' ')));
  EXPECT_THAT(names, testing::ElementsAre("INCIDENT", "later", "late", "soon", "none", ""));
}

TEST_F(Rhythm, an_incident_shows_its_promises_its_maintenance_and_what_the_clock_said) {
  body =
      R"({"incident":"db","title":"T","status":"in-progress","promise":"2026-11-22T13:45:00Z","promises":{"kept":2,"broken":1},"hushed":"2026-11-22T21:05:00Z",)"
      R"("maintenance":{"starts":"2026-11-22T12:00:00Z","ends":"2026-11-22T14:00:00Z","revision":1},)"
      R"("updates":[{"number":2,"at":"2026-11-22T12:00:00Z","action":"update","state":"announced","occasion":"office-close","stage":"close","planned":"2026-11-22T11:30:00Z","summary":"S"},)"
      R"({"number":1,"at":"2026-11-22T11:00:00Z","action":"open","state":"announced","occasion":"event","deferred":["customers"],"summary":"S"}]})";
  EXPECT_EQ(type({"show", "db"}), 0);
  EXPECT_THAT(out.str(), HasSubstr("  promise     2026-11-22T13:45:00Z, in 40m; 2 kept, 1 broken\n"));
  EXPECT_THAT(out.str(), HasSubstr("  maintenance 2026-11-22T12:00:00Z to 2026-11-22T14:00:00Z\n"));
  EXPECT_THAT(out.str(), HasSubstr("  hushed      until 2026-11-22T21:05:00Z; to end it: crier hush db --off\n"));
  EXPECT_THAT(out.str(), HasSubstr("said by the clock: office-close, close, late; planned for 2026-11-22T11:30:00Z\n"));
  EXPECT_THAT(out.str(), HasSubstr("read when their office opens: customers\n"));
  EXPECT_THAT(out.str(), Not(HasSubstr("said by the clock: event")));
}

}  // namespace
}  // namespace crier::client
