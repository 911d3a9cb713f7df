// What the clock says: hostile words in it, webhooks, and templates of one's own for it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <boost/json.hpp>
#include <filesystem>
#include <fstream>

#include "render/wording.h"
#include "unit/render/rhythm.h"

namespace crier::render {
namespace {

namespace json = boost::json;
using core::MaintenanceWindow;
using core::Occasion;
using core::Stage;
using testing::HasSubstr;
using testing::Not;

constexpr const char* kHostile = "<script>alert(1)</script> <!channel> <@U123> {{title}} \"'& javascript:alert(1)\x01";

/// Every text that a statement may have is hostile.
core::Update hostile_statement(int number) {
  auto update = statement(number, "2026-11-29T06:10:00Z", kHostile);
  update.title = kHostile;
  auto& event = update.event;
  event.consequences = {kHostile, kHostile, kHostile};
  event.workaround = event.details = event.root_cause = kHostile;
  event.actions = {{kHostile}, {kHostile}};
  return update;
}

ClockSample hostile(Occasion occasion) {
  ClockSample sample(occasion, kOpening);
  sample.incident.title = sample.update.title = kHostile;
  for (int i = 0; i < 2; ++i) {
    auto one = item(i == 0 ? "db" : "search", kHostile, core::Impact::major);
    one.incident.contact = kHostile;
    one.newest = hostile_statement(5);
    one.since = {hostile_statement(4), hostile_statement(5)};
    one.was_deferred = true;
    sample.bulletin.ended.push_back(one);
    sample.bulletin.ended.back().incident.status = core::Status::resolved;
    sample.bulletin.ended.back().incident.resolved = at(kOpening);
    sample.bulletin.items.push_back(std::move(one));
  }
  sample.bulletin.items.erase(sample.bulletin.items.begin());
  if (occasion == Occasion::maintenance) {
    sample.incident.maintenance = MaintenanceWindow{at("2026-12-01T21:00:00Z"), at("2026-12-01T22:00:00Z"), 1};
    sample.update.action = core::Action::maintenance;
    sample.update.stage = Stage::reminder;
  }
  if (occasion == Occasion::reminder) {
    sample.bulletin.items.clear();
    sample.update.action = core::Action::notice;
    sample.incident.is_notice = true;
    sample.update.event.summary = kHostile;
  }
  return sample;
}

constexpr Occasion kAll[] = {Occasion::office_close, Occasion::office_open, Occasion::promise, Occasion::maintenance, Occasion::reminder};

TEST(ClockForms, make_hostile_words_harmless_wherever_they_are_quoted) {
  for (const Occasion occasion : kAll) {
    for (const bool german : {false, true}) {
      const ClockSample sample = german ? in_german(hostile(occasion)) : hostile(occasion);
      const core::Message mail = sample.in(Form::mail);
      EXPECT_THAT(mail.html, HasSubstr("&lt;script&gt;"));
      EXPECT_THAT(mail.html, Not(HasSubstr("<script")));
      EXPECT_THAT(mail.html, Not(HasSubstr("href=\"javascript")));
      EXPECT_THAT(mail.html, HasSubstr("{{title}}"));  // values are not templates
      EXPECT_THAT(mail.subject, Not(HasSubstr("\n")));
      const std::string slack = sample.in(Form::slack).payload;
      for (const char* raw : {"<!channel>", "<@U123>", "<script"}) EXPECT_THAT(slack, Not(HasSubstr(raw)));
      EXPECT_THAT(sample.in(Form::mail).text + sample.in(Form::x).text, Not(HasSubstr("\x01")));
    }
  }
}

json::object parsed(const ClockSample& sample) { return json::parse(sample.in(Form::webhook).payload).as_object(); }
std::string text_at(const json::object& fields, const char* name) { return json::value_to<std::string>(fields.at(name)); }

TEST(ClockWebhook, says_why_the_clock_speaks_and_whose_words_it_quotes) {
  ClockSample sample;
  sample.first().newest = statement(3, "2026-11-27T13:05:00Z", "Orders are delayed.");
  sample.first().newest->event.translations["de"].summary = "Bestellungen verzögern sich.";
  sample.first().newest->event.consequences.now = "Orders wait.";
  sample.bulletin.opening = at(kOpening);
  sample.update.event.summary = "Words that another audience was told.";
  sample.update.planned = at("2026-11-27T15:30:00Z");
  sample.update.incidents = {"db", "search"};
  const json::object document = parsed(sample);
  const auto& update = document.at("data").at("update").as_object();

  EXPECT_EQ(text_at(document, "type"), "incident.updated");
  EXPECT_EQ(text_at(update, "occasion"), "office-close");
  EXPECT_EQ(text_at(update, "planned"), "2026-11-27T15:30:00Z");
  EXPECT_EQ(update.at("incidents"), json::parse(R"(["db","search"])"));
  EXPECT_EQ(text_at(update, "summary"), "Orders are delayed.");
  EXPECT_EQ(text_at(update.at("consequences").as_object(), "now"), "Orders wait.");
  EXPECT_EQ(update.at("statement"), json::parse(R"({"number":3,"at":"2026-11-27T13:05:00Z"})"));
  EXPECT_EQ(text_at(update, "opening"), kOpening);
  EXPECT_FALSE(update.contains("since"));
  EXPECT_EQ(parsed(in_german(sample)).at("data").at("update").at("summary"), "Bestellungen verzögern sich.");
}

TEST(ClockWebhook, says_nothing_of_the_clock_in_other_updates) {
  const json::object document = json::parse(full_opening().in(Form::webhook).payload).as_object();
  const auto& update = document.at("data").at("update").as_object();
  for (const char* absent :
       {"occasion", "planned", "incidents", "statement", "opening", "since", "stage", "starts", "ends", "moved_from", "name"})
    EXPECT_FALSE(update.contains(absent)) << absent;
  EXPECT_TRUE(document.at("data").at("incident").at("maintenance").is_null());
}

TEST(ClockWebhook, lists_what_was_announced_since_the_closing) {
  ClockSample sample(Occasion::office_open, kOpening);
  sample.first().since = {statement(4, "2026-11-27T20:15:00Z", "A"), statement(5, "2026-11-29T06:10:00Z", "B")};
  sample.add("search", "Search slow", core::Impact::minor).since = {statement(2, "2026-11-28T09:00:00Z", "C")};
  sample.incident.exercise = true;
  const auto since = parsed(sample).at("data").at("update").at("since");

  EXPECT_EQ(since, json::parse(R"([
    {"incident": "db", "number": 4, "at": "2026-11-27T20:15:00Z", "summary": "[EXERCISE] A"},
    {"incident": "db", "number": 5, "at": "2026-11-29T06:10:00Z", "summary": "[EXERCISE] B"},
    {"incident": "search", "number": 2, "at": "2026-11-28T09:00:00Z", "summary": "[EXERCISE] C"}])"));
}

TEST(ClockWebhook, type_tells_what_of_a_maintenance_it_is) {
  struct Case {
    Stage stage;
    const char* type;
    const char* word;
  };
  for (const Case& c : {Case{Stage::scheduled, "maintenance.scheduled", "scheduled"},
                        {Stage::moved, "maintenance.moved", "moved"},
                        {Stage::reminder, "maintenance.scheduled", "reminder"},
                        {Stage::started, "maintenance.started", "started"},
                        {Stage::extended, "maintenance.extended", "extended"},
                        {Stage::completed, "maintenance.completed", "completed"},
                        {Stage::cancelled, "maintenance.cancelled", "cancelled"}}) {
    ClockSample sample(Occasion::event);
    sample.bulletin.items.clear();
    sample.incident.maintenance = MaintenanceWindow{at("2026-12-01T21:00:00Z"), at("2026-12-01T22:00:00Z"), 2};
    sample.update.action = core::Action::maintenance;
    sample.update.stage = c.stage;
    sample.update.starts = sample.incident.maintenance->starts;
    sample.update.ends = sample.incident.maintenance->ends;
    sample.update.moved_from = MaintenanceWindow{at("2026-11-30T21:00:00Z"), at("2026-11-30T22:00:00Z"), 1};
    const json::object document = parsed(sample);
    const auto& update = document.at("data").at("update").as_object();

    EXPECT_EQ(text_at(document, "type"), c.type);
    EXPECT_EQ(text_at(update, "stage"), c.word);
    EXPECT_EQ(text_at(update, "starts"), "2026-12-01T21:00:00Z");
    EXPECT_EQ(text_at(update, "ends"), "2026-12-01T22:00:00Z");
    EXPECT_EQ(update.at("moved_from"), json::parse(R"({"starts":"2026-11-30T21:00:00Z","ends":"2026-11-30T22:00:00Z"})"));
    EXPECT_EQ(document.at("data").at("incident").at("maintenance"),
              json::parse(R"({"starts":"2026-12-01T21:00:00Z","ends":"2026-12-01T22:00:00Z","revision":2})"));
  }
}

TEST(ClockWebhook, type_of_offices_promises_and_reminders_is_that_of_updates_and_notices) {
  EXPECT_EQ(text_at(parsed(ClockSample(Occasion::office_open)), "type"), "incident.updated");
  EXPECT_EQ(text_at(parsed(ClockSample(Occasion::promise)), "type"), "incident.updated");
  ClockSample resolved(Occasion::office_open);
  resolved.update.status = resolved.incident.status = core::Status::resolved;
  EXPECT_EQ(text_at(parsed(resolved), "type"), "incident.updated");
  ClockSample reminder(Occasion::reminder);
  reminder.bulletin.items.clear();
  reminder.update.action = core::Action::notice;
  reminder.update.name = "weekly";
  EXPECT_EQ(text_at(parsed(reminder), "type"), "notice");
  EXPECT_EQ(parsed(reminder).at("data").at("update").at("name"), "weekly");
}

TEST(ClockForms, are_worded_by_templates_of_their_own) {
  struct Case {
    Occasion occasion;
    const char* template_name;
  };
  for (const Case& c : {Case{Occasion::office_close, "office-close"},
                        {Occasion::office_open, "office-open"},
                        {Occasion::promise, "holding"},
                        {Occasion::reminder, "reminder"}}) {
    EXPECT_EQ(occasion_of(ClockSample(c.occasion).update), c.template_name);
  }
  ClockSample put_right;
  put_right.update.event.corrects = 2;
  EXPECT_EQ(occasion_of(put_right.update), "correct");
}

/// A templates folder of its own for one test.
class ClockTemplates : public testing::Test {
 protected:
  ~ClockTemplates() override { std::filesystem::remove_all(folder_); }
  void write(const std::string& name, const std::string& text) {
    std::filesystem::create_directories((folder_ / name).parent_path());
    std::ofstream(folder_ / name) << text;
  }
  [[nodiscard]] std::string faults() const {
    const auto loaded = Templates::load(folder_.string());
    return loaded ? "" : loaded.error().text.substr(folder_.string().size() + 1);
  }
  [[nodiscard]] core::Message rendered(const ClockSample& sample, const std::string& channel = "") const {
    Subject subject = sample.subject();
    subject.bulletin = &sample.bulletin;
    subject.channel = channel;
    return render(*Templates::load(folder_.string()).value(), Form::mail, subject).value();
  }

 private:
  std::filesystem::path folder_ = std::filesystem::path(testing::TempDir()) / ("clock-" + std::to_string(::getpid()));
};

TEST_F(ClockTemplates, of_updates_do_not_serve_for_what_the_clock_says) {
  write("mail/update.text", "All: {{summary}}");
  write("relay/update.text", "Here: {{summary}}");
  write("relay/update.subject", "{{title}}");

  for (const Occasion occasion : kAll) {
    const core::Message message = rendered(hostile(occasion), "relay");
    EXPECT_THAT(message.text, Not(HasSubstr("Here:")));
    EXPECT_THAT(message.text, Not(HasSubstr("All:")));
    EXPECT_THAT(message.subject, testing::StartsWith("["));
  }
}

TEST_F(ClockTemplates, of_ones_own_take_their_place) {
  write("mail/office-open.text",
        "{{#incidents}}{{title}}:{{#since}} [{{number}}: {{summary}} of {{title}}, {{audience}}]{{/since}}{{^since}} "
        "nothing{{/since}};\n{{/incidents}}");
  write("relay/office-open.text", "{{more}} more than {{title}}: {{#since}}{{summary}} {{/since}}");
  ClockSample sample(Occasion::office_open, kOpening);
  sample.first().since = {statement(4, "2026-11-27T20:15:00Z", "A"), statement(5, "2026-11-29T06:10:00Z", "B")};
  sample.add("search", "Search slow", core::Impact::minor);

  EXPECT_EQ(rendered(sample).text,
            "Orders delayed: [4: A of Orders delayed, customers-emea] [5: B of Orders delayed, customers-emea];\nSearch slow: nothing;");
  EXPECT_EQ(rendered(sample, "relay").text, "1 more than Orders delayed: A B");
}

TEST_F(ClockTemplates, with_faults_are_not_taken) {
  write("mail/office-open.text", "ok\n{{#incidents}}{{#since}}{{sumary}}{{/since}}{{/incidents}}");
  EXPECT_EQ(faults(), "mail/office-open.text:2:25: 'sumary' is no marker; did you mean 'summary'?");
  write("mail/office-open.text", "{{#since}}{{#incidents}}x{{/incidents}}{{/since}}");
  EXPECT_EQ(faults(), "mail/office-open.text:1:11: a list within a list: close the outer one first");
  write("mail/office-open.text", "");
  write("phrases.fr", "duration_hours = beaucoup\nweekdays = lundi mardi\n");
  EXPECT_THAT(faults(), HasSubstr("phrases.fr:1:18: a duration has its number once, as {n}"));
  EXPECT_THAT(faults(), HasSubstr("phrases.fr:2:12: weekdays are seven names from Monday on, separated by one blank"));
}

}  // namespace
}  // namespace crier::render
