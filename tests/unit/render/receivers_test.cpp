// What receivers see of corrections, retractions and "no news" (rules D3, E2).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "render/post_length.h"
#include "render/wording.h"
#include "unit/render/statements.h"

namespace crier::render {
namespace {

namespace json = boost::json;
using core::Action;
using core::Status;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

json::object document_of(const Sample& sample) { return json::parse(sample.in(Form::webhook).payload).as_object(); }
json::object update_of(const Sample& sample) { return document_of(sample).at("data").at("update").as_object(); }

TEST(Occasion, each_kind_of_statement_has_its_own) {
  struct Case {
    const char* what;
    Action action;
    int number;
    bool reopened;
    bool begins;
    Status status;
    int corrects;
    const char* occasion;
  };
  const Case cases[] = {
      {"opening", Action::open, 1, false, true, Status::investigating, 0, "open"},
      {"the first that is told after silent ones", Action::update, 4, false, true, Status::identified, 0, "open"},
      {"no news as the first that is told", Action::nonews, 3, false, true, Status::investigating, 0, "open"},
      {"reopening", Action::reopen, 5, true, false, Status::investigating, 0, "open"},
      {"update", Action::update, 2, false, false, Status::investigating, 0, "update"},
      {"no news", Action::nonews, 2, false, false, Status::investigating, 0, "nonews"},
      {"end", Action::resolve, 2, false, false, Status::resolved, 0, "resolve"},
      {"end that is the first that is told", Action::resolve, 2, false, true, Status::resolved, 0, "resolve"},
      {"postmortem", Action::postmortem, 3, false, false, Status::resolved, 0, "postmortem"},
      {"notice", Action::notice, 1, false, false, Status::investigating, 0, "notice"},
      {"correction", Action::update, 3, false, false, Status::investigating, 2, "correct"},
      {"correction of an end", Action::update, 4, false, false, Status::resolved, 3, "correct"},
      {"correction after a retraction", Action::update, 4, false, false, Status::retracted, 3, "correct"},
      {"retraction", Action::retract, 2, false, false, Status::retracted, 0, "retract"},
      {"retraction of what had ended", Action::retract, 5, false, false, Status::retracted, 0, "retract"},
  };
  for (const Case& c : cases) {
    core::Update update;
    update.action = c.action;
    update.number = c.number;
    update.reopened = c.reopened;
    update.begins = c.begins;
    update.status = c.status;
    if (c.corrects > 0) update.event.corrects = c.corrects;

    EXPECT_EQ(occasion_of(update), c.occasion) << c.what;
  }
}

TEST(Receivers, the_subject_says_what_kind_of_statement_it_is) {
  struct Case {
    Sample sample;
    const char* subject;
  };
  const Case cases[] = {
      {correction(), "[Correction] Checkout unavailable"}, {in_german(correction()), "[Berichtigung] Checkout unavailable"},
      {retraction(), "[Retracted] Checkout unavailable"},  {in_german(retraction()), "[Zurückgenommen] Checkout unavailable"},
      {no_news(), "[Critical] Checkout unavailable"},
  };
  for (const Case& c : cases) {
    EXPECT_EQ(c.sample.in(Form::mail).subject, c.subject);
    EXPECT_EQ(c.sample.in(Form::slack).subject, c.subject);
  }
}

TEST(Receivers, a_correction_names_the_wrong_statement_before_it_says_the_right_one) {
  struct Case {
    Sample sample;
    const char* first;
  };
  const Case cases[] = {
      {correction(), "This corrects our update 2; please go by the following."},
      {in_german(correction()), "Diese Mitteilung berichtigt unsere Mitteilung 2; bitte richten Sie sich nach dem Folgenden."},
  };
  for (const Case& c : cases) {
    EXPECT_THAT(c.sample.in(Form::mail).text, StartsWith(std::string(c.first) + "\n\nPayments by transfer fail"));
    EXPECT_THAT(c.sample.in(Form::slack).text, StartsWith(std::string(c.first) + "\n\nPayments by transfer fail"));
    const std::string html = c.sample.in(Form::mail).html;
    EXPECT_LT(html.find(c.first), html.find("Payments by transfer fail"));
    const std::string post = c.sample.in(Form::x).text;
    EXPECT_LT(post.find(c.first), post.find("Payments by transfer fail"));
  }
}

TEST(Receivers, a_correction_of_a_notice_speaks_of_the_notice) {
  Sample sample = notice();
  sample.update.number = 2;
  sample.update.action = Action::update;
  sample.update.event.action = Action::update;
  sample.update.event.corrects = 1;
  sample.update.event.summary = "Our office is closed on 23 December 2026.";

  EXPECT_EQ(sample.in(Form::mail).subject, "[Correction] Office closed on 24 December 2026");
  for (const Form form : kWorded) {
    EXPECT_THAT(said(sample, form), HasSubstr("This corrects our earlier notice;"));
    for (const char* unsaid : {"update 1", "Impact", "investigating", "incident", "patience"}) {
      EXPECT_THAT(said(sample, form), Not(HasSubstr(unsaid)));
    }
  }
  EXPECT_EQ(sample.in(Form::slack).payload.find("investigating"), std::string::npos);
}

TEST(Receivers, a_correction_of_the_end_keeps_all_that_belongs_to_an_end) {
  Sample sample = resolution();
  sample.update.number = 4;
  sample.update.action = Action::update;
  sample.update.event.action = Action::update;
  sample.update.event.corrects = 2;

  const core::Message mail = sample.in(Form::mail);

  EXPECT_EQ(mail.subject, "[Correction] Checkout unavailable");
  EXPECT_THAT(mail.text, HasSubstr("This corrects our update 2;"));
  EXPECT_THAT(mail.text, HasSubstr("Root cause:"));
  EXPECT_THAT(mail.text, HasSubstr("Status: resolved"));
  EXPECT_THAT(mail.text, Not(HasSubstr("patience")));
}

TEST(Receivers, a_retraction_says_opened_in_error_and_never_resolved) {
  struct Case {
    Sample sample;
    const char* first;
    const char* unsaid;
  };
  const Case cases[] = {
      {retraction(), "This incident is retracted: it was opened in error.", "esolved"},
      {in_german(retraction()), "Diese Störungsmeldung wird zurückgenommen: Sie wurde irrtümlich eröffnet.", "ehoben"},
  };
  for (const Case& c : cases) {
    EXPECT_THAT(c.sample.in(Form::mail).text, StartsWith(std::string(c.first) + "\n\nPayments worked all the time"));
    EXPECT_THAT(c.sample.in(Form::slack).text, StartsWith(std::string(c.first) + "\n\nPayments worked all the time"));
    for (const Form form : kWorded) {
      EXPECT_THAT(said(c.sample, form), HasSubstr(c.first));
      EXPECT_THAT(said(c.sample, form), HasSubstr("Payments worked all the time; our own check was wrong."));
      EXPECT_THAT(said(c.sample, form), Not(HasSubstr(c.unsaid)));
      EXPECT_THAT(said(c.sample, form), Not(HasSubstr("critical"))) << "the impact that there never was";
    }
  }
}

TEST(Receivers, no_news_says_that_and_nothing_that_nobody_told) {
  struct Case {
    Sample sample;
    const char* words;
    const char* promise;
  };
  const Case cases[] = {{no_news(), "There is no news yet.", "Next update"},
                        {in_german(no_news()), "Es gibt noch keine Neuigkeiten.", "Nächste Mitteilung"}};
  for (Case c : cases) {
    EXPECT_THAT(c.sample.in(Form::mail).text, StartsWith(c.words));
    EXPECT_THAT(c.sample.in(Form::slack).text, StartsWith(c.words));
    EXPECT_EQ(json::value_to<std::string>(update_of(c.sample).at("summary")), c.words);
    EXPECT_EQ(c.sample.in(Form::webhook).text, c.words);
    for (const Form form : kWorded) {
      EXPECT_THAT(said(c.sample, form), HasSubstr(c.words));
      EXPECT_THAT(said(c.sample, form), HasSubstr(c.promise));
      for (const char* unsaid : {"work", "arbeit", "staff", "soon", "bald", "team", "investigating this"})
        EXPECT_THAT(said(c.sample, form), Not(HasSubstr(unsaid)));
    }
    c.sample.update.next_update.reset();
    for (const Form form : kWorded) EXPECT_THAT(said(c.sample, form), Not(HasSubstr(c.promise)));
  }
}

TEST(Receivers, no_news_with_words_says_the_words) {
  Sample sample = no_news();
  sample.update.event.summary = "We still wait for the disk vendor.";

  for (const Form form : kWorded) {
    EXPECT_THAT(said(sample, form), HasSubstr("We still wait for the disk vendor."));
    EXPECT_THAT(said(sample, form), Not(HasSubstr("There is no news")));
  }
}

TEST(Receivers, who_hears_of_it_for_the_first_time_is_not_told_that_there_is_no_news) {
  Sample sample = no_news();
  sample.update.begins = true;

  for (const Form form : kWorded) {
    EXPECT_THAT(said(sample, form), Not(HasSubstr("no news")));
    EXPECT_THAT(said(sample, form), HasSubstr("impact critical, status investigating"));
  }
}

TEST(Receivers, posts_on_x_name_themselves_within_the_limit) {
  struct Case {
    Sample sample;
    const char* first;
  };
  const Case cases[] = {
      {correction(), "Correction: Checkout unavailable · 14:10 UTC\nThis corrects our update 2;"},
      {retraction(), "Retracted: Checkout unavailable · 13:20 UTC\nThis incident is retracted: it was opened in error."},
      {no_news(), "Critical: Checkout unavailable · 13:48 UTC\nThere is no news yet.\nNext update: 15:30 CET (14:30 UTC)"},
  };
  for (Case c : cases) {
    for (const std::string& more : {std::string(), std::string(400, ' ') + std::string("It is so. ")}) {
      c.sample.update.event.summary += c.sample.update.event.summary.empty() ? "" : more;
      const auto parts = c.sample.in(Form::x).parts;
      ASSERT_FALSE(parts.empty());
      EXPECT_THAT(parts.front(), StartsWith(c.first));
      for (const auto& part : parts) EXPECT_TRUE(post_length(part).valid) << part;
    }
  }
}

TEST(Receivers, slack_edits_the_wrong_post_to_one_that_says_so_with_the_right_text) {
  struct Case {
    Sample sample;
    const char* title;
    const char* first;
  };
  const Case cases[] = {
      {correction(), "[Corrected] Checkout unavailable",
       "This message was wrong. It was corrected at 15:10 CET on 22 November 2026 (14:10 UTC):"},
      {in_german(correction()), "[Berichtigt] Checkout unavailable",
       "Diese Nachricht war falsch. Sie wurde berichtigt, Stand 22. November 2026, 15:10 CET (14:10 UTC):"},
  };
  for (const Case& c : cases) {
    const auto corrected = json::parse(c.sample.in(Form::slack).payload).at("corrected");
    EXPECT_EQ(corrected.at("blocks").at(0).at("text").at("text").as_string(), c.title);
    const auto body = json::value_to<std::string>(corrected.at("blocks").at(1).at("text").at("text"));
    EXPECT_THAT(body, StartsWith(c.first));
    EXPECT_THAT(body, HasSubstr("Payments by transfer fail; payments by card work."));
    EXPECT_THAT(json::value_to<std::string>(corrected.at("text")), StartsWith(std::string(c.title) + "\n" + c.first));
  }
}

TEST(Receivers, slack_edits_no_post_for_anything_but_a_correction) {
  for (const Sample& sample : {full_opening(), resolution(), retraction(), no_news(), notice()})
    EXPECT_FALSE(json::parse(sample.in(Form::slack).payload).as_object().contains("corrected"));
}

TEST(Receivers, slacks_thread_head_shows_the_state_and_what_was_wrong) {
  struct Case {
    Sample sample;
    const char* title;
    const char* says;
  };
  Sample after_the_end = correction();
  after_the_end.update.status = after_the_end.incident.status = Status::resolved;
  const Case cases[] = {
      {correction(), "[Critical] Checkout unavailable", "This corrects our update 2;"},
      {after_the_end, "[Resolved] Checkout unavailable", "This corrects our update 2;"},
      {retraction(), "[Retracted] Checkout unavailable", "This incident is retracted: it was opened in error."},
      {no_news(), "[Critical] Checkout unavailable", "There is no news yet."},
      {resolution(), "[Resolved] Checkout unavailable", "Customers can pay again."},
  };
  for (const Case& c : cases) {
    const auto header = json::parse(c.sample.in(Form::slack).payload).at("header");
    EXPECT_EQ(header.at("blocks").at(0).at("text").at("text").as_string(), c.title);
    EXPECT_THAT(json::value_to<std::string>(header.at("text")), HasSubstr(c.says));
  }
}

TEST(Receivers, a_webhooks_type_names_corrections_and_retractions) {
  Sample corrected_notice = notice();
  corrected_notice.update.number = 2;
  corrected_notice.update.action = Action::update;
  corrected_notice.update.event.corrects = 1;
  Sample retracted_notice = notice();
  retracted_notice.update.action = Action::retract;
  retracted_notice.update.status = Status::retracted;
  struct Case {
    Sample sample;
    const char* type;
    const char* action;
  };
  const Case cases[] = {
      {correction(), "incident.corrected", "update"},  {corrected_notice, "incident.corrected", "update"},
      {retraction(), "incident.retracted", "retract"}, {retracted_notice, "incident.retracted", "retract"},
      {no_news(), "incident.updated", "nonews"},       {notice(), "notice", "notice"},
  };
  for (const Case& c : cases) {
    EXPECT_EQ(document_of(c.sample).at("type").as_string(), c.type);
    EXPECT_EQ(update_of(c.sample).at("action").as_string(), c.action);
  }
}

TEST(Receivers, a_webhooks_document_tells_what_was_corrected_and_when_it_was_retracted) {
  const auto incident = [](const Sample& sample) { return document_of(sample).at("data").at("incident").as_object(); };

  EXPECT_EQ(update_of(correction()).at("corrects").as_int64(), 2);
  EXPECT_FALSE(update_of(retraction()).contains("corrects"));
  EXPECT_EQ(incident(retraction()).at("status").as_string(), "retracted");
  EXPECT_EQ(incident(retraction()).at("retracted").as_string(), "2026-11-22T13:20:00Z");
  EXPECT_TRUE(incident(retraction()).at("resolved").is_null());
  EXPECT_TRUE(incident(correction()).at("retracted").is_null());
}

TEST(Receivers, no_receiver_sees_how_a_message_was_allowed) {
  Sample sample = correction();
  sample.incident.restricted = true;
  sample.incident.owner = "bob";
  sample.incident.added = {"a-secret-audience"};
  sample.also_told = {"a-secret-audience"};
  sample.update.peer = "uid:1007";
  sample.update.audiences = {"customers-emea", "a-secret-audience"};
  auto& event = sample.update.event;
  event.confirm = 4711;
  event.widen = event.draft = event.anyway = event.restricted = true;
  event.announce = false;
  event.audiences = event.drop_audiences = {"a-secret-audience"};

  const std::string payload = sample.in(Form::webhook).payload;
  for (const char* inner : {"confirm", "4711", "widen", "draft", "anyway", "restricted", "announce", "a-secret-audience", "audiences",
                            "owner", "bob", "uid:1007", "exercise"})
    EXPECT_THAT(payload, Not(HasSubstr(inner)));
  for (const Form form : kWorded) EXPECT_THAT(said(sample, form), Not(HasSubstr("a-secret-audience")));
}

}  // namespace
}  // namespace crier::render
