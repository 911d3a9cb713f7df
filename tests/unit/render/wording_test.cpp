#include "render/wording.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "render/local_time.h"
#include "unit/render/statements.h"

namespace crier::render {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(LocalTime, is_said_in_the_audiences_zone_with_utc_beside_it) {
  struct Case {
    const char* instant;
    const char* zone;
    const char* language;
    const char* expected;
  };
  const Case cases[] = {
      {"2026-11-22T13:05:00Z", "Europe/Berlin", "en", "14:05 CET on 22 November 2026 (13:05 UTC)"},
      {"2026-11-22T13:05:00Z", "Europe/Berlin", "de", "22. November 2026, 14:05 CET (13:05 UTC)"},
      {"2026-11-22T13:05:00Z", "Europe/Berlin", "nl", "14:05 CET on 22 November 2026 (13:05 UTC)"},
      {"2026-11-22T13:05:00Z", "UTC", "en", "13:05 UTC on 22 November 2026"},
      {"2026-11-22T23:30:00Z", "Europe/Berlin", "en", "00:30 CET on 23 November 2026 (23:30 UTC on 22 November)"},
      {"2026-03-01T00:00:00Z", "America/New_York", "en", "19:00 EST on 28 February 2026 (00:00 UTC on 1 March)"},
      {"2026-03-15T12:00:00Z", "Asia/Kathmandu", "de", "15. März 2026, 17:45 UTC+05:45 (12:00 UTC)"},
      {"2026-07-01T12:00:00Z", "Europe/London", "en", "13:00 BST on 1 July 2026 (12:00 UTC)"},
  };
  for (const Case& c : cases) EXPECT_EQ(local_time(at(c.instant), c.zone, shipped()->phrases(), c.language), c.expected);
}

TEST(LocalTime, names_the_date_only_where_it_is_another_one) {
  const Phrases& phrases = shipped()->phrases();
  EXPECT_EQ(local_time_short(at("2026-11-22T13:50:00Z"), at("2026-11-22T13:05:00Z"), "Europe/Berlin", phrases, "en"),
            "14:50 CET (13:50 UTC)");
  EXPECT_EQ(local_time_short(at("2026-11-22T23:50:00Z"), at("2026-11-22T13:05:00Z"), "Europe/Berlin", phrases, "en"),
            "00:50 CET on 23 November (23:50 UTC on 22 November)");
  EXPECT_EQ(local_time_short(at("2026-11-22T23:50:00Z"), at("2026-11-22T13:05:00Z"), "UTC", phrases, "en"), "23:50 UTC");
}

TEST(Wording, says_nothing_that_nobody_told) {
  Sample sample;
  sample.contact.clear();
  sample.organisation.clear();
  sample.service_names.clear();

  for (const Form form : {Form::mail, Form::slack, Form::x}) {
    const core::Message message = sample.in(form);
    for (const std::string& text : {message.text, message.html}) {
      for (const char* unsaid :
           {"next update", "Next update", "overnight", "on call", "Permanent", "Expected", "Now", "What ", "Details", "Root cause",
            "Questions", "patience", "began", "ended", "Services", "Sent by", "means for you", "soon", "shortly"}) {
        EXPECT_THAT(text, Not(HasSubstr(unsaid)));
      }
    }
  }
}

TEST(Wording, says_of_the_night_exactly_what_the_event_says) {
  struct Case {
    std::optional<core::Overnight> overnight;
    const char* said;
  };
  const Case cases[] = {{core::Overnight::continues, "Staff continue to work on this overnight."},
                        {core::Overnight::on_call, "Staff are on call overnight."},
                        {core::Overnight::pauses, "Work pauses overnight."}};
  for (const Case& c : cases) {
    Sample sample;
    sample.update.event.overnight = c.overnight;
    for (const Form form : {Form::mail, Form::slack}) {
      const std::string text = sample.in(form).text;
      for (const Case& other : cases) {
        EXPECT_EQ(text.find(other.said) != std::string::npos, other.overnight == c.overnight) << text;
      }
    }
  }
}

TEST(Wording, a_carried_over_promise_of_the_night_is_not_repeated) {
  Sample sample;
  sample.incident.overnight = core::Overnight::continues;

  EXPECT_THAT(sample.in(Form::mail).text, Not(HasSubstr("overnight")));
}

TEST(Wording, a_monitors_resolve_is_worded_truthfully) {
  Sample sample = resolution();
  sample.update.event = {};
  sample.update.event.action = core::Action::resolve;
  sample.update.event.source = "prometheus";
  const std::string said = "Checkout unavailable is resolved as of 16:10 CET on 22 November 2026 (15:10 UTC), according to prometheus.";

  EXPECT_THAT(sample.in(Form::mail).text, testing::StartsWith(said));
  EXPECT_THAT(sample.in(Form::mail).html, HasSubstr("<p>" + said + "</p>"));
  EXPECT_THAT(sample.in(Form::slack).text, testing::StartsWith(said));
  EXPECT_EQ(sample.in(Form::x).parts, std::vector<std::string>{said});
  EXPECT_EQ(sample.in(Form::mail).subject, "[Resolved] Checkout unavailable");
}

TEST(Wording, a_monitors_update_without_words_tells_the_state) {
  Sample sample;
  sample.update.number = 2;
  sample.update.action = core::Action::update;
  sample.update.event = {};
  sample.update.event.source = "token:prometheus";

  EXPECT_THAT(sample.in(Form::mail).text, testing::StartsWith("Checkout unavailable: impact critical, status investigating as of 14:05 CET "
                                                              "on 22 November 2026 (13:05 UTC), according to prometheus."));
}

TEST(Wording, contact_and_patience_share_a_sentence_while_it_lasts) {
  EXPECT_THAT(full_opening().in(Form::mail).text,
              HasSubstr("Questions are welcome at support@example.com; we ask for your patience meanwhile."));
  EXPECT_THAT(resolution().in(Form::mail).text, HasSubstr("Questions are welcome at support@example.com."));
  EXPECT_THAT(resolution().in(Form::mail).text, Not(HasSubstr("patience")));
}

TEST(Wording, what_is_permanent_stands_out) {
  const Sample sample = resolution();
  EXPECT_THAT(sample.in(Form::mail).text, HasSubstr("*** Permanent: Carts of 14:02 to 14:10 are lost. ***"));
  EXPECT_THAT(sample.in(Form::mail).html, HasSubstr("<strong>Permanent: Carts of 14:02 to 14:10 are lost.</strong>"));
  EXPECT_THAT(sample.in(Form::slack).text, HasSubstr("> *Permanent:* Carts of 14:02 to 14:10 are lost."));
}

TEST(Wording, the_gist_stands_before_the_fold_and_details_after_it) {
  const std::string text = full_opening().in(Form::mail).text;
  const auto place = [&](const char* what) { return text.find(what); };

  EXPECT_EQ(place("Customers in Europe"), 0U);
  EXPECT_LT(place("Payments fail."), place("Next update"));
  EXPECT_LT(place("Next update"), place("Questions"));
  EXPECT_LT(place("Questions"), place("The primary database"));
}

TEST(Wording, subjects_of_an_incident_share_their_base) {
  // RFC 5256 section 2.1: what is in brackets before the title is no part of the base subject.
  for (const Sample& sample : {full_opening(), resolution(), correction(), retraction(), no_news()})
    EXPECT_THAT(sample.in(Form::mail).subject, testing::MatchesRegex("\\[[A-Za-z]+\\] Checkout unavailable"));
}

TEST(Wording, translations_replace_what_they_have) {
  Sample sample = full_opening();
  sample.language = "de-AT";
  auto& german = sample.update.event.translations["de"];
  german.title = "Zahlung nicht möglich";
  german.consequences.now = "Zahlungen schlagen fehl.";

  const core::Message message = sample.in(Form::mail);

  EXPECT_EQ(message.language, "de-AT");
  EXPECT_EQ(message.subject, "[Kritisch] Zahlung nicht möglich");
  EXPECT_THAT(message.text, HasSubstr("- Jetzt: Zahlungen schlagen fehl."));
  EXPECT_THAT(message.text, HasSubstr("- Zu erwarten: Orders are kept and can be paid later."));
  EXPECT_THAT(message.text, testing::StartsWith("Customers in Europe cannot pay since 14:02 CET."));
}

TEST(Wording, a_notice_without_title_is_headed_by_its_first_sentence) {
  Sample sample;
  sample.update.action = core::Action::notice;
  sample.incident.is_notice = true;
  sample.incident.key = "notice-1";
  sample.update.title.clear();
  sample.update.event.title.reset();
  sample.update.event.summary = "Our office is closed on Monday. Orders are taken as always.";

  EXPECT_EQ(sample.in(Form::mail).subject, "[Notice] Our office is closed on Monday.");
  EXPECT_THAT(sample.in(Form::mail).text, Not(HasSubstr("Impact")));
  EXPECT_EQ(sample.in(Form::x).parts, std::vector<std::string>{sample.update.event.summary});
  EXPECT_THAT(sample.in(Form::slack).text, Not(HasSubstr("Impact")));
}

TEST(Wording, two_updates_that_say_the_same_make_posts_that_differ) {
  // X refuses a text that was posted before (protocols.md 2.1): neither a whole post nor a later part of a thread may repeat.
  Sample first = full_opening();
  first.update.event.summary = std::string(300, 'a') + ". " + std::string(200, 'b') + ".";
  Sample second = first;
  second.update.at += std::chrono::minutes{1};

  const auto before = first.in(Form::x).parts;
  const auto after = second.in(Form::x).parts;
  ASSERT_GT(before.size(), 1U);
  ASSERT_EQ(before.size(), after.size());
  for (std::size_t i = 0; i < before.size(); ++i) EXPECT_NE(before[i], after[i]);
}

TEST(Wording, a_post_has_no_link_unless_a_template_says_so) {
  Sample sample = full_opening();
  sample.url = "https://status.example.com";

  for (const auto& part : sample.in(Form::x).parts) EXPECT_THAT(part, Not(HasSubstr("http")));
  EXPECT_THAT(sample.in(Form::mail).html, HasSubstr("<a href=\"https://status.example.com\">"));
}

TEST(Wording, html_survives_hostile_fields) {
  const std::string hostile = "<script>alert(1)</script><img src=x onerror=alert(1)>\"'&{{title}}";
  Sample sample = full_opening();
  sample.update.title = sample.contact = sample.organisation = sample.url = sample.incident.key = hostile;
  sample.service_names = {hostile};
  auto& event = sample.update.event;
  event.summary = event.consequences.now = event.consequences.expected = event.consequences.permanent = event.details = event.workaround =
      event.root_cause = event.source = hostile;
  event.actions = {{hostile}, {hostile}};

  const std::string html = sample.in(Form::mail).html;

  for (const char* forbidden : {"<script", "<img", "href=\"<", "href=\"javascript"}) EXPECT_THAT(html, Not(HasSubstr(forbidden)));
  EXPECT_THAT(html, HasSubstr("<a href=\"#\">"));
  EXPECT_THAT(html, HasSubstr("&lt;script&gt;alert(1)&lt;/script&gt;"));
}

}  // namespace
}  // namespace crier::render
