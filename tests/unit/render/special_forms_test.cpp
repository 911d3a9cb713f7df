// What internal audiences see, what exercises say, and what templates of one's own can do about either (rules A5, D6).
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <boost/json.hpp>
#include <filesystem>
#include <fstream>

#include "unit/render/statements.h"

namespace crier::render {
namespace {

namespace json = boost::json;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

TEST(InternalForm, tells_an_audience_for_whom_it_is_who_else_knows_and_what_to_type) {
  struct Case {
    const char* language;
    const char* whom;
    const char* others;
    const char* look;
  };
  const Case cases[] = {
      {"en", "Internal: for the audience operators. checkout-db~2, update 3.", "Also told: customers-emea, public.",
       "To look at it: crier show checkout-db~2"},
      {"de", "Intern: für den Empfängerkreis operators. checkout-db~2, Mitteilung 3.", "Außerdem informiert: customers-emea, public.",
       "Ansehen: crier show checkout-db~2"},
  };
  for (const Case& c : cases) {
    for (Sample sample : {full_opening(), resolution(), correction(), retraction(), no_news(), notice()}) {
      sample.language = c.language;
      sample.audience.name = "operators";
      sample.audience.internal = true;
      sample.incident.key = "checkout-db";
      sample.incident.occurrence = 2;
      sample.update.number = 3;
      sample.also_told = {"customers-emea", "public"};
      for (const Form form : kWorded) {
        const std::string text = sample.in(form).text;
        EXPECT_THAT(text, StartsWith(c.whom));
        for (const char* part : {c.whom, c.others, c.look}) {
          EXPECT_THAT(text, HasSubstr(form == Form::x && part == c.others ? "" : part));
          if (form == Form::mail) {
            EXPECT_THAT(sample.in(form).html, HasSubstr(part));
          }
        }
      }
      sample.also_told.clear();
      EXPECT_THAT(sample.in(Form::mail).text, Not(HasSubstr(std::string(c.others).substr(0, 9))));
    }
  }
}

TEST(InternalForm, is_not_for_customers) {
  for (Sample sample : {full_opening(), resolution(), correction(), retraction(), no_news(), notice()}) {
    sample.also_told = {"public"};
    for (const Form form : kWorded) {
      for (const char* inner : {"Internal", "crier show", "public", "Also told"}) EXPECT_THAT(said(sample, form), Not(HasSubstr(inner)));
    }
  }
}

TEST(Exercise, is_said_first_in_every_form_and_kind_of_statement) {
  for (Sample sample : {full_opening(), resolution(), correction(), retraction(), no_news(), notice()}) {
    for (const bool internal : {false, true}) {
      sample.incident.exercise = true;
      sample.audience.internal = internal;
      for (const Form form : {Form::mail, Form::slack, Form::x, Form::webhook}) {
        const core::Message message = sample.in(form);
        EXPECT_THAT(message.text, StartsWith("[EXERCISE]"));
        if (form == Form::mail || form == Form::slack) {
          EXPECT_THAT(message.subject, StartsWith("[EXERCISE] ["));
        }
        for (const auto& part : message.parts) EXPECT_THAT(part, StartsWith("[EXERCISE]"));
      }
      EXPECT_TRUE(json::parse(sample.in(Form::webhook).payload).at("data").at("exercise").as_bool());
      const auto slack = json::parse(sample.in(Form::slack).payload).as_object();
      EXPECT_THAT(json::value_to<std::string>(slack.at("text")), StartsWith("[EXERCISE]"));
      EXPECT_THAT(json::value_to<std::string>(slack.at("header").at("text")), StartsWith("[EXERCISE]"));
      if (slack.contains("corrected")) {
        EXPECT_THAT(json::value_to<std::string>(slack.at("corrected").at("text")), StartsWith("[EXERCISE]"));
      }
    }
  }
}

/// A templates folder of its own for one test.
class OwnTemplates : public testing::Test {
 protected:
  OwnTemplates() { std::filesystem::create_directories(folder_ / "mail"); }
  ~OwnTemplates() override { std::filesystem::remove_all(folder_); }
  void write(const std::string& name, const std::string& text) {
    std::filesystem::create_directories((folder_ / name).parent_path());
    std::ofstream(folder_ / name) << text;
  }
  [[nodiscard]] core::Message rendered(const Sample& sample, const std::string& channel = "") const {
    Subject subject = sample.subject();
    subject.channel = channel;
    return render(*Templates::load(folder_.string()).value(), Form::mail, subject).value();
  }

 private:
  std::filesystem::path folder_ = std::filesystem::path(testing::TempDir()) / ("receivers-" + std::to_string(::getpid()));
};

TEST_F(OwnTemplates, word_corrections_retractions_and_no_news) {
  write("mail/correct.text", "Wrong: {{corrects}}. Right: {{summary}}");
  write("mail/retract.text", "Never was: {{title}} ({{state}})");
  write("mail/nonews.text", "Nothing new on {{title}}.");
  write("mail/correct.de.text", "Falsch: {{corrects}}.");

  EXPECT_EQ(rendered(correction()).text, "Wrong: 2. Right: Payments by transfer fail; payments by card work.");
  EXPECT_EQ(rendered(in_german(correction())).text, "Falsch: 2.");
  EXPECT_EQ(rendered(retraction()).text, "Never was: Checkout unavailable (Retracted)");
  EXPECT_EQ(rendered(no_news()).text, "Nothing new on Checkout unavailable.");
}

TEST_F(OwnTemplates, may_ask_whether_the_audience_is_internal) {
  write("mail/update.text", "{{#is_internal}}for us{{/is_internal}}{{^is_internal}}for them{{/is_internal}}");
  Sample internal = full_opening();
  internal.audience.internal = true;

  EXPECT_EQ(rendered(full_opening()).text, "for them");
  EXPECT_EQ(rendered(internal).text, "for us");
}

TEST_F(OwnTemplates, of_updates_do_not_hide_that_something_is_put_right) {
  write("mail/update.text", "All: {{summary}}");
  write("mail/update.subject", "{{title}}");
  write("relay/update.text", "Here: {{summary}}");
  write("relay/update.subject", "{{title}}");

  for (const std::string channel : {"", "relay"}) {
    EXPECT_EQ(rendered(correction(), channel).subject, "[Correction] Checkout unavailable");
    EXPECT_THAT(rendered(correction(), channel).text, StartsWith("This corrects our update 2;"));
    EXPECT_EQ(rendered(retraction(), channel).subject, "[Retracted] Checkout unavailable");
  }
  EXPECT_EQ(rendered(no_news(), "relay").text, "Here: There is no news yet.");
}

}  // namespace
}  // namespace crier::render
