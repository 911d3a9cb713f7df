#include "render/exercise.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "render/mail.h"
#include "render/post_length.h"
#include "render/post_split.h"
#include "unit/render/parsed_mail.h"
#include "unit/render/samples.h"

namespace crier::render {
namespace {

namespace json = boost::json;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

const std::string kMarker = "[EXERCISE for ops@customer.example]";

std::string mail_of(const core::Message& message) {
  MailSlots slots;
  slots.to_address = "drill@example.com";
  slots.date = at("2026-11-22T13:05:01Z");
  slots.message_id = "<i7.u1.abc@example.com>";
  return compose_mail(message.payload, slots).value();
}

std::string payload_text(const core::Message& message, const char* pointer) {
  return json::value_to<std::string>(json::parse(message.payload).at_pointer(pointer));
}

TEST(Exercise, a_marker_names_whom_it_was_meant_for) {
  EXPECT_EQ(exercise_marker("ops@customer.example"), kMarker);
  EXPECT_EQ(exercise_marker("#status"), "[EXERCISE for #status]");
  EXPECT_EQ(exercise_marker("a\r\nBcc: x@y"), "[EXERCISE for a Bcc: x@y]");
  EXPECT_EQ(exercise_marker(""), "[EXERCISE]");
}

TEST(Exercise, a_mail_says_it_in_subject_text_and_html) {
  Sample sample = full_opening();
  sample.update.title = "Überweisungen schlagen fehl, Kartenzahlungen gehen";

  const core::Message message = marked(sample.in(Form::mail), Form::mail, kMarker);
  const ParsedMail mail(mail_of(message));

  const std::string subject = kMarker + " [Critical] Überweisungen schlagen fehl, Kartenzahlungen gehen";
  EXPECT_EQ(message.subject, subject);
  EXPECT_EQ(mail.header("Subject"), subject);
  EXPECT_EQ(mail.part("plain"), message.text + "\n");
  EXPECT_THAT(message.text, StartsWith(kMarker + "\n\nCustomers in Europe cannot pay"));
  EXPECT_EQ(mail.part("html"), message.html);
  EXPECT_LT(message.html.find("<body"), message.html.find(kMarker));
  EXPECT_LT(message.html.find(kMarker), message.html.find("<h1"));
  EXPECT_EQ(mail.type(), "multipart/alternative");
}

TEST(Exercise, a_mails_other_headers_stay_as_they_are) {
  Sample sample = full_opening();
  sample.update.title = std::string(40, 'x') + " wörter " + std::string(60, 'y');  // so long that Subject is folded
  const core::Message before = sample.in(Form::mail);

  const core::Message message = marked(before, Form::mail, kMarker);
  const ParsedMail then(mail_of(before));
  const ParsedMail mail(mail_of(message));

  for (const char* name : {"From", "Reply-To", "Auto-Submitted", "X-Auto-Response-Suppress", "List-Id", "X-Crier-Incident",
                           "X-Crier-Update", "MIME-Version", "Message-ID"}) {
    EXPECT_EQ(mail.header(name), then.header(name)) << name;
    EXPECT_EQ(mail.count(name), 1) << name;
  }
  EXPECT_EQ(mail.count("Subject"), 1);
  EXPECT_EQ(mail.count("Content-Type"), 1);
}

TEST(Exercise, a_mail_without_html_stays_one) {
  core::Message before = full_opening().in(Form::mail);
  before.html.clear();

  const ParsedMail mail(mail_of(marked(before, Form::mail, kMarker)));

  EXPECT_EQ(mail.type(), "text/plain");
  EXPECT_THAT(mail.part("plain"), StartsWith(kMarker));
}

TEST(Exercise, slack_says_it_in_the_fallback_and_the_header_of_post_and_edit) {
  const core::Message message = marked(full_opening().in(Form::slack), Form::slack, "[EXERCISE for #a&b]");

  EXPECT_EQ(message.subject, "[EXERCISE for #a&b] [Critical] Checkout unavailable");
  for (const std::string part : {"", "/header"}) {
    EXPECT_THAT(payload_text(message, (part + "/text").c_str()), StartsWith("[EXERCISE for #a&amp;b] [Critical] Checkout unavailable\n"));
    EXPECT_EQ(payload_text(message, (part + "/blocks/0/text/text").c_str()), "[EXERCISE for #a&amp;b] [Critical] Checkout unavailable");
  }
}

TEST(Exercise, slack_has_a_section_for_it_where_the_header_is_full_or_missing) {
  Sample sample = full_opening();
  sample.update.title = std::string(110, 'x');
  core::Message headless;
  headless.payload = R"({"text":"t","blocks":[{"type":"section","text":{"type":"mrkdwn","text":"b"}}]})";

  const core::Message full = marked(sample.in(Form::slack), Form::slack, kMarker);
  const core::Message missing = marked(headless, Form::slack, kMarker);

  for (const core::Message& message : {full, missing}) {
    EXPECT_EQ(payload_text(message, "/blocks/0/type"), "section");
    EXPECT_EQ(payload_text(message, "/blocks/0/text/text"), kMarker);
  }
  EXPECT_EQ(payload_text(full, "/blocks/1/text/text"), "[Critical] " + std::string(110, 'x'));
  EXPECT_EQ(payload_text(missing, "/blocks/1/text/text"), "b");
  EXPECT_EQ(payload_text(missing, "/text"), kMarker + " t");
}

TEST(Exercise, each_post_of_a_thread_says_it_and_fits) {
  Sample sample = full_opening();
  for (int i = 0; i < 30; ++i) sample.update.event.summary += " Sentence number " + std::to_string(i) + " tells more.";
  const core::Message before = sample.in(Form::x);
  ASSERT_GT(before.parts.size(), 1U);

  for (const std::string& marker : {kMarker, exercise_marker(std::string(400, 'a') + "@customer.example"), std::string(kExercise)}) {
    const core::Message message = marked(before, Form::x, marker);
    ASSERT_GT(message.parts.size(), 1U);
    for (const auto& part : message.parts) {
      EXPECT_THAT(part, StartsWith("[EXERCISE"));
      EXPECT_TRUE(post_length(part).valid) << part;
    }
    EXPECT_THAT(message.parts.back(), HasSubstr("13:05 UTC)")) << "what tells posts that say the same apart is kept";
  }
}

TEST(Exercise, a_webhooks_document_says_it_as_a_flag_and_in_its_words) {
  Sample sample = full_opening();
  sample.update.event.translations["de"].title = "Zahlung nicht möglich";

  const core::Message message = marked(sample.in(Form::webhook), Form::webhook, kMarker);
  const auto document = json::parse(message.payload);

  EXPECT_TRUE(document.at("data").at("exercise").as_bool());
  EXPECT_EQ(payload_text(message, "/data/incident/title"), kMarker + " Checkout unavailable");
  EXPECT_EQ(payload_text(message, "/data/update/title"), kMarker + " Checkout unavailable");
  EXPECT_EQ(payload_text(message, "/data/update/summary"), kMarker + " Customers in Europe cannot pay since 14:02 CET.");
  EXPECT_EQ(payload_text(message, "/data/update/translations/de/title"), kMarker + " Zahlung nicht möglich");
  EXPECT_EQ(payload_text(message, "/type"), "incident.opened");
  EXPECT_EQ(payload_text(message, "/data/audience"), "customers-emea");
}

TEST(Exercise, the_marker_with_the_address_replaces_the_one_without) {
  for (const Form form : {Form::mail, Form::slack, Form::x, Form::webhook}) {
    for (const std::size_t length : {20U, 128U}) {
      Sample sample = full_opening();
      sample.update.title = std::string(length, 't');
      const core::Message plain = sample.in(form);

      const core::Message once = marked(plain, form, kMarker);
      const core::Message twice = marked(marked(plain, form, std::string(kExercise)), form, kMarker);

      EXPECT_EQ(twice.subject, once.subject);
      EXPECT_EQ(twice.text, once.text);
      EXPECT_EQ(twice.html, once.html);
      EXPECT_EQ(twice.parts, once.parts);
      EXPECT_EQ(twice.payload, once.payload);
    }
  }
}

}  // namespace
}  // namespace crier::render
